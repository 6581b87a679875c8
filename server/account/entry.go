package account

import (
	"context"
	"errors"
	"maps"
	"slices"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Where a link alone gives no seat, whoever has one knocks, and takes the seat in the session that knocked: once somebody
// has recognised them, or by a code. So a link, a code or a cookie that somebody else got hold of gives them nothing. What
// was given while the meeting went on is good for its room only: after it has closed there is nothing to be had by it.

// Claim keeps anybody from turning away whoever knocked while it is written down how they are known. Whoever claims, by any
// name, calls Recognise then or, where that was refused, Release; claiming again changes nothing. Refused with not-found, and
// with conflict where they were turned away.
func (p *People) Claim(ctx context.Context, meeting, id, by string) error {
	_, err := change(ctx, p, knocks, meeting, func(d *door, _ bool) error {
		k, err := d.find(id, p.now())
		switch {
		case err != nil:
			return err
		case k.State == Declined:
			return answeredAlready()
		case k.State == Waiting && !slices.Contains(k.Claims, by):
			k.Claims = append(k.Claims, by)
		}
		return nil
	})
	return err
}

// Release takes a claim back.
func (p *People) Release(ctx context.Context, meeting, id, by string) error {
	_, err := change(ctx, p, knocks, meeting, func(d *door, _ bool) error {
		k, err := d.find(id, p.now())
		if err == nil {
			k.Claims = slices.DeleteFunc(k.Claims, func(one string) bool { return one == by })
		}
		return err
	})
	return err
}

// Recognise is Admit where a link alone gives no seat: whoever knocked takes the seat by TakeSeat. Closed is whether the
// meeting is. It uses the link up with which they came as the person invited.
func (p *People) Recognise(ctx context.Context, meeting, id, attendee string, closed bool) (Knock, error) {
	k, err := p.decide(ctx, meeting, id, Admitted, attendee, closed)
	if err != nil {
		return Knock{}, err
	}
	if k.Same && k.Token != "" {
		link := Link{Purpose: Invitation, Meeting: meeting, Attendee: k.Attendee}
		if _, err := change(ctx, p, links, link.id(), func(at *place, _ bool) error {
			if at.Token == k.Token && at.Used == "" {
				at.Used = k.Holder
			}
			return nil
		}); err != nil {
			return Knock{}, err
		}
	}
	p.heard(meeting)
	return k.Knock, nil
}

// TakeSeat gives a session the seat for which its knock was admitted, and another cookie with it. Of a guest it is kept
// whether the meeting was closed then, see Session.Back. It may be asked again, such as when the store went away half-way: the
// cookie changes once. A session that is returned with an error has its new cookie already, which the browser has to learn.
// Refused with not-found where the session knocked nowhere, with conflict where its knock was not admitted, and with room-ended
// where that was for a room that has ended since.
func (p *People) TakeSeat(ctx context.Context, s *Session, at string, closed bool) (*Session, error) {
	k, err := p.Knocking(ctx, s, at, closed)
	switch {
	case err != nil:
		return nil, err
	case k.State != Admitted:
		return nil, meeting.Refuse(meeting.Conflict, "Nobody has let you in yet.")
	case k.Closed != closed:
		return nil, meeting.Refuse(meeting.RoomEnded, "What you were let in to is over. To go on, show again that it is you.")
	}
	cookie := s.name + p.random(32)[nameLength:]
	kept, err := change(ctx, p, sessions, s.ID, func(kept *known, found bool) error {
		if !found {
			return over()
		}
		if kept.Took[at] == k.ID {
			return nil
		}
		kept.Took = with(kept.Took, at, k.ID)
		kept.Secret = hash(cookie)
		if s.Account == nil { // the seat comes in the same step
			kept.Seats, kept.Back = with(kept.Seats, at, k.Seat), with(kept.Back, at, closed)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	seated := *s
	if kept.Secret == hash(cookie) {
		seated.Cookie = cookie
	}
	if s.Account != nil { // in all its sessions
		if err := p.sit(ctx, s.holder(), at, k.Seat); err != nil {
			return &seated, err
		}
	}
	seated.seats, seated.back = with(s.Seats(), at, k.Seat), maps.Clone(kept.Back)
	p.hasCome(ctx, s, at)
	return &seated, nil
}

// with is a map with one more.
func with[V any](all map[string]V, key string, value V) map[string]V {
	if all == nil {
		all = map[string]V{}
	}
	all[key] = value
	return all
}

// hasCome takes away what else a session that has come in asked for. Where that fails, it is heard no longer within the hour.
func (p *People) hasCome(ctx context.Context, s *Session, at string) {
	gone := false
	_, err := change(ctx, p, knocks, at, func(d *door, _ bool) error {
		before := len(d.Knocks)
		d.Knocks = slices.DeleteFunc(d.Knocks, func(k knock) bool { return k.Holder == s.holder() && k.State == Waiting })
		gone = gone || len(d.Knocks) < before
		return nil
	})
	if err == nil && gone {
		p.heard(at)
	}
}

// KnockAgain is Knock for a session that has or had that seat, or was let in to it, and needs no link for it.
func (p *People) KnockAgain(ctx context.Context, s *Session, at, attendee string, caller Caller) (Knock, error) {
	if s == nil {
		return Knock{}, over()
	}
	made, err := p.knock(ctx, Link{Purpose: Invitation, Meeting: at, Attendee: attendee}, "", s.holder(), caller)
	if err == nil {
		p.heard(at)
	}
	return made, err
}

// Knocked is the last knock of a session, and whether it is heard still: it is remembered for longer. It refuses with
// not-found where there is none.
func (p *People) Knocked(ctx context.Context, s *Session, at string) (k Knock, heard bool, err error) {
	last, err := p.lastKnock(ctx, s, at)
	return last.Knock, last.heard(p.now()), err
}

func (p *People) lastKnock(ctx context.Context, s *Session, at string) (knock, error) {
	if s == nil {
		return knock{}, over()
	}
	d, err := p.door(ctx, at)
	if err != nil {
		return knock{}, err
	}
	d.clear(p.now())
	for _, k := range slices.Backward(d.Knocks) {
		if k.Holder == s.holder() {
			return k, nil
		}
	}
	return knock{}, NotHeard()
}

// AskAgain knocks once more for a session whose knock nobody answered in time, with what they said then, while the link is
// the latest with which they came. Where the knock is heard it stays as it is. It refuses as Knocked and Knock do.
func (p *People) AskAgain(ctx context.Context, s *Session, at string) (Knock, error) {
	k, err := p.lastKnock(ctx, s, at)
	if err != nil || k.heard(p.now()) {
		return k.Knock, err
	}
	link := Link{Purpose: Invitation, Meeting: at, Attendee: k.Attendee}
	if k.Token != "" {
		now, err := get[place](ctx, p, links, link.id())
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return Knock{}, err
		}
		if now.Token != k.Token {
			return Knock{}, meeting.Refuse(meeting.LinkEnded, "%s", ended[Invitation])
		}
	}
	made, err := p.knock(ctx, link, k.Token, k.Holder, k.Caller)
	if err == nil {
		p.heard(at)
	}
	return made, err
}

// InvitedAt is the e-mail address at which an attendee was invited; empty where none was said.
func (p *People) InvitedAt(ctx context.Context, meeting, attendee string) (string, error) {
	at, err := get[place](ctx, p, links, Link{Purpose: Invitation, Meeting: meeting, Attendee: attendee}.id())
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return at.Email, err
}

// Reserve uses an invitation up for a session, which then takes its seat by Exchange: so it can be written down how they were
// known before they have it. It refuses as Exchange does, and may be asked again.
func (p *People) Reserve(ctx context.Context, token string, s *Session) error {
	link, err := p.Look(ctx, token)
	switch {
	case err != nil:
		return err
	case s == nil || link.Purpose != Invitation:
		return over()
	case s.Seat(link.Meeting) == link.Attendee:
		return nil
	case s.Seat(link.Meeting) != "":
		return inAlready()
	}
	return p.use(ctx, link, token, s.holder())
}
