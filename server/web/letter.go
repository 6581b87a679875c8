package web

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/mail"
)

// invitationSubject and what follows name nobody whom a meeting is about, and neither its title nor its reference, which
// could. Whoever reads the mail of somebody invited learns what the page behind the link says, and no more.
const invitationSubject = mail.Marking + "invitation to a meeting"

// What became of the e-mail with a link. Names on the wire.
const (
	EmailSent   = "sent"
	EmailFailed = "failed" // the link is good, and is to be passed on by hand
)

// notSent is what the chair is told then.
const notSent = "The e-mail could not be sent. Pass the text on yourself."

// invitation is the text that goes with a link, by e-mail or by whoever passes it on.
func (d *door) invitation(m *meeting.Meeting, url string) string {
	by, when := "", ""
	if chair := m.Attendees[m.Chair]; chair != nil {
		by = chair.Name + ", " + chair.Agency.Name
	}
	if m.StartsAt != "" {
		when = "When: " + d.dayAndTime(m.StartsAt) + "\n"
	}
	return fmt.Sprintf("%s, invites you to a %s.\n%s\nOpen this link and press Join. It works once and is for you alone: do not pass it on.\n%s\n",
		by, kindOfMeeting, when, url)
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

// sendInvitations sends those that have an address, all at once, and writes down which were accepted. No meeting waits for
// it, only whoever asked; it takes mail.Limit at most.
func (d *door) sendInvitations(ctx context.Context, made ...*InviteAnswer) {
	var sending sync.WaitGroup
	for _, one := range made {
		if d.Post == nil || one.to == "" {
			continue
		}
		sending.Go(func() {
			one.Email = EmailSent
			letter := mail.Letter{To: one.to, Subject: invitationSubject, Text: one.Text, Calendar: one.calendar}
			if d.Post.Send(ctx, letter) != nil { // which has said why in the log
				one.Email = EmailFailed
			}
		})
	}
	sending.Wait()
}
