// Package audit keeps who read and did what in this installation: sign-in, consultation, sharing, export, refusals,
// admissions, changes of rights. It is a record like a meeting's, in the same store: entries that are never changed, with a
// chain that `strategyroom verify` follows. No words of a meeting stand in it, and people only by their ids.
package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Record is the id under which the store keeps the trail among the records of meetings. No meeting can have it: their ids
// are longer.
const Record = "audit"

// What was done, as the lines name it. Names are for ever.
const (
	SignedIn   = "signed-in"  // a session began, and how
	SignedOut  = "signed-out" // a session was ended
	Read       = "read"       // a meeting, its minutes or its actions were read; once in a quarter of an hour for each session
	Downloaded = "downloaded" // a document or a record was given out
	Shared     = "shared"     // a link, a code or a copy was made for somebody
	Asked      = "asked"      // a guest asked for a code for themselves
	Admitted   = "admitted"   // somebody was let in by who recognised them, or came in with a code
	TurnedAway = "turned-away"
	Convened   = "convened"   // a meeting
	Signed     = "signed"     // the minutes
	Sealed     = "sealed"     // a document was sealed again
	Rights     = "rights"     // an account was made or changed
	Refused    = "refused"    // what somebody asked for, with the refusal's code; the same only once a minute
	Picture    = "picture"    // somebody tried to put in a picture or file, which was refused unread; the same only once a minute
	Kept       = "backed-up"  // all that is kept was copied
	Retained   = "retention"  // the class, review or hold of a meeting, or its erasure
	Keys       = "keys"       // the keys of what is kept were changed
	Started    = "started"    // a server began, and opened the keys of what is kept
	Audited    = "read-audit" // this trail was read, or exported
)

// Kinds are all that is done, in the order in which people look for it.
var Kinds = []string{SignedIn, SignedOut, Read, Downloaded, Shared, Asked, Admitted, TurnedAway, Convened, Signed, Sealed, Rights, Refused,
	Picture, Kept, Retained, Keys, Started, Audited}

// Line is one thing that somebody did.
type Line struct {
	What     string `json:"-"`
	Account  string `json:"account,omitempty"`  // who: an account's id
	Session  string `json:"session,omitempty"`  // the first letters of the session's id, which lets nobody in
	Meeting  string `json:"meeting,omitempty"`  // which
	Attendee string `json:"attendee,omitempty"` // who, in the meeting
	About    string `json:"about,omitempty"`    // the address, with names for what varies in it, or what else it is about
	Of       string `json:"of,omitempty"`       // the account, attendee, copy, knock or session that it was done to: an id
	Code     string `json:"code,omitempty"`     // of a refusal
}

// Written is a line as it stands in the trail.
type Written struct {
	Number int
	At     time.Time // UTC
	Line
}

// Store is what the trail needs of one.
type Store interface {
	store.Records
	store.Documents
}

// Trail writes and reads the lines. Its methods may be called at the same time.
type Trail struct {
	store  Store
	now    func() time.Time
	random io.Reader
	log    *slog.Logger

	mu      sync.Mutex
	waiting []waiting
	busy    bool // somebody is writing what waits

	head head // of whoever is writing

	reached atomic.Int64 // the number of a line that there is, at or near the end
}

type waiting struct {
	line Line
	done chan error
}

// New is the trail in a store. Time and randomness come from the caller.
func New(kept Store, now func() time.Time, random io.Reader, log *slog.Logger) *Trail {
	return &Trail{store: kept, now: now, random: random, log: log}
}

// away is told to who asks for something that cannot be written into the trail: without that it is not done.
var away = meeting.Refuse(meeting.Away, "This cannot be done just now. Nothing is lost: try again in a moment.")

// patience is how long the store may take.
const patience = 5 * time.Second

// Write puts lines into the trail and returns when they are durable. What is to be noted before it is done is not done
// where this fails: the refusal is away. A trail that somebody altered is told to the operator and keeps nobody from a
// meeting about a child.
func (t *Trail) Write(ctx context.Context, lines ...Line) error {
	done := make(chan error, len(lines))
	t.mu.Lock()
	for _, line := range lines {
		t.waiting = append(t.waiting, waiting{line, done})
	}
	writes := !t.busy
	t.busy = true
	t.mu.Unlock()
	if writes {
		go t.writeAll()
	}
	for range lines {
		select {
		case err := <-done:
			if err == nil {
				continue
			}
			t.log.Error("the audit trail was not written", "error", err)
			if !errors.Is(err, store.ErrDamaged) {
				return away
			}
		case <-ctx.Done():
			return away
		}
	}
	return nil
}

// writeAll writes what waits, all of it at once, until nothing does.
func (t *Trail) writeAll() {
	for {
		t.mu.Lock()
		batch := t.waiting
		t.waiting = nil
		if len(batch) == 0 {
			t.busy = false
			t.mu.Unlock()
			return
		}
		t.mu.Unlock()
		ctx, cancel := context.WithTimeout(context.Background(), patience)
		err := t.append(ctx, batch)
		cancel()
		for _, w := range batch {
			w.done <- err
		}
	}
}

// append writes lines behind the last entry. Where somebody else wrote first, or it is not known what was written, the
// trail is read on and they are written behind that: a line that then stands there twice says what is true.
func (t *Trail) append(ctx context.Context, batch []waiting) error {
	for {
		if err := t.head.readOn(ctx, t.store); err != nil {
			return err
		}
		next := t.head
		entries := make([]meeting.Entry, 0, len(batch))
		for _, w := range batch {
			e, err := t.entry(w.line)
			if err != nil {
				return err
			}
			salt := make([]byte, meeting.SaltSize)
			if _, err := io.ReadFull(t.random, salt); err != nil {
				return err
			}
			e = e.Seal(next.Number+1, next.Fingerprint, next.last, t.now(), salt)
			if err := next.follow(e); err != nil {
				return err
			}
			entries = append(entries, e)
		}
		err := t.store.Append(ctx, Record, t.head.Number, entries)
		switch {
		case err == nil:
			before := t.head.Chain
			t.head = next
			t.reached.Store(int64(next.Number))
			t.head.keep(ctx, t.store, before)
			return nil
		case ctx.Err() != nil || !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrUnknown):
			return err
		}
	}
}

func (t *Trail) entry(line Line) (meeting.Entry, error) {
	id := make([]byte, 12)
	if _, err := io.ReadFull(t.random, id); err != nil {
		return meeting.Entry{}, err
	}
	body, err := meeting.Canonical(line)
	return meeting.Entry{Kind: line.What, Command: fmt.Sprintf("audit/%x", id), Body: body}, err
}

// Entries calls visit with the trail's entries numbered above after, in order, as they are exported.
func (t *Trail) Entries(ctx context.Context, after int, visit func(meeting.Entry) error) error {
	return t.store.Read(ctx, Record, after, visit)
}

// read is an entry as a line.
func read(e meeting.Entry) (Written, error) {
	w := Written{Number: e.Number, At: e.Time()}
	if err := json.Unmarshal(e.Body, &w.Line); err != nil {
		return w, fmt.Errorf("%w: entry %d of the audit trail: %w", store.ErrDamaged, e.Number, err)
	}
	w.What = e.Kind
	return w, nil
}
