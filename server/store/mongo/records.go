package mongo

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// pageSize is about how many bytes are read before they are visited.
const pageSize = 1 << 20

// part is one append: entries of a meeting that follow one another.
type part struct {
	ID      string   `bson:"_id"`  // the meeting and the number of the first entry
	Mark    string   `bson:"mark"` // the fingerprint of the last entry, which no other append comes to
	Meeting string   `bson:"meeting"`
	Last    int      `bson:"last"` // the number of the last entry
	Lines   []string `bson:"lines"`
}

// Append writes entries at the end of a meeting's record. It has to be known first that the record ends, or once ended,
// with after: appends follow one another without a gap, so that whoever wrote meanwhile has taken the _id.
func (s *Store) Append(ctx context.Context, id string, after int, entries []meeting.Entry) error {
	if err := errors.Join(store.CheckAppend(id, after, entries), textual(id)); err != nil {
		return err
	}
	ctx, done, err := s.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	if !s.ends.known(id, after) {
		head, err := s.head(ctx, id)
		if err != nil {
			return err
		}
		if head != after {
			return store.ErrConflict
		}
	}
	last := entries[len(entries)-1]
	p := part{ID: fmt.Sprintf("%s/%d", id, after+1), Mark: last.Fingerprint.String(), Meeting: id, Last: last.Number}
	for _, entry := range entries {
		p.Lines = append(p.Lines, string(entry.Line()))
	}
	if err := s.insert(ctx, s.records, p.ID, p.Mark, p); err != nil {
		return err
	}
	s.ends.note(id, p.Last)
	return nil
}

// mostEnds is of how many meetings the ends are remembered.
const mostEnds = 10_000

// ends are the numbers that records ended with when this store last wrote in them. It saves asking.
type ends struct {
	mu      sync.Mutex
	numbers map[string]int
}

func (e *ends) known(meeting string, number int) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	end, ok := e.numbers[meeting]
	return ok && end == number
}

func (e *ends) note(meeting string, number int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.numbers == nil || len(e.numbers) >= mostEnds {
		e.numbers = map[string]int{}
	}
	e.numbers[meeting] = number
}

// head is the number of the last entry in a meeting's record, 0 where there is none.
func (s *Store) head(ctx context.Context, id string) (int, error) {
	var newest part
	err := s.records.FindOne(ctx, bson.D{{Key: "meeting", Value: id}}, options.FindOne().
		SetSort(bson.D{{Key: "last", Value: -1}}).SetProjection(bson.D{{Key: "last", Value: 1}})).Decode(&newest)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return 0, nil
	}
	return newest.Last, unread(ctx, err)
}

// Read visits the entries above after.
func (s *Store) Read(ctx context.Context, id string, after int, visit func(meeting.Entry) error) error {
	after = max(after, 0)
	for {
		parts, err := s.parts(ctx, id, after)
		if err != nil {
			return fmt.Errorf("meeting %s: %w", id, err)
		}
		for _, p := range parts {
			if err := ctx.Err(); err != nil {
				return away(err)
			}
			first := p.Last - len(p.Lines) + 1
			if first > after+1 || p.Last <= after {
				return fmt.Errorf("meeting %s, entry %d: %w: it is missing", id, after+1, store.ErrDamaged)
			}
			for _, line := range p.Lines[after+1-first:] {
				after++
				entry, err := meeting.ParseEntry([]byte(line))
				if err != nil {
					return fmt.Errorf("meeting %s, entry %d: %w: %w", id, after, store.ErrDamaged, err)
				}
				if entry.Number != after {
					return fmt.Errorf("meeting %s, entry %d: %w: entry %d stands in its place", id, after, store.ErrDamaged,
						entry.Number)
				}
				if err := visit(entry); err != nil {
					return err
				}
			}
		}
		if len(parts) == 0 {
			return nil
		}
	}
}

// parts are the next of a meeting's that have entries above after. No cursor stays open while they are visited.
func (s *Store) parts(ctx context.Context, id string, after int) ([]part, error) {
	return page[part](ctx, s, s.records, bson.D{{Key: "meeting", Value: id}, {Key: "last", Value: bson.D{{Key: "$gt", Value: after}}}},
		bson.D{{Key: "last", Value: 1}})
}

// page reads what is found until it is about pageSize. store.ErrDamaged where it is not in the form of a T.
func page[T any](ctx context.Context, s *Store, in *mongo.Collection, filter, sort bson.D) ([]T, error) {
	ctx, done, err := s.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	cursor, err := in.Find(ctx, filter, options.Find().SetSort(sort))
	if err != nil {
		return nil, unread(ctx, err)
	}
	defer cursor.Close(ctx)
	var found []T
	for size := 0; size < pageSize && cursor.Next(ctx); size += len(cursor.Current) {
		var one T
		if err := cursor.Decode(&one); err != nil {
			return nil, fmt.Errorf("%w: %w", store.ErrDamaged, err)
		}
		found = append(found, one)
	}
	return found, unread(ctx, cursor.Err())
}

// Meetings is the ids of all meetings.
func (s *Store) Meetings(ctx context.Context) ([]string, error) {
	return s.distinct(ctx, s.records, "meeting")
}

// distinct is all values of a field, in the order of their bytes.
func (s *Store) distinct(ctx context.Context, in *mongo.Collection, field string) ([]string, error) {
	ctx, done, err := s.use(ctx)
	if err != nil {
		return nil, err
	}
	defer done()
	found, err := in.Distinct(ctx, field, bson.D{})
	if err != nil {
		return nil, unread(ctx, err)
	}
	var values []string
	for _, one := range found {
		value, ok := one.(string)
		if !ok {
			return nil, fmt.Errorf("%w: a %s is no text", store.ErrDamaged, field)
		}
		values = append(values, value)
	}
	slices.Sort(values)
	return values, nil
}
