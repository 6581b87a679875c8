package retention_test

import (
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/retention"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// house is a register over two meetings, m1 closed and m2 open, with the two administrators a and b.
type house struct {
	*retention.Register
	now    time.Time
	may    []string
	erased []string
	broken error // what erasing fails with
}

func newHouse(t *testing.T) *house {
	t.Helper()
	kept, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	for _, id := range []string{"m1", "m2", "trail"} {
		if err := kept.Append(t.Context(), id, 0, new(storetest.Pen).Pages(2)); err != nil {
			t.Fatal(err)
		}
	}
	h := &house{now: time.Date(2026, 12, 1, 9, 0, 0, 0, time.UTC), may: []string{"a", "b"}}
	h.Register = retention.New(retention.Config{
		Store:  kept,
		Except: "trail",
		Now:    func() time.Time { return h.now },
		Random: rand.Reader,
		May:    func(context.Context) ([]string, error) { return h.may, nil },
		Erase: func(_ context.Context, id string) error {
			if h.broken == nil {
				h.erased = append(h.erased, id)
			}
			return h.broken
		},
		Closed: func(_ context.Context, id string) error {
			if id == "m2" {
				return meeting.Refuse(meeting.WrongPhase, "It is open.")
			}
			return nil
		},
	})
	return h
}

func person(id string) retention.Person { return retention.Person{Account: id, Name: "Example " + id} }

// refused is the code of a refusal, empty for none.
func refused(t *testing.T, err error) meeting.Code {
	t.Helper()
	var refusal *meeting.Refusal
	if err != nil && !errors.As(err, &refusal) {
		t.Fatalf("got %v, want a refusal", err)
	}
	if refusal == nil {
		return ""
	}
	return refusal.Code
}

func TestTerms(t *testing.T) {
	h := newHouse(t)
	for _, test := range []struct {
		id    string
		terms retention.Terms
		want  meeting.Code
	}{
		{"m1", retention.Terms{Class: " Child protection, 25 years ", Review: "2051-11-30"}, ""},
		{"m2", retention.Terms{Review: "2026-12-01"}, ""},
		{"m1", retention.Terms{Review: "30/11/2051"}, meeting.Content},
		{"m1", retention.Terms{Class: "two\nlines"}, meeting.Content},
		{"m9", retention.Terms{}, meeting.NotFound},
		{"trail", retention.Terms{}, meeting.NotFound},
		{"", retention.Terms{}, meeting.NotFound},
	} {
		_, err := h.Set(t.Context(), test.id, person("a"), test.terms)
		if got := refused(t, err); got != test.want {
			t.Errorf("%s, %v: got %q, want %q", test.id, test.terms, got, test.want)
		}
	}
	all, err := h.All(t.Context())
	if err != nil || len(all) != 2 || all[0].Meeting != "m2" || all[1].Class != "Child protection, 25 years" || len(all[1].Changes) != 1 {
		t.Fatalf("got %+v and %v, want m2 first, and m1 with its class", all, err)
	}
	if !all[0].Due("2026-12-01") || all[0].Due("2026-11-30") || all[1].Due("2026-12-01") {
		t.Error("what is due is not what is to be reviewed by that day")
	}
}

// TestTwoErase has a meeting erased by two who agree, and by nobody else.
func TestTwoErase(t *testing.T) {
	h := newHouse(t)
	if _, err := h.Ask(t.Context(), "m2", retention.Shell, "Its time is over"); refused(t, err) != meeting.WrongPhase {
		t.Errorf("open: got %v, want phase", err)
	}
	if _, err := h.Ask(t.Context(), "m1", retention.Shell, " "); refused(t, err) != meeting.Content {
		t.Errorf("without a reason: got %v, want content", err)
	}
	h.may = []string{"a"}
	if _, err := h.Ask(t.Context(), "m1", retention.Shell, "Its time is over"); refused(t, err) != meeting.Conflict {
		t.Errorf("one administrator: got %v, want conflict", err)
	}
	h.may = []string{"a", "b"}
	kept, err := h.Ask(t.Context(), "m1", retention.Shell, "Its time is over")
	if err != nil || len(kept.Asked.Agreed) != 0 {
		t.Fatalf("got %+v and %v", kept.Asked, err)
	}
	asked := kept.Asked.ID
	h.may = []string{"a", "b", "late"} // made after it was asked
	for _, test := range []struct {
		id, asked string
		by        retention.Person
		want      meeting.Code
	}{
		{"m1", asked, person("late"), meeting.NotAllowed},
		{"m1", asked, retention.Shell, meeting.NotAllowed},
		{"m1", "another", person("a"), meeting.Conflict},
		{"m2", asked, person("a"), meeting.WrongPhase},
		{"m1", asked, person("a"), ""},
		{"m1", asked, person("a"), meeting.Conflict},
	} {
		h.now = h.now.Add(time.Minute)
		_, err := h.Agree(t.Context(), test.id, test.asked, test.by)
		if got := refused(t, err); got != test.want || len(h.erased) > 0 {
			t.Errorf("%v: got %q and erased %v, want %q and nothing", test, got, h.erased, test.want)
		}
	}
	h.may = []string{"a"} // b was let in by a link meanwhile
	if _, err := h.Agree(t.Context(), "m1", asked, person("b")); refused(t, err) != meeting.NotAllowed {
		t.Errorf("let in by a link: got %v, want role", err)
	}
	h.may = []string{"a", "b"}
	h.broken = errors.New("the disk is full")
	if _, err := h.Agree(t.Context(), "m1", asked, person("b")); err != h.broken {
		t.Errorf("got %v, want that the disk is full", err)
	}
	h.broken = nil // and the program starts again
	if err := h.Finish(t.Context()); err != nil || len(h.erased) != 1 {
		t.Fatalf("got %v and erased %v, want m1", err, h.erased)
	}
	if err := h.Finish(t.Context()); err != nil || len(h.erased) != 1 {
		t.Errorf("finished again: got %v and erased %v, want nothing more", err, h.erased)
	}
	kept, err = h.Of(t.Context(), "m1")
	if e := kept.Erased; err != nil || e == nil || !e.Done || len(e.Agreed) != 2 || e.Agreed[1].By.Account != "b" || e.Reason != "Its time is over" ||
		e.By != retention.Shell || kept.Asked != nil || kept.Due("2999-01-01") {
		t.Errorf("got %+v and %v", kept, err)
	}
	if _, err := h.Ask(t.Context(), "m1", person("a"), "Again"); refused(t, err) != meeting.Conflict {
		t.Errorf("erased: got %v, want conflict", err)
	}
}

// TestNotErased has a hold, a withdrawal and a week without an answer end what was asked.
func TestNotErased(t *testing.T) {
	for name, end := range map[string]func(*house) error{
		"hold":       func(h *house) error { _, err := h.Hold(t.Context(), "m1", person("b"), "An inquiry"); return err },
		"withdrawal": func(h *house) error { _, err := h.Withdraw(t.Context(), "m1", person("b")); return err },
		"a week":     func(h *house) error { h.now = h.now.Add(retention.AskedLife); return nil },
		"asked anew": func(h *house) error { _, err := h.Ask(t.Context(), "m1", person("a"), "Another reason"); return err },
	} {
		h := newHouse(t)
		kept, err := h.Ask(t.Context(), "m1", person("a"), "Its time is over")
		if err != nil || len(kept.Asked.Agreed) != 1 {
			t.Fatalf("%s: got %+v and %v, want that who asks has agreed", name, kept.Asked, err)
		}
		if err := end(h); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Agree(t.Context(), "m1", kept.Asked.ID, person("b")); refused(t, err) != meeting.Conflict || len(h.erased) > 0 {
			t.Errorf("%s: got %v and erased %v, want conflict", name, err, h.erased)
		}
	}
	h := newHouse(t)
	if _, err := h.Hold(t.Context(), "m1", retention.Shell, "An inquiry"); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Ask(t.Context(), "m1", person("a"), "Its time is over"); refused(t, err) != meeting.Conflict || !strings.Contains(err.Error(), "legal hold") {
		t.Errorf("held: got %v, want a conflict that says why", err)
	}
	if _, err := h.Release(t.Context(), "m1", person("a"), "The inquiry is over"); err != nil {
		t.Fatal(err)
	}
	if kept, err := h.Ask(t.Context(), "m1", person("a"), "Its time is over"); err != nil || len(kept.Changes) != 3 {
		t.Errorf("released: got %d changes and %v, want 3", len(kept.Changes), err)
	}
}
