// Package bolt keeps everything in one file by bbolt, for an installation on one machine.
//
// The file holds a bucket for each meeting, with the entry's number (eight bytes, most significant first) as the key
// and the entry's line as the value, and a bucket for each kind of document, with the id as the key and the version
// (eight bytes) and the body as the value.
package bolt

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"strategyroom/server/store"
)

// File is the name of the file in the data folder.
const File = "strategyroom.db"

// patience is how long a start waits for another process to let go of the file.
const patience = time.Second

var (
	records   = []byte("records")
	documents = []byte("documents")

	errClosed = errors.New("it was closed")
)

// Store is the file while it is open.
type Store struct {
	// Committed, where it is set before the first write, is told how many writes shared a commit and how long that took,
	// whether or not it succeeded. It must not wait.
	Committed func(writes int, took time.Duration)

	path     string
	requests chan *request // no buffer: a request that was handed over is in the next commit
	closing  chan struct{}
	ended    chan struct{} // closed when the committer has answered its last request
	close    func() error

	mu      sync.RWMutex // held for a whole commit: bbolt shows readers a commit that is not on the disk yet
	db      *bbolt.DB    // nil where the file is closed
	file    *os.File     // that db has open
	settled bool         // what db shows is on the disk
	sure    int          // the last transaction that certainly is: readers are shown no later one
	failed  error        // why the last commit failed; nil when it did not
	moved   bool         // the file took the place of another, and a power cut may still undo that
}

var _ store.Store = (*Store)(nil)

// Open opens the file in the data folder dir and makes both where they are missing, for this user alone (0700, 0600).
// store.ErrLocked where another process has it open. Every error is one line.
func Open(dir string) (*Store, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("the data folder %s cannot be used: %w", dir, bare(err))
	}
	s := &Store{
		path:     filepath.Join(dir, File),
		requests: make(chan *request),
		closing:  make(chan struct{}),
		ended:    make(chan struct{}),
	}
	s.close = sync.OnceValue(s.end)
	if err := s.settle(); err != nil {
		if s.db != nil {
			_ = s.db.Close() // what went wrong first says more
		}
		return nil, err
	}
	os.Remove(s.path + partSuffix) // of a Compact that was cut off
	if err := syncFolder(dir); err != nil {
		_ = s.db.Close() // what went wrong first says more
		return nil, fmt.Errorf("the data folder %s cannot be used: %w", dir, bare(err))
	}
	go s.commitAll()
	return s, nil
}

// open opens the file, if it is not open. mu is held, or nobody else has s yet.
func (s *Store) open() error {
	if s.db != nil {
		return nil
	}
	s.file, s.settled = nil, false
	err := s.guard(func() (err error) {
		s.db, err = bbolt.Open(s.path, 0o600, &bbolt.Options{
			Timeout: patience,
			OpenFile: func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
				s.file, err = os.OpenFile(name, flag, mode)
				return s.file, err
			},
		})
		return err
	})
	if err != nil {
		s.db = nil
		_ = syscall.Flock(int(s.file.Fd()), syscall.LOCK_UN) // which what bbolt mapped keeps where it panicked
		s.file.Close()                                       // bbolt has done so, unless it panicked
		return unopened(s.path, err)
	}
	return nil
}

// settle opens the file, if it is not open, and makes sure that what it shows is on the disk. Where that fails it stays
// open, for readers of what is certainly there. mu is held, or nobody else has s yet.
//
// After a failed sync, or a kill before one, the newest of bbolt's two first pages may stand in the system's cache
// alone, and a later sync need not write it: Linux counts a page that it failed to write as written. bbolt would go on
// to reuse pages that the older first page, the one on the disk, still needs. So both are written once more as they are.
func (s *Store) settle() error {
	if err := s.open(); err != nil || s.settled {
		return err
	}
	pages := make([]byte, 2*s.db.Info().PageSize)
	_, err := s.file.ReadAt(pages, 0)
	if err == nil {
		_, err = s.file.WriteAt(pages, 0)
	}
	if err == nil {
		err = s.db.Sync()
	}
	if err == nil && s.moved {
		err = syncFolder(filepath.Dir(s.path))
	}
	if err == nil {
		s.sure, err = s.shown()
	}
	if err != nil {
		return unopened(s.path, err)
	}
	s.settled, s.moved = true, false
	return nil
}

// shown is the last transaction that the file shows, which is open.
func (s *Store) shown() (id int, err error) {
	err = s.guard(func() error { return s.db.View(func(tx *bbolt.Tx) error { id = tx.ID(); return nil }) })
	return id, err
}

// unopened says in one line why the data file cannot be opened.
func unopened(path string, err error) error {
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return fmt.Errorf("%w: %s", store.ErrLocked, path)
	case errors.Is(err, store.ErrDamaged):
		return err
	case errors.As(err, new(syscall.Errno)):
		return fmt.Errorf("the data file %s cannot be opened: %w", path, bare(err))
	default: // what bbolt itself finds
		return fmt.Errorf("%w: %s is not a data file of this program, or a first start was cut off while making it: %w",
			store.ErrDamaged, path, err)
	}
}

// bare is the error without the path that the sentence around it has already.
func bare(err error) error {
	var named *fs.PathError
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}

// syncFolder makes a file that was just made survive a power cut.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}

// Ready is nil where the last commit succeeded; else it tries another, an empty one. A full disk may have room for that.
func (s *Store) Ready(ctx context.Context) error {
	s.mu.RLock()
	ready := s.db != nil && s.failed == nil
	s.mu.RUnlock()
	if ready {
		return nil
	}
	return s.submit(ctx, func(*bbolt.Tx) error { return nil })
}

// Close waits for the commit under way and for readers, then closes the file.
func (s *Store) Close() error { return s.close() }

func (s *Store) end() error {
	close(s.closing)
	<-s.ended
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return nil
	}
	db := s.db
	s.db = nil
	return db.Close()
}

func (s *Store) closed() bool {
	select {
	case <-s.closing:
		return true
	default:
		return false
	}
}

func away(err error) error { return fmt.Errorf("%w: %w", store.ErrAway, err) }
