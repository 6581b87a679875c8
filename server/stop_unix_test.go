//go:build unix

package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/livetest"
)

// process is the program as a process of its own.
type process struct {
	*exec.Cmd
	address string // host:port
	setUp   string
	trouble bytes.Buffer
	ended   chan struct{} // closed when it has ended
}

// begin starts the program on a folder and a free port. It is killed after the test where it still runs.
func begin(t *testing.T, data string) *process {
	t.Helper()
	p := &process{Cmd: exec.Command("strategyroom", "serve", "--addr", "127.0.0.1:0", "--data", data), ended: make(chan struct{})}
	p.Stderr = &p.trouble
	out, err := p.StdoutPipe()
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	up := make(chan bool, 1)
	go func() {
		defer close(p.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if _, token, ok := strings.Cut(lines.Text(), "/setup#"); ok {
				p.setUp = token
			}
			if address, ok := strings.CutPrefix(lines.Text(), "Strategy Room is at http://"); ok {
				p.address = address
				up <- true
			}
		}
		p.Wait()
	}()
	t.Cleanup(func() {
		p.Process.Kill()
		<-p.ended
	})
	select {
	case <-up:
	case <-p.ended:
		t.Fatalf("it ended before it served: %s", &p.trouble)
	case <-time.After(time.Minute):
		t.Fatal("it does not come up")
	}
	return p
}

// TestFaultStoppedWhileAMeetingGoesOn ends the program by SIGTERM while six people write in a meeting, each over a socket
// and by request at once, and starts it again on the same folder. Every socket hears 1012 at once, the program is gone
// within ten seconds with exit code 0, and everybody goes on: nothing that was acknowledged is missing, and what had no
// answer is sent again and written once.
func TestFaultStoppedWhileAMeetingGoesOn(t *testing.T) {
	needAssets(t)
	stops, between := 1, int64(120) // acknowledgements before each stop, and after the last
	if long() {
		stops, between = 10, 400
	}
	data := t.TempDir()
	program := begin(t, data)
	cable := livetest.Lay(t, program.address)
	seats := seated(t, "http://"+cable.Address, program.setUp)

	var acknowledged, again atomic.Int64
	var writing sync.WaitGroup
	done := make(chan struct{})
	var clients []*livetest.Client
	posted := make([]map[string]int, len(seats)) // number by command id, of requests that were answered
	for i, seat := range seats {
		c := livetest.Enter(seat)
		t.Cleanup(c.Leave)
		clients = append(clients, c)
		posted[i] = map[string]int{}
		writing.Go(func() {
			for n := 0; !over(done); n++ {
				c.Send(line(fmt.Sprintf("s%d-%d", i, n)))
				if !c.Wait(time.Minute, func(_ *livetest.Mirror, _ livetest.Said, held int) bool { return held < 3 }) {
					return // the end of the test says why
				}
				acknowledged.Add(1)
				time.Sleep(100 * time.Millisecond) // both together as often as one may
			}
		})
		writing.Go(func() {
			for n := 0; !over(done); n++ {
				command := line(fmt.Sprintf("p%d-%d", i, n))
				for posted[i][command.ID] == 0 {
					answer, err := seat.Post(command)
					if err == nil && (answer.Status == 201 || answer.Status == 200) {
						posted[i][command.ID] = answer.Number
						acknowledged.Add(1)
						continue
					}
					if err == nil && answer.Status != 503 && answer.Status != 429 {
						t.Errorf("%s: got %+v", command.ID, answer)
						return
					}
					again.Add(1)
					time.Sleep(50 * time.Millisecond)
				}
				time.Sleep(100 * time.Millisecond) // both together as often as one may
			}
		})
	}
	reach := func() {
		from := acknowledged.Load()
		for deadline := time.Now().Add(2 * time.Minute); acknowledged.Load() < from+between && time.Now().Before(deadline); {
			time.Sleep(5 * time.Millisecond)
		}
	}
	var told, gone time.Duration // at the slowest stop
	for stop := range stops {
		reach()
		asked := time.Now()
		if err := program.Process.Signal(syscall.SIGTERM); err != nil {
			t.Fatal(err)
		}
		for i, c := range clients {
			if !c.Wait(10*time.Second, func(_ *livetest.Mirror, said livetest.Said, _ int) bool { return said.Closes[1012] > stop }) {
				c.Look(func(_ *livetest.Mirror, said livetest.Said) { t.Fatalf("a%d heard %v, want 1012", i+1, said.Closes) })
			}
		}
		told = max(told, time.Since(asked))
		<-program.ended
		gone = max(gone, time.Since(asked))
		if code := program.ProcessState.ExitCode(); code != 0 {
			t.Errorf("it ended with %d: %s", code, &program.trouble)
		}
		program = begin(t, data)
		cable.Lead(program.address)
	}
	reach()
	close(done)
	writing.Wait()
	if gone > 10*time.Second {
		t.Errorf("it was gone after %v, want within 10 s", gone)
	}
	number := livetest.Same(t, seats[0], clients)
	at := livetest.Once(t, seats[0], clients)
	total, resumed, snapshots := 0, 0, -len(clients) // the first time everybody gets one
	for i, c := range clients {
		for id, number := range posted[i] {
			if at[id] != number {
				t.Errorf("%s was answered as %d and stands in the record as %d", id, number, at[id])
			}
		}
		c.Look(func(_ *livetest.Mirror, said livetest.Said) {
			total += len(said.Accepted) + len(posted[i])
			resumed, snapshots = resumed+said.Resumed, snapshots+said.Snapshots
			if len(said.Closes) != 1 || len(said.Refused) > 0 {
				t.Errorf("a%d was refused %v and closed by %v, want 1012 and nothing else", i+1, said.Refused, said.Closes)
			}
		})
	}
	t.Logf("%d stops with %d sockets: the last heard 1012 after %v, the program was gone after %v; %d commands acknowledged, %d requests sent again, "+
		"none lost, none doubled; back %d times to what was missed and %d to a snapshot, all equal to the server at entry %d", stops, len(clients),
		told.Round(time.Millisecond), gone.Round(time.Millisecond), total, again.Load(), resumed, snapshots, number)
}

// seated sets the first account up, has it convene and open a meeting with five others, and returns everybody's seat.
func seated(t *testing.T, url, setUp string) []livetest.Seat {
	t.Helper()
	chair := &client{t: t, url: url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)
	seats := []livetest.Seat{{URL: url, Meeting: id, Cookie: chair.cookie}}
	for i := range 5 {
		answer := chair.must(201, "POST", "/api/meetings/"+id+"/invitations", fmt.Sprintf(
			`{"id":"invite-%d","name":"Sample Person %d","agency":{"sector":"police","name":"Example Police"},"role":"member"}`, i, i))
		guest := &client{t: t, url: url}
		guest.join(answer["url"].(string))
		seats = append(seats, livetest.Seat{URL: url, Meeting: id, Cookie: guest.cookie})
	}
	chair.write(id, "phase", `{"phase":"open"}`)
	return seats
}

func line(id string) meeting.Command {
	body, _ := json.Marshal(map[string]string{"item": "q1", "text": "Line " + id})
	return meeting.Command{ID: id, Kind: "information", Body: body}
}

func over(done chan struct{}) bool {
	select {
	case <-done:
		return true
	default:
		return false
	}
}

// long asks for the long form of what has one.
func long() bool { return os.Getenv("STRATEGYROOM_LONG") == "1" }
