package web_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/server/account"
)

// TestWhatWasSavedIsSaidBeforeTheRoomEnds: a guest writes on and on while the chair closes the meeting. All of it that stands
// in the record was accepted before their screen ended.
func TestWhatWasSavedIsSaidBeforeTheRoomEnds(t *testing.T) {
	g, _, pat, _ := held(t)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go g.app.Listener(listener)
	t.Cleanup(func() { g.app.Shutdown() })
	enters := func(s *someone) *websocket.Conn {
		ws, _, err := websocket.DefaultDialer.Dial("ws://"+listener.Addr().String()+g.at+"/live", http.Header{"Cookie": {account.Cookie + "=" + s.cookie}})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { ws.Close() })
		ws.SetReadDeadline(time.Now().Add(time.Minute))
		return ws
	}
	guest, chair := enters(pat), enters(g.chair)
	const lines, before, after = 190, 20, 10 // written; accepted before the closing is sent; held back until it is accepted
	sent, closed := make(chan bool), make(chan bool)
	go func() {
		defer close(closed)
		for frame := (struct{ Type, ID string }{}); frame.Type != "accepted" || frame.ID != "closes"; {
			if chair.ReadJSON(&frame) != nil {
				return
			}
		}
	}()
	go func() {
		defer close(sent)
		for n := range lines {
			if n == lines-after {
				<-closed
			}
			command := fmt.Sprintf(`{"type":"command","id":"pat-%d","kind":"information","body":{"item":"q1","text":"Line %d"}}`, n, n)
			if guest.WriteMessage(websocket.TextMessage, []byte(command)) != nil {
				return // it has ended
			}
		}
	}()
	accepted := map[string]bool{}
	for err == nil {
		var frame struct{ Type, ID string }
		if err = guest.ReadJSON(&frame); err == nil && frame.Type == "accepted" {
			accepted[frame.ID] = true
			if len(accepted) == before {
				chair.WriteMessage(websocket.TextMessage, []byte(`{"type":"command","id":"closes","kind":"phase","body":{"phase":"closed","reason":"A rehearsal"}}`))
			}
		}
	}
	<-sent
	if !isClose(err, 4503, "over") {
		t.Errorf("the guest's screen: got %v, want 4503", err)
	}
	saved := 0
	record := bufio.NewScanner(strings.NewReader(g.chair.must(200, "GET", g.at+"/record", "")["raw"].(string)))
	record.Buffer(nil, 1<<20)
	for record.Scan() {
		var entry struct{ Command string }
		if err := json.Unmarshal(record.Bytes(), &entry); err != nil {
			t.Fatal(err)
		}
		if strings.HasPrefix(entry.Command, "pat-") {
			saved++
			if !accepted[entry.Command] {
				t.Errorf("%s stands in the record, and the guest was not told", entry.Command)
			}
		}
	}
	if got := len(accepted); got != saved {
		t.Errorf("got %d accepted, want the %d that stand in the record", got, saved)
	}
	if saved < before || saved > lines-after {
		t.Errorf("got %d lines saved before the meeting closed, want some, %d to %d", saved, before, lines-after)
	}
}
