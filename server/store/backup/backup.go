// Package backup writes all that a store keeps into a file, while it is in use, and puts it into another store, which
// may be of the other sort.
//
// The file is lines of text. The first is the form; then, for each meeting, `meeting` with its id and `entry` with each
// line of its record, as the record has it; then `document` with each document; and last `end` with how many there are
// and the SHA-256 of all lines before. What is sealed in the store is sealed in the file; its data keys are among the
// documents, wrapped as they are.
package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"
	"io"
	"slices"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// The forms: of what is not sealed, and of what is.
const (
	form       = "strategyroom backup 1"
	formSealed = "strategyroom backup 2"
)

// Contents is how much is in a backup.
type Contents struct {
	Meetings  int    `json:"meetings"`
	Entries   int    `json:"entries"`
	Documents int    `json:"documents"`
	Sum       string `json:"sum,omitempty"` // SHA-256 of all lines before, lower-case hex

	key string // the body of the installation's data key
}

// Sealed reports whether what is in it is sealed.
func (c Contents) Sealed() bool { return c.key != "" }

// Key is the installation's data key, wrapped, where what is in it is sealed.
func (c Contents) Key() store.Document {
	return store.Document{Kind: store.DataKeys, ID: store.Installation, Body: []byte(c.key)}
}

// note remembers whether what is in it is sealed.
func (c *Contents) note(doc store.Document) {
	if doc.Kind == store.DataKeys && doc.ID == store.Installation {
		c.key = string(doc.Body)
	}
}

// document is one of the store's, without its version: the store that it is put into gives its own.
type document struct {
	Kind string `json:"kind"`
	ID   string `json:"id"`
	Body []byte `json:"body"`
}

// Write writes all that is kept. Each record is whole up to some moment of the writing. Records go before documents, so
// that no sealed paper that a record speaks of is missing.
func Write(ctx context.Context, from store.Store, to io.Writer) (Contents, error) {
	w := &writer{to: bufio.NewWriter(to), sum: sha256.New()}
	kinds, err := from.Kinds(ctx)
	if err != nil {
		return w.Contents, err
	}
	if slices.Contains(kinds, store.DataKeys) {
		w.line(formSealed, nil)
	} else {
		w.line(form, nil)
	}
	err = w.records(ctx, from)
	if err == nil {
		err = w.documents(ctx, from)
	}
	if err != nil {
		return w.Contents, err
	}
	w.Sum = hex.EncodeToString(w.sum.Sum(nil))
	w.json("end", w.Contents)
	return w.Contents, w.to.Flush() // which has kept the first error
}

type writer struct {
	to  *bufio.Writer
	sum hash.Hash
	Contents
}

// line writes a word and what it is about.
func (w *writer) line(word string, about []byte) error {
	line := append([]byte(word), ' ')
	if about == nil {
		line = line[:len(word)]
	}
	line = append(append(line, about...), '\n')
	w.sum.Write(line)
	_, err := w.to.Write(line)
	return err
}

func (w *writer) json(word string, about any) error {
	text, err := json.Marshal(about)
	if err != nil {
		return err
	}
	return w.line(word, text)
}

func (w *writer) records(ctx context.Context, from store.Store) error {
	meetings, err := from.Meetings(ctx)
	if err != nil {
		return err
	}
	for _, id := range meetings {
		w.Meetings++
		if err := w.json("meeting", id); err != nil {
			return err
		}
		var chain meeting.Chain
		err := from.Read(ctx, id, 0, func(e meeting.Entry) error {
			if err := chain.Follow(store.Chained(e)); err != nil {
				return fmt.Errorf("meeting %s: %w", id, err)
			}
			w.Entries++
			return w.line("entry", e.Line())
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) documents(ctx context.Context, from store.Store) error {
	kinds, err := from.Kinds(ctx)
	if err != nil {
		return err
	}
	for _, kind := range kinds {
		if kind == store.Passing {
			continue
		}
		err := from.List(ctx, kind, func(doc store.Document) error {
			w.Documents++
			w.note(doc)
			return w.json("document", document{doc.Kind, doc.ID, doc.Body})
		})
		if err != nil {
			return err
		}
	}
	return nil
}
