package backup

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

const (
	longest = 4 << 20 // bytes in a line: a document's body in base64, and more
	batch   = 256     // entries that are put at a time, and
	weight  = 1 << 20 // about how many bytes of them
)

// ErrNotEmpty: there is something in the store already.
var ErrNotEmpty = errors.New("there is something in the store already: restore into an empty one")

// Check reads a whole backup and makes sure that it is one, complete and unaltered, with every record's chain whole.
func Check(from io.Reader) (Contents, error) {
	return read(from, func(string, []meeting.Entry) error { return nil }, func(store.Document) error { return nil })
}

// Restore puts all of a backup into an empty store, after it was checked: nothing is written where anything is wrong
// with it. ErrNotEmpty where the store is not empty. After any other error the store may hold a part.
func Restore(ctx context.Context, from io.ReadSeeker, to store.Store) (Contents, error) {
	if err := empty(ctx, to); err != nil {
		return Contents{}, err
	}
	contents, err := Check(from)
	if err == nil {
		_, err = from.Seek(0, io.SeekStart)
	}
	if err != nil {
		return Contents{}, err
	}
	again, err := read(from, func(id string, entries []meeting.Entry) error {
		return to.Append(ctx, id, entries[0].Number-1, entries)
	}, func(doc store.Document) error {
		_, err := to.Put(ctx, doc)
		return err
	})
	if err == nil && again != contents {
		err = errors.New("the backup was changed while it was read")
	}
	return again, err
}

func empty(ctx context.Context, s store.Store) error {
	meetings, err := s.Meetings(ctx)
	if err != nil {
		return err
	}
	kinds, err := s.Kinds(ctx)
	for i := 0; err == nil && i < len(kinds); i++ {
		if kinds[i] == store.Passing {
			continue
		}
		err = s.List(ctx, kinds[i], func(store.Document) error { return ErrNotEmpty })
	}
	if err == nil && len(meetings) > 0 {
		err = ErrNotEmpty
	}
	return err
}

// reader follows a backup line by line.
type reader struct {
	Contents
	meeting string
	chain   meeting.Chain
	waiting []meeting.Entry // of the meeting, not put yet
	size    int             // of their bodies
	put     func(meeting string, entries []meeting.Entry) error
	keep    func(store.Document) error
}

// read reads a backup, has entries put and documents kept as they come, and says what is wrong with it and where.
func read(from io.Reader, put func(string, []meeting.Entry) error, keep func(store.Document) error) (Contents, error) {
	sum := sha256.New()
	lines := bufio.NewReaderSize(from, 64<<10)
	r := &reader{put: put, keep: keep}
	for number := 1; ; number++ {
		line, err := next(lines)
		if err != nil {
			return r.Contents, fmt.Errorf("line %d: %w", number, err)
		}
		word, about, _ := strings.Cut(string(line[:len(line)-1]), " ")
		if number == 1 {
			if string(line) != form+"\n" && string(line) != formSealed+"\n" {
				return r.Contents, errors.New("this is not a backup of Strategy Room")
			}
		} else if word == "end" {
			r.Sum = hex.EncodeToString(sum.Sum(nil))
			return r.Contents, r.end(lines, []byte(about))
		} else if err := r.take(word, []byte(about)); err != nil {
			return r.Contents, fmt.Errorf("line %d: %w", number, err)
		}
		sum.Write(line)
	}
}

// next is the next line with its end.
func next(lines *bufio.Reader) ([]byte, error) {
	var line []byte
	for {
		part, err := lines.ReadSlice('\n')
		line = append(line, part...)
		switch {
		case err == nil:
			return line, nil
		case errors.Is(err, io.EOF):
			return nil, errors.New("the backup is cut off here")
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		case len(line) > longest:
			return nil, errors.New("it is longer than any line of a backup")
		}
	}
}

// take takes one line.
func (r *reader) take(word string, about []byte) error {
	switch word {
	case "meeting":
		if err := r.flush(); err != nil {
			return err
		}
		r.Meetings++
		r.chain, r.meeting = meeting.Chain{}, ""
		return json.Unmarshal(about, &r.meeting)
	case "entry":
		if r.meeting == "" {
			return errors.New("an entry of no meeting")
		}
		entry, err := meeting.ParseEntry(about)
		if err == nil {
			err = r.chain.Follow(store.Chained(entry))
		}
		if err != nil {
			return fmt.Errorf("meeting %s: %w", r.meeting, err)
		}
		r.Entries++
		r.waiting = append(r.waiting, entry)
		if r.size += len(about); len(r.waiting) < batch && r.size < weight {
			return nil
		}
		return r.flush()
	case "document":
		if err := r.flush(); err != nil {
			return err
		}
		var doc document
		if err := json.Unmarshal(about, &doc); err != nil {
			return err
		}
		r.Documents++
		kept := store.Document{Kind: doc.Kind, ID: doc.ID, Body: doc.Body}
		r.note(kept)
		if err := store.CheckDocument(kept); err != nil {
			return err
		}
		return r.keep(kept)
	}
	return errors.New("it is of no sort that a backup has")
}

// flush has what waits put.
func (r *reader) flush() error {
	if len(r.waiting) == 0 {
		return nil
	}
	err := r.put(r.meeting, r.waiting)
	r.waiting, r.size = nil, 0
	return err
}

// end compares what was read with what was written.
func (r *reader) end(lines *bufio.Reader, about []byte) error {
	if err := r.flush(); err != nil {
		return err
	}
	var said Contents
	err := json.Unmarshal(about, &said)
	said.key = r.key
	if err != nil || said != r.Contents {
		return errors.New("the backup is not what was written: its sum or its numbers are others")
	}
	if _, err := lines.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind the end of the backup")
	}
	return nil
}
