package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"strategyroom/server/store"
)

// put puts and expects no trouble.
func put(t *testing.T, s store.Documents, doc store.Document) store.Document {
	t.Helper()
	doc, err := s.Put(t.Context(), doc)
	if err != nil {
		t.Fatalf("put %s %s: %v", doc.Kind, doc.ID, err)
	}
	return doc
}

// kept expects that exactly this document is kept.
func kept(t *testing.T, s store.Documents, want store.Document) {
	t.Helper()
	got, err := s.Get(t.Context(), want.Kind, want.ID)
	if err != nil {
		t.Fatalf("get %s %s: %v", want.Kind, want.ID, err)
	}
	if got.Kind != want.Kind || got.ID != want.ID || got.Version != want.Version || !bytes.Equal(got.Body, want.Body) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func documents(t *testing.T, open func() (store.Store, error)) {
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	first := put(t, s, store.Document{Kind: "account", ID: "1", Body: []byte(`{"name":"S. Begum"}`)})
	other := put(t, s, store.Document{Kind: "session", ID: "1"})
	kept(t, s, first)
	kept(t, s, other)
	second := first
	second.Body = []byte("a body need not be JSON \x00\xff")
	second = put(t, s, second)
	if first.Version < 1 || second.Version <= first.Version {
		t.Errorf("got the versions %d and %d, want 1 or more and a greater one", first.Version, second.Version)
	}
	kept(t, s, second)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = opened(t, open)
	kept(t, s, second)
	if err := s.Delete(t.Context(), "account", "1", second.Version); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Get(t.Context(), "account", "1"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("got %v after deleting, want not found", err)
	}
	third := put(t, s, store.Document{Kind: "account", ID: "1"})
	if third.Version <= second.Version {
		t.Errorf("got version %d after deleting version %d, want a greater one", third.Version, second.Version)
	}
	kept(t, s, other)
	put(t, s, store.Document{Kind: "account", ID: "large", Body: make([]byte, store.MaxBody)})
}

func documentsRefused(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	doc := put(t, s, store.Document{Kind: "account", ID: "1", Body: []byte("kept")})
	gone := put(t, s, store.Document{Kind: "account", ID: "2"})
	if err := s.Delete(t.Context(), "account", "2", gone.Version); err != nil {
		t.Fatal(err)
	}
	mistake := errors.New("any other error")
	for _, test := range []struct {
		name string
		doc  store.Document
		want error
	}{
		{"is there", store.Document{Kind: "account", ID: "1"}, store.ErrConflict},
		{"later version", store.Document{Kind: "account", ID: "1", Version: doc.Version + 1}, store.ErrConflict},
		{"never was", store.Document{Kind: "account", ID: "3", Version: 1}, store.ErrConflict},
		{"was deleted", gone, store.ErrConflict},
		{"unknown kind", store.Document{Kind: "invitation", ID: "1", Version: 1}, store.ErrConflict},
		{"no kind", store.Document{ID: "1"}, mistake},
		{"no id", store.Document{Kind: "account"}, mistake},
		{"long id", store.Document{Kind: "account", ID: strings.Repeat("1", store.MaxName+1)}, mistake},
		{"large", store.Document{Kind: "account", ID: "4", Body: make([]byte, store.MaxBody+store.SealRoom+1)}, mistake},
	} {
		_, got := s.Put(t.Context(), test.doc)
		known := errors.Is(got, store.ErrConflict) || errors.Is(got, store.ErrAway) || errors.Is(got, store.ErrUnknown)
		if test.want == mistake && (got == nil || known) || test.want != mistake && !errors.Is(got, test.want) {
			t.Errorf("%s: put: got %v, want %v", test.name, got, test.want)
		}
		if test.want == mistake {
			continue
		}
		if got := s.Delete(t.Context(), test.doc.Kind, test.doc.ID, test.doc.Version); !errors.Is(got, test.want) {
			t.Errorf("%s: delete: got %v, want %v", test.name, got, test.want)
		}
	}
	kept(t, s, doc)
	over, stop := context.WithCancel(t.Context())
	stop()
	if _, err := s.Put(over, doc); !errors.Is(err, store.ErrAway) || !errors.Is(err, context.Canceled) {
		t.Errorf("put: got %v, want away and cancelled", err)
	}
	if _, err := s.Get(over, "account", "1"); !errors.Is(err, store.ErrAway) || !errors.Is(err, context.Canceled) {
		t.Errorf("get: got %v, want away and cancelled", err)
	}
	kept(t, s, doc)
}

// documentRace counts up one document by many: whoever lost reads again, and no step gets lost.
func documentRace(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	const racers, steps = 8, 10
	var group sync.WaitGroup
	for range racers {
		group.Go(func() {
			for done := 0; done < steps; {
				doc, err := s.Get(t.Context(), "count", "1")
				if err != nil && !errors.Is(err, store.ErrNotFound) {
					t.Error(err)
					return
				}
				n, _ := strconv.Atoi(string(doc.Body))
				doc.Kind, doc.ID, doc.Body = "count", "1", []byte(strconv.Itoa(n+1))
				switch _, err := s.Put(t.Context(), doc); {
				case err == nil:
					done++
				case !errors.Is(err, store.ErrConflict):
					t.Error(err)
					return
				}
			}
		})
	}
	group.Wait()
	doc, err := s.Get(t.Context(), "count", "1")
	if want := strconv.Itoa(racers * steps); err != nil || string(doc.Body) != want {
		t.Errorf("got %q and %v, want %q", doc.Body, err, want)
	}
}

func documentList(t *testing.T, open func() (store.Store, error)) {
	s := opened(t, open)
	var want []string
	for i := range 30 {
		id := fmt.Sprintf("%02d", i)
		want = append(want, id)
		put(t, s, store.Document{Kind: "account", ID: id, Body: bytes.Repeat([]byte{byte(i)}, 100_000)})
	}
	put(t, s, store.Document{Kind: "accounts", ID: "1"})
	if got, err := s.Kinds(t.Context()); err != nil || !slices.Equal(got, []string{"account", "accounts"}) {
		t.Errorf("kinds: got %q and %v, want account and accounts", got, err)
	}
	var got []string
	err := s.List(t.Context(), "account", func(doc store.Document) error {
		got = append(got, doc.ID)
		kept(t, s, doc)
		return s.Delete(t.Context(), doc.Kind, doc.ID, doc.Version)
	})
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("got %q and %v, want %q", got, err, want)
	}
	enough := errors.New("enough")
	for _, test := range []struct {
		kind string
		want error
	}{{"account", nil}, {"accounts", enough}, {"invitation", nil}, {"", nil}} {
		if got := s.List(t.Context(), test.kind, func(store.Document) error { return enough }); got != test.want {
			t.Errorf("%s: got %v, want %v", test.kind, got, test.want)
		}
	}
}
