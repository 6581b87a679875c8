package web_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// TestFaultReaderStallsBesideOthers has twenty screens read a steady stream of entries, by turns alone and beside one
// that reads nothing, and prints how long it took from the disk to the screen.
func TestFaultReaderStallsBesideOthers(t *testing.T) {
	rounds, entries := 2, 60
	if long() {
		rounds, entries = 10, 200
	}
	h := newHouse(t, 20, time.Now, narrow)
	var reading sync.WaitGroup
	came := make([]map[string]time.Time, 20) // by screen and command
	ready := make(chan bool, len(came))      // one for each screen that has read what fills the other's line
	for i := range came {
		came[i] = map[string]time.Time{}
		socket, err := h.seat(fmt.Sprint("a", i+1)).Dial(0, "")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { socket.Close() })
		reading.Go(func() {
			for {
				_, data, err := socket.ReadMessage()
				now := time.Now()
				var f struct{ Command string }
				if err == nil {
					err = json.Unmarshal(data, &f)
				}
				if err != nil {
					t.Error(err)
					return
				}
				came[i][f.Command] = now
				if strings.HasPrefix(f.Command, "full-") {
					ready <- true
				}
				if f.Command == "enough-0" {
					return
				}
			}
		})
	}
	begun := [2]map[string]time.Time{{}, {}} // when each entry was durable: alone, beside one that stalls
	for round := range 2 * rounds {
		beside := round % 2
		var stalled *websocket.Conn
		if beside == 1 {
			stalled = h.stall("a21")
		}
		h.tell(fmt.Sprint("filling", round), 100, 9000) // more than the system keeps for the one that stalls
		h.tell(fmt.Sprint("full-", round), 1, 1)
		for range came {
			select {
			case <-ready:
			case <-time.After(time.Minute):
				t.Fatal("a screen does not get what it reads")
			}
		}
		for i := range entries {
			id := fmt.Sprintf("d%d-%d", round, i)
			h.tell(id, 1, 300)
			begun[beside][id+"-0"] = *h.told.Load()
			time.Sleep(5 * time.Millisecond)
		}
		if beside == 1 {
			stalled.Close()
		}
	}
	h.tell("enough", 1, 1)
	reading.Wait()
	var p50, p99 [2]time.Duration
	for beside, begun := range begun {
		var took []time.Duration
		for id, from := range begun {
			for i := range came {
				at, ok := came[i][id]
				if !ok {
					t.Errorf("%s did not come to screen %d", id, i)
				}
				took = append(took, at.Sub(from))
			}
		}
		slices.Sort(took)
		p50[beside], p99[beside] = took[len(took)/2].Round(time.Microsecond), took[len(took)*99/100].Round(time.Microsecond)
	}
	t.Logf("%d deliveries to 20 screens: p50 %v alone and %v beside one that reads nothing (%.2f times), p99 %v and %v (%.2f times)",
		2*rounds*entries*20, p50[0], p50[1], float64(p50[1])/float64(p50[0]), p99[0], p99[1], float64(p99[1])/float64(p99[0]))
}
