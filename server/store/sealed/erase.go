package sealed

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"strategyroom/server/store"
)

// Erase destroys a meeting's data key, deletes its documents and writes the file anew, where there is one. The record
// stays, with number, commit and fingerprint of each entry, and nobody can read what it says: not even who has an older
// copy of the keyset, unless they have an older copy of the data too. Cut off, it can be done again.
func (s *Store) Erase(ctx context.Context, meeting string) error {
	if err := s.destroy(ctx, meeting); err != nil {
		return err
	}
	s.remember(meeting, held{read: time.Now()})
	if err := s.deleteAll(ctx, meeting); err != nil {
		return err
	}
	return s.Compact(ctx)
}

// destroy puts, in the place of a meeting's data key, that it was erased.
func (s *Store) destroy(ctx context.Context, meeting string) error {
	if meeting == store.Installation || meeting == "" {
		return errors.New("this is no meeting")
	}
	body, err := json.Marshal(wrapped{Erased: true})
	if err != nil {
		return err
	}
	for {
		kept, err := s.inner.Get(ctx, store.DataKeys, meeting)
		if err != nil {
			return fmt.Errorf("meeting %s: its data key: %w", meeting, err)
		}
		if string(kept.Body) == string(body) {
			return nil
		}
		kept.Body = body
		_, err = s.inner.Put(ctx, kept)
		if err == nil || !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrUnknown) {
			return err
		}
	}
}

func (s *Store) deleteAll(ctx context.Context, meeting string) error {
	kinds, err := s.inner.Kinds(ctx)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		if kind == store.DataKeys {
			continue
		}
		err := s.inner.List(ctx, kind, func(doc store.Document) error {
			if meetingOf(doc.ID) != meeting {
				return nil
			}
			if err := s.inner.Delete(ctx, kind, doc.ID, doc.Version); !errors.Is(err, store.ErrConflict) {
				return err
			}
			return nil // it changed meanwhile, and what is in it now cannot be read either
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// Erased reports whether a meeting was erased.
func (s *Store) Erased(ctx context.Context, meeting string) (bool, error) {
	_, err := s.key(ctx, meeting, false)
	switch {
	case errors.Is(err, store.ErrErased):
		return true, nil
	case errors.Is(err, store.ErrNotFound):
		return false, nil
	}
	return false, err
}
