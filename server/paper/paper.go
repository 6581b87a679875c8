// Package paper makes the sealed PDFs of a meeting: drawn from the record as it stood, sealed, checked as a stranger
// would check them, kept, and written down in the record with their SHA-256. Only then are they given out.
package paper

import (
	"context"
	"errors"
	"hash/crc32"
	"io/fs"
	"log/slog"
	"sync"
	"time"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/server/room"
	"strategyroom/server/store"
)

// Keys are what papers are sealed with. Signature fails with a sentence for the operator where nothing can be sealed.
type Keys interface {
	Signature(at time.Time) (pdf.Signature, error)
}

// Config is what papers need from the program around them.
type Config struct {
	Store store.Documents
	Keys  Keys
	Stamp func(value []byte) ([]byte, error) // see pdf.Signature; nil: no time-stamp authority is configured
	Fonts fs.FS                              // see pdf.Draw
	Now   func() time.Time
	Log   *slog.Logger

	Sealed func(err error) // is told of each seal that was tried for; nil: nobody is
}

// Papers makes and keeps. Its methods may be called at the same time.
type Papers struct {
	Config
	turns chan struct{}  // drawing takes the processor for long
	busy  [64]sync.Mutex // by hash of meeting and file: of several that ask for the same, one makes it
}

// New makes papers.
func New(config Config) *Papers {
	return &Papers{Config: config, turns: make(chan struct{}, 2)}
}

// patience is how long somebody waits for their turn at drawing.
const patience = 15 * time.Second

var (
	busy     = meeting.Refuse(meeting.Away, "Too many documents are being made just now. Try again in a moment.")
	unsealed = meeting.Refuse(meeting.Away, "The document cannot be sealed just now. Nothing is lost: ask whoever looks after Strategy Room, and try again.")
)

// File is a sealed paper by its name (see find), made when it is first asked for; afterwards it is the same file for
// ever, unless it was sealed again. Refusals: not-found where there is none of that name, away where it cannot be made
// or kept at present.
func (p *Papers) File(ctx context.Context, at *room.Room, name string) ([]byte, error) {
	return p.file(ctx, at, name, false)
}

// Again seals a paper once more from the same record, where it has no time-stamp and an authority is configured. The
// file before it stays valid; the record names both.
func (p *Papers) Again(ctx context.Context, at *room.Room, name string) ([]byte, error) {
	return p.file(ctx, at, name, true)
}

func (p *Papers) file(ctx context.Context, at *room.Room, name string, again bool) ([]byte, error) {
	var found paper
	var refusal *meeting.Refusal
	at.View(func(m *meeting.Meeting) { found, refusal = find(m, name) })
	if refusal != nil {
		return nil, refusal
	}
	turn := &p.busy[crc32.ChecksumIEEE([]byte(found.meeting+"/"+name))%uint32(len(p.busy))]
	turn.Lock()
	defer turn.Unlock()
	at.View(func(m *meeting.Meeting) { found.seal = m.Seals[name] }) // somebody may have made it meanwhile
	if found.seal != nil && (!again || found.seal.Stamped != "" || p.Stamp == nil) {
		file, err := p.kept(ctx, found)
		if err == nil || !errors.Is(err, store.ErrNotFound) && !errors.Is(err, store.ErrDamaged) {
			return file, p.told(found, err)
		}
		p.Log.Error("a sealed document is not as it was kept; it is made again", "meeting", found.meeting, "file", name, "error", err)
	}
	file, err := p.make(ctx, at, found)
	if p.Sealed != nil {
		p.Sealed(err)
	}
	return file, p.told(found, err)
}

// Drawn is a document as a PDF without a seal: a draft or a preview. Refusal: away where it is not its turn for too
// long.
func (p *Papers) Drawn(doc meeting.Document) ([]byte, error) {
	done, err := p.turn()
	if err != nil {
		return nil, err
	}
	defer done()
	return pdf.Draw(doc, p.Fonts)
}

func (p *Papers) turn() (done func(), err error) {
	select {
	case p.turns <- struct{}{}:
		return func() { <-p.turns }, nil
	case <-time.After(patience):
		return nil, busy
	}
}

// told logs what went wrong and leaves a refusal for the person who asked.
func (p *Papers) told(of paper, err error) error {
	var refusal *meeting.Refusal
	if err == nil || errors.As(err, &refusal) {
		return err
	}
	p.Log.Error("a document was not sealed", "meeting", of.meeting, "file", of.name, "error", err)
	return unsealed
}
