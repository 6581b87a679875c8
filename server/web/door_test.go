package web_test

import (
	"bytes"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/websocket"
	"go.uber.org/goleak"

	"strategyroom/server/web"
)

const base = "https://room.example.org"

// door is a fiber server on loopback whose /live is bridged to serve. Who sends no cookie is refused.
type door struct {
	address string // host:port
	log     *safeBuffer
	writes  *atomic.Int64 // on all connections together
}

// counted are connections whose writes are counted.
type counted struct {
	net.Listener
	writes *atomic.Int64
}

type countedConn struct {
	net.Conn
	writes *atomic.Int64
}

func (l counted) Accept() (net.Conn, error) {
	connection, err := l.Listener.Accept()
	return countedConn{connection, l.writes}, err
}

func (c countedConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

func open(t testing.TB, silence, stall time.Duration, serve func(*web.Socket)) door {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	writes := new(atomic.Int64)
	d := openOn(t, counted{listener, writes}, silence, stall, serve)
	d.writes = writes
	return d
}

func openOn(t testing.TB, listener net.Listener, silence, stall time.Duration, serve func(*web.Socket)) door {
	leak := goleak.IgnoreCurrent()
	d := door{log: new(safeBuffer)}
	known := func(host string) bool { return host == d.address || strings.HasPrefix(host, "localhost") }
	bridge := web.NewBridge(base, known, slog.New(slog.NewTextHandler(d.log, nil)), silence, stall)

	app := fiber.New(fiber.Config{Immutable: true, DisableStartupMessage: true, ReadTimeout: 10 * time.Second,
		WriteTimeout: 10 * time.Second, ReadBufferSize: 8 << 10, EnableTrustedProxyCheck: true,
		ErrorHandler: func(c *fiber.Ctx, err error) error {
			code := fiber.StatusInternalServerError
			var known *fiber.Error
			if errors.As(err, &known) {
				code = known.Code
			}
			return c.Status(code).JSON(fiber.Map{"code": code})
		}})
	web.KeepSockets(app)
	app.Use(func(c *fiber.Ctx) error {
		c.Set("Content-Security-Policy", "default-src 'none'")
		switch c.Get("Cookie") {
		case "":
			return fiber.ErrUnauthorized
		case "busy=1":
			return fiber.ErrTooManyRequests
		}
		return c.Next()
	})
	app.Get("/live", func(c *fiber.Ctx) error { return bridge.Upgrade(c, serve) })

	d.address = listener.Addr().String()
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()
	t.Cleanup(func() {
		if err := app.Shutdown(); err != nil {
			t.Error(err)
		}
		if err := <-served; err != nil {
			t.Error(err)
		}
		// fasthttp's clock runs for ever; its sweeper of idle workers sleeps up to ten seconds before it sees the end
		goleak.VerifyNone(t, leak, goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.updateServerDate.func1"),
			goleak.IgnoreAnyFunction("github.com/valyala/fasthttp.(*workerPool).Start.func2"))
	})
	return d
}

func (d door) dial(t testing.TB, headers ...string) *websocket.Conn {
	t.Helper()
	ws, response, err := d.try(headers...)
	if err != nil {
		t.Fatalf("%v, answered with %+v", err, response)
	}
	t.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(time.Minute))
	return ws
}

func (d door) try(headers ...string) (*websocket.Conn, *http.Response, error) {
	header := http.Header{}
	for i := 0; i < len(headers); i += 2 {
		header.Add(headers[i], headers[i+1])
	}
	if header["Cookie"] == nil {
		header.Set("Cookie", "session=1")
	}
	dialer := websocket.Dialer{EnableCompression: true}
	return dialer.Dial("ws://"+d.address+"/live", header)
}

func echo(s *web.Socket) {
	for {
		frame, err := s.Read()
		if err != nil || s.Write([][]byte{frame}) != nil {
			return
		}
	}
}

func isClose(err error, code int, text string) bool {
	var closed *websocket.CloseError
	return errors.As(err, &closed) && closed.Code == code && closed.Text == text
}

type safeBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
