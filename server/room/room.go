package room

import (
	"context"
	"errors"
	"sync"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

const (
	gathered = 256             // commands decided and written together at the most
	patience = 5 * time.Second // for the store; then the answer is "not yet"

	ringFrames = 2000 // entries that a screen may have missed and still resume
	ringBytes  = 4 << 20
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

	asks    chan ask
	stopped chan struct{} // asks the owner to stop
	halt    sync.Once
	loaded  chan struct{} // closed when the record is read, or failure is set
	failure error
	gone    chan struct{} // closed when the owner has stopped

	draft *meeting.Meeting // the owner's working copy; nil after a failed append

	mu       sync.RWMutex
	meeting  *meeting.Meeting // durable
	snapshot []byte           // the meeting's JSON at its number; nil where it must be made anew
	ring     *Ring
	people   map[string]*presence
	waiting  []Waiting // who knocks
	opened   time.Time
	idle     time.Time     // since when nobody has been here
	changed  chan struct{} // closed and made anew with every entry or change of presence
}

// ask is one command on its way to the owner, who calls done once and must not be kept waiting by it.
type ask struct {
	command meeting.Command
	by      string
	done    func(Result, error)
}

func newRoom(rooms *Rooms, id string) *Room {
	now := rooms.Now()
	return &Room{id: id, rooms: rooms, asks: make(chan ask, gathered), stopped: make(chan struct{}),
		loaded: make(chan struct{}), gone: make(chan struct{}), people: map[string]*presence{},
		opened: now, idle: now, changed: make(chan struct{})}
}

// Send asks the owner to write a command down for an attendee (empty: for the server itself) and returns; done is called
// once the answer is known, and must not wait. Errors are refusals: those of meeting.Decide, command-reused, and away
// when it is not known to be written. While too many commands wait, Send waits too.
func (r *Room) Send(by string, command meeting.Command, done func(Result, error)) {
	select {
	case r.asks <- ask{command, by, done}:
	case <-r.gone:
		done(Result{}, away)
	}
}

// Write is Send, and waits for the answer.
func (r *Room) Write(ctx context.Context, by string, command meeting.Command) (Result, error) {
	type answer struct {
		result Result
		err    error
	}
	answered := make(chan answer, 2)
	r.Send(by, command, func(result Result, err error) { answered <- answer{result, err} })
	select {
	case a := <-answered:
		return a.result, a.err
	case <-r.gone: // the owner may have answered with its last breath
		answered <- answer{err: away}
		a := <-answered
		return a.result, a.err
	case <-ctx.Done():
		return Result{}, away
	}
}

// View lets look read the durable meeting. It must not keep anything of it.
func (r *Room) View(look func(*meeting.Meeting)) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	look(r.meeting)
}

func (r *Room) stop() { r.halt.Do(func() { close(r.stopped) }) }

// live is the owner: it loads the record, then takes commands until it is stopped or nobody has come for a while.
func (r *Room) live() {
	defer r.rooms.owners.Done()
	defer close(r.gone)
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	if err := r.fill(ctx); err != nil {
		r.failure = err
		r.rooms.forget(r)
		close(r.loaded)
		return
	}
	close(r.loaded)
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case first := <-r.asks:
			r.settle(ctx, r.gather(first))
		case <-tick.C:
			if r.look() {
				r.rooms.forget(r)
				r.drain(ctx)
				return
			}
		case <-r.stopped:
			r.rooms.forget(r)
			r.drain(ctx)
			r.dismiss(Restart)
			return
		}
	}
}

// fill reads the record.
func (r *Room) fill(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 4*patience)
	defer cancel()
	durable, draft, err := r.rooms.load(ctx, r.id)
	switch {
	case err != nil:
		r.rooms.Log.Error("a record cannot be read", "meeting", r.id, "error", err)
		return away
	case durable.Number() == 0:
		return meeting.Refuse(meeting.NotFound, "There is no such meeting.")
	}
	r.meeting, r.draft = durable, draft
	r.ring = NewRing(durable.Number(), durable.Fingerprint().String(), ringFrames, ringBytes)
	if r.rooms.Waiting != nil {
		r.waiting = r.rooms.Waiting(ctx, r.id)
	}
	return nil
}

// drain finishes what was asked before the room closed.
func (r *Room) drain(ctx context.Context) {
	for {
		select {
		case first := <-r.asks:
			r.settle(ctx, r.gather(first))
		default:
			return
		}
	}
}

// gather takes all that waits, so that it is written together.
func (r *Room) gather(first ask) []ask {
	asks := []ask{first}
	for len(asks) < gathered {
		select {
		case next := <-r.asks:
			asks = append(asks, next)
		default:
			return asks
		}
	}
	return asks
}

// settle decides commands in their order, makes what came of them durable, tells everybody, and only then answers. What
// somebody else wrote first is read, and all is decided again.
func (r *Room) settle(ctx context.Context, asks []ask) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		if r.draft == nil && !r.reload(ctx) {
			refuseAll(asks, away)
			return
		}
		entries, answers := r.decide(asks)
		var err error
		if len(entries) > 0 {
			err = r.rooms.Store.Append(ctx, r.id, r.meeting.Number(), entries)
		}
		if err == nil {
			r.tell(entries)
			for i, a := range asks {
				a.done(answers[i].Result, answers[i].err)
			}
			return
		}
		r.draft = nil // it holds what may never become durable
		if errors.Is(err, store.ErrConflict) || errors.Is(err, store.ErrUnknown) {
			continue // reload; what was written after all is found by its command id
		}
		r.rooms.Log.Error("entries were not written down", "meeting", r.id, "error", err)
		refuseAll(asks, away)
		return
	}
}

func refuseAll(asks []ask, with error) {
	for _, a := range asks {
		a.done(Result{}, with)
	}
}

// decided is the answer to one command, should what was decided become durable.
type decided struct {
	Result
	err error
}

// decide answers each command on the working copy, which runs ahead of the durable meeting by the entries returned.
func (r *Room) decide(asks []ask) ([]meeting.Entry, []decided) {
	var entries []meeting.Entry
	answers := make([]decided, len(asks))
	given := meeting.Given{ChairAway: r.chairAway()}
	for i, a := range asks {
		given.Now = r.rooms.Now()
		entry, result, err := r.decideOne(a, given)
		answers[i] = decided{result, err}
		if err == nil && !result.Repeated {
			entries = append(entries, entry)
		}
	}
	return entries, answers
}

func (r *Room) decideOne(a ask, given meeting.Given) (meeting.Entry, Result, error) {
	if r.draft == nil {
		return meeting.Entry{}, Result{}, away
	}
	place, refusal := r.draft.Written(a.command, a.by)
	if refusal != nil {
		return meeting.Entry{}, Result{}, refusal
	}
	if place.Number > 0 {
		return meeting.Entry{}, Result{Number: place.Number, Fingerprint: place.Fingerprint, Repeated: true}, nil
	}
	entry, refusal := meeting.Decide(r.draft, a.command, a.by, given)
	if refusal != nil {
		return meeting.Entry{}, Result{}, refusal
	}
	sealed, err := r.rooms.seal(r.draft, entry)
	if err != nil { // no randomness, or an entry that does not apply: nothing more can be decided on this copy
		r.rooms.Log.Error("an entry was not sealed", "meeting", r.id, "kind", a.command.Kind, "error", err)
		r.draft = nil
		return meeting.Entry{}, Result{}, away
	}
	return sealed, Result{Number: sealed.Number, Fingerprint: sealed.Fingerprint}, nil
}

// reload reads what the record has beyond the durable meeting, tells everybody, and makes the working copy anew.
func (r *Room) reload(ctx context.Context) bool {
	var missed []meeting.Entry
	draft := meeting.New()
	err := r.rooms.Store.Read(ctx, r.id, 0, func(e meeting.Entry) error {
		if e.Number > r.meeting.Number() {
			missed = append(missed, e)
		}
		return draft.Apply(e)
	})
	if err != nil {
		r.rooms.Log.Error("a record cannot be read", "meeting", r.id, "error", err)
		return false
	}
	r.tell(missed)
	r.draft = draft
	return true
}

// Record calls visit with each entry of the record as an attendee may see it: veiled where they may not.
func (r *Room) Record(ctx context.Context, attendee string, visit func(meeting.Entry)) error {
	number := r.number()
	err := r.rooms.Store.Read(ctx, r.id, 0, func(e meeting.Entry) error {
		r.mu.RLock()
		defer r.mu.RUnlock()
		switch {
		case e.Number > number:
		case r.meeting.MaySee(e, attendee):
			visit(e)
		default:
			visit(e.Veil())
		}
		return nil
	})
	if err != nil {
		r.rooms.Log.Error("a record cannot be read", "meeting", r.id, "error", err)
		return away
	}
	return nil
}

// tell takes durable entries into the meeting that everybody sees and sends each, encoded once, to all screens.
func (r *Room) tell(entries []meeting.Entry) {
	if len(entries) == 0 {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, entry := range entries {
		outcome, err := r.meeting.ApplyTelling(entry)
		if err != nil { // the working copy took the same entry
			panic("room: a durable entry does not apply: " + err.Error())
		}
		frame := entryFrame(entry, outcome)
		r.ring.Put(entry.Number, entry.Fingerprint.String(), frame)
		for attendee, p := range r.people {
			if r.meeting.MaySee(entry, attendee) {
				p.send(frame)
			}
		}
	}
	r.snapshot = nil
	r.announce()
}

// announce wakes those who wait for something new. The lock is held.
func (r *Room) announce() {
	close(r.changed)
	r.changed = make(chan struct{})
}
