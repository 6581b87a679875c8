package mongo_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store/mongo/mongotest"
	"strategyroom/server/store/storetest"
)

// TestFaultStoreAway has the database away for 30 s, in the short form 7, while several write into a meeting.
// Meanwhile each is told not yet within 5 s; all are writing again within 5 s of its return, by the same server; each
// command that was acknowledged stands in the record once.
func TestFaultStoreAway(t *testing.T) {
	t.Parallel()
	// Where other tests take the time, only what would take for ever is too long.
	spell, answerWithin, backWithin := 7*time.Second, 15*time.Second, time.Minute
	if long() {
		spell, answerWithin, backWithin = 30*time.Second, 6*time.Second, 5*time.Second
	}
	for _, test := range []struct {
		name       string
		away, back func(*line)
	}{
		{"its lines are cut", func(l *line) { l.cut(true) }, func(l *line) { l.cut(false) }},
		{"it takes all and answers nothing", func(l *line) { l.hush(true) }, func(l *line) { l.hush(false) }},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !long() {
				t.Parallel()
			}
			l, uri := through(t, mongotest.Database(t))
			s := start(t, uri)
			stands := s.convened(t, "m1")
			var mu sync.Mutex
			var away, back time.Time
			var slowest, after time.Duration // answer; until somebody had written again
			acknowledged, notYet := []string{}, 0
			over := make(chan struct{})
			var writers sync.WaitGroup
			for w := range 4 {
				writers.Go(func() {
					for n, again := 0, false; ; {
						id, asked := fmt.Sprint(w, "-", n), time.Now()
						_, err := s.try(id)
						mu.Lock()
						slowest = max(slowest, time.Since(asked))
						switch {
						case code(err) == meeting.Away:
							notYet++
						case err != nil:
							t.Error(err)
							mu.Unlock()
							return
						case !back.IsZero() && !again:
							after, again = max(after, time.Since(back)), true
							fallthrough
						default:
							acknowledged = append(acknowledged, id)
							n++
						}
						mu.Unlock()
						select {
						case <-over:
							if again {
								return
							}
						case <-time.After(50 * time.Millisecond):
						}
					}
				})
			}
			time.Sleep(time.Second)
			mu.Lock()
			away = time.Now()
			test.away(l)
			mu.Unlock()
			time.Sleep(spell)
			mu.Lock()
			test.back(l)
			back = time.Now()
			mu.Unlock()
			time.Sleep(time.Second)
			close(over)
			writers.Wait()

			entries, err := storetest.Record(t.Context(), s.store, "m1") // its chain whole, nothing twice
			if err != nil {
				t.Fatal(err)
			}
			there := map[string]bool{}
			for _, e := range entries[stands.Number:] {
				there[e.Command] = true
			}
			for _, id := range acknowledged {
				if !there[id] {
					t.Errorf("%s was acknowledged and is lost", id)
				}
			}
			t.Logf("away for %v: %d commands acknowledged, all there once; %d times somebody was told not yet; the slowest answer took %v; "+
				"all were writing %v after its return", back.Sub(away).Round(time.Second), len(acknowledged), notYet,
				slowest.Round(time.Millisecond), after.Round(time.Millisecond))
			if notYet == 0 || slowest > answerWithin || after > backWithin {
				t.Errorf("want some told not yet, each within %v, and all writing within %v", answerWithin, backWithin)
			}
		})
	}
}
