package room

import (
	"context"
	"fmt"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// watch has each open room read on where another server wrote in its meeting, and know whom another server has there. A
// store that this server alone writes to needs none.
func (r *Rooms) watch(ctx context.Context) {
	if shared, ok := r.Store.(store.Shared); ok {
		r.others = &others{rooms: r, kept: shared}
		r.owners.Go(func() { shared.Watch(ctx, r.standing, r.written) })
		r.owners.Go(func() { r.others.live(ctx) })
	}
}

// standing is the last entry of each open room.
func (r *Rooms) standing() map[string]int {
	numbers := map[string]int{}
	for _, room := range r.loaded() {
		numbers[room.id] = room.number()
	}
	return numbers
}

// loaded is the open rooms whose record is read.
func (r *Rooms) loaded() (rooms []*Room) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, room := range r.open {
		select {
		case <-room.loaded:
			if room.failure == nil {
				rooms = append(rooms, room)
			}
		default:
		}
	}
	return rooms
}

// written tells the room of a meeting, where it is open, how far the record goes.
func (r *Rooms) written(id string, last int) {
	r.mu.Lock()
	room := r.open[id]
	r.mu.Unlock()
	if room == nil {
		return
	}
	for known := room.last.Load(); int64(last) > known; known = room.last.Load() {
		room.last.CompareAndSwap(known, int64(last))
	}
	select {
	case room.beyond <- struct{}{}:
	default:
	}
}

// readOn reads what another server wrote in the meeting, and tells everybody. Where that fails it is tried again in a
// second; a shorter patience leaves commands their own. Only the owner calls it.
func (r *Room) readOn() {
	if int64(r.number()) >= r.last.Load() {
		return
	}
	ctx, cancel := context.WithTimeout(r.stopping, patience/2)
	defer cancel()
	err := r.follow(ctx)
	r.seeOff()
	if err != nil && ctx.Err() == nil {
		r.rooms.Log.Error("what another server wrote cannot be read", "meeting", r.id, "error", err)
	}
}

// follow takes what stands beyond the durable meeting into both copies. Where the working copy is lost or fails, it is
// made anew.
func (r *Room) follow(ctx context.Context) error {
	if r.draft == nil {
		return r.reload(ctx)
	}
	chain := meeting.Chain{Number: r.draft.Number(), Fingerprint: r.draft.Fingerprint()}
	var beyond []meeting.Entry
	err := r.rooms.Store.Read(ctx, r.id, chain.Number, func(e meeting.Entry) error {
		err := chain.Follow(e)
		if err == nil {
			err = r.draft.Apply(e)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", store.ErrDamaged, err)
		}
		beyond = append(beyond, e)
		return nil
	})
	if err != nil {
		r.draft = nil
		return err
	}
	r.tell(beyond)
	r.wake()
	return nil
}
