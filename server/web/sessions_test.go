package web_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/server/account"
)

// listens has the office answer at an address, for sockets.
func (o *office) listens() (address string) {
	o.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		o.t.Fatal(err)
	}
	go o.app.Listener(listener)
	o.t.Cleanup(func() { o.app.Shutdown() })
	return listener.Addr().String()
}

// live opens the socket of a meeting.
func (s *someone) live(address, meeting string) *websocket.Conn {
	s.t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+address+meeting+"/live", http.Header{"Cookie": {account.Cookie + "=" + s.cookie}})
	if err != nil {
		s.t.Fatal(err)
	}
	s.t.Cleanup(func() { ws.Close() })
	return ws
}

// convenes makes an open meeting.
func (s *someone) convenes(id string) (at string) {
	s.t.Helper()
	at = "/api/meetings/" + s.must(201, "POST", "/api/meetings", fmt.Sprintf(`{"id":%q,"people":[{"category":"child","notKnown":true}]}`, id))["meeting"].(string)
	s.write(at, "phase", `{"phase":"open"}`)
	return at
}

// TestNothingIsWrittenAfterASessionWasEnded has a session end while commands come in it by socket and by requests: once
// whoever ends it is answered, nothing of it is written, and its screens are closed.
func TestNothingIsWrittenAfterASessionWasEnded(t *testing.T) {
	o := openOffice(t)
	sam := o.signsIn("Sam Example", "sam@council.example")
	at := sam.convenes("first")
	watch := o.comes(sam.must(201, "POST", at+"/invitations", `{"id":"i","name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member"}`)["url"].(string))
	address := o.listens()
	var slowest time.Duration
	for round := range 5 {
		stolen, owner := o.signsIn("Sam Example", "sam@council.example"), o.signsIn("Sam Example", "sam@council.example")
		var mine string
		for _, one := range owner.must(200, "GET", "/api/sessions", "")["sessions"].([]any) {
			if session := one.(map[string]any); session["this"] == true {
				mine = session["id"].(string)
			}
		}
		ws := stolen.live(address, at)
		var writing sync.WaitGroup
		stop := make(chan struct{})
		writing.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				if ws.WriteJSON(map[string]any{"type": "command", "id": fmt.Sprintf("s%d-%d", round, i), "kind": "information", "body": map[string]string{"item": "q1", "text": "By socket"}}) != nil {
					return
				}
				time.Sleep(time.Millisecond) // slower than what is refused as too much
			}
		})
		writing.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				stolen.call("POST", at+"/commands", fmt.Sprintf(`{"id":"r%d-%d","kind":"information","body":{"item":"q1","text":"By request"}}`, round, i))
			}
		})
		closed := make(chan error, 1)
		go func() {
			for {
				if _, _, err := ws.ReadMessage(); err != nil {
					closed <- err
					return
				}
			}
		}()
		time.Sleep(20 * time.Millisecond) // so that some are on their way; nothing depends on it
		open := owner.must(200, "GET", "/api/sessions", "")["sessions"].([]any)
		ended := time.Now()
		for _, one := range open {
			if id := one.(map[string]any)["id"].(string); id != mine {
				owner.must(204, "DELETE", "/api/sessions/"+id, "")
			}
		}
		head := watch.must(200, "GET", at, "")["number"].(float64)
		select {
		case err := <-closed:
			if !isClose(err, 4500, "signed out") {
				t.Errorf("round %d: closed with %v, want 4500", round, err)
			}
			slowest = max(slowest, time.Since(ended))
		case <-time.After(time.Minute):
			t.Fatalf("round %d: the screen stays open", round)
		}
		time.Sleep(20 * time.Millisecond) // in which more would be written
		close(stop)
		writing.Wait()
		if after := watch.must(200, "GET", at, "")["number"].(float64); after != head && !attendanceOnly(watch, at, int(head)) {
			t.Errorf("round %d: the record went on from %v to %v after the session was ended", round, head, after)
		}
		stolen.must(401, "GET", at, "")
		sam = owner
	}
	t.Logf("the screen was closed at the latest %v after the session began to be ended", slowest.Round(time.Millisecond))
}

// attendanceOnly reports whether what was written behind an entry is that people came and left, which the server writes.
func attendanceOnly(s *someone, at string, behind int) bool {
	raw := s.must(200, "GET", at+"/record", "")["raw"].(string)
	for _, line := range strings.Split(strings.TrimSpace(raw), "\n")[behind:] {
		if !strings.Contains(line, `"kind":"attendance"`) {
			return false
		}
	}
	return true
}

// TestAnOpenMeetingKeepsASession: whoever follows it is not cut off, for hours; in a closed one they are.
func TestAnOpenMeetingKeepsASession(t *testing.T) {
	o := openOffice(t)
	sam := o.signsIn("Sam Example", "sam@council.example")
	at := sam.convenes("first")
	follow := func(want int) {
		t.Helper()
		status := 503 // where the room closes just now: a minute has gone by in which nobody came
		for i := 0; status == 503 && i < 100; i++ {
			status, _ = sam.call("GET", at+"/frames?wait=0", "")
		}
		if status != want {
			t.Fatalf("at %v: got %d, want %d", o.now(), status, want)
		}
	}
	for range 25 { // nearly twelve hours: nobody does anything, and polls come just before the session would end
		o.pass(account.IdleLife - 90*time.Second)
		follow(200)
	}
	for range 60 { // two more, in which only that keeps it
		o.pass(2 * time.Minute)
		follow(200)
	}
	sam.must(200, "GET", "/api/session", "")
	sam.write(at, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	o.pass(account.HoldLife)
	follow(401)

	sam = o.signsIn("Sam Example", "sam@council.example")
	for range 3 { // in a closed one polls keep nothing
		o.pass(10*time.Minute - time.Second)
		follow(200)
	}
	o.pass(3 * time.Second)
	follow(401)
}

func TestTimeOfASession(t *testing.T) {
	o := openOffice(t)
	nobody := &someone{office: o}
	if said := nobody.must(200, "GET", "/api/session/time", ""); len(said) != 0 {
		t.Errorf("nobody: got %v, want nothing", said)
	}
	nobody.must(401, "POST", "/api/session/time", "")
	sam := o.signsIn("Sam Example", "sam@council.example")
	expect := func(when string, said map[string]any, left float64, final any) {
		t.Helper()
		if said["left"] != left || said["final"] != final {
			t.Errorf("%s: got %v, want %v seconds, final: %v", when, said, left, final)
		}
	}
	expect("at first", sam.must(200, "GET", "/api/session/time", ""), 1800, nil)
	o.pass(29 * time.Minute)
	expect("later", sam.must(200, "GET", "/api/session/time", ""), 60, nil)
	expect("asked again", sam.must(200, "GET", "/api/session/time", ""), 60, nil)
	expect("a key was pressed", sam.must(200, "POST", "/api/session/time", ""), 1800, nil)
	for range 23 {
		o.pass(29 * time.Minute)
		sam.must(200, "POST", "/api/session/time", "")
	}
	expect("nearly 12 hours", sam.must(200, "POST", "/api/session/time", ""), 24*60, true)
	o.pass(24 * time.Minute)
	sam.must(401, "POST", "/api/session/time", "")
}

func TestSessionsAreListedAndEnded(t *testing.T) {
	o := openOffice(t)
	sam, kim := o.signsIn("Sam Example", "sam@council.example"), o.signsIn("Kim Keeper", "kim@council.example")
	o.pass(time.Minute)
	other := o.signsIn("Sam Example", "sam@council.example")
	listed := func(s *someone) (all []map[string]any) {
		for _, one := range s.must(200, "GET", "/api/sessions", "")["sessions"].([]any) {
			all = append(all, one.(map[string]any))
		}
		return all
	}
	all := listed(other)
	if len(all) != 2 || all[0]["this"] != true || all[0]["how"] != "link" || all[0]["device"] != "a program" || all[1]["since"] != "2026-11-27T16:00:00.000Z" {
		t.Errorf("got %v, want two sessions, the latest first", all)
	}
	kim.must(404, "DELETE", "/api/sessions/"+all[0]["id"].(string), "")
	other.must(204, "DELETE", "/api/sessions/"+all[1]["id"].(string), "")
	sam.must(401, "GET", "/api/session", "")
	other.must(404, "DELETE", "/api/sessions/"+all[1]["id"].(string), "")
	third := o.signsIn("Sam Example", "sam@council.example")
	third.must(204, "DELETE", "/api/sessions", "")
	other.must(401, "GET", "/api/session", "")
	third.must(401, "GET", "/api/session", "")
	if got := len(listed(kim)); got != 1 {
		t.Errorf("got %d sessions of Kim's, want 1", got)
	}
	guest := o.comes(kim.must(201, "POST", kim.convenes("k")+"/invitations", `{"id":"i","name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member"}`)["url"].(string))
	guest.must(403, "GET", "/api/sessions", "")
}
