package account

import (
	"context"
	"errors"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// How long a code that was sent is good for, and how many may be sent for one knock.
const (
	EntryLife  = 10 * time.Minute
	EntryCodes = 3
)

// forDoor is how many wrong codes may be typed against one that was passed on to an attendee, by all who ask to come in with
// that attendee's links. Whoever asks has CodeTries of their own, and MaxLinkKnocks ask with one link in an hour: 15 wrong
// codes an hour, fewer than come back in that time. So whoever has got hold of the link keeps nobody out by typing. With as
// many links as they like it is 30 and then 30 an hour, in the 24 hours of a code 750 of 26^8, or 1 in 278 million.
var forDoor = allowance{30, 2 * time.Minute, "Too many wrong codes were typed for this invitation."}

// entryID is the id of a knock's code. With the link it is another: a new link ends the codes that were sent before it, and so
// does the end of the meeting.
func (p *People) entryID(ctx context.Context, k Knock, closed bool) (string, error) {
	at, err := get[place](ctx, p, links, Link{Purpose: Invitation, Meeting: k.Meeting, Attendee: k.Attendee}.id())
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	id := k.Meeting + "/knock/" + k.ID + "/" + at.Token
	if closed {
		id += "/closed"
	}
	return id, err
}

func passID(meeting, attendee string, closed bool) string {
	id := meeting + "/pass/" + attendee
	if !closed {
		id += "/live"
	}
	return id
}

// Unsent keeps of a knock that a code for it could not be sent, for whoever lets in to see. It may be gone.
func (p *People) Unsent(ctx context.Context, at, id string) error {
	_, err := change(ctx, p, knocks, at, func(d *door, _ bool) error {
		if k, err := d.find(id, p.now()); err == nil {
			k.Unsent = true
		}
		return nil
	})
	if err == nil {
		p.heard(at)
	}
	return err
}

// EntryCode makes the code by which whoever knocked can take their seat, in place of one made before: good for one use in
// that session, within EntryLife, and until the meeting closes. It returns the address to send it to, which is empty where the
// invitation has none or they said that they are somebody else; all else is the same then, so that nobody can tell. Refused
// with not-found where the session does not wait, and with too-many once EntryCodes were made; a closed meeting has its own.
func (p *People) EntryCode(ctx context.Context, s *Session, at string, closed bool) (typed, email string, err error) {
	if s == nil {
		return "", "", over()
	}
	var waits Knock
	if _, err := change(ctx, p, knocks, at, func(d *door, _ bool) error {
		k, err := d.own(s, p.now(), closed)
		if err == nil && k.State != Waiting {
			err = NotHeard()
		}
		if err != nil {
			return err
		}
		if k.Closed != closed {
			k.Closed, k.Codes = closed, 0
		}
		if k.Codes >= EntryCodes {
			return meeting.Refuse(meeting.TooMany, "Three codes were asked for, and there are no more. Wait until you are let in, or ask whoever invited you.")
		}
		k.Codes++
		k.Unsent = false
		waits = k.Knock
		return nil
	}); err != nil {
		return "", "", err
	}
	id, err := p.entryID(ctx, waits, closed)
	if err != nil {
		return "", "", err
	}
	if typed, _, err = p.makeCode(ctx, id, EntryLife); err != nil || !waits.Same {
		return typed, "", err
	}
	email, err = p.InvitedAt(ctx, at, waits.Attendee)
	return typed, email, err
}

// PassCode makes a code that whoever makes it passes on to an attendee who comes back to a closed meeting, or to an open one
// until it closes, in place of one made before. Who may make one, and when, is for the caller to know.
func (p *People) PassCode(ctx context.Context, meeting, attendee string, closed bool) (typed string, until time.Time, err error) {
	return p.makeCode(ctx, passID(meeting, attendee, closed), CodeLife)
}

// UseEntryCode finds whether what was typed is the code of the session's knock, or one that was passed on to its attendee,
// which it says, and returns that knock, for Recognise. It may be asked again with the same until the seat is taken. A wrong one counts as a
// try of both, of the one that was passed on for this session only: others who have the link do not use it up. Refused with
// not-found where the session does not wait, with unconfirmed in the same words whatever is wrong with a code, also where
// none was sent, and with too-many.
func (p *People) UseEntryCode(ctx context.Context, s *Session, at, typed string, closed bool) (k Knock, passed bool, err error) {
	if k, err = p.Knocking(ctx, s, at, closed); err != nil {
		return Knock{}, false, err
	}
	letIn := k.State == Admitted && k.Closed == closed && !s.inside(k, closed)
	if k.State != Waiting && !letIn {
		return Knock{}, false, NotHeard()
	}
	if !k.Same {
		return Knock{}, false, unconfirmed(notEntry)
	}
	refused := new(meeting.Refusal)
	id, err := p.entryID(ctx, k, closed)
	if err != nil {
		return Knock{}, false, err
	}
	err = p.useCode(ctx, id, typed, k.ID, "", entryWords)
	if errors.As(err, &refused) && refused.Code == meeting.Unconfirmed {
		passed, err = true, p.usePass(ctx, s, k, typed, closed)
	}
	return k, passed, err
}

// inside reports whether a session has the seat of its knock.
func (s *Session) inside(k Knock, closed bool) bool {
	return s.Seat(k.Meeting) == k.Seat && (s.Account != nil || !closed || s.Back(k.Meeting))
}

// usePass is for a code that was passed on.
func (p *People) usePass(ctx context.Context, s *Session, k Knock, typed string, closed bool) error {
	id, by, now := passID(k.Meeting, k.Attendee, closed), hash(s.holder())[:nameLength], p.now()
	c, err := get[code](ctx, p, codes, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if _, ok := plainCode(typed); err != nil || !ok || c.tries(by) >= CodeTries || c.Used == "" && !now.Before(c.Until) || c.Used != "" && c.Used != k.ID {
		return p.useCode(ctx, id, typed, k.ID, by, entryWords) // says what is wrong, and counts nothing
	}
	if err := p.tries.take(id, forDoor, now); err != nil {
		return err
	}
	if err := p.useCode(ctx, id, typed, k.ID, by, entryWords); err != nil {
		return err
	}
	p.tries.back(id, now)
	return nil
}

// tries are the wrong ones that were typed by one of several who may try, or by all.
func (c *code) tries(by string) (count int) {
	for _, try := range c.Wrong {
		if strings.HasPrefix(try, by) {
			count++
		}
	}
	return count
}

const notEntry = "This is not a code that lets you in, or its time is over. Check each letter and digit, or have another sent. " +
	"After five wrong tries a code ends."

var entryWords = codeWords{notEntry, notEntry, notEntry, notEntry, notEntry}
