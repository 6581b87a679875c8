package sealed_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// BenchmarkDurable measures durable entries with 1, 20 and 200 people sending at once, each in a meeting of their own,
// sealed, and turn about with them the same entries unsealed. "x-clear" is how many times as many are taken sealed.
func BenchmarkDurable(b *testing.B) {
	for _, senders := range []int{1, 20, 200} {
		b.Run(fmt.Sprintf("senders=%d", senders), func(b *testing.B) {
			s, _, err := open(b.Context(), b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			clear, err := bolt.Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer clear.Close()
			b.ResetTimer()
			var took, unsealed time.Duration
			pens, others := make([]storetest.Pen, senders), make([]storetest.Pen, senders)
			for round := range turns {
				took += send(b, s, pens, round)
				b.StopTimer()
				unsealed += send(b, clear, others, round)
				b.StartTimer()
			}
			b.ReportMetric(float64(b.N)/took.Seconds(), "entries/s")
			b.ReportMetric(unsealed.Seconds()/took.Seconds(), "x-clear")
		})
	}
}

// turns is how often the two take turns: so both have the same of what else the machine does.
const turns = 20

// send has a turn's part of b.N entries written with all these pens at once, and returns how long it took.
func send(b *testing.B, s store.Store, pens []storetest.Pen, round int) time.Duration {
	start := time.Now()
	var group sync.WaitGroup
	for sender := range pens {
		group.Go(func() {
			for i := sender*turns + round; i < b.N; i += len(pens) * turns {
				entry := pens[sender].Pages(1)[0]
				if err := s.Append(b.Context(), fmt.Sprint("m", sender), entry.Number-1, []meeting.Entry{entry}); err != nil {
					b.Error(err)
				}
			}
		})
	}
	group.Wait()
	return time.Since(start)
}

// BenchmarkRead reads a record of 1,000 entries, sealed and in the clear.
func BenchmarkRead(b *testing.B) {
	s, _, err := open(b.Context(), b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	clear, err := bolt.Open(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer clear.Close()
	for name, s := range map[string]store.Store{"sealed": s, "clear": clear} {
		if err := s.Append(b.Context(), "m1", 0, new(storetest.Pen).Pages(1000)); err != nil {
			b.Fatal(err)
		}
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := storetest.Record(b.Context(), s, "m1"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
