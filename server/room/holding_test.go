package room_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"
)

func TestHolding(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		screens := map[string]*client{}
		for _, attendee := range []string{chair, minuteTaker, deputy, police} {
			screens[attendee] = h.enter(r, attendee)
		}
		is := func(when, want string) {
			t.Helper()
			synctest.Wait()
			if got := fmt.Sprint(r.Held()); got != want {
				t.Errorf("%s: got %s, want %s", when, got, want)
			}
			for attendee, c := range screens {
				seen := "[]"
				if attendee == chair || attendee == minuteTaker {
					seen = want
				}
				c.mu.Lock()
				if got := fmt.Sprint(c.presence.Holding); got != seen {
					t.Errorf("%s: %s is shown %s, want %s", when, attendee, got, seen)
				}
				c.mu.Unlock()
			}
		}
		r.Holding(police, "phone", 2)
		is("about to be saved", "[]")
		time.Sleep(5 * time.Second)
		r.Holding(police, "phone", 0)
		time.Sleep(20 * time.Second)
		is("saved", "[]")
		r.Holding(police, "phone", 1)
		time.Sleep(8 * time.Second)
		r.Holding(police, "phone", 3)
		time.Sleep(3 * time.Second)
		is("held while connected", "[{a5 3}]")
		r.Holding(police, "phone", 0)
		is("saved at last", "[]")
		r.Holding(police, "phone", 2)
		r.Holding(police, "laptop", 1)
		police := screens[police]
		police.leave()
		delete(screens, "a5")
		is("the connection is gone", "[{a5 3}]")
		time.Sleep(time.Minute)
		is("a minute later", "[{a5 3}]")
		r.Holding("a5", "laptop", 0)
		is("from another device", "[{a5 2}]")
		police.enter()
		is("back, and about to send it", "[{a5 2}]")
		r.Holding("a5", "phone", 0)
		is("all is saved", "[]")
		r.Holding("a99", "phone", 1)
		time.Sleep(20 * time.Second)
		is("nobody", "[]")
		for i := range 100 {
			r.Holding("a5", fmt.Sprint("device ", i), 1)
		}
		time.Sleep(20 * time.Second)
		is("too many devices", "[{a5 8}]")
	})
}
