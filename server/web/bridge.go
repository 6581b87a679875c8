package web

import (
	"bufio"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/websocket"
)

// bridge carries a request from fiber over to a websocket. It upgrades inside fiber's handler, so that everything
// that may refuse has run and answers as for any other request, and lets fasthttp hand the connection over only then.
type bridge struct {
	origins origins
	log     *slog.Logger
	silence time.Duration // after which a peer that sends nothing, not even a pong, is cut
	stall   time.Duration // after which a peer that takes nothing is cut
}

// upgrader leaves compression off: gorilla counts compressed bytes against its limits. Origin is the bridge's matter.
var upgrader = websocket.Upgrader{
	ReadBufferSize:  256, // most frames are heartbeats; what is longer is read past it
	WriteBufferPool: new(sync.Pool),
	CheckOrigin:     func(*http.Request) bool { return true },
	Error:           func(http.ResponseWriter, *http.Request, int, error) {}, // fiber's error handler answers
}

// upgrade answers the handshake and has serve own the socket, on a goroutine of its own and after this has returned:
// serve must use no fiber.Ctx. When serve returns or panics the socket is cut; no other goroutine may read from it.
// Refuses a page of another origin with 403, what asks for no upgrade with 426 and a wrong handshake with 400, all as
// *fiber.Error and with nothing sent. Serve may never run (the peer may be gone by then), so whatever has to be given back is taken inside it.
func (b bridge) upgrade(c *fiber.Ctx, serve func(*socket)) error {
	if !b.origins.allow(c) {
		return fiber.ErrForbidden
	}
	asked := handshake(c)
	if !websocket.IsWebSocketUpgrade(asked) {
		c.Set(fiber.HeaderUpgrade, "websocket")
		return fiber.ErrUpgradeRequired
	}
	w := &wire{Conn: c.Context().Conn(), stall: b.stall}
	ws, err := upgrader.Upgrade(handover{w}, asked, nil)
	if errors.As(err, &websocket.HandshakeError{}) {
		return fiber.ErrBadRequest
	} else if err != nil {
		return err
	}
	s := newSocket(ws, w, b.silence)
	c.Context().HijackSetNoResponse(true)
	c.Context().Hijack(func(hijacked net.Conn) {
		w.takeOver(hijacked)
		go func() { // fasthttp's own goroutine ends, with the request and its buffers
			defer w.Conn.Close()
			defer b.survive(s)
			serve(s)
		}()
	})
	return nil
}

// keepSockets has fasthttp leave a connection alone that was handed over. An app in which a bridge upgrades needs it.
func keepSockets(app *fiber.App) { app.Server().KeepHijackedConns = true }

// survive ends one connection where otherwise a panic would end the process. What was panicked with may hold
// somebody's words; only its type is logged.
func (b bridge) survive(s *socket) {
	if cause := recover(); cause != nil {
		b.log.Error("serving a socket panicked", "with", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
		s.Close(websocket.CloseInternalServerErr, "internal error")
	}
}

// handshake copies from the request what gorilla looks at. Nothing of it points into fiber's buffers.
func handshake(c *fiber.Ctx) *http.Request {
	r := &http.Request{Method: string(c.Context().Method()), Header: http.Header{}}
	for _, name := range []string{"Connection", "Upgrade", "Sec-Websocket-Version", "Sec-Websocket-Key"} {
		for _, value := range c.Context().Request.Header.PeekAll(name) {
			r.Header.Add(name, string(value))
		}
	}
	return r
}

// handover gives gorilla the connection, as net/http would.
type handover struct{ wire *wire }

func (handover) Header() http.Header         { return http.Header{} }
func (handover) Write(p []byte) (int, error) { return len(p), nil }
func (handover) WriteHeader(int)             {}

func (h handover) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.wire, bufio.NewReadWriter(bufio.NewReaderSize(h.wire, 16), bufio.NewWriterSize(h.wire, 16)), nil
}
