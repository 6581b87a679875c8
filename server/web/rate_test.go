package web_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// hurry is a house whose clock stands still, and its chair.
type hurry struct {
	*house
	under, cookie string
}

func newHurry(t *testing.T) *hurry {
	t.Helper()
	begun := time.Now()
	h := newHouse(t, 0, func() time.Time { return begun })
	return &hurry{h, "/api/meetings/m1", account.Cookie + "=" + h.cookies["a1"]}
}

// ask sends a request and returns its status, what it says of coming back, and the refusal.
func (h *hurry) ask(method, path, body string) (status int, retry string, refusal meeting.Refusal) {
	h.t.Helper()
	request, _ := http.NewRequest(method, "http://"+h.address+h.under+path, strings.NewReader(body))
	request.Header.Set("Cookie", h.cookie)
	request.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	json.NewDecoder(answer.Body).Decode(&refusal)
	return answer.StatusCode, answer.Header.Get("Retry-After"), refusal
}

func (h *hurry) socket() *websocket.Conn {
	h.t.Helper()
	ws, _, err := websocket.DefaultDialer.Dial("ws://"+h.address+h.under+"/live", http.Header{"Cookie": {h.cookie}})
	if err != nil {
		h.t.Fatal(err)
	}
	h.t.Cleanup(func() { ws.Close() })
	ws.SetReadDeadline(time.Now().Add(time.Minute))
	return ws
}

func information(id string) string {
	return fmt.Sprintf(`{"type":"command","id":%q,"kind":"information","body":{"item":"q1","text":"Line"}}`, id)
}

// TestTooManyCommands sends more commands than one may at once: those beyond are refused, one by one, and whoever goes
// on regardless is sent away for a while.
func TestTooManyCommands(t *testing.T) {
	h := newHurry(t)
	ws := h.socket()
	const sent = 700 // 600 frames may come at once, 200 commands among them
	refusedOne := make(chan struct{})
	go func() {
		for i := range sent {
			if i == 201 {
				<-refusedOne
			}
			if ws.WriteMessage(websocket.TextMessage, []byte(information(fmt.Sprint("x", i)))) != nil {
				return
			}
		}
	}()
	accepted, refused := 0, 0
	var frame struct{ Type, Code, Message string }
	err := error(nil)
	for err == nil {
		if err = ws.ReadJSON(&frame); err != nil {
			break
		}
		switch frame.Type {
		case "accepted":
			accepted++
		case "refused":
			if refused++; refused == 1 {
				close(refusedOne)
			}
			if frame.Code != "too-many" || !strings.Contains(frame.Message, "Wait a few seconds") {
				t.Fatalf("got %+v, want too-many and a sentence", frame)
			}
		}
	}
	if !isClose(err, 4002, "rate") {
		t.Errorf("got %v, want close 4002", err)
	}
	if accepted > 200 || refused > 400 { // what still waits when it closes is not sent
		t.Errorf("got %d accepted and %d refused, want at most 200 and 400", accepted, refused)
	}
	status, _, _ := h.ask("GET", "/record", "")
	if status != 200 {
		t.Errorf("got %d for the record, want 200: reading is another matter", status)
	}
	status, retry, refusal := h.ask("POST", "/commands", `{"id":"y","kind":"information","body":{"item":"q1","text":"Line"}}`)
	if status != 429 || retry != "5" || refusal.Code != meeting.TooMany || refusal.Message == "" {
		t.Errorf("got %d, %q and %+v by HTTP, want 429 and when to come back", status, retry, refusal)
	}
}

// TestAsMuchAsOneMay sends forty commands in a burst, over two sockets and by request: none is refused.
func TestAsMuchAsOneMay(t *testing.T) {
	h := newHurry(t)
	for range 2 {
		ws := h.socket()
		for i := range 40 {
			if err := ws.WriteMessage(websocket.TextMessage, []byte(information(fmt.Sprintf("%p-%d", ws, i)))); err != nil {
				t.Fatal(err)
			}
		}
		for accepted := 0; accepted < 40; {
			var frame struct{ Type, Code string }
			if err := ws.ReadJSON(&frame); err != nil || frame.Type == "refused" {
				t.Fatalf("got %+v and %v after %d", frame, err, accepted)
			}
			if frame.Type == "accepted" {
				accepted++
			}
		}
	}
	for i := range 40 {
		if status, _, refusal := h.ask("POST", "/commands", fmt.Sprintf(`{"id":"h%d","kind":"information","body":{"item":"q1","text":"Line"}}`, i)); status != 201 {
			t.Fatalf("got %d, %+v", status, refusal)
		}
	}
}

func TestTooMuchReading(t *testing.T) {
	for _, test := range []struct {
		path string
		most int
	}{
		{"/record", 60},
		{"/minutes", 60},
		{"/frames?wait=0", 600},
	} {
		h := newHurry(t)
		for i := range test.most {
			if status, _, refusal := h.ask("GET", test.path, ""); status != 200 {
				t.Fatalf("%s: got %d, %+v for number %d", test.path, status, refusal, i+1)
			}
		}
		if status, retry, refusal := h.ask("GET", test.path, ""); status != 429 || retry != "5" || refusal.Code != meeting.TooMany {
			t.Errorf("%s: got %d, %q and %+v beyond, want 429", test.path, status, retry, refusal)
		}
	}
}

func TestTooManySockets(t *testing.T) {
	h := newHurry(t)
	for range 16 {
		if _, _, err := h.socket().ReadMessage(); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := h.socket().ReadMessage(); !isClose(err, 4003, "crowded") {
		t.Errorf("got %v for one more, want close 4003", err)
	}
}
