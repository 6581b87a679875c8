package room

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"sync"
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/store"
)

// Config is what the rooms need from the program around them.
type Config struct {
	Store     store.Records
	Procedure *procedure.Procedure // new meetings are convened under it
	RealNames bool                 // new meetings are for real names
	Now       func() time.Time
	Random    io.Reader // for salts
	Log       *slog.Logger
	Waiting   func(ctx context.Context, meeting string) []Waiting // who knocks; nil: nobody ever does
	Counts    Counts                                              // nil: nobody counts
	Erased    func(ctx context.Context, meeting string) bool      // whether it was erased; nil: none ever is
	Grace     time.Duration                                       // for what a screen is still owed when it ends; 0: a second
}

// Rooms are the meetings that people are in. A room opens when somebody needs it and closes when it has been empty for
// a while; the record is all that it keeps.
type Rooms struct {
	Config
	mu     sync.Mutex
	open   map[string]*Room
	looks  map[string]*look // of meetings whose rooms are closed
	others *others          // nil where this server alone writes to the store
	closed bool
	owners sync.WaitGroup
	end    context.CancelFunc
}

// New makes the rooms. Close them before the store.
func New(config Config) *Rooms {
	if config.Grace == 0 {
		config.Grace = grace
	}
	if config.Counts == nil {
		config.Counts = uncounted{}
	}
	r := &Rooms{Config: config, open: map[string]*Room{}, looks: map[string]*look{}}
	watching, end := context.WithCancel(context.Background())
	r.end = end
	r.watch(watching)
	return r
}

// Open is the room of a meeting. Refusals: not-found where nothing was ever written in it, erased, away where its record
// cannot be read at present.
func (r *Rooms) Open(ctx context.Context, id string) (*Room, error) {
	if r.erased(ctx, id) {
		return nil, erased
	}
	r.mu.Lock()
	if r.closed {
		r.mu.Unlock()
		return nil, away
	}
	room := r.open[id]
	if room == nil {
		room = newRoom(r, id)
		r.open[id] = room
		r.owners.Add(1)
		go room.live()
	}
	r.mu.Unlock()
	select {
	case <-room.loaded:
		if room.failure != nil {
			return nil, room.failure
		}
		return room, nil
	case <-ctx.Done():
		return nil, away
	}
}

// Convene writes the first entries of a new meeting, all or none: the convening itself and what follows from the same
// form. The convener becomes attendee meeting.ConvenerID. Sent again with the same commands it answers the same.
func (r *Rooms) Convene(ctx context.Context, id string, convener meeting.Convener, commands []meeting.Command) (Result, error) {
	fresh := meeting.New()
	entries := make([]meeting.Entry, 0, len(commands))
	for _, command := range commands {
		entry, refusal := meeting.Decide(fresh, command, meeting.ConvenerID, meeting.Given{
			Now: r.Now(), Meeting: id, Convener: &convener, Procedure: r.Procedure, RealNames: r.RealNames})
		if refusal != nil {
			return Result{}, refusal
		}
		entry, err := r.seal(fresh, entry)
		if err != nil {
			return Result{}, err
		}
		entries = append(entries, entry)
	}
	err := r.Store.Append(ctx, id, 0, entries)
	if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrUnknown) {
		return r.convened(ctx, id, commands)
	}
	if err != nil {
		r.Log.Error("a meeting was not written down", "meeting", id, "error", err)
		return Result{}, away
	}
	for _, command := range commands {
		r.Counts.Accepted(command.Kind)
	}
	return Result{Number: fresh.Number(), Fingerprint: fresh.Fingerprint()}, nil
}

// convened looks whether a meeting was convened by the very same commands.
func (r *Rooms) convened(ctx context.Context, id string, commands []meeting.Command) (Result, error) {
	room, err := r.Open(ctx, id)
	if err != nil {
		return Result{}, away
	}
	result := Result{Repeated: true}
	room.View(func(m *meeting.Meeting) {
		for _, command := range commands {
			place, refusal := m.Written(command, meeting.ConvenerID)
			if refusal == nil && place.Number == 0 {
				refusal = meeting.Refuse(meeting.CommandReused, "This command id convened another meeting already.")
			}
			if refusal != nil {
				err = refusal
			}
			result.Number, result.Fingerprint = place.Number, place.Fingerprint
		}
	})
	return result, err
}

// seal completes an entry with number, time, salt and fingerprint and applies it to the meeting that it follows.
func (r *Rooms) seal(m *meeting.Meeting, entry meeting.Entry) (meeting.Entry, error) {
	salt := make([]byte, meeting.SaltSize)
	if _, err := io.ReadFull(r.Random, salt); err != nil {
		return meeting.Entry{}, err
	}
	sealed := entry.Seal(m.Number()+1, m.Fingerprint(), m.Last(), r.Now(), salt)
	return sealed, m.Apply(sealed)
}

// Knocked has those in a meeting who let people in see who waits at its door now. Nobody sees it where the room is not
// open.
func (r *Rooms) Knocked(id string) {
	r.mu.Lock()
	room := r.open[id]
	r.mu.Unlock()
	if room == nil || r.Waiting == nil {
		return
	}
	select {
	case <-room.loaded:
		if room.failure == nil {
			room.Knocked(r.Waiting(context.Background(), id))
		}
	case <-room.gone:
	}
}

var erased = meeting.Refuse(meeting.Erased, "This meeting was erased. Nobody can read any more what was written in it. Whoever looks "+
	"after Strategy Room here can say when and why.")

// erased reports whether a meeting was erased, also by another server, and forgets it then.
func (r *Rooms) erased(ctx context.Context, id string) bool {
	if r.Erased == nil || !r.Erased(ctx, id) {
		return false
	}
	r.Forget(id)
	return true
}

// Forget sends everybody out of a meeting that was erased and keeps nothing of it in memory.
func (r *Rooms) Forget(id string) {
	r.mu.Lock()
	room := r.open[id]
	delete(r.open, id)
	delete(r.looks, id)
	if room != nil {
		room.farewell = Removed
	}
	r.mu.Unlock()
	if room != nil {
		room.stop()
		<-room.gone
	}
}

// Number is how many rooms are open.
func (r *Rooms) Number() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.open)
}

// Close sends everybody away with Restart and waits until nothing of the rooms runs any more. Commands on their way are
// finished first.
func (r *Rooms) Close() {
	r.mu.Lock()
	r.closed = true
	for _, room := range r.open {
		room.stop()
	}
	r.mu.Unlock()
	r.end()
	r.owners.Wait()
}

// forget takes a room that closed out of the list.
func (r *Rooms) forget(room *Room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open[room.id] == room {
		delete(r.open, room.id)
	}
}

// fold takes what the record has beyond known, a meeting that has followed it so far, into it, and returns those
// entries. The last that known has is read again: a record that was set back is not followed. It reads and checks ahead
// while it applies, and gives up when ctx ends, even where the store hangs. After an error known is of no further use.
func (r *Rooms) fold(ctx context.Context, id string, known *meeting.Meeting) (beyond []meeting.Entry, err error) {
	ctx, enough := context.WithCancel(ctx)
	defer enough()
	ahead, read := make(chan meeting.Entry, 256), make(chan error, 1)
	after, fingerprint := known.Number(), known.Fingerprint()
	go func() {
		read <- r.readFrom(ctx, id, after, fingerprint, ahead)
		close(ahead)
	}()
	for {
		select {
		case e, more := <-ahead:
			if !more {
				return beyond, <-read
			}
			if err := known.Apply(e); err != nil {
				return nil, err
			}
			beyond = append(beyond, e)
		case <-ctx.Done():
			return nil, fmt.Errorf("%w: %w", store.ErrAway, ctx.Err())
		}
	}
}

// readFrom reads on from an entry, which must still have that fingerprint, checks the chain and passes each entry on.
func (r *Rooms) readFrom(ctx context.Context, id string, after int, fingerprint meeting.Hash, on chan<- meeting.Entry) error {
	chain := meeting.Chain{Number: after, Fingerprint: fingerprint}
	found := after == 0
	err := r.Store.Read(ctx, id, max(after-1, 0), func(e meeting.Entry) error {
		if e.Number == after {
			if found = bytes.Equal(e.Fingerprint, fingerprint); !found {
				return fmt.Errorf("%w: entry %d is another than it was", store.ErrDamaged, e.Number)
			}
			return nil
		}
		if err := chain.Follow(e); err != nil {
			return fmt.Errorf("%w: %w", store.ErrDamaged, err)
		}
		select {
		case on <- e:
			return nil
		case <-ctx.Done():
			return fmt.Errorf("%w: %w", store.ErrAway, ctx.Err())
		}
	})
	if err == nil && !found {
		err = fmt.Errorf("%w: entry %d is missing", store.ErrDamaged, after)
	}
	return err
}

var away = meeting.Refuse(meeting.Away, "This cannot be written down just now. Nothing is lost: it is tried again.")
