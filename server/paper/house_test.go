package paper_test

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/pdf"
	"strategyroom/pdf/pdftest"
	"strategyroom/server/paper"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/static"
)

// office is a server's rooms and papers on a real store whose documents can be made to fail.
type office struct {
	*paper.Papers
	t         testing.TB
	rooms     *room.Rooms
	store     *shelf
	root      pdftest.Root
	signature pdf.Signature
	begun     time.Time
	later     atomic.Int64 // nanoseconds since then
	sent      int
}

// shelf is the documents of a store, which can be full.
type shelf struct {
	store.Documents
	full bool
}

func (s *shelf) Put(ctx context.Context, doc store.Document) (store.Document, error) {
	if s.full {
		return doc, fmt.Errorf("%w: no space left on device", store.ErrAway)
	}
	return s.Documents.Put(ctx, doc)
}

// keys seal under a root of the test.
type keys struct {
	office *office
	fail   error
}

func (k keys) Signature(at time.Time) (pdf.Signature, error) {
	s := k.office.signature
	s.At = at
	return s, k.fail
}

// now is the time of the office, which stands still unless a test has it pass.
func (o *office) now() time.Time { return o.begun.Add(time.Duration(o.later.Load())) }

func newOffice(t testing.TB, change func(*paper.Config)) *office {
	t.Helper()
	kept, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	o := &office{t: t, store: &shelf{Documents: kept}, root: pdftest.NewRoot(t, "Example County Council"),
		begun: time.Date(2026, 11, 24, 9, 0, 0, 0, time.UTC)}
	o.signature = o.root.Signature(t, pdftest.EC(t))
	log := slog.New(slog.DiscardHandler)
	o.rooms = room.New(room.Config{Store: kept, Procedure: procedure.Default(), Now: o.now, Random: rand.Reader, Log: log})
	t.Cleanup(o.rooms.Close)
	config := paper.Config{Store: o.store, Keys: keys{office: o}, Fonts: static.Fonts(), Now: o.now, Log: log}
	if change != nil {
		change(&config)
	}
	o.Papers = paper.New(config)
	return o
}

// hold convenes a meeting with these people besides its chair, a1; they are a2, a3 and so on.
func (o *office) hold(people ...string) *room.Room {
	o.t.Helper()
	commands := []meeting.Command{o.command("convene", `{}`), o.command("person", `{"category":"child","name":"Tomos Enghraifft"}`)}
	convener := meeting.Convener{Name: "Sam Example", Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}
	for _, name := range people {
		body, _ := json.Marshal(map[string]any{"name": name, "role": "member", "agency": meeting.Agency{Sector: "police", Name: "Example Police"}})
		commands = append(commands, o.command("attendee", string(body)))
	}
	commands = append(commands, o.command("phase", `{"phase":"open"}`))
	if _, err := o.rooms.Convene(context.Background(), "m1", convener, commands); err != nil {
		o.t.Fatal(err)
	}
	return o.open()
}

func (o *office) open() *room.Room {
	o.t.Helper()
	r, err := o.rooms.Open(context.Background(), "m1")
	if err != nil {
		o.t.Fatal(err)
	}
	return r
}

func (o *office) command(kind, body string) meeting.Command {
	o.sent++
	return meeting.Command{ID: fmt.Sprintf("c%d", o.sent), Kind: kind, Body: json.RawMessage(body)}
}

func (o *office) write(r *room.Room, by, kind, body string) room.Result {
	o.t.Helper()
	known := &meeting.Confirmation{How: meeting.ByCode, At: "2026-11-24T16:00:00.000Z"}
	result, err := r.WriteKnown(context.Background(), by, o.command(kind, body), known)
	if err != nil {
		o.t.Fatalf("%s by %s: %v", kind, by, err)
	}
	return result
}

// finish closes a meeting and makes its minutes final.
func (o *office) finish(r *room.Room) {
	o.t.Helper()
	o.write(r, "a1", "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	o.sign(r, 1)
}

// sign issues a version, has the chair sign it, and makes it final.
func (o *office) sign(r *room.Room, version int) {
	o.t.Helper()
	o.write(r, "a1", "version", `{"by":"2026-12-01"}`)
	o.write(r, "a1", "signing", `{"by":"2026-12-01","reason":"A rehearsal"}`)
	o.write(r, "a1", "signature", fmt.Sprintf(`{"version":%d,"agree":true,"name":"Sam Example"}`, version))
	o.write(r, "a1", "final", fmt.Sprintf(`{"version":%d,"reason":"A rehearsal"}`, version))
}

func (o *office) file(r *room.Room, name string) []byte {
	o.t.Helper()
	file, err := o.File(context.Background(), r, name)
	if err != nil {
		o.t.Fatalf("%s: %v", name, err)
	}
	return file
}

// sound is what the check says of a file that has nothing wrong.
func (o *office) sound(file []byte) paper.Checked {
	o.t.Helper()
	checked, err := paper.Check(file, []*x509.Certificate{o.root.Certificate})
	if err != nil {
		o.t.Fatal(err)
	}
	return checked
}

func collect(ids *[]string) func(store.Document) error {
	return func(doc store.Document) error {
		*ids = append(*ids, doc.ID)
		return nil
	}
}
