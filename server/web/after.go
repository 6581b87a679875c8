package web

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// Where guests have to be known, the room ends for them with the meeting. Their own pages, to read, correct and sign the
// minutes and for their actions, take another proof: a code sent by e-mail, one that the chair passes on, or being let in.

var roomEnded = meeting.Refuse(meeting.RoomEnded, "The meeting is over, and its room with it. Show again that it is you: then you can read, correct and sign "+
	"the minutes, and say how your actions stand.")

// roomOver reports whether the room of a meeting has ended for a session: not for the chair, who may be a guest too, and
// without whom nobody could let anybody back.
func (d *door) roomOver(session *account.Session, m *meeting.Meeting) bool {
	return m.Phase == meeting.Closed && session != nil && session.Account == nil && d.strict(m) && session.Seat(m.ID) != m.Chair
}

// leftWith reports whether a session's seat ended with the meeting: it was taken before that closed.
func (d *door) leftWith(session *account.Session, m *meeting.Meeting) bool {
	return d.roomOver(session, m) && !session.Back(m.ID)
}

// inRoom is seated for the room itself.
func (d *door) inRoom(c *fiber.Ctx) (seat, error) {
	at, err := d.seated(c)
	if err == nil {
		err = d.stillInRoom(c, at)
	}
	return at, err
}

func (d *door) stillInRoom(c *fiber.Ctx, at seat) (err error) {
	session, _ := c.Locals(who).(*account.Session)
	at.View(func(m *meeting.Meeting) {
		if d.roomOver(session, m) {
			err = roomEnded
		}
	})
	return err
}

// opened is a new screen. A guest's, where guests have to be known, ends when the meeting closes.
func (d *door) opened(link room.Link, session *account.Session, at seat, after int, fingerprint string) (*room.Screen, error) {
	ends := false
	at.View(func(m *meeting.Meeting) { ends = session.Account == nil && d.strict(m) })
	if ends {
		return at.EnterUntilClosed(link, at.attendee, after, fingerprint)
	}
	return at.Enter(link, at.attendee, after, fingerprint)
}

// pass makes a code that the chair passes on to an attendee.
func (d *door) pass(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	answer, err := d.passAs(c.UserContext(), at, c.Params("attendee"))
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(answer)
}

// passAs makes the code by which an attendee comes back to their own pages of a closed meeting, or comes in to an open one
// where a code could not be sent to them.
func (d *door) passAs(ctx context.Context, at seat, attendee string) (CodeAnswer, error) {
	waiting, err := d.People.Knocks(ctx, at.meeting)
	if err != nil {
		return CodeAnswer{}, err
	}
	unsent := slices.ContainsFunc(waiting, func(k account.Knock) bool { return k.Attendee == attendee && k.Same && k.Unsent })
	var refusal error
	closed := false
	at.View(func(m *meeting.Meeting) {
		closed = m.Phase == meeting.Closed
		switch {
		case m.Attendees[at.attendee].Role != meeting.Chair:
			refusal = meeting.Refuse(meeting.NotAllowed, "Only the chair makes codes to come back with.")
		case m.Attendees[attendee] == nil:
			refusal = meeting.Refuse(meeting.NotFound, "There is no such attendee in this meeting.")
		case attendee == at.attendee:
			refusal = meeting.Refuse(meeting.NotAllowed, "A code for yourself would show nothing. Sign in with your account.")
		case !closed && !unsent || !d.strict(m) || d.guestsOver(m):
			refusal = meeting.Refuse(meeting.WrongPhase, "Codes to come back with are made once a meeting is closed, until guests' time is over, where guests have to be known, "+
				"and before for who waits and could not be sent one.")
		case m.Admission(attendee) == meeting.Excluded:
			refusal = meeting.Refuse(meeting.Content, "Who may not attend does not come back.")
		}
	})
	if refusal != nil {
		return CodeAnswer{}, refusal
	}
	typed, until, err := d.People.PassCode(ctx, at.meeting, attendee, closed)
	return CodeAnswer{typed, until.Format(time.RFC3339)}, err
}

// passPage shows a code that was just made, with a text to pass on in which nothing about the case stands.
func (d *door) passPage(at seat, attendee string, answer CodeAnswer) *signPage {
	page := &signPage{frame: frame{Back: "/meetings/" + at.meeting + "/people", BackTo: "to the people"}}
	at.View(func(m *meeting.Meeting) {
		code := &madeCode{Name: m.Attendees[attendee].Name, Code: answer.Code, Until: d.dayAndTime(answer.Until)}
		does, first := "come back", "Open the link that you were sent, press Continue, then Type a code."
		code.For = "With it " + code.Name + " comes back to their own pages of the closed meeting. It signs nothing: for that they need a code from the page to sign."
		if m.Phase != meeting.Closed {
			does, first = "come in", "On the page where you wait, press Type a code."
			code.For = "With it " + code.Name + " comes in to the meeting. It signs nothing."
		}
		code.Text = fmt.Sprintf("Your code: %s\nWith it you %s. %s It works once, until %s.", code.Code, does, first, code.Until)
		page.Title, page.Caption, page.Code = "Code for "+code.Name+" to "+does, m.Reference, code
	})
	return page
}

// askingNow is how many ask to come in, for who may let them in; none where that cannot be known now.
func (d *door) askingNow(ctx context.Context, at seat) int {
	if role := at.role(); role != meeting.Chair && role != meeting.MinuteTaker {
		return 0
	}
	waiting, _ := d.People.Knocks(ctx, at.meeting)
	return len(waiting)
}

// peopleLink leads from a closed meeting to the people of it: the chair, who makes their links and codes there, and the
// minute-taker while somebody asks to come in. Nil for others.
func (d *door) peopleLink(m *meeting.Meeting, at seat, asking int) *link {
	what, count := "", ""
	switch {
	case m.Attendees[at.attendee].Role != meeting.Chair:
	case d.strict(m):
		what = "Guests and codes"
	default:
		what = "People and links"
	}
	if asking > 0 {
		count = fmt.Sprintf("%d asking to come in", asking)
	}
	text := words(", ", what, count)
	if m.Phase != meeting.Closed || text == "" {
		return nil
	}
	return &link{"/meetings/" + at.meeting + "/people", text}
}
