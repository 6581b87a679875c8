package room_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/mongo/mongotest"
	"strategyroom/server/store/storetest"
)

// counting is a server's way to the store. It counts the appends that came second. Each takes a moment, as between real
// machines; without, one server has the stand-in for MongoDB for itself until it pauses.
type counting struct {
	store.Shared
	conflicts atomic.Int64
}

func (c *counting) Append(ctx context.Context, id string, after int, entries []meeting.Entry) error {
	time.Sleep(rand.N(30 * time.Millisecond))
	err := c.Shared.Append(ctx, id, after, entries)
	if errors.Is(err, store.ErrConflict) {
		c.conflicts.Add(1)
	}
	return err
}

// TestFaultTwoServers has many write into one meeting by two servers, 10,000 commands in the long form, some of them
// again by the other server, while others read its record. All that they were answered is one history of one list; every
// acknowledged command stands in the record once, where it was said to; the chain is whole.
func TestFaultTwoServers(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		store func(*testing.T) [2]store.Shared // of each server, in one place
	}{
		{"one file", func(t *testing.T) [2]store.Shared {
			one := newHouse(t)
			both := &shared{shaky: one.store, Documents: one.store.documents, watch: listen}
			return [2]store.Shared{both, both}
		}},
		{"MongoDB", func(t *testing.T) (each [2]store.Shared) {
			uri := mongotest.Database(t)
			for i := range each {
				kept, err := mongo.Open(t.Context(), uri)
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(func() { kept.Close() })
				each[i] = kept
			}
			return each
		}},
	} {
		t.Run(test.name, func(t *testing.T) {
			each := test.store(t)
			var servers [2]*house
			var ways [2]*counting
			for i, kept := range each {
				ways[i] = &counting{Shared: kept}
				servers[i] = openOn(t, &shaky{Records: kept}, ways[i])
			}
			h := newHistory(t, servers, each)
			commands, writers := 300, 6 // of each server
			if os.Getenv("STRATEGYROOM_LONG") == "1" {
				commands, writers = 10_000, 25
			}
			took := h.make(commands, writers)
			h.stands(commands)
			began := time.Now()
			if is, told := h.Linearizable(20 * time.Minute); !is {
				t.Errorf("what was answered is not one history of one list (could be told: %v)", told)
			}
			t.Logf("%d commands by two servers in %v (%.0f/s), %d appends came second, %d times somebody was told not yet, %d commands "+
				"came to both, %d readings: 0 forks, 0 lost, 0 doubled; the history was checked in %v", commands,
				took.Round(time.Millisecond), float64(commands)/took.Seconds(), ways[0].conflicts.Load()+ways[1].conflicts.Load(),
				h.notYet.Load(), h.resent.Load(), h.read.Load(), time.Since(began).Round(time.Millisecond))
		})
	}
}

// history is what happens in the meeting m1, by two servers.
type history struct {
	*storetest.History
	t       *testing.T
	servers [2]*house
	kept    [2]store.Shared
	start   storetest.Pen // where it begins
	entries sync.Map      // by command, where it was acknowledged

	notYet, resent, read atomic.Int64
}

// newHistory begins with an open meeting.
func newHistory(t *testing.T, servers [2]*house, kept [2]store.Shared) *history {
	h := &history{t: t, servers: servers, kept: kept}
	servers[0].seated().View(func(m *meeting.Meeting) {
		h.start = storetest.Pen{Number: m.Number(), Fingerprint: m.Fingerprint()}
	})
	h.History = storetest.NewHistory(h.start.Number, h.start.Fingerprint)
	return h
}

// make has so many commands written by so many writers at each server, and returns how long that took.
func (h *history) make(commands, writers int) time.Duration {
	var left atomic.Int64
	left.Store(int64(commands))
	began := time.Now()
	var writing, reading sync.WaitGroup
	for i := range h.servers {
		for w := range writers {
			writing.Go(func() {
				for n := left.Add(-1); n >= 0; n = left.Add(-1) {
					id := fmt.Sprint("x", n)
					result := h.write(i, i*writers+w, id)
					h.entries.Store(id, result)
					if n%25 == 0 { // the connection moved, and nobody knows what became of it
						if again := h.write(1-i, i*writers+w, id); !again.Repeated {
							h.t.Errorf("%s came to both servers: got %+v after %+v", id, again, result)
						}
						h.resent.Add(1)
					}
				}
			})
		}
	}
	written := make(chan struct{})
	for reader := range 2 {
		reading.Go(func() { h.follow(reader, 2*writers+reader, written) })
	}
	writing.Wait()
	close(written)
	reading.Wait()
	return time.Since(began)
}

// write writes a command down by a server, again until it is answered. What the server shows then has it.
func (h *history) write(server, client int, id string) room.Result {
	asked := h.Ask(client)
	for {
		r, err := h.servers[server].Open(context.Background(), "m1") // it closes where nobody is in it
		var result room.Result
		if err == nil {
			result, err = r.Write(context.Background(), chair, meeting.Command{ID: id, Kind: "item.current", Body: []byte(`{"item":"q1"}`)})
		}
		switch {
		case err == nil:
			asked.Written(id, result.Number, result.Fingerprint)
			r.View(func(m *meeting.Meeting) {
				if m.Number() < result.Number {
					h.t.Errorf("server %d shows entry %d after it acknowledged entry %d", server, m.Number(), result.Number)
				}
			})
			return result
		case code(err) != meeting.Away:
			h.t.Errorf("%s: %v", id, err)
			return result
		}
		h.notYet.Add(1)
	}
}

// follow reads where the record ends, again and again until all is written.
func (h *history) follow(server, client int, written chan struct{}) {
	pen := h.start
	for over := false; !over; {
		select {
		case <-written:
			over = true
		case <-time.After(50 * time.Millisecond):
		}
		asked := h.Ask(client)
		err := h.kept[server].Read(context.Background(), "m1", pen.Number, func(e meeting.Entry) error {
			pen = storetest.After(e)
			return nil
		})
		if err == nil {
			asked.Read(pen.Number, pen.Fingerprint)
			h.read.Add(1)
		} else if !errors.Is(err, store.ErrAway) { // which is no answer
			h.t.Error(err)
		}
	}
}

// stands compares the record with what was acknowledged.
func (h *history) stands(commands int) {
	entries, err := storetest.Record(context.Background(), h.kept[0], "m1") // its chain whole, nothing twice
	if err != nil {
		h.t.Fatal(err)
	}
	if got, want := len(entries), h.start.Number+commands; got != want {
		h.t.Errorf("the record has %d entries, want %d", got, want)
	}
	for _, e := range entries[h.start.Number:] {
		said, ok := h.entries.LoadAndDelete(e.Command)
		if result, _ := said.(room.Result); !ok || result.Number != e.Number || result.Fingerprint.String() != e.Fingerprint.String() {
			h.t.Errorf("entry %d %s is command %s, which was acknowledged as %+v", e.Number, e.Fingerprint, e.Command, said)
		}
	}
	h.entries.Range(func(id, result any) bool {
		h.t.Errorf("%s was acknowledged as %+v and is lost", id, result)
		return true
	})
}
