package bolt_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"strategyroom/meeting"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// TestDamaged alters the file and has each fault named: no panic, and no harm to other meetings.
func TestDamaged(t *testing.T) {
	dir := t.TempDir()
	s, err := bolt.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 3 {
		var pen storetest.Pen
		if err := s.Append(t.Context(), fmt.Sprint("m", i), 0, pen.Pages(400)); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, bolt.File)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	words := []byte("the words of entry 123.")
	at := bytes.Index(whole, words)
	for _, test := range []struct {
		name  string
		alter func([]byte) []byte
		want  string // in the error, empty where it opens but need not read
	}{
		{"a letter", func(b []byte) []byte { b[at-40] = '\n'; return b }, "entry 123"},
		{"a page", func(b []byte) []byte { clear(b[at&^4095 : at&^4095+4096]); return b }, ""},
		{"a page of noise", func(b []byte) []byte { copy(b[at&^4095:], bytes.Repeat([]byte{0xa5}, 4096)); return b }, ""},
		{"cut off", func(b []byte) []byte { return b[:at&^4095] }, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if err := os.WriteFile(file, test.alter(bytes.Clone(whole)), 0o600); err != nil {
				t.Fatal(err)
			}
			s, err := bolt.Open(dir)
			if err != nil {
				if !errors.Is(err, store.ErrDamaged) {
					t.Errorf("open: got %v, want damaged", err)
				}
				return
			}
			defer s.Close()
			damaged := 0
			for i := range 3 {
				err := s.Read(t.Context(), fmt.Sprint("m", i), 0, func(meeting.Entry) error { return nil })
				switch {
				case errors.Is(err, store.ErrDamaged) && strings.Contains(err.Error(), test.want):
					damaged++
					t.Log(err)
				case err != nil:
					t.Errorf("got %v, want damaged with %q", err, test.want)
				}
			}
			if damaged == 0 {
				t.Error("no meeting is damaged")
			}
		})
	}
}

// TestDamagedWrites appends to and deletes from a file of which one page is damaged, each page in turn: what cannot be
// done is refused, the program lives, and the file is closed in the end.
func TestDamagedWrites(t *testing.T) {
	dir := t.TempDir()
	s, err := bolt.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var pen storetest.Pen
	if err := s.Append(t.Context(), "m", 0, pen.Pages(100)); err != nil {
		t.Fatal(err)
	}
	more := pen.Pages(1)
	var docs []store.Document
	for i := range 20 {
		doc, err := s.Put(t.Context(), store.Document{Kind: "paper", ID: fmt.Sprint(i), Body: bytes.Repeat([]byte("words "), 200)})
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, doc)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, bolt.File)
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var refused atomic.Int32
	for at := 2 * 4096; at+4096 <= len(whole); at += 4096 {
		damaged := bytes.Clone(whole)
		copy(damaged[at:], bytes.Repeat([]byte{0xa5}, 4096))
		if err := os.WriteFile(file, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := bolt.Open(dir)
		if err != nil {
			continue // said at once, see TestDamaged
		}
		if err := s.Append(t.Context(), "m", 100, more); err != nil {
			refused.Add(1)
		}
		var all sync.WaitGroup // together, so that they share commits
		for _, doc := range docs {
			all.Go(func() {
				if err := s.Delete(t.Context(), doc.Kind, doc.ID, doc.Version); err != nil {
					refused.Add(1)
				}
			})
		}
		all.Wait()
		_ = s.Close() // which must end
	}
	if refused.Load() == 0 {
		t.Error("got nothing refused")
	}
}
