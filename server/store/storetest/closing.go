package storetest

import (
	"errors"
	"fmt"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

func closes(t *testing.T, open func() (store.Store, error)) {
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	doc := put(t, s, store.Document{Kind: "account", ID: "1"})
	for range 2 {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for name, use := range map[string]func() error{
		"append":   func() error { return s.Append(t.Context(), "m1", 0, new(Pen).Pages(1)) },
		"read":     func() error { return s.Read(t.Context(), "m1", 0, func(meeting.Entry) error { return nil }) },
		"meetings": func() error { _, err := s.Meetings(t.Context()); return err },
		"get":      func() error { _, err := s.Get(t.Context(), "account", "1"); return err },
		"put":      func() error { _, err := s.Put(t.Context(), doc); return err },
		"list":     func() error { return s.List(t.Context(), "account", func(store.Document) error { return nil }) },
		"kinds":    func() error { _, err := s.Kinds(t.Context()); return err },
		"delete":   func() error { return s.Delete(t.Context(), "account", "1", doc.Version) },
		"ready":    func() error { return s.Ready(t.Context()) },
	} {
		if got := use(); !errors.Is(got, store.ErrAway) {
			t.Errorf("%s: got %v, want away", name, got)
		}
	}
}

// closesWhileWriting closes a store that many write to and read from: everybody gets an answer, and a true one.
func closesWhileWriting(t *testing.T, open func() (store.Store, error)) {
	s, err := open()
	if err != nil {
		t.Fatal(err)
	}
	const writers = 50
	written := make([]int, writers)
	var group sync.WaitGroup
	for i := range writers {
		group.Go(func() {
			var pen Pen
			for err := error(nil); err == nil; written[i]++ {
				if err = add(t, s, fmt.Sprint(i), pen.Pages(1)); err != nil {
					if !errors.Is(err, store.ErrAway) {
						t.Errorf("got %v, want away", err)
					}
					return
				}
				if _, err := Record(t.Context(), s, fmt.Sprint(i)); err != nil && !errors.Is(err, store.ErrAway) {
					t.Errorf("read: got %v, want nil or away", err)
				}
			}
		})
	}
	time.Sleep(50 * time.Millisecond)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	answered := make(chan struct{})
	go func() { group.Wait(); close(answered) }()
	select {
	case <-answered:
	case <-time.After(time.Minute):
		t.Fatal("somebody still waits for an answer a minute after closing")
	}
	s = opened(t, open)
	for i, want := range written {
		if got := len(record(t, s, fmt.Sprint(i))); got != want {
			t.Errorf("meeting %d: got %d entries, want the %d that were acknowledged", i, got, want)
		}
	}
}
