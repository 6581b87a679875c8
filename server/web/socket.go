package web

import (
	"io"
	"sync"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"strategyroom/server/room"
)

const (
	frameLimit = 64 << 10    // bytes in a frame from the browser
	parting    = time.Second // for the last write and the other side's answer to a close
)

// socket is one open websocket: frames in by Read, frames out as a room.Link.
type socket struct {
	ws      *websocket.Conn
	wire    *wire
	silence time.Duration // after which Read gives the other side up
}

func newSocket(ws *websocket.Conn, w *wire, silence time.Duration) *socket {
	s := &socket{ws, w, silence}
	ws.SetPongHandler(func(string) error {
		w.await(silence)
		return nil
	})
	return s
}

// Read waits for the next frame and returns its bytes: valid UTF-8, at most 64 KiB. A message that is no such thing
// ends the connection with 4502. After Close, by whomever, nothing more is returned but the error that ends it. It is
// for the serving function alone.
func (s *socket) Read() ([]byte, error) {
	for {
		s.wire.await(s.silence)
		kind, message, err := s.ws.NextReader()
		if err != nil {
			return nil, err
		}
		frame, err := io.ReadAll(io.LimitReader(message, frameLimit+1))
		switch {
		case err != nil:
			return nil, err
		case s.wire.goodbye.Load() != nil:
			// The loop goes on to the other side's close, so that ours gets there before the socket is cut.
		case kind != websocket.TextMessage || len(frame) > frameLimit || !utf8.Valid(frame):
			s.Close(int(room.NotFrame), room.NotFrame.String())
		default:
			return frame, nil
		}
	}
}

// drain reads until the connection ends, which was closed: what is not read then would have the system reset it, and the
// other side would not hear why.
func (s *socket) drain() {
	for {
		if _, err := s.Read(); err != nil {
			return
		}
	}
}

// buffers are for gathering frames. They are shared, since most connections are idle most of the time.
var buffers = sync.Pool{New: func() any { return new([]byte) }}

// Write sends each frame as one text message, all together in as few packets as they fill.
func (s *socket) Write(frames [][]byte) error {
	buffer := buffers.Get().(*[]byte)
	defer buffers.Put(buffer)
	s.wire.gather(*buffer)
	var refused error
	for _, frame := range frames {
		if refused = s.ws.WriteMessage(websocket.TextMessage, frame); refused != nil {
			break
		}
	}
	sent, err := s.wire.flush()
	if cap(sent) <= piece {
		*buffer = sent
	}
	if refused != nil {
		return refused
	}
	return err
}

// Ping asks for a pong, which counts as a sign of life.
func (s *socket) Ping() error {
	return s.ws.WriteControl(websocket.PingMessage, nil, time.Time{})
}

// Close says why and leaves a second for the last write and for the other side's close; Read ends with that.
func (s *socket) Close(code int, reason string) error {
	if !s.wire.part(parting) {
		return nil
	}
	err := s.ws.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(code, reason), time.Time{})
	if err != nil && err != websocket.ErrCloseSent {
		s.wire.Conn.Close()
	}
	return err
}
