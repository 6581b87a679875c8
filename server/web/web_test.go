package web_test

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/gofiber/fiber/v2"

	"strategyroom/server/web"
	"strategyroom/static"
)

// bare makes an app that is ready and logs into the returned buffer.
func bare(base string) (*fiber.App, *bytes.Buffer) {
	log := new(bytes.Buffer)
	return web.New(web.Config{
		BaseURL: base,
		Log:     slog.New(slog.NewTextHandler(log, nil)),
		Ready:   func() error { return nil },
	}), log
}

// get asks app for a path and returns the answer with its body.
func get(t *testing.T, app *fiber.App, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	request := httptest.NewRequest("GET", path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := app.Test(request)
	if err != nil {
		t.Fatal(err)
	}
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestHealthSaysWhyNot(t *testing.T) {
	app := web.New(web.Config{Ready: func() error { return errors.New("the store is away") }})
	answer, body := get(t, app, "/healthz")
	if got, want := answer.StatusCode, 503; got != want {
		t.Errorf("status: got %d, want %d", got, want)
	}
	if got, want := body, "the store is away\n"; got != want {
		t.Errorf("body: got %q, want %q", got, want)
	}
}

// TestEveryAnswerIsArmoured sends requests as bytes, so that those are among them that no handler ever sees.
func TestEveryAnswerIsArmoured(t *testing.T) {
	app, log := bare("https://meetings.example")
	app.Get("/panic", func(*fiber.Ctx) error { panic("at the disco") })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go app.Listener(listener)
	t.Cleanup(func() { app.Shutdown() })

	long := strings.Repeat("x", 10<<10)
	tests := []struct {
		request string
		want    int
	}{
		{"GET / HTTP/1.1\r\nHost: a\r\n\r\n", 200},
		{"GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n", 200},
		{"GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404},
		{"GET /panic HTTP/1.1\r\nHost: a\r\n\r\n", 500},
		{"DELETE / HTTP/1.1\r\nHost: a\r\n\r\n", 405},
		{"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 199999\r\n\r\n", 413},
		{"GET / HTTP/1.1\r\nHost: a\r\nA: " + long + "\r\n\r\n", 431},
		{"NONSENSE\r\n\r\n", 400},
	}
	for _, test := range tests {
		conn, err := net.Dial("tcp", listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprint(conn, test.request)
		answer, err := http.ReadResponse(bufio.NewReader(conn), nil)
		conn.Close()
		if err != nil {
			t.Errorf("%.40q: %v", test.request, err)
			continue
		}
		if got := answer.StatusCode; got != test.want {
			t.Errorf("%.40q: got %d, want %d", test.request, got, test.want)
		}
		for name, want := range map[string]string{
			"Cache-Control":             "no-store",
			"Referrer-Policy":           "same-origin",
			"Server":                    "",
			"Strict-Transport-Security": "max-age=31536000; includeSubDomains",
			"X-Content-Type-Options":    "nosniff",
		} {
			if got := answer.Header.Get(name); got != want {
				t.Errorf("%.40q: %s: got %q, want %q", test.request, name, got, want)
			}
		}
		if got, want := answer.Header.Get("Content-Security-Policy"), "default-src 'none'; object-src 'none'; script-src 'self';"; !strings.HasPrefix(got, want) {
			t.Errorf("%.40q: policy: got %q, want it to start with %q", test.request, got, want)
		}
	}
	app.Shutdown()
	if got := log.String(); strings.Contains(got, "disco") || !strings.Contains(got, "a handler panicked") {
		t.Errorf("the log should say that a handler panicked, not with what: %s", got)
	}
}

func TestStrangersSeeNoInternalError(t *testing.T) {
	app, log := bare("http://localhost:8080")
	app.Get("/api/broken", func(*fiber.Ctx) error { return errors.New("disk 7 is full") })
	app.Get("/broken", func(*fiber.Ctx) error { return errors.New("disk 7 is full") })

	answer, body := get(t, app, "/api/broken?name=Amira")
	if got, want := answer.StatusCode, 500; got != want {
		t.Errorf("status: got %d, want %d", got, want)
	}
	want := `{"code":"internal","message":"Something went wrong on our side. Nothing was written down. Try again."}`
	if body != want {
		t.Errorf("body: got %s, want %s", body, want)
	}
	if _, body := get(t, app, "/broken"); strings.Contains(body, "disk") || !strings.Contains(body, "on our side") {
		t.Errorf("page: got %s", body)
	}
	if got := log.String(); strings.Count(got, "disk 7 is full") != 2 || strings.Contains(got, "Amira") {
		t.Errorf("the log should have both errors and no address: %s", got)
	}
}

func TestAssetsAreKeptByTheirHash(t *testing.T) {
	if !static.Built() {
		t.Skip("the assets are not built: run make")
	}
	app, _ := bare("http://localhost:8080")
	_, page := get(t, app, "/")
	address := regexp.MustCompile(`/static/[0-9a-f]{16}/main\.css`).FindString(page)
	tests := []struct{ path, encoding, kept, encoded string }{
		{address, "", "public, max-age=31536000, immutable", ""},
		{address, "gzip", "public, max-age=31536000, immutable", "gzip"},
		{address, "gzip, deflate, br", "public, max-age=31536000, immutable", "br"},
		{"/static/0000000000000000/main.css", "gzip", "no-store", "gzip"}, // a page from before an update
	}
	for _, test := range tests {
		answer, body := get(t, app, test.path, "Accept-Encoding", test.encoding)
		if got, want := answer.StatusCode, 200; got != want || len(body) == 0 {
			t.Errorf("%s: got %d with %d bytes, want %d", test.path, got, len(body), want)
		}
		if got, want := answer.Header.Get("Content-Type"), "text/css; charset=utf-8"; got != want {
			t.Errorf("%s: type: got %q, want %q", test.path, got, want)
		}
		if got := answer.Header.Get("Cache-Control"); got != test.kept {
			t.Errorf("%s: cache: got %q, want %q", test.path, got, test.kept)
		}
		if got := answer.Header.Get("Content-Encoding"); got != test.encoded {
			t.Errorf("%s: encoding: got %q, want %q", test.path, got, test.encoded)
		}
	}
	for _, path := range []string{"/static/0/later.js", "/static/0/main.css.gz", "/static/0/.gitignore", "/static/0/..%2fstatic.go", "/static/0/nothing.js"} {
		if answer, _ := get(t, app, path); answer.StatusCode != 404 {
			t.Errorf("%s: got %d, want 404", path, answer.StatusCode)
		}
	}
}

// TestFirstPagesAtOnce asks a fresh door for several pages at once; the race detector watches.
func TestFirstPagesAtOnce(t *testing.T) {
	app, _ := bare("http://localhost:8080")
	var asking sync.WaitGroup
	for range 8 {
		asking.Go(func() {
			answer, err := app.Test(httptest.NewRequest("GET", "/verify", nil), -1)
			if err != nil || answer.StatusCode != 200 {
				t.Errorf("got %v (%v)", answer, err)
			}
		})
	}
	asking.Wait()
}
