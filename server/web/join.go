package web

import (
	"errors"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// joinPage leads into a meeting, in steps that are all posts to /join: "look" says what the link is for and uses nothing
// up, "join" uses it, "knock" asks to be let in where it was used, or is somebody else's.
type joinPage struct {
	frame
	Invited *invited
	In      string // address of the meeting, where this browser is in it already
	Refused string // why the link does not lead in
	Sheets  []*sheet
}

// invited is what somebody with the link may know before they are in: nothing about a child.
type invited struct {
	By, Kind, When string // "Sam Example, Example County Council", "strategy meeting", when
	Name, Agency   string // who the link is for
	agency         meeting.Agency
}

const kindOfMeeting = "strategy meeting"

func (d *door) joinPage(c *fiber.Ctx) error {
	look := &sheet{ID: "look", Action: "/join", Button: "Continue",
		Fields: []field{hidden("step", "look"), tokenField("Code of the invitation")}}
	return d.render(c, "join", joinPage{frame: frame{Title: "Join a meeting"}, Sheets: []*sheet{look.named()}})
}

func (d *door) join(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	token := sent.code("token")
	link, err := d.People.Look(c.UserContext(), token)
	session, failed := d.session(c)
	if failed != nil {
		return failed
	}
	if seat := session.Seat(link.Meeting); seat != "" && seat == link.Attendee && !d.excluded(c, link.Meeting, seat) {
		return c.Redirect("/meetings/"+link.Meeting, fiber.StatusSeeOther) // whatever became of the link
	}
	if err == nil && link.Purpose == account.Invitation && d.excluded(c, link.Meeting, link.Attendee) {
		err = linkEnded
	}
	if err == nil {
		err = d.comesLate(c.UserContext(), session, token)
	}
	switch {
	case err != nil, link.Purpose != account.Invitation:
		return d.wrongLink(c, sent, link, err)
	case sent.get("step") == "join":
		in, at, err := d.enter(c, TokenBody{Token: token})
		if err == nil {
			return c.Redirect(into(in, at), fiber.StatusSeeOther)
		}
		return d.looked(c, sent, token, link, err)
	case sent.get("step") == "knock":
		return d.knockForm(c, sent, token, link)
	default:
		return d.looked(c, sent, token, link, nil)
	}
}

// wrongLink says why a code leads into no meeting.
func (d *door) wrongLink(c *fiber.Ctx, sent form, link account.Link, err error) error {
	if err == nil {
		to := map[account.Purpose]string{account.SetUp: "/setup", account.SignIn: "/sign-in", account.Copy: "/copy"}[link.Purpose]
		return d.render(c, "join", joinPage{frame: frame{Title: "This link is not for a meeting"}, In: to,
			Refused: "This link is not an invitation to a meeting. Open it as it was sent to you."})
	}
	told := d.refusal(err)
	answered(c, told.Code)
	if told.Code == meeting.LinkEnded {
		return d.render(c, "join", joinPage{frame: frame{Title: "This link has ended"}, Refused: told.Message})
	}
	look := (&sheet{ID: "look", Action: "/join", Button: "Continue",
		Fields: []field{hidden("step", "look"), tokenField("Code of the invitation")}}).named()
	page := joinPage{frame: frame{Title: "Join a meeting"}, Sheets: []*sheet{look}}
	told.Field = "token"
	d.again(c, told, sent, &page.frame, look)
	return d.render(c, "join", page)
}

// looked shows who invites, and the way in: the button where the link is good, the knock where it was used.
func (d *door) looked(c *fiber.Ctx, sent form, token string, link account.Link, failed error) error {
	who, err := d.invited(c, link)
	if err != nil {
		return err
	}
	page := joinPage{frame: frame{Title: "Join a meeting"}, Invited: who}
	session, err := d.session(c)
	if err != nil {
		return err
	}
	if told := new(meeting.Refusal); errors.As(failed, &told) && told.Code != meeting.Content && sent.get("step") == "join" {
		page.Refused = told.Message
		answered(c, told.Code)
		link.Used = link.Used || told.Code == meeting.LinkUsed
	}
	e, err := d.entrance(c.UserContext(), session, link)
	if err != nil {
		return err
	}
	join := &sheet{ID: "join", Action: "/join", Button: "Join", Fields: []field{hidden("step", "join"), hidden("token", token)}}
	if e.closed && e.waits() { // the room is over, and nothing is said of it
		page.Title, page.Invited, join.Button = "Show that it is you", nil, "Continue"
		page.Sheets = []*sheet{join}
		if page.Refused == "" {
			page.Refused = "To go on, show that it is you: with a code that is sent to you, or that whoever invited you gives you."
		}
		return d.render(c, "join", page)
	}
	if session.Seat(link.Meeting) != "" {
		page.In, page.Refused = "/meetings/"+link.Meeting, "In this browser somebody takes part in this meeting already, as "+
			"somebody else. Go back to it, or sign out or use another browser."
		return d.render(c, "join", page)
	}
	knock := d.knockSheet(token, link, who)
	if link.Used {
		page.Title = "This link was used already"
		page.Refused = "Each link works once, in one browser. Ask to be let in: the chair sees it at once. Or ask the chair for a new link."
		page.Sheets = []*sheet{knock}
	} else {
		knock.Folded = true
		page.Sheets = []*sheet{join, knock}
	}
	if failed != nil && sent.get("step") == "knock" {
		d.again(c, failed, sent, &page.frame, knock)
	}
	return d.render(c, "join", page)
}

// invited reads what the meeting says of the link.
func (d *door) invited(c *fiber.Ctx, link account.Link) (*invited, error) {
	opened, err := d.Rooms.Open(c.UserContext(), link.Meeting)
	if err != nil {
		return nil, err
	}
	who := &invited{Kind: kindOfMeeting}
	opened.View(func(m *meeting.Meeting) {
		if chair := m.Attendees[m.Chair]; chair != nil {
			who.By = chair.Name + ", " + chair.Agency.Name
		}
		if a := m.Attendees[link.Attendee]; a != nil {
			who.Name, who.Agency, who.agency = a.Name, a.Agency.Name, a.Agency
		}
		who.When = d.when(m)
	})
	return who, nil
}
