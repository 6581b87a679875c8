package sealed_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/sealed"
	"strategyroom/server/store/storetest"
)

// TestOpenRefused has the keyset wrong in many ways: each is one line that says what to do, and nothing is changed.
func TestOpenRefused(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(path string) error
		want string
	}{
		{"looser", func(path string) error { return os.Chmod(path, 0o640) }, "others than its owner can use it (0640): chmod 600"},
		{"missing", os.Remove, "its keys are not there"},
		{"another", func(path string) error {
			other := filepath.Dir(path) + "/other"
			s, _, err := open(t.Context(), other)
			if err != nil {
				return err
			}
			return errors.Join(s.Close(), os.Rename(filepath.Join(other, sealed.File), path))
		}, "sealed with other keys"},
		{"cut off", func(path string) error { return os.Truncate(path, 40) }, "not a keyset of this program, or not whole"},
		{"empty", func(path string) error { return os.Truncate(path, 0) }, "not a keyset of this program, or not whole"},
	} {
		dir := t.TempDir()
		s := opened(t, dir)
		fill(t, s)
		s.Close()
		path := filepath.Join(dir, sealed.File)
		whole, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := test.do(path); err != nil {
			t.Fatal(err)
		}
		_, _, err = open(t.Context(), dir)
		if err == nil || !strings.Contains(err.Error(), test.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q in one line", test.name, err, test.want)
		}
		os.Remove(path)
		if err := os.WriteFile(path, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		opened(t, dir)
	}
}

func TestFirstStart(t *testing.T) {
	dir := t.TempDir()
	s, made, err := open(t.Context(), dir)
	if err != nil || !made {
		t.Fatalf("got %v and %v, want new keys", made, err)
	}
	s.Close()
	about, err := os.Stat(filepath.Join(dir, sealed.File))
	if err != nil || about.Mode() != fs.FileMode(0o600) {
		t.Errorf("got the mode %v and %v, want 0600", about.Mode(), err)
	}
	s, made, err = open(t.Context(), dir)
	if err != nil || made {
		t.Fatalf("got %v and %v, want the keys that are there", made, err)
	}
	s.Close()
	// A start that was cut off behind the keyset left nothing else: the next goes on with it.
	os.Remove(filepath.Join(dir, bolt.File))
	if s, made, err = open(t.Context(), dir); err != nil || made {
		t.Fatalf("got %v and %v, want the keys that are there", made, err)
	}
	s.Close()
}

// TestRotate wraps all keys anew, while somebody writes, and has the old keyset open nothing any more.
func TestRotate(t *testing.T) {
	for _, keep := range []bool{false, true} {
		dir := t.TempDir()
		s := opened(t, dir)
		fill(t, s)
		old := filepath.Join(t.TempDir(), "old.json")
		keyset, err := sealed.Read(filepath.Join(dir, sealed.File))
		if err != nil {
			t.Fatal(err)
		}
		if err := keyset.Backup(old); err != nil {
			t.Fatal(err)
		}
		if err := keyset.Backup(old); err == nil {
			t.Error("a backup was written over another")
		}
		if n, err := s.Rotate(t.Context(), keep); err != nil || n != 3 {
			t.Errorf("got %d keys and %v, want 3", n, err)
		}
		if err := s.Append(t.Context(), "m3", 0, new(storetest.Pen).Pages(1)); err != nil {
			t.Error(err)
		}
		s.Close()
		again := opened(t, dir)
		for id, want := range map[string]int{"m1": 300, "m2": 3, "m3": 1} {
			if got, err := storetest.Record(t.Context(), again, id); err != nil || len(got) != want {
				t.Errorf("%s: got %d entries and %v, want %d", id, len(got), err, want)
			}
		}
		if doc, err := again.Get(t.Context(), "account", "sam@council.example"); err != nil || string(doc.Body) != "words of Sam" {
			t.Errorf("got %q and %v", doc.Body, err)
		}
		again.Close()
		newer, _ := os.ReadFile(filepath.Join(dir, sealed.File))
		if got := strings.Count(string(newer), `"keyId"`); got != map[bool]int{false: 1, true: 2}[keep] {
			t.Errorf("got %d keys in the keyset, want one, or two where they are kept", got)
		}
		if err := os.Rename(old, filepath.Join(dir, sealed.File)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := open(t.Context(), dir); !errors.Is(err, sealed.ErrOtherKeyset) {
			t.Errorf("got %v with the old keyset, want another one", err)
		}
	}
}

// failing is a store that fails to put from some put on.
type failing struct {
	store.Store
	left int
}

func (f *failing) Put(ctx context.Context, doc store.Document) (store.Document, error) {
	if f.left--; f.left < 0 {
		return doc, store.ErrAway
	}
	return f.Store.Put(ctx, doc)
}

// TestRotateCutOff has a rotation fail after each of its puts: everything can be read, and the next one finishes it.
func TestRotateCutOff(t *testing.T) {
	for cut := range 3 {
		dir := t.TempDir()
		s := opened(t, dir)
		fill(t, s)
		path := filepath.Join(dir, sealed.File)
		half, _, err := sealed.Open(t.Context(), &failing{s.Inner(), cut}, path, owner)
		if err != nil {
			t.Fatal(err)
		}
		if n, err := half.Rotate(t.Context(), false); !errors.Is(err, store.ErrAway) || n != cut {
			t.Errorf("got %d keys and %v, want %d and away", n, err, cut)
		}
		s.Close()
		s = opened(t, dir)
		for range 2 {
			for id, want := range map[string]int{"m1": 300, "m2": 3} {
				if got, err := storetest.Record(t.Context(), s, id); err != nil || len(got) != want {
					t.Errorf("cut after %d, %s: got %d entries and %v, want %d", cut, id, len(got), err, want)
				}
			}
			if n, err := s.Rotate(t.Context(), false); err != nil || n != 3 {
				t.Errorf("again: got %d keys and %v, want 3", n, err)
			}
			s.Close()
			s = opened(t, dir)
		}
		if text, _ := os.ReadFile(path); strings.Count(string(text), `"keyId"`) != 1 {
			t.Errorf("cut after %d: got more than one key in the end", cut)
		}
	}
}

// TestRotateSeveral rotates at one of two servers that have a copy of the keys each: what the other makes before, between
// and behind, also after the last rotation and before the last copy, can be read by both.
func TestRotateSeveral(t *testing.T) {
	one, two := t.TempDir(), t.TempDir()
	first := opened(t, one)
	fill(t, first)
	give := func() {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(one, sealed.File))
		if err = errors.Join(err, os.WriteFile(filepath.Join(two, sealed.File), text, 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	other := func(dir string) *sealed.Store {
		t.Helper()
		s, _, err := sealed.Open(t.Context(), first.Inner(), filepath.Join(dir, sealed.File), owner)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	give()
	second := other(two)
	write := func(id string) {
		t.Helper()
		if err := second.Append(t.Context(), id, 0, new(storetest.Pen).Pages(1)); err != nil {
			t.Error(err)
		}
	}
	for _, keep := range []bool{true, false} {
		if _, err := first.Rotate(t.Context(), keep); err != nil {
			t.Fatal(err)
		}
		write("m-before-the-copy-" + map[bool]string{true: "kept", false: "last"}[keep])
		give()
	}
	write("m-after")
	if text, _ := os.ReadFile(filepath.Join(one, sealed.File)); strings.Count(string(text), `"keyId"`) != 1 {
		t.Error("got more than one key in the end")
	}
	for name, s := range map[string]*sealed.Store{"first": first, "second": second, "first anew": other(one), "second anew": other(two)} {
		for _, id := range []string{"m1", "m-before-the-copy-kept", "m-before-the-copy-last", "m-after"} {
			if got, err := storetest.Record(t.Context(), s, id); err != nil || len(got) == 0 {
				t.Errorf("%s, %s: got %d entries and %v, want some", name, id, len(got), err)
			}
		}
	}
}

// listed is a store that does something when data keys were listed.
type listed struct {
	store.Store
	then func()
}

func (l *listed) List(ctx context.Context, kind string, visit func(store.Document) error) error {
	err := l.Store.List(ctx, kind, visit)
	if kind == store.DataKeys {
		l.then()
	}
	return err
}

// TestRotateMeanwhile begins a meeting at another server, with the same file of keys, when a rotation has seen all others:
// it is refused, or can be read afterwards.
func TestRotateMeanwhile(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	fill(t, s)
	path := filepath.Join(dir, sealed.File)
	at := func(inner store.Store) *sealed.Store {
		t.Helper()
		s, _, err := sealed.Open(t.Context(), inner, path, owner)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	second := at(s.Inner())
	begin := func(id string) error {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		return second.Append(ctx, id, 0, new(storetest.Pen).Pages(1))
	}
	var err error
	first := at(&listed{s.Inner(), func() { err = begin("m8") }})
	if _, err := first.Rotate(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if err != nil && !errors.Is(err, store.ErrAway) && !errors.Is(err, store.ErrUnknown) {
		t.Errorf("got %v, want nothing, away or unknown", err)
	}
	if _, lost := storetest.Record(t.Context(), at(s.Inner()), "m8"); err == nil && lost != nil {
		t.Errorf("got %v for what was acknowledged", lost)
	}
	if err := second.Append(t.Context(), "m9", 0, new(storetest.Pen).Pages(1)); err != nil {
		t.Error(err)
	}
	if got, err := storetest.Record(t.Context(), at(s.Inner()), "m9"); err != nil || len(got) != 1 {
		t.Errorf("got %d entries and %v, want 1", len(got), err)
	}
}

// TestErase erases one of two meetings: nobody can read it any more, its chain is whole, the other is as it was, and
// nothing of its data key and documents is left in the file.
func TestErase(t *testing.T) {
	dir := t.TempDir()
	s := opened(t, dir)
	fill(t, s)
	want, err := storetest.Record(t.Context(), s, "m1")
	if err != nil {
		t.Fatal(err)
	}
	if n := documentsOf(t, s.Inner(), "m1"); n != 2 {
		t.Fatalf("got %d documents of the meeting, want 2", n)
	}
	wrapped, err := s.Inner().Get(t.Context(), store.DataKeys, "m1")
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Erase(t.Context(), "m1"); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []*sealed.Store{s, again(t, s, dir)} {
		erased, err := s.Erased(t.Context(), "m1")
		other, err2 := s.Erased(t.Context(), "m2")
		none, err3 := s.Erased(t.Context(), "m9")
		if !erased || other || none || errors.Join(err, err2, err3) != nil {
			t.Errorf("got erased %v, %v, %v and %v", erased, other, none, errors.Join(err, err2, err3))
		}
		var chain meeting.Chain
		err = s.Read(t.Context(), "m1", 0, func(e meeting.Entry) error {
			if !e.Hidden() {
				t.Fatalf("entry %d says something", e.Number)
			}
			return chain.Follow(e)
		})
		if last := want[len(want)-1]; err != nil || !bytes.Equal(chain.Fingerprint, last.Fingerprint) {
			t.Errorf("got %s and %v, want %s", chain.Fingerprint, err, last.Fingerprint)
		}
		for _, id := range []string{"m1/minutes-1", "m1/a2"} {
			for _, kind := range []string{"paper", "code"} {
				if _, err := s.Get(t.Context(), kind, id); !errors.Is(err, store.ErrNotFound) {
					t.Errorf("%s %s: got %v, want not found", kind, id, err)
				}
			}
		}
		if err := s.Append(t.Context(), "m1", 300, []meeting.Entry{after(want).Write("c301")}); !errors.Is(err, store.ErrErased) {
			t.Errorf("append: got %v, want erased", err)
		}
		if _, err := s.Put(t.Context(), store.Document{Kind: "code", ID: "m1/a2"}); !errors.Is(err, store.ErrErased) {
			t.Errorf("put: got %v, want erased", err)
		}
		if got, err := storetest.Record(t.Context(), s, "m2"); err != nil || len(got) != 3 {
			t.Errorf("m2: got %d entries and %v, want 3", len(got), err)
		}
		if doc, err := s.Get(t.Context(), "paper", "m2/minutes-1"); err != nil || len(doc.Body) == 0 {
			t.Errorf("m2: got %d bytes and %v", len(doc.Body), err)
		}
	}
	if bytes.Contains(file(t, dir), wrapped.Body) {
		t.Error("the wrapped data key is still in the file")
	}
	if n := documentsOf(t, s.Inner(), "m1"); n > 0 {
		t.Errorf("%d documents of the meeting are still kept", n)
	}
	if err := s.Erase(t.Context(), "m9"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("no such meeting: got %v, want not found", err)
	}
}

// got is a store that does something, once, when a data key was read and before the reader has it.
type got struct {
	store.Store
	then func()
}

func (g *got) Get(ctx context.Context, kind, id string) (store.Document, error) {
	doc, err := g.Store.Get(ctx, kind, id)
	if then := g.then; kind == store.DataKeys && then != nil {
		g.then = nil
		then()
	}
	return doc, err
}

// TestEraseMeanwhile erases a meeting while somebody reads its key: that one does not have it either.
func TestEraseMeanwhile(t *testing.T) {
	dir := t.TempDir()
	inner := &got{Store: opened(t, dir).Inner()}
	s, _, err := sealed.Open(t.Context(), inner, filepath.Join(dir, sealed.File), owner)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, s)
	if s, _, err = sealed.Open(t.Context(), inner, filepath.Join(dir, sealed.File), owner); err != nil { // with no key yet
		t.Fatal(err)
	}
	inner.then = func() {
		if err := s.Erase(t.Context(), "m1"); err != nil {
			t.Error(err)
		}
	}
	for range 2 {
		if erased, err := s.Erased(t.Context(), "m1"); !erased || err != nil {
			t.Errorf("got erased %v and %v, want it erased", erased, err)
		}
	}
	if _, err := s.Put(t.Context(), store.Document{Kind: "code", ID: "m1/a2"}); !errors.Is(err, store.ErrErased) {
		t.Errorf("put: got %v, want erased", err)
	}
}

// documentsOf counts a meeting's documents as they lie in the store.
func documentsOf(t *testing.T, s store.Store, id string) (n int) {
	t.Helper()
	kinds, err := s.Kinds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		err := s.List(t.Context(), kind, func(doc store.Document) error {
			if strings.HasPrefix(doc.ID, id+"/") {
				n++
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return n
}

func again(t *testing.T, s *sealed.Store, dir string) *sealed.Store {
	t.Helper()
	copied := t.TempDir()
	if err := errors.Join(os.CopyFS(copied, os.DirFS(dir)), os.Chmod(filepath.Join(copied, sealed.File), 0o600)); err != nil {
		t.Fatal(err)
	}
	return opened(t, copied)
}

func after(entries []meeting.Entry) *storetest.Pen {
	pen := storetest.After(entries[len(entries)-1])
	return &pen
}

// TestTake seals what was kept unsealed, also where an earlier time was cut off.
func TestTake(t *testing.T) {
	clear := t.TempDir()
	from, err := bolt.Open(clear)
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	fill(t, from)
	if _, _, err := sealed.Open(t.Context(), from, filepath.Join(clear, sealed.File), owner); !errors.Is(err, sealed.ErrUnsealed) {
		t.Errorf("got %v, want unsealed", err)
	}
	if _, err := os.Stat(filepath.Join(clear, sealed.File)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v, want no keyset", err)
	}
	dir := t.TempDir()
	s := opened(t, dir)
	first, err := storetest.Record(t.Context(), from, "m1")
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Append(t.Context(), "m1", 0, first[:100]); err != nil { // so far it came
		t.Fatal(err)
	}
	for range 2 {
		if err := s.Take(t.Context(), from); err != nil {
			t.Fatal(err)
		}
	}
	for id, want := range map[string]int{"m1": 300, "m2": 3} {
		if got, err := storetest.Record(t.Context(), s, id); err != nil || len(got) != want {
			t.Errorf("%s: got %d entries and %v, want %d", id, len(got), err, want)
		}
	}
	doc, err := s.Get(t.Context(), "paper", "m1/minutes-1")
	same, _ := from.Get(t.Context(), "paper", "m1/minutes-1")
	if err != nil || !bytes.Equal(doc.Body, same.Body) {
		t.Errorf("got %d bytes and %v, want %d", len(doc.Body), err, len(same.Body))
	}
}
