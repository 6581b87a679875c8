package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Append writes entries at the end of a meeting's record.
func (s *Store) Append(ctx context.Context, id string, after int, entries []meeting.Entry) error {
	if err := store.CheckAppend(id, after, entries); err != nil {
		return err
	}
	lines := make([][]byte, len(entries))
	for i, entry := range entries {
		lines[i] = entry.Line()
	}
	return s.submit(ctx, func(tx *bbolt.Tx) error {
		if head(inside(tx, records, []byte(id))) != after {
			return store.ErrConflict
		}
		bucket, err := within(tx, records, []byte(id))
		if err != nil {
			return err
		}
		bucket.FillPercent = 0.9 // keys only ever come at the end: no room is needed between them
		for i, line := range lines {
			if err := bucket.Put(number(after+1+i), line); err != nil {
				return err
			}
		}
		return nil
	})
}

// Read visits the entries above after.
func (s *Store) Read(ctx context.Context, id string, after int, visit func(meeting.Entry) error) error {
	after = max(after, 0)
	for {
		pairs, err := s.page(ctx, number(after+1), records, []byte(id))
		if err != nil {
			return fmt.Errorf("meeting %s: %w", id, err)
		}
		for _, pair := range pairs {
			if err := ctx.Err(); err != nil {
				return away(err)
			}
			after++
			if !bytes.Equal(pair.key, number(after)) {
				return fmt.Errorf("meeting %s, entry %d: %w: it is missing", id, after, store.ErrDamaged)
			}
			entry, err := meeting.ParseEntry(pair.value)
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
		if len(pairs) == 0 {
			return nil
		}
	}
}

// Meetings is the ids of all meetings.
func (s *Store) Meetings(ctx context.Context) ([]string, error) { return s.names(ctx, records) }

// head is the number of the last entry in a meeting's bucket, 0 where there is none.
func head(bucket *bbolt.Bucket) int {
	if bucket == nil {
		return 0
	}
	key, _ := bucket.Cursor().Last()
	if len(key) != 8 {
		return 0
	}
	return int(binary.BigEndian.Uint64(key))
}

func number(n int) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// behind is the first possible key after the last of the pairs.
func behind(pairs []pair) []byte { return append(pairs[len(pairs)-1].key, 0) }

// within is the bucket inner in the bucket outer, each made where there is none.
func within(tx *bbolt.Tx, outer, inner []byte) (*bbolt.Bucket, error) {
	bucket, err := tx.CreateBucketIfNotExists(outer)
	if err != nil {
		return nil, err
	}
	return bucket.CreateBucketIfNotExists(inner)
}
