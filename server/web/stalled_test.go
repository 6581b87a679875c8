package web_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
	"strategyroom/server/livetest"
	"strategyroom/server/room"
)

// narrow has the system keep little of what is sent: what a screen does not take waits in the server. With much less,
// what is read again would come in slow drops.
func narrow(listener net.Listener) net.Listener { return narrowed{listener} }

type narrowed struct{ net.Listener }

func (n narrowed) Accept() (net.Conn, error) {
	connection, err := n.Listener.Accept()
	if err == nil {
		err = connection.(*net.TCPConn).SetWriteBuffer(128 << 10)
	}
	return connection, err
}

// stall opens a socket that nobody reads.
func (h *house) stall(attendee string) *websocket.Conn {
	h.t.Helper()
	seat := h.seat(attendee)
	seat.Net = func(network, address string) (net.Conn, error) {
		connection, err := net.Dial(network, address)
		if err == nil {
			err = connection.(*net.TCPConn).SetReadBuffer(128 << 10)
		}
		return connection, err
	}
	socket, err := seat.Dial(0, "")
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { socket.Close() })
	return socket
}

// tell writes so many entries of so many letters, each in the place of the one before, and waits until they are durable.
// Their ids are "id-0" and on.
func (h *house) tell(id string, entries, letters int) {
	h.t.Helper()
	var commands []meeting.Command
	for i := range entries {
		command := fmt.Sprint(id, "-", i)
		body := fmt.Sprintf(`{"seniorManager":"Sam Example","inspector":"Pat Sample","when":"2026-11-24","agreed":%q}`, command+strings.Repeat("x", letters))
		commands = append(commands, meeting.Command{ID: command, Kind: "planning", Body: json.RawMessage(body)})
	}
	for deadline := time.Now().Add(2 * time.Minute); len(commands) > 0; {
		in, err := h.rooms.Open(context.Background(), "m1")
		if err != nil || time.Now().After(deadline) {
			h.t.Fatalf("%d entries are not written: %v", len(commands), err)
		}
		answers := make(chan *meeting.Command, len(commands)) // those that the disk took too long for, or the room has just closed
		for _, command := range commands {
			in.Send("a1", command, func(_ room.Result, err error) {
				if err == nil {
					answers <- nil
				} else {
					answers <- &command
				}
			})
		}
		var away []meeting.Command
		for range commands {
			if command := <-answers; command != nil {
				away = append(away, *command)
			}
		}
		commands = away
	}
}

// alone is set for a test that runs in a process of its own.
const alone = "STRATEGYROOM_TEST_ALONE"

// TestFaultReadersStall has screens stop reading. What the server holds for each is less than 2 MiB; when more waits they
// are closed as slow, and whoever comes back resumes and shows what the server shows.
func TestFaultReadersStall(t *testing.T) {
	if os.Getenv(alone) == "" { // what other tests leave behind goes at any moment, and would be counted
		child := exec.Command(os.Args[0], "-test.run=^TestFaultReadersStall$", "-test.v", "-test.timeout=5m")
		child.Env = append(os.Environ(), alone+"=1")
		said, err := child.CombinedOutput()
		t.Logf("%s", said)
		if err != nil {
			t.Error(err)
		}
		return
	}
	readers := []int{1, 10}
	if long() {
		readers = []int{1, 10, 50}
	}
	for _, number := range readers {
		h := newHouse(t, 20, time.Now, narrow)
		closes := map[int]int{}
		for try := 0; closes[4000] == 0; try++ { // told only to whoever reads again within a second; a machine may be slower
			if try == 5 {
				t.Fatalf("%d screens that read nothing were closed by %v, want 4000", number, closes)
			}
			held := h.stalls(number, closes)
			t.Logf("%d screens that read nothing: %.2f MiB held for each", number, float64(held)/(1<<20))
			if most := 2 << 20; held > most {
				t.Errorf("for each of %d screens that read nothing %d bytes are held, want at most %d", number, held, most)
			}
		}
		t.Logf("closed by %v, resumed", closes)
	}
}

// stalls has so many screens read nothing until they are closed, and then come back. It returns how many bytes of the
// heap were held for each, and adds the close codes that they read.
func (h *house) stalls(number int, closes map[int]int) (held int) {
	slow, left := h.slow.Load(), h.left.Load()
	h.tell(fmt.Sprint("ring", slow), 128, 9000) // what the room keeps for all
	stalled := make([]*websocket.Conn, number)
	for i := range stalled {
		stalled[i] = h.stall(fmt.Sprint("a", 1+i%21))
	}
	most := 0
	for sent := 0; h.slow.Load() < slow+int64(number) && h.left.Load() < left+int64(number); sent++ {
		if sent == 1000 {
			h.t.Fatal("screens that read nothing are not found out")
		}
		if sent%2 == 1 && h.slow.Load() == slow { // after ten seconds in which a screen took nothing it is closed as well
			most = max(most, heap())
		}
		h.tell(fmt.Sprintf("s%d-%d", slow, sent), 16, 9000)
	}
	var reading sync.WaitGroup
	var mu sync.Mutex
	mirrors := make([]livetest.Mirror, number)
	for i, socket := range stalled {
		reading.Go(func() {
			socket.SetReadDeadline(time.Now().Add(time.Minute))
			for {
				_, data, err := socket.ReadMessage()
				if err == nil {
					if _, err := mirrors[i].Take(data); err != nil {
						h.t.Error(err)
					}
				} else {
					code := websocket.CloseAbnormalClosure
					if end := new(websocket.CloseError); errors.As(err, &end) {
						code = end.Code
					}
					mu.Lock()
					defer mu.Unlock()
					closes[code]++
					return
				}
			}
		})
	}
	reading.Wait()
	for deadline := time.Now().Add(time.Minute); h.left.Load() < left+int64(number); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			h.t.Fatal("screens that were closed do not end")
		}
	}
	held = (most - heap()) / number
	var back []*livetest.Client
	for i, mirror := range mirrors {
		back = append(back, livetest.Resume(h.seat(fmt.Sprint("a", 1+i%21)), mirror))
	}
	livetest.Same(h.t, h.seat("a1"), back)
	for _, c := range back {
		c.Leave()
	}
	return held
}

// heap is how many bytes are in use.
func heap() int {
	runtime.GC()
	runtime.GC() // what the first one moved out of the pools
	var is runtime.MemStats
	runtime.ReadMemStats(&is)
	return int(is.HeapAlloc)
}
