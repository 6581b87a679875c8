package bolt_test

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// TestCompact leaves nothing in the file of what was deleted, while others write and read; no version comes back, and
// what a Compact that was cut off left behind is taken away.
func TestCompact(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, bolt.File)
	s, err := bolt.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	secret := []byte("These words are to go.")
	gone, err := s.Put(t.Context(), store.Document{Kind: "paper", ID: "1", Body: bytes.Repeat(secret, 1000)})
	if err == nil {
		err = s.Delete(t.Context(), "paper", "1", gone.Version)
	}
	if err != nil {
		t.Fatal(err)
	}
	if !holds(t, path, secret) {
		t.Fatal("what was deleted is not in the file: there is nothing to show")
	}
	const writers, entries = 4, 100
	var group sync.WaitGroup
	for writer := range writers {
		group.Go(func() {
			var pen storetest.Pen
			for range entries {
				page := pen.Pages(1)
				if err := s.Append(t.Context(), fmt.Sprint("m", writer), page[0].Number-1, page); err != nil {
					t.Error(err)
				}
				if _, err := s.Get(t.Context(), "paper", "1"); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("got %v, want not found", err)
				}
			}
		})
	}
	for range 5 {
		if err := s.Compact(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	group.Wait()
	if holds(t, path, secret) {
		t.Error("what was deleted is still in the file")
	}
	for range 2 {
		for writer := range writers {
			if got, err := storetest.Record(t.Context(), s, fmt.Sprint("m", writer)); err != nil || len(got) != entries {
				t.Errorf("meeting %d: got %d entries and %v, want %d", writer, len(got), err, entries)
			}
		}
		again, err := s.Put(t.Context(), store.Document{Kind: "paper", ID: fmt.Sprint(gone.Version)})
		if err != nil || again.Version <= gone.Version {
			t.Errorf("got version %d and %v, want one above %d", again.Version, err, gone.Version)
		}
		gone = again
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		if err := s.Compact(t.Context()); !errors.Is(err, store.ErrAway) {
			t.Errorf("closed: got %v, want away", err)
		}
		if err := os.WriteFile(path+".part", secret, 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err = bolt.Open(dir); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path + ".part"); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("got %v for what was left behind, want that it is gone", err)
		}
	}
	defer s.Close()
	if about, err := os.Stat(path); err != nil || about.Mode() != 0o600 {
		t.Errorf("got the mode %v and %v, want 0600", about.Mode(), err)
	}
}

func holds(t *testing.T, path string, text []byte) bool {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(raw, text)
}
