package account

import (
	"context"
	"errors"
	"maps"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Cookie is the name of the session's cookie. Its prefix makes browsers keep it to this host and to https, and to
// http://localhost in rehearsals. A program may send it itself: "Cookie: __Host-session=" and what it was given.
const Cookie = "__Host-session"

// How long a session lasts from its beginning, whatever happens in it.
const (
	GuestLife   = 12 * time.Hour
	AccountLife = 7 * 24 * time.Hour
)

// Session is one browser in which somebody is known: by an account, or as a guest by their seats in meetings. It is as
// it was when it was read. A nil session is nobody.
type Session struct {
	ID      string   // names the session and lets nobody in: it is not the cookie
	Cookie  string   // the value to be sent to the browser, where the session has just begun; else empty
	Account *Account // nil for a guest
	Since   time.Time
	Until   time.Time

	seats  map[string]string
	copies map[string]time.Time // until when it may take them, by copyKey
}

// Seat is the attendee as whom the session acts in a meeting, "" where it has no seat there.
func (s *Session) Seat(meeting string) string {
	if s == nil {
		return ""
	}
	return s.seats[meeting]
}

// Seats are the session's meetings, each with its attendee.
func (s *Session) Seats() map[string]string {
	seats := map[string]string{}
	if s != nil {
		maps.Copy(seats, s.seats)
	}
	return seats
}

// known is a session as it is kept.
type known struct {
	Account string            `json:"account,omitempty"`
	Seats   map[string]string `json:"seats,omitempty"` // a guest's; those of an account are kept with the account
	Created time.Time         `json:"created"`

	Copies map[string]time.Time `json:"copies,omitempty"` // see Session.copies
}

func (k known) until() time.Time {
	if k.Account == "" {
		return k.Created.Add(GuestLife)
	}
	return k.Created.Add(AccountLife)
}

// Session finds the session of a cookie's value: nil without an error where there is none or its time is over.
func (p *People) Session(ctx context.Context, cookie string) (*Session, error) {
	if cookie == "" {
		return nil, nil
	}
	return p.session(ctx, hash(cookie))
}

func (p *People) session(ctx context.Context, id string) (*Session, error) {
	k, err := get[known](ctx, p, sessions, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && !p.now().Before(k.until()) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	s := &Session{ID: id, Since: k.Created, Until: k.until(), seats: k.Seats}
	if s.copies, err = p.stillHeld(ctx, id, k.Copies); err != nil {
		return nil, err
	}
	if k.Account != "" {
		who, err := get[person](ctx, p, accounts, k.Account)
		if err != nil {
			return nil, err
		}
		s.Account, s.seats = &who.Account, who.Seats
	}
	return s, nil
}

// fresh is a cookie for a session that may begin, and the id that the session would have.
func (p *People) fresh() (cookie, id string) {
	cookie = p.random(32)
	return cookie, hash(cookie)
}

// begin keeps a new session, of an account or of a guest with these seats.
func (p *People) begin(ctx context.Context, cookie, account string, seats map[string]string) (*Session, error) {
	k := known{Account: account, Seats: seats, Created: p.now()}
	if _, err := change(ctx, p, sessions, hash(cookie), func(kept *known, _ bool) error { *kept = k; return nil }); err != nil {
		return nil, err
	}
	s, err := p.session(ctx, hash(cookie))
	if err == nil {
		s.Cookie = cookie
	}
	return s, err
}

// SignOut ends this session, and no other of the same person. It may have ended already.
func (p *People) SignOut(ctx context.Context, s *Session) error {
	for s != nil {
		doc, err := p.documents.Get(ctx, sessions, s.ID)
		if errors.Is(err, store.ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		err = p.documents.Delete(ctx, sessions, s.ID, doc.Version)
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
	return nil
}

// Sit gives a session a seat in a meeting, in place of one that it may have there: whoever convenes a meeting sits down
// as its first attendee before the first entry is written, so that no meeting is without a chair who can come in. What
// it returns is the session with the seat. It refuses with signed-out where the session has ended.
func (p *People) Sit(ctx context.Context, s *Session, meeting, attendee string) (*Session, error) {
	if s == nil {
		return nil, over()
	}
	if err := p.sit(ctx, s.holder(), meeting, attendee); err != nil {
		return nil, err
	}
	seated := *s
	seated.seats = s.Seats()
	seated.seats[meeting] = attendee
	return &seated, nil
}

// A holder is who has used a link or has a seat: an account, which has them in all its sessions, or a guest's session.
const (
	accountHolder = "account/"
	sessionHolder = "session/"
)

func (s *Session) holder() string {
	if s.Account != nil {
		return accountHolder + s.Account.ID
	}
	return sessionHolder + s.ID
}

// sit keeps the seat.
func (p *People) sit(ctx context.Context, holder, meeting, attendee string) error {
	take := func(seats *map[string]string, found bool) error {
		if !found {
			return over()
		}
		if *seats == nil {
			*seats = map[string]string{}
		}
		(*seats)[meeting] = attendee
		return nil
	}
	if id, ok := strings.CutPrefix(holder, accountHolder); ok {
		_, err := change(ctx, p, accounts, id, func(kept *person, found bool) error { return take(&kept.Seats, found) })
		return err
	}
	_, err := change(ctx, p, sessions, strings.TrimPrefix(holder, sessionHolder),
		func(kept *known, found bool) error { return take(&kept.Seats, found) })
	return err
}

func over() error {
	return meeting.Refuse(meeting.SignedOut, "The session has ended. Open the link that you were sent, or sign in again.")
}
