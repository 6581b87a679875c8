package web

import (
	"context"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
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
	if err == nil && e.strict {
		e.meant, err = d.meant(ctx, with, e)
	}
	return e, err
}

// meant reports whether an invitation is for the account of a session. An account's e-mail address is what an administrator
// typed: so the account counts only where it has a way of its own to sign in, and the session did not begin with a bare link.
func (d *door) meant(ctx context.Context, with *account.Session, e entrance) (bool, error) {
	if with == nil || with.Account == nil || with.Proof.How == "" || with.Proof.How == account.ByLink {
		return false, nil
	}
	ways, err := d.People.Ways(ctx, with.Account.ID)
	if err != nil || !ways.Any() {
		return false, err
	}
	email, err := d.People.InvitedAt(ctx, e.Meeting, e.Attendee)
	return err == nil && meantFor(with.Account, email, e.invited), err
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

// letIn has the record say how whoever knocked is known, and then lets them in: they take the seat. Meanwhile nobody can
// turn them away, so nothing is written of whom somebody has turned away.
func (d *door) letIn(ctx context.Context, knock account.Knock, closed bool, by string, note func() error) error {
	if err := d.People.Claim(ctx, knock.Meeting, knock.ID, by); err != nil {
		return err
	}
	if err := note(); err != nil {
		if told := refused(err); told != "" && told != meeting.Away { // else it may have been written, and whoever tries again finds it so
			_ = d.People.Release(ctx, knock.Meeting, knock.ID, by) // where that fails they can still be let in, and wait an hour at most
		}
		return err
	}
	_, err := d.People.Recognise(ctx, knock.Meeting, knock.ID, knock.Seat, closed)
	return err
}

// goIn takes the seat for which a knock was admitted, for the session that knocked, which gets another cookie.
func (d *door) goIn(c *fiber.Ctx, session *account.Session, at string, closed bool) (*account.Session, error) {
	seated, err := d.People.TakeSeat(c.UserContext(), session, at, closed)
	if seated != nil {
		d.remember(c, seated)
	}
	return seated, err
}
