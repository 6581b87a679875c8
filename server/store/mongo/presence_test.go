package mongo_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/store/mongo/mongotest"
)

// screen is a link that keeps who was shown last as being here.
type screen struct {
	mu      sync.Mutex
	here    string
	changed chan struct{} // holds one token after that changed
}

func (s *screen) Write(frames [][]byte) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, frame := range frames {
		var f room.PresenceFrame
		if json.Unmarshal(frame, &f) != nil || f.Type != "presence" {
			continue
		}
		s.here = ""
		for _, here := range f.Here {
			s.here += here.Attendee + " "
		}
		select {
		case s.changed <- struct{}{}:
		default:
		}
	}
	return nil
}

func (s *screen) Ping() error             { return nil }
func (s *screen) Close(int, string) error { return nil }

// shows waits until the screen shows who is here.
func (s *screen) shows(t *testing.T, want string) {
	t.Helper()
	for late := time.After(time.Minute); ; {
		s.mu.Lock()
		here := s.here
		s.mu.Unlock()
		if here == want {
			return
		}
		select {
		case <-s.changed:
		case <-late:
			t.Fatalf("%q are shown as here, want %q", here, want)
		}
	}
}

// enter has somebody come in by a server.
func (s *server) enter(t *testing.T, attendee string) (shown *screen, leave func()) {
	t.Helper()
	r, err := s.Open(t.Context(), "m1")
	if err != nil {
		t.Fatal(err)
	}
	shown = &screen{changed: make(chan struct{}, 1)}
	entered, err := r.Enter(shown, attendee, 0, "")
	if err != nil {
		t.Fatal(err)
	}
	return shown, func() {
		entered.Close(room.Left)
		<-entered.Done()
		r.Leave(entered, attendee)
	}
}

// TestHereByEitherServer has somebody come and go by one server while another is there by the other.
func TestHereByEitherServer(t *testing.T) {
	t.Parallel()
	uri := mongotest.Database(t)
	first, second := start(t, uri), start(t, uri)
	stands := first.convened(t, "m1", meeting.Command{ID: "c4", Kind: "attendee",
		Body: json.RawMessage(`{"name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member"}`)})
	police := fmt.Sprint("a", stands.Number)
	shown, leave := first.enter(t, chair)
	defer leave()
	for range 3 {
		began := time.Now()
		there, leave := second.enter(t, police)
		there.shows(t, chair+" "+police+" ")
		shown.shows(t, chair+" "+police+" ")
		came := time.Since(began)
		began = time.Now()
		leave()
		shown.shows(t, chair+" ")
		t.Logf("shown as here by the other server after %v, as gone after %v", came.Round(time.Millisecond),
			time.Since(began).Round(time.Millisecond))
	}
}
