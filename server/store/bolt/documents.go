package bolt

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"

	"strategyroom/server/store"
)

// Get reads one document.
func (s *Store) Get(ctx context.Context, kind, id string) (store.Document, error) {
	if err := ctx.Err(); err != nil {
		return store.Document{}, away(err)
	}
	var kept []byte
	err := s.view(func(tx *bbolt.Tx) {
		if bucket := inside(tx, documents, []byte(kind)); bucket != nil {
			kept = bytes.Clone(bucket.Get([]byte(id)))
		}
	})
	if err != nil {
		return store.Document{}, err
	}
	if kept == nil {
		return store.Document{}, store.ErrNotFound
	}
	return document(kind, id, kept)
}

// Put replaces one document. Versions are the numbers of the kind's own sequence, so that none comes back.
func (s *Store) Put(ctx context.Context, doc store.Document) (store.Document, error) {
	if err := store.CheckDocument(doc); err != nil {
		return store.Document{}, err
	}
	body := bytes.Clone(doc.Body) // the caller may go on before the committer does
	var next uint64
	err := s.submit(ctx, func(tx *bbolt.Tx) error {
		if version(tx, doc.Kind, doc.ID) != doc.Version {
			return store.ErrConflict
		}
		bucket, err := within(tx, documents, []byte(doc.Kind))
		if err != nil {
			return err
		}
		if next, err = bucket.NextSequence(); err != nil {
			return err
		}
		return bucket.Put([]byte(doc.ID), append(number(int(next)), body...))
	})
	if err != nil {
		return store.Document{}, err
	}
	doc.Version = int(next)
	return doc, nil
}

// List visits the documents of a kind.
func (s *Store) List(ctx context.Context, kind string, visit func(store.Document) error) error {
	var from []byte
	for {
		pairs, err := s.page(ctx, from, documents, []byte(kind))
		if err != nil || len(pairs) == 0 {
			return err
		}
		from = behind(pairs)
		for _, pair := range pairs {
			doc, err := document(kind, string(pair.key), pair.value)
			if err != nil {
				return err
			}
			if err := visit(doc); err != nil {
				return err
			}
		}
	}
}

// Kinds is the kinds of all documents.
func (s *Store) Kinds(ctx context.Context) ([]string, error) { return s.names(ctx, documents) }

// Delete removes one document.
func (s *Store) Delete(ctx context.Context, kind, id string, seen int) error {
	return s.submit(ctx, func(tx *bbolt.Tx) error {
		if kept := version(tx, kind, id); kept == 0 || kept != seen {
			return store.ErrConflict
		}
		return inside(tx, documents, []byte(kind)).Delete([]byte(id))
	})
}

// version is that of the document kept, 0 where there is none.
func version(tx *bbolt.Tx, kind, id string) int {
	bucket := inside(tx, documents, []byte(kind))
	if bucket == nil {
		return 0
	}
	kept := bucket.Get([]byte(id))
	if len(kept) < 8 {
		return 0
	}
	return int(binary.BigEndian.Uint64(kept))
}

func document(kind, id string, kept []byte) (store.Document, error) {
	if len(kept) < 8 {
		return store.Document{}, fmt.Errorf("%s %s: %w", kind, id, store.ErrDamaged)
	}
	return store.Document{Kind: kind, ID: id, Version: int(binary.BigEndian.Uint64(kept)), Body: kept[8:]}, nil
}
