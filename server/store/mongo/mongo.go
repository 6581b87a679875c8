// Package mongo keeps everything in a MongoDB replica set, for an installation of several servers.
//
// Unique inserts alone decide who was first; nothing is ever updated in place, and no transaction is needed. The
// collection records has a document for each append, with all its entries; its _id is made of the meeting and the
// number of the first of them, so that of several who append after the same entry one wins. The collection documents
// has a document for each version of a small document; its _id is made of kind, id and version. What was written is
// acknowledged by a majority that has it in the journal, and only such is read. The names of the collections begin with
// "sealed_"; without it they are those from before anything was sealed.
package mongo

import (
	"context"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"go.mongodb.org/mongo-driver/bson"
	"go.mongodb.org/mongo-driver/mongo"
	"go.mongodb.org/mongo-driver/mongo/options"
	"go.mongodb.org/mongo-driver/mongo/readconcern"
	"go.mongodb.org/mongo-driver/mongo/readpref"
	"go.mongodb.org/mongo-driver/mongo/writeconcern"
	"go.mongodb.org/mongo-driver/x/mongo/driver/connstring"

	"strategyroom/server/store"
)

// Database is the name of the database where the URI names none.
const Database = "strategyroom"

// patience is how long one exchange with the database may take, failover and trying again included.
const patience = 5 * time.Second

var errClosed = errors.New("it was closed")

// Store is a database while it is in use.
type Store struct {
	// Committed, where it is set before the first write, is told of each insert how long it took, as one write, whether
	// or not it succeeded. It must not wait.
	Committed func(writes int, took time.Duration)

	client    *mongo.Client
	records   *mongo.Collection
	documents *mongo.Collection
	patience  time.Duration
	ends      ends

	mu     sync.RWMutex // held for each exchange with the database, so that Close waits for it
	closed bool
}

var (
	_ store.Store  = (*Store)(nil)
	_ store.Shared = (*Store)(nil)
)

// seeded begins a URI whose hosts are asked of the DNS.
const seeded = "mongodb+srv://"

// Valid says what is wrong with a URI, without asking the network. The sentence does not repeat it: there may be a
// password in it.
func Valid(uri string) error {
	if strings.HasPrefix(uri, seeded) {
		return nil
	}
	if _, err := connstring.ParseAndValidate(uri); err != nil {
		return errors.New("not an address such as mongodb://one.example:27017,two.example:27017/?replicaSet=rooms")
	}
	return nil
}

// InTheClear reports whether a valid URI leads to another machine without TLS. One that is asked of the DNS has TLS unless
// it says otherwise, which is not looked at.
func InTheClear(uri string) bool {
	if strings.HasPrefix(uri, seeded) {
		return false
	}
	parsed, err := connstring.ParseAndValidate(uri)
	if err != nil || parsed.SSL {
		return false
	}
	return slices.ContainsFunc(parsed.Hosts, func(at string) bool {
		host, _, err := net.SplitHostPort(at)
		if err != nil {
			host = strings.Trim(at, "[]")
		}
		ip := net.ParseIP(host)
		return host != "localhost" && (ip == nil || !ip.IsLoopback()) && !strings.HasSuffix(host, ".sock")
	})
}

// Open reaches the database that the URI names, or the one named Database, and makes the indexes where they are
// missing. What the URI says of concerns, of whom to read from and of trying again has no effect. The error is one
// line; errors.Is finds store.ErrAway where no primary was reached within five seconds.
func Open(ctx context.Context, uri string) (*Store, error) {
	s, err := open(ctx, uri, "sealed_")
	if err != nil {
		return nil, err
	}
	if err := s.index(ctx); err != nil {
		_ = s.Close() // what went wrong first says more
		return nil, fmt.Errorf("the MongoDB cannot be used: %w", err)
	}
	return s, nil
}

// OpenUnsealed opens the collections from before anything was sealed. They may be empty.
func OpenUnsealed(ctx context.Context, uri string) (*Store, error) { return open(ctx, uri, "") }

func open(ctx context.Context, uri, prefix string) (*Store, error) {
	if err := Valid(uri); err != nil {
		return nil, err
	}
	parsed, err := connstring.Parse(uri)
	if err != nil {
		return nil, errors.New("the MongoDB cannot be used: the DNS does not lead to it")
	}
	name := parsed.Database
	if name == "" {
		name = Database
	}
	client, err := mongo.Connect(ctx, options.Client().ApplyURI(uri).SetAppName("strategyroom").
		SetReadConcern(readconcern.Majority()).SetReadPreference(readpref.Primary()).
		SetWriteConcern(writeconcern.Majority()).SetRetryReads(true).SetServerSelectionTimeout(patience))
	if err != nil {
		return nil, fmt.Errorf("the MongoDB cannot be used: %w", err)
	}
	return on(client.Database(name), prefix), nil
}

// on is the store in a database, as its client was made, in the collections whose names begin with prefix.
func on(db *mongo.Database, prefix string) *Store {
	return &Store{client: db.Client(), records: db.Collection(prefix + "records"), documents: db.Collection(prefix + "documents"),
		patience: patience}
}

// Drop takes away all that is kept in it, for ever.
func (s *Store) Drop(ctx context.Context) error {
	ctx, done, err := s.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	if err = s.records.Drop(ctx); err == nil {
		err = s.documents.Drop(ctx)
	}
	return unread(ctx, err)
}

// index makes what reading needs to be quick; nothing else depends on it.
func (s *Store) index(ctx context.Context) error {
	ctx, done, err := s.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	_, err = s.records.Indexes().CreateOne(ctx, mongo.IndexModel{Keys: bson.D{{Key: "meeting", Value: 1}, {Key: "last", Value: 1}}})
	if err == nil {
		_, err = s.documents.Indexes().CreateOne(ctx, mongo.IndexModel{
			Keys: bson.D{{Key: "kind", Value: 1}, {Key: "id", Value: 1}, {Key: "version", Value: 1}}})
	}
	return unread(ctx, err)
}

// use holds the store open for one exchange with the database, which has patience, until done is called. Nobody else's
// code may run meanwhile.
func (s *Store) use(ctx context.Context) (_ context.Context, done func(), err error) {
	if err := ctx.Err(); err != nil {
		return nil, nil, away(err)
	}
	s.mu.RLock()
	if s.closed {
		s.mu.RUnlock()
		return nil, nil, away(errClosed)
	}
	ctx, cancel := context.WithTimeout(ctx, s.patience)
	return ctx, func() { cancel(); s.mu.RUnlock() }, nil
}

// Ready is nil where a primary answers.
func (s *Store) Ready(ctx context.Context) error {
	ctx, done, err := s.use(ctx)
	if err != nil {
		return err
	}
	defer done()
	return unread(ctx, s.client.Ping(ctx, readpref.Primary()))
}

// Close waits for what is under way, for as long as each has patience, and lets go of the connections.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	ctx, cancel := context.WithTimeout(context.Background(), s.patience)
	defer cancel()
	return s.client.Disconnect(ctx)
}

// textual refuses names that are not UTF-8, which MongoDB keeps no others of.
func textual(names ...string) error {
	for _, name := range names {
		if !utf8.ValidString(name) {
			return fmt.Errorf("the name %q is not UTF-8", name)
		}
	}
	return nil
}
