package bolt_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// failing names, in a child, the folder to write in while one sync fails.
const failing = "STRATEGYROOM_TEST_FAILING"

// tally is what became of the writes of one child, or of all.
type tally struct{ written, away, unknown, reads, unread int }

// TestFaultEverySync makes each of the first syncs fail in turn, in a child of its own: with an I/O error, as of a dying disk,
// for want of room, as where a system finds that out only when it has to write, and with the nine syncs after it. No
// answer is wrong, all that stood before can be read at every moment, and the child goes on by itself.
func TestFaultEverySync(t *testing.T) {
	if dir := os.Getenv(failing); dir != "" {
		writeThroughFault(t, dir)
		return
	}
	syncs := []int{1, 2, 3, 4, 17, 30}
	if long() {
		syncs = syncs[:0]
		for n := range 200 {
			syncs = append(syncs, n+1)
		}
	}
	var all tally
	var mu sync.Mutex
	t.Run("at", func(t *testing.T) {
		for _, failure := range []struct {
			code string
			more int // syncs after the first
		}{{"EIO", 0}, {"ENOSPC", 0}, {"EIO", 9}} {
			for _, n := range syncs {
				when := fmt.Sprintf("error=%s:when=%d..%d", failure.code, n, n+failure.more)
				t.Run(when, func(t *testing.T) {
					t.Parallel()
					dir := t.TempDir()
					said := strained(t, "fdatasync:"+when, failing, dir, "TestFaultEverySync")
					var one tally
					if _, err := fmt.Sscanf(said, "{%d %d %d %d %d}", &one.written, &one.away, &one.unknown, &one.reads, &one.unread); err != nil {
						t.Fatalf("the child says %q: %v", said, err)
					}
					most := 1 + failure.more
					if n <= 2 {
						most *= 2 // the first commit may be on another thread than those after it
					}
					if refused := one.away + one.unknown; refused > most {
						t.Errorf("%d writes were refused, want at most %d", refused, most)
					}
					mu.Lock()
					defer mu.Unlock()
					all = tally{all.written + one.written, all.away + one.away, all.unknown + one.unknown, all.reads + one.reads, all.unread + one.unread}
				})
			}
		}
	})
	t.Logf("%d times a sync failed, or ten: %d writes acknowledged, all there; %d refused, none there; %d of which it was not known; "+
		"%d readings, %d of them not possible", 3*len(syncs), all.written, all.away, all.unknown, all.reads, all.unread)
}

// writeThroughFault is the child. It writes beyond the sync that fails, while somebody reads all the time. Strace counts
// the calls of each thread, so that opening and committing keep to one each.
func writeThroughFault(t *testing.T, dir string) {
	runtime.LockOSThread()
	s, err := bolt.Open(dir)
	for tries := 0; err != nil && tries < 20; tries++ { // a start that fails says so, and the next works
		s, err = bolt.Open(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	s.Committed = func(int, time.Duration) { runtime.LockOSThread() }
	var total tally
	var acknowledged, sent atomic.Int64
	reading, stop := context.WithCancel(t.Context())
	var reader sync.WaitGroup
	reader.Go(func() {
		for reading.Err() == nil {
			least := acknowledged.Load()
			var last int64
			err := s.Read(t.Context(), "m1", 0, func(e meeting.Entry) error { last = int64(e.Number); return nil })
			total.reads++
			if err != nil {
				t.Errorf("a reading while a sync fails: %v", err)
				total.unread++
			}
			if most := sent.Load(); err == nil && (last < least || last > most) {
				t.Errorf("entry %d is shown last, %d was acknowledged and %d sent", last, least, most)
			}
			time.Sleep(time.Millisecond)
		}
	})
	var pen storetest.Pen
	least := 25 // two syncs each
	if long() {
		least = 110
	}
	for total.written < least {
		next := pen
		entries := next.Pages(1)
		sent.Store(int64(next.Number))
		err := s.Append(t.Context(), "m1", pen.Number, entries)
		there := readBack(t, s) == next.Number
		switch {
		case err == nil && there:
			total.written++
		case errors.Is(err, store.ErrAway) && !there:
			total.away++
		case errors.Is(err, store.ErrUnknown):
			total.unknown++
		default:
			t.Fatalf("entry %d: got %v, and there is %v", next.Number, err, there)
		}
		if there {
			pen = next
			acknowledged.Store(int64(pen.Number))
		}
		if total.away+total.unknown > 100 {
			t.Fatalf("it does not get on: %+v", total)
		}
	}
	stop()
	reader.Wait()
	sound(t, s, pen)
	t.Logf("answers: %v", total)
}
