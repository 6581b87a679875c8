package room_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/store"
)

// shared is a store that several servers have, and that tells of what is written as it is told to.
type shared struct {
	*shaky
	store.Documents
	watch func(ctx context.Context, s *shared, standing func() map[string]int, written func(string, int))

	mu      sync.Mutex
	written []func(string, int)
	fail    int // so many of the next reads after the beginning of a record
}

var _ store.Shared = (*shared)(nil)

func (s *shared) Watch(ctx context.Context, standing func() map[string]int, written func(string, int)) {
	s.watch(ctx, s, standing, written)
}

func (s *shared) Append(ctx context.Context, id string, after int, entries []meeting.Entry) error {
	err := s.shaky.Append(ctx, id, after, entries)
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, written := range s.written {
		written(id, after+len(entries))
	}
	return err
}

func (s *shared) Read(ctx context.Context, id string, after int, visit func(meeting.Entry) error) error {
	s.mu.Lock()
	fails := after > 0 && s.fail > 0
	if fails {
		s.fail--
	}
	s.mu.Unlock()
	if fails {
		return store.ErrAway
	}
	return s.shaky.Read(ctx, id, after, visit)
}

// listen tells at once, like a change stream.
func listen(ctx context.Context, s *shared, _ func() map[string]int, written func(string, int)) {
	s.mu.Lock()
	s.written = append(s.written, written)
	s.mu.Unlock()
	<-ctx.Done()
}

// look looks each second.
func look(ctx context.Context, s *shared, standing func() map[string]int, written func(string, int)) {
	for ctx.Err() == nil {
		for id, number := range standing() {
			s.shaky.Read(ctx, id, number, func(e meeting.Entry) error { written(id, e.Number); return nil })
		}
		select {
		case <-time.After(time.Second):
		case <-ctx.Done():
		}
	}
}

func TestTwoServers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		watch  func(context.Context, *shared, func() map[string]int, func(string, int))
		fail   int           // so many reads
		within time.Duration // until the other server shows what was written
	}{
		{"told at once", listen, 0, time.Millisecond},
		{"looked for", look, 0, time.Second},
		{"told at once, and the store is away", listen, 2, 3 * time.Second},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				one := newHouse(t)
				between := &shared{shaky: one.store, Documents: one.store.documents, watch: test.watch}
				first, second := openOn(t, one.store, between), openOn(t, one.store, between)
				here, there := first.seated(), second.open("m1")
				writer, reader := first.enter(here, police), second.enter(there, chair)
				time.Sleep(10 * time.Second)
				reader.got()
				between.mu.Lock()
				between.fail = test.fail
				between.mu.Unlock()
				result := first.write(here, police, "information", `{"item":"q1","text":"seen at home"}`)
				time.Sleep(test.within)
				synctest.Wait()
				if got, want := reader.got(), fmt.Sprint(result.Number); !slices.Contains(got, want) {
					t.Errorf("got %q after %v, want entry %s", got, test.within, want)
				}
				reader.same()
				// Neither knows which of them is first now; both are written.
				var writers sync.WaitGroup
				for i := range 20 {
					writers.Go(func() { write(t, here, police, fmt.Sprint("here", i)) })
					writers.Go(func() { write(t, there, chair, fmt.Sprint("there", i)) })
				}
				writers.Wait()
				time.Sleep(5 * time.Second)
				for _, c := range []*client{writer, reader} {
					c.same()
				}
				if got, want := there.Snapshot(chair), here.Snapshot(chair); got.Number != want.Number || string(got.Meeting) != string(want.Meeting) {
					t.Errorf("one server stands at %d, the other at %d", got.Number, want.Number)
				}
				written := map[string]int{}
				for _, e := range first.record("m1") {
					written[e.Command]++
				}
				for i := range 20 {
					for _, id := range []string{fmt.Sprint("here", i), fmt.Sprint("there", i)} {
						if written[id] != 1 {
							t.Errorf("%s stands in the record %d times, want once", id, written[id])
						}
					}
				}
				for _, h := range []*house{first, second} {
					if log := h.log.String(); strings.Contains(log, "damaged") {
						t.Errorf("the log says %s", log)
					}
				}
			})
		})
	}
}

// TestRoomThatNobodyIsIn has a second server open a room without anybody: it does not write down that those have left
// who are there by the first. When they come to it after the first was killed, it writes down who did not come.
func TestRoomThatNobodyIsIn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		one := newHouse(t)
		between := &shared{shaky: one.store, Documents: one.store.documents, watch: listen}
		first, second := openOn(t, one.store, between), openOn(t, one.store, between)
		here := first.seated()
		first.enter(here, chair)
		first.enter(here, police)
		for range 5 {
			second.open("m1")
			time.Sleep(time.Minute + 300*time.Millisecond) // never just when the room closes
		}
		if got, want := len(first.record("m1")), seats+2; got != want {
			t.Errorf("got %d entries while all are here, want %d", got, want)
		}
		first.Close()
		second.enter(second.open("m1"), chair)
		time.Sleep(2 * time.Minute)
		entries := first.record("m1")
		last := entries[len(entries)-1]
		if got, want := string(last.Body), `{"attendee":"a5","state":"left"}`; len(entries) != seats+3 || got != want {
			t.Errorf("got %d entries, the last %s, want one more: %s", len(entries), got, want)
		}
	})
}

// write writes information, again while it is away.
func write(t *testing.T, r *room.Room, by, id string) {
	for {
		_, err := r.Write(t.Context(), by, information(id, id))
		if code(err) == meeting.Away {
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", id, errors.Unwrap(err))
		}
		return
	}
}
