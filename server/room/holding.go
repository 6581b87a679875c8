package room

import (
	"slices"
	"time"
)

const (
	heldFor     = 10 * time.Second // less is the time that saving takes, not worth telling
	mostDevices = 8                // of one attendee, as far as the room remembers
)

// holding is one device that holds something which is not in the record.
type holding struct {
	device string
	count  int
	since  time.Time
}

// Holding notes how many things that an attendee wrote a device holds, which are not in the record yet. The room
// remembers the last word of each device while it is open, also when its connection is gone: that is when it matters.
func (r *Room) Holding(attendee, device string, count int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.people[attendee]
	if p == nil {
		return
	}
	at := slices.IndexFunc(p.holding, func(h holding) bool { return h.device == device })
	switch {
	case count <= 0 && at >= 0:
		p.holding = slices.Delete(p.holding, at, at+1)
		r.showPresence()
	case count > 0 && at >= 0:
		p.holding[at].count = count
	case count > 0:
		p.holding = append(p.holding, holding{device, count, r.rooms.Now()})
		if len(p.holding) > mostDevices {
			p.holding = p.holding[1:]
		}
	}
}

// Held are the attendees whose devices hold something, in the meeting's order.
func (r *Room) Held() []Held {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.holds(r.rooms.Now())
}

// holds is Held with the lock held. What a device that is connected has held for a moment only is about to be saved.
func (r *Room) holds(now time.Time) (held []Held) {
	for _, id := range r.meeting.Order.Attendees {
		p := r.people[id]
		if p == nil {
			continue
		}
		count := 0
		for _, h := range p.holding {
			if now.Sub(h.since) >= heldFor || !p.here(now) {
				count += h.count
			}
		}
		if count > 0 {
			held = append(held, Held{id, count})
		}
	}
	return held
}
