package room

import (
	"context"
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
	emptyFor  = 2 * time.Minute  // before an empty room closes
)

// presence is one attendee, as far as the room knows of their screens.
type presence struct {
	screens []*Screen
	polled  time.Time // until when a poll counts as a screen
	gone    time.Time // since when there has been none
	typing  string    // an item
	until   time.Time // of typing
}

func (p *presence) here(now time.Time) bool { return len(p.screens) > 0 || now.Before(p.polled) }

func (p *presence) send(frame []byte) {
	for _, screen := range p.screens {
		screen.Send(frame)
	}
}

// Enter opens a screen for an attendee on a link. It is sent what it missed after the entry it names by number and
// fingerprint, or a snapshot where that is not possible; then everything that follows. The first screen of somebody who
// was not here is written down as joining. Whoever enters leaves. Refused with not-found for who is no attendee.
func (r *Room) Enter(link Link, attendee string, after int, fingerprint string) (*Screen, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.meeting.Attendees[attendee] == nil {
		return nil, meeting.Refuse(meeting.NotFound, "There is no such meeting.")
	}
	screen := Open(link, r.number)
	screen.Send(r.missed(attendee, after, fingerprint)...)
	p := r.person(attendee)
	p.screens = append(p.screens, screen)
	r.showPresence()
	r.announce()
	r.join(attendee)
	return screen, nil
}

// Leave forgets a screen that ended.
func (r *Room) Leave(screen *Screen, attendee string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.person(attendee)
	p.screens = slices.DeleteFunc(p.screens, func(s *Screen) bool { return s == screen })
	if now := r.rooms.Now(); !p.here(now) {
		p.gone, p.typing = now, ""
	}
	r.showPresence()
	r.announce()
}

// missed is what a screen needs to stand where the meeting stands, its number always the last word. The lock is held.
func (r *Room) missed(attendee string, after int, fingerprint string) [][]byte {
	if frames, ok := r.ring.Since(after, fingerprint); ok {
		return append(frames, encoded(Heartbeat{"heartbeat", r.meeting.Number()}))
	}
	snapshot := r.snapshotFor(attendee)
	snapshot.Type = "snapshot"
	return [][]byte{encoded(snapshot)}
}

// Snapshot is the meeting as an attendee may see it now, without a type.
func (r *Room) Snapshot(attendee string) Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.snapshotFor(attendee)
}

func (r *Room) snapshotFor(attendee string) Snapshot {
	if r.snapshot == nil {
		r.snapshot = encoded(r.meeting)
	}
	return Snapshot{Number: r.meeting.Number(), Fingerprint: r.meeting.Fingerprint(), You: You{attendee}, Meeting: r.snapshot}
}

// Frames is Enter for those whom no socket reaches: the frames missed, or, when there are none, those of the next
// moment, after at most wait; presence comes last. Asking again within a quarter of a minute counts as being here.
func (r *Room) Frames(ctx context.Context, attendee string, after int, fingerprint string, wait time.Duration) ([][]byte, error) {
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	if err := r.poll(attendee, wait); err != nil {
		return nil, err
	}
	for waited := wait <= 0; ; waited = true {
		r.mu.Lock()
		behind := after != r.meeting.Number() || fingerprint != r.meeting.Fingerprint().String()
		changed := r.changed
		if behind || waited {
			frames := append(r.missed(attendee, after, fingerprint), r.presenceFrame(attendee))
			r.mu.Unlock()
			return frames, nil
		}
		r.mu.Unlock()
		select {
		case <-changed:
		case <-deadline.C:
		case <-ctx.Done():
		case <-r.gone:
			return nil, away
		}
	}
}

// poll notes that an attendee asks for frames.
func (r *Room) poll(attendee string, wait time.Duration) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.meeting.Attendees[attendee] == nil {
		return meeting.Refuse(meeting.NotFound, "There is no such meeting.")
	}
	p, now := r.person(attendee), r.rooms.Now()
	came := !p.here(now)
	p.polled = now.Add(max(wait, 0) + pollFor)
	if came {
		r.showPresence()
		r.announce()
		r.join(attendee)
	}
	return nil
}

// Typing notes that somebody types under an item.
func (r *Room) Typing(attendee, item string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.person(attendee)
	p.until = r.rooms.Now().Add(typingFor)
	if r.meeting.Items[item] != nil && p.typing != item {
		p.typing = item
		r.showPresence()
	}
}

// Knocked has chair and minute-taker see who waits at the door now.
func (r *Room) Knocked(waiting []Waiting) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.waiting = waiting
	r.showPresence()
	r.announce()
}

func (r *Room) person(attendee string) *presence {
	p := r.people[attendee]
	if p == nil {
		p = &presence{gone: r.opened}
		r.people[attendee] = p
	}
	return p
}

func (r *Room) number() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.meeting.Number()
}

// showPresence shows every screen who is here. The lock is held.
func (r *Room) showPresence() {
	for attendee, p := range r.people {
		if len(p.screens) == 0 {
			continue
		}
		frame := r.presenceFrame(attendee)
		for _, screen := range p.screens {
			screen.Show("presence", frame)
		}
	}
}

func (r *Room) presenceFrame(attendee string) []byte {
	now := r.rooms.Now()
	frame := PresenceFrame{Type: "presence", Here: []Here{}}
	for _, id := range r.meeting.Order.Attendees {
		if p := r.people[id]; p != nil && p.here(now) {
			frame.Here = append(frame.Here, Here{id, p.typing})
		}
	}
	if chair := r.person(r.meeting.Chair); !chair.here(now) && !byTelephone(r.meeting.Attendees[r.meeting.Chair]) {
		frame.ChairAway = chair.gone.UTC().Format(time.RFC3339)
	}
	if role := r.meeting.Attendees[attendee].Role; role == meeting.Chair || role == meeting.MinuteTaker {
		frame.Waiting = r.waiting
	}
	return encoded(frame)
}

// chairAway is how long the chair has had no screen; nothing while they take part by telephone.
func (r *Room) chairAway() time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, chair := r.rooms.Now(), r.person(r.meeting.Chair)
	if chair.here(now) || byTelephone(r.meeting.Attendees[r.meeting.Chair]) {
		return 0
	}
	return now.Sub(chair.gone)
}

func byTelephone(a *meeting.Attendee) bool {
	last := len(a.Attendance) - 1
	return last >= 0 && a.Attendance[last].To == "" && a.Attendance[last].Telephone
}

// join has the server write down that somebody came, unless they are here. The lock is held.
func (r *Room) join(attendee string) {
	if a := r.meeting.Attendees[attendee]; !a.Here() && r.meeting.Phase != meeting.Closed {
		r.attend(attendee, meeting.Joined)
	}
}

// attend asks the owner for an entry of attendance, without waiting. Where that is refused the record says so already.
func (r *Room) attend(attendee, state string) {
	id := fmt.Sprintf("server/%s/%s/%d", attendee, state, r.meeting.Number())
	body := encoded(map[string]string{"attendee": attendee, "state": state})
	select {
	case r.asks <- ask{meeting.Command{ID: id, Kind: "attendance", Body: body}, "", func(Result, error) {}}:
	default: // the owner is busy; look comes by every second
	}
}

// look is the owner's round: who stopped typing or polling, who has been gone for a minute. It reports whether nobody
// has been here for long enough to close.
func (r *Room) look() (empty bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	now, changed := r.rooms.Now(), false
	anybody := false
	for attendee, p := range r.people {
		if p.typing != "" && now.After(p.until) {
			p.typing, changed = "", true
		}
		if !p.polled.IsZero() && !now.Before(p.polled) {
			p.polled, changed = time.Time{}, true
			if len(p.screens) == 0 {
				p.gone = now
			}
		}
		if p.here(now) {
			anybody = true
			r.join(attendee)
		}
	}
	for id, a := range r.meeting.Attendees {
		p := r.person(id)
		if a.Here() && !byTelephone(a) && !p.here(now) && now.Sub(p.gone) >= AbsentAfter && r.meeting.Phase != meeting.Closed {
			r.attend(id, meeting.Left)
		}
	}
	if changed {
		r.showPresence()
		r.announce()
	}
	if anybody {
		r.idle = now
	}
	return now.Sub(r.idle) >= emptyFor && len(r.asks) == 0
}

// dismiss closes every screen.
func (r *Room) dismiss(code Code) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, p := range r.people {
		for _, screen := range p.screens {
			screen.Close(code)
		}
	}
	r.announce()
}
