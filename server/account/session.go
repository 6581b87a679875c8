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

// How long a session lasts: from its beginning, whatever happens in it, and an account's while nothing is asked in it.
// Neither ends it while its holder is connected to an open meeting, see Hold.
const (
	GuestLife   = 12 * time.Hour
	AccountLife = 12 * time.Hour
	IdleLife    = 30 * time.Minute
)

const (
	noticed  = time.Minute     // how often it is written down that something is asked
	HoldLife = 3 * time.Minute // how long a connection to an open meeting keeps a session, unless it is told again
)

// Way is how somebody showed who they are.
type Way string

// The ways.
const (
	ByLink     Way = "link"     // a link from whoever looks after the accounts
	ByPassword Way = "password" // with a code of an authenticator app, or a recovery code
	ByPasskey  Way = "passkey"
	ByProvider Way = "provider" // another service said so, see Provider
)

// Proof is that somebody showed who they are, and when: the zero time where only another service knows that.
type Proof struct {
	How Way       `json:"how"`
	At  time.Time `json:"at"`
}

// ProofLife is how long a proof counts as one made just now.
const ProofLife = 5 * time.Minute

// Fresh reports whether the proof was made just now.
func (p Proof) Fresh(now time.Time) bool { return p.How != "" && now.Sub(p.At) < ProofLife }

// Session is one browser in which somebody is known: by an account, or as a guest by their seats in meetings. It is as
// it was when it was read. A nil session is nobody.
type Session struct {
	ID      string   // names the session and lets nobody in: it is not the cookie
	Cookie  string   // the value to be sent to the browser, where the session has just begun or changed it; else empty
	Account *Account // nil for a guest
	Since   time.Time
	Until   time.Time // its end, if nothing holds it
	Idle    time.Time // its end, if nothing is asked until then; zero for a guest
	Held    time.Time // it does not end before
	Proof   Proof     // the latest; none for a guest
	From    From

	name   string // the part of the cookie that stays
	seats  map[string]string
	back   map[string]bool      // see Back
	copies map[string]time.Time // until when it may take them, by copyKey
}

// From is whence a session was used last, roughly.
type From struct {
	Device  string `json:"device,omitempty"`  // "Firefox on Windows"
	Network string `json:"network,omitempty"` // the beginning of an address, "192.0.2.…"
}

// Seat is the attendee as whom the session acts in a meeting, "" where it has no seat there.
func (s *Session) Seat(meeting string) string {
	if s == nil {
		return ""
	}
	return s.seats[meeting]
}

// Back reports whether a guest's session took its seat in a meeting when that was closed: see TakeSeat.
func (s *Session) Back(meeting string) bool { return s != nil && s.back[meeting] }

// Without is the session as if it had no seat in a meeting.
func (s *Session) Without(meeting string) *Session {
	if s == nil {
		return nil
	}
	less := *s
	less.seats = s.Seats()
	delete(less.seats, meeting)
	return &less
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
	Secret  string            `json:"secret"`         // hash of the cookie that is good now
	Seen    time.Time         `json:"seen,omitzero"`  // when something was asked last, to about a minute
	Held    time.Time         `json:"held,omitzero"`  // see Session.Held
	Proof   Proof             `json:"proof,omitzero"` // see Session.Proof
	From    From              `json:"from,omitzero"`

	Copies map[string]time.Time `json:"copies,omitempty"` // see Session.copies
	Back   map[string]bool      `json:"back,omitempty"`   // see Session.Back
	Took   map[string]string    `json:"took,omitempty"`   // by meeting the knock whose seat it took: see TakeSeat
}

func (k known) until() time.Time {
	if k.Account == "" {
		return k.Created.Add(GuestLife)
	}
	return k.Created.Add(AccountLife)
}

func (k known) idle() time.Time {
	if k.Account == "" {
		return time.Time{}
	}
	return later(k.Created, k.Seen).Add(IdleLife)
}

// end is when the session ends if nothing more is asked in it.
func (k known) end() time.Time {
	end := k.until()
	if idle := k.idle(); !idle.IsZero() && idle.Before(end) {
		end = idle
	}
	return later(end, k.Held)
}

func (k known) over(now time.Time) bool { return !now.Before(k.end()) }

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// nameLength is how many letters of a cookie name its session, 96 bits. The rest, 162 bits, is its secret and is changed
// when the session's rights rise.
const nameLength = 16

// Session finds the session of a cookie's value: nil without an error where there is none or its time is over.
func (p *People) Session(ctx context.Context, cookie string) (*Session, error) {
	if cookie == "" {
		return nil, nil
	}
	name := cookie[:min(nameLength, len(cookie))]
	s, secret, err := p.session(ctx, hash(name))
	if err != nil || s == nil || secret != hash(cookie) {
		return nil, err
	}
	s.name = name
	return s, nil
}

// session finds a session by its id, and the hash of its cookie.
func (p *People) session(ctx context.Context, id string) (*Session, string, error) {
	k, err := get[known](ctx, p, sessions, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && k.over(p.now()) {
		return nil, "", nil
	}
	if err != nil {
		return nil, "", err
	}
	s := &Session{ID: id, Since: k.Created, Until: k.until(), Idle: k.idle(), Held: k.Held, Proof: k.Proof, From: k.From, seats: k.Seats, back: k.Back}
	if s.copies, err = p.stillHeld(ctx, id, k.Copies); err != nil {
		return nil, "", err
	}
	if k.Account != "" {
		who, err := get[person](ctx, p, accounts, k.Account)
		if err != nil {
			return nil, "", err
		}
		if !who.Disabled.IsZero() {
			return nil, "", nil
		}
		s.Account, s.seats = &who.Account, who.Seats
	}
	return s, k.Secret, nil
}

// Ended reports whether a session was ended, by whomever, or its account disabled. One whose time is over only is not.
func (p *People) Ended(ctx context.Context, id string) (bool, error) {
	k, err := get[known](ctx, p, sessions, id)
	if errors.Is(err, store.ErrNotFound) {
		return true, nil
	}
	if err != nil || k.Account == "" {
		return false, err
	}
	who, err := get[person](ctx, p, accounts, k.Account)
	return !who.Disabled.IsZero(), err
}

// Lasts is until when a session lasts if nothing more is asked in it; the zero time where there is none.
func (p *People) Lasts(ctx context.Context, id string) (time.Time, error) {
	k, err := get[known](ctx, p, sessions, id)
	if errors.Is(err, store.ErrNotFound) {
		return time.Time{}, nil
	}
	return k.end(), err
}

// fresh is a cookie for a session that may begin, and the id that the session would have.
func (p *People) fresh() (cookie, id string) {
	cookie = p.random(32)
	return cookie, hash(cookie[:nameLength])
}

// begin keeps a new session, of an account or of a guest with these seats.
func (p *People) begin(ctx context.Context, cookie, account string, how Way, seats map[string]string) (*Session, error) {
	k := known{Account: account, Seats: seats, Created: p.now(), Secret: hash(cookie)}
	switch how {
	case "":
	case ByProvider: // it may have answered without asking anybody: that is made good by ConfirmByProvider
		k.Proof = Proof{How: how}
	default:
		k.Proof = Proof{how, k.Created}
	}
	name := cookie[:nameLength]
	if _, err := change(ctx, p, sessions, hash(name), func(kept *known, _ bool) error { *kept = k; return nil }); err != nil {
		return nil, err
	}
	s, _, err := p.session(ctx, hash(name))
	if err == nil && s == nil {
		err = over()
	}
	if err != nil {
		return nil, err
	}
	s.Cookie, s.name = cookie, name
	return s, nil
}

// renew gives a session whose rights rise another cookie: whoever knew the old one has none of them. A proof takes the
// place of the one before.
func (p *People) renew(ctx context.Context, s *Session, proof *Proof) (*Session, error) {
	cookie := s.name + p.random(32)[nameLength:]
	_, err := change(ctx, p, sessions, s.ID, func(kept *known, found bool) error {
		if !found {
			return over()
		}
		kept.Secret = hash(cookie)
		if proof != nil {
			kept.Proof = *proof
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	renewed := *s
	renewed.Cookie = cookie
	if proof != nil {
		renewed.Proof = *proof
	}
	return &renewed, nil
}

// Notice writes down that something is asked in a session, at most once a minute, and from where.
func (p *People) Notice(ctx context.Context, s *Session, from From) error {
	if s == nil || s.From == from && (s.Account == nil || p.now().Add(IdleLife).Sub(s.Idle) < noticed) {
		return nil
	}
	return p.touch(ctx, s.ID, func(k *known) { k.Seen, k.From = later(k.Seen, p.now()), from })
}

// Hold keeps a session for some minutes, because its holder is connected to an open meeting: nobody is cut off there for
// the age of their session, nor when the clock is set. It is called again for as long as that lasts.
func (p *People) Hold(ctx context.Context, id string) error {
	_, err := change(ctx, p, sessions, id, func(k *known, found bool) error {
		if !found {
			return over()
		}
		k.Seen, k.Held = later(k.Seen, p.now()), later(k.Held, p.now().Add(HoldLife))
		return nil
	})
	return err
}

// Active writes down that something is done in a session on a connection.
func (p *People) Active(ctx context.Context, id string) error {
	return p.touch(ctx, id, func(k *known) { k.Seen = later(k.Seen, p.now()) })
}

// touch changes a session that has not ended; one that has stays so.
func (p *People) touch(ctx context.Context, id string, step func(*known)) error {
	_, err := change(ctx, p, sessions, id, func(kept *known, found bool) error {
		if !found || kept.over(p.now()) {
			return over()
		}
		step(kept)
		return nil
	})
	if told := new(meeting.Refusal); errors.As(err, &told) {
		return nil
	}
	return err
}

// SignOut ends this session, and no other of the same person. It may have ended already.
func (p *People) SignOut(ctx context.Context, s *Session) error {
	if s == nil {
		return nil
	}
	return p.end(ctx, s.ID)
}

// end ends a session, and tells who listens, so that what is open in it closes and nothing more is written in it.
func (p *People) end(ctx context.Context, id string) error {
	for {
		doc, err := p.documents.Get(ctx, sessions, id)
		if err == nil {
			err = p.documents.Delete(ctx, sessions, id, doc.Version)
		}
		switch {
		case err == nil, errors.Is(err, store.ErrNotFound):
			if p.OnEnd != nil {
				p.OnEnd(id)
			}
			return nil
		case !errors.Is(err, store.ErrConflict):
			return err
		}
	}
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
