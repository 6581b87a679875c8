package web

import (
	"context"
	"sync"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// screens are the open screens by session, so that they end with it, and the sessions that were ended a short while ago,
// so that nothing that was on its way in them is written.
type screens struct {
	mu      sync.Mutex
	open    map[string]map[*room.Screen]bool
	ended   map[string]time.Time
	writing map[string]*onTheWay
	idle    chan struct{} // closed when no screen is open any more; nil while none is
}

// endedFor is how long it is remembered that a session was ended: longer than any request takes.
const endedFor = 10 * time.Minute

// end closes the screens of a session. When it returns nothing more is written in that session: what was decided before
// is on the disk, all else is refused.
func (s *screens) end(session string) {
	s.mu.Lock()
	if s.ended == nil {
		s.ended = map[string]time.Time{}
	}
	for id, at := range s.ended {
		if time.Since(at) > endedFor {
			delete(s.ended, id)
		}
	}
	s.ended[session] = time.Now()
	for screen := range s.open[session] {
		screen.Close(room.SignedOut)
	}
	var answered chan struct{}
	if on := s.writing[session]; on != nil {
		if on.answered == nil {
			on.answered = make(chan struct{})
		}
		answered = on.answered
	}
	s.mu.Unlock()
	if answered != nil {
		select {
		case <-answered:
		case <-time.After(storePatience):
		}
	}
}

// onTheWay are the commands of a session that are on their way.
type onTheWay struct {
	number   int
	answered chan struct{} // closed when there are none any more, where somebody waits for that
}

// storePatience is more than a room has for its store.
const storePatience = 6 * time.Second

// begin notes a command of a session, unless that was ended, and returns what is to be called when it is answered.
func (s *screens) begin(session string) (answered func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, ended := s.ended[session]; ended {
		return nil, signedOut
	}
	if s.writing == nil {
		s.writing = map[string]*onTheWay{}
	}
	on := s.writing[session]
	if on == nil {
		on = &onTheWay{}
		s.writing[session] = on
	}
	on.number++
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if on.number--; on.number == 0 {
			delete(s.writing, session)
			if on.answered != nil {
				close(on.answered)
			}
		}
	}, nil
}

var signedOut = meeting.Refuse(meeting.SignedOut, "You are signed out. Open the link that you were sent, or sign in again.")

// right refuses what is decided in a session after it was ended.
func (s *screens) right(session string) room.Right {
	return func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if _, ended := s.ended[session]; ended {
			return signedOut
		}
		return nil
	}
}

// add notes a screen and returns what forgets it. With the first, watch begins, and is to end when idle closes.
func (s *screens) add(session string, screen *room.Screen, watch func(idle <-chan struct{})) (forget func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		s.open = map[string]map[*room.Screen]bool{}
	}
	if s.open[session] == nil {
		s.open[session] = map[*room.Screen]bool{}
	}
	s.open[session][screen] = true
	if s.idle == nil && watch != nil {
		s.idle = make(chan struct{})
		go watch(s.idle)
	}
	return func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.open[session], screen)
		if len(s.open[session]) == 0 {
			delete(s.open, session)
		}
		if len(s.open) == 0 && s.idle != nil {
			close(s.idle)
			s.idle = nil
		}
	}
}

func (s *screens) sessions() (all []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for session := range s.open {
		all = append(all, session)
	}
	return all
}

// watch looks each second whether another server has ended one of the sessions that have a screen here. What this server
// ends it hears of at once.
func (d *door) watch(idle <-chan struct{}) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-idle:
			return
		case <-tick.C:
		}
		for _, session := range d.screens.sessions() {
			if ended, err := d.People.Ended(context.Background(), session); err == nil && ended {
				d.screens.end(session)
			}
		}
	}
}
