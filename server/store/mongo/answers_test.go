package mongo_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo/integration/mtest"

	"strategyroom/server/store"
	"strategyroom/server/store/mongo"
	"strategyroom/server/store/storetest"
)

// found is what a server answers to a read.
func found(documents ...bson.D) bson.D {
	return mtest.CreateCursorResponse(0, "db.records", mtest.FirstBatch, documents...)
}

func failed(code int32, labels ...string) bson.D {
	return mtest.CreateCommandErrorResponse(mtest.CommandError{Code: code, Name: "Failed", Message: "words", Labels: labels})
}

func writeFailed(code int) bson.D {
	return mtest.CreateWriteErrorsResponse(mtest.WriteError{Code: code, Message: "words"})
}

// TestAnswers has a server answer an append in each way, and holds what is made of it.
func TestAnswers(t *testing.T) {
	var pen storetest.Pen
	entries := pen.Pages(2)
	const (
		duplicate, diskFull, interrupted, unauthorized, late = 11000, 14031, 11602, 13, 50
		retry                                                = "RetryableWriteError"
	)
	done := mtest.CreateSuccessResponse(bson.E{Key: "n", Value: 1})
	mine := found(bson.D{{Key: "_id", Value: "m1/1"}, {Key: "mark", Value: pen.Fingerprint.String()}})
	another := found(bson.D{{Key: "_id", Value: "m1/1"}, {Key: "mark", Value: "another"}})
	minority := mtest.CreateWriteConcernErrorResponse(mtest.WriteConcernError{Code: 64, Name: "WriteConcernTimeout", Message: "words"})
	both := append(writeFailed(diskFull), minority[len(minority)-1])
	calls := mtest.New(t, mtest.NewOptions().ClientType(mtest.Mock).ShareClient(false))
	for _, test := range []struct {
		name    string
		answers []bson.D // to: what is the head, and the insert; what follows from that
		want    error
	}{
		{"written", []bson.D{found(), done}, nil},
		{"the record is longer", []bson.D{found(bson.D{{Key: "last", Value: 7}})}, store.ErrConflict},
		{"the head is not read", []bson.D{failed(late)}, store.ErrAway},
		{"another was first", []bson.D{found(), writeFailed(duplicate), another}, store.ErrConflict},
		{"another was first and is not read", []bson.D{found(), writeFailed(duplicate), failed(late)}, store.ErrConflict},
		{"it is there", []bson.D{found(), writeFailed(duplicate), mine}, nil},
		{"it is there, and no majority has it", []bson.D{found(), writeFailed(duplicate), found(), writeFailed(duplicate), mine}, nil},
		{"another is there, and no majority has it", []bson.D{found(), writeFailed(duplicate), found(), writeFailed(duplicate), another},
			store.ErrConflict},
		{"no majority in time, then it has it", []bson.D{found(), minority, writeFailed(duplicate), mine}, nil},
		{"no majority in time, then another was first", []bson.D{found(), minority, writeFailed(duplicate), another}, store.ErrConflict},
		{"no majority in time, then nobody answers", []bson.D{found(), minority}, store.ErrUnknown},
		{"stepped down, tried again", []bson.D{found(), failed(interrupted, retry), done}, nil},
		{"stepped down twice, and written", []bson.D{found(), failed(interrupted, retry), failed(interrupted, retry), writeFailed(duplicate), mine}, nil},
		{"stepped down, and nobody answers", []bson.D{found(), failed(interrupted, retry)}, store.ErrUnknown},
		{"cut off", []bson.D{found(), failed(late)}, store.ErrUnknown},
		{"the connection breaks", []bson.D{found()}, store.ErrUnknown},
		{"stepped down, and then the disk is full", []bson.D{found(), minority, writeFailed(diskFull)}, store.ErrUnknown},
		{"the disk is full", []bson.D{found(), writeFailed(diskFull)}, store.ErrAway},
		{"the disk is full, and of something no majority", []bson.D{found(), both}, store.ErrUnknown},
		{"nothing was inserted, and no error", []bson.D{found(), mtest.CreateSuccessResponse()}, store.ErrUnknown},
		{"too large", []bson.D{found(), failed(10334)}, store.ErrAway},
		{"not allowed", []bson.D{found(), failed(unauthorized)}, store.ErrAway},
		{"an error that the driver loses", []bson.D{found(), failed(late, "NoWritesPerformed")}, store.ErrUnknown},
	} {
		calls.Run(test.name, func(mt *mtest.T) {
			mt.AddMockResponses(test.answers...)
			s := mongo.On(mt.DB)
			s.Wait(300 * time.Millisecond)
			got := s.Append(context.Background(), "m1", 0, entries)
			for _, kind := range []error{store.ErrConflict, store.ErrAway, store.ErrUnknown} {
				if errors.Is(got, kind) != (test.want == kind) {
					mt.Errorf("got %v, want %v", got, test.want)
				}
			}
			if test.want == nil && got != nil {
				mt.Errorf("got %v, want nil", got)
			}
		})
	}
}

// TestSlowWriter has somebody find the _id of a version free that was taken, replaced and taken away meanwhile.
func TestSlowWriter(t *testing.T) {
	done := mtest.CreateSuccessResponse(bson.E{Key: "n", Value: 1})
	state := func(version int, follows ...string) bson.D {
		return found(bson.D{{Key: "mark", Value: "another"}, {Key: "version", Value: version}, {Key: "follows", Value: follows}})
	}
	calls := mtest.New(t, mtest.NewOptions().ClientType(mtest.Mock).ShareClient(false))
	for _, test := range []struct {
		name string
		now  bson.D // what counts after the insert of version 4
		want error
	}{
		{"replaced by others", state(5, "a", "b", "c"), store.ErrConflict},
		{"replaced many times", state(4+129, "a", "b", "c"), store.ErrUnknown},
		{"not read", failed(50), store.ErrUnknown},
	} {
		calls.Run(test.name, func(mt *mtest.T) {
			mt.AddMockResponses(state(3, "a", "b"), done, test.now)
			_, got := mongo.On(mt.DB).Put(context.Background(), store.Document{Kind: "account", ID: "1", Version: 3})
			if !errors.Is(got, test.want) {
				mt.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
