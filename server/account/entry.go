package account

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Where a link alone gives no seat, whoever has one knocks, and takes the seat in the session that knocked: once somebody
// has recognised them, or by a code. So a link, a code or a cookie that somebody else got hold of gives them nothing.

// How long a code that was sent is good for, and how many may be sent for one knock.
const (
	EntryLife  = 10 * time.Minute
	EntryCodes = 3
)

// Recognise is Admit where a link alone gives no seat: whoever knocked takes the seat by TakeSeat. It uses the link up with
// which they came as the person invited.
func (p *People) Recognise(ctx context.Context, meeting, id, attendee string) (Knock, error) {
	k, err := p.decide(ctx, meeting, id, Admitted, attendee)
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

// TakeSeat gives a session the seat for which its latest knock was admitted, once, and another cookie with it. Of a guest it
// is kept whether the meeting was closed then, see Session.Back. Refused with not-found where the session knocked nowhere,
// with conflict where its knock was not admitted or the seat was taken already.
func (p *People) TakeSeat(ctx context.Context, s *Session, at string, closed bool) (*Session, error) {
	if s == nil {
		return nil, over()
	}
	try, seat := p.random(8), ""
	if _, err := change(ctx, p, knocks, at, func(d *door, _ bool) error {
		k, err := d.latest(s, p.now())
		if err == nil && (k.State != Admitted || k.Taken != "" && k.Taken != try) {
			err = meeting.Refuse(meeting.Conflict, "Nobody has let you in yet, or you have gone in already.")
		}
		if err != nil {
			return err
		}
		k.Taken, seat = try, k.Seat
		return nil
	}); err != nil {
		return nil, err
	}
	seated, err := p.Sit(ctx, s, at, seat)
	if err != nil {
		return nil, err
	}
	if s.Account == nil {
		kept, err := change(ctx, p, sessions, s.ID, func(k *known, found bool) error {
			if !found {
				return over()
			}
			if k.Back == nil {
				k.Back = map[string]bool{}
			}
			k.Back[at] = closed
			return nil
		})
		if err != nil {
			return nil, err
		}
		seated.back = maps.Clone(kept.Back)
	}
	return p.renew(ctx, seated, nil)
}

// latest is the last knock of a session that is heard still.
func (d *door) latest(s *Session, now time.Time) (*knock, error) {
	d.clear(now)
	for i, k := range slices.Backward(d.Knocks) {
		if k.Holder == s.holder() {
			return &d.Knocks[i], nil
		}
	}
	return nil, NotHeard()
}

// NotHeard is the refusal for a session that knocks nowhere.
func NotHeard() error {
	return meeting.Refuse(meeting.NotFound, "Nobody answered. You can ask to be let in again.")
}

// KnockAgain is Knock for a session that has or had that seat, and needs no link for it.
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

// InvitedAt is the e-mail address at which an attendee was invited; empty where none was said.
func (p *People) InvitedAt(ctx context.Context, meeting, attendee string) (string, error) {
	at, err := get[place](ctx, p, links, Link{Purpose: Invitation, Meeting: meeting, Attendee: attendee}.id())
	if errors.Is(err, store.ErrNotFound) {
		return "", nil
	}
	return at.Email, err
}

// entryID is the id of a knock's code. With the link it is another: a new link ends the codes that were sent before it.
func (p *People) entryID(ctx context.Context, k Knock) (string, error) {
	at, err := get[place](ctx, p, links, Link{Purpose: Invitation, Meeting: k.Meeting, Attendee: k.Attendee}.id())
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return k.Meeting + "/knock/" + k.ID + "/" + at.Token, err
}

func passID(meeting, attendee string) string { return meeting + "/pass/" + attendee }

// EntryCode makes the code by which whoever knocked can take their seat, in place of one made before: good for one use in
// that session, within EntryLife. It returns the address to send it to, which is empty where the invitation has none or
// they said that they are somebody else; all else is the same then, so that nobody can tell. Refused with not-found where
// the session does not wait, and with too-many once EntryCodes were made.
func (p *People) EntryCode(ctx context.Context, s *Session, at string) (typed, email string, err error) {
	waits, err := p.waits(ctx, s, at)
	if err != nil {
		return "", "", err
	}
	if _, err := change(ctx, p, knocks, at, func(d *door, _ bool) error {
		k, err := d.latest(s, p.now())
		if err == nil && k.Codes >= EntryCodes {
			err = meeting.Refuse(meeting.TooMany, "Three codes were asked for, and there are no more. Wait until you are let in, or ask whoever invited you.")
		}
		if err == nil {
			k.Codes++
		}
		return err
	}); err != nil {
		return "", "", err
	}
	id, err := p.entryID(ctx, waits)
	if err != nil {
		return "", "", err
	}
	if typed, _, err = p.makeCode(ctx, id, EntryLife); err != nil || !waits.Same {
		return typed, "", err
	}
	email, err = p.InvitedAt(ctx, at, waits.Attendee)
	return typed, email, err
}

// waits is the knock of a session that waits.
func (p *People) waits(ctx context.Context, s *Session, at string) (Knock, error) {
	k, err := p.Knocking(ctx, s, at)
	if err == nil && k.State != Waiting {
		err = NotHeard()
	}
	return k, err
}

// PassCode makes a code that whoever makes it passes on to an attendee who comes back, in place of one made before. Who may
// make one, and when, is for the caller to know.
func (p *People) PassCode(ctx context.Context, meeting, attendee string) (typed string, until time.Time, err error) {
	return p.makeCode(ctx, passID(meeting, attendee), CodeLife)
}

// UseEntryCode finds whether what was typed is the code of the session's knock, or one that was passed on to its attendee,
// and returns that knock, for Recognise. It may be asked again with the same. A wrong one counts as a try of both.
// Refused with not-found where the session does not wait, and with unconfirmed in the same words whatever is wrong with a
// code, also where none was sent.
func (p *People) UseEntryCode(ctx context.Context, s *Session, at, typed string) (Knock, error) {
	waits, err := p.waits(ctx, s, at)
	if err != nil {
		return Knock{}, err
	}
	if !waits.Same {
		return Knock{}, unconfirmed(notEntry)
	}
	words := codeWords{notEntry, notEntry, notEntry, notEntry, notEntry}
	refused := new(meeting.Refusal)
	id, err := p.entryID(ctx, waits)
	if err != nil {
		return Knock{}, err
	}
	err = p.useCode(ctx, id, typed, waits.ID, words)
	if errors.As(err, &refused) {
		err = p.useCode(ctx, passID(at, waits.Attendee), typed, waits.ID, words)
	}
	return waits, err
}

const notEntry = "This is not a code that lets you in, or its time is over. Check each letter and digit, or have another sent. " +
	"After five wrong tries a code ends."
