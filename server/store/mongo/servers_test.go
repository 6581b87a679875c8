package mongo_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/mongo/mongotest"
	"strategyroom/server/store/storetest"
)

// long asks for the long form of what has one.
func long() bool { return os.Getenv("STRATEGYROOM_LONG") == "1" }

// server is one of several on the same database: its rooms, on a store of its own.
type server struct {
	*room.Rooms
	store *counting
}

// counting is a store that counts the appends which came second.
type counting struct {
	*mongo.Store
	conflicts atomic.Int64
}

func (c *counting) Append(ctx context.Context, id string, after int, entries []meeting.Entry) error {
	err := c.Store.Append(ctx, id, after, entries)
	if errors.Is(err, store.ErrConflict) {
		c.conflicts.Add(1)
	}
	return err
}

// start starts a server on a database.
func start(t *testing.T, uri string) *server {
	t.Helper()
	kept, err := mongo.Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	s := &server{store: &counting{Store: kept}}
	s.Rooms = room.New(room.Config{Store: s.store, Procedure: procedure.Default(), Now: time.Now, Random: rand.Reader,
		Log: slog.New(slog.DiscardHandler)})
	t.Cleanup(s.Close)
	return s
}

// chair of the meeting that convened convenes.
const chair = meeting.ConvenerID

// convened convenes a meeting, opens it, and returns where its record stands.
func (s *server) convened(t *testing.T, id string, more ...meeting.Command) room.Result {
	t.Helper()
	stands, err := s.Convene(t.Context(), id,
		meeting.Convener{Name: "Sam Example", Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}},
		append([]meeting.Command{
			{ID: "c1", Kind: "convene", Body: json.RawMessage(`{}`)},
			{ID: "c2", Kind: "person", Body: json.RawMessage(`{"category":"child","notKnown":true}`)},
			{ID: "c3", Kind: "phase", Body: json.RawMessage(`{"phase":"open"}`)},
		}, more...))
	if err != nil {
		t.Fatal(err)
	}
	return stands
}

// try writes a command down in the meeting m1. What the server shows then has it.
func (s *server) try(id string) (result room.Result, err error) {
	r, err := s.Open(context.Background(), "m1") // it closes where nobody is in it
	if err != nil {
		return result, err
	}
	result, err = r.Write(context.Background(), chair,
		meeting.Command{ID: id, Kind: "item.current", Body: json.RawMessage(`{"item":"q1"}`)})
	if err != nil {
		return result, err
	}
	r.View(func(m *meeting.Meeting) {
		if m.Number() < result.Number {
			err = fmt.Errorf("entry %d is shown last after entry %d was acknowledged", m.Number(), result.Number)
		}
	})
	return result, err
}

// code is that of a refusal, empty for what is none.
func code(err error) meeting.Code {
	if refusal, ok := err.(*meeting.Refusal); ok {
		return refusal.Code
	}
	return ""
}

// write is try, again until it is answered, and how often it was told not yet.
func (s *server) write(id string) (result room.Result, notYet int64, err error) {
	for ; notYet < 100; notYet++ {
		if result, err = s.try(id); code(err) != meeting.Away {
			return result, notYet, err
		}
	}
	return result, notYet, err
}

// TestTwoServersOneHistory has many write into one meeting by two servers, some of it again by the other, while others
// read its record. All that they were answered is one history of one list; nothing stands in it twice; there is no fork.
func TestTwoServersOneHistory(t *testing.T) {
	t.Parallel()
	uri := mongotest.Database(t)
	commands, writers := 300, 6 // of each server
	if long() {
		commands, writers = 10_000, 100
	}
	servers := []*server{start(t, uri), start(t, uri)}
	stands := servers[0].convened(t, "m1")
	history := storetest.NewHistory(stands.Number, stands.Fingerprint)
	var acknowledged sync.Map // by command, a room.Result
	var writing, reading sync.WaitGroup
	var left, again, resent, read atomic.Int64
	left.Store(int64(commands))
	began := time.Now()
	for i, s := range servers {
		for w := range writers {
			writing.Go(func() {
				for n := left.Add(-1); n >= 0; n = left.Add(-1) {
					id := fmt.Sprint("x", n)
					asked := history.Ask(i*writers + w)
					result, notYet, err := s.write(id)
					if err != nil {
						t.Error(err)
						return
					}
					asked.Written(id, result.Number, result.Fingerprint)
					acknowledged.Store(id, result)
					again.Add(notYet)
					if result.Number%25 == 0 { // the connection moved, and nobody knows what became of it
						asked := history.Ask(i*writers + w)
						result, _, err := servers[1-i].write(id)
						if err != nil || !result.Repeated {
							t.Errorf("sent again to the other server: got %+v and %v", result, err)
						}
						asked.Written(id, result.Number, result.Fingerprint)
						resent.Add(1)
					}
				}
			})
		}
	}
	written := make(chan struct{})
	for reader := range 2 {
		reading.Go(func() {
			pen := storetest.Pen{Number: stands.Number, Fingerprint: stands.Fingerprint}
			for {
				asked := history.Ask(len(servers)*writers + reader)
				err := servers[reader].store.Read(t.Context(), "m1", pen.Number, func(e meeting.Entry) error {
					pen = storetest.After(e)
					return nil
				})
				if err == nil {
					asked.Read(pen.Number, pen.Fingerprint)
					read.Add(1)
				} else if !errors.Is(err, store.ErrAway) { // which is no answer
					t.Error(err)
				}
				select {
				case <-written:
					return
				case <-time.After(100 * time.Millisecond):
				}
			}
		})
	}
	writing.Wait()
	close(written)
	reading.Wait()
	took := time.Since(began)

	entries, err := storetest.Record(t.Context(), servers[0].store, "m1") // its chain whole, nothing twice
	if err != nil {
		t.Fatal(err)
	}
	if got, want := len(entries), stands.Number+commands; got != want {
		t.Errorf("the record has %d entries, want %d", got, want)
	}
	for _, e := range entries[stands.Number:] {
		kept, ok := acknowledged.LoadAndDelete(e.Command)
		if result, _ := kept.(room.Result); !ok || result.Number != e.Number || result.Fingerprint.String() != e.Fingerprint.String() {
			t.Errorf("entry %d %s is command %s, which was acknowledged as %+v", e.Number, e.Fingerprint, e.Command, kept)
		}
	}
	acknowledged.Range(func(id, result any) bool {
		t.Errorf("%s was acknowledged as %+v and is lost", id, result)
		return true
	})
	began = time.Now()
	if is, told := history.Linearizable(5 * time.Minute); !is {
		t.Errorf("the history is not that of one list (told: %v)", told)
	}
	t.Logf("%d commands by two servers in %v (%.0f/s), %d appends came second, %d commands were told not yet, %d were sent to "+
		"the other server too, %d readings: 0 forks, 0 lost, 0 doubled; the history was checked in %v", commands,
		took.Round(time.Millisecond), float64(commands)/took.Seconds(), servers[0].store.conflicts.Load()+servers[1].store.conflicts.Load(),
		again.Load(), resent.Load(), read.Load(), time.Since(began).Round(time.Millisecond))
}
