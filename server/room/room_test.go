package room_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/room"
	"strategyroom/server/store/bolt"
)

// house is rooms on a real store, with a clock that the test moves.
type house struct {
	*room.Rooms
	mu  sync.Mutex
	now time.Time
}

func newHouse(t testing.TB) *house {
	t.Helper()
	kept, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{now: time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC)}
	h.Rooms = room.New(room.Config{Store: kept, Procedure: procedure.Default(), Now: h.clock, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil))})
	t.Cleanup(func() {
		h.Close()
		kept.Close()
	})
	return h
}

func (h *house) clock() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.now
}

func (h *house) convene(t testing.TB) *room.Room {
	t.Helper()
	sam := meeting.Convener{Name: "Sam Example", Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}
	_, err := h.Convene(context.Background(), "m1", sam, []meeting.Command{
		{ID: "c1", Kind: "convene", Body: json.RawMessage(`{}`)},
		{ID: "c1/person/1", Kind: "person", Body: json.RawMessage(`{"category":"child","notKnown":true}`)},
	})
	if err != nil {
		t.Fatal(err)
	}
	r, err := h.Open(context.Background(), "m1")
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestWritersAtOnceAreAllWritten(t *testing.T) {
	h := newHouse(t)
	r := h.convene(t)
	var senders sync.WaitGroup
	numbers := make(chan int, 400)
	for sender := range 20 {
		senders.Go(func() {
			for i := range 20 {
				command := meeting.Command{ID: fmt.Sprintf("s%d-%d", sender, i), Kind: "information", Body: json.RawMessage(`{"item":"q1","text":"x"}`)}
				result, err := r.Write(t.Context(), "a1", command)
				if err != nil {
					t.Error(err)
					return
				}
				numbers <- result.Number
			}
		})
	}
	senders.Wait()
	close(numbers)
	seen := map[int]bool{}
	for number := range numbers {
		if seen[number] {
			t.Errorf("two commands became entry %d", number)
		}
		seen[number] = true
	}
	var chain meeting.Chain
	if err := r.Record(t.Context(), "a1", func(e meeting.Entry) {
		if err := chain.Follow(e); err != nil {
			t.Error(err)
		}
	}); err != nil {
		t.Fatal(err)
	}
	if got, want := chain.Number, 402; got != want {
		t.Errorf("the record has %d entries, want %d", got, want)
	}
}
