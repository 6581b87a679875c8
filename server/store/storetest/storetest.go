// Package storetest is the contract of package store as tests, for every store to run.
package storetest

import (
	"context"
	"encoding/binary"
	"fmt"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Run runs the whole contract. Place makes an empty place to keep things in and returns how to open the store in it;
// a place is opened again only after it was closed.
func Run(t *testing.T, place func(*testing.T) func() (store.Store, error)) {
	for name, test := range map[string]func(*testing.T, func() (store.Store, error)){
		"append":               appends,
		"append refused":       appendsRefused,
		"append race":          appendRace,
		"append many meetings": appendManyMeetings,
		"append stopped":       appendStopped,
		"read":                 reads,
		"read while writing":   readsWhileWriting,
		"document":             documents,
		"document refused":     documentsRefused,
		"document race":        documentRace,
		"document list":        documentList,
		"close":                closes,
		"close while writing":  closesWhileWriting,
	} {
		t.Run(name, func(t *testing.T) { test(t, place(t)) })
	}
}

// opened is the store while the test runs.
func opened(t *testing.T, open func() (store.Store, error)) store.Store {
	t.Helper()
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// Pen writes entries that follow one another, as a room does. The zero value is at the start of a record.
type Pen struct {
	Number      int          // of the last entry written
	Fingerprint meeting.Hash // of the last entry written
	at          time.Time
}

// After is a pen that goes on after this entry.
func After(entry meeting.Entry) Pen {
	return Pen{Number: entry.Number, Fingerprint: entry.Fingerprint, at: entry.Time()}
}

// Write makes the next entry: some words of nobody about nothing, under the command's id.
func (p *Pen) Write(command string) meeting.Entry {
	p.Number++
	p.at = p.at.Add(time.Second)
	entry := meeting.Entry{
		By:      "a1",
		Command: command,
		Kind:    "information",
		Body:    fmt.Appendf(nil, `{"item":"i4","text":"These are the words of entry %d."}`, p.Number),
	}.Seal(p.Number, p.Fingerprint, p.at, p.at, binary.BigEndian.AppendUint64(make([]byte, 8), uint64(p.Number)))
	p.Fingerprint = entry.Fingerprint
	return entry
}

// Pages makes the next n entries.
func (p *Pen) Pages(n int) []meeting.Entry {
	entries := make([]meeting.Entry, n)
	for i := range entries {
		entries[i] = p.Write(fmt.Sprintf("c%d", p.Number+1))
	}
	return entries
}

// Record reads a whole record, follows its chain, and makes sure that no command stands in it twice.
func Record(ctx context.Context, s store.Records, id string) ([]meeting.Entry, error) {
	var entries []meeting.Entry
	var chain meeting.Chain
	commands := map[string]bool{}
	err := s.Read(ctx, id, 0, func(entry meeting.Entry) error {
		if commands[entry.Command] {
			return fmt.Errorf("command %s stands twice, again in entry %d", entry.Command, entry.Number)
		}
		commands[entry.Command] = true
		entries = append(entries, entry)
		return chain.Follow(entry)
	})
	return entries, err
}

// add appends entries where their numbers say.
func add(t *testing.T, s store.Records, id string, entries []meeting.Entry) error {
	return s.Append(t.Context(), id, entries[0].Number-1, entries)
}

// write adds and expects no trouble.
func write(t *testing.T, s store.Records, id string, entries []meeting.Entry) {
	t.Helper()
	if err := add(t, s, id, entries); err != nil {
		t.Fatalf("append to %s: %v", id, err)
	}
}

// record reads a whole sound record.
func record(t *testing.T, s store.Records, id string) []meeting.Entry {
	t.Helper()
	entries, err := Record(t.Context(), s, id)
	if err != nil {
		t.Fatalf("read %s: %v", id, err)
	}
	return entries
}
