package room_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/server/room"
)

// tape is a link that keeps what was written to it. While it is stuck a Write waits, as with a peer that reads nothing,
// until the link is closed.
type tape struct {
	mu     sync.Mutex
	writes [][]string
	pings  []time.Time
	closes []string

	stuck chan struct{} // a Write waits for it, where there is one
	cut   chan struct{}
}

func newTape() *tape { return &tape{cut: make(chan struct{})} }

func (l *tape) Write(frames [][]byte) error {
	if l.stuck != nil {
		select {
		case <-l.stuck:
		case <-l.cut:
			return errors.New("cut")
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	var texts []string
	for _, frame := range frames {
		texts = append(texts, string(frame))
	}
	l.writes = append(l.writes, texts)
	return nil
}

func (l *tape) Ping() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.pings = append(l.pings, time.Now())
	return nil
}

func (l *tape) Close(code int, reason string) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closes = append(l.closes, fmt.Sprint(code, " ", reason))
	close(l.cut)
	return nil
}

func number() int { return 7 }

func TestScreenWritesWhatWaitsAtOnceAndInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := newTape()
		link.stuck = make(chan struct{})
		screen := room.Open(link, number, nil)
		var want []string
		for i := range 100 {
			frame := fmt.Sprintf(`{"number":%d}`, i)
			want = append(want, frame)
			if !screen.Send([]byte(frame)) {
				t.Fatal("a frame was refused")
			}
			if i == 0 {
				synctest.Wait() // the first is being written, the others queue behind it
			}
		}
		close(link.stuck)
		synctest.Wait()
		if got := slices.Concat(link.writes...); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		if got, want := len(link.writes), 2; got != want {
			t.Errorf("got %d writes, want %d", got, want)
		}
		screen.Close(room.Left)
		<-screen.Done()
	})
}

func TestScreenWritesLongQueuesInParts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := newTape()
		link.stuck = make(chan struct{})
		screen := room.Open(link, number, nil)
		long, short := []byte(strings.Repeat("x", 100<<10)), []byte(strings.Repeat("y", 30<<10))
		screen.Send(long, short, short, short, long)
		screen.Show("presence", []byte("here"))
		close(link.stuck)
		synctest.Wait()
		var got []int
		for _, write := range link.writes {
			got = append(got, len(write))
		}
		if want := []int{1, 2, 1, 2}; !slices.Equal(got, want) {
			t.Errorf("got writes of %v frames, want %v", got, want)
		}
		screen.Close(room.Left)
		<-screen.Done()
	})
}

func TestScreenShowsTheLatestOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := newTape()
		link.stuck = make(chan struct{})
		screen := room.Open(link, number, nil)
		screen.Send([]byte("first"))
		synctest.Wait()
		for i := range 1000 {
			screen.Show("presence", fmt.Append(nil, "presence ", i))
			screen.Show("typing a1", fmt.Append(nil, "typing ", i))
		}
		screen.Send([]byte("second"))
		close(link.stuck)
		synctest.Wait()
		want := []string{"first", "second", "presence 999", "typing 999"}
		if got := slices.Concat(link.writes...); !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
		screen.Close(room.Left)
		<-screen.Done()
	})
}

func TestSlowScreenIsClosedAloneAndNothingWaitsForIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		slow, quick := newTape(), newTape()
		slow.stuck = make(chan struct{})
		screens := []*room.Screen{room.Open(slow, number, nil), room.Open(quick, number, nil)}
		const frames = 3000
		refused := 0
		for range frames {
			for _, screen := range screens {
				if !screen.Send([]byte("{}")) {
					refused++
				}
			}
			synctest.Wait()
		}
		if got, want := len(slices.Concat(quick.writes...)), frames; got != want {
			t.Errorf("got %d frames on the quick screen, want %d", got, want)
		}
		<-screens[0].Done()
		if got, want := slow.closes, []string{"4000 slow"}; !slices.Equal(got, want) {
			t.Errorf("got closes %v, want %v", got, want)
		}
		if got, want := refused, frames-2049; got != want { // one in the stuck write, 2048 waiting
			t.Errorf("got %d refused, want %d", got, want)
		}
		if len(slow.writes)+len(quick.closes) > 0 {
			t.Errorf("got %v written and %v closed, want neither", slow.writes, quick.closes)
		}
		screens[1].Close(room.Left)
		<-screens[1].Done()
	})
}

func TestScreenIsBoundedInBytes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := newTape()
		link.stuck = make(chan struct{})
		screen := room.Open(link, number, nil)
		frame := make([]byte, 1<<20)
		taken := 0
		for screen.Send(frame) {
			synctest.Wait()
			taken++
		}
		if got, want := taken, 4; got != want { // one in the stuck write, the next one and 2 MiB behind it
			t.Errorf("got %d frames of 1 MiB taken, want %d", got, want)
		}
		<-screen.Done()
	})
}

func TestScreenCloses(t *testing.T) {
	for _, test := range []struct {
		code room.Code
		want string
	}{
		{room.Left, "1000 left"},
		{room.Restart, "1012 restart"},
		{room.Slow, "4000 slow"},
		{room.StoreAway, "4001 store away"},
		{room.Rate, "4002 rate"},
		{room.Crowded, "4003 crowded"},
		{room.SignedOut, "4500 signed out"},
		{room.Removed, "4501 removed"},
		{room.Over, "4503 over"},
		{room.NotFrame, "4502 not a frame"},
	} {
		synctest.Test(t, func(t *testing.T) {
			link := newTape()
			link.stuck = make(chan struct{})
			screen := room.Open(link, number, nil)
			screen.Send([]byte("being written"))
			synctest.Wait()
			screen.Send([]byte("waiting"))
			screen.Close(test.code)
			screen.Close(room.Restart)
			if screen.Send([]byte("late")) {
				t.Error("a frame was taken after the close")
			}
			screen.Show("presence", []byte("late"))
			<-screen.Done() // synctest fails when a goroutine is left
			if got, want := link.closes, []string{test.want}; !slices.Equal(got, want) {
				t.Errorf("got closes %v, want %v", got, want)
			}
			if got := len(link.writes); got != 0 {
				t.Errorf("got %v written, want nothing after the close", link.writes)
			}
		})
	}
}

func TestScreenBeats(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const screens, span = 20, 10 * time.Minute
		var opened []*room.Screen
		var links []*tape
		from := time.Now()
		for range screens {
			links = append(links, newTape())
			opened = append(opened, room.Open(links[len(links)-1], number, nil))
		}
		time.Sleep(span)
		synctest.Wait()
		firsts := map[time.Duration]bool{}
		for i, link := range links {
			before := from
			for _, ping := range link.pings {
				if got := ping.Sub(before); got < room.Beat*3/4 || got > room.Beat*5/4 {
					t.Errorf("got a pause of %v, want %v give or take a quarter", got, room.Beat)
				}
				before = ping
			}
			firsts[link.pings[0].Sub(from)] = true
			beats := slices.Concat(link.writes...)
			if got, want := len(beats), len(link.pings); got != want || got < 48 {
				t.Errorf("got %d heartbeats, want %d as there are pings, and at least 48", got, want)
			}
			if got, want := beats[0], `{"type":"heartbeat","number":7}`; got != want {
				t.Errorf("got %s, want %s", got, want)
			}
			opened[i].Close(room.Restart)
			<-opened[i].Done()
		}
		if got, want := len(firsts), screens/2; got < want {
			t.Errorf("got %d different first beats of %d, want them spread", got, screens)
		}
	})
}

// broken is a link whose peer takes nothing until the write's deadline.
type broken struct{ *tape }

func (l broken) Write([][]byte) error {
	time.Sleep(10 * time.Second)
	return errors.New("deadline")
}

func TestScreenEndsWhenAWriteFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		link := broken{newTape()}
		screen := room.Open(link, number, nil)
		screen.Send([]byte("{}"))
		<-screen.Done()
		if got, want := link.closes, []string{"4000 slow"}; !slices.Equal(got, want) {
			t.Errorf("got closes %v, want %v", got, want)
		}
	})
}
