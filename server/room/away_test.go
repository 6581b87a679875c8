package room_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/store"
)

// TestFaultStoreAway has the store away for 30 s in the midst of writing, in each way in which a store can be:
// whoever writes meanwhile is told not yet within 5 s; everybody's writing is on the disk within 5 s of its return, once,
// without anything being started again; and the screens stand where the record does.
func TestFaultStoreAway(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		spell fault
		hang  bool // reads, too, for as long, whatever their context says
	}{
		{"it says so", storeAway, false},
		{"it says so after a while", func(context.Context, func() error) error { time.Sleep(4 * time.Second); return store.ErrAway }, false},
		{"it answers nothing", hangs, true},
		{"it writes and answers nothing", func(ctx context.Context, write func() error) error { write(); return hangs(ctx, nil) }, true},
		{"nobody knows", func(ctx context.Context, write func() error) error {
			if rand.IntN(2) == 0 {
				return neverWritten(ctx, write)
			}
			return written(ctx, write)
		}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				r := h.seated()
				reader := h.enter(r, chair)
				const writers = 5
				told := make(chan writer, writers)
				for w := range writers {
					go func() { told <- writes(t, r, fmt.Sprint("w", w), 60) }()
				}
				time.Sleep(10*time.Second + time.Millisecond)
				hang := make(chan struct{})
				h.store.mu.Lock()
				h.store.spell = test.spell
				if test.hang {
					h.store.hang = hang
				}
				h.store.mu.Unlock()
				time.Sleep(30 * time.Second)
				h.store.mu.Lock()
				h.store.spell, h.store.hang = nil, nil
				h.store.mu.Unlock()
				close(hang)
				back := time.Now()
				var all writer
				for range writers {
					one := <-told
					all.notYet, all.slowest = all.notYet+one.notYet, max(all.slowest, one.slowest)
					all.again = later(all.again, one.again)
					all.ids = append(all.ids, one.ids...)
				}
				times := map[string]int{}
				for _, e := range h.record("m1") {
					times[e.Command]++
				}
				for _, id := range all.ids {
					if times[id] != 1 {
						t.Errorf("%s was acknowledged and stands in the record %d times, want once", id, times[id])
					}
				}
				after := all.again.Sub(back)
				t.Logf("away for 30 s: %d commands acknowledged, %d times somebody was told not yet; the slowest answer took %v; all were "+
					"writing %v after its return", len(all.ids), all.notYet, all.slowest, after)
				if all.notYet < writers || all.slowest > 5*time.Second || after > 5*time.Second {
					t.Error("want some told not yet, each within 5 s, and all writing within 5 s")
				}
				synctest.Wait()
				reader.same()
			})
		})
	}
}

// writer is what somebody was answered who writes all the time.
type writer struct {
	notYet  int
	slowest time.Duration // answer
	again   time.Time     // of the first acknowledgement after the last not yet
	ids     []string      // of what was acknowledged
}

// writes has somebody write so many commands, one each second, and again what was not written.
func writes(t *testing.T, r *room.Room, name string, commands int) (w writer) {
	for refused := false; len(w.ids) < commands; time.Sleep(time.Second) {
		id, asked := fmt.Sprint(name, "-", len(w.ids)), time.Now()
		_, err := r.Write(context.Background(), police, information(id, "seen at home"))
		w.slowest = max(w.slowest, time.Since(asked))
		if code(err) == meeting.Away {
			w.notYet, refused = w.notYet+1, true
			continue
		}
		if err != nil {
			t.Error(err)
		}
		if refused {
			w.again, refused = time.Now(), false
		}
		w.ids = append(w.ids, id)
	}
	return w
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}
