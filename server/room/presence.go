package room

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"strategyroom/meeting"
)

const (
	// AbsentAfter is how long somebody must have had no screen before they count as having left: "a dropped connection
	// under a minute is not left".
	AbsentAfter = time.Minute

	typingFor = 5 * time.Second  // after the last sign of typing
	pollFor   = 15 * time.Second // between two polls of the slow mode
	doorFor   = 15 * time.Second // between two tries to come in
	emptyFor  = 2 * time.Minute  // before an empty room closes
)

// presence is one attendee, as far as the room knows of their screens.
type presence struct {
	screens []*Screen
	leaving []*Screen // those that the closing of the meeting ends, until what they asked is answered
	left    time.Time // when the last screen went; when the room opened, where there was none
	polls   time.Time // until when a poll counts as a screen
	noted   bool      // somebody wrote down that they are here, or by telephone: they need no screen
	atDoor  time.Time // until when they count as waiting to be asked

	abroad abroad // what the other servers say of them

	typing string    // an item
	typed  time.Time // until when that counts

	holding []holding // what their devices said last that they hold

	spent [efforts]purse

	shown  []byte // the presence frame that the screens were last given
	polled []byte // the same for polls
}

func (p *presence) here(now time.Time) bool {
	return p.local(now) || p.abroad.Here && now.Before(p.abroad.until)
}

// local reports whether they are here by this server.
func (p *presence) local(now time.Time) bool { return len(p.screens) > 0 || now.Before(p.polls) }

// since is the moment from which somebody who is not here has been away.
func (p *presence) since() time.Time {
	since := later(p.left, p.polls)
	if p.abroad.Here {
		since = later(since, p.abroad.until)
	}
	return since
}

// types is the item under which they type, by whatever server.
func (p *presence) types(now time.Time) string {
	switch {
	case now.Before(p.typed):
		return p.typing
	case now.Before(p.abroad.until):
		return p.abroad.Typing
	}
	return ""
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func earlier(a, b time.Time) time.Time {
	if b.Before(a) {
		return b
	}
	return a
}

// send has the screens hear a frame once they are woken.
func (p *presence) send(frame []byte) {
	for _, screen := range p.screens {
		screen.Queue(frame)
	}
}

// wake has all that was told since the last time go out: what one commit made durable, and the answer to whoever sent
// it, in one write to each screen.
func (r *Room) wake() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for _, p := range r.people {
		for _, screen := range p.screens {
			screen.Wake()
		}
	}
}

// Admitted refuses an attendee who may not come in now: with not-found who is no attendee or may not attend, with
// at-door whom the chair has to ask first.
func (r *Room) Admitted(attendee string) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	_, err := r.person(attendee)
	return err
}

// person is the presence of an attendee who comes in. The lock is held.
func (r *Room) person(attendee string) (*presence, error) {
	switch admission := r.meeting.Admission(attendee); {
	case admission == meeting.Excluded:
		return nil, meeting.Refuse(meeting.NotFound, "There is no such meeting.")
	case r.dismissed:
		return nil, away
	case admission == meeting.Waits:
		r.presence(attendee).atDoor = r.rooms.Now().Add(doorFor)
		r.showPresence()
		return nil, meeting.Refuse(meeting.AtDoor, "Please wait. The chair will speak with you before you come in.")
	}
	return r.presence(attendee), nil
}

func (r *Room) presence(attendee string) *presence {
	p := r.people[attendee]
	if p == nil {
		p = &presence{left: r.opened}
		r.people[attendee] = p
	}
	return p
}

// endWithMeeting has the screens that end with the meeting leave once it is closed, before anything of that or of what
// follows is queued for them. What they asked and what was saved is still answered. The lock is held.
func (r *Room) endWithMeeting() {
	if r.meeting.Phase != meeting.Closed {
		return
	}
	for attendee, p := range r.people {
		if attendee == r.meeting.Chair {
			continue
		}
		var stay []*Screen
		for _, screen := range p.screens {
			if !screen.untilClosed {
				stay = append(stay, screen)
				continue
			}
			screen.leaving.Store(true)
			p.leaving, p.left = append(p.leaving, screen), r.rooms.Now()
			r.rooms.Counts.Left()
		}
		p.screens = stay
	}
}

// seeOff ends the screens that the closing of the meeting ends, when what they asked is answered.
func (r *Room) seeOff() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.people {
		for _, screen := range p.leaving {
			screen.End(Over)
		}
		p.leaving = nil
	}
}

// turnAway closes the screens of those who may not come in any more, also where the meeting closed in the same breath. Whom the chair has to ask first comes back and finds
// the door. The lock is held.
func (r *Room) turnAway() {
	codes := map[string]Code{meeting.Excluded: Removed, meeting.Waits: Restart}
	for attendee, p := range r.people {
		if code, away := codes[r.meeting.Admission(attendee)]; away {
			for _, screen := range slices.Concat(p.screens, p.leaving) {
				screen.Close(code)
			}
		}
	}
}

// came has everybody see that somebody is here, and the server write it down. The lock is held.
func (r *Room) came(attendee string) {
	if !byTelephone(r.meeting.Attendees[attendee]) {
		r.presence(attendee).noted = false // from now on their screens say
	}
	r.showPresence()
	r.join(attendee)
}

// Typing notes that somebody types under an item.
func (r *Room) Typing(attendee, item string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if p := r.people[attendee]; p != nil && r.meeting.Items[item] != nil {
		p.typing, p.typed = item, r.rooms.Now().Add(typingFor)
		r.showPresence()
	}
}

// Knocked has chair and minute-taker see who waits at the door now.
func (r *Room) Knocked(waiting []Waiting) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !slices.Equal(r.waiting, waiting) {
		r.waiting = waiting
		r.showPresence()
	}
}

// showPresence shows who is here on every screen that was shown something else, and has polls look. The lock is held.
func (r *Room) showPresence() {
	frames := r.presenceFrames()
	for attendee, p := range r.people {
		if frame := frames(attendee); len(p.screens) > 0 && !bytes.Equal(p.shown, frame) {
			p.shown = frame
			for _, screen := range p.screens {
				screen.Show("presence", frame)
			}
		}
	}
	r.announce()
}

func (r *Room) presenceFor(attendee string) []byte { return r.presenceFrames()(attendee) }

// presenceFrames is who is here now, encoded once for those who let people in and once for all others.
func (r *Room) presenceFrames() func(attendee string) []byte {
	now := r.rooms.Now()
	frame := PresenceFrame{Type: "presence", Here: []Here{}}
	for _, id := range r.meeting.Order.Attendees {
		if p := r.people[id]; p != nil && p.here(now) {
			frame.Here = append(frame.Here, Here{id, p.types(now)})
		}
	}
	if since, away := r.chairGone(r.meeting, now); away {
		frame.ChairAway = since.UTC().Format(time.RFC3339)
	}
	others := encoded(frame)
	frame.Waiting = r.waiting
	frame.AtDoor = r.waits(now)
	frame.Holding = r.holds(now)
	inviters := encoded(frame)
	return func(attendee string) []byte {
		if r.letsIn(attendee) {
			return inviters
		}
		return others
	}
}

// letsIn reports whether an attendee lets people in. The lock is held.
func (r *Room) letsIn(attendee string) bool {
	a := r.meeting.Attendees[attendee]
	return a != nil && (a.Role == meeting.Chair || a.Role == meeting.MinuteTaker)
}

// AtDoor are the attendees who wait to be asked before they come in.
func (r *Room) AtDoor() []string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.waits(r.rooms.Now())
}

func (r *Room) waits(now time.Time) (attendees []string) {
	for _, id := range r.meeting.Order.Attendees {
		p := r.people[id]
		if p == nil || r.meeting.Admission(id) != meeting.Waits {
			continue
		}
		if now.Before(p.atDoor) || p.abroad.AtDoor && now.Before(p.abroad.until) {
			attendees = append(attendees, id)
		}
	}
	return attendees
}

// chairGone is since when the chair of m has had no screen; false while they have one or need none.
func (r *Room) chairGone(m *meeting.Meeting, now time.Time) (since time.Time, away bool) {
	chair := r.presence(m.Chair)
	return chair.since(), !chair.here(now) && !chair.noted
}

// chairAway is how long the chair of m, which may run ahead of the durable meeting, has had no screen.
func (r *Room) chairAway(m *meeting.Meeting) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.rooms.Now()
	if since, away := r.chairGone(m, now); away {
		return now.Sub(since)
	}
	return 0
}

func byTelephone(a *meeting.Attendee) bool {
	return a.Here() && a.Attendance[len(a.Attendance)-1].Telephone
}

// look is the owner's round: who came without its being written down yet, who has been gone for a minute, who stopped
// typing. It reports whether nobody has been here for long enough to close.
func (r *Room) look() (empty bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now := r.rooms.Now()
	for _, id := range r.meeting.Order.Attendees {
		switch p := r.presence(id); {
		case p.local(now):
			r.idle = now
			r.join(id)
		case !p.here(now) && now.Sub(p.since()) >= AbsentAfter && !p.noted && r.knows(now):
			r.part(id)
		}
	}
	r.showPresence()
	return now.Sub(r.idle) >= emptyFor
}

// knows reports whether this server can tell who is here by no server: it has heard each that is alive. The lock is
// held.
func (r *Room) knows(now time.Time) bool {
	return r.rooms.others == nil || now.Sub(r.heard) < deafFor && now.Sub(r.hearing) >= aliveFor
}

// join has the server write down that somebody came, unless the record says so. The lock is held.
func (r *Room) join(attendee string) {
	if a := r.meeting.Attendees[attendee]; !a.Here() && r.meeting.Phase != meeting.Closed {
		r.attend(attendee, meeting.Joined)
	}
}

// part has the server write down that somebody left, unless the record says so. The lock is held.
func (r *Room) part(attendee string) {
	if a := r.meeting.Attendees[attendee]; a.Here() && r.meeting.Phase != meeting.Closed {
		r.attend(attendee, meeting.Left)
	}
}

// attend asks the owner for an entry of attendance, without waiting. Where that is refused the record says so already;
// where the owner is too busy look comes by every second.
func (r *Room) attend(attendee, state string) {
	id := fmt.Sprintf("server/%s/%s/%d", attendee, state, r.meeting.Number())
	body := encoded(map[string]string{"attendee": attendee, "state": state})
	r.asks.put(ask{command: meeting.Command{ID: id, Kind: "attendance", Body: body}, done: func(Result, error) {}}, false)
}

// attended notes whether it was somebody who wrote down that an attendee is here. Where somebody wrote that they no
// longer are, they have been away from then on; where a server wrote that they came, this one has a sign of them now.
func (r *Room) attended(e meeting.Entry) {
	var said struct{ Attendee, State string }
	if e.Kind != "attendance" || json.Unmarshal(e.Body, &said) != nil {
		return
	}
	p := r.presence(said.Attendee)
	before := p.noted
	p.noted = e.By != "" && (said.State == meeting.Joined || said.State == meeting.ByTelephone)
	switch {
	case e.By == "" && said.State == meeting.Joined:
		p.left = later(p.left, r.rooms.Now()) // not by the clock of the other server
	case before && !p.noted:
		p.left = later(p.left, e.Time())
	}
}
