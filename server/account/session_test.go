package account_test

import (
	"bytes"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/store"
)

// again is the session as the next request of its browser would have it; nil when it has ended.
func (h house) again(s *account.Session) *account.Session {
	h.t.Helper()
	return must[*account.Session](h.t)(h.Session(h.t.Context(), h.cookies[s.ID]))
}

func TestSessionsEnd(t *testing.T) {
	guest := func(h house) string { return h.invite("m1", "a2") }
	staff := func(h house) string { return h.add("sam@example.org") }
	tests := map[string]struct {
		token func(h house) string
		life  time.Duration
		ask   time.Duration // how often something is asked in it; 0: never
	}{
		"guest":                  {guest, account.GuestLife, 0},
		"account, in use":        {staff, account.AccountLife, account.IdleLife - time.Second},
		"account, not in use":    {staff, account.IdleLife, 0},
		"account, used too late": {staff, account.IdleLife, account.IdleLife},
	}
	for name, test := range tests {
		h := open(t)
		begun := h.clock.now()
		s := h.enter(test.token(h), nil)
		for end := begun.Add(test.life - time.Second); h.clock.now().Before(end); {
			wait := end.Sub(h.clock.now())
			if test.ask > 0 {
				wait = min(wait, test.ask)
			}
			h.clock.pass(wait)
			if s = h.again(s); s == nil {
				t.Fatalf("%s: ended too early", name)
			}
			if test.ask > 0 {
				if err := h.Notice(t.Context(), s, account.From{}); err != nil {
					t.Fatal(err)
				}
			}
		}
		if test.ask == account.IdleLife { // what came in the last second came in time
			h.clock.pass(account.IdleLife)
		} else {
			h.clock.pass(time.Second)
		}
		if got := h.again(s); got != nil {
			t.Errorf("%s: got %+v when its time was over, want none", name, got)
		}
		if err := h.Notice(t.Context(), s, account.From{Device: "Firefox on Linux"}); err != nil || h.again(s) != nil {
			t.Errorf("%s: a session that has ended began again (%v)", name, err)
		}
	}
}

// TestAMeetingHoldsASession: nobody is cut off in mid-meeting for the age of their session.
func TestAMeetingHoldsASession(t *testing.T) {
	h := open(t)
	for name, token := range map[string]string{"account": h.add("sam@example.org"), "guest": h.invite("m1", "a2")} {
		s := h.enter(token, nil)
		for range 13 * 60 { // minutes
			if err := h.Hold(t.Context(), s.ID); err != nil {
				t.Fatal(err)
			}
			h.clock.pass(time.Minute)
			if h.again(s) == nil {
				t.Fatalf("%s: ended in the meeting", name)
			}
		}
		h.clock.pass(3 * time.Minute)
		if got := h.again(s); got != nil {
			t.Errorf("%s: got %+v after the meeting, want none", name, got)
		}
	}
}

// TestANewCookieForMoreRights: whoever knew the cookie before has none of the rights that came with a link.
func TestANewCookieForMoreRights(t *testing.T) {
	h := open(t)
	s := h.enter(h.add("sam@example.org"), nil)
	before := h.cookies[s.ID]
	joined := h.enter(h.invite("m1", "a2"), s)
	if joined.ID != s.ID || joined.Seat("m1") != "a2" || h.cookies[s.ID] == before {
		t.Errorf("got the session %s with the seat %q, want the same one with another cookie", joined.ID, joined.Seat("m1"))
	}
	if old := must[*account.Session](t)(h.Session(t.Context(), before)); old != nil {
		t.Errorf("the old cookie: got %+v, want no session", old)
	}
}

func TestSignOutEndsOneSession(t *testing.T) {
	h := open(t)
	here := h.enter(h.add("sam@example.org"), nil)
	there := h.enter(h.add("sam@example.org"), nil)
	for range 2 { // the second time it is over already
		if err := h.SignOut(t.Context(), here); err != nil {
			t.Fatal(err)
		}
	}
	if got := h.again(here); got != nil {
		t.Errorf("after signing out: got %+v, want none", got)
	}
	if h.again(there) == nil {
		t.Error("signing out here ended the session elsewhere")
	}
	if err := h.SignOut(t.Context(), nil); err != nil {
		t.Errorf("nobody signs out: got %v", err)
	}
	guest := h.enter(h.invite("m1", "a2"), nil)
	if err := h.SignOut(t.Context(), guest); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Sit(t.Context(), guest, "m2", "a1"); code(err) != meeting.SignedOut {
		t.Errorf("a seat for a session that ended: got %v, want signed-out", err)
	}
}

func TestNobodyHasNoSession(t *testing.T) {
	h := open(t)
	h.enter(h.add("sam@example.org"), nil)
	for _, cookie := range []string{"", "nonsense", h.add("sam@example.org")} {
		if got, err := h.Session(t.Context(), cookie); got != nil || err != nil {
			t.Errorf("cookie %q: got %v and %v, want no session", cookie, got, err)
		}
	}
	var nobody *account.Session
	if got := nobody.Seat("m1"); got != "" || len(nobody.Seats()) != 0 {
		t.Errorf("nobody's seat: got %q, want none", got)
	}
}

// TestSecretsAreNotKept looks for tokens and cookies in all that was kept.
func TestSecretsAreNotKept(t *testing.T) {
	h := open(t)
	secrets := []string{must[string](t)(h.SetUp(t.Context())), h.add("sam@example.org"), h.invite("m1", "a2"), h.invite("m1", "a3")}
	h.enter(secrets[1], nil)
	h.enter(secrets[2], nil)
	for _, cookie := range h.cookies {
		secrets = append(secrets, cookie)
	}
	if got, want := len(secrets), 6; got != want {
		t.Fatalf("got %d secrets, want %d", got, want)
	}
	for _, secret := range secrets {
		if got, want := len(secret), 43; got != want {
			t.Errorf("a secret of %d letters, want %d: 32 bytes", got, want)
		}
	}
	seen := 0
	for _, kind := range []string{"account", "address", "link", "token", "session", "knocks"} {
		err := h.store.List(t.Context(), kind, func(doc store.Document) error {
			seen++
			for _, secret := range secrets {
				if bytes.Contains(doc.Body, []byte(secret)) || bytes.Contains([]byte(doc.ID), []byte(secret)) {
					t.Errorf("%s %s holds a secret", kind, doc.ID)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if seen < 10 {
		t.Errorf("looked at %d documents, want all", seen)
	}
}

func TestSweepDeletesWhatIsOver(t *testing.T) {
	h := open(t)
	ended := h.invite("m1", "a2")
	guest := h.enter(h.invite("m1", "a2"), nil)
	open := h.invite("m1", "a3")
	if _, _, err := h.Knock(t.Context(), h.invite("m1", "a4"), nil, caller("Kim Knock")); err != nil {
		t.Fatal(err)
	}
	kept := func(kind string) (n int) {
		if err := h.store.List(t.Context(), kind, func(store.Document) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	sweep := func(session, knocks, token int) {
		t.Helper()
		if err := h.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		got := [3]int{kept("session"), kept("knocks"), kept("token")}
		if want := [3]int{session, knocks, token}; got != want {
			t.Errorf("got %v sessions, doors and tokens, want %v", got, want)
		}
	}
	sweep(2, 1, 4)
	h.clock.pass(account.KnockLife)
	sweep(2, 1, 4) // whoever knocked can ask again
	h.clock.pass(account.GuestLife)
	sweep(0, 0, 4)
	h.clock.pass(90 * 24 * time.Hour)
	sweep(0, 0, 3)
	h.refused("a token that was swept", ended, nil, meeting.NotFound)
	h.enter(open, nil) // an invitation stays good
	if got := h.again(guest); got != nil {
		t.Errorf("got %+v, want no session", got)
	}
}
