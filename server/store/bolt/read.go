package bolt

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"go.etcd.io/bbolt"

	"strategyroom/server/store"
)

// pageSize is about how many bytes one read transaction copies out.
const pageSize = 1 << 20

// errUnsettled is for who would read what may not be on the disk.
var errUnsettled = errors.New("the last write may not be on the disk")

// pair is a key and its value, copied out of the file.
type pair struct{ key, value []byte }

// page copies pairs of a bucket, from the key from on. No transaction stays open while they are visited: that would
// hold up the committer when the file has to grow, and keep old pages from being used again.
func (s *Store) page(ctx context.Context, from []byte, path ...[]byte) (pairs []pair, err error) {
	if err := ctx.Err(); err != nil {
		return nil, away(err)
	}
	err = s.view(func(tx *bbolt.Tx) {
		bucket := inside(tx, path...)
		if bucket == nil {
			return
		}
		size := 0
		cursor := bucket.Cursor()
		for key, value := cursor.Seek(from); key != nil && size < pageSize; key, value = cursor.Next() {
			pairs = append(pairs, pair{bytes.Clone(key), bytes.Clone(value)})
			size += len(key) + len(value)
		}
	})
	return pairs, err
}

// names is the keys of a bucket.
func (s *Store) names(ctx context.Context, bucket []byte) ([]string, error) {
	var names []string
	var from []byte
	for {
		pairs, err := s.page(ctx, from, bucket)
		if err != nil || len(pairs) == 0 {
			return names, err
		}
		for _, pair := range pairs {
			names = append(names, string(pair.key))
		}
		from = behind(pairs)
	}
}

// inside is the bucket at the end of a path, nil where there is none.
func inside(tx *bbolt.Tx, path ...[]byte) *bbolt.Bucket {
	bucket := tx.Bucket(path[0])
	for _, name := range path[1:] {
		if bucket == nil {
			return nil
		}
		bucket = bucket.Bucket(name)
	}
	return bucket
}

// view reads what is on the disk, also while nothing can be written there.
func (s *Store) view(read func(*bbolt.Tx)) error {
	err := s.show(read)
	if errors.Is(err, errUnsettled) {
		if err = s.reopen(); err == nil {
			err = s.show(read)
		}
	}
	return err
}

// show is view where the file is open and shows what is on the disk.
func (s *Store) show(read func(*bbolt.Tx)) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	if s.db == nil {
		return away(errUnsettled)
	}
	return s.guard(func() error {
		err := s.db.View(func(tx *bbolt.Tx) error {
			if tx.ID() > s.sure {
				return errUnsettled
			}
			read(tx)
			return nil
		})
		if err != nil {
			return away(err)
		}
		return nil
	})
}

// reopen opens the file again where a failed commit had to leave it, and settles it where that is possible.
func (s *Store) reopen() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed() {
		return away(errClosed)
	}
	if err := s.settle(); err != nil && s.db == nil {
		return away(err)
	}
	return nil
}

// guard turns a panic into ErrDamaged. bbolt panics on pages that are no longer what it wrote, and the system faults on
// those that the disk does not give back: one damaged meeting must not end the others.
func (s *Store) guard(do func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if broken := recover(); broken != nil {
			err = fmt.Errorf("%w: %s: %v", store.ErrDamaged, s.path, broken)
		}
	}()
	return do()
}
