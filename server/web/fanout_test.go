//go:build unix

package web_test

import (
	"bytes"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
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
	read := make(chan struct{})
	go func() {
		defer close(read)
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
	<-read // before its connection is closed with the test
	if sent == 20_000 {
		t.Error("the slow browser was not found out")
	}
	select {
	case <-slow.Done():
	case <-time.After(time.Minute):
		t.Error("the slow browser was not cut")
	}
	stuck.Close()
}

// BenchmarkFanOut tells everybody in a room of entries, by screens and, turn about in the same run, by bare gorilla with
// one PreparedMessage for each entry. "ratio" is of the server's CPU time for each delivery, those who receive being in
// another process; "p50-ratio" of the time from telling to receiving. Entries that share a commit come together.
func BenchmarkFanOut(b *testing.B) {
	for _, entries := range []int{1, 2, 4, 16} {
		for _, members := range []int{5, 20, 50, 200} {
			b.Run(fmt.Sprintf("entries=%d/members=%d", entries, members), func(b *testing.B) { fanOut(b, 1, members, entries) })
		}
	}
	b.Run("entries=1/rooms=200/members=8", func(b *testing.B) { fanOut(b, 200, 8, 1) })
}

// told is how often in one round, with a pause after each, so that what goes out meanwhile is gone.
const told = 10

func fanOut(b *testing.B, rooms, members, entries int) {
	d, opened := screens(b)
	bare, accepted := gorilla(b)
	var screens [][]*room.Screen
	var conns [][]*websocket.Conn
	far := newFar(b)
	for range rooms {
		screens, conns = append(screens, nil), append(conns, nil)
		far.dial("ws://"+d.address+"/live", 0, members)
		far.dial("ws://"+bare, 1, members)
		for range members {
			screens[len(screens)-1] = append(screens[len(screens)-1], <-opened)
			conns[len(conns)-1] = append(conns[len(conns)-1], <-accepted)
		}
	}
	tell := [2]func(room int){
		func(room int) {
			for range entries {
				frame := stamped()
				for _, screen := range screens[room] {
					screen.Queue(frame)
				}
			}
			for _, screen := range screens[room] {
				screen.Wake()
			}
		},
		func(room int) {
			for range entries {
				message, err := websocket.NewPreparedMessage(websocket.TextMessage, stamped())
				if err != nil {
					b.Error(err)
				}
				for _, ws := range conns[room] {
					ws.SetWriteDeadline(time.Now().Add(10 * time.Second))
					if err := ws.WritePreparedMessage(message); err != nil {
						b.Error(err)
					}
				}
			}
		},
	}
	deliveries := rooms * members * entries
	pause := time.Millisecond + time.Duration(deliveries)*40*time.Microsecond
	round := func(side int) (perDelivery, p50 float64) {
		far.expect(side, told*deliveries)
		start := cpu(b)
		for range told {
			var owners sync.WaitGroup
			for room := range rooms {
				owners.Go(func() {
					time.Sleep(pause / time.Duration(rooms) * time.Duration(room)) // meetings know nothing of each other
					tell[side](room)
				})
			}
			owners.Wait()
			time.Sleep(pause)
		}
		p50 = far.arrived()
		return float64(cpu(b)-start) / float64(told*deliveries), p50
	}
	var ours, ratios, times, p50s []float64
	for b.Loop() {
		cpu, p50 := round(0)
		bareCPU, bareP50 := round(1)
		ours, ratios = append(ours, cpu), append(ratios, cpu/bareCPU)
		times, p50s = append(times, p50/1000), append(p50s, p50/bareP50)
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(middle(ours), "cpu-ns/delivery")
	b.ReportMetric(middle(ratios), "ratio")
	b.ReportMetric(middle(times), "p50-µs")
	b.ReportMetric(middle(p50s), "p50-ratio")
}

func middle(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// gorilla is a server without fiber, screens or queues. Its connections come by the channel.
func gorilla(t testing.TB) (address string, opened chan *websocket.Conn) {
	opened = make(chan *websocket.Conn, 200)
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
