package mail_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"strategyroom/server/mail"
	"strategyroom/server/mail/mailtest"
)

// canary is a word of a letter that must stand nowhere else.
const canary = "ptarmigan"

var sample = mail.Letter{To: canary + ".to@police.example", Subject: mail.Marking + "a word " + canary,
	Text: "The text says " + canary + ".\n"}

// logged is a log that may be written to at once.
type logged struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// open is a post to a test server, with what it logs.
func open(t *testing.T, server *mailtest.Server, change func(*mail.Settings)) (*mail.SMTP, *logged) {
	t.Helper()
	log := new(logged)
	settings := mail.Settings{Server: server.Addr, Cover: mail.Plain, Roots: server.Roots, From: "meetings@council.example",
		Log: slog.New(slog.NewTextHandler(log, nil)), Now: time.Now, Random: rand.Reader}
	change(&settings)
	post, err := mail.Open(settings)
	if err != nil {
		t.Fatal(err)
	}
	return post, log
}

func plainly(*mail.Settings) {}

func covered(s *mail.Settings) { s.Cover = mail.StartTLS }

func TestLettersArrive(t *testing.T) {
	signedIn := func(cover mail.Cover) func(*mail.Settings) {
		return func(s *mail.Settings) { s.Cover, s.User, s.Password = cover, "room", "ptarmigan password" }
	}
	tests := map[string]struct {
		manner  mailtest.Manner
		change  func(*mail.Settings)
		covered bool
	}{
		"in the clear, on this machine": {mailtest.Manner{}, plainly, false},
		"STARTTLS":                      {mailtest.Manner{StartTLS: true}, covered, true},
		"TLS":                           {mailtest.Manner{TLS: true}, func(s *mail.Settings) { s.Cover = mail.TLS }, true},
		"signed in, STARTTLS":           {mailtest.Manner{StartTLS: true, User: "room", Password: "ptarmigan password"}, signedIn(mail.StartTLS), true},
		"signed in, TLS":                {mailtest.Manner{TLS: true, User: "room", Password: "ptarmigan password"}, signedIn(mail.TLS), true},
		"it closes without a goodbye":   {mailtest.Manner{Cut: "QUIT"}, plainly, false},
		"it never says goodbye":         {mailtest.Manner{Hang: "QUIT"}, plainly, false},
		"it knows no EHLO":              {mailtest.Manner{Answer: map[string]string{"EHLO": "502 not known"}}, plainly, false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailtest.Serve(t, test.manner)
			post, log := open(t, server, test.change)
			if err := post.Send(t.Context(), sample); err != nil {
				t.Fatal(err)
			}
			l := server.Next(t)
			if l.From != "meetings@council.example" || l.To != sample.To || l.Covered != test.covered {
				t.Errorf("the letter came from %s to %s, TLS %v; want TLS %v", l.From, l.To, l.Covered, test.covered)
			}
			if server.Waiting() != 0 || server.Connections() != 1 {
				t.Errorf("%d letters more on %d connections", server.Waiting(), server.Connections())
			}
			silent(t, log.String())
			if !strings.Contains(log.String(), "an e-mail was accepted") {
				t.Errorf("the log says %s", log)
			}
		})
	}
}

// silent checks that a text has nothing of the sample letter in it.
func silent(t *testing.T, text string) {
	t.Helper()
	for _, word := range []string{canary, "police.example", mail.Marking} {
		if strings.Contains(text, word) {
			t.Errorf("%q stands in: %s", word, text)
		}
	}
}

func TestLettersThatAreNotSent(t *testing.T) {
	refuse := func(step, answer string) mailtest.Manner {
		return mailtest.Manner{Answer: map[string]string{step: answer}}
	}
	hidden := "550 5.1.1 <" + sample.To + ">: " + canary
	tests := map[string]struct {
		manner mailtest.Manner
		change func(*mail.Settings)
		want   string
	}{
		"the server is full":               {refuse("connect", "421 "+canary), plainly, "answered 421"},
		"it takes nothing from here":       {refuse("MAIL", "550 "+canary), plainly, "MAIL FROM command: the server answered 550"},
		"it does not know the address":     {refuse("RCPT", hidden), plainly, "RCPT TO command: the server answered 550"},
		"it wants no data":                 {refuse("DATA", "451 "+canary), plainly, "DATA command: the server answered 451"},
		"it does not like the letter":      {refuse(".", "554 "+canary), plainly, "the server answered 554"},
		"it offers no TLS":                 {mailtest.Manner{}, covered, "STARTTLS"},
		"TLS where none is":                {mailtest.Manner{}, func(s *mail.Settings) { s.Cover = mail.TLS }, "TLS"},
		"its certificate is not known":     {mailtest.Manner{StartTLS: true}, func(s *mail.Settings) { covered(s); s.Roots = nil }, "certificate"},
		"its certificate is of another":    {mailtest.Manner{StartTLS: true}, func(s *mail.Settings) { covered(s); s.Server = strings.Replace(s.Server, "127.0.0.1", "localhost", 1) }, "certificate"},
		"the password is wrong":            {mailtest.Manner{StartTLS: true, User: "room", Password: "right"}, func(s *mail.Settings) { covered(s); s.User, s.Password = "room", canary }, "answered 535"},
		"it knows nobody":                  {mailtest.Manner{StartTLS: true}, func(s *mail.Settings) { covered(s); s.User, s.Password = "room", canary }, "AUTH"},
		"it closes at once":                {mailtest.Manner{Cut: "connect"}, plainly, "EOF"},
		"it closes at the address":         {mailtest.Manner{Cut: "RCPT"}, plainly, "the connection ended"},
		"it closes in the middle":          {mailtest.Manner{Cut: "DATA"}, plainly, "the connection ended"},
		"it closes behind the letter":      {mailtest.Manner{Cut: "."}, plainly, "the connection ended"},
		"it is silent from the beginning":  {mailtest.Manner{Hang: "connect"}, plainly, "it took too long"},
		"it is silent behind the letter":   {mailtest.Manner{Hang: "."}, plainly, "it took too long"},
		"it is silent instead of TLS":      {mailtest.Manner{StartTLS: true, Hang: "STARTTLS"}, covered, "it took too long"},
		"it is silent where TLS begins":    {mailtest.Manner{Hang: "connect"}, func(s *mail.Settings) { s.Cover = mail.TLS }, "it took too long"},
		"it keeps talking, and never ends": {mailtest.Manner{Drip: "."}, plainly, "it took too long"},
		"nobody is there":                  {mailtest.Manner{}, func(s *mail.Settings) { s.Server = "127.0.0.1:1" }, "refused"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailtest.Serve(t, test.manner)
			post, log := open(t, server, test.change)
			ctx := t.Context()
			if test.want == "it took too long" {
				var cancel context.CancelFunc
				ctx, cancel = context.WithTimeout(ctx, 700*time.Millisecond)
				defer cancel()
			}
			err := post.Send(ctx, sample)
			if !errors.Is(err, mail.ErrNotSent) || !strings.Contains(err.Error(), test.want) {
				t.Fatalf("got %v, want one about %q", err, test.want)
			}
			silent(t, err.Error())
			silent(t, log.String())
			if !strings.Contains(log.String(), "an e-mail was not accepted") {
				t.Errorf("the log says %s", log)
			}
			if name == "it offers no TLS" && strings.Contains(server.Said(), "MAIL") {
				t.Errorf("the letter was begun in the clear:\n%s", server.Said())
			}
		})
	}
}

// TestNoneWaitsForAHangingServer shows that a letter waits for a free line no longer than its own time.
func TestNoneWaitsForAHangingServer(t *testing.T) {
	server := mailtest.Serve(t, mailtest.Manner{Hang: "RCPT"})
	post, _ := open(t, server, plainly)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var sent sync.WaitGroup
	for range 20 {
		sent.Go(func() {
			if err := post.Send(ctx, sample); !errors.Is(err, mail.ErrNotSent) {
				t.Errorf("got %v, want ErrNotSent", err)
			}
		})
	}
	sent.Wait()
	if got := server.Connections(); got > 4 {
		t.Errorf("%d connections at once, want 4 at most", got)
	}
}

func TestSettingsThatAreRefused(t *testing.T) {
	tests := []struct {
		change func(*mail.Settings)
		want   string
	}{
		{func(s *mail.Settings) { s.Server = "mail.example" }, "HOST:PORT"},
		{func(s *mail.Settings) { s.Server = "mail.example:0" }, "HOST:PORT"},
		{func(s *mail.Settings) { s.Server = ":25" }, "HOST:PORT"},
		{func(s *mail.Settings) { s.From = "Meetings <meetings@council.example>" }, "e-mail address"},
		{func(s *mail.Settings) { s.From = "" }, "e-mail address"},
		{func(s *mail.Settings) { s.User = "room" }, "go together"},
		{func(s *mail.Settings) { s.Password = "word" }, "go together"},
		{func(s *mail.Settings) { s.Server = "192.0.2.1:25" }, "TLS only"},
		{func(s *mail.Settings) { s.Server = "mail.localhost:25" }, "TLS only"},
	}
	for _, test := range tests {
		settings := mail.Settings{Server: "localhost:25", Cover: mail.Plain, From: "meetings@council.example"}
		test.change(&settings)
		if _, err := mail.Open(settings); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%+v: got %v, want one about %q", settings, err, test.want)
		}
	}
}

func TestUsual(t *testing.T) {
	tests := map[string]mail.Cover{
		"mail.example:465": mail.TLS, "mail.example:587": mail.StartTLS, "mail.example:25": mail.StartTLS,
		"localhost:465": mail.TLS, "localhost:25": mail.Plain, "[::1]:25": mail.Plain, "127.0.0.1:587": mail.Plain,
		"mail.localhost:25": mail.StartTLS,
	}
	for server, want := range tests {
		if got := mail.Usual(server); got != want {
			t.Errorf("%s: got %v, want %v", server, got, want)
		}
	}
}

// TestNoNameOfThisMachine searches what goes out for the machine's and the library's names.
func TestNoNameOfThisMachine(t *testing.T) {
	server := mailtest.Serve(t, mailtest.Manner{})
	post, _ := open(t, server, plainly)
	if err := post.Send(t.Context(), sample); err != nil {
		t.Fatal(err)
	}
	l := server.Next(t)
	if l.Hello != "council.example" {
		t.Errorf("it said hello as %s, want as council.example", l.Hello)
	}
	name, err := os.Hostname()
	if err != nil {
		t.Fatal(err)
	}
	for _, word := range []string{name, "go-mail", "wneessen", "strategyroom", "User-Agent", "X-Mailer"} {
		if strings.Contains(strings.ToLower(string(l.Data)), strings.ToLower(word)) {
			t.Errorf("%s stands in the letter:\n%s", word, l.Data)
		}
	}
}

// TestReach finds whether letters would be taken, and sends none.
func TestReach(t *testing.T) {
	tests := map[string]struct {
		manner mailtest.Manner
		want   error
	}{
		"it is there":             {mailtest.Manner{}, nil},
		"it closes the line":      {mailtest.Manner{Cut: "connect"}, mail.ErrNotSent},
		"it takes nobody now":     {mailtest.Manner{Answer: map[string]string{"connect": "421 too many"}}, mail.ErrNotSent},
		"it says nothing":         {mailtest.Manner{Hang: "connect"}, mail.ErrNotSent},
		"it never says goodbye":   {mailtest.Manner{Hang: "QUIT"}, nil},
		"it does not know us now": {mailtest.Manner{Answer: map[string]string{"EHLO": "421 no", "HELO": "421 no"}}, mail.ErrNotSent},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := mailtest.Serve(t, test.manner)
			post, log := open(t, server, plainly)
			within := mail.Limit
			if test.manner.Hang == "connect" {
				within = time.Second
			}
			ctx, cancel := context.WithTimeout(t.Context(), within)
			defer cancel()
			if got := post.Reach(ctx); !errors.Is(got, test.want) {
				t.Errorf("got %v, want %v; the log: %s", got, test.want, log)
			}
			if got := server.Waiting(); got != 0 {
				t.Errorf("got %d letters, want none", got)
			}
		})
	}
}
