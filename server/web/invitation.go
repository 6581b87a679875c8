package web

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

type (
	// InviteBody invites somebody into a meeting, or, with the same id or with attendee, makes them a new link.
	InviteBody struct {
		ID       string         `json:"id"`
		Attendee string         `json:"attendee,omitempty"`
		Name     string         `json:"name,omitempty"`
		Agency   meeting.Agency `json:"agency,omitzero"`
		Role     meeting.Role   `json:"role,omitempty"`
		Position string         `json:"position,omitempty"`
		Email    string         `json:"email,omitempty"`
	}
	// InviteAnswer is the link for one person and meeting. Only its hash is kept; one that was sent by e-mail is also in the
	// server's memory for ten minutes, in case the same request comes again.
	InviteAnswer struct {
		Attendee string `json:"attendee"`
		URL      string `json:"url"`
		Text     string `json:"text"`            // to be passed on: who invites, when, the link
		Email    string `json:"email,omitempty"` // "sent" or "failed"; absent where none was to be sent

		to       string // the address of the invitation
		calendar []byte // that goes with it
	}
)

func (d *door) invite(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	var body InviteBody
	if err := take(c, &body); err != nil {
		return err
	}
	answer, err := pressed(d, c, at, body.ID, d.latest, func() (InviteAnswer, bool, error) {
		answer, err := d.inviteAs(c.UserContext(), at, body)
		sent := err == nil && d.send(c.UserContext(), invitationSubject, &answer)
		return answer, sent, err
	})
	if err != nil {
		return err
	}
	did(c, answer.Attendee)
	return c.Status(fiber.StatusCreated).JSON(answer)
}

// inviteAs writes an attendee down and makes a link. Only the chair invites; a link made anew ends the one before. After
// closing nobody is added, but who took part may need a way back: to read and sign, or to say how their action stands.
func (d *door) inviteAs(ctx context.Context, at seat, body InviteBody) (InviteAnswer, error) {
	attendee := body.Attendee
	var refusal *meeting.Refusal
	at.View(func(m *meeting.Meeting) {
		switch who := m.Attendees[at.attendee]; {
		case who.Role != meeting.Chair:
			refusal = meeting.Refuse(meeting.NotAllowed, "Only the chair invites.")
		case attendee != "" && m.Attendees[attendee] == nil:
			refusal = meeting.Refuse(meeting.NotFound, "There is no such attendee in this meeting.")
		case d.guestsOver(m):
			refusal = meeting.Refuse(meeting.WrongPhase, "Guests get no new links: the %d days after the final minutes are over. "+
				"Give out a copy of the minutes instead, or reopen them.", meeting.GuestDays)
		}
	})
	if refusal != nil {
		return InviteAnswer{}, refusal
	}
	if attendee == "" {
		said := map[string]any{"name": body.Name, "agency": body.Agency, "role": body.Role}
		if body.Position != "" {
			said["position"] = body.Position
		}
		result, err := at.Write(ctx, at.attendee, meeting.Command{ID: body.ID, Kind: "attendee", Body: mustEncode(said)})
		if err != nil {
			return InviteAnswer{}, err
		}
		attendee = meeting.AttendeeID(result.Number)
	}
	token, err := d.People.Invite(ctx, at.meeting, attendee, body.Email)
	if err != nil {
		return InviteAnswer{}, err
	}
	answer := InviteAnswer{Attendee: attendee, URL: d.BaseURL + "/join#" + token}
	if answer.to, err = d.People.InvitedAt(ctx, at.meeting, attendee); err != nil {
		return InviteAnswer{}, err
	}
	at.View(func(m *meeting.Meeting) {
		answer.Text = d.invitation(m, answer.URL, answer.to)
		if m.Phase == meeting.Convened { // afterwards there is nothing to keep free
			answer.calendar = d.calendarOf(m)
		}
	})
	return answer, nil
}
