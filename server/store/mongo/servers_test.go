package mongo_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/room"
	"strategyroom/server/store/mongo"
)

// long asks for the long form of what has one.
func long() bool { return os.Getenv("STRATEGYROOM_LONG") == "1" }

// server is one of several on the same database: its rooms, on a store of its own.
type server struct {
	*room.Rooms
	store *mongo.Store
}

// start starts a server on a database.
func start(t *testing.T, uri string) *server {
	t.Helper()
	kept, err := mongo.Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	s := &server{store: kept}
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
