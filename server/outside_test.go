package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
)

// client is somebody else's program: it knows docs/interface.md and nothing else.
type client struct {
	t      testing.TB
	url    string
	cookie string
	sent   int
}

// call sends JSON and returns status and answer.
func (c *client) call(method, path, body string) (int, map[string]any) {
	c.t.Helper()
	request, err := http.NewRequest(method, c.url+path, strings.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if c.cookie != "" {
		request.Header.Set("Cookie", "__Host-session="+c.cookie)
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	for _, cookie := range answer.Cookies() {
		if cookie.Name == "__Host-session" {
			c.cookie = cookie.Value
		}
	}
	raw, _ := io.ReadAll(answer.Body)
	var said map[string]any
	json.Unmarshal(raw, &said)
	if said == nil {
		said = map[string]any{"raw": string(raw)}
	}
	return answer.StatusCode, said
}

// must is call where one status is expected.
func (c *client) must(want int, method, path, body string) map[string]any {
	c.t.Helper()
	got, said := c.call(method, path, body)
	if got != want {
		c.t.Fatalf("%s %s %s: got %d, want %d: %v", method, path, body, got, want, said)
	}
	return said
}

// write sends a command of a meeting and expects it to be written.
func (c *client) write(meeting, kind, body string) map[string]any {
	c.t.Helper()
	c.sent++
	return c.must(201, "POST", "/api/meetings/"+meeting+"/commands",
		fmt.Sprintf(`{"id":"%p-%d","kind":%q,"body":%s}`, c, c.sent, kind, body))
}

func (c *client) join(url string) {
	c.t.Helper()
	_, token, _ := strings.Cut(url, "#")
	c.must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
}

// live opens the socket of a meeting.
func (c *client) live(meeting, query string) *websocket.Conn {
	c.t.Helper()
	socket, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(c.url, "http")+"/api/meetings/"+meeting+"/live"+query,
		http.Header{"Cookie": {"__Host-session=" + c.cookie}})
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { socket.Close() })
	return socket
}

// await reads frames until one of the type comes for which good holds.
func await(t *testing.T, socket *websocket.Conn, kind string, good func(map[string]any) bool) map[string]any {
	t.Helper()
	socket.SetReadDeadline(time.Now().Add(time.Minute))
	for {
		var frame map[string]any
		if err := socket.ReadJSON(&frame); err != nil {
			t.Fatalf("waiting for %s: %v", kind, err)
		}
		if frame["type"] == kind && (good == nil || good(frame)) {
			return frame
		}
	}
}

func TestWholeMeetingFromOutside(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	if got, _ := (&client{t: t, url: program.url}).call("POST", "/api/session", fmt.Sprintf(`{"token":%q}`, program.setUp)); got != 401 {
		t.Errorf("a used set-up link: got %d, want 401", got)
	}

	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","notKnown":true}],"circumstances":["subject-of-images"]}`)["meeting"].(string)
	if again := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","notKnown":true}],"circumstances":["subject-of-images"]}`)["meeting"]; again != id {
		t.Errorf("convened again: got %v, want %v", again, id)
	}
	long := fmt.Sprintf(`{"id":%q,"people":[{"category":"child","notKnown":true}],"circumstances":["subject-of-images"]}`, strings.Repeat("x", 100))
	first, again := chair.must(201, "POST", "/api/meetings", long), chair.must(201, "POST", "/api/meetings", long)
	if first["meeting"] != again["meeting"] {
		t.Errorf("convened again with the longest id: got %v, want %v", again["meeting"], first["meeting"])
	}
	at := "/api/meetings/" + id
	if kind, is := chair.must(200, "GET", at, "")["type"]; is {
		t.Errorf("got type %q in the meeting's answer, want none", kind)
	}
	invite := func(name, sector, role string) *client {
		answer := chair.must(201, "POST", at+"/invitations", fmt.Sprintf(
			`{"id":"invite-%s","name":%q,"agency":{"sector":%q,"name":"Example %s"},"role":%q}`, name, name, sector, sector, role))
		guest := &client{t: t, url: program.url}
		guest.join(answer["url"].(string))
		return guest
	}
	police, taker := invite("Pat", "police", "member"), invite("Mo", "social-care", "minute-taker")

	stranger := &client{t: t, url: program.url}
	stranger.must(401, "GET", at, "")
	police.must(404, "GET", "/api/meetings/elsewhere", "")
	police.must(403, "POST", at+"/commands", `{"id":"x1","kind":"phase","body":{"phase":"open"}}`)
	chair.must(409, "POST", at+"/commands", `{"id":"x2","kind":"decision","body":{"item":"q1","text":"Too early"}}`)
	chair.must(422, "POST", at+"/commands", `{"id":"x3","kind":"dance","body":{}}`)
	chair.must(400, "POST", at+"/commands", `{"id":"x3","kind":"phase","body":{"phase":"open","loud":true}}`)
	if field := chair.must(400, "POST", at+"/commands", `{"id":"x3","kind":"phase"}`)["field"]; field != "body" {
		t.Errorf("a command without a body is refused for %v, want body", field)
	}
	chair.must(400, "POST", at+"/commands", "{\"id\":\"x4\",\"kind\":\"information\",\"body\":{\"item\":\"q1\",\"text\":\"\xff\"}}")

	chair.must(413, "POST", at+"/commands", `{"id":"x5","kind":"information","body":{"item":"q1","text":"`+strings.Repeat("x", 66_000)+`"}}`)

	screen := police.live(id, "")
	await(t, screen, "snapshot", nil)
	chair.write(id, "phase", `{"phase":"open"}`)
	await(t, screen, "entry", func(f map[string]any) bool { return f["kind"] == "phase" })
	taker.write(id, "decision", `{"item":"q1","text":"Section 47 enquiries start","reasons":"Risk tonight"}`)
	entry := await(t, screen, "entry", func(f map[string]any) bool { return f["kind"] == "decision" })
	chair.write(id, "decision.confirm", `{"decision":"D1"}`)
	await(t, screen, "entry", func(f map[string]any) bool { return f["kind"] == "decision.confirm" })

	screen.WriteJSON(map[string]any{"type": "command", "id": "p1", "kind": "information", "body": map[string]any{"item": "q2", "text": "Known since 2024."}})
	accepted := await(t, screen, "accepted", nil)
	screen.WriteJSON(map[string]any{"type": "command", "id": "p1", "kind": "information", "body": map[string]any{"item": "q2", "text": "Known since 2024."}})
	if again := await(t, screen, "accepted", nil); again["number"] != accepted["number"] {
		t.Errorf("sent twice: got %v, want %v", again["number"], accepted["number"])
	}
	screen.WriteJSON(map[string]any{"type": "command", "id": "p2", "kind": "phase", "body": map[string]any{"phase": "closed"}})
	if refused := await(t, screen, "refused", nil); refused["code"] != "role" {
		t.Errorf("a member closes: got %v", refused)
	}
	resumed := police.live(id, fmt.Sprintf("?after=%v&fingerprint=%v", entry["number"], entry["fingerprint"]))
	if next := await(t, resumed, "entry", nil); next["number"] != entry["number"].(float64)+1 {
		t.Errorf("resumed after %v with %v", entry["number"], next["number"])
	}

	refused := chair.must(409, "POST", at+"/commands", `{"id":"x5","kind":"phase","body":{"phase":"closed"}}`)
	open, _ := refused["open"].([]any)
	if still := chair.must(200, "GET", at, "")["meeting"].(map[string]any)["stillOpen"].([]any); refused["code"] != "unfinished" || len(open) == 0 || len(open) != len(still) {
		t.Errorf("closing is refused with %v, open are %v", refused, still)
	}
	chair.write(id, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	chair.must(409, "POST", at+"/invitations", `{"id":"late","name":"Lee","agency":{"sector":"health","name":"Example health"},"role":"member"}`)
	back := &client{t: t, url: program.url}
	back.join(chair.must(201, "POST", at+"/invitations", `{"attendee":"a4"}`)["url"].(string))
	if you := back.must(200, "GET", at, "")["you"].(map[string]any)["attendee"]; you != "a4" {
		t.Errorf("by a link made after closing: got %v, want a4", you)
	}
	status, record := police.call("GET", at+"/record", "")
	if status != 200 {
		t.Fatal(status, record)
	}
	var chain meeting.Chain
	for line := range bytes.Lines([]byte(record["raw"].(string))) {
		e, err := meeting.ParseEntry(bytes.TrimSuffix(line, []byte("\n")))
		if err != nil {
			t.Fatal(err)
		}
		if err := chain.Follow(e); err != nil {
			t.Fatal(err)
		}
	}
	if got := police.must(200, "GET", at, ""); got["fingerprint"] != chain.Fingerprint.String() {
		t.Errorf("the record ends at %s, the meeting at %v", chain.Fingerprint, got["fingerprint"])
	}
}
