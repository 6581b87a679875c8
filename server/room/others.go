package room

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

const (
	roundEvery = time.Second      // the others are heard, and told what is new
	tellEvery  = 3 * time.Second  // they are told again what is not
	aliveFor   = 10 * time.Second // after somebody heard a server's last word; then it holds nobody any more
	deafFor    = aliveFor / 2     // without hearing, and nobody knows what a server may have said meanwhile
	forgetFor  = time.Minute      // before the last word of a server that died is taken away
)

// word is what one server tells the others: of each meeting, the attendees whom that server has, by their ids.
type word map[string]map[string]abroad

// abroad is an attendee as a server has them.
type abroad struct {
	Here   bool      `json:"here,omitempty"`
	Typing string    `json:"typing,omitempty"` // an item
	AtDoor bool      `json:"atDoor,omitempty"`
	until  time.Time // when the server's word stops counting
}

// others are the servers that may have people in the same meetings, each with one small document in the store, its
// word. A word counts while it changes: its version does every few seconds while its server is alive, so that no two
// clocks are compared. Only the server itself writes its document, under a number that none of the others has.
type others struct {
	rooms *Rooms
	kept  store.Documents
	mine  store.Document   // this server's word as it was put last; without a version where it is not kept
	told  time.Time        // when that was
	heard map[string]heard // by document
	asked time.Time        // when it was last looked who knocks
	deaf  bool             // the last round failed
}

// heard is the last word of another server.
type heard struct {
	version int
	at      time.Time // when it came
	word    word
}

// live hears and tells until ctx ends.
func (o *others) live(ctx context.Context) {
	tick := time.NewTicker(roundEvery)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			err := o.round(ctx)
			if err != nil && !o.deaf && ctx.Err() == nil {
				o.rooms.Log.Error("the other servers cannot be told who is here, or heard", "error", err)
			}
			o.deaf = err != nil
		case <-ctx.Done():
			o.part()
			return
		}
	}
}

// round hears the others, tells them, and at times looks who knocks at one of them. Where no room is open there is nothing
// to hear or tell.
func (o *others) round(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	open := o.rooms.loaded()
	if len(open) == 0 {
		return o.withdraw(ctx)
	}
	if err := o.hear(ctx, open); err != nil {
		return err
	}
	if err := o.tell(ctx, open); err != nil {
		return err
	}
	o.listen(ctx, open)
	return nil
}

// listen has those who let people in see who waits at the door of any server.
func (o *others) listen(ctx context.Context, open []*Room) {
	now := o.rooms.Now()
	if o.rooms.Waiting == nil || now.Sub(o.asked) < tellEvery {
		return
	}
	o.asked = now
	for _, room := range open {
		if room.hasInviter(now) {
			room.Knocked(o.rooms.Waiting(ctx, room.id))
		}
	}
}

// hasInviter reports whether somebody is here, by this server, who lets people in.
func (r *Room) hasInviter(now time.Time) bool {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for id, p := range r.people {
		if p.local(now) && r.letsIn(id) {
			return true
		}
	}
	return false
}

// hear reads the others' words and gives each room what is new to it.
func (o *others) hear(ctx context.Context, open []*Room) error {
	now := o.rooms.Now()
	said := map[string]heard{}
	err := o.kept.List(ctx, store.Passing, func(doc store.Document) error {
		if doc.ID == o.mine.ID {
			return nil
		}
		h := o.heard[doc.ID]
		if h.version != doc.Version {
			h = heard{version: doc.Version, at: now}
			json.Unmarshal(doc.Body, &h.word) // what is no word of ours says that nobody is there
		}
		said[doc.ID] = h
		return nil
	})
	if err != nil {
		return err
	}
	o.heard = said
	for _, room := range open {
		room.hear(now, o.has(room.id, now))
	}
	for id, h := range said {
		if now.Sub(h.at) >= forgetFor {
			_ = o.kept.Delete(ctx, store.Passing, id, h.version) // or the next round does
		}
	}
	return nil
}

// has is whom the servers that are alive have in a meeting.
func (o *others) has(id string, now time.Time) map[string]abroad {
	all := map[string]abroad{}
	for _, h := range o.heard {
		until := h.at.Add(aliveFor)
		if !now.Before(until) {
			continue
		}
		for attendee, a := range h.word[id] {
			b := all[attendee]
			b.Here, b.AtDoor, b.until = a.Here || b.Here, a.AtDoor || b.AtDoor, later(b.until, until)
			if a.Typing != "" {
				b.Typing = a.Typing
			}
			all[attendee] = b
		}
	}
	return all
}

// tell puts this server's word where it is new, or old enough that the others might think it had died.
func (o *others) tell(ctx context.Context, open []*Room) error {
	said, now := word{}, o.rooms.Now()
	for _, room := range open {
		if here := room.word(now); len(here) > 0 {
			said[room.id] = here
		}
	}
	if len(said) == 0 {
		return o.withdraw(ctx)
	}
	doc := o.mine
	if doc.Body = encoded(said); bytes.Equal(doc.Body, o.mine.Body) && now.Sub(o.told) < tellEvery {
		return nil
	}
	if doc.Version == 0 {
		doc.Kind, doc.ID = store.Passing, o.free()
	}
	doc, err := o.kept.Put(ctx, doc)
	switch {
	case err == nil:
		o.mine, o.told = doc, now
	case errors.Is(err, store.ErrConflict), errors.Is(err, store.ErrUnknown):
		o.mine = store.Document{} // the next round tells it in another place
	}
	return err
}

// free is the least number that no document of the others has.
func (o *others) free() string {
	for n := 1; ; n++ {
		id := strconv.Itoa(n)
		if _, taken := o.heard[id]; !taken {
			return id
		}
	}
}

// withdraw takes this server's word away, where there is one.
func (o *others) withdraw(ctx context.Context) error {
	if o.mine.Version == 0 {
		return nil
	}
	err := o.kept.Delete(ctx, store.Passing, o.mine.ID, o.mine.Version)
	if err == nil || errors.Is(err, store.ErrConflict) {
		o.mine = store.Document{}
		return nil
	}
	return err
}

// part is the last that the others hear of a server that stops in good order.
func (o *others) part() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = o.withdraw(ctx) // else it stops counting by itself
}

// word is whom this server has in the meeting, or at its door.
func (r *Room) word(now time.Time) map[string]abroad {
	r.mu.RLock()
	defer r.mu.RUnlock()
	here := map[string]abroad{}
	for id, p := range r.people {
		a := abroad{Here: p.local(now), AtDoor: now.Before(p.atDoor) && r.meeting.Admission(id) == meeting.Waits}
		if a.Here && now.Before(p.typed) {
			a.Typing = p.typing
		}
		if a != (abroad{}) {
			here[id] = a
		}
	}
	return here
}

// hear notes whom the others have in the meeting now, and shows it where it is new.
func (r *Room) hear(now time.Time, all map[string]abroad) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if now.Sub(r.heard) >= deafFor {
		r.hearing = now
	}
	r.heard = now
	fresh := false
	for _, id := range r.meeting.Order.Attendees {
		a, p := all[id], r.presence(id)
		was := p.abroad
		if was.Here && !a.Here {
			p.left = later(p.left, earlier(was.until, now))
		}
		if a.Here && !byTelephone(r.meeting.Attendees[id]) {
			p.noted = false // as with those who come here
		}
		p.abroad, was.until = a, a.until
		fresh = fresh || was != a
	}
	if fresh {
		r.showPresence()
	}
}
