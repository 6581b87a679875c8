package room_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// house is rooms on a real store that the test can make fail. Most tests run it in a synctest bubble, where time passes
// only while everything waits.
type house struct {
	*room.Rooms
	t       testing.TB
	store   *shaky
	log     *lines
	mu      sync.Mutex
	waiting []room.Waiting
	sent    int
}

func newHouse(t testing.TB) *house {
	t.Helper()
	kept, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	return open(t, &shaky{Records: kept, documents: kept})
}

// open is a house on a store that is there already: a server that starts again, or a second one.
func open(t testing.TB, kept *shaky) *house { return openOn(t, kept, kept) }

// openOn is open with something between the rooms and the store.
func openOn(t testing.TB, kept *shaky, between store.Records) *house {
	h := &house{t: t, store: kept, log: &lines{}}
	h.Rooms = room.New(room.Config{Store: between, Procedure: procedure.Default(), Now: time.Now, Random: rand.Reader,
		Log: slog.New(slog.NewTextHandler(h.log, nil)),
		Waiting: func(context.Context, string) []room.Waiting {
			h.mu.Lock()
			defer h.mu.Unlock()
			return h.waiting
		}})
	t.Cleanup(h.Close)
	return h
}

var sam = meeting.Convener{Name: "Sam Example", Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}

func convening() []meeting.Command {
	return []meeting.Command{
		{ID: "c1", Kind: "convene", Body: json.RawMessage(`{}`)},
		{ID: "c1/person/1", Kind: "person", Body: json.RawMessage(`{"category":"child","notKnown":true}`)},
	}
}

// The attendees of a seated meeting.
const (
	chair       = "a1"
	minuteTaker = "a3"
	deputy      = "a4"
	police      = "a5"
	observer    = "a6"

	seats = 7 // entries that seat them and open the meeting
)

// seated is the room of an open meeting with everybody, all written at once.
func (h *house) seated() *room.Room {
	h.t.Helper()
	commands := convening()
	for _, a := range []string{
		`{"name":"Mo Minutes","agency":{"sector":"social-care","name":"Example County Council"},"role":"minute-taker"}`,
		`{"name":"Dee Second","agency":{"sector":"social-care","name":"Example County Council"},"role":"deputy"}`,
		`{"name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member"}`,
		`{"name":"Ola Watcher","agency":{"sector":"other","name":"Example Audit"},"role":"observer"}`,
	} {
		commands = append(commands, h.command("attendee", a))
	}
	commands = append(commands, h.command("phase", `{"phase":"open"}`))
	if _, err := h.Convene(context.Background(), "m1", sam, commands); err != nil {
		h.t.Fatal(err)
	}
	return h.open("m1")
}

func (h *house) open(id string) *room.Room {
	h.t.Helper()
	r, err := h.Open(context.Background(), id)
	if err != nil {
		h.t.Fatal(err)
	}
	return r
}

// write writes something down that nothing speaks against.
func (h *house) write(r *room.Room, by, kind, body string) room.Result {
	h.t.Helper()
	result, err := r.Write(context.Background(), by, h.command(kind, body))
	if err != nil {
		h.t.Fatalf("%s by %s: %v", kind, by, err)
	}
	return result
}

// many writes so many entries, sent at the same time.
func (h *house) many(r *room.Room, entries int) {
	h.t.Helper()
	answered := make(chan error, entries)
	for range entries {
		go r.Send(chair, h.command("item.current", `{"item":"q1"}`), func(_ room.Result, err error) { answered <- err })
	}
	for range entries {
		if err := <-answered; err != nil {
			h.t.Fatal(err)
		}
	}
}

func (h *house) command(kind, body string) meeting.Command {
	h.sent++
	return meeting.Command{ID: fmt.Sprintf("%p-%d", h, h.sent), Kind: kind, Body: json.RawMessage(body)}
}

func information(id, text string) meeting.Command {
	body, _ := json.Marshal(map[string]string{"item": "q1", "text": text})
	return meeting.Command{ID: id, Kind: "information", Body: body}
}

// record is what stands in the store, its chain followed.
func (h *house) record(id string) []meeting.Entry {
	h.t.Helper()
	var entries []meeting.Entry
	var chain meeting.Chain
	err := h.store.Records.Read(context.Background(), id, 0, func(e meeting.Entry) error {
		entries = append(entries, e)
		return chain.Follow(e)
	})
	if err != nil {
		h.t.Fatal(err)
	}
	return entries
}

func code(err error) meeting.Code {
	if err == nil {
		return ""
	}
	return room.Refusal(err).Code
}

// shaky is a store where the next appends go as the test says: each fault is given the append to do or to leave.
type shaky struct {
	store.Records
	documents store.Documents // of the same store, for servers that share it
	mu        sync.Mutex
	faults    []fault
	spell     fault         // of every append, while it is set
	hang      chan struct{} // reads wait for it, whatever their context says
	reads     []int         // what each read was to begin after
}

type fault func(ctx context.Context, write func() error) error

func (s *shaky) then(faults ...fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

func (s *shaky) Append(ctx context.Context, id string, after int, entries []meeting.Entry) error {
	write := func() error { return s.Records.Append(ctx, id, after, entries) }
	s.mu.Lock()
	next := s.spell
	if len(s.faults) > 0 {
		next, s.faults = s.faults[0], s.faults[1:]
	}
	s.mu.Unlock()
	if next == nil {
		return write()
	}
	return next(ctx, write)
}

func (s *shaky) Read(ctx context.Context, id string, after int, visit func(meeting.Entry) error) error {
	s.mu.Lock()
	hang := s.hang
	s.reads = append(s.reads, after)
	s.mu.Unlock()
	if hang != nil {
		<-hang
	}
	return s.Records.Read(ctx, id, after, visit)
}

func storeAway(context.Context, func() error) error    { return store.ErrAway }
func neverWritten(context.Context, func() error) error { return store.ErrUnknown }
func written(_ context.Context, write func() error) error {
	return fmt.Errorf("%w: %v", store.ErrUnknown, write())
}

func hangs(ctx context.Context, _ func() error) error {
	<-ctx.Done()
	return fmt.Errorf("%w: %w", store.ErrUnknown, ctx.Err())
}

// lines is a log that can be read while it is written.
type lines struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *lines) Write(line []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(line)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
