//go:build unix

package web_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/server/room"
	"strategyroom/server/web"
)

// frame is about as long as an entry with a decision.
var frame = []byte(`{"type":"entry","number":184,"patch":"` + strings.Repeat("x", 260) + `"}`)

// screens opens a server that has a room.Screen for each connection, and gives out the screens.
func screens(t testing.TB) (door, <-chan *room.Screen) {
	opened := make(chan *room.Screen, 200)
	return open(t, time.Minute, 10*time.Second, func(s *web.Socket) {
		screen := room.Open(s, func() int { return 1 }, nil)
		defer func() {
			screen.Close(room.Left)
			<-screen.Done()
		}()
		opened <- screen
		for {
			if _, err := s.Read(); err != nil {
				return
			}
		}
	}), opened
}

func TestFramesShareAWrite(t *testing.T) {
	const frames = 50
	written := make(chan error, 1)
	d := open(t, time.Minute, time.Minute, func(s *web.Socket) {
		written <- s.Write(slicesOf(frame, frames))
		s.Read()
	})
	ws := d.dial(t)
	for range frames {
		if _, got, err := ws.ReadMessage(); !bytes.Equal(got, frame) {
			t.Fatalf("got %q, %v, want each frame as one message", got, err)
		}
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
	if got, want := d.writes.Load(), int64(2); got != want { // the handshake's answer and all frames
		t.Errorf("got %d writes, want %d", got, want)
	}
}

func TestSlowBrowserHoldsNobodyUp(t *testing.T) {
	d, opened := screens(t)
	stuck := d.dial(t)
	slow := <-opened
	quick := d.dial(t)
	other := <-opened
	long := bytes.Repeat([]byte("x"), 16<<10)
	ahead := make(chan struct{}, 100) // frames that the quick browser has still to read
	go func() {
		defer func() {
			for range ahead { // after a failure
			}
		}()
		for range ahead {
			if _, got, err := quick.ReadMessage(); err != nil || len(got) != len(long) {
				t.Errorf("got %d bytes, %v on the quick browser", len(got), err)
				return
			}
		}
	}()
	sent := 0
	for ; sent < 20_000 && slow.Send(long); sent++ { // the system's buffers take some megabytes as well
		ahead <- struct{}{}
		if !other.Send(long) {
			t.Fatal("the quick browser was taken for slow")
		}
	}
	close(ahead)
	if sent == 20_000 {
		t.Error("the slow browser was not found out")
	}
	select {
	case <-slow.Done():
	case <-time.After(5 * time.Second):
		t.Error("the slow browser was not cut")
	}
	stuck.Close()
}

// BenchmarkFanOut sends bursts of entries to everyone in a room, by screens and, in the same run, by bare gorilla with
// one PreparedMessage for each entry. The ratio is of CPU time, the receiving side included, for each delivery.
func BenchmarkFanOut(b *testing.B) {
	for _, burst := range []int{1, 16} {
		for _, members := range []int{5, 20, 50, 200} {
			b.Run(fmt.Sprintf("burst=%d/members=%d", burst, members), func(b *testing.B) { fanOut(b, members, burst) })
		}
	}
}

func fanOut(b *testing.B, members, burst int) {
	d, opened := screens(b)
	bare, conns := gorilla(b, members)
	ours, theirs := newSink(), newSink()
	var room []*room.Screen
	for range members {
		ours.drain(d.dial(b).NetConn())
		room = append(room, <-opened)
		theirs.drain(dialBare(b, bare).NetConn())
	}
	size := int64(len(frame)+4) * int64(members*burst)
	var oursCPU, theirsCPU time.Duration
	for b.Loop() {
		ours.expect(size)
		theirs.expect(size)
		start := cpu(b)
		for range burst {
			message, err := websocket.NewPreparedMessage(websocket.TextMessage, frame)
			if err != nil {
				b.Fatal(err)
			}
			for range members {
				ws := <-conns
				ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
				if err := ws.WritePreparedMessage(message); err != nil {
					b.Fatal(err)
				}
				conns <- ws
			}
		}
		<-theirs.enough
		middle := cpu(b)
		for range burst {
			for _, screen := range room {
				screen.Send(frame)
			}
		}
		<-ours.enough
		theirsCPU += middle - start
		oursCPU += cpu(b) - middle
	}
	deliveries := float64(b.N * members * burst)
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(oursCPU.Nanoseconds())/deliveries, "cpu-ns/delivery")
	b.ReportMetric(float64(oursCPU)/float64(theirsCPU), "ratio")
}

// gorilla is a server without fiber, screens or queues. Its connections come by the channel.
func gorilla(t testing.TB, members int) (address string, opened chan *websocket.Conn) {
	opened = make(chan *websocket.Conn, members)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		upgrader := websocket.Upgrader{}
		ws, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			t.Error(err)
			return
		}
		opened <- ws
		ws.ReadMessage()
		ws.Close()
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://"), opened
}

func dialBare(t testing.TB, address string) *websocket.Conn {
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+address, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ws.Close() })
	return ws
}

// sink counts the bytes that arrive on many connections.
type sink struct {
	arrived atomic.Int64
	wanted  atomic.Int64
	enough  chan struct{}
}

func newSink() *sink { return &sink{enough: make(chan struct{}, 1)} }

func (s *sink) drain(connection net.Conn) {
	connection.SetReadDeadline(time.Time{})
	go func() {
		for buffer := make([]byte, 64<<10); ; {
			n, err := connection.Read(buffer)
			if err != nil {
				return
			}
			before := s.arrived.Add(int64(n)) - int64(n)
			if wanted := s.wanted.Load(); before < wanted && before+int64(n) >= wanted {
				s.enough <- struct{}{}
			}
		}
	}()
}

// expect is called before bytes are sent. A message comes on enough when so many more have arrived.
func (s *sink) expect(more int64) { s.wanted.Add(more) }

func cpu(t testing.TB) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		t.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func slicesOf(frame []byte, n int) [][]byte {
	frames := make([][]byte, n)
	for i := range frames {
		frames[i] = frame
	}
	return frames
}
