package sealed

import (
	"context"
	"errors"
	"fmt"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

const (
	batch  = 256     // entries that are taken at a time, and
	weight = 1 << 20 // about how many bytes of them
)

// Take seals all that is kept, unsealed, in another store. Cut off, it can be done again and goes on where it was.
func (s *Store) Take(ctx context.Context, from store.Store) error {
	meetings, err := from.Meetings(ctx)
	if err != nil {
		return err
	}
	for _, id := range meetings {
		if err := s.takeRecord(ctx, id, from); err != nil {
			return err
		}
	}
	kinds, err := from.Kinds(ctx)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		err := from.List(ctx, kind, func(doc store.Document) error {
			doc.Version = 0
			if _, err := s.Put(ctx, doc); !errors.Is(err, store.ErrConflict) {
				return err
			}
			return nil // it was taken already
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) takeRecord(ctx context.Context, id string, from store.Records) error {
	after := 0
	if err := s.inner.Read(ctx, id, 0, func(e meeting.Entry) error { after = e.Number; return nil }); err != nil {
		return err
	}
	var waiting []meeting.Entry
	size := 0
	flush := func() error {
		if len(waiting) == 0 {
			return nil
		}
		err := s.Append(ctx, id, waiting[0].Number-1, waiting)
		waiting, size = nil, 0
		return err
	}
	err := from.Read(ctx, id, after, func(e meeting.Entry) error {
		if e.Kind == store.SealedEntry {
			return fmt.Errorf("meeting %s, entry %d: %w: it is sealed, and its keys are missing", id, e.Number, store.ErrDamaged)
		}
		waiting = append(waiting, e)
		if size += len(e.Body); len(waiting) < batch && size < weight {
			return nil
		}
		return flush()
	})
	if err != nil {
		return err
	}
	return flush()
}
