package room_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/livetest"
	"strategyroom/server/room"
)

// client is what a browser makes of the frames: it knows no rules, only snapshots, patches and changes of notes. It is
// the link of a screen, and goes on with what it has when it enters again.
type client struct {
	h        *house
	r        *room.Room
	attendee string
	screen   *room.Screen

	mu       sync.Mutex
	mirror   livetest.Mirror
	types    []string // of all frames, entries with their number, in the order in which they came
	presence room.PresenceFrame
	answers  map[string]livetest.Frame
	closes   []string
	cut      bool

	untilClosed bool // it comes in as somebody for whom the room ends with the meeting
}

// enter has somebody come in with an empty screen.
func (h *house) enter(r *room.Room, attendee string) *client {
	h.t.Helper()
	c := &client{h: h, r: r, attendee: attendee, answers: map[string]livetest.Frame{}}
	c.enter()
	return c
}

// enterUntilClosed is enter for somebody for whom the room ends with the meeting.
func (h *house) enterUntilClosed(r *room.Room, attendee string) *client {
	h.t.Helper()
	c := &client{h: h, r: r, attendee: attendee, answers: map[string]livetest.Frame{}, untilClosed: true}
	c.enter()
	return c
}

// enter comes in, again where the client was there before, standing where it stood.
func (c *client) enter() {
	c.h.t.Helper()
	c.mu.Lock()
	c.cut = false
	number, fingerprint := c.mirror.Number, c.mirror.Fingerprint
	c.mu.Unlock()
	enter := c.r.Enter
	if c.untilClosed {
		enter = c.r.EnterUntilClosed
	}
	screen, err := enter(c, c.attendee, number, fingerprint)
	if err != nil {
		c.h.t.Fatal(err)
	}
	c.screen = screen
}

func (c *client) leave() {
	c.screen.Close(room.Left)
	<-c.screen.Done()
	c.r.Leave(c.screen, c.attendee)
}

// send is a command over the socket.
func (c *client) send(command meeting.Command) {
	screen := c.screen
	c.r.Send(c.attendee, command, func(result room.Result, err error) { screen.Answer(command.ID, result, err) })
}

// poll is one round of the slow mode.
func (c *client) poll(wait time.Duration) {
	c.h.t.Helper()
	frames, err := c.r.Frames(context.Background(), c.attendee, c.mirror.Number, c.mirror.Fingerprint, wait)
	if err != nil {
		c.h.t.Error(err)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, f := range frames {
		c.take(f)
	}
}

func (c *client) Write(frames [][]byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.cut {
		return errors.New("cut")
	}
	for _, f := range frames {
		c.take(f)
	}
	return nil
}

func (c *client) Ping() error { return nil }

func (c *client) Close(code int, reason string) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cut = true
	c.closes = append(c.closes, fmt.Sprint(code, " ", reason))
	return nil
}

func (c *client) take(data []byte) {
	f, err := c.mirror.Take(data)
	if err != nil {
		c.h.t.Errorf("%s: %v", c.attendee, err)
		return
	}
	switch f.Type {
	case "presence":
		c.presence = room.PresenceFrame{}
		if err := json.Unmarshal(data, &c.presence); err != nil {
			c.h.t.Error(err)
		}
	case "accepted", "refused":
		c.answers[f.ID] = f
	case "entry":
		f.Type = fmt.Sprint(f.Number)
	}
	c.types = append(c.types, f.Type)
}

// got is the types of all frames that came since it was last asked; presence apart, which comes when it comes.
func (c *client) got() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	got := slices.DeleteFunc(c.types, func(kind string) bool { return kind == "presence" })
	c.types = nil
	return got
}

// here is who the last presence says is here, with what they type.
func (c *client) here() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	words := []string{}
	for _, here := range c.presence.Here {
		if here.Typing != "" {
			here.Attendee += " types " + here.Typing
		}
		words = append(words, here.Attendee)
	}
	return fmt.Sprint(words)
}

// same compares the client's meeting with the one that the room would show in a snapshot.
func (c *client) same() {
	c.h.t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	snapshot, err := json.Marshal(c.r.Snapshot(c.attendee))
	if err == nil {
		err = c.mirror.Differs(snapshot)
	}
	if err != nil {
		c.h.t.Errorf("%s: %v", c.attendee, err)
	}
}
