package main_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"strategyroom/server/web"
)

// TestHeadersOfEveryAddress asks every address in several ways, as nobody and as a chair, and looks at what the answers
// have above them, whatever came of it.
func TestHeadersOfEveryAddress(t *testing.T) {
	b := besiege(t)
	statuses, cookies := map[int]int{}, 0
	check := func(asked string, answer *http.Response) {
		t.Helper()
		body, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if kind := answer.Header.Get("Content-Type"); len(body) > 0 && !says(kind, body) {
			t.Errorf("%s: %d says it is %q, and is %.80q", asked, answer.StatusCode, kind, body)
		}
		statuses[answer.StatusCode]++
		for name, want := range map[string]string{"X-Content-Type-Options": "nosniff", "Cross-Origin-Opener-Policy": "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin", "Referrer-Policy": "same-origin", "Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow",
			"Server": "", "X-Powered-By": "", "Access-Control-Allow-Origin": ""} {
			got := strings.Join(answer.Header.Values(name), " and ")
			if got != want && !(name == "Cache-Control" && strings.HasPrefix(asked, "GET /static/") && answer.StatusCode == 200) {
				t.Errorf("%s: %d with %s %q, want %q", asked, answer.StatusCode, name, got, want)
			}
		}
		policy := answer.Header.Get("Content-Security-Policy")
		for _, want := range []string{"default-src 'none'", "object-src 'none'", "script-src 'self'", "base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'"} {
			if !strings.Contains(policy, want) || strings.Contains(policy, "unsafe") {
				t.Errorf("%s: %d with the policy %q, want %s in it", asked, answer.StatusCode, policy, want)
			}
		}
		for _, cookie := range answer.Header.Values("Set-Cookie") {
			cookies++
			for _, want := range []string{"__Host-", "secure", "httponly", "samesite=lax", "path=/"} {
				if !strings.Contains(cookie, want) && !strings.Contains(strings.ToLower(cookie), want) || strings.Contains(strings.ToLower(cookie), "domain=") {
					t.Errorf("%s: got a cookie %.30s… without %s", asked, cookie, want)
				}
			}
		}
	}
	ask := func(method, path, cookie, kind, body string) *http.Response {
		t.Helper()
		request, _ := http.NewRequest(method, b.program.url+path, strings.NewReader(body))
		if cookie != "" {
			request.Header.Set("Cookie", "__Host-session="+cookie)
		}
		if kind != "" {
			request.Header.Set("Content-Type", kind)
		}
		answer, err := http.DefaultTransport.RoundTrip(request)
		if err != nil {
			t.Fatalf("%s %s: %v", method, path, err)
		}
		return answer
	}
	const object, plain = "application/json", "application/x-www-form-urlencoded"
	ways := []struct{ cookie, kind, body string }{{"", "", ""}, {b.chair.cookie, "", ""}, {b.chair.cookie, object, "{}"}, {b.chair.cookie, plain, "a=b"}, {b.chair.cookie, "image/png", "x"}}
	for _, route := range web.New(web.Config{}).GetRoutes(true) {
		path := strings.NewReplacer(":meeting", b.id, ":knock", "k", ":circulation", "c1", ":attendee", "a1", ":id", b.id).Replace(route.Path)
		if ends := strings.Contains(route.Path, "session") && route.Method != "GET" || strings.Contains(route.Path, "sign-out"); ends {
			continue // below
		}
		for _, way := range ways {
			if strings.HasSuffix(path, "/frames") {
				path += "?wait=0"
			}
			check(route.Method+" "+path, ask(route.Method, path, way.cookie, way.kind, way.body))
		}
	}
	check("PATCH /", ask("PATCH", "/", "", "", ""))
	check("GET /static/old/icon.svg", ask("GET", "/static/old/icon.svg", "", "", ""))
	check("GET /static/old/page.js", ask("GET", "/static/old/page.js", "", "", ""))
	check("GET /nothing", ask("GET", "/nothing", b.chair.cookie, "", ""))
	check("GET /api/nothing", ask("GET", "/api/nothing", "", "", ""))
	check("POST a body that is too large", ask("POST", b.at+"/commands", b.chair.cookie, object, strings.Repeat("x", 70_000)))
	for want, request := range map[int]string{
		413: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 199999\r\n\r\n",
		431: "GET / HTTP/1.1\r\nHost: a\r\nA: " + strings.Repeat("x", 10<<10) + "\r\n\r\n",
		400: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
		405: "TRACE / HTTP/1.1\r\nHost: a\r\n\r\n",
		408: "GET / HTTP/1.1\r\nHost: a\r\nA:", // and no more of it: after ten seconds
	} {
		connection, err := net.Dial("tcp", b.host)
		if err != nil {
			t.Fatal(err)
		}
		defer connection.Close()
		connection.SetDeadline(time.Now().Add(time.Minute))
		io.WriteString(connection, request)
		answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
		if err != nil {
			t.Errorf("%.40q: %v", request, err)
			continue
		}
		if answer.StatusCode != want {
			t.Errorf("%.40q: got %d, want %d", request, answer.StatusCode, want)
		}
		check(fmt.Sprintf("%.40q", request), answer)
	}
	_, token, _ := strings.Cut(b.invite("Lee"), "#")
	entered := ask("POST", "/api/session", "", object, fmt.Sprintf(`{"token":%q}`, token))
	check("POST /api/session", entered)
	check("POST /sign-out", ask("POST", "/sign-out", entered.Cookies()[0].Value, plain, "a=b"))
	check("DELETE /api/session", ask("DELETE", "/api/session", b.member.cookie, "", ""))
	if cookies < 2 {
		t.Errorf("saw %d cookies, want at least those of who came and went", cookies)
	}
	for _, want := range []int{200, 204, 303, 400, 401, 403, 404, 405, 408, 413, 415, 422, 426, 431} {
		if statuses[want] == 0 {
			t.Errorf("no answer was a %d: %v", want, statuses)
		}
	}
}

// says reports whether a content type is that of the body, with the charset where it is text.
func says(kind string, body []byte) bool {
	of, more, err := mime.ParseMediaType(kind)
	text := bytes.TrimSpace(body)
	switch {
	case err != nil:
		return false
	case of == "application/json":
		return json.Valid(body)
	case of == "application/pdf":
		return bytes.HasPrefix(body, []byte("%PDF-"))
	case more["charset"] != "utf-8" || !utf8.Valid(body):
		return false
	case of == "text/html":
		return bytes.HasPrefix(text, []byte("<!DOCTYPE html>"))
	case of == "image/svg+xml":
		return bytes.HasPrefix(text, []byte("<svg "))
	case of == "text/calendar":
		return bytes.HasPrefix(body, []byte("BEGIN:VCALENDAR\r\n"))
	default: // what is neither must not be taken for a page, nor be one
		return (of == "text/plain" || of == "text/javascript" || of == "application/x-ndjson") && !bytes.HasPrefix(text, []byte("<"))
	}
}

// TestNamesThatAreNoLines gives names and references that would end a line of a log or of a header, and looks for what
// follows them.
func TestNamesThatAreNoLines(t *testing.T) {
	b := besiege(t)
	forged := "Lee\r\nX-Forged: yes\ntime=now level=ERROR msg=forged\x1b[31m\u2028"
	for _, test := range []struct{ path, body string }{
		{b.at + "/invitations", `{"id":"i","name":%q,"agency":{"sector":"health","name":"Example Health"},"role":"member"}`},
		{b.at + "/commands", `{"id":"c","kind":%q,"body":{}}`},
		{b.at + "/commands", `{"id":%q,"kind":"phase","body":{}}`},
		{"/api/session", `{"token":%q}`},
		{"/api/session/password", `{"email":%[1]q,"password":%[1]q,"code":"1"}`},
		{"/api/meetings", `{"id":"m","reference":%q,"people":[]}`},
	} {
		escaped := strings.NewReplacer("\r", `\r`, "\n", `\n`, "\x1b", `\u001b`, "\u2028", `\u2028`).Replace(forged)
		status, said := b.chair.call("POST", test.path, strings.ReplaceAll(fmt.Sprintf(test.body, "FORGED"), "FORGED", escaped))
		if status < 400 || status >= 500 {
			t.Errorf("%s: got %d %v, want a refusal", test.body, status, said)
		}
	}
	for _, header := range []string{"User-Agent: x\ty%0d%0aX-Forged: yes", "Referer: http://a/%0d%0aX-Forged:%20yes"} {
		b.raw("GET /nothing%0d%0aX-Forged:%20yes HTTP/1.1\r\nHost: " + b.host + "\r\n" + header + "\r\nConnection: close\r\n\r\n")
	}
	// A reference may have what ends a file's name in a header.
	id := b.chair.must(201, "POST", "/api/meetings", `{"id":"quoted","reference":"A\"; filename=\"evil.exe","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)
	request, _ := http.NewRequest("GET", b.program.url+"/api/meetings/"+id+"/minutes.pdf", nil)
	request.Header.Set("Cookie", "__Host-session="+b.chair.cookie)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if got := answer.Header.Get("Content-Disposition"); strings.Count(got, `"`) != 2 || strings.Contains(got, "evil.exe") || strings.Count(got, "filename") != 2 {
		t.Errorf("got %s, want one name that holds all of it", got)
	}
	b.program.stop()
	if log := b.program.log.String(); strings.Contains(log, "orged") || strings.Contains(log, "evil") {
		t.Errorf("the log has what was sent: %s", log)
	}
}
