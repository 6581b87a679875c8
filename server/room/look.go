package room

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// mostLooks is how many meetings are kept for those who look; with 100 entries each has some 150 KB.
const mostLooks = 300

// look is a meeting as it was last looked at from outside. What is written in it afterwards is read when it is looked at
// again, so that it is never out of date: one that was kept saves reading its record from the beginning.
type look struct {
	mu      sync.Mutex
	meeting *meeting.Meeting
	chain   meeting.Chain
	last    time.Time
}

// Look lets see read a meeting without going in, as far as everybody in it may see it: no room opens, nothing is noted. It
// must not keep anything of it.
// Refusals: not-found where nothing was ever written, erased, away where the record cannot be read at present.
func (r *Rooms) Look(ctx context.Context, id string, see func(*meeting.Meeting)) error {
	if r.erased(ctx, id) {
		return erased
	}
	r.mu.Lock()
	_, open := r.open[id]
	kept := r.looks[id]
	if !open && kept == nil {
		kept = &look{meeting: meeting.New()}
		r.looks[id] = kept
		r.forgetLooks()
	}
	if !open {
		kept.last = r.Now()
	}
	r.mu.Unlock()
	if open {
		room, err := r.Open(ctx, id)
		if err == nil {
			room.View(see)
		}
		return err
	}
	kept.mu.Lock()
	defer kept.mu.Unlock()
	if err := r.catchUp(ctx, id, kept); err != nil {
		if errors.Is(err, store.ErrDamaged) {
			kept.meeting, kept.chain = meeting.New(), meeting.Chain{} // from the beginning next time
		}
		r.Log.Error("a record cannot be read", "meeting", id, "error", err)
		return away
	}
	if kept.meeting.Number() == 0 {
		return meeting.Refuse(meeting.NotFound, "There is no such meeting.")
	}
	see(kept.meeting.For(""))
	return nil
}

// catchUp reads what was written since a meeting was looked at.
func (r *Rooms) catchUp(ctx context.Context, id string, kept *look) error {
	ctx, cancel := context.WithTimeout(ctx, 4*patience)
	defer cancel()
	err := r.Store.Read(ctx, id, kept.meeting.Number(), func(e meeting.Entry) error {
		err := kept.chain.Follow(e)
		if err == nil {
			err = kept.meeting.Apply(e)
		}
		if err != nil {
			return fmt.Errorf("%w: %w", store.ErrDamaged, err)
		}
		return nil
	})
	return errors.Join(err, ctx.Err())
}

// forgetLooks lets go of the meeting that nobody looked at for longest, where there are too many. The lock is held.
func (r *Rooms) forgetLooks() {
	if len(r.looks) <= mostLooks {
		return
	}
	oldest := ""
	for id, kept := range r.looks {
		if oldest == "" || kept.last.Before(r.looks[oldest].last) {
			oldest = id
		}
	}
	delete(r.looks, oldest)
}
