package account_test

import (
	"bytes"
	"crypto/rand"
	"errors"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/store"
)

func (h house) code(meeting, attendee string) string {
	h.t.Helper()
	typed, until, err := h.MakeCode(h.t.Context(), meeting, attendee)
	if want := h.clock.now().Add(account.CodeLife); err != nil || !until.Equal(want) {
		h.t.Fatalf("got a code until %v and %v, want until %v", until, err, want)
	}
	return typed
}

// unconfirmed expects that a code is refused with a sentence that says so.
func (h house) unconfirmed(name string, err error, sentence string) {
	h.t.Helper()
	refusal := new(meeting.Refusal)
	if !errors.As(err, &refusal) || refusal.Code != meeting.Unconfirmed || refusal.Field != "code" || !strings.Contains(refusal.Message, sentence) {
		h.t.Errorf("%s: got %v, want a refusal of the code that says %q", name, err, sentence)
	}
}

const wrong = "2222-2222"

func TestACodeIsTypedAsPeopleType(t *testing.T) {
	h := open(t)
	for range 6 {
		if got := h.code("m1", "a2"); !regexp.MustCompile(`^[2-9AC-HJKMNPQRTVXY]{4}-[2-9AC-HJKMNPQRTVXY]{4}$`).MatchString(got) {
			t.Fatalf("got the code %q", got)
		}
	}
	for name, as := range map[string]func(string) string{
		"as it was shown": func(s string) string { return s },
		"in small":        strings.ToLower,
		"without hyphen":  func(s string) string { return strings.ReplaceAll(s, "-", "") },
		"letter by letter": func(s string) string {
			return " " + strings.Join(strings.Split(strings.ReplaceAll(s, "-", "\u2013"), ""), "\u00a0") + "\t"
		},
	} {
		typed := as(h.code("m1", "a2"))
		if err := h.UseCode(t.Context(), "m1", "a2", typed, "c1"); err != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestCodesAreRefused(t *testing.T) {
	tests := []struct {
		name, sentence string
		use            func(h house) error
	}{
		{"none made", "The chair has made no code for you.", func(h house) error { return h.UseCode(h.t.Context(), "m1", "a2", wrong, "c1") }},
		{"none", "A code has 8 letters and digits", func(h house) error { return h.UseCode(h.t.Context(), "m1", "a2", " ", "c1") }},
		{"too short", "A code has 8 letters and digits", func(h house) error { return h.UseCode(h.t.Context(), "m1", "a2", h.code("m1", "a2")[1:], "c1") }},
		{"look-alikes", "A code has 8 letters and digits", func(h house) error { return h.UseCode(h.t.Context(), "m1", "a2", "OIL1-OIL0", "c1") }},
		{"wrong", "This is not the code", func(h house) error { h.code("m1", "a2"); return h.UseCode(h.t.Context(), "m1", "a2", wrong, "c1") }},
		{"another's", "This is not the code", func(h house) error {
			h.code("m1", "a2")
			return h.UseCode(h.t.Context(), "m1", "a2", h.code("m1", "a3"), "c1")
		}},
		{"of another meeting", "The chair has made no code for you.", func(h house) error { return h.UseCode(h.t.Context(), "m1", "a2", h.code("m2", "a2"), "c1") }},
		{"the one before", "This is not the code", func(h house) error {
			old := h.code("m1", "a2")
			h.code("m1", "a2")
			return h.UseCode(h.t.Context(), "m1", "a2", old, "c1")
		}},
		{"too late", "The time of your code is over", func(h house) error {
			typed := h.code("m1", "a2")
			h.clock.pass(account.CodeLife)
			return h.UseCode(h.t.Context(), "m1", "a2", typed, "c1")
		}},
		{"used", "Your code was used already", func(h house) error {
			typed := h.code("m1", "a2")
			must[any](h.t)(nil, h.UseCode(h.t.Context(), "m1", "a2", typed, "c1"))
			return h.UseCode(h.t.Context(), "m1", "a2", typed, "c2")
		}},
	}
	for _, test := range tests {
		h := open(t)
		h.unconfirmed(test.name, test.use(h), test.sentence)
	}
}

// TestACodeIsGoodForItsCommand: sent again it finds the code as it was, and refused it leaves the code to the next.
func TestACodeIsGoodForItsCommand(t *testing.T) {
	h := open(t)
	typed := h.code("m1", "a2")
	use := func(command string) error { return h.UseCode(t.Context(), "m1", "a2", typed, command) }
	must[any](t)(nil, use("c1"))
	h.clock.pass(2 * account.CodeLife)
	must[any](t)(nil, use("c1"))
	must[any](t)(nil, h.ReturnCode(t.Context(), "m1", "a2", "c2")) // not the one that has it
	h.unconfirmed("while another has it", use("c2"), "used already")
	must[any](t)(nil, h.ReturnCode(t.Context(), "m1", "a2", "c1"))
	h.unconfirmed("given back too late", use("c2"), "The time of your code is over")
	must[any](t)(nil, h.ReturnCode(t.Context(), "m1", "nobody", "c1"))

	typed = h.code("m1", "a2")
	must[any](t)(nil, use("c1"))
	must[any](t)(nil, h.ReturnCode(t.Context(), "m1", "a2", "c1"))
	must[any](t)(nil, use("c2"))
}

func TestFiveWrongTriesEndACode(t *testing.T) {
	h := open(t)
	typed := h.code("m1", "a2")
	for try := range account.CodeTries {
		sentence := "This is not the code"
		if try == account.CodeTries-1 {
			sentence = "A wrong code was typed five times"
		}
		h.unconfirmed("a wrong try", h.UseCode(t.Context(), "m1", "a2", wrong, "c1"), sentence)
	}
	h.unconfirmed("the right one, after five", h.UseCode(t.Context(), "m1", "a2", typed, "c1"), "A wrong code was typed five times")
	must[any](t)(nil, h.UseCode(t.Context(), "m1", "a2", h.code("m1", "a2"), "c1"))
}

// TestManyTriesAtOnceAreFive: whoever tries in parallel gets no more answers.
func TestManyTriesAtOnceAreFive(t *testing.T) {
	h := open(t)
	h.code("m1", "a2")
	var told atomic.Int32
	var all sync.WaitGroup
	for range 15 {
		all.Go(func() {
			err := h.UseCode(t.Context(), "m1", "a2", wrong, "c1")
			if err != nil && strings.Contains(err.Error(), "This is not the code") {
				told.Add(1)
			}
		})
	}
	all.Wait()
	if got := told.Load(); got > account.CodeTries-1 {
		t.Errorf("%d tries of 15 were told that they are wrong, want at most %d", got, account.CodeTries-1)
	}
}

// TestCodesAreNotKept: what is stored lets its reader find no code by a fast search, and is swept when nobody needs it.
func TestCodesAreNotKept(t *testing.T) {
	h := open(t)
	typed := strings.ReplaceAll(h.code("m1", "a2"), "-", "")
	kept := func() (bodies [][]byte) {
		err := h.store.List(t.Context(), "code", func(doc store.Document) error {
			bodies = append(bodies, doc.Body)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return bodies
	}
	if got := kept(); len(got) != 1 || bytes.Contains(got[0], []byte(typed)) {
		t.Errorf("got kept %s, want one document without %s", got, typed)
	}
	h.clock.pass(2*account.CodeLife - time.Second)
	must[any](t)(nil, h.Sweep(t.Context()))
	if got := len(kept()); got != 1 {
		t.Errorf("swept early: %d kept, want 1", got)
	}
	h.clock.pass(time.Second)
	must[any](t)(nil, h.Sweep(t.Context()))
	if got := len(kept()); got != 0 {
		t.Errorf("%d kept after the sweep, want none", got)
	}
}

// TestACodeOnAStoreThatIsNeverSure: a try whose writing is in doubt counts once.
func TestACodeOnAStoreThatIsNeverSure(t *testing.T) {
	h := open(t)
	h.People = account.New(&unsure{Documents: h.store}, h.clock.now, rand.Reader)
	typed := h.code("m1", "a2")
	for range account.CodeTries - 1 {
		h.unconfirmed("a wrong try", h.UseCode(t.Context(), "m1", "a2", wrong, "c1"), "This is not the code")
	}
	must[any](t)(nil, h.UseCode(t.Context(), "m1", "a2", typed, "c1"))
	must[any](t)(nil, h.ReturnCode(t.Context(), "m1", "a2", "c1"))
	must[any](t)(nil, h.UseCode(t.Context(), "m1", "a2", typed, "c2"))
}
