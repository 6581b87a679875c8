// Package store says what is kept, and what whoever keeps it promises: the records of meetings, and small documents
// such as accounts, invitations and sessions. The package storetest holds these promises as tests.
package store

import (
	"context"
	"errors"

	"strategyroom/meeting"
)

// Whatever fails says so with one of these; errors.Is finds it, and what lies behind it.
var (
	// ErrConflict: something else was written first. Nothing of this was; read again and decide again.
	ErrConflict = errors.New("something else was written first")
	// ErrAway: the store cannot be reached, read or written at present. Certainly nothing was written.
	ErrAway = errors.New("the store is away")
	// ErrUnknown: it may or may not have been written. Read back (a record by command id, a document by its body)
	// before answering anybody.
	ErrUnknown = errors.New("it is not known whether this was written")
	// ErrNotFound: no such document.
	ErrNotFound = errors.New("there is no such document")
	// ErrDamaged: what is kept is not what was written. The error around it says where.
	ErrDamaged = errors.New("what is kept is damaged")
	// ErrLocked: another process uses the same data folder.
	ErrLocked = errors.New("the data folder is in use by another process")
	// ErrErased: the meeting was erased. Nothing can be written in it any more.
	ErrErased = errors.New("the meeting was erased")
)

// MaxName is the greatest length, in bytes, of a meeting's id and of a document's kind and id. None may be empty.
const MaxName = 200

// Records keeps what was written down in each meeting, for ever and in order.
type Records interface {
	// Append writes entries numbered after+1, after+2 … at the end of a meeting's record: all of them or none, and on
	// the disk before it returns. ErrConflict where the record's last number is not after (0: no entry yet). When the
	// context ends first, the error is ErrAway or ErrUnknown and the context's. Entries that are not consecutive are a
	// mistake of the caller: an error that is none of these.
	Append(ctx context.Context, meeting string, after int, entries []meeting.Entry) error
	// Read calls visit with each entry numbered above after, in order, and returns visit's error where it has one. It
	// shows only what a power cut cannot take back. A meeting that nobody wrote in has no entries. What is appended
	// meanwhile may or may not be shown. ErrDamaged at the first entry that is missing or not in the record's form; the
	// chain is for the caller to follow. Visit may take its time and use the store.
	Read(ctx context.Context, meeting string, after int, visit func(meeting.Entry) error) error
	// Meetings is the ids of all meetings that have an entry, in the order of their bytes.
	Meetings(ctx context.Context) ([]string, error)
}

// Document is something small that changes: an account, an invitation, a session.
type Document struct {
	Kind, ID string
	Version  int    // given by Put, 1 or more; no two states of the same kind and id share one, not even after Delete
	Body     []byte // at most MaxBody, in whatever form its owner gives it
}

// MaxBody is the greatest length of a document's body in bytes, and SealRoom how many more a seal may take: what keeps
// sealed documents takes bodies of both together.
const (
	MaxBody  = 1 << 20
	SealRoom = 1 << 10
)

// Documents keeps small documents. Each is replaced as a whole, by whoever saw its latest version.
type Documents interface {
	// Get reads one document. ErrNotFound where there is none.
	Get(ctx context.Context, kind, id string) (Document, error)
	// Put replaces the document that was read as doc.Version; 0 means that there must be none yet. It returns doc with
	// its new version, a greater one. ErrConflict where another version is kept, or none.
	Put(ctx context.Context, doc Document) (Document, error)
	// List calls visit with each document of a kind, in the order of their ids, and returns visit's error where it has
	// one. What is written meanwhile may or may not be shown. Visit may take its time and use the store.
	List(ctx context.Context, kind string, visit func(Document) error) error
	// Delete removes a document. ErrConflict where another version is kept, or none.
	Delete(ctx context.Context, kind, id string, version int) error
}

// Store keeps everything. All its methods may be called at the same time.
type Store interface {
	Records
	Documents
	// Kinds is the kinds of all documents that are kept, in the order of their bytes; it may name others that were.
	Kinds(ctx context.Context) ([]string, error)
	// Ready is nil when the store takes writes, so far as can be told. ErrAway with the reason when it does not.
	Ready(ctx context.Context) error
	// Close waits for what is being written, answers what still waits with ErrAway, and lets go. After it all else
	// returns ErrAway.
	Close() error
}

// Compact is what a store has besides where that which was replaced or deleted may stay in its file unseen.
type Compact interface {
	// Compact leaves nothing in the file but what is kept. All else waits for it.
	Compact(ctx context.Context) error
}

// Passing is the kind of documents that are of the moment only, such as who is in a meeting by which server. No backup
// has them.
const Passing = "presence"

// Shared is a store that several servers may write to at once.
type Shared interface {
	Records
	Documents
	// Watch calls written with a meeting's id and the number of its last entry soon after somebody, this server or
	// another, has written in it, until ctx ends. It may tell late, more than once and of meetings nobody asked about;
	// sooner or later it tells of whatever goes beyond standing, which is the last number known of each meeting that
	// matters. Neither may block.
	Watch(ctx context.Context, standing func() map[string]int, written func(meeting string, last int))
}
