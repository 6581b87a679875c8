package bolt_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"go.uber.org/goleak"

	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m)
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() (store.Store, error) {
		dir := t.TempDir()
		return func() (store.Store, error) { return bolt.Open(dir) }
	})
}

func TestOneProcessAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	s, err := bolt.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bolt.Open(dir); !errors.Is(err, store.ErrLocked) {
		t.Errorf("got %v while it is open, want locked", err)
	}
	for name, want := range map[string]fs.FileMode{dir: fs.ModeDir | 0o700, filepath.Join(dir, bolt.File): 0o600} {
		if info, err := os.Stat(name); err != nil || info.Mode() != want {
			t.Errorf("%s: got %v and %v, want %v", name, info.Mode(), err, want)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err = bolt.Open(dir); err != nil {
		t.Fatalf("got %v after it was closed, want nil", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
}
