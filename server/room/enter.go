package room

import (
	"bytes"
	"context"
	"slices"
	"time"

	"strategyroom/meeting"
)

// Enter opens a screen for an attendee on a link. It is sent what it missed after the entry it names by number and
// fingerprint, or a snapshot where that is not possible; then everything that follows. The first screen of somebody who
// was not here is written down as joining. Whoever enters leaves. Refused with not-found for who is no attendee, with
// too-many where they have too many screens, and with away where the room has just closed: open it again.
func (r *Room) Enter(link Link, attendee string, after int, fingerprint string) (*Screen, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.enter(link, attendee, after, fingerprint, false)
}

// EnterUntilClosed is Enter for somebody for whom the room ends with the meeting: of the closing and what follows nothing
// is sent to the screen, which then ends with Over. Refused with room-ended where the meeting is closed already. For the
// chair the room goes on.
func (r *Room) EnterUntilClosed(link Link, attendee string, after int, fingerprint string) (*Screen, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.meeting.Phase == meeting.Closed && attendee != r.meeting.Chair {
		return nil, meeting.Refuse(meeting.RoomEnded, "The meeting is over, and its room with it.")
	}
	return r.enter(link, attendee, after, fingerprint, true)
}

func (r *Room) enter(link Link, attendee string, after int, fingerprint string, untilClosed bool) (*Screen, error) {
	p, err := r.person(attendee)
	if err != nil {
		return nil, err
	}
	if len(p.screens) >= mostScreens {
		return nil, crowded
	}
	screen := Open(link, r.number, r.rooms.Counts)
	screen.untilClosed, screen.grace = untilClosed, r.rooms.Grace
	frames, resumed := r.missed(attendee, after, fingerprint)
	screen.Send(frames...)
	r.rooms.Counts.Entered(resumed)
	p.screens = append(p.screens, screen)
	p.shown = nil
	r.came(attendee)
	return screen, nil
}

// Leave forgets a screen that ended.
func (r *Room) Leave(screen *Screen, attendee string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p := r.people[attendee]
	if p == nil || !slices.Contains(p.screens, screen) {
		return
	}
	p.screens = slices.DeleteFunc(p.screens, func(s *Screen) bool { return s == screen })
	p.left = r.rooms.Now()
	r.rooms.Counts.Left()
	r.showPresence()
}

// Frames is Enter for those whom no socket reaches: the frames missed, or, when there are none, those of the next
// moment, after at most wait; presence comes last, and at once where it is not what this attendee was last answered.
// Asking again within a quarter of a minute counts as being here.
func (r *Room) Frames(ctx context.Context, attendee string, after int, fingerprint string, wait time.Duration) ([][]byte, error) {
	if err := r.Stay(attendee, max(wait, 0)+pollFor); err != nil {
		return nil, err
	}
	deadline := time.NewTimer(wait)
	defer deadline.Stop()
	for waited := wait <= 0; ; {
		frames, changed, err := r.news(attendee, after, fingerprint, waited)
		if frames != nil || err != nil {
			return frames, err
		}
		select {
		case <-changed:
		case <-deadline.C:
			waited = true
		case <-ctx.Done():
			waited = true
		case <-r.gone:
			return nil, away
		}
	}
}

// Stay counts an attendee who has no screen as being here for a while. It refuses as Enter does.
func (r *Room) Stay(attendee string, while time.Duration) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, err := r.person(attendee)
	if err != nil {
		return err
	}
	p.polls = r.rooms.Now().Add(while)
	r.came(attendee)
	return nil
}

// news is what a poll is answered; where there is nothing new, and it need not be answered yet, none and a channel that
// closes with the next change. Who was turned away meanwhile is refused.
func (r *Room) news(attendee string, after int, fingerprint string, anyway bool) ([][]byte, <-chan struct{}, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	p, err := r.person(attendee)
	if err != nil {
		return nil, nil, err
	}
	presence := r.presenceFor(attendee)
	current := after == r.meeting.Number() && fingerprint == r.meeting.Fingerprint().String()
	if current && bytes.Equal(p.polled, presence) && !anyway {
		return nil, r.changed, nil
	}
	p.polled = presence
	frames, _ := r.missed(attendee, after, fingerprint)
	return append(frames, presence), nil, nil
}

// missed is what a screen needs to stand where the meeting stands, its number always the last word, and whether that is
// the entries that it missed and not the whole. The lock is held.
func (r *Room) missed(attendee string, after int, fingerprint string) (frames [][]byte, resumed bool) {
	sees := func(number int) bool { return r.meeting.MaySee(number, attendee) }
	if frames, ok := r.ring.Since(after, fingerprint, sees); ok {
		return append(frames, encoded(Heartbeat{"heartbeat", r.meeting.Number()})), true
	}
	snapshot := r.snapshotFor(attendee)
	snapshot.SetBack = r.ring.Foreign(after, fingerprint)
	return [][]byte{snapshotFrame(snapshot)}, false
}

// Snapshot is the meeting as an attendee may see it now, without a type.
func (r *Room) Snapshot(attendee string) Snapshot {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.snapshotFor(attendee)
}

func (r *Room) snapshotFor(attendee string) Snapshot {
	snapshot := Snapshot{Number: r.meeting.Number(), Fingerprint: r.meeting.Fingerprint(), You: You{attendee}}
	if theirs := r.meeting.For(attendee); len(theirs.Restricted) > 0 {
		snapshot.Meeting = encoded(theirs)
		return snapshot
	}
	if r.snapshot == nil {
		r.snapshot = encoded(r.meeting.For(""))
	}
	snapshot.Meeting = r.snapshot
	return snapshot
}
