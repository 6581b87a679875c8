package web

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

func (d *door) knock(c *fiber.Ctx) error {
	var body KnockBody
	if err := take(c, &body); err != nil {
		return err
	}
	knock, err := d.knockAs(c, body)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(KnockAnswer{knock.Meeting, knock.State})
}

func (d *door) knockAs(c *fiber.Ctx, body KnockBody) (account.Knock, error) {
	with, err := d.session(c)
	if err != nil {
		return account.Knock{}, err
	}
	if err := d.comesLate(c.UserContext(), with, body.Token); err != nil {
		return account.Knock{}, err
	}
	caller := account.Caller{Name: body.Name, Agency: body.Agency, Same: body.Same}
	if by, err := d.entranceBy(c.UserContext(), with, strings.TrimSpace(body.Token)); err != nil {
		return account.Knock{}, err
	} else if by.strict && body.Same {
		caller = by.invited // whoever lets them in reads whose seat they would get
	}
	session, knock, err := d.People.Knock(c.UserContext(), body.Token, with, caller)
	if err != nil {
		return account.Knock{}, err
	}
	d.remember(c, session)
	return knock, nil
}

// knocking tells somebody who knocked how it stands, and gives them the seat that they were let in to. Who only looks takes
// none, so that a page can ask that from which something else is sent meanwhile: its cookie stays good.
func (d *door) knocking(c *fiber.Ctx) error {
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	stands, err := d.stands(c.UserContext(), session, c.Params("meeting"))
	if err == nil && stands.knock == nil {
		err = account.NotHeard()
	}
	if err != nil {
		return err
	}
	looks := c.Context().QueryArgs().Has("look")
	if stands.strict && stands.knock.State == account.Admitted && !looks { // where a link is enough the seat came with the admission
		if _, err := d.goIn(c, session, stands.at, stands.closed); err != nil {
			return err
		}
	}
	return c.JSON(KnockAnswer{stands.at, stands.knock.State})
}

func (d *door) admit(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	var body AdmitBody
	if err := take(c, &body); err != nil {
		return err
	}
	if err := d.answerKnock(c, at, c.Params("knock"), body); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// answerKnock is admitAs that keeps which of the two was done.
func (d *door) answerKnock(c *fiber.Ctx, at seat, id string, body AdmitBody) error {
	if !body.Admit {
		c.Locals(button, "decline")
	}
	return d.admitAs(c.UserContext(), at, id, body)
}

// admitAs lets somebody in who knocked, or not. Who is somebody else becomes a new attendee, in place of the one whose
// link they had; that is an entry, and the right to write it is the right to let in. Its command id comes from the knock,
// so that two who let the same person in do not write them down twice.
func (d *door) admitAs(ctx context.Context, at seat, id string, body AdmitBody) error {
	knock, err := d.waiting(ctx, at, id)
	if err != nil {
		return err
	}
	if !body.Admit {
		_, err := d.People.Decline(ctx, at.meeting, id)
		return err
	}
	attendee := knock.Attendee
	if !knock.Same {
		result, err := at.Write(ctx, at.attendee, meeting.Command{ID: "knock/" + id, Kind: "attendee", Body: mustEncode(map[string]any{
			"name": knock.Name, "agency": knock.Agency, "role": meeting.Member, "substituteFor": knock.Attendee})})
		if err != nil {
			return err
		}
		attendee = meeting.AttendeeID(result.Number)
	}
	strict, closed := false, false
	at.View(func(m *meeting.Meeting) { strict, closed = d.strict(m), m.Phase == meeting.Closed })
	if strict {
		knock.Seat = attendee
		return d.letIn(ctx, knock, closed, at.attendee, func() error {
			_, err := at.Write(ctx, at.attendee, knownCommand(attendee, meeting.Recognised, "knock/"+id+"/known"))
			return unlessClosed(err)
		})
	}
	_, err = d.People.Admit(ctx, at.meeting, id, attendee)
	return err
}

// waiting finds a knock for somebody who may answer it: chair or minute-taker.
func (d *door) waiting(ctx context.Context, at seat, id string) (account.Knock, error) {
	role := at.role()
	if role != meeting.Chair && role != meeting.MinuteTaker {
		return account.Knock{}, meeting.Refuse(meeting.NotAllowed, "Chair and minute-taker let people in.")
	}
	knocks, err := d.People.Knocks(ctx, at.meeting)
	if err != nil {
		return account.Knock{}, err
	}
	for _, knock := range knocks {
		if knock.ID == id {
			return knock, nil
		}
	}
	return account.Knock{}, meeting.Refuse(meeting.NotFound, "Nobody waits there any more.")
}

// role is what the person is in the meeting now.
func (at seat) role() (role meeting.Role) {
	at.View(func(m *meeting.Meeting) { role = m.Attendees[at.attendee].Role })
	return role
}

// Waiting are those who knock at a meeting, as its room shows them.
func Waiting(people *account.People) func(ctx context.Context, meeting string) []room.Waiting {
	return func(ctx context.Context, meeting string) []room.Waiting {
		knocks, err := people.Knocks(ctx, meeting)
		if err != nil {
			return nil // the store is away: whoever knocks waits
		}
		waiting := make([]room.Waiting, len(knocks))
		for i, knock := range knocks {
			waiting[i] = room.Waiting{Knock: knock.ID, Attendee: knock.Attendee, Name: knock.Name, Agency: knock.Agency, Same: knock.Same}
		}
		return waiting
	}
}
