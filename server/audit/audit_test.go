package audit_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"log/slog"
	"path/filepath"
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
		line := audit.Line{What: audit.Read, Account: fmt.Sprint("a", i%2), Meeting: fmt.Sprint("m", i%5)}
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
		more        bool
	}{
		{"the newest", audit.Filter{}, 200, 500, 301, true},
		{"older ones", audit.Filter{Before: 101}, 100, 100, 1, false},
		{"what", audit.Filter{What: audit.Refused}, 10, 451, 1, false},
		{"whose", audit.Filter{Account: "a1", Meeting: "m3"}, 50, 494, 4, false},
		{"when", audit.Filter{From: noon.Add(time.Hour), Until: noon.Add(2 * time.Hour)}, 60, 120, 61, false},
		{"nobody", audit.Filter{Account: "a7"}, 0, 0, 0, false},
	} {
		lines, more, err := tr.Find(t.Context(), test.filter)
		first, last := 0, 0
		if len(lines) > 0 {
			first, last = lines[0].Number, lines[len(lines)-1].Number
		}
		if err != nil || len(lines) != test.count || first != test.first || last != test.last || more != test.more {
			t.Errorf("%s: got %d from %d to %d, more %t (%v), want %d from %d to %d, more %t", test.name, len(lines), first, last, more, err,
				test.count, test.first, test.last, test.more)
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
