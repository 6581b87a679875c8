package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// latePart is what a guest whose room has ended may add to the minutes: what their device holds, which static/src/belated.ts
// finds, and what they type here.
type latePart struct {
	Outbox string // its name; empty: it cannot be had now
	Key    string // the outbox's, masked
	Closed string // when the meeting was, RFC 3339
	Sheet  *sheet // nil where they add nothing
}

// lateFor is for those only who have no room: in there all that a device holds is offered, or sent.
func (d *door) lateFor(c *fiber.Ctx, at seat) *latePart {
	session, _ := c.Locals(who).(*account.Session)
	var late *latePart
	at.View(func(m *meeting.Meeting) {
		if !d.roomOver(session, m) {
			return
		}
		late = &latePart{Closed: m.Closing.At}
		if may := allowed(m, at.attendee, "addition"); may != "" && (may != meeting.Own || m.Attendees[at.attendee].WritesNotes) {
			late.Sheet = additionSheet(m, at)
		}
	})
	if late == nil {
		return nil
	}
	if outbox, err := d.People.Outbox(c.UserContext(), at.meeting, at.attendee); err == nil { // else what is held stays held
		late.Outbox, late.Key = outbox.Name, masked(outbox.Key)
	}
	return late
}

// additionSheet adds by hand what no device holds, such as what was typed where no script runs.
func additionSheet(m *meeting.Meeting, at seat) *sheet {
	var items []option
	for _, id := range m.Order.Items {
		about := option{Value: id, Words: m.Items[id].Text}
		if n := m.Items[id].Question; n > 0 {
			about.Words = fmt.Sprintf("Question %d: %s", n, lineOf(about.Words, 60))
		}
		items = append(items, about)
	}
	where := choice("item", "What it belongs to", "", items...)
	where.Empty = "No question or topic"
	return writing(at, "addition", "late", sheet{Title: "Add what came too late", Folded: true, Button: "Add it to the meeting",
		Intro:  "For what you wrote for the meeting and what was not saved before it closed. It is added once, dated today, in your name, after the text of the meeting, which does not change.",
		Fields: []field{where, lines("text", "What came too late", 4)}}, "minutes")
}
