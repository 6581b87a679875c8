package main_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
)

// besieged is a program with a meeting that is attacked, by strangers and by a member of it, while somebody in another
// meeting goes on.
type besieged struct {
	t             *testing.T
	program       running
	host, data    string
	chair, member *client
	id, at        string
	before        string // the record
}

func besiege(t *testing.T) *besieged {
	t.Helper()
	b := &besieged{t: t, data: t.TempDir()}
	b.program = serve(t, "--data", b.data)
	b.host = strings.TrimPrefix(b.program.url, "http://")
	b.chair, b.member = &client{t: t, url: b.program.url}, &client{t: t, url: b.program.url}
	b.chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, b.program.setUp))
	b.id = b.convene("one")
	b.at = "/api/meetings/" + b.id
	b.member.join(b.invite("Pat"))
	b.chair.write(b.id, "phase", `{"phase":"open"}`)
	for _, by := range []*client{b.chair, b.member} { // that they came is written down once
		await(t, by.live(b.id, ""), "snapshot", nil)
	}
	for began := time.Now(); time.Since(began) < 30*time.Second; time.Sleep(10 * time.Millisecond) {
		b.before = b.chair.body(b.at + "/record")
		if strings.Count(b.before, `"state":"joined"`) == 2 {
			return b
		}
	}
	t.Fatalf("it is not written down that two people came: %s", b.before)
	return nil
}

func (b *besieged) convene(id string) string {
	return b.chair.must(201, "POST", "/api/meetings", fmt.Sprintf(`{"id":%q,"people":[{"category":"child","notKnown":true}]}`, id))["meeting"].(string)
}

func (b *besieged) invite(name string) string {
	return b.chair.must(201, "POST", b.at+"/invitations", fmt.Sprintf(
		`{"id":"invite-%s","name":%q,"agency":{"sector":"police","name":"Example Police"},"role":"member"}`, name, name))["url"].(string)
}

// unharmed checks that nothing was written into the meeting, and that the trail has what was refused.
func (b *besieged) unharmed(noted ...string) {
	b.t.Helper()
	if after := b.chair.body(b.at + "/record"); after != b.before {
		b.t.Errorf("the record was changed: it goes on with %s", strings.TrimPrefix(after, b.before))
	}
	auditor := b.program.auditor(b.t, b.data)
	trail := auditor.body("/api/audit/record")
	for _, want := range noted {
		if !strings.Contains(trail, want) {
			b.t.Errorf("the trail has no %s", want)
		}
	}
	if got, out, said := verify(auditor.file("/api/audit/record", "audit.jsonl")); got != 0 {
		b.t.Errorf("verify of the trail: %d %s %s", got, out, said)
	}
}

// raw sends bytes and returns all that comes back before the connection is cut or quiet.
func (b *besieged) raw(request string) string {
	b.t.Helper()
	connection, err := net.Dial("tcp", b.host)
	if err != nil {
		b.t.Fatal(err)
	}
	defer connection.Close()
	connection.SetDeadline(time.Now().Add(30 * time.Second))
	io.WriteString(connection, request)
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	if err != nil {
		b.t.Fatalf("%.80q: %v", request, err)
	}
	defer answer.Body.Close()
	said, _ := io.ReadAll(answer.Body)
	return fmt.Sprint(answer.StatusCode, " ", string(said))
}

// post is a command of the chair as bytes, with these headers.
func (b *besieged) post(headers, body string) string {
	headers += b.hostUnless(headers)
	return fmt.Sprintf("POST %s/commands HTTP/1.1\r\n%sCookie: __Host-session=%s\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: %d\r\n\r\n%s",
		b.at, headers, b.chair.cookie, len(body), body)
}

const rawLine = `{"id":"raw","kind":"information","body":{"item":"q1","text":"From elsewhere."}}`

func TestForgedRequests(t *testing.T) {
	b := besiege(t)
	_, port, _ := net.SplitHostPort(b.host)
	for _, test := range []struct{ name, headers string }{
		{"another scheme", "Origin: https://" + b.host + "\r\n"},
		{"another port", "Origin: http://localhost:1\r\n"},
		{"no port", "Origin: http://localhost\r\n"},
		{"a name below ours", "Origin: http://elsewhere.localhost:" + port + "\r\n"},
		{"a name that ours begins", "Origin: http://" + b.host + ".example.net\r\n"},
		{"in capitals", "Origin: " + strings.ToUpper(b.program.url) + "\r\n"},
		{"with a slash", "Origin: " + b.program.url + "/\r\n"},
		{"null", "Origin: null\r\n"},
		{"two", "Origin: " + b.program.url + "\r\nOrigin: http://other.example.net\r\n"},
		{"none, from a browser", "Sec-Fetch-Site: cross-site\r\n"},
		{"none, from a browser that says same-origin", "Sec-Fetch-Site: same-origin\r\n"},
		{"forwarded host", "X-Forwarded-Host: other.localhost:" + port + "\r\nOrigin: http://other.localhost:" + port + "\r\n"},
		{"forwarded scheme", "X-Forwarded-Proto: https\r\nX-Forwarded-Protocol: https\r\nX-Forwarded-Ssl: on\r\nOrigin: https://" + b.host + "\r\n"},
		{"Forwarded", "Forwarded: host=other.example.net;proto=https\r\nOrigin: https://other.example.net\r\n"},
		{"another host", "Host: other.example.net\r\nOrigin: http://other.example.net\r\n"},
	} {
		if got := b.raw(b.post(test.headers, rawLine)); !strings.HasPrefix(got, "403 ") || !strings.Contains(got, `"code":"origin"`) {
			t.Errorf("post, %s: got %.200s, want 403 origin", test.name, got)
		}
		got := b.raw("GET " + b.at + "/live HTTP/1.1\r\n" + test.headers + b.hostUnless(test.headers) +
			"Cookie: __Host-session=" + b.chair.cookie + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n")
		if !strings.HasPrefix(got, "403 ") {
			t.Errorf("socket, %s: got %.200s, want 403", test.name, got)
		}
	}

	own := "Host: " + b.host + "\r\nCookie: __Host-session=" + b.chair.cookie + "\r\nContent-Type: application/json\r\n"
	chunked := fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(rawLine), rawLine)
	for _, test := range []struct{ name, request string }{
		{"another method in a header", "GET " + b.at + "/commands HTTP/1.1\r\n" + own + "X-HTTP-Method-Override: POST\r\nX-Method-Override: POST\r\nContent-Length: 0\r\n\r\n"},
		{"another method in the address", "GET " + b.at + "/commands?_method=POST HTTP/1.1\r\n" + own + "\r\n"},
		{"two lengths", "POST " + b.at + "/commands HTTP/1.1\r\n" + own + fmt.Sprintf("Content-Length: %d\r\nContent-Length: 2\r\n\r\n", len(rawLine)) + rawLine},
		{"a length and pieces", "POST " + b.at + "/commands HTTP/1.1\r\n" + own + fmt.Sprintf("Content-Length: %d\r\nTransfer-Encoding: chunked\r\n\r\n", len(rawLine)) + chunked},
		{"pieces, and a length after", "POST " + b.at + "/commands HTTP/1.1\r\n" + own + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n" + chunked},
		{"pieces of another name", "POST " + b.at + "/commands HTTP/1.1\r\n" + own + "Transfer-Encoding: xchunked\r\n\r\n" + chunked},
		{"a length below nothing", "POST " + b.at + "/commands HTTP/1.1\r\n" + own + "Content-Length: -1\r\n\r\n" + rawLine},
		{"a header that goes on", "POST " + b.at + "/commands HTTP/1.1\r\n" + own + "Content-Length : 5\r\n\r\n" + rawLine},
		{"no host", "POST " + b.at + "/commands HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}"},
	} {
		if got := b.raw(test.request); !strings.HasPrefix(got, "4") {
			t.Errorf("%s: got %.200s, want a refusal", test.name, got)
		}
	}
	link := b.raw("POST " + b.at + "/invitations HTTP/1.1\r\nHost: other.example.net\r\nX-Forwarded-Host: other.example.net\r\nCookie: __Host-session=" +
		b.chair.cookie + "\r\nContent-Type: application/json\r\nContent-Length: 17\r\n\r\n{\"attendee\":\"a3\"}")
	if !strings.Contains(link, `"url":"`+b.program.url+"/join#") {
		t.Errorf("a link asked for under another name: got %.200s, want it to begin with %s", link, b.program.url)
	}
	b.unharmed(`"code":"origin"`, `"code":"method"`, `"code":"malformed"`)
}

// hostUnless is the header Host where the headers do not begin with one.
func (b *besieged) hostUnless(headers string) string {
	if strings.HasPrefix(headers, "Host: ") {
		return ""
	}
	return "Host: " + b.host + "\r\n"
}

func TestWhatIsNoCommand(t *testing.T) {
	b := besiege(t)
	info := func(text string) string {
		return `{"id":"raw","kind":"information","body":{"item":"q1","text":` + text + `}}`
	}
	deep := strings.Repeat("[", 17) + strings.Repeat("]", 17)
	bodies := []struct {
		name, body string
		want       string // how it is answered by HTTP
	}{
		{"oversize", info(`"` + strings.Repeat("x", 66_000) + `"`), "413 "},
		{"much oversize", info(`"` + strings.Repeat("x", 1<<20) + `"`), "413 "},
		{"deep", info(deep), "400 "},
		{"deeper than a stack", strings.Repeat("[", 60_000), "400 "},
		{"a key twice", `{"id":"raw","kind":"note","kind":"information","body":{"item":"q1","text":"x"}}`, "400 "},
		{"a key twice inside", `{"id":"raw","kind":"information","body":{"item":"q1","text":"x","text":"y"}}`, "400 "},
		{"a key in another case", `{"id":"raw","Kind":"information","body":{"item":"q1","text":"x"}}`, "400 "},
		{"bad UTF-8", info("\"\xff\""), "400 "},
		{"half a surrogate pair", info(`"\ud83d"`), "400 "},
		{"half a surrogate as bytes", info("\"\xed\xa0\xbd\""), "400 "},
		{"two values", info(`"x"`) + info(`"y"`), "400 "},
		{"a number", "1e999", "400 "},
	}
	for _, test := range bodies {
		if got := b.raw(b.post("", test.body)); !strings.HasPrefix(got, test.want) {
			t.Errorf("%s: got %.200s, want %s", test.name, got, test.want)
		}
		if len(test.body) > 64<<10 || !utf8.ValidString(test.body) || !strings.HasPrefix(test.body, "{") || strings.Contains(test.body, "}}{") {
			continue
		}
		socket := b.member.live(b.id, "")
		await(t, socket, "snapshot", nil)
		socket.WriteMessage(websocket.TextMessage, []byte(`{"type":"command",`+test.body[1:]))
		socket.SetReadDeadline(time.Now().Add(30 * time.Second))
		for {
			var frame struct{ Type, Code string }
			err := socket.ReadJSON(&frame)
			if frame.Type == "accepted" {
				t.Errorf("%s was accepted through the socket", test.name)
			}
			if err != nil && !websocket.IsCloseError(err, 4502) {
				t.Errorf("%s: got %v", test.name, err)
			}
			if err != nil || frame.Type == "accepted" || frame.Type == "refused" {
				break
			}
		}
		socket.Close()
	}
	pieces := func(socket *websocket.Conn) {
		w, _ := socket.NextWriter(websocket.TextMessage)
		for range 1 << 14 {
			if _, err := io.WriteString(w, `{"type":"command","id":"`+strings.Repeat("x", 1000)); err != nil {
				return
			}
		}
		w.Close()
	}
	for _, test := range []struct {
		name string
		send func(*websocket.Conn)
	}{
		{"a binary frame", func(s *websocket.Conn) { s.WriteMessage(websocket.BinaryMessage, []byte(rawLine)) }},
		{"bad UTF-8", func(s *websocket.Conn) {
			s.WriteMessage(websocket.TextMessage, []byte(`{"type":"command","id":"`+"\xff\"}"))
		}},
		{"half a surrogate", func(s *websocket.Conn) { s.WriteMessage(websocket.TextMessage, []byte("{\"type\":\"\xed\xa0\xbd\"}")) }},
		{"no object", func(s *websocket.Conn) { s.WriteMessage(websocket.TextMessage, []byte(`[1]`)) }},
		{"16 MB in pieces", pieces},
	} {
		socket := b.member.live(b.id, "")
		await(t, socket, "snapshot", nil)
		go test.send(socket)
		socket.SetReadDeadline(time.Now().Add(30 * time.Second))
		var err error
		for err == nil {
			_, _, err = socket.ReadMessage()
		}
		var timeout net.Error
		if errors.As(err, &timeout) && timeout.Timeout() {
			t.Errorf("%s: the socket stays", test.name)
		}
	}
	b.unharmed(`"code":"too-large"`, `"code":"malformed"`)
}

// TestEveryKindAnAttendeeMayNotWrite sends each by both ways.
func TestEveryKindAnAttendeeMayNotWrite(t *testing.T) {
	b := besiege(t)
	socket := b.member.live(b.id, "")
	await(t, socket, "snapshot", nil)
	tried := 0
	for _, kind := range meeting.Kinds() {
		if kind.May[meeting.Member] != "" {
			continue
		}
		tried++
		status, said := b.member.call("POST", b.at+"/commands", fmt.Sprintf(`{"id":"h%d","kind":%q,"body":{}}`, tried, kind.Name))
		if code := said["code"]; status != 403 && status != 409 || code != "role" && code != "phase" {
			t.Errorf("%s: got %d %v, want role or phase", kind.Name, status, said)
		}
		id := fmt.Sprint("s", tried)
		socket.WriteJSON(map[string]any{"type": "command", "id": id, "kind": kind.Name, "body": map[string]any{}})
		refused := await(t, socket, "refused", func(f map[string]any) bool { return f["id"] == id })
		if code := refused["code"]; code != "role" && code != "phase" {
			t.Errorf("%s through the socket: got %v, want role or phase", kind.Name, refused)
		}
	}
	if tried < 20 {
		t.Errorf("tried %d kinds, want at least 20", tried)
	}
	for _, path := range []string{"/invitations", "/knocks/k", "/attendees/a1/code", "/copies/c1/link"} {
		if status, said := b.member.call("POST", b.at+path, `{"admit":true,"id":"i","name":"Lee","role":"member","agency":{"sector":"health","name":"X"}}`); status < 400 || status > 422 {
			t.Errorf("%s: got %d %v, want a refusal", path, status, said)
		}
	}
	b.unharmed(`"code":"role"`)
}

// TestTokensAtTheSameInstant has twenty use each link together, after fifty have looked at it: one gets in.
func TestTokensAtTheSameInstant(t *testing.T) {
	b := besiege(t)
	_, invitation, _ := strings.Cut(b.chair.must(201, "POST", b.at+"/invitations", `{"attendee":"a3"}`)["url"].(string), "#")
	added, _ := run(t, "account", "add", "--data", b.data, "--name", "Lee Sample", "--email", "lee@council.example", "--agency", "Example County Council", "--role", "chair")
	_, signIn, _ := strings.Cut(strings.TrimSpace(added), "#")
	fresh := serve(t, "--data", t.TempDir())
	for _, test := range []struct{ name, url, page, token, more string }{
		{"an invitation", b.program.url, "/join", invitation, ""},
		{"a sign-in link", b.program.url, "/sign-in", signIn, ""},
		{"a set-up link", fresh.url, "/setup", fresh.setUp, `,"name":"Sam Example","email":"sam@council.example","agency":"Example County Council"`},
	} {
		for i := range 50 { // as those that look at mail do
			looks := &client{t: t, url: test.url}
			if status, _ := looks.call("GET", test.page, ""); status != 200 {
				t.Fatalf("%s: look %d: got %d", test.name, i, status)
			}
			looks.call([]string{"GET", "HEAD"}[i%2], test.page+"?token="+test.token, "")
			if looks.cookie != "" {
				t.Fatalf("%s: looking gave a session", test.name)
			}
		}
		in := together(20, func() bool {
			status, _ := (&client{t: t, url: test.url}).call("POST", "/api/session", fmt.Sprintf(`{"token":%q%s}`, test.token, test.more))
			return status == 200
		})
		if in != 1 {
			t.Errorf("%s: %d of 20 got in, want 1", test.name, in)
		}
		if status, said := (&client{t: t, url: test.url}).call("POST", "/api/session", fmt.Sprintf(`{"token":%q%s}`, test.token, test.more)); status != 401 && status != 404 {
			t.Errorf("%s later: got %d %v", test.name, status, said)
		}
	}
	b.unharmed(`"code":"link-used"`)
}

// together does something so many times at once and counts where it came off.
func together(times int, act func() bool) int {
	var done sync.WaitGroup
	var came atomic.Int64
	begin := make(chan struct{})
	for range times {
		done.Go(func() {
			<-begin
			if act() {
				came.Add(1)
			}
		})
	}
	close(begin)
	done.Wait()
	return int(came.Load())
}
