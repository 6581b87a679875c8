package bolt_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

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

// TestCommitsAreTold appends at the same time: every write is told of once, and some share a commit.
func TestCommitsAreTold(t *testing.T) {
	s, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	writes, commits := 0, 0
	s.Committed = func(n int, took time.Duration) {
		writes, commits = writes+n, commits+1
		if took <= 0 {
			t.Errorf("a commit took %v", took)
		}
	}
	const each = 200
	var all sync.WaitGroup
	for i := range each {
		all.Go(func() {
			if _, err := s.Put(t.Context(), store.Document{Kind: "test", ID: strconv.Itoa(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if writes != each || commits == 0 || commits >= each {
		t.Errorf("got %d writes in %d commits, want %d in fewer", writes, commits, each)
	}
}

// second names, in a child, the folder that is open already.
const second = "STRATEGYROOM_TEST_SECOND"

func TestOneProcessAlone(t *testing.T) {
	if dir := os.Getenv(second); dir != "" {
		if _, err := bolt.Open(dir); !errors.Is(err, store.ErrLocked) {
			t.Errorf("got %v in a second process, want locked", err)
		}
		return
	}
	dir := filepath.Join(t.TempDir(), "data")
	s, err := bolt.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	child := exec.Command(os.Args[0], "-test.run=^TestOneProcessAlone$")
	child.Env = append(os.Environ(), second+"="+dir)
	if out, err := child.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
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

func TestOpenRefused(t *testing.T) {
	for _, test := range []struct {
		name string
		lay  func(dir string) error // puts something in the way
		want string                 // in the error
	}{
		{"a file for a folder", func(dir string) error { return os.WriteFile(dir, nil, 0o600) }, "not a directory"},
		{"a folder for a file", func(dir string) error { return os.MkdirAll(filepath.Join(dir, bolt.File), 0o700) },
			"is a directory"},
		{"another file", lay(bytes.Repeat([]byte("Dear diary, "), 4000)), "is not a data file of this program"},
		{"a first start cut off", lay(make([]byte, 4096)), "a first start was cut off"},
	} {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "data")
			if err := test.lay(dir); err != nil {
				t.Fatal(err)
			}
			_, got := bolt.Open(dir)
			if got == nil || !strings.Contains(got.Error(), test.want) || !strings.Contains(got.Error(), dir) {
				t.Fatalf("got %v, want %q and the folder", got, test.want)
			}
			if strings.Contains(got.Error(), "\n") || strings.Count(got.Error(), dir) > 1 {
				t.Errorf("got %q, want one line that names the folder once", got)
			}
		})
	}
}

// lay puts a data file in the way.
func lay(content []byte) func(string) error {
	return func(dir string) error {
		return errors.Join(os.MkdirAll(dir, 0o700), os.WriteFile(filepath.Join(dir, bolt.File), content, 0o600))
	}
}
