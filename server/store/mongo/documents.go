package mongo

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"slices"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"

	"strategyroom/server/store"
)

// ancestors is how many versions before it a version names: many more than are written while one is.
const ancestors = 128

// version is one version of a document; the greatest counts. Versions are counted from 1 and never reused, because the
// last one always stays: where the document was deleted it is one that says so.
type version struct {
	Key     string   `bson:"_id"`     // kind, id and version
	Mark    string   `bson:"mark"`    // random
	Follows []string `bson:"follows"` // the marks of the versions before, the latest first
	Kind    string   `bson:"kind"`
	ID      string   `bson:"id"`
	Version int      `bson:"version"`
	Gone    bool     `bson:"gone"`
	Body    []byte   `bson:"body,omitempty"`
}

func (v version) document() store.Document {
	return store.Document{Kind: v.Kind, ID: v.ID, Version: v.Version, Body: v.Body}
}

// Get reads one document.
func (s *Store) Get(ctx context.Context, kind, id string) (store.Document, error) {
	ctx, done, err := s.use(ctx)
	if err != nil {
		return store.Document{}, err
	}
	defer done()
	latest, err := s.latest(ctx, kind, id)
	if err != nil {
		return store.Document{}, err
	}
	if latest.Version == 0 || latest.Gone {
		return store.Document{}, store.ErrNotFound
	}
	return latest.document(), nil
}

// Put replaces one document.
func (s *Store) Put(ctx context.Context, doc store.Document) (store.Document, error) {
	if err := errors.Join(store.CheckDocument(doc), textual(doc.Kind, doc.ID)); err != nil {
		return store.Document{}, err
	}
	next, err := s.follow(ctx, version{Kind: doc.Kind, ID: doc.ID, Body: doc.Body}, doc.Version)
	if err != nil {
		return store.Document{}, err
	}
	doc.Version = next
	return doc, nil
}

// Delete removes one document.
func (s *Store) Delete(ctx context.Context, kind, id string, seen int) error {
	if seen == 0 {
		return store.ErrConflict
	}
	_, err := s.follow(ctx, version{Kind: kind, ID: id, Gone: true}, seen)
	return err
}

// follow writes the version that follows the one seen (0: there must be none, or one that is gone), and returns its
// number. The _id lets one of several win. Whoever was slow might still find the _id free, because versions that were
// replaced are taken away: so it looks once more, and has won where what counts now is its own or follows from it.
func (s *Store) follow(ctx context.Context, v version, seen int) (int, error) {
	ctx, done, err := s.use(ctx)
	if err != nil {
		return 0, err
	}
	defer done()
	before, err := s.latest(ctx, v.Kind, v.ID, withoutBody)
	if err != nil {
		return 0, err
	}
	if before.Gone && seen != 0 || !before.Gone && before.Version != seen {
		return 0, store.ErrConflict
	}
	v.Version, v.Mark = before.Version+1, rand.Text()[:10] // told from its rivals by 50 bits
	if before.Version > 0 {
		v.Follows = append([]string{before.Mark}, before.Follows[:min(len(before.Follows), ancestors-1)]...)
	}
	v.Key = fmt.Sprintf("%s/%s/%d", url.PathEscape(v.Kind), url.PathEscape(v.ID), v.Version)
	if err := s.insert(ctx, s.documents, v.Key, v.Mark, v); err != nil {
		return 0, err
	}
	now, err := s.latest(ctx, v.Kind, v.ID, withoutBody)
	switch {
	case err != nil:
		return 0, fmt.Errorf("%w: %w", store.ErrUnknown, err)
	case now.Mark == v.Mark:
		s.forget(ctx, v)
	case now.Version > v.Version+ancestors:
		return 0, fmt.Errorf("%w: it was replaced many times meanwhile", store.ErrUnknown)
	case !slices.Contains(now.Follows, v.Mark):
		return 0, store.ErrConflict
	}
	return v.Version, nil
}

// withoutBody is how a version is read whose body does not matter.
var withoutBody = options.FindOne().SetProjection(bson.D{{Key: "body", Value: 0}})

// latest is the version of a document that counts, the zero value where there never was one.
func (s *Store) latest(ctx context.Context, kind, id string, how ...*options.FindOneOptions) (latest version, err error) {
	err = s.documents.FindOne(ctx, bson.D{{Key: "kind", Value: kind}, {Key: "id", Value: id}},
		append(how, options.FindOne().SetSort(bson.D{{Key: "version", Value: -1}}))...).Decode(&latest)
	if errors.Is(err, mongo.ErrNoDocuments) {
		return version{}, nil
	}
	return latest, unread(ctx, err)
}

// forget takes away the versions before v. Where that fails the next one does it: they are not read.
func (s *Store) forget(ctx context.Context, v version) {
	_, _ = s.documents.DeleteMany(ctx, bson.D{{Key: "kind", Value: v.Kind}, {Key: "id", Value: v.ID},
		{Key: "version", Value: bson.D{{Key: "$lt", Value: v.Version}}}})
}

// Kinds is the kinds of all documents.
func (s *Store) Kinds(ctx context.Context) ([]string, error) {
	return s.distinct(ctx, s.documents, "kind")
}

// List visits the documents of a kind. Versions are read upwards, so that none that is replaced meanwhile is missed.
func (s *Store) List(ctx context.Context, kind string, visit func(store.Document) error) error {
	filter := bson.D{{Key: "kind", Value: kind}}
	for {
		versions, err := page[version](ctx, s, s.documents, filter, bson.D{{Key: "id", Value: 1}, {Key: "version", Value: 1}})
		if err != nil || len(versions) == 0 {
			return err
		}
		end := versions[len(versions)-1]
		for i, v := range versions[:len(versions)-1] {
			if v.Gone || versions[i+1].ID == v.ID {
				continue // it was deleted or replaced
			}
			if err := visit(v.document()); err != nil {
				return err
			}
		}
		doc, err := s.Get(ctx, kind, end.ID) // newer ones might have come on the next page
		if err == nil {
			err = visit(doc)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		filter = bson.D{{Key: "kind", Value: kind}, {Key: "id", Value: bson.D{{Key: "$gt", Value: end.ID}}}}
	}
}
