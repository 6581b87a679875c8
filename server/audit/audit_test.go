package audit_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/audit"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
)

func kept(t *testing.T) store.Store {
	t.Helper()
	s, err := bolt.Open(filepath.Join(t.TempDir(), "store"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func trail(s store.Store, now func() time.Time) *audit.Trail {
	return audit.New(s, now, rand.Reader, slog.New(slog.DiscardHandler))
}

// TestTwoTrailsWriteOne has two servers write into one trail at once: every line stands there once, and the chain is whole,
// read from the beginning and from where a third server begins.
func TestTwoTrailsWriteOne(t *testing.T) {
	s := kept(t)
	var everybody sync.WaitGroup
	const writers, lines = 8, 300
	both := []*audit.Trail{trail(s, func() time.Time { return noon }), trail(s, func() time.Time { return noon.Add(time.Second) })}
	for w := range writers {
		everybody.Go(func() {
			for i := range lines {
				if err := both[w%2].Write(t.Context(), audit.Line{What: audit.Read, About: fmt.Sprint(w, "-", i)}); err != nil {
					t.Error(err)
				}
			}
		})
	}
	everybody.Wait()
	if err := trail(s, func() time.Time { return noon.Add(time.Hour) }).Write(t.Context(), audit.Line{What: audit.Audited}); err != nil {
		t.Fatal(err)
	}
	var record bytes.Buffer
	seen := map[string]int{}
	if err := both[0].Entries(t.Context(), 0, func(e meeting.Entry) error {
		seen[string(e.Body)]++
		record.Write(append(e.Line(), '\n'))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if chain, err := meeting.Check(record.Bytes()); err != nil || chain.Number != writers*lines+1 {
		t.Errorf("got %d entries (%v), want %d", chain.Number, err, writers*lines+1)
	}
	for body, times := range seen {
		if times != 1 {
			t.Errorf("%s stands there %d times", body, times)
		}
	}
	if _, err := s.Get(t.Context(), "audit-mark", "last"); err != nil {
		t.Errorf("no position is kept from which the next server could begin: %v", err)
	}
}

func TestFind(t *testing.T) {
	now := noon
	tr := trail(kept(t), func() time.Time { return now })
	for i := range 500 {
		now = noon.Add(time.Duration(i) * time.Minute)
		line := audit.Line{What: audit.Read, Account: fmt.Sprint("a", i%2), Meeting: fmt.Sprint("m", i%5), Of: fmt.Sprint("c", i%100)}
		if i%50 == 0 {
			line.What, line.Code = audit.Refused, "role"
		}
		if err := tr.Write(t.Context(), line); err != nil {
			t.Fatal(err)
		}
	}
	for _, test := range []struct {
		name        string
		filter      audit.Filter
		count       int
		first, last int
		older       int
	}{
		{"the newest", audit.Filter{}, 200, 500, 301, 301},
		{"older ones", audit.Filter{Before: 101}, 100, 100, 1, 0},
		{"as many as one look shows", audit.Filter{Before: 201}, 200, 200, 1, 0},
		{"what", audit.Filter{What: audit.Refused}, 10, 451, 1, 0},
		{"whose", audit.Filter{Account: "a1", Meeting: "m3"}, 50, 494, 4, 0},
		{"done to what", audit.Filter{Of: "c7"}, 5, 408, 8, 0},
		{"when", audit.Filter{From: noon.Add(time.Hour), Until: noon.Add(2 * time.Hour)}, 60, 120, 61, 0},
		{"before all", audit.Filter{Until: noon}, 0, 0, 0, 0},
		{"after all", audit.Filter{From: noon.Add(24 * time.Hour)}, 0, 0, 0, 0},
		{"nobody", audit.Filter{Account: "a7"}, 0, 0, 0, 0},
	} {
		lines, older, err := tr.Find(t.Context(), test.filter)
		first, last := 0, 0
		if len(lines) > 0 {
			first, last = lines[0].Number, lines[len(lines)-1].Number
		}
		if err != nil || len(lines) != test.count || first != test.first || last != test.last || older != test.older {
			t.Errorf("%s: got %d from %d to %d, older before %d (%v), want %d from %d to %d, older before %d", test.name, len(lines), first, last, older, err,
				test.count, test.first, test.last, test.older)
		}
	}
}

// TestDamagedTrail alters the trail: the next server says so to its operator, and lets people go on.
func TestDamagedTrail(t *testing.T) {
	s := kept(t)
	if err := trail(s, func() time.Time { return noon }).Write(t.Context(), audit.Line{What: audit.Read}, audit.Line{What: audit.Read}); err != nil {
		t.Fatal(err)
	}
	forged := meeting.Entry{Kind: audit.Read, Command: "forged", Body: []byte(`{}`)}.Seal(3, meeting.Hash("another"), noon, noon, make([]byte, meeting.SaltSize))
	if err := s.Append(t.Context(), audit.Record, 2, []meeting.Entry{forged}); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	next := audit.New(s, func() time.Time { return noon }, rand.Reader, slog.New(slog.NewTextHandler(&said, nil)))
	if err := next.Write(t.Context(), audit.Line{What: audit.Read}); err != nil {
		t.Errorf("got %v, want nothing: nobody is kept from a meeting", err)
	}
	if !bytes.Contains(said.Bytes(), []byte("entry 3 is not as it was written")) {
		t.Errorf("the operator is told %s", said.String())
	}
}

// counting counts the entries that are read.
type counting struct {
	store.Store
	read int
}

func (c *counting) Read(ctx context.Context, id string, after int, visit func(meeting.Entry) error) error {
	return c.Store.Read(ctx, id, after, func(e meeting.Entry) error { c.read++; return visit(e) })
}

// TestFindInALongTrail looks into a trail ever longer, as a server that wrote it and as one that has just started: no look
// reads more of it than before, and one that goes on finds all.
func TestFindInALongTrail(t *testing.T) {
	s := &counting{Store: kept(t)}
	now := noon
	tr := trail(s, func() time.Time { return now })
	written := 0
	grow := func(to int) {
		lines := []audit.Line{}
		for ; written < to; written++ {
			lines = append(lines, audit.Line{What: audit.Read, Account: fmt.Sprint("a", written%10_000)})
		}
		for batch := range slices.Chunk(lines, 500) {
			now = now.Add(time.Minute)
			if err := tr.Write(t.Context(), batch...); err != nil {
				t.Fatal(err)
			}
		}
	}
	looks := []struct {
		name   string
		filter func() audit.Filter
		most   int // entries read
	}{
		{"the newest", func() audit.Filter { return audit.Filter{} }, 600},
		{"a few minutes", func() audit.Filter { return audit.Filter{From: now.Add(-time.Minute), Until: now} }, 1100},
		{"a few minutes long ago", func() audit.Filter {
			return audit.Filter{From: noon.Add(time.Minute), Until: noon.Add(3 * time.Minute)}
		}, 1600},
		{"before a number", func() audit.Filter { return audit.Filter{Before: 3000} }, 600},
		{"what is rare", func() audit.Filter { return audit.Filter{Account: "a7"} }, audit.Farthest + 100},
		{"what there is not", func() audit.Filter { return audit.Filter{What: audit.Kept} }, audit.Farthest + 100},
	}
	for _, length := range []int{5_000, 25_000, 50_000} {
		grow(length)
		for _, look := range looks {
			s.read = 0
			if _, _, err := tr.Find(t.Context(), look.filter()); err != nil || s.read > look.most {
				t.Errorf("%s, of %d: read %d (%v), want at most %d", look.name, length, s.read, err, look.most)
			}
		}
		s.read = 0
		if lines, _, err := trail(s, func() time.Time { return now }).Find(t.Context(), audit.Filter{}); err != nil || len(lines) != audit.Most || lines[0].Number != length || s.read > 3000 {
			t.Errorf("a server that has just started, of %d: read %d and found %d (%v)", length, s.read, len(lines), err)
		}
	}
	found, looked, filter := 0, 0, audit.Filter{Account: "a7"}
	for more := true; more; looked++ {
		lines, older, err := tr.Find(t.Context(), filter)
		if err != nil {
			t.Fatal(err)
		}
		found, filter.Before, more = found+len(lines), older, older > 0
	}
	if found != 5 || looked != 3 {
		t.Errorf("going on: found %d in %d looks, want 5 in 3", found, looked)
	}
}

// TestOldLinesVerify writes behind lines as earlier releases wrote them: the chain is whole, and they are found.
func TestOldLinesVerify(t *testing.T) {
	s := kept(t)
	old := meeting.Entry{Kind: audit.Rights, Command: "audit/00", Body: []byte(`{"about":"POST /people","account":"a1","session":"0123456789ab"}`)}.
		Seal(1, nil, time.Time{}, noon, make([]byte, meeting.SaltSize))
	if err := s.Append(t.Context(), audit.Record, 0, []meeting.Entry{old}); err != nil {
		t.Fatal(err)
	}
	tr := trail(s, func() time.Time { return noon.Add(time.Hour) })
	if err := tr.Write(t.Context(), audit.Line{What: audit.Rights, Account: "a1", Of: "a2"}); err != nil {
		t.Fatal(err)
	}
	var record bytes.Buffer
	if err := tr.Entries(t.Context(), 0, func(e meeting.Entry) error { record.Write(append(e.Line(), '\n')); return nil }); err != nil {
		t.Fatal(err)
	}
	if chain, err := meeting.Check(record.Bytes()); err != nil || chain.Number != 2 || !strings.HasPrefix(record.String(), string(old.Line())) || !strings.Contains(record.String(), `"of":"a2"`) {
		t.Errorf("got %d (%v) of %s", chain.Number, err, record.String())
	}
	if lines, _, err := tr.Find(t.Context(), audit.Filter{}); err != nil || len(lines) != 2 || lines[1].About != "POST /people" || lines[0].Of != "a2" {
		t.Errorf("found %v (%v)", lines, err)
	}
}
