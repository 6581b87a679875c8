package web_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
	"strategyroom/server/livetest"
)

// replay is somebody's program that sends what it likes, as often as it likes.
type replay struct {
	*testing.T
	seat   livetest.Seat
	clock  *hands
	stream []meeting.Command // all that went over the socket, in its order

	mu     sync.Mutex
	places map[string]livetest.Answer // number by command id, and the fingerprint once a request was answered
}

// TestFaultReplays sends each command several times, out of order, over socket and request at once; then all that went
// over the socket again: on another connection, after the server was started again, and as somebody else; then other
// commands under the same ids. Each is written once and has one answer.
func TestFaultReplays(t *testing.T) {
	rounds := 1
	if long() {
		rounds = 25
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	dice := rand.New(rand.NewPCG(seed, 0))
	clock := new(hands) // what one person may send in a second is not the matter here: it goes faster
	h := newHouse(t, 2, clock.now)
	r := &replay{T: t, seat: h.seat("a2"), clock: clock, places: map[string]livetest.Answer{}}
	var commands []meeting.Command
	for range rounds {
		var batch []meeting.Command
		for range 40 {
			id := fmt.Sprint("r", len(commands)+len(batch))
			batch = append(batch, info(id, "Line "+id))
			if dice.IntN(3) == 0 {
				batch[len(batch)-1] = note(id, "q2", 0, meeting.Edit{Insert: id + " "})
			}
		}
		r.scatter(dice, batch)
		commands = append(commands, batch...)
	}
	r.once(commands)
	number := r.number()

	r.again("on another connection", r.seat, false)
	h.close()
	h.open()
	r.seat = h.seat("a2")
	r.again("after a restart", r.seat, false)
	r.again("as somebody else", h.seat("a3"), true)
	for i := range r.stream {
		if command := &r.stream[i]; i%2 == 0 {
			*command = info(command.ID, "Something else")
		} else {
			*command = meeting.Command{ID: command.ID, Kind: "item", Body: json.RawMessage(`{"text":"Something else"}`)}
		}
	}
	r.again("with something else under the same ids", r.seat, true)

	if got := r.number(); got != number {
		t.Errorf("the record is %d entries longer after all that", got-number)
	}
	r.once(commands)
	t.Logf("%d commands sent %d times over socket and request, %d replayed four times: each written once, one answer each",
		len(commands), 3*len(commands), len(r.stream))
}

// scatter sends each command of a batch three times, in any order, every other time by request, and waits for the answers.
func (r *replay) scatter(dice *rand.Rand, batch []meeting.Command) {
	r.clock.move(15 * time.Second)
	all := slices.Concat(batch, batch, batch)
	dice.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	socket := r.dial(r.seat)
	defer socket.Close()
	var requests sync.WaitGroup
	posts := make(chan meeting.Command)
	for range 4 {
		requests.Go(func() {
			for command := range posts {
				answer, err := r.seat.Post(command)
				if err != nil || answer.Status != 201 && answer.Status != 200 {
					r.Errorf("%s by request: %+v, %v", command.ID, answer, err)
				}
				r.note(command.ID, answer)
			}
		})
	}
	var sent []meeting.Command
	for i, command := range all {
		if i%2 == 0 {
			posts <- command
			continue
		}
		r.send(socket, command)
		sent = append(sent, command)
	}
	close(posts)
	r.answers(socket, sent, false)
	requests.Wait()
	r.stream = append(r.stream, sent...)
}

// again replays the stream; all of it is accepted as at first, or all of it refused.
func (r *replay) again(how string, seat livetest.Seat, refused bool) {
	socket := r.dial(seat)
	defer socket.Close()
	for part := range slices.Chunk(r.stream, 150) {
		r.clock.move(15 * time.Second)
		for _, command := range part {
			r.send(socket, command)
		}
		r.answers(socket, part, refused)
	}
	r.clock.move(15 * time.Second)
	for _, command := range r.stream[:20] {
		answer, err := seat.Post(command)
		if refused {
			if err != nil || answer.Status != 409 || answer.Code != meeting.CommandReused {
				r.Errorf("%s %s: got %+v, %v, want 409 %s", command.ID, how, answer, err, meeting.CommandReused)
			}
			continue
		}
		if err != nil || answer.Status != 200 {
			r.Errorf("%s %s: got %+v, %v, want 200", command.ID, how, answer, err)
		}
		r.note(command.ID, answer)
	}
}

func (r *replay) dial(seat livetest.Seat) *websocket.Conn {
	r.Helper()
	socket, err := seat.Dial(0, "")
	if err != nil {
		r.Fatal(err)
	}
	socket.SetReadDeadline(time.Now().Add(2 * time.Minute))
	return socket
}

func (r *replay) send(socket *websocket.Conn, command meeting.Command) {
	body, _ := json.Marshal(command)
	frame := `{"type":"command",` + strings.TrimPrefix(string(body), "{")
	if err := socket.WriteMessage(websocket.TextMessage, []byte(frame)); err != nil {
		r.Fatal(err)
	}
}

// answers reads the answer to each of the commands, in their order.
func (r *replay) answers(socket *websocket.Conn, commands []meeting.Command, refused bool) {
	r.Helper()
	want := "accepted"
	if refused {
		want = "refused"
	}
	for _, command := range commands {
		for {
			var f livetest.Frame
			if err := socket.ReadJSON(&f); err != nil {
				r.Fatalf("waiting for the answer to %s: %v", command.ID, err)
			}
			if f.Type != "accepted" && f.Type != "refused" {
				continue
			}
			if f.Type != want || f.ID != command.ID || refused && f.Code != string(meeting.CommandReused) {
				r.Fatalf("got %s %s %s, want %s %s", f.Type, f.ID, f.Code, want, command.ID)
			}
			if !refused {
				r.note(f.ID, livetest.Answer{Number: f.Number})
			}
			break
		}
	}
}

// note compares an answer with those that the command had before.
func (r *replay) note(id string, answer livetest.Answer) {
	r.mu.Lock()
	defer r.mu.Unlock()
	before, known := r.places[id]
	if known && before.Number != answer.Number || before.Fingerprint != "" && answer.Fingerprint != "" && before.Fingerprint != answer.Fingerprint {
		r.Errorf("%s was answered with %+v, and then with %+v", id, before, answer)
	}
	if answer.Fingerprint == "" {
		answer.Fingerprint = before.Fingerprint
	}
	r.places[id] = answer
}

func (r *replay) number() int {
	r.Helper()
	record, err := r.seat.Record()
	if err != nil {
		r.Fatal(err)
	}
	return len(slices.DeleteFunc(record, func(e meeting.Entry) bool { return e.By == "" })) // who came and went, the server writes
}

// once looks that each command stands in the record once, where its answers say.
func (r *replay) once(commands []meeting.Command) {
	r.Helper()
	record, err := r.seat.Record()
	if err != nil {
		r.Fatal(err)
	}
	at := map[string][]int{}
	for _, e := range record {
		at[e.Command] = append(at[e.Command], e.Number)
	}
	for _, command := range commands {
		if got, want := at[command.ID], []int{r.places[command.ID].Number}; !slices.Equal(got, want) {
			r.Errorf("%s stands in the record as %v, was answered as %v", command.ID, got, want)
		}
	}
}
