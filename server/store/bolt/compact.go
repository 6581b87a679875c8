package bolt

import (
	"context"
	"errors"
	"fmt"
	"os"

	"go.etcd.io/bbolt"

	"strategyroom/server/store"
)

const (
	// partSuffix ends the name of a file that is being written and does not count yet.
	partSuffix = ".part"
	// compactStep is about how many bytes are copied in one transaction.
	compactStep = 4 << 20
)

var _ store.Compact = (*Store)(nil)

// Compact copies what is kept into a new file and puts it in the place of the old one, whose free pages may still hold
// what was replaced or deleted. Everybody waits meanwhile. Cut off, the old file is as it was.
func (s *Store) Compact(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return away(err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed() {
		return away(errClosed)
	}
	if err := s.settle(); err != nil {
		return away(err)
	}
	if err := s.guard(s.copyOut); err != nil {
		os.Remove(s.path + partSuffix)
		return fmt.Errorf("the data file %s cannot be written anew: %w", s.path, bare(err))
	}
	s.shut()
	if err := os.Rename(s.path+partSuffix, s.path); err != nil {
		return errors.Join(fmt.Errorf("the data file %s cannot be written anew: %w", s.path, err), s.settle())
	}
	s.moved = true
	return s.settle()
}

// copyOut writes all that is kept into a new file, and has it on the disk.
func (s *Store) copyOut() error {
	if err := os.Remove(s.path + partSuffix); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	to, err := bbolt.Open(s.path+partSuffix, 0o600, &bbolt.Options{Timeout: patience, NoSync: true})
	if err != nil {
		return err
	}
	err = bbolt.Compact(to, s.db, compactStep)
	if err == nil {
		err = to.Sync()
	}
	return errors.Join(err, to.Close())
}
