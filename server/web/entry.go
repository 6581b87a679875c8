package web

import (
	"context"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/mail"
)

// EntryBody is the code by which whoever waits takes their seat: one that was sent, or that the chair passed on.
type EntryBody struct {
	Code string `json:"code"`
}

// knocker is somebody at the door of a meeting whose guests have to be known.
type knocker struct {
	session  *account.Session
	at       string
	strict   bool
	closed   bool
	left     bool           // they had a seat until the meeting closed
	attendee string         // whose seat it was
	who      account.Caller // what they are called
}

// atDoor finds who asks and how they stand at the meeting of the address. Refused with signed-out, with not-found where
// they may not attend, and with link-ended where the time of guests is over.
func (d *door) atDoor(c *fiber.Ctx) (knocker, error) {
	session, err := d.signedIn(c)
	if err != nil {
		return knocker{}, err
	}
	k := knocker{session: session, at: c.Params("meeting")}
	if k.attendee = session.Seat(k.at); k.attendee == "" {
		knock, err := d.People.Knocking(c.UserContext(), session, k.at)
		if err != nil {
			return k, err
		}
		k.attendee = knock.Attendee
	}
	seated := session.Seat(k.at) != ""
	if looked := d.Rooms.Look(c.UserContext(), k.at, func(m *meeting.Meeting) {
		k.strict, k.closed = d.strict(m), m.Phase == meeting.Closed
		k.left = seated && d.leftWith(session, m)
		if who := m.Attendees[k.attendee]; who != nil {
			k.who = account.Caller{Name: who.Name, Agency: who.Agency, Same: true}
		}
		switch {
		case (seated || k.strict) && m.Admission(k.attendee) == meeting.Excluded:
			err = account.NotHeard()
		case k.strict && session.Account == nil && d.guestsOver(m):
			err = d.guestsEnded(m)
		}
	}); looked != nil {
		return k, looked
	}
	return k, err
}

// knocked is atDoor for a code: whoever had a seat until the meeting closed knocks by asking for one. Where a link is
// enough there are no codes.
func (d *door) knocked(c *fiber.Ctx) (knocker, error) {
	k, err := d.atDoor(c)
	if err == nil && !k.strict {
		err = account.NotHeard()
	}
	if err != nil || !k.left {
		return k, err
	}
	if knock, err := d.People.Knocking(c.UserContext(), k.session, k.at); err == nil && knock.State == account.Waiting {
		return k, nil
	}
	_, err = d.People.KnockAgain(c.UserContext(), k.session, k.at, k.attendee, k.who)
	return k, err
}

// sendCode has a code sent to whoever waits. Nobody can tell from the answer whether there is an address, or whether the
// e-mail went out: that takes its time behind it.
func (d *door) sendCode(c *fiber.Ctx) (knocker, error) {
	k, err := d.knocked(c)
	if err != nil {
		return k, err
	}
	if d.Post == nil {
		return k, meeting.Refuse(meeting.Conflict, "This installation sends no e-mails. Wait to be let in, or ask whoever invited you.")
	}
	code, email, err := d.People.EntryCode(c.UserContext(), k.session, k.at)
	if err == nil && email != "" {
		go d.post(mail.Letter{To: email, Subject: mail.Marking + "your code", Text: fmt.Sprintf(entryLetter, code, account.EntryLife/time.Minute)})
	}
	return k, err
}

const entryLetter = `Somebody with the link that you were sent asked for this code, to come in to a meeting.

    %s

Type it on the page where it was asked for. It works once, there only, within %d minutes.

If it was not you, give it to nobody and tell whoever invited you.
`

func (d *door) post(letter mail.Letter) {
	if err := d.Post.Send(context.Background(), letter); err != nil {
		d.Log.Error("an e-mail was not sent", "error", err)
	}
}

// useCode lets somebody in who typed a code: the record says so first.
func (d *door) useCode(c *fiber.Ctx, typed string) (*account.Session, knocker, error) {
	k, err := d.knocked(c)
	if err != nil {
		return nil, k, err
	}
	knock, err := d.People.UseEntryCode(c.UserContext(), k.session, k.at, typed)
	if err != nil {
		return nil, k, err
	}
	if err := d.noteKnown(c.UserContext(), k.at, "", knock.Attendee, meeting.ByMail, "server/knock/"+knock.ID); err != nil {
		return nil, k, err
	}
	if _, err := d.People.Recognise(c.UserContext(), k.at, knock.ID, knock.Attendee); err != nil {
		return nil, k, err
	}
	session, err := d.People.TakeSeat(c.UserContext(), k.session, k.at, k.closed)
	if err != nil {
		return nil, k, err
	}
	d.remember(c, session)
	return session, k, nil
}

func (d *door) askForCode(c *fiber.Ctx) error {
	k, err := d.sendCode(c)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(KnockAnswer{k.at, account.Waiting})
}

func (d *door) enterByCode(c *fiber.Ctx) error {
	if _, err := d.atDoor(c); err != nil { // who is nobody here is told no more than that
		return err
	}
	var body EntryBody
	if err := take(c, &body); err != nil {
		return err
	}
	session, k, err := d.useCode(c, body.Code)
	if err != nil {
		return err
	}
	return c.JSON(d.sessionAnswer(session, k.at))
}

// entryPage is where a code is typed. It says nothing about the meeting, and stays as it is while somebody types.
type entryPage struct {
	frame
	Meeting string
	Sent    bool
	Type    *sheet
	Send    *sheet // nil where no e-mails are sent
}

func (d *door) entry(at string) *entryPage {
	page := &entryPage{frame: frame{Title: "Type your code", Back: "/meetings/" + at + "/waiting"}, Meeting: at, Send: d.sendSheet(at, "Send another code")}
	page.Type = (&sheet{ID: "code", Action: "/meetings/" + at + "/waiting", Button: "Go in", Fields: []field{
		{Sort: "text", Name: "code", Label: "Code", Hint: "8 letters and digits, such as F7KM-3QXA", Fill: "one-time-code", Narrow: true}}}).named()
	return page
}

// sendSheet is the button that has a code sent; nil where no e-mails are.
func (d *door) sendSheet(at, button string) *sheet {
	if d.Post == nil {
		return nil
	}
	return (&sheet{ID: "send", Action: "/meetings/" + at + "/waiting/code", Button: button, Look: "secondary"}).named()
}

func (d *door) entryPage(c *fiber.Ctx) error {
	k, err := d.atDoor(c)
	if err == nil && !k.strict {
		err = account.NotHeard()
	}
	if err != nil {
		return err
	}
	page := d.entry(k.at)
	page.Sent = c.Query("sent") != "" && page.Send != nil
	return d.render(c, "entry", page)
}

func (d *door) sendForm(c *fiber.Ctx) error {
	k, err := d.sendCode(c)
	if err != nil && k.strict {
		page := d.entry(k.at)
		d.again(c, err, form{}, &page.frame, page.Type)
		return d.render(c, "entry", page)
	}
	if err != nil {
		return err
	}
	return c.Redirect("/meetings/"+k.at+"/waiting/code?sent=1", fiber.StatusSeeOther)
}

func (d *door) entryForm(c *fiber.Ctx) error {
	if _, err := d.atDoor(c); err != nil {
		return err
	}
	sent, err := typed(c)
	if err != nil {
		return err
	}
	_, k, err := d.useCode(c, sent.get("code"))
	if told := refused(err); told == meeting.Unconfirmed || told == meeting.TooMany {
		page := d.entry(k.at)
		d.again(c, err, sent, &page.frame, page.Type)
		return d.render(c, "entry", page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(k.inside(), fiber.StatusSeeOther)
}

// inside is the page for whoever has come in: the room, or of a closed meeting their own pages.
func (k knocker) inside() string {
	if k.closed {
		return "/meetings/" + k.at + "/minutes"
	}
	return "/meetings/" + k.at
}
