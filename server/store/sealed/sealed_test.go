package sealed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"go.etcd.io/bbolt"

	"strategyroom/meeting"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/sealed"
	"strategyroom/server/store/storetest"
)

// owner has every id that begins with a meeting's belong to it.
func owner(kind, id string) string {
	of, _, _ := strings.Cut(id, "/")
	if strings.HasPrefix(of, "m") {
		return of
	}
	return ""
}

// open opens what is kept sealed in a folder.
func open(ctx context.Context, dir string) (*sealed.Store, bool, error) {
	inner, err := bolt.Open(dir)
	if err != nil {
		return nil, false, err
	}
	s, made, err := sealed.Open(ctx, inner, filepath.Join(dir, sealed.File), owner)
	if err != nil {
		inner.Close()
	}
	return s, made, err
}

func opened(t *testing.T, dir string) *sealed.Store {
	t.Helper()
	s, _, err := open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func TestContract(t *testing.T) {
	storetest.Run(t, func(t *testing.T) func() (store.Store, error) {
		dir := t.TempDir()
		return func() (store.Store, error) {
			s, _, err := open(t.Context(), dir)
			return s, err
		}
	})
}

// fill keeps some of everything in two meetings, and something of neither.
func fill(t *testing.T, s store.Store) {
	t.Helper()
	for id, n := range map[string]int{"m1": 300, "m2": 3} {
		if err := s.Append(t.Context(), id, 0, new(storetest.Pen).Pages(n)); err != nil {
			t.Fatal(err)
		}
		for _, doc := range []store.Document{
			{Kind: "paper", ID: id + "/minutes-1", Body: bytes.Repeat([]byte("Words of minutes. "), 3000)},
			{Kind: "code", ID: id + "/a2", Body: []byte("words of a code")},
		} {
			if _, err := s.Put(t.Context(), doc); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := s.Put(t.Context(), store.Document{Kind: "account", ID: "sam@council.example", Body: []byte("words of Sam")}); err != nil {
		t.Fatal(err)
	}
}

// shown are texts that stand in what fill keeps, and must not stand in a file.
var shown = []string{"information", "words of", "Words of", "sam@council.example", "account", "paper", "minutes-1", `"a1"`, "c299\""}

// TestNothingShows looks for what was kept in the file, and finds it where it was not sealed.
func TestNothingShows(t *testing.T) {
	clear, dir := t.TempDir(), t.TempDir()
	inner, err := bolt.Open(clear)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, inner)
	inner.Close()
	s := opened(t, dir)
	fill(t, s)
	s.Close()
	for _, text := range shown {
		if !bytes.Contains(file(t, clear), []byte(text)) {
			t.Errorf("%q does not stand in the file that is not sealed", text)
		}
		if bytes.Contains(file(t, dir), []byte(text)) {
			t.Errorf("%q stands in the sealed file", text)
		}
	}
}

func file(t *testing.T, dir string) []byte {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(dir, bolt.File))
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// TestChainWithoutKeys follows a sealed record as it lies in the store.
func TestChainWithoutKeys(t *testing.T) {
	s := opened(t, t.TempDir())
	fill(t, s)
	var chain, without meeting.Chain
	if err := s.Read(t.Context(), "m1", 0, chain.Follow); err != nil {
		t.Fatal(err)
	}
	err := s.Inner().Read(t.Context(), "m1", 0, func(e meeting.Entry) error { return without.Follow(store.Chained(e)) })
	if err != nil || without.Number != 300 || !bytes.Equal(without.Fingerprint, chain.Fingerprint) {
		t.Errorf("got entry %d, %s and %v, want 300 and %s", without.Number, without.Fingerprint, err, chain.Fingerprint)
	}
}

// TestMoved has somebody who can write into the file move, exchange or change what is sealed: each is found.
func TestMoved(t *testing.T) {
	for _, test := range []struct {
		name string
		do   func(records, documents *bbolt.Bucket) error
		read func(s store.Store) error
	}{
		{"an entry's words in another's place", func(records, _ *bbolt.Bucket) error {
			return exchange(records.Bucket([]byte("m1")), records.Bucket([]byte("m1")), 1, 2)
		}, record("m1")},
		{"an entry's words in another meeting", func(records, _ *bbolt.Bucket) error {
			return exchange(records.Bucket([]byte("m1")), records.Bucket([]byte("m2")), 1, 1)
		}, record("m2")},
		{"an entry that is not sealed", func(records, _ *bbolt.Bucket) error {
			var pen storetest.Pen
			return records.Bucket([]byte("m1")).Put(key(1), pen.Pages(1)[0].Line())
		}, func(s store.Store) error {
			return s.Read(context.Background(), "m1", 0, func(e meeting.Entry) error {
				if e.Hidden() {
					return store.ErrDamaged // it is not believed
				}
				return nil
			})
		}},
		{"a document's words in another's place", func(_, documents *bbolt.Bucket) error {
			return documents.ForEachBucket(func(kind []byte) error {
				bucket := documents.Bucket(kind)
				var first []byte
				var change [][]byte
				err := bucket.ForEach(func(id, value []byte) error {
					if first == nil {
						first = bytes.Clone(value)
					} else {
						change = append(change, bytes.Clone(id))
					}
					return nil
				})
				for _, id := range change {
					if string(kind) != store.DataKeys {
						err = errors.Join(err, bucket.Put(id, first))
					}
				}
				return err
			})
		}, func(s store.Store) error {
			_, one := s.Get(context.Background(), "code", "m1/a2")
			_, other := s.Get(context.Background(), "code", "m2/a2")
			return errors.Join(one, other)
		}},
		{"a meeting's key for another", func(_, documents *bbolt.Bucket) error {
			keys := documents.Bucket([]byte(store.DataKeys))
			return keys.Put([]byte("m2"), bytes.Clone(keys.Get([]byte("m1"))))
		}, record("m2")},
	} {
		dir := t.TempDir()
		s := opened(t, dir)
		fill(t, s)
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := bbolt.Open(filepath.Join(dir, bolt.File), 0o600, nil)
		if err != nil {
			t.Fatal(err)
		}
		err = db.Update(func(tx *bbolt.Tx) error { return test.do(tx.Bucket([]byte("records")), tx.Bucket([]byte("documents"))) })
		if err := errors.Join(err, db.Close()); err != nil {
			t.Fatal(err)
		}
		if err := test.read(opened(t, dir)); !errors.Is(err, store.ErrDamaged) && !errors.Is(err, sealed.ErrOtherKeyset) {
			t.Errorf("%s: got %v, want damaged", test.name, err)
		}
	}
}

func record(id string) func(store.Store) error {
	return func(s store.Store) error {
		var chain meeting.Chain
		return s.Read(context.Background(), id, 0, chain.Follow)
	}
}

// exchange puts the body of one entry into another, and leaves the chain as it is.
func exchange(from, to *bbolt.Bucket, one, other int) error {
	var first, second map[string]any
	err := errors.Join(json.Unmarshal(from.Get(key(one)), &first), json.Unmarshal(to.Get(key(other)), &second))
	if err != nil {
		return err
	}
	second["body"] = first["body"]
	line, err := meeting.Canonical(second)
	if err != nil {
		return err
	}
	return to.Put(key(other), line)
}

func key(n int) []byte { return []byte{0, 0, 0, 0, 0, 0, 0, byte(n)} }
