package account_test

import (
	"crypto/rand"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/store/bolt"
)

// house is people on a store of their own and a clock that the test moves.
type house struct {
	*account.People
	t     *testing.T
	store *bolt.Store
	clock *clock

	cookies map[string]string // by the session's id: what the browsers keep
}

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func open(t *testing.T) house {
	t.Helper()
	store, err := bolt.Open(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	clock := &clock{at: time.Date(2026, 11, 27, 16, 7, 0, 0, time.UTC)}
	return house{account.New(store, clock.now, rand.Reader), t, store, clock, map[string]string{}}
}

func details(email string) account.Details {
	return account.Details{Name: "Sam Sample", Email: email, Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}
}

// must is for what has to succeed.
func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// add makes an account and returns its sign-in token.
func (h house) add(email string, roles ...account.Role) string {
	h.t.Helper()
	return must[string](h.t)(h.Add(h.t.Context(), details(email), roles...))
}

func (h house) invite(meeting, attendee string) string {
	h.t.Helper()
	return must[string](h.t)(h.Invite(h.t.Context(), meeting, attendee, ""))
}

// enter exchanges a token and then reads the session as the next request of that browser would.
func (h house) enter(token string, with *account.Session) *account.Session {
	h.t.Helper()
	s, _, err := h.Exchange(h.t.Context(), token, with, details("sam@example.org"))
	if err != nil {
		h.t.Fatal(err)
	}
	if s.Cookie == "" {
		return s
	}
	h.cookies[s.ID] = s.Cookie
	next := must[*account.Session](h.t)(h.Session(h.t.Context(), s.Cookie))
	if next == nil {
		h.t.Fatal("the session that has just begun is not known")
	}
	return next
}

// refused expects that a token gets nobody in.
func (h house) refused(name, token string, with *account.Session, want meeting.Code) {
	h.t.Helper()
	s, _, err := h.Exchange(h.t.Context(), token, with, details("sam@example.org"))
	if got := code(err); got != want || err == nil {
		h.t.Errorf("%s: got %v and %v, want the refusal %s", name, s, err, want)
	}
}

// code is that of a refusal, "" for anything else.
func code(err error) meeting.Code {
	if refusal := new(meeting.Refusal); errors.As(err, &refusal) {
		return refusal.Code
	}
	return ""
}
