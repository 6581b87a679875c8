// Package sealed keeps everything in another store so that whoever reads that one learns little from it: how many
// meetings and entries there are, when they were written, how long they are, and which documents belong to which meeting.
//
// Each meeting has a data key, and what belongs to no meeting has one of its own. An entry keeps its number, commit and
// fingerprint, so that its chain can be followed without keys; the rest is sealed. Of a document the body is sealed,
// with its kind and id, which stand as keyed hashes in the store. What is sealed is bound to its place, so that nothing
// can be moved or exchanged unseen. Data keys lie in the store too, wrapped with a keyset that lies in a file: without it
// nothing can be read. Where a meeting's data key is destroyed the meeting is erased, and its chain still whole.
package sealed

import (
	"context"
	"crypto/cipher"
	"errors"
	"fmt"
	"io/fs"
	"sync"

	"strategyroom/server/store"
)

// Why a store cannot be opened.
var (
	// ErrOtherKeyset: the data was sealed with other keys.
	ErrOtherKeyset = errors.New("the data was sealed with other keys: put back the file that belongs to it")
	// ErrNoKeyset: there is sealed data, and no keyset.
	ErrNoKeyset = errors.New("the data is sealed, and its keys are not there: put the file there, from its backup or from another server")
	// ErrUnsealed: what is kept is not sealed yet; see Take.
	ErrUnsealed = errors.New("what is kept is not sealed yet")
)

// Owner is the meeting that a document belongs to; "" where it belongs to none, as accounts and sessions.
type Owner func(kind, id string) (meeting string)

// Store is what is kept sealed in another store.
type Store struct {
	inner  store.Store
	keyset *Keyset
	owner  Owner
	own    cipher.AEAD // of what belongs to no meeting
	names  []byte      // the key of the hashes that stand for kinds and ids

	mu   sync.Mutex
	keys map[string]held // by meeting
}

var _ store.Store = (*Store)(nil)

// Open opens what is kept in inner with the keyset in a file. Where neither is there it makes the keyset, and says so by
// made. ErrUnsealed where something unsealed is kept; all other errors are one line for the operator. inner
// belongs to the store from then on, unless there is an error.
func Open(ctx context.Context, inner store.Store, path string, owner Owner) (s *Store, made bool, err error) {
	kept, err := inner.Get(ctx, store.DataKeys, store.Installation)
	fresh := errors.Is(err, store.ErrNotFound)
	if err != nil && !fresh {
		return nil, false, err
	}
	if fresh {
		if err := empty(ctx, inner); err != nil {
			return nil, false, err
		}
	}
	keyset, err := Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		if !fresh {
			return nil, false, keyset.fault(ErrNoKeyset)
		}
		keyset, made, err = generate(path)
	}
	if err != nil {
		return nil, false, err
	}
	s = &Store{inner: inner, keyset: keyset, owner: owner, keys: map[string]held{}}
	var key []byte
	if fresh {
		key, err = s.makeKey(ctx, store.Installation)
	} else {
		key, err = s.readKey(kept)
	}
	if err == nil {
		err = s.hold(key)
	}
	if err != nil {
		return nil, false, err
	}
	return s, made, nil
}

// empty is nil where nothing is kept in a store, ErrUnsealed where something is.
func empty(ctx context.Context, s store.Store) error {
	meetings, err := s.Meetings(ctx)
	if err != nil {
		return err
	}
	kinds, err := s.Kinds(ctx)
	if err == nil && len(meetings)+len(kinds) > 0 {
		err = ErrUnsealed
	}
	return err
}

// Fits says in one line why the keyset in a file does not open what was sealed under this wrapped key of an
// installation; nil where it does.
func Fits(path string, installation store.Document) error {
	keyset, err := Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return keyset.fault(ErrNoKeyset)
	}
	if err != nil {
		return err
	}
	_, err = (&Store{keyset: keyset}).readKey(installation)
	return err
}

// Inner is the store in which everything is kept as it is, sealed.
func (s *Store) Inner() store.Store { return s.inner }

// watcher is what a store.Shared has besides a store.
type watcher interface {
	Watch(ctx context.Context, standing func() map[string]int, written func(meeting string, last int))
}

// Kept is the store for whoever uses it: also a store.Shared where that in which it is kept is one.
func (s *Store) Kept() store.Store {
	if inner, ok := s.inner.(watcher); ok {
		return together{s, inner}
	}
	return s
}

type together struct {
	*Store
	watcher
}

var _ store.Shared = together{}

// Ready is that of the store in which everything is kept.
func (s *Store) Ready(ctx context.Context) error { return s.inner.Ready(ctx) }

// Close closes the store in which everything is kept.
func (s *Store) Close() error { return s.inner.Close() }

// Meetings is the ids of all meetings, which are not sealed.
func (s *Store) Meetings(ctx context.Context) ([]string, error) { return s.inner.Meetings(ctx) }

// Compact leaves nothing in the file but what is kept, where the store in which it is kept has one.
func (s *Store) Compact(ctx context.Context) error {
	file, ok := s.inner.(store.Compact)
	if !ok {
		return nil
	}
	if err := file.Compact(ctx); err != nil {
		return fmt.Errorf("the data file was not written anew, and what was deleted may stay in it for a while: %w", err)
	}
	return nil
}
