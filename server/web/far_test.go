package web_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// far are connections whose other end is in another process, so that what receiving costs is not counted as ours. The
// process is this test binary again; it is told what to do a line at a time.
type far struct {
	t       testing.TB
	orders  io.Writer
	answers *bufio.Scanner
}

// order is one line to the other process.
type order struct {
	Dial   string // open so many connections to this address
	Side   int
	Expect int // answer with a line when so many messages have arrived
	Many   int
}

const farOff = "STRATEGYROOM_TEST_FAR"

func TestMain(m *testing.M) {
	if os.Getenv(farOff) != "" {
		beFar()
		return
	}
	os.Exit(m.Run())
}

func newFar(t testing.TB) *far {
	t.Helper()
	process := exec.Command(os.Args[0])
	process.Env = append(os.Environ(), farOff+"=1")
	process.Stderr = os.Stderr
	orders, err := process.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, err := process.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := process.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		orders.Close()
		if err := process.Wait(); err != nil {
			t.Error(err)
		}
	})
	return &far{t, orders, bufio.NewScanner(answers)}
}

func (f *far) order(o order) {
	if err := json.NewEncoder(f.orders).Encode(o); err != nil {
		f.t.Fatal(err)
	}
}

func (f *far) dial(url string, side, many int) { f.order(order{Dial: url, Side: side, Many: many}) }

func (f *far) expect(side, messages int) { f.order(order{Side: side, Expect: messages}) }

// arrived waits for what was expected, and returns the middle time in nanoseconds that it was on its way.
func (f *far) arrived() float64 {
	if !f.answers.Scan() {
		f.t.Fatal("the other process ended: ", f.answers.Err())
	}
	took, err := strconv.ParseFloat(f.answers.Text(), 64)
	if err != nil {
		f.t.Fatal(err)
	}
	return took
}

const (
	stampBegins = `{"type":"entry","sent":`
	stampDigits = 19
)

// stamped is a frame about as long as an entry with a decision, which says when it was made.
func stamped() []byte {
	return fmt.Appendf(nil, `%s%d,"patch":"%s"}`, stampBegins, time.Now().UnixNano(), strings.Repeat("x", 240))
}

// beFar is the other process. It ends with its orders.
func beFar() {
	sides := [2]*arrivals{{}, {}}
	for orders := json.NewDecoder(os.Stdin); ; {
		var o order
		if orders.Decode(&o) != nil {
			return
		}
		if o.Dial == "" {
			sides[o.Side].expect(o.Expect)
			continue
		}
		for range o.Many {
			ws, _, err := websocket.DefaultDialer.Dial(o.Dial, http.Header{"Cookie": {"session=1"}})
			if err != nil {
				fmt.Fprintln(os.Stderr, err)
				os.Exit(1)
			}
			go sides[o.Side].listen(ws)
		}
	}
}

// arrivals are the messages that came on the connections of one side.
type arrivals struct {
	mu     sync.Mutex
	wanted int
	took   []int64 // nanoseconds
}

func (a *arrivals) listen(ws *websocket.Conn) {
	for {
		_, message, err := ws.ReadMessage()
		if err != nil {
			return
		}
		now := time.Now().UnixNano()
		stamp, ok := bytes.CutPrefix(message, []byte(stampBegins))
		if !ok {
			continue // a heartbeat
		}
		sent, err := strconv.ParseInt(string(stamp[:stampDigits]), 10, 64)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		a.mu.Lock()
		a.took = append(a.took, now-sent)
		a.answer()
		a.mu.Unlock()
	}
}

func (a *arrivals) expect(messages int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.wanted = messages
	a.answer()
}

// answer says on the one line that is awaited how long the middle message took. mu is held.
func (a *arrivals) answer() {
	if a.wanted == 0 || len(a.took) < a.wanted {
		return
	}
	slices.Sort(a.took)
	fmt.Println(a.took[len(a.took)/2])
	a.took, a.wanted = nil, 0
}
