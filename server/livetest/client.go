package livetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
)

// Client is a screen that loses nothing: it keeps each command until that is answered, comes back when its line is cut,
// resumes by number and fingerprint, and sends again, under the same ids, whatever has no answer.
type Client struct {
	seat Seat
	ends chan struct{} // closed by Leave
	gone chan struct{} // closed when nothing of the client runs any more

	mu      sync.Mutex
	changed *sync.Cond
	mirror  Mirror
	held    []meeting.Command // without an answer, in their order
	socket  *websocket.Conn   // nil while there is none
	said    Said
	closed  bool
}

// Said is what a client was told.
type Said struct {
	Accepted           map[string]int // number by command id
	Refused            map[string]meeting.Code
	Again              int         // commands that were sent more than once, each time counted
	Resumed, Snapshots int         // how its connections began
	Closes             map[int]int // how they ended, by close code; 1006: without one
	Last               int         // the code of the last
	Wrong              error       // what must not be
}

// Enter has somebody come in, with an empty screen.
func Enter(seat Seat) *Client { return Resume(seat, Mirror{}) }

// Resume has somebody come back who was shown that.
func Resume(seat Seat, shown Mirror) *Client {
	c := &Client{seat: seat, mirror: shown, ends: make(chan struct{}), gone: make(chan struct{}),
		said: Said{Accepted: map[string]int{}, Refused: map[string]meeting.Code{}, Closes: map[int]int{}}}
	c.changed = sync.NewCond(&c.mu)
	go c.live()
	return c
}

// Send keeps a command and sends it, now or when there is a connection.
func (c *Client) Send(command meeting.Command) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.held = append(c.held, command)
	if c.socket != nil {
		c.write(command)
	}
}

// Forget is loading the page again: the connection ends, and of what was shown nothing is kept.
func (c *Client) Forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.mirror = Mirror{}
	if c.socket != nil {
		c.socket.Close()
		c.socket = nil
	}
}

// Leave ends the connection and waits until nothing runs any more.
func (c *Client) Leave() {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.ends)
	}
	if c.socket != nil {
		c.socket.Close()
	}
	c.mu.Unlock()
	<-c.gone
}

// Look lets see read what the client has. It must keep nothing of it.
func (c *Client) Look(see func(*Mirror, Said)) {
	c.mu.Lock()
	defer c.mu.Unlock()
	see(&c.mirror, c.said)
}

// Wait waits, at most so long, until good holds, which is asked after every frame, and reports whether it came to that.
func (c *Client) Wait(long time.Duration, good func(m *Mirror, said Said, held int) bool) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	over := false
	timer := time.AfterFunc(long, func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		over = true
		c.changed.Broadcast()
	})
	defer timer.Stop()
	for !good(&c.mirror, c.said, len(c.held)) {
		if over || c.said.Wrong != nil {
			return false
		}
		c.changed.Wait()
	}
	return true
}

// live connects again and again.
func (c *Client) live() {
	defer close(c.gone)
	for {
		var pause time.Duration
		if err := c.connect(); err != nil {
			pause = time.Duration(5+rand.IntN(50)) * time.Millisecond
		}
		c.mu.Lock()
		if c.said.Last == 4002 {
			pause = patience
		}
		wrong := c.said.Wrong != nil
		c.changed.Broadcast()
		c.mu.Unlock()
		if wrong {
			return
		}
		select {
		case <-time.After(pause):
		case <-c.ends:
			return
		}
	}
}

// connect is one connection, from its beginning to its end.
func (c *Client) connect() error {
	c.mu.Lock()
	number, fingerprint := c.mirror.Number, c.mirror.Fingerprint
	c.mu.Unlock()
	socket, err := c.seat.Dial(number, fingerprint)
	if err != nil {
		return err
	}
	defer socket.Close()
	c.mu.Lock()
	if c.closed || c.mirror.Number != number { // forgotten meanwhile
		c.mu.Unlock()
		return nil
	}
	c.socket = socket
	for _, command := range c.held {
		c.said.Again++
		c.write(command)
	}
	c.mu.Unlock()
	for first := true; err == nil; first = false {
		var data []byte
		if _, data, err = socket.ReadMessage(); err == nil {
			err = c.take(socket, data, first)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.socket == socket {
		c.socket = nil
	}
	c.said.Last = websocket.CloseAbnormalClosure
	if end := new(websocket.CloseError); errors.As(err, &end) && end.Code != websocket.CloseNoStatusReceived {
		c.said.Last = end.Code
	}
	c.said.Closes[c.said.Last]++
	if c.said.Last >= 4500 {
		c.said.Wrong = fmt.Errorf("sent away: %w", err)
	}
	return err
}

// take takes one frame in.
func (c *Client) take(from *websocket.Conn, data []byte, first bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.changed.Broadcast()
	if c.socket != from {
		return errors.New("forgotten")
	}
	f, err := c.mirror.Take(data)
	if err != nil {
		c.said.Wrong = err
		return err
	}
	switch {
	case first && f.Type == "snapshot":
		c.said.Snapshots++
	case first:
		c.said.Resumed++
	}
	switch at := slices.IndexFunc(c.held, func(held meeting.Command) bool { return held.ID == f.ID }); {
	case f.Type == "accepted":
		if before, twice := c.said.Accepted[f.ID]; twice && before != f.Number {
			c.said.Wrong = fmt.Errorf("%s was accepted as %d and as %d", f.ID, before, f.Number)
		}
		c.said.Accepted[f.ID] = f.Number
		c.held = slices.DeleteFunc(c.held, func(held meeting.Command) bool { return held.ID == f.ID })
	case f.Type == "refused" && at >= 0 && (f.Code == string(meeting.TooMany) || f.Code == string(meeting.Away)):
		again := c.held[at]
		time.AfterFunc(time.Second, func() { c.again(from, again) })
	case f.Type == "refused" && at >= 0:
		c.said.Refused[f.ID] = meeting.Code(f.Code)
		c.held = slices.Delete(c.held, at, at+1)
	}
	return c.said.Wrong
}

// again sends what was refused for a while only, unless the connection has ended: then it was sent on the next.
func (c *Client) again(on *websocket.Conn, command meeting.Command) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.socket == on {
		c.said.Again++
		c.write(command)
	}
}

// write sends one command. Where that fails the connection ends, and reading says so.
func (c *Client) write(command meeting.Command) {
	frame, err := json.Marshal(struct {
		Type string `json:"type"`
		meeting.Command
	}{"command", command})
	if err == nil {
		c.socket.SetWriteDeadline(time.Now().Add(patience))
		err = c.socket.WriteMessage(websocket.TextMessage, frame)
	}
	if err != nil {
		c.socket.Close()
	}
}
