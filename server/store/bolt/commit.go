package bolt

import (
	"context"
	"errors"
	"fmt"
	"time"

	"go.etcd.io/bbolt"

	"strategyroom/server/store"
)

// gathered is the most requests that share one commit.
const gathered = 1024

// request is one write that waits for its commit.
type request struct {
	apply  func(*bbolt.Tx) error // store.ErrConflict leaves the transaction as it was; any other error ends it
	err    error                 // what apply said
	answer chan error            // room for one: nobody is waited for
}

// submit hands a write to the committer and waits until it is on the disk, or certainly or possibly not.
func (s *Store) submit(ctx context.Context, apply func(*bbolt.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return away(err)
	}
	r := &request{apply: apply, answer: make(chan error, 1)}
	select {
	case s.requests <- r:
	case <-ctx.Done():
		return away(ctx.Err())
	case <-s.closing:
		return away(errClosed)
	}
	select {
	case err := <-r.answer:
		return err
	case <-ctx.Done():
		return fmt.Errorf("%w: %w", store.ErrUnknown, ctx.Err())
	}
}

// commitAll is the one committer for all rooms: what came in during a commit shares the next, and its sync.
func (s *Store) commitAll() {
	defer close(s.ended)
	for {
		select {
		case <-s.closing:
			return
		case first := <-s.requests:
			batch := s.gather(first)
			begun := time.Now()
			verdict, cause := s.commit(batch)
			if s.Committed != nil {
				s.Committed(len(batch), time.Since(begun))
			}
			for _, r := range batch {
				r.answer <- r.outcome(verdict, cause)
			}
		}
	}
}

// gather takes all requests that wait.
func (s *Store) gather(first *request) []*request {
	batch := []*request{first}
	for len(batch) < gathered {
		select {
		case r := <-s.requests:
			batch = append(batch, r)
		default:
			return batch
		}
	}
	return batch
}

// outcome is what one request hears when its commit ended with verdict. One that was refused has certainly written
// nothing, but what it was refused for has gone with the commit.
func (r *request) outcome(verdict, cause error) error {
	switch {
	case verdict == nil:
		return r.err
	case r.err != nil:
		return away(cause)
	default:
		return fmt.Errorf("%w: %w", verdict, cause)
	}
}

// commit writes the batch in one transaction. The verdict on all of it is nil, ErrAway or ErrUnknown.
func (s *Store) commit(batch []*request) (verdict, cause error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.failed = s.settle(); s.failed != nil {
		return store.ErrAway, s.failed
	}
	var id int
	id, s.failed = s.write(batch)
	if s.failed == nil {
		s.sure = id
		return nil, nil
	}
	return s.aftermath(id, s.failed)
}

// write writes the batch in transaction id, 0 where bbolt could not begin one. bbolt's own Update would read damaged
// pages again on its way out of a panic, and keep its lock where that panics too.
func (s *Store) write(batch []*request) (id int, err error) {
	var tx *bbolt.Tx
	defer func() {
		if tx != nil && tx.DB() != nil { // it was not ended
			err = errors.Join(err, s.guard(tx.Rollback))
		}
	}()
	err = s.guard(func() (err error) {
		if tx, err = s.db.Begin(true); err != nil {
			return err
		}
		id = tx.ID()
		for _, r := range batch {
			r.err = s.guard(func() error { return r.apply(tx) })
			if r.err != nil && !errors.Is(r.err, store.ErrConflict) {
				return r.err
			}
		}
		return tx.Commit()
	})
	return id, err
}

// aftermath finds out what became of transaction id, whose commit failed. bbolt reports a failed sync of the page that
// makes a transaction count, and yet it may count; and it can be left unable to go on. So the file is opened again.
func (s *Store) aftermath(id int, failed error) (verdict, cause error) {
	s.shut()
	err := s.settle()
	last := 0
	if s.db != nil {
		last, _ = s.shown()
	}
	switch {
	case id == 0, last == id-1:
		return store.ErrAway, failed
	case err == nil && last == id:
		return nil, nil
	case err == nil:
		err = errors.New("another process wrote meanwhile")
	case last == id:
		s.takeBack(id)
	}
	return store.ErrUnknown, fmt.Errorf("%w; then %w", failed, err)
}

// takeBack makes the file show what it did before transaction id, which it shows although that may not be on the disk and
// cannot be brought there: what was acknowledged stays readable, and nothing else is shown. Should the machine fail before
// that is on the disk either, the transaction may count after all, as one that nobody was answered. bbolt writes the page
// that makes it count to the first two in turn, and goes by the other where one is none.
func (s *Store) takeBack(id int) {
	size := s.db.Info().PageSize
	_, _ = s.file.WriteAt(make([]byte, size), int64(id%2*size)) // where that fails, nothing is shown until it can be settled
	s.shut()
	_ = s.open() // or whoever reads next does
}

// shut closes the file, to be opened again. Nothing is lost by it: all that was written was written.
func (s *Store) shut() {
	_ = s.db.Close()
	s.db = nil
}
