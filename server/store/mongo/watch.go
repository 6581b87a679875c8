package mongo

import (
	"context"
	"time"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
)

const (
	lookEvery   = time.Second // where there is no change stream
	listenEvery = time.Minute // before a change stream that cannot be had is asked for again
)

// Watch tells of what is written by a change stream; where there is none, or none at present, by looking each second at
// the meetings that matter.
func (s *Store) Watch(ctx context.Context, standing func() map[string]int, written func(meeting string, last int)) {
	var listened time.Time
	for ctx.Err() == nil {
		if now := time.Now(); now.Sub(listened) >= listenEvery {
			listened = now
			s.listen(ctx, standing, written)
		}
		s.look(ctx, standing, written)
		select {
		case <-time.After(lookEvery):
		case <-ctx.Done():
		}
	}
}

// listen tells of what is written for as long as there is a change stream, and first of what was written before.
func (s *Store) listen(ctx context.Context, standing func() map[string]int, written func(meeting string, last int)) {
	inserts := mongo.Pipeline{
		{{Key: "$match", Value: bson.D{{Key: "operationType", Value: "insert"}}}},
		{{Key: "$project", Value: bson.D{{Key: "fullDocument.meeting", Value: 1}, {Key: "fullDocument.last", Value: 1}}}},
	}
	stream, err := s.records.Watch(ctx, inserts)
	if err != nil {
		return
	}
	defer stream.Close(context.WithoutCancel(ctx))
	s.look(ctx, standing, written)
	for stream.Next(ctx) {
		var event struct {
			Part part `bson:"fullDocument"`
		}
		if stream.Decode(&event) == nil {
			written(event.Part.Meeting, event.Part.Last)
		}
	}
}

// look tells of what goes beyond standing. Where the store is away there will be another look.
func (s *Store) look(ctx context.Context, standing func() map[string]int, written func(meeting string, last int)) {
	var beyond bson.A
	for meeting, number := range standing() {
		beyond = append(beyond, bson.D{{Key: "meeting", Value: meeting}, {Key: "last", Value: bson.D{{Key: "$gt", Value: number}}}})
	}
	if len(beyond) == 0 {
		return
	}
	ctx, done, err := s.use(ctx)
	if err != nil {
		return
	}
	defer done()
	cursor, err := s.records.Find(ctx, bson.D{{Key: "$or", Value: beyond}},
		options.Find().SetProjection(bson.D{{Key: "meeting", Value: 1}, {Key: "last", Value: 1}}))
	if err != nil {
		return
	}
	defer cursor.Close(ctx)
	for cursor.Next(ctx) {
		var p part
		if cursor.Decode(&p) == nil {
			written(p.Meeting, p.Last)
		}
	}
}
