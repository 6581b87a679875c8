package room_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// attendance is what the record says of somebody's coming and going: j and l by the server, J and L by others, T by
// telephone.
func (h *house) attendance(attendee string) string {
	words := ""
	for _, e := range h.record("m1") {
		if e.Kind == "attendance" && strings.Contains(string(e.Body), `"`+attendee+`"`) {
			word := strings.Split(string(e.Body), `"state":"`)[1][:1]
			if e.By != "" {
				word = strings.ToUpper(word)
			}
			words += word
		}
	}
	return words
}

func TestAttendance(t *testing.T) {
	t.Parallel()
	minute := func(float float64) { time.Sleep(time.Duration(float * float64(time.Minute))) }
	for _, test := range []struct {
		name string
		do   func(h *house, r *room.Room)
		want string
	}{
		{"never came", func(_ *house, r *room.Room) { minute(1.5) }, ""},
		{"came", func(h *house, r *room.Room) { h.enter(r, police); minute(10) }, "j"},
		{"two screens", func(h *house, r *room.Room) { h.enter(r, police); h.enter(r, police).leave(); minute(10) }, "j"},
		{"gone for under a minute", func(h *house, r *room.Room) {
			c := h.enter(r, police)
			minute(5)
			c.leave()
			minute(0.9)
			c.enter()
			minute(5)
		}, "j"},
		{"gone for over a minute", func(h *house, r *room.Room) {
			c := h.enter(r, police)
			minute(5)
			c.leave()
			minute(1.1)
		}, "jl"},
		{"came back", func(h *house, r *room.Room) {
			c := h.enter(r, police)
			c.leave()
			minute(1.1)
			c.enter()
			minute(5)
		}, "jlj"},
		{"polled once", func(h *house, r *room.Room) { r.Frames(h.t.Context(), police, 0, "", 0); minute(1.2) }, "j"},
		{"polled once and went", func(h *house, r *room.Room) { r.Frames(h.t.Context(), police, 0, "", 0); minute(1.3) }, "jl"},
		{"polls", func(h *house, r *room.Room) {
			c := &client{h: h, r: r, attendee: police}
			for range 10 {
				c.poll(25 * time.Second)
				time.Sleep(10 * time.Second)
			}
		}, "j"},
		{"a poll and then a screen that went", func(h *house, r *room.Room) {
			r.Frames(h.t.Context(), police, 0, "", 0)
			h.enter(r, police).leave()
			minute(1.3)
		}, "jl"},
		{"by telephone", func(h *house, r *room.Room) {
			h.write(r, minuteTaker, "attendance", `{"attendee":"a5","state":"telephone"}`)
			minute(1.9)
		}, "T"},
		{"by telephone, with a screen for a while", func(h *house, r *room.Room) {
			h.write(r, minuteTaker, "attendance", `{"attendee":"a5","state":"telephone"}`)
			h.enter(r, police).leave()
			minute(1.9)
		}, "T"},
		{"in the room of somebody else, without a screen", func(h *house, r *room.Room) {
			h.enter(r, chair)
			minute(10)
			h.write(r, minuteTaker, "attendance", `{"attendee":"a5","state":"joined"}`)
			minute(10)
		}, "J"},
		{"by hand first, then with a screen that goes", func(h *house, r *room.Room) {
			h.write(r, minuteTaker, "attendance", `{"attendee":"a5","state":"joined"}`)
			h.enter(r, police).leave()
			minute(1.1)
		}, "Jl"},
		{"sent away by hand but still connected", func(h *house, r *room.Room) {
			h.enter(r, police)
			minute(1)
			h.write(r, minuteTaker, "attendance", `{"attendee":"a5","state":"left"}`)
			minute(1)
		}, "jLj"},
		{"the meeting closes", func(h *house, r *room.Room) {
			c := h.enter(r, police)
			minute(1)
			h.write(r, chair, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
			minute(1)
			c.leave()
			minute(1.5)
			c.enter()
			minute(1)
		}, "j"},
		{"the store was away", func(h *house, r *room.Room) {
			h.store.then(storeAway, storeAway, neverWritten, storeAway)
			c := h.enter(r, police)
			time.Sleep(5 * time.Second)
			h.store.then(storeAway, written)
			c.leave()
			minute(1.1)
		}, "jl"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				r := h.seated()
				test.do(h, r)
				synctest.Wait()
				if got := h.attendance(police); got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
			})
		})
	}
}

func TestAttendanceAfterARestart(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		h.enter(r, police)
		h.enter(r, chair)
		h.write(r, minuteTaker, "attendance", `{"attendee":"a4","state":"joined"}`)
		h.write(r, minuteTaker, "attendance", `{"attendee":"a6","state":"telephone"}`)
		time.Sleep(10 * time.Minute)
		h.Close()
		time.Sleep(10 * time.Minute)
		again := open(t, h.store)
		r = again.open("m1")
		again.enter(r, chair)
		for _, test := range []struct {
			after                           time.Duration
			chair, police, byHand, telphone string
		}{
			{58 * time.Second, "j", "j", "J", "T"},
			{4 * time.Second, "j", "jl", "J", "T"},
			{10 * time.Minute, "j", "jl", "J", "T"},
		} {
			time.Sleep(test.after)
			synctest.Wait()
			for attendee, want := range map[string]string{chair: test.chair, police: test.police, deputy: test.byHand, observer: test.telphone} {
				if got := again.attendance(attendee); got != want {
					t.Errorf("%s after %v more: got %q, want %q", attendee, test.after, got, want)
				}
			}
		}
	})
}

func TestPresence(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		h.enter(r, chair)
		c := h.enter(r, minuteTaker)
		is := func(what, want string) {
			t.Helper()
			synctest.Wait()
			if got := c.here(); got != want {
				t.Errorf("%s: got %s, want %s", what, got, want)
			}
		}
		is("two came", "[a1 a3]")
		second := h.enter(r, minuteTaker)
		is("on a second screen", "[a1 a3]")
		if got, want := second.here(), "[a1 a3]"; got != want {
			t.Errorf("the second screen shows %s, want %s", got, want)
		}
		p := h.enter(r, police)
		is("police came", "[a1 a3 a5]")
		p.leave()
		is("police went", "[a1 a3]")
		(&client{h: h, r: r, attendee: police}).poll(0)
		is("police polled", "[a1 a3 a5]")
		time.Sleep(14 * time.Second)
		is("a moment later", "[a1 a3 a5]")
		time.Sleep(3 * time.Second)
		is("police polls no more", "[a1 a3]")
		p.enter()
		r.Typing(police, "q1")
		is("typing", "[a1 a3 a5 types q1]")
		r.Typing(police, "q2")
		is("typing elsewhere", "[a1 a3 a5 types q2]")
		r.Typing(police, "no such item")
		is("typing nowhere", "[a1 a3 a5 types q2]")
		for range 10 {
			time.Sleep(4 * time.Second)
			r.Typing(police, "q2")
		}
		is("typing on", "[a1 a3 a5 types q2]")
		time.Sleep(4 * time.Second)
		is("a pause", "[a1 a3 a5 types q2]")
		time.Sleep(2 * time.Second)
		is("stopped", "[a1 a3 a5]")
		r.Typing("a99", "q1")
		r.Typing(observer, "q1")
		is("typing from outside", "[a1 a3 a5]")
		p.leave()
		p.leave() // twice is once
		is("police went again", "[a1 a3]")
		c.got()
		time.Sleep(50 * time.Second)
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, kind := range c.types {
			if kind != "heartbeat" {
				t.Errorf("got %s though nothing happened", kind)
			}
		}
	})
}

func TestKnocksAreShownToThoseWhoLetIn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		h.waiting = []room.Waiting{{Knock: "k1", Attendee: police, Name: "Robin Standin", Agency: sam.Agency}}
		r := h.seated()
		clients := map[string]*client{}
		for _, attendee := range []string{chair, minuteTaker, deputy, police, observer} {
			clients[attendee] = h.enter(r, attendee)
		}
		see := func(when string, knocks int, want ...string) {
			t.Helper()
			synctest.Wait()
			for attendee, c := range clients {
				seen := 0
				if slices.Contains(want, attendee) {
					seen = knocks
				}
				c.mu.Lock()
				if got := len(c.presence.Waiting); got != seen {
					t.Errorf("%s: %s sees %d knocks, want %d", when, attendee, got, seen)
				}
				c.mu.Unlock()
			}
		}
		see("at the start", 1, chair, minuteTaker)
		r.Knocked(append(h.waiting, room.Waiting{Knock: "k2"}))
		see("another knocks", 2, chair, minuteTaker)
		h.write(r, chair, "attendee.role", `{"attendee":"a5","role":"minute-taker"}`)
		see("another minute-taker", 2, chair, minuteTaker, police)
		h.write(r, chair, "attendee.role", `{"attendee":"a5","role":"member"}`)
		see("no longer", 2, chair, minuteTaker)
		h.write(r, chair, "chair", `{"to":"a4"}`)
		see("another chair", 2, deputy, minuteTaker)
		r.Knocked(nil)
		see("all let in", 0)
	})
}

func TestDeputyTakesOver(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		do   func(h *house, r *room.Room)
		away time.Duration // before the deputy tries, and is refused where not at all
		want meeting.Code
	}{
		{"the chair is here", func(h *house, r *room.Room) { h.enter(r, chair) }, time.Hour, meeting.NotAllowed},
		{"the chair never came", func(*house, *room.Room) {}, 119 * time.Second, meeting.NotAllowed},
		{"the chair never came, for long enough", func(*house, *room.Room) {}, 121 * time.Second, ""},
		{"the chair went", func(h *house, r *room.Room) { comesAndGoes(h, r) }, 119 * time.Second, meeting.NotAllowed},
		{"the chair went for long enough", func(h *house, r *room.Room) { comesAndGoes(h, r) }, 121 * time.Second, ""},
		{"the chair came back", func(h *house, r *room.Room) {
			comesAndGoes(h, r)
			time.Sleep(119 * time.Second)
			h.enter(r, chair).leave()
		}, 119 * time.Second, meeting.NotAllowed},
		{"the chair has another screen", func(h *house, r *room.Room) { h.enter(r, chair); comesAndGoes(h, r) }, time.Hour, meeting.NotAllowed},
		{"the chair polled, then went", func(h *house, r *room.Room) {
			time.Sleep(time.Hour)
			(&client{h: h, r: r, attendee: chair}).poll(0) // counts for 15 s
		}, 134 * time.Second, meeting.NotAllowed},
		{"the chair polled, then went for long enough", func(h *house, r *room.Room) { (&client{h: h, r: r, attendee: chair}).poll(0) }, 136 * time.Second, ""},
		{"the chair is on the telephone", func(h *house, r *room.Room) {
			h.write(r, minuteTaker, "attendance", `{"attendee":"a1","state":"telephone"}`)
		}, time.Hour, meeting.NotAllowed},
		{"the chair hung up", func(h *house, r *room.Room) {
			h.write(r, minuteTaker, "attendance", `{"attendee":"a1","state":"telephone"}`)
			time.Sleep(time.Hour)
			h.write(r, minuteTaker, "attendance", `{"attendee":"a1","state":"left"}`)
		}, 119 * time.Second, meeting.NotAllowed},
		{"the chair hung up long ago", func(h *house, r *room.Room) {
			h.write(r, minuteTaker, "attendance", `{"attendee":"a1","state":"telephone"}`)
			time.Sleep(time.Hour)
			h.write(r, minuteTaker, "attendance", `{"attendee":"a1","state":"left"}`)
		}, 121 * time.Second, ""},
		{"the chair sits beside somebody with a screen", func(h *house, r *room.Room) {
			h.write(r, minuteTaker, "attendance", `{"attendee":"a1","state":"joined"}`)
		}, time.Hour, meeting.NotAllowed},
		{"the chair was written down as gone", func(h *house, r *room.Room) {
			comesAndGoes(h, r)
			time.Sleep(30 * time.Second)
			h.write(r, minuteTaker, "attendance", `{"attendee":"a1","state":"left"}`)
		}, 91 * time.Second, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				r := h.seated()
				c := h.enter(r, deputy)
				test.do(h, r)
				time.Sleep(test.away)
				synctest.Wait()
				c.mu.Lock()
				shown := c.presence.ChairAway
				c.mu.Unlock()
				if since, err := time.Parse(time.RFC3339, shown); test.want == "" && (err != nil || time.Since(since) < 2*time.Minute) {
					t.Errorf("the chair is shown as away since %q at %v", shown, time.Now())
				}
				_, err := r.Write(t.Context(), deputy, h.command("chair", `{"to":"a4"}`))
				if got := code(err); got != test.want {
					t.Errorf("got %q, want %q", got, test.want)
				}
				if test.want != "" {
					return
				}
				synctest.Wait()
				c.mu.Lock()
				defer c.mu.Unlock()
				if c.presence.ChairAway != "" || c.mirror.Meeting["chair"] != deputy {
					t.Errorf("the new chair is %v, shown as away since %q", c.mirror.Meeting["chair"], c.presence.ChairAway)
				}
			})
		})
	}
}

func comesAndGoes(h *house, r *room.Room) {
	c := h.enter(r, chair)
	time.Sleep(time.Hour)
	c.leave()
}

// TestDeputiesAtOnce has two deputies take over in one commit: the second would take the chair from one who is here.
func TestDeputiesAtOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		h.write(r, chair, "attendee.role", `{"attendee":"a5","role":"deputy"}`)
		h.enter(r, deputy)
		h.enter(r, police)
		time.Sleep(3 * time.Minute)
		h.store.then(func(_ context.Context, write func() error) error { time.Sleep(time.Second); return write() })
		h.enter(r, observer) // the owner is busy for a second: both wait for it together
		answers := make(chan string, 2)
		for _, attendee := range []string{deputy, police} {
			r.Send(attendee, h.command("chair", fmt.Sprintf(`{"to":%q}`, attendee)), func(_ room.Result, err error) { answers <- attendee + " " + string(code(err)) })
		}
		got := []string{<-answers, <-answers}
		if want := []string{"a4 ", "a5 role"}; !slices.Equal(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}
