package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	randv2 "math/rand/v2"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/server/account"
)

// participant is one person at a screen: keeps each command until it is answered, comes back when the connection ends, and
// sends again then what had no answer.
type participant struct {
	at      *gathering
	cookie  string
	chair   bool // writes the notes; the others share information
	figures *figures
	gone    chan struct{} // closed when nothing of them runs any more

	mu          sync.Mutex
	socket      *websocket.Conn // nil while there is none
	number      int             // the entry up to which the screen is
	fingerprint string
	version     int // of the notes
	held        map[string][]byte
	left        bool
}

func newParticipant(at *gathering, cookie string, chair bool, f *figures) *participant {
	return &participant{at: at, cookie: cookie, chair: chair, figures: f, gone: make(chan struct{}), held: map[string][]byte{}}
}

// enter opens the first connection and keeps it, or others after it, until leave.
func (p *participant) enter(ctx context.Context) error {
	socket, err := p.dial(ctx)
	for tries := 0; err != nil && tries < 5 && ctx.Err() == nil; tries++ {
		time.Sleep(time.Second)
		socket, err = p.dial(ctx)
	}
	if err != nil {
		close(p.gone)
		return err
	}
	go p.stay(socket)
	return nil
}

func (p *participant) dial(ctx context.Context) (*websocket.Conn, error) {
	p.mu.Lock()
	query := url.Values{"after": {strconv.Itoa(p.number)}, "fingerprint": {p.fingerprint}}
	p.mu.Unlock()
	dialer := websocket.Dialer{Proxy: http.ProxyFromEnvironment, HandshakeTimeout: 30 * time.Second, ReadBufferSize: 1024, WriteBufferPool: &buffers}
	socket, _, err := dialer.DialContext(ctx, "ws"+strings.TrimPrefix(p.at.site.base, "http")+p.at.path("live")+"?"+query.Encode(),
		http.Header{"Cookie": {account.Cookie + "=" + p.cookie}})
	if err != nil {
		return nil, fmt.Errorf("no connection to %s: %w", p.at.site.base, err)
	}
	return socket, nil
}

var buffers sync.Pool

// stay listens on one connection after the other.
func (p *participant) stay(socket *websocket.Conn) {
	defer close(p.gone)
	for {
		if socket != nil {
			p.listen(socket)
		}
		p.mu.Lock()
		left := p.left
		p.mu.Unlock()
		if left {
			return
		}
		time.Sleep(time.Duration(randv2.IntN(500)) * time.Millisecond)
		again, err := p.dial(context.Background())
		if socket = again; err == nil {
			p.figures.cameBack()
		}
	}
}

// listen takes what comes over one connection until that ends.
func (p *participant) listen(socket *websocket.Conn) {
	defer socket.Close()
	p.mu.Lock()
	if p.left {
		p.mu.Unlock()
		return
	}
	p.socket = socket
	for _, frame := range p.held {
		p.write(frame)
	}
	p.mu.Unlock()
	for {
		_, data, err := socket.ReadMessage()
		if err != nil {
			break
		}
		var f told
		if json.Unmarshal(data, &f) == nil {
			p.hear(f)
		}
	}
	p.mu.Lock()
	p.socket = nil
	p.mu.Unlock()
}

// told is what matters here of a frame.
type told struct {
	Type, ID, Command, Fingerprint, Code string
	Number                               int
	Change                               struct{ Version int }
}

func (p *participant) hear(f told) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch f.Type {
	case "snapshot":
		p.number, p.fingerprint = f.Number, f.Fingerprint
	case "entry":
		p.number, p.fingerprint = f.Number, f.Fingerprint
		p.version = max(p.version, f.Change.Version)
		if _, own := p.held[f.Command]; !own {
			p.figures.delivered(f.Command)
		}
	case "accepted":
		p.figures.accepted(f.ID)
		delete(p.held, f.ID)
	case "refused":
		p.figures.refused(f.Code)
		delete(p.held, f.ID)
	}
}

// speak sends commands at a rate of so many a second, with pauses as chance has them, until ctx ends.
func (p *participant) speak(ctx context.Context, rate float64) {
	if rate == 0 {
		<-ctx.Done()
		return
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Duration(randv2.ExpFloat64() / rate * float64(time.Second))):
			p.say()
		}
	}
}

// say sends one command, now or when there is a connection.
func (p *participant) say() {
	p.mu.Lock()
	defer p.mu.Unlock()
	id, kind := rand.Text(), "information"
	body := fmt.Sprintf(`{"item":"q%d","text":"A sentence about nobody real, as long as such sentences are."}`, 1+randv2.IntN(10))
	if p.chair && p.version == 0 {
		kind, body = "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"Notes about nobody real."}]}`
	} else if p.chair { // one letter typed over another, so that the notes stay as long as they are
		kind, body = "note", fmt.Sprintf(`{"item":"q1","version":%d,"edits":[{"at":0,"delete":1,"insert":"N"}]}`, p.version)
	}
	frame := fmt.Appendf(nil, `{"type":"command","id":%q,"kind":%q,"body":%s}`, id, kind, body)
	p.held[id] = frame
	p.figures.sent(id)
	p.write(frame)
}

// write writes to the connection, where there is one. mu is held.
func (p *participant) write(frame []byte) {
	if p.socket == nil {
		return
	}
	p.socket.SetWriteDeadline(time.Now().Add(10 * time.Second))
	if p.socket.WriteMessage(websocket.TextMessage, frame) != nil {
		p.socket.Close()
	}
}

// settle waits until all is answered, at most until then, and returns how many commands are not.
func (p *participant) settle(until time.Time) int {
	for {
		p.mu.Lock()
		held := len(p.held)
		p.mu.Unlock()
		if held == 0 || time.Now().After(until) {
			return held
		}
		time.Sleep(10 * time.Millisecond)
	}
}

// leave ends the connection and waits until nothing runs any more.
func (p *participant) leave() {
	p.mu.Lock()
	p.left = true
	if p.socket != nil {
		p.socket.Close()
	}
	p.mu.Unlock()
	<-p.gone
}
