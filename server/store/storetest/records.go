package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

func appends(t *testing.T, open func() (store.Store, error)) {
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	var pen Pen
	want := pen.Pages(6)
	write(t, s, "m1", want[:1])
	write(t, s, "m1", want[1:4])
	write(t, s, "m1", want[4:])
	same(t, record(t, s, "m1"), want)
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("ready: got %v, want nil", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = opened(t, open)
	same(t, record(t, s, "m1"), want)
	write(t, s, "m1", pen.Pages(1))
}

// same compares what was read with what was written, in every part.
func same(t *testing.T, got, want []meeting.Entry) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("got %d entries, want %d", len(got), len(want))
	}
	for i := range want {
		if !reflect.DeepEqual(got[i], want[i]) {
			t.Errorf("got  %s\nwant %s", got[i].Line(), want[i].Line())
		}
	}
}

func appendsRefused(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	var pen Pen
	want := pen.Pages(3)
	write(t, s, "m1", want)
	fourth, fifth := pen.Write("c4"), pen.Write("c5")
	mistake := errors.New("any other error")
	for _, test := range []struct {
		name    string
		id      string
		after   int
		entries []meeting.Entry
		want    error
	}{
		{"too early", "m1", 2, want[2:], store.ErrConflict},
		{"from the start", "m1", 0, want, store.ErrConflict},
		{"too late", "m1", 4, []meeting.Entry{fifth}, store.ErrConflict},
		{"new meeting, too late", "m2", 3, []meeting.Entry{fourth}, store.ErrConflict},
		{"nothing", "m1", 3, nil, mistake},
		{"wrong number", "m1", 3, []meeting.Entry{fifth}, mistake},
		{"gap", "m1", 2, []meeting.Entry{want[2], fifth}, mistake},
		{"no name", "", 0, want, mistake},
		{"long name", strings.Repeat("m", store.MaxName+1), 0, want, mistake},
	} {
		got := s.Append(t.Context(), test.id, test.after, test.entries)
		known := errors.Is(got, store.ErrConflict) || errors.Is(got, store.ErrAway) || errors.Is(got, store.ErrUnknown)
		if test.want == mistake && (got == nil || known) || test.want != mistake && !errors.Is(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
	same(t, record(t, s, "m1"), want)
	if got, err := s.Meetings(t.Context()); err != nil || !slices.Equal(got, []string{"m1"}) {
		t.Errorf("meetings: got %q and %v, want m1 alone", got, err)
	}
	write(t, s, strings.Repeat("m", store.MaxName), want)
}

// appendRace has sixteen owners of one meeting, which never happens with one server and may with two: each number has
// one winner, everybody else hears of a conflict, and the record is what the winners wrote.
func appendRace(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	const rounds, racers = 20, 16
	var winners Pen
	for round := range rounds {
		base := winners
		var won atomic.Pointer[Pen]
		var group sync.WaitGroup
		for racer := range racers {
			group.Go(func() {
				pen := base
				entries := []meeting.Entry{pen.Write(fmt.Sprintf("c%d-%d", round, racer))}
				if racer%2 == 0 {
					entries = append(entries, pen.Write(fmt.Sprintf("d%d-%d", round, racer)))
				}
				switch err := s.Append(t.Context(), "m1", base.Number, entries); {
				case err == nil && won.Swap(&pen) != nil:
					t.Errorf("round %d: a second winner", round)
				case err != nil && !errors.Is(err, store.ErrConflict):
					t.Errorf("round %d: got %v, want a conflict", round, err)
				}
			})
		}
		group.Wait()
		if won.Load() == nil {
			t.Fatalf("round %d: nobody won", round)
		}
		winners = *won.Load()
	}
	got := record(t, s, "m1")
	if len(got) != winners.Number || !bytes.Equal(got[len(got)-1].Fingerprint, winners.Fingerprint) {
		t.Errorf("got %d entries that end otherwise than the %d that won", len(got), winners.Number)
	}
}

func appendManyMeetings(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	const meetings, commands = 40, 10
	var want []string
	var group sync.WaitGroup
	for i := range meetings {
		id := fmt.Sprintf("m%02d", i)
		want = append(want, id)
		group.Go(func() {
			var pen Pen
			for range commands {
				if err := add(t, s, id, pen.Pages(2)); err != nil {
					t.Errorf("append to %s: %v", id, err)
				}
			}
		})
	}
	group.Wait()
	got, err := s.Meetings(t.Context())
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got the meetings %q and %v, want %q", got, err, want)
	}
	for _, id := range want {
		if got := len(record(t, s, id)); got != 2*commands {
			t.Errorf("%s: got %d entries, want %d", id, got, 2*commands)
		}
	}
}

// appendStopped ends contexts before, during and after the write: the answer is true in every case.
func appendStopped(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	over, stop := context.WithCancel(t.Context())
	stop()
	var pen Pen
	err := s.Append(over, "over", 0, pen.Pages(1))
	if !errors.Is(err, store.ErrAway) || !errors.Is(err, context.Canceled) {
		t.Errorf("append: got %v, want away and cancelled", err)
	}
	err = s.Read(over, "over", 0, func(meeting.Entry) error { return nil })
	if !errors.Is(err, store.ErrAway) || !errors.Is(err, context.Canceled) {
		t.Errorf("read: got %v, want away and cancelled", err)
	}
	const meetings = 200
	answers := make([]error, meetings)
	var group sync.WaitGroup
	for i := range meetings {
		group.Go(func() {
			brief, stop := context.WithTimeout(t.Context(), time.Duration(i)*50*time.Microsecond)
			defer stop()
			var pen Pen
			answers[i] = s.Append(brief, fmt.Sprint(i), 0, pen.Pages(1))
		})
	}
	group.Wait()
	write(t, s, "last", new(Pen).Pages(1)) // whatever was under way is in a commit before this one, or nowhere
	for i, answer := range answers {
		got := len(record(t, s, fmt.Sprint(i)))
		switch {
		case answer == nil && got != 1, errors.Is(answer, store.ErrAway) && got != 0:
			t.Errorf("%v, yet %d entries", answer, got)
		case answer != nil && !errors.Is(answer, store.ErrAway) && !errors.Is(answer, store.ErrUnknown):
			t.Errorf("got %v, want nil, away or unknown", answer)
		}
	}
}

func reads(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	var pen Pen
	want := pen.Pages(2400)
	for part := range slices.Chunk(want, 800) {
		write(t, s, "m1", part)
	}
	write(t, s, "m10", want[:1])
	for _, test := range []struct {
		id    string
		after int
		want  int // how many
	}{
		{"m1", 0, 2400}, {"m1", 1, 2399}, {"m1", 1200, 1200}, {"m1", 2399, 1}, {"m1", 2400, 0}, {"m1", 9999, 0},
		{"m10", 0, 1}, {"m", 0, 0}, {"", 0, 0}, {strings.Repeat("m", 999), 0, 0},
	} {
		var got []meeting.Entry
		err := s.Read(t.Context(), test.id, test.after, func(entry meeting.Entry) error {
			got = append(got, entry)
			return nil
		})
		if err != nil {
			t.Errorf("%.9s after %d: %v", test.id, test.after, err)
		}
		if test.want == 0 && len(got) > 0 {
			t.Errorf("%.9s after %d: got %d entries, want none", test.id, test.after, len(got))
		} else if test.want > 0 {
			same(t, got, want[test.after:test.after+test.want])
		}
	}
	enough := errors.New("enough")
	visits := 0
	err := s.Read(t.Context(), "m1", 0, func(meeting.Entry) error {
		if visits++; visits == 3 {
			return enough
		}
		return nil
	})
	if err != enough || visits != 3 {
		t.Errorf("got %v after %d visits, want enough after 3", err, visits)
	}
}

// readsWhileWriting has visitors that write: nothing waits for anything else for ever, and each sees a record in order.
func readsWhileWriting(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	var pen Pen
	write(t, s, "m1", pen.Pages(100))
	var group sync.WaitGroup
	for i := range 4 {
		group.Go(func() {
			var other Pen
			id := fmt.Sprintf("other%d", i)
			err := s.Read(t.Context(), "m1", 0, func(meeting.Entry) error {
				return add(t, s, id, other.Pages(1))
			})
			if err != nil || other.Number < 100 {
				t.Errorf("got %v after %d visits, want nil after 100 or more", err, other.Number)
			}
		})
	}
	for range 20 {
		write(t, s, "m1", pen.Pages(10))
		record(t, s, "m1")
	}
	group.Wait()
}
