package sealed

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"

	"strategyroom/server/store"
)

// hashed is what stands for a name in the store.
func (s *Store) hashed(what string, names ...string) string {
	mac := hmac.New(sha256.New, s.names)
	all := make([][]byte, len(names))
	for i, name := range names {
		all[i] = []byte(name)
	}
	mac.Write(parts(what, all...))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// kindOf is what stands for a kind. What is of the moment only stays known as such, so that no backup has it.
func (s *Store) kindOf(kind string) string {
	if kind == store.Passing {
		return kind
	}
	return s.hashed("kind", kind)
}

// idOf is where a document stands in the store: what belongs to a meeting under its id, so that it can be found to be
// deleted. Meeting is "" where it belongs to none.
func (s *Store) idOf(kind, id string) (kept, meeting string) {
	kept = s.hashed("id", kind, id)
	if meeting = s.owner(kind, id); meeting != "" {
		kept = meeting + "/" + kept
	}
	return kept, meeting
}

// meetingOf is the meeting that a document belongs to, from where it stands.
func meetingOf(kept string) string {
	if i := strings.LastIndexByte(kept, '/'); i >= 0 {
		return kept[:i]
	}
	return ""
}

// Get reads one document. What belonged to a meeting that was erased is not there.
func (s *Store) Get(ctx context.Context, kind, id string) (store.Document, error) {
	kept, _ := s.idOf(kind, id)
	doc, err := s.inner.Get(ctx, s.kindOf(kind), kept)
	if err != nil {
		return store.Document{}, err
	}
	doc, err = s.opened(ctx, doc)
	if errors.Is(err, store.ErrErased) {
		err = store.ErrNotFound
	}
	if err != nil {
		return store.Document{}, err
	}
	return doc, nil
}

// Put replaces one document.
func (s *Store) Put(ctx context.Context, doc store.Document) (store.Document, error) {
	if err := store.CheckDocument(doc); err != nil {
		return store.Document{}, err
	}
	if len(doc.Body) > store.MaxBody {
		return store.Document{}, fmt.Errorf("%s: a body of %d bytes, more than %d", doc.Kind, len(doc.Body), store.MaxBody)
	}
	sealed := store.Document{Kind: s.kindOf(doc.Kind), Version: doc.Version}
	var meeting string
	sealed.ID, meeting = s.idOf(doc.Kind, doc.ID)
	key, err := s.key(ctx, meeting, true)
	if err != nil {
		return store.Document{}, err
	}
	words := binary.AppendUvarint(nil, uint64(len(doc.Kind)))
	words = binary.AppendUvarint(append(words, doc.Kind...), uint64(len(doc.ID)))
	words = append(append(words, doc.ID...), doc.Body...)
	sealed.Body = key.Seal(nil, nil, words, shelf(sealed))
	if sealed, err = s.inner.Put(ctx, sealed); err != nil {
		return store.Document{}, err
	}
	doc.Version = sealed.Version
	return doc, nil
}

// shelf binds what is sealed to where it stands.
func shelf(doc store.Document) []byte { return parts("document", []byte(doc.Kind), []byte(doc.ID)) }

// opened is the document that was sealed. store.ErrErased where its meeting was erased.
func (s *Store) opened(ctx context.Context, doc store.Document) (store.Document, error) {
	key, err := s.key(ctx, meetingOf(doc.ID), false)
	if errors.Is(err, store.ErrNotFound) {
		err = fmt.Errorf("a document: %w: its data key is missing", store.ErrDamaged)
	}
	if err != nil {
		return doc, err
	}
	words, err := key.Open(nil, nil, doc.Body, shelf(doc))
	if err != nil {
		return doc, fmt.Errorf("a document: %w: its seal is broken, or it stood elsewhere", store.ErrDamaged)
	}
	names := make([]string, 2)
	for i := range names {
		size, n := binary.Uvarint(words)
		if n <= 0 || size > uint64(len(words)-n) {
			return doc, fmt.Errorf("a document: %w: it is not in its form", store.ErrDamaged)
		}
		names[i], words = string(words[n:n+int(size)]), words[n+int(size):]
	}
	return store.Document{Kind: names[0], ID: names[1], Version: doc.Version, Body: words}, nil
}

// List visits the documents of a kind. All of them are read first: they stand in another order.
func (s *Store) List(ctx context.Context, kind string, visit func(store.Document) error) error {
	var all []store.Document
	err := s.inner.List(ctx, s.kindOf(kind), func(doc store.Document) error {
		doc, err := s.opened(ctx, doc)
		switch {
		case errors.Is(err, store.ErrErased):
			return nil
		case err != nil:
			return err
		}
		all = append(all, doc)
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(all, func(a, b store.Document) int { return strings.Compare(a.ID, b.ID) })
	for _, doc := range all {
		if err := visit(doc); err != nil {
			return err
		}
	}
	return nil
}

// Kinds is the kinds of all documents that are kept.
func (s *Store) Kinds(ctx context.Context) ([]string, error) {
	all, err := s.inner.Kinds(ctx)
	if err != nil {
		return nil, err
	}
	var kinds []string
	enough := errors.New("one is enough")
	for _, hashed := range all {
		if hashed == store.DataKeys {
			continue
		}
		err := s.inner.List(ctx, hashed, func(doc store.Document) error {
			doc, err := s.opened(ctx, doc)
			switch {
			case errors.Is(err, store.ErrErased):
				return nil
			case err != nil:
				return err
			}
			kinds = append(kinds, doc.Kind)
			return enough
		})
		if err != nil && err != enough {
			return nil, err
		}
	}
	slices.Sort(kinds)
	return kinds, nil
}

// Delete removes one document.
func (s *Store) Delete(ctx context.Context, kind, id string, version int) error {
	kept, _ := s.idOf(kind, id)
	return s.inner.Delete(ctx, s.kindOf(kind), kept, version)
}
