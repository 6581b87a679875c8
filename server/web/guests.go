package web

import (
	"context"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// Guests are those whose session has no account. They keep access for a time after the minutes are final, see
// meeting.GuestsUntil; an account's access has no end.

// guestsOver reports whether the time of guests at a meeting is over.
func (d *door) guestsOver(m *meeting.Meeting) bool {
	until := m.GuestsUntil()
	return !until.IsZero() && !d.Rooms.Now().Before(until)
}

// turnedAway refuses a guest whose time at a meeting is over, or whose seat ended with it.
func (d *door) turnedAway(session *account.Session, m *meeting.Meeting) error {
	switch {
	case session.Account != nil:
		return nil
	case d.guestsOver(m):
		return d.guestsEnded(m)
	case d.leftWith(session, m):
		return roomEnded
	}
	return nil
}

// guestsEnded says to a guest that their time is over, and nothing of the meeting.
func (d *door) guestsEnded(m *meeting.Meeting) error {
	return meeting.Refuse(meeting.LinkEnded, "Your access has ended: guests keep it until %d days after the minutes are final, here until %s. "+
		"Ask whoever chaired the meeting for a copy of the minutes.", meeting.GuestDays, m.GuestsUntil().In(d.London).Format("2 January 2006, 15:04 MST"))
}

// comesLate refuses an invitation's token by which a guest would come in whose time is over; an account's session may use it.
// What else is wrong with a token is for others to say.
func (d *door) comesLate(ctx context.Context, with *account.Session, token string) (refusal error) {
	link, err := d.People.Look(ctx, token)
	if err != nil || link.Purpose != account.Invitation || with != nil && with.Account != nil {
		return nil
	}
	err = d.Rooms.Look(ctx, link.Meeting, func(m *meeting.Meeting) {
		if d.guestsOver(m) {
			refusal = d.guestsEnded(m)
		}
	})
	if refusal == nil && refused(err) != meeting.NotFound {
		return err
	}
	return refusal
}
