package web

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/mail"
)

// invitationSubject and what follows name nobody whom a meeting is about, and neither its title nor its reference, which
// could. Whoever reads the mail of somebody invited learns what the page behind the link says, and no more.
const (
	invitationSubject = mail.Marking + "invitation to a meeting"
	startSubject      = mail.Marking + "another time for a meeting"
)

// What became of the e-mail with a link. Names on the wire.
const (
	EmailSent   = "sent"
	EmailFailed = "failed" // the link is good, and is to be passed on by hand
)

// notSent is what the chair is told then.
const notSent = "The e-mail could not be sent. Pass the text on yourself."

// invitation is the text that goes with a link, by e-mail to an address or by whoever passes it on. Where guests have to be
// known it says what comes after Join, so that nobody takes the page to wait at for a fault.
func (d *door) invitation(m *meeting.Meeting, url, to string) string {
	then := ""
	if d.strict(m) {
		then = "\nIf you have an account there, sign in first, and you come in at once.\nOtherwise you wait until somebody who runs the meeting recognises you and lets you in.\n"
		if d.Post != nil && to != "" {
			then += "Or have a code sent there to this e-mail address, and type it.\n"
		}
	}
	return fmt.Sprintf("%s, invites you to a %s.\n%s\nOpen this link and press Join. It works once and is for you alone: do not pass it on.\n%s\n%s",
		chairing(m), kindOfMeeting, d.whenLine(m), url, then)
}

// chairing is who chairs, as somebody outside may know it.
func chairing(m *meeting.Meeting) string {
	chair := m.Attendees[m.Chair]
	if chair == nil {
		return ""
	}
	return chair.Name + ", " + chair.Agency.Name
}

// whenLine is the start as a line of a letter; empty where there is none.
func (d *door) whenLine(m *meeting.Meeting) string {
	if m.StartsAt == "" {
		return ""
	}
	return "When: " + d.when(m) + "\n"
}

// when is the start in words. A meeting that is convened to begin at once has a start that is past before anybody reads of
// it: that they may come now is what they have to know.
func (d *door) when(m *meeting.Meeting) string {
	words := d.dayAndTime(m.StartsAt)
	if start, err := time.Parse(time.RFC3339, m.StartsAt); err != nil || start.After(d.Rooms.Now()) || m.Phase == meeting.Closed {
		return words
	}
	return "now (the start was " + words + ")"
}

// calendarOf is the meeting's entry for a calendar; nil where it has no start.
func (d *door) calendarOf(m *meeting.Meeting) []byte {
	start, err := time.Parse(time.RFC3339, m.StartsAt)
	if err != nil {
		return nil
	}
	return mail.Calendar(mail.Entry{Meeting: m.ID, Start: start, Moves: m.Moves(), Now: d.Rooms.Now()})
}

// calendar is that entry, for a calendar's program to open.
func (d *door) calendar(c *fiber.Ctx) error {
	at, err := d.seated(c)
	if err != nil {
		return err
	}
	var file []byte
	at.View(func(m *meeting.Meeting) { file = d.calendarOf(m) })
	if file == nil {
		return meeting.Refuse(meeting.NotFound, "The meeting has no start.")
	}
	c.Set(fiber.HeaderContentType, "text/calendar; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="meeting.ics"`)
	return c.Send(file)
}

// send sends those that have an address, all at once, writes down which were accepted and reports whether one was. No
// meeting waits for it, only whoever asked; it takes mail.Limit at most.
func (d *door) send(ctx context.Context, subject string, made ...*InviteAnswer) bool {
	var sending sync.WaitGroup
	for _, one := range made {
		if d.Post == nil || one.to == "" {
			continue
		}
		sending.Go(func() {
			one.Email = EmailSent
			letter := mail.Letter{To: one.to, Subject: subject, Text: one.Text, Calendar: one.calendar}
			if d.Post.Send(ctx, letter) != nil { // which has said why in the log
				one.Email = EmailFailed
			}
		})
	}
	sending.Wait()
	return slices.ContainsFunc(made, func(one *InviteAnswer) bool { return one.Email == EmailSent })
}

// tellStart tells everybody invited the start that was changed: by e-mail who has an address, the others through the chair.
// Their links stay, and their calendars find the entry that they have.
func (d *door) tellStart(c *fiber.Ctx, at seat, sent form) (*peoplePage, error) {
	told, err := pressed(d, c, at, sent.get("id"), lasting, func() ([]*InviteAnswer, bool, error) {
		told, err := d.startLetters(c.UserContext(), at)
		return told, err == nil && d.send(c.UserContext(), startSubject, told...), err
	})
	if err != nil {
		return nil, err
	}
	page, err := d.people(c, at)
	if err != nil {
		return nil, err
	}
	page.Heading = "The new time"
	at.View(func(m *meeting.Meeting) {
		for _, one := range told {
			page.link(m, startSubject, *one)
		}
	})
	return page, nil
}

// lasting is for answers without a link, which stay as they are.
func lasting[T any](_ context.Context, answer T) (T, bool) { return answer, true }

// startLetters are what says the new start, one for each who is invited.
func (d *door) startLetters(ctx context.Context, at seat) (letters []*InviteAnswer, err error) {
	at.View(func(m *meeting.Meeting) {
		if !movable(m, at) {
			err = meeting.Refuse(meeting.WrongPhase, "The chair tells everybody when the start was changed, before the meeting is opened.")
			return
		}
		text := fmt.Sprintf("%s, has changed when the %s is to which you are invited.\n%s\nThe link that you were sent stays as it is.\n",
			chairing(m), kindOfMeeting, d.whenLine(m))
		for _, id := range m.Order.Attendees {
			if id != m.Chair && m.Admission(id) != meeting.Excluded {
				letters = append(letters, &InviteAnswer{Attendee: id, Text: text, calendar: d.calendarOf(m)})
			}
		}
	})
	for i := 0; i < len(letters) && err == nil; i++ {
		letters[i].to, err = d.People.InvitedAt(ctx, at.meeting, letters[i].Attendee)
	}
	return letters, err
}

// movable reports whether there is a changed start that the viewer tells the others of.
func movable(m *meeting.Meeting, at seat) bool {
	return m.Attendees[at.attendee].Role == meeting.Chair && m.Phase == meeting.Convened && m.Moves() > 0 && m.StartsAt != ""
}
