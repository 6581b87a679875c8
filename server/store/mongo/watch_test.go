package mongo_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/integration/mtest"

	"strategyroom/server/store/mongo"
	"strategyroom/server/store/mongo/mongotest"
	"strategyroom/server/store/storetest"
)

// TestWatch has one server tell of what another writes, and of nothing that it knows already.
func TestWatch(t *testing.T) {
	t.Parallel()
	uri := mongotest.Database(t)
	var stores [2]*mongo.Store
	for i := range stores {
		s, err := mongo.Open(t.Context(), uri)
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		s.Wait(time.Minute)
		stores[i] = s
	}
	var pen, other storetest.Pen
	if err := stores[0].Append(t.Context(), "m1", 0, pen.Pages(3)); err != nil {
		t.Fatal(err)
	}
	if err := stores[0].Append(t.Context(), "m2", 0, other.Pages(2)); err != nil {
		t.Fatal(err)
	}
	told := make(chan string, 100)
	watching, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		stores[1].Watch(watching, func() map[string]int { return map[string]int{"m1": 3, "m2": 1} },
			func(meeting string, last int) { told <- fmt.Sprint(meeting, " ", last) })
	}()
	next := func(want string) {
		t.Helper()
		for {
			select {
			case got := <-told:
				if got == want {
					return
				}
				if got != "m2 2" { // told again, since nobody takes note of it here
					t.Fatalf("told of %s, want %s", got, want)
				}
			case <-time.After(30 * time.Second):
				t.Fatalf("not told of %s", want)
			}
		}
	}
	next("m2 2")
	if err := stores[0].Append(t.Context(), "m1", 3, pen.Pages(4)); err != nil {
		t.Fatal(err)
	}
	next("m1 7")
	stop()
	<-ended
}

// TestChangeStream has a server with change streams tell of an insert, after a look at what came before.
func TestChangeStream(t *testing.T) {
	calls := mtest.New(t, mtest.NewOptions().ClientType(mtest.Mock).ShareClient(false))
	calls.Run("insert", func(mt *mtest.T) {
		event := bson.D{
			{Key: "_id", Value: bson.D{{Key: "_data", Value: "1"}}},
			{Key: "fullDocument", Value: bson.D{{Key: "meeting", Value: "m1"}, {Key: "last", Value: 9}}},
		}
		mt.AddMockResponses(
			mtest.CreateCursorResponse(5, "db.records", mtest.FirstBatch),
			found(bson.D{{Key: "meeting", Value: "m1"}, {Key: "last", Value: 8}}),
			mtest.CreateCursorResponse(5, "db.records", mtest.NextBatch, event),
		)
		watching, stop := context.WithTimeout(context.Background(), time.Minute)
		defer stop()
		var told []string
		mongo.On(mt.DB).Watch(watching, func() map[string]int { return map[string]int{"m1": 7} }, func(meeting string, last int) {
			if told = append(told, fmt.Sprint(meeting, " ", last)); len(told) == 2 {
				stop()
			}
		})
		if got, want := fmt.Sprint(told), "[m1 8 m1 9]"; got != want {
			mt.Errorf("told of %v, want %v", got, want)
		}
		started := mt.GetAllStartedEvents()
		if got, want := started[0].Command.Lookup("pipeline", "0", "$changeStream").Type, bson.TypeEmbeddedDocument; got != want {
			mt.Errorf("the first command was %v, want a change stream", started[0].Command)
		}
	})
}
