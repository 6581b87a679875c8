package main_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	server "strategyroom/server"
	"strategyroom/server/account"
	"strategyroom/server/store/bolt"
	atrest "strategyroom/server/store/sealed"
)

// add runs `account add` and returns what it printed and its exit code.
func add(t *testing.T, data, email string, flags ...string) (stdout, stderr string, code int) {
	t.Helper()
	var out, said bytes.Buffer
	code = server.Main(t.Context(), append([]string{"account", "add", "--name", "Sam Sample", "--email", email,
		"--agency", "Example Council", "--data", data}, flags...), &out, &said)
	return out.String(), said.String(), code
}

// token adds and returns the token of the link, which must start with base.
func token(t *testing.T, base, data, email string, flags ...string) string {
	t.Helper()
	stdout, stderr, code := add(t, data, email, flags...)
	link := regexp.MustCompile(`^(.*)/sign-in#([A-Za-z0-9_-]{43})\n$`).FindStringSubmatch(stdout)
	if code != 0 || stderr != "" || link == nil || link[1] != base {
		t.Fatalf("got %q, %q and exit code %d, want one link at %s", stdout, stderr, code, base)
	}
	return link[2]
}

// people opens the store of a server that has stopped.
func people(t *testing.T, data string) *account.People {
	t.Helper()
	inner, err := bolt.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { inner.Close() })
	store, _, err := atrest.Open(t.Context(), inner, filepath.Join(data, atrest.File), account.Owner)
	if err != nil {
		t.Fatal(err)
	}
	return account.New(store, time.Now, rand.Reader)
}

// killed leaves behind what a server does that was killed: a socket that nobody answers at.
func killed(t *testing.T, data string) {
	t.Helper()
	path := filepath.Join(data, "control.sock")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if len(path) > 103 {
		folder, err := os.MkdirTemp("", "strategyroom-")
		if err != nil {
			t.Fatal(err)
		}
		if err := os.Symlink(filepath.Join(folder, "control.sock"), path); err != nil {
			t.Fatal(err)
		}
		path = filepath.Join(folder, "control.sock")
	}
	listener, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	if err != nil {
		t.Fatal(err)
	}
	listener.SetUnlinkOnClose(false)
	listener.Close()
}

func TestAccountAdd(t *testing.T) {
	needAssets(t)
	tests := map[string]string{
		"short": t.TempDir(),
		"long":  filepath.Join(t.TempDir(), strings.Repeat("a-long-name/", 12), "data"),
	}
	for name, data := range tests {
		t.Run(name, func(t *testing.T) {
			temporary := t.TempDir()
			t.Setenv("TMPDIR", temporary)
			t.Setenv("XDG_RUNTIME_DIR", "")
			killed(t, data)
			alone := token(t, "http://localhost:8080", data, "first@example.org")
			program := serve(t, "--data", data)
			used := token(t, program.url, data, "sam@example.org", "--role", "auditor", "--role", "chair")
			known := token(t, program.url, data, "SAM@example.org")
			other := token(t, "https://meetings.example.org", data, "other@example.org", "--base-url", "https://meetings.example.org")

			about, err := os.Stat(filepath.Join(data, "control.sock"))
			if err != nil {
				t.Fatal(err)
			}
			if got, want := about.Mode(), os.ModeSocket|0o600; got != want {
				t.Errorf("control socket: got mode %v, want %v", got, want)
			}
			if _, stderr, code := add(t, data, "sam"); code != 2 || strings.Count(stderr, "\n") != 1 {
				t.Errorf("a wrong address: got %q and exit code %d, want one line and 2", stderr, code)
			}
			if got, want := program.stop(), 0; got != want {
				t.Errorf("exit code after a stop: got %d, want %d", got, want)
			}
			if _, err := os.Lstat(filepath.Join(data, "control.sock")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("the control socket after a stop: got %v, want none", err)
			}
			if left, err := filepath.Glob(filepath.Join(temporary, "strategyroom-*")); len(left) != 0 || err != nil {
				t.Errorf("after a stop: got %q and %v, want nothing left", left, err)
			}

			who := people(t, data)
			exchange := func(token string) (*account.Account, error) {
				s, _, err := who.Exchange(t.Context(), token, nil, account.Details{})
				if err != nil {
					return nil, err
				}
				return s.Account, nil
			}
			for _, token := range []string{alone, known, other} {
				got, err := exchange(token)
				if err != nil {
					t.Fatal(err)
				}
				if isChair := token == known; got.Has(account.Chair) != isChair || got.Has(account.Auditor) != isChair {
					t.Errorf("%s has the roles %v", got.Email, got.Roles)
				}
			}
			for token, want := range map[string]meeting.Code{used: meeting.LinkEnded, known: meeting.LinkUsed} {
				_, err := exchange(token)
				if refusal := new(meeting.Refusal); !errors.As(err, &refusal) || refusal.Code != want {
					t.Errorf("got %v, want %s", err, want)
				}
			}
		})
	}
}

// TestSetUpLink: it is printed at each start until somebody has an account, and the latest is good.
func TestSetUpLink(t *testing.T) {
	data := t.TempDir()
	var first, last string
	for _, token := range []*string{&first, &last} {
		program := serve(t, "--data", data)
		*token = program.setUp
		program.stop()
	}
	kept := people(t, data)
	who := account.Details{Name: "Sam Sample", Email: "sam@example.org", Agency: meeting.Agency{Sector: "social-care"}}
	_, _, err := kept.Exchange(t.Context(), first, nil, who)
	if refusal := new(meeting.Refusal); !errors.As(err, &refusal) || refusal.Code != meeting.LinkEnded {
		t.Errorf("the link of an earlier start: got %v, want link-ended", err)
	}
	s, _, err := kept.Exchange(t.Context(), last, nil, who)
	if err != nil || !s.Account.Has(account.Administrator) {
		t.Errorf("got %+v and %v, want the session of an administrator", s, err)
	}
}

func TestNoSetUpLinkWithAnAccount(t *testing.T) {
	data := t.TempDir()
	token(t, "http://localhost:8080", data, "sam@example.org")
	if got := serve(t, "--data", data).setUp; got != "" {
		t.Errorf("got %q, want no set-up link", got)
	}
}

// TestControlSocket talks to the socket as a program would, and badly.
func TestControlSocket(t *testing.T) {
	data := t.TempDir()
	program := serve(t, "--data", data)
	good := `{"details":{"name":"Sam","email":"sam@example.org","agency":{"sector":"police","name":""}},"roles":["auditor"]}`
	tests := []struct{ asked, want string }{
		{good, ""},
		{strings.Replace(good, "auditor", "boss", 1), "There is no such role."},
		{strings.Replace(good, "police", "moon", 1), "The agency's sector is missing or unknown."},
		{strings.Replace(good, "roles", "role", 1), `has the unknown key "role"`},
		{"nonsense", "is not JSON"},
		{strings.Repeat(" ", 70<<10), "EOF"},
	}
	for _, test := range tests {
		conn, err := net.Dial("unix", filepath.Join(data, "control.sock"))
		if err != nil {
			t.Fatal(err)
		}
		go io.WriteString(conn, test.asked+"\n")
		var got struct{ Token, Base, Refused string }
		if err := json.NewDecoder(conn).Decode(&got); err != nil {
			t.Errorf("%.40q: %v", test.asked, err)
		}
		conn.Close()
		if got.Refused != test.want || (got.Token == "") != (test.want != "") {
			t.Errorf("%.40q: got %+v, want the refusal %q", test.asked, got, test.want)
		}
	}
	// Who connects and says nothing does not hold up the stop.
	silent, err := net.Dial("unix", filepath.Join(data, "control.sock"))
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	asked := time.Now()
	program.stop()
	if got, limit := time.Since(asked), 9*time.Second; got > limit {
		t.Errorf("stopping took %v, limit %v", got, limit)
	}
}

// TestAccountAddWaitsForItsTurn: what holds the folder may be another `account add`, or a server that is just starting.
func TestAccountAddWaitsForItsTurn(t *testing.T) {
	data := t.TempDir()
	results := make(chan int, 4)
	for range cap(results) {
		go func() {
			results <- server.Main(context.WithoutCancel(t.Context()), []string{"account", "add", "--name", "Sam Sample",
				"--email", "sam@example.org", "--agency", "Example Council", "--data", data}, io.Discard, io.Discard)
		}()
	}
	for range cap(results) {
		if got := <-results; got != 0 {
			t.Errorf("exit code: got %d, want 0", got)
		}
	}
}
