package mongo

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/x/mongo/driver"
	"go.mongodb.org/mongo-driver/x/mongo/driver/topology"

	"strategyroom/server/store"
)

// pause is how long to wait before an insert is tried again.
const pause = 50 * time.Millisecond

// insert writes a document under an _id that nobody else may write under, and returns when a majority has it. Its mark
// tells it from all others. ErrConflict where another has the _id. An insert of which nobody knows what became of it is
// simply tried again: it either succeeds or finds itself. ErrUnknown where that cannot be settled in time.
func (s *Store) insert(ctx context.Context, into *mongo.Collection, id, mark string, doc any) error {
	if begun := time.Now(); s.Committed != nil {
		defer func() { s.Committed(1, time.Since(begun)) }()
	}
	for sent := false; ; { // whether an earlier try may have been written
		err := try(ctx, into, doc)
		switch {
		case err == nil:
			return nil
		case mongo.IsDuplicateKeyError(err):
			var kept string
			if kept, err = s.mark(ctx, into, id); err == nil && kept == mark {
				return nil
			}
			if err == nil && kept != "" || err != nil && !sent {
				return store.ErrConflict
			}
			// It is there, but a majority does not have it yet.
		case refused(err) && !sent:
			return away(ended(ctx, err))
		case !refused(err):
			sent = true
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			if !sent {
				return away(ended(ctx, err))
			}
			return fmt.Errorf("%w: %w", store.ErrUnknown, ended(ctx, err))
		}
	}
}

// try sends an insert once. By the plain command, because InsertOne of driver 1.17 returns nil for some errors that
// carry the label NoWritesPerformed; and trying again is insert's business.
func try(ctx context.Context, into *mongo.Collection, doc any) error {
	var answer struct {
		N int `bson:"n"`
	}
	err := into.Database().RunCommand(ctx, bson.D{
		{Key: "insert", Value: into.Name()},
		{Key: "documents", Value: bson.A{doc}},
		{Key: "writeConcern", Value: bson.D{{Key: "w", Value: "majority"}, {Key: "j", Value: true}}},
	}).Decode(&answer)
	if err == nil && answer.N != 1 {
		err = fmt.Errorf("the server has inserted %d documents", answer.N)
	}
	return err
}

// mark is that of the document with an _id, empty where a majority has none.
func (s *Store) mark(ctx context.Context, in *mongo.Collection, id string) (string, error) {
	var kept struct {
		Mark string `bson:"mark"`
	}
	err := in.FindOne(ctx, bson.D{{Key: "_id", Value: id}},
		options.FindOne().SetProjection(bson.D{{Key: "mark", Value: 1}})).Decode(&kept)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return "", nil
	}
	return kept.Mark, err
}

// refused reports whether an insert certainly wrote nothing. Of every error that is not known here it is not certain.
func refused(err error) bool {
	var selection topology.ServerSelectionError
	var queue topology.WaitQueueTimeoutError
	var pool driver.RetryablePoolError
	if errors.As(err, &selection) || errors.As(err, &queue) || errors.As(err, &pool) ||
		errors.Is(err, mongo.ErrClientDisconnected) {
		return true // it never left
	}
	var connection topology.ConnectionError
	var answer mongo.ServerError
	if !errors.As(err, &answer) { // one that a server was asked on comes within a CommandError
		return errors.As(err, &connection)
	}
	var write mongo.WriteException
	if errors.As(err, &write) {
		return len(write.WriteErrors) > 0 && write.WriteConcernError == nil
	}
	const unauthorized, notAuthenticated, tooLarge = 13, 18, 10334
	return answer.HasErrorCode(unauthorized) || answer.HasErrorCode(notAuthenticated) || answer.HasErrorCode(tooLarge)
}

// unread is the answer to whoever could not read: nil, or away.
func unread(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return away(ended(ctx, err))
}

// ended is err and, where the context has ended, why: the driver does not always say so.
func ended(ctx context.Context, err error) error {
	over := ctx.Err()
	switch {
	case err == nil:
		return over
	case over == nil || errors.Is(err, over):
		return err
	}
	return fmt.Errorf("%w: %w", over, err)
}

func away(err error) error { return fmt.Errorf("%w: %w", store.ErrAway, err) }
