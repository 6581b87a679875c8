package bolt_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
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
