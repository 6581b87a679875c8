package main_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/mongo/mongotest"
	atrest "strategyroom/server/store/sealed"
	"strategyroom/server/store/storetest"
)

// old is how much is kept from before anything was sealed.
type old struct{ meetings, entries, papers int }

// fill keeps what a version from before anything was sealed would have kept.
func (o old) fill(t *testing.T, s store.Store) {
	t.Helper()
	for i := range o.meetings {
		if err := s.Append(t.Context(), fmt.Sprint("m", i), 0, new(storetest.Pen).Pages(o.entries)); err != nil {
			t.Fatal(err)
		}
	}
	for i := range o.papers {
		body := bytes.Repeat([]byte("Words of a paper. "), store.MaxBody/18)
		if _, err := s.Put(t.Context(), store.Document{Kind: "paper", ID: fmt.Sprintf("m%d/minutes-1/00/0", i), Body: body}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Put(t.Context(), store.Document{Kind: "secret", ID: "outbox", Body: []byte(`{"secret":"words of a secret"}`)}); err != nil {
		t.Fatal(err)
	}
}

// isSealed expects all that fill kept, in a store that is sealed.
func (o old) isSealed(t *testing.T, inner store.Store, data string) {
	t.Helper()
	s, made, err := atrest.Open(t.Context(), inner, filepath.Join(data, atrest.File), account.Owner)
	if err != nil || made {
		t.Fatalf("got new keys %v and %v, want a sealed store", made, err)
	}
	for i := range o.meetings {
		id := fmt.Sprint("m", i)
		if got, err := storetest.Record(t.Context(), s, id); err != nil || len(got) != o.entries || got[0].Kind != "information" {
			t.Errorf("%s: got %d entries and %v, want %d", id, len(got), err, o.entries)
		}
	}
	for kind, want := range map[string]int{"paper": o.papers, "secret": 1} {
		got := 0
		err := s.List(t.Context(), kind, func(store.Document) error { got++; return nil })
		if err != nil || kind == "paper" && got != want {
			t.Errorf("%s: got %d and %v, want %d", kind, got, err, want)
		}
	}
}

// TestOldFileIsSealed kills a program, again and again, while it seals a file from before anything was sealed: the file
// is the old one until it is the new one, and at the end nothing can be read in the folder any more.
func TestOldFileIsSealed(t *testing.T) {
	needAssets(t)
	data := t.TempDir()
	clear, err := bolt.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	much := old{meetings: 6, entries: 400, papers: 4}
	much.fill(t, clear)
	if err := clear.Close(); err != nil {
		t.Fatal(err)
	}
	if !inFolder(t, data, "words of") {
		t.Fatal("the words are not in the folder from before")
	}
	kills := 0
	for _, size := range []int64{1, 1 << 20, 2 << 20, 3 << 20} { // of the new file when the program is killed
		child := program(t, "account", "add", "--data", data, "--name", "Sam Example", "--email", "sam@council.example", "--agency", "Example")
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		ended := make(chan error, 1)
		go func() { ended <- child.Wait() }()
		for running := true; running; {
			select {
			case <-ended:
				running = false
			case <-time.After(time.Millisecond):
				about, err := os.Stat(filepath.Join(data, "sealing", bolt.File))
				if err == nil && about.Size() >= size {
					child.Process.Kill()
					<-ended
					running, kills = false, kills+1
				}
			}
		}
	}
	if kills == 0 {
		t.Error("no program was killed while it sealed")
	}
	t.Logf("%d of 4 killed while sealing", kills)
	if stdout, stderr, code := add(t, data, "kim@council.example"); code != 0 {
		t.Fatalf("got %q, %q and exit code %d", stdout, stderr, code)
	}
	if inFolder(t, data, "words of") || inFolder(t, data, "Words of") {
		t.Error("the words are still in the folder")
	}
	if _, err := os.Stat(filepath.Join(data, "sealing")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("got %v for the folder of what was being sealed, want none", err)
	}
	inner, err := bolt.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	much.isSealed(t, inner, data)
}

func TestOldDatabaseIsSealed(t *testing.T) {
	uri, data := mongotest.Database(t), t.TempDir()
	clear, err := mongo.OpenUnsealed(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	defer clear.Close()
	little := old{meetings: 2, entries: 20, papers: 1}
	little.fill(t, clear)
	must(t, "backed up: 2 records, 40 entries", "backup", filepath.Join(t.TempDir(), "before"), "--mongodb", uri, "--data", data)
	for range 2 {
		if stdout, stderr, code := add(t, data, "kim@council.example", "--mongodb", uri); code != 0 {
			t.Fatalf("got %q, %q and exit code %d", stdout, stderr, code)
		}
	}
	meetings, err := clear.Meetings(t.Context())
	kinds, err2 := clear.Kinds(t.Context())
	if len(meetings)+len(kinds) > 0 || err != nil || err2 != nil {
		t.Errorf("got %v, %v, %v and %v left unsealed, want nothing", meetings, kinds, err, err2)
	}
	must(t, "backed up: 2 records, 40 entries", "backup", filepath.Join(t.TempDir(), "after"), "--mongodb", uri, "--data", data)
	inner, err := mongo.Open(t.Context(), uri)
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	little.isSealed(t, inner, data)
}

// program is this program as a process of its own.
func program(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &exec.Cmd{Path: self, Args: append([]string{"strategyroom"}, args...), Env: os.Environ()}
}

// inFolder reports whether a text stands in a file below a folder.
func inFolder(t *testing.T, folder, text string) (found bool) {
	t.Helper()
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		raw, err := os.ReadFile(path)
		found = found || bytes.Contains(raw, []byte(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}
