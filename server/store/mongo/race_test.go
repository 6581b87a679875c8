package mongo_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/mongo/mongotest"
	"strategyroom/server/store/storetest"
)

// TestServersRace has writers at two servers, none of whom knows of the others: each append and each step of a counter
// is there once, and the record has one chain.
func TestServersRace(t *testing.T) {
	t.Parallel()
	uri := mongotest.Database(t)
	const writers, steps = 4, 8
	var stores [2]*mongo.Store
	var group sync.WaitGroup
	for i := range stores {
		s, err := mongo.Open(t.Context(), uri)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Wait(time.Minute)
		stores[i] = s
		for writer := range writers {
			group.Go(func() {
				for step := range steps {
					if err := appended(t.Context(), s, fmt.Sprint(i, "/", writer, "/", step)); err != nil {
						t.Error(err)
					}
					if err := counted(t.Context(), s); err != nil {
						t.Error(err)
					}
				}
			})
		}
	}
	group.Wait()
	const want = len(stores) * writers * steps
	for i, s := range stores {
		got, err := storetest.Record(t.Context(), s, "m1")
		if err != nil || len(got) != want {
			t.Errorf("server %d: got %d entries and %v, want %d", i, len(got), err, want)
		}
		count, err := s.Get(t.Context(), "count", "1")
		if string(count.Body) != strconv.Itoa(want) || count.Version != want {
			t.Errorf("server %d: got the count %s in version %d and %v, want %d", i, count.Body, count.Version, err, want)
		}
	}
}

// appended writes a command down after whatever was written first.
func appended(ctx context.Context, s *mongo.Store, command string) error {
	for {
		var head meeting.Entry
		if err := s.Read(ctx, "m1", 0, func(e meeting.Entry) error { head = e; return nil }); err != nil {
			return err
		}
		pen := storetest.After(head)
		err := s.Append(ctx, "m1", head.Number, []meeting.Entry{pen.Write(command)})
		if !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}

// counted counts one step.
func counted(ctx context.Context, s *mongo.Store) error {
	for {
		doc, err := s.Get(ctx, "count", "1")
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		n, _ := strconv.Atoi(string(doc.Body))
		doc.Kind, doc.ID, doc.Body = "count", "1", []byte(strconv.Itoa(n+1))
		if _, err := s.Put(ctx, doc); !errors.Is(err, store.ErrConflict) {
			return err
		}
	}
}
