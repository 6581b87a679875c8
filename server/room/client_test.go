package room_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"sync"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// client is what a browser makes of the frames: it knows no rules, only snapshots, patches and changes of notes. It is
// the link of a screen, and goes on with what it has when it enters again.
type client struct {
	h        *house
	r        *room.Room
	attendee string
	screen   *room.Screen

	mu          sync.Mutex
	number      int
	fingerprint string
	meeting     map[string]any
	types       []string // of all frames, entries with their number, in the order in which they came
	presence    room.PresenceFrame
	answers     map[string]frame
	closes      []string
	cut         bool
}

type frame struct {
	Type, Fingerprint, Kind, ID, Code string
	Number                            int
	SetBack                           bool
	Meeting, Patch                    map[string]any
	Change                            *meeting.Change
}

// enter has somebody come in with an empty screen.
func (h *house) enter(r *room.Room, attendee string) *client {
	h.t.Helper()
	c := &client{h: h, r: r, attendee: attendee, answers: map[string]frame{}}
	c.enter()
	return c
}

// enter comes in, again where the client was there before, standing where it stood.
func (c *client) enter() {
	c.h.t.Helper()
	c.mu.Lock()
	c.cut = false
	number, fingerprint := c.number, c.fingerprint
	c.mu.Unlock()
	screen, err := c.r.Enter(c, c.attendee, number, fingerprint)
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
	c.r.Send(c.attendee, command, func(result room.Result, err error) { screen.Send(room.AnswerFrame(command.ID, result, err)) })
}

// poll is one round of the slow mode.
func (c *client) poll(wait time.Duration) {
	c.h.t.Helper()
	frames, err := c.r.Frames(context.Background(), c.attendee, c.number, c.fingerprint, wait)
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
	var f frame
	if err := json.Unmarshal(data, &f); err != nil {
		c.h.t.Errorf("%s is no frame: %v", data, err)
		return
	}
	switch f.Type {
	case "snapshot":
		c.number, c.fingerprint, c.meeting = f.Number, f.Fingerprint, f.Meeting
	case "entry":
		if f.Number != c.number+1 {
			c.h.t.Errorf("%s got entry %d after %d", c.attendee, f.Number, c.number)
		}
		c.number, c.fingerprint = f.Number, f.Fingerprint
		merge(c.meeting, f.Patch)
		if f.Change != nil {
			c.change(f.Change)
		}
	case "heartbeat":
		if f.Number != c.number {
			c.h.t.Errorf("%s got a heartbeat with %d at %d", c.attendee, f.Number, c.number)
		}
	case "presence":
		c.presence = room.PresenceFrame{}
		if err := json.Unmarshal(data, &c.presence); err != nil {
			c.h.t.Error(err)
		}
	case "accepted", "refused":
		if f.Type == "accepted" && f.Number > c.number {
			c.h.t.Errorf("%s got the answer for %d at %d, before the entry", c.attendee, f.Number, c.number)
		}
		c.answers[f.ID] = f
	}
	if f.Type == "entry" {
		f.Type = fmt.Sprint(f.Number)
	}
	c.types = append(c.types, f.Type)
}

func (c *client) change(change *meeting.Change) {
	notes := c.meeting["notes"].(map[string]any)
	under, _ := notes[change.Item].(map[string]any)
	if under == nil {
		under = map[string]any{"text": "", "version": 0.0}
		notes[change.Item] = under
	}
	if got, want := change.Version, int(under["version"].(float64))+1; got != want {
		c.h.t.Errorf("got a change to version %d, want %d", got, want)
	}
	text, err := meeting.ApplyEdits(under["text"].(string), change.Edits)
	if err != nil {
		c.h.t.Error(err)
	}
	under["text"], under["version"] = text, float64(change.Version)
}

// merge applies a merge patch as RFC 7396 has it.
func merge(target, patch map[string]any) {
	for key, value := range patch {
		inner, isObject := value.(map[string]any)
		switch {
		case value == nil:
			delete(target, key)
		case isObject:
			if _, ok := target[key].(map[string]any); !ok {
				target[key] = map[string]any{}
			}
			merge(target[key].(map[string]any), inner)
		default:
			target[key] = value
		}
	}
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
	snapshot := c.r.Snapshot(c.attendee)
	var want map[string]any
	if err := json.NewDecoder(bytes.NewReader(snapshot.Meeting)).Decode(&want); err != nil {
		c.h.t.Fatal(err)
	}
	if c.number != snapshot.Number || c.fingerprint != snapshot.Fingerprint.String() {
		c.h.t.Errorf("%s stands at %d, want %d", c.attendee, c.number, snapshot.Number)
	}
	for key := range want {
		if !reflect.DeepEqual(c.meeting[key], want[key]) {
			c.h.t.Errorf("%s has other %s than the server:\ngot  %v\nwant %v", c.attendee, key, c.meeting[key], want[key])
		}
	}
	if got, want := len(c.meeting), len(want); got != want {
		c.h.t.Errorf("%s has %d fields, want %d", c.attendee, got, want)
	}
}
