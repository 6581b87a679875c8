package room

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"strategyroom/meeting"
)

const (
	patience = 5 * time.Second // for the store; then the answer is "not yet"

	ringFrames = 1024 // entries that a screen may have missed and still resume; fewer than may wait for a screen
	ringBytes  = 1 << 20
)

// Result is where a command stands in the record.
type Result struct {
	Number      int          `json:"number"`
	Fingerprint meeting.Hash `json:"fingerprint"`
	Repeated    bool         `json:"-"` // it stood there before
}

// Room is one meeting while people are in it. A single goroutine, its owner, takes the commands in one order; everybody
// else sees only what is durable.
type Room struct {
	id    string
	rooms *Rooms

	asks     *asks
	stopping context.Context // ends when the owner is asked to stop
	stop     context.CancelFunc
	loaded   chan struct{} // closed when the record is read, or failure is set
	failure  error
	farewell Code          // what screens are told when the owner stops
	gone     chan struct{} // closed when the owner has stopped

	draft *meeting.Meeting // the owner's working copy; nil after a failed append

	last   atomic.Int64  // the greatest number that the store told of
	beyond chan struct{} // holds one token after it told

	mu        sync.RWMutex
	meeting   *meeting.Meeting // durable
	snapshot  []byte           // the meeting's JSON at its number; nil where it must be made anew
	ring      *Ring
	people    map[string]*presence
	waiting   []Waiting // who knocks
	heard     time.Time // when the other servers last said whom they have here
	hearing   time.Time // since when they were asked without a gap
	opened    time.Time
	idle      time.Time     // since when nobody has been here
	changed   chan struct{} // closed and made anew with every entry or change of presence
	dismissed bool          // nobody enters any more
}

func newRoom(rooms *Rooms, id string) *Room {
	now := rooms.Now()
	stopping, stop := context.WithCancel(context.Background())
	return &Room{id: id, rooms: rooms, asks: newAsks(), stopping: stopping, stop: stop, farewell: Restart,
		loaded: make(chan struct{}), gone: make(chan struct{}), beyond: make(chan struct{}, 1), people: map[string]*presence{},
		opened: now, idle: now, changed: make(chan struct{})}
}

// live is the owner: it loads the record, then takes commands until it is stopped or nobody has come for a while.
func (r *Room) live() {
	defer r.rooms.owners.Done()
	defer close(r.gone)
	defer r.stop()
	if r.failure = r.fill(); r.failure != nil {
		r.rooms.forget(r)
		close(r.loaded)
		return
	}
	close(r.loaded)
	r.take()
	r.rooms.forget(r)
	r.settle(r.asks.end())
	r.dismiss(r.farewell)
}

// take takes commands and looks after who is present.
func (r *Room) take() {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-r.asks.wake:
			r.settle(r.asks.take())
		case <-r.beyond:
			r.readOn()
		case <-tick.C:
			r.readOn()
			if r.look() {
				return
			}
		case <-r.stopping.Done():
			return
		}
	}
}

// fill reads the record.
func (r *Room) fill() error {
	ctx, cancel := context.WithTimeout(r.stopping, 4*patience)
	defer cancel()
	folded := meeting.New()
	entries, err := r.rooms.fold(ctx, r.id, folded)
	if err == nil && len(entries) == 0 {
		return meeting.Refuse(meeting.NotFound, "There is no such meeting.")
	}
	if err != nil {
		r.rooms.Log.Error("a record cannot be read", "meeting", r.id, "error", err)
		return away
	}
	r.meeting, r.draft = folded, folded.Clone()
	for _, entry := range entries {
		r.attended(entry)
	}
	r.ring = NewRing(folded.Number(), folded.Fingerprint().String(), ringFrames, ringBytes)
	if r.rooms.Waiting != nil {
		r.waiting = r.rooms.Waiting(ctx, r.id)
	}
	return nil
}

// dismiss closes every screen, waits until nothing of them runs any more, and lets nobody in again.
func (r *Room) dismiss(code Code) {
	r.mu.Lock()
	r.dismissed = true
	var screens []*Screen
	for _, p := range r.people {
		screens = append(screens, p.screens...)
	}
	r.announce()
	r.mu.Unlock()
	for _, screen := range screens {
		screen.Close(code)
	}
	for _, screen := range screens {
		<-screen.Done()
	}
}

// View lets look read the durable meeting, as far as everybody in it may see it. It must not keep anything of it.
func (r *Room) View(look func(*meeting.Meeting)) { r.ViewAs("", look) }

// ViewAs is View with what an attendee may see besides.
func (r *Room) ViewAs(attendee string, look func(*meeting.Meeting)) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	look(r.meeting.For(attendee))
}

// Record calls visit with each entry of the record as an attendee may see it: veiled where they may not.
func (r *Room) Record(ctx context.Context, attendee string, visit func(meeting.Entry)) error {
	number := r.number()
	err := r.rooms.Store.Read(ctx, r.id, 0, func(e meeting.Entry) error {
		if e.Number > number {
			return nil
		}
		r.mu.RLock()
		visible := r.meeting.MaySee(e.Number, attendee)
		r.mu.RUnlock()
		if !visible {
			e = e.Veil()
		}
		visit(e) // without the lock: it may take its time
		return nil
	})
	if err != nil {
		r.rooms.Log.Error("a record cannot be read", "meeting", r.id, "error", err)
		return away
	}
	return nil
}

// Entries calls visit with each entry of the record up to a number, veiled where it is for some only, and returns visit's
// error where it has one.
func (r *Room) Entries(ctx context.Context, upto int, visit func(meeting.Entry) error) error {
	upto = min(upto, r.number())
	enough := errors.New("enough")
	err := r.rooms.Store.Read(ctx, r.id, 0, func(e meeting.Entry) error {
		if e.Number > upto {
			return enough
		}
		r.mu.RLock()
		forSome := r.meeting.ForSome(e.Number)
		r.mu.RUnlock()
		if forSome {
			e = e.Veil()
		}
		return visit(e)
	})
	if errors.Is(err, enough) {
		return nil
	}
	return err
}

func (r *Room) number() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.meeting.Number()
}

// announce wakes those who wait for something new. The lock is held.
func (r *Room) announce() {
	close(r.changed)
	r.changed = make(chan struct{})
}
