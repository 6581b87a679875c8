package web

import (
	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/account"
)

// knockSheet asks to be let in with a link that was used, or is somebody else's.
func (d *door) knockSheet(token string, link account.Link, who *invited) *sheet {
	same := chosen(field{Sort: "radios", Name: "who", Label: "Who are you?", Options: []option{
		{Value: "same", Words: "I am " + who.Name + ", on another device"},
		{Value: "other", Words: "I am somebody else"},
	}})
	title := "Ask to be let in"
	if !link.Used {
		title = "I am not " + who.Name
		same = hidden("who", "other")
	}
	fields := append([]field{same, {Sort: "text", Name: "name", Label: "Your name", Fill: "name"}},
		agencyFields("agency", procedure.Default())...)
	if link.Used {
		fields[1].Hint = "Only where you are somebody else"
	}
	return (&sheet{ID: "knock", Action: "/join", Title: title, Button: "Ask to be let in",
		Fields: append([]field{hidden("step", "knock"), hidden("token", token)}, fields...)}).named()
}

// knockForm knocks and leads to the page to wait at.
func (d *door) knockForm(c *fiber.Ctx, sent form, token string, link account.Link) error {
	body := KnockBody{Token: token, Name: sent.get("name"), Agency: sent.agency("agency"), Same: sent.get("who") == "same"}
	if body.Same {
		who, err := d.invited(c, link)
		if err != nil {
			return err
		}
		body.Name, body.Agency = who.Name, who.agency
	} else if sent.get("who") != "other" {
		return d.looked(c, sent, token, link, &meeting.Refusal{Code: meeting.Content, Field: "who", Message: "Say who you are."})
	}
	knock, err := d.knockAs(c, body)
	if err != nil {
		return d.looked(c, sent, token, link, err)
	}
	return c.Redirect("/meetings/"+knock.Meeting+"/waiting", fiber.StatusSeeOther)
}

// waitingPage is for whoever knocked, or was in a meeting that has closed. It says nothing about the meeting.
type waitingPage struct {
	frame
	State   account.State
	Meeting string
	Strict  bool   // guests have to be known
	Left    bool   // they were in it
	Late    bool   // they were let in, and did not come in before it closed
	Send    *sheet // has a code sent; nil where no e-mails are
	Again   *sheet // asks to be let in again, where nobody answered in time
}

// unheard is the page for whoever's knock is heard no longer, with a button to knock again; nil for all others.
func (d *door) unheard(c *fiber.Ctx) *waitingPage {
	session, _ := c.Locals(who).(*account.Session)
	at := c.Params("meeting")
	if _, heard, err := d.People.Knocked(c.UserContext(), session, at); err != nil || heard {
		return nil
	}
	return &waitingPage{frame: frame{Title: "Nobody answered"}, Meeting: at,
		Again: (&sheet{ID: "again", Action: "/meetings/" + at + "/waiting/again", Button: "Ask to be let in again"}).named()}
}

// askAgain knocks once more, without the link, for whoever's knock was not answered in time.
func (d *door) askAgain(c *fiber.Ctx) error {
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	at := c.Params("meeting")
	knock, _, err := d.People.Knocked(c.UserContext(), session, at)
	if err != nil {
		return err
	}
	var refusal error
	if err := d.Rooms.Look(c.UserContext(), at, func(m *meeting.Meeting) {
		switch {
		case session.Account == nil && d.guestsOver(m):
			refusal = d.guestsEnded(m)
		case m.Admission(knock.Attendee) == meeting.Excluded: // as for their link
			refusal = linkEnded
		}
	}); err != nil {
		return err
	}
	if refusal == nil {
		_, refusal = d.People.AskAgain(c.UserContext(), session, at)
	}
	if refusal != nil {
		return refusal
	}
	return c.Redirect("/meetings/"+at+"/waiting", fiber.StatusSeeOther)
}

func (d *door) waitingPage(c *fiber.Ctx) error {
	k, err := d.atDoor(c)
	if refused(err) == meeting.NotFound {
		if again := d.unheard(c); again != nil {
			answered(c, meeting.NotFound)
			return d.render(c, "waiting", again)
		}
	}
	if err != nil {
		return err
	}
	if k.in() {
		return c.Redirect(k.inside(), fiber.StatusSeeOther)
	}
	page := waitingPage{Meeting: k.at, Strict: k.strict, Left: k.left, Late: k.late(), Send: d.sendSheet(k.at, "Send me a code by e-mail")}
	if k.knock != nil {
		page.State = k.knock.State
	}
	if k.strict && page.State == account.Admitted && !page.Late {
		if _, err := d.goIn(c, k.session, k.at, k.closed); err != nil {
			return err
		}
		return c.Redirect(k.inside(), fiber.StatusSeeOther)
	}
	switch {
	case page.State == account.Waiting:
		page.frame = frame{Title: "Waiting to be let in", Reload: true}
	case k.left, page.Late:
		page.frame = frame{Title: "Show that it is you"}
	case page.State == account.Declined:
		page.frame = frame{Title: "You were not let in"}
	default:
		page.frame = frame{Title: "You were let in"}
	}
	return d.render(c, "waiting", page)
}
