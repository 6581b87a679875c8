package account_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"strategyroom/server/account"
)

// TestNewsOfHowOneSignsIn: the owner is told of what somebody else may have done, until they have looked.
func TestNewsOfHowOneSignsIn(t *testing.T) {
	h := open(t)
	m := h.member("sam@example.org")
	id := m.session.Account.ID
	signsIn := func() *account.Session {
		h.clock.pass(time.Minute) // to another code
		s, err := h.SignIn(t.Context(), account.Login{Email: "sam@example.org", Password: password, Code: m.code()}, "192.0.2.7")
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	wrong := func(typed string) {
		h.clock.pass(time.Second)
		h.signIn("sam@example.org", typed, "000000")
	}
	link := func() {
		h.clock.pass(time.Second)
		h.enter(h.add("sam@example.org"), nil)
	}
	here, elsewhere := signsIn(), signsIn()
	change := func(s *account.Session) {
		h.clock.pass(time.Second)
		must[[]string](t)(h.NewCodes(t.Context(), s))
	}
	tests := []struct {
		name   string
		happen func()
		want   string // untold to the session here
	}{
		{"chosen at first", func() {}, "[]"},
		{"one slip of the finger", func() { wrong("wrong wrong wrong") }, "[]"},
		{"three wrong passwords", func() { wrong("wrong"); wrong("wrong"); wrong("wrong") }, "[wrong-password 3]"},
		{"the right one with a wrong code", func() { wrong(password) }, "[wrong-code 1]"},
		{"a link", link, "[link-used 0]"},
		{"by oneself", func() { change(here) }, "[]"},
		{"by somebody who is signed in elsewhere", func() { change(elsewhere) }, "[codes-made 0]"},
		{"more than are kept", func() {
			for range 5 {
				change(elsewhere)
			}
		}, fmt.Sprint(slices.Repeat([]string{"codes-made 0"}, 5))},
	}
	for _, test := range tests {
		if err := h.Looked(t.Context(), id); err != nil {
			t.Fatal(err)
		}
		test.happen()
		for _, look := range []string{test.want, "[]"} {
			ways := must[account.Ways](t)(h.Ways(t.Context(), id))
			told := []string{}
			for _, n := range ways.Untold(here) {
				told = append(told, fmt.Sprint(n.What, " ", n.Times))
			}
			if got := fmt.Sprint(told); got != look {
				t.Errorf("%s: got %s, want %s", test.name, got, look)
			}
			if len(ways.News) > 10 {
				t.Errorf("%s: %d are kept, want 10 at most", test.name, len(ways.News))
			}
			h.Looked(t.Context(), id)
		}
	}
	before := must[account.Ways](t)(h.Ways(t.Context(), id)).News
	h.signIn("nobody@example.org", "wrong", "000000")
	if after := must[account.Ways](t)(h.Ways(t.Context(), id)).News; fmt.Sprint(after) != fmt.Sprint(before) {
		t.Errorf("somebody else's try: got %v, want %v", after, before)
	}
}
