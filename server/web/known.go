package web

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// A link alone gives no seat where guests have to be known: by an account that the invitation is for, by whoever lets them
// in and recognises them, or by a code. Until then they wait, and see nothing of the meeting.

// strict reports whether guests of a meeting have to be known: here, or wherever it was convened for real names.
func (d *door) strict(m *meeting.Meeting) bool { return d.Known || m.RealNames }

// entrance is what an invitation leads to, for whoever uses it.
type entrance struct {
	account.Link
	strict   bool           // guests have to be known
	closed   bool           // the meeting is
	invited  account.Caller // whom the invitation is for
	excluded bool           // they may not attend
	inside   bool           // the session has the seat already
	left     bool           // its seat ended with the meeting
	meant    bool           // its account is the one that the invitation is for
}

// outside is the session of whoever knocks, without the seat that ended with the meeting.
func (e entrance) outside(with *account.Session) *account.Session {
	if e.left {
		return with.Without(e.Meeting)
	}
	return with
}

// waits reports whether whoever uses the invitation has to be known first.
func (e entrance) waits() bool { return e.strict && !e.inside && !e.meant }

func (d *door) entrance(ctx context.Context, with *account.Session, link account.Link) (e entrance, err error) {
	e.Link = link
	err = d.Rooms.Look(ctx, link.Meeting, func(m *meeting.Meeting) {
		if who := m.Attendees[link.Attendee]; who != nil {
			e.strict, e.closed = d.strict(m), m.Phase == meeting.Closed
			e.left = d.leftWith(with, m)
			e.inside = with.Seat(link.Meeting) == link.Attendee && !e.left
			e.invited = account.Caller{Name: who.Name, Agency: who.Agency, Same: true}
			e.excluded = m.Admission(link.Attendee) == meeting.Excluded
		}
	})
	if err == nil && e.strict && with != nil && with.Account != nil {
		var email string
		email, err = d.People.InvitedAt(ctx, link.Meeting, link.Attendee)
		e.meant = meantFor(with.Account, email, e.invited)
	}
	return e, err
}

var linkEnded = meeting.Refuse(meeting.LinkEnded, "This link has ended. Ask whoever sent it to you for another.")

// meantFor reports whether an invitation is for an account: it went to the account's address or, where it went to none,
// names the same person of the same agency.
func meantFor(who *account.Account, email string, invited account.Caller) bool {
	if email != "" {
		return strings.EqualFold(email, who.Email)
	}
	return meeting.SameName(who.Name, invited.Name) && who.Agency.Sector == invited.Agency.Sector &&
		meeting.SameName(who.Agency.Name, invited.Agency.Name)
}

// entranceBy is the entrance of a token, for whoever sent the request; one that is not strict where it is no invitation that
// is known here: what is wrong with it is for others to say.
func (d *door) entranceBy(ctx context.Context, with *account.Session, token string) (entrance, error) {
	link, err := d.People.Look(ctx, token)
	if err != nil || link.Purpose != account.Invitation {
		return entrance{}, nil
	}
	return d.entrance(ctx, with, link)
}

// noteKnown writes down how an attendee was known: by whoever recognised them, or by the server. The record of a closed
// meeting says no more of who comes; the audit trail does.
func (d *door) noteKnown(ctx context.Context, at, by, attendee, how, id string) error {
	opened, err := d.Rooms.Open(ctx, at)
	if err != nil {
		return err
	}
	_, err = opened.Write(ctx, by, knownCommand(attendee, how, id))
	return unlessClosed(err)
}

func knownCommand(attendee, how, id string) meeting.Command {
	return meeting.Command{ID: id, Kind: "attendee.known", Body: mustEncode(map[string]string{"attendee": attendee, "how": how})}
}

func unlessClosed(err error) error {
	if refused(err) == meeting.WrongPhase {
		return nil
	}
	return err
}

// recognise lets somebody in whom chair or minute-taker recognised: the record says so, and whoever knocked takes the seat.
func (d *door) recognise(ctx context.Context, at seat, knock, attendee string) error {
	_, err := at.Write(ctx, at.attendee, knownCommand(attendee, meeting.Recognised, "knock/"+knock+"/known"))
	if err := unlessClosed(err); err != nil {
		return err
	}
	_, err = d.People.Recognise(ctx, at.meeting, knock, attendee)
	return err
}

// goIn takes the seat for which a knock was admitted, for the session that knocked, which gets another cookie. Where a link
// is enough the seat was given with the admission.
func (d *door) goIn(c *fiber.Ctx, session *account.Session, knock account.Knock) (*account.Session, error) {
	closed, strict := false, false
	err := d.Rooms.Look(c.UserContext(), knock.Meeting, func(m *meeting.Meeting) {
		closed, strict = m.Phase == meeting.Closed, d.strict(m)
	})
	if err != nil || !strict || knock.State != account.Admitted {
		return session, err
	}
	seated, err := d.People.TakeSeat(c.UserContext(), session, knock.Meeting, closed)
	if err == nil {
		d.remember(c, seated)
		return seated, nil
	}
	if room.Refusal(err).Code == meeting.Conflict { // taken already, by this session in another window
		return session, nil
	}
	return session, err
}
