package room_test

import (
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// TestAllow asks as often as it can, lets time pass, and asks again.
func TestAllow(t *testing.T) {
	for _, test := range []struct {
		name   string
		effort room.Effort
		burst  int
		after  time.Duration
		then   int
	}{
		{"commands", room.Commands, 200, time.Second, 20},
		{"commands, much later", room.Commands, 200, time.Hour, 200},
		{"frames", room.Frames, 600, time.Second, 60},
		{"documents", room.Documents, 60, 5 * time.Second, 10},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				defer h.Close()
				r := h.seated()
				ask := func(who string) (allowed int) {
					for {
						err := r.Allow(who, test.effort)
						if err != nil {
							if got := code(err); got != meeting.TooMany {
								t.Fatalf("got %q, want %q", got, meeting.TooMany)
							}
							return allowed
						}
						allowed++
					}
				}
				if got := ask(police); got != test.burst {
					t.Errorf("got %d at once, want %d", got, test.burst)
				}
				time.Sleep(test.after)
				if got := ask(police); got != test.then {
					t.Errorf("got %d after %v, want %d", got, test.after, test.then)
				}
				if got := ask(deputy); got != test.burst {
					t.Errorf("got %d of somebody else, want %d", got, test.burst)
				}
			})
		})
	}
}

// TestNobodyIsHurriedWhoTypes is a meeting as it is at its busiest for one person: a burst of forty, and then a push of
// notes and a line each second for an hour, with every frame that a browser sends beside them.
func TestNobodyIsHurriedWhoTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		defer h.Close()
		r := h.seated()
		say := func(times int, efforts ...room.Effort) {
			for range times {
				for _, effort := range efforts {
					if err := r.Allow(minuteTaker, effort); err != nil {
						t.Fatalf("%v: %v", effort, err)
					}
				}
			}
		}
		for second := range 3600 {
			if second%60 == 0 {
				say(40, room.Frames, room.Commands)
			}
			say(2, room.Frames, room.Commands) // on two devices
			say(5, room.Frames)
			time.Sleep(time.Second)
		}
	})
}

func TestOneAttendeeHasSoManyScreens(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		defer h.Close()
		r := h.seated()
		var clients []*client
		for range 16 {
			clients = append(clients, h.enter(r, police))
		}
		if _, err := r.Enter(newTape(), police, 0, ""); code(err) != meeting.TooMany {
			t.Errorf("got %v for one more, want %q", err, meeting.TooMany)
		}
		others := h.enter(r, deputy)
		clients[0].leave()
		again := h.enter(r, police)
		for _, c := range append(clients[1:], others, again) {
			c.leave()
		}
	})
}
