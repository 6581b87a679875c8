package main_test

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"regexp"
	"strings"
	"testing"

	server "strategyroom/server"
)

func TestDemoLetsEverybodyIn(t *testing.T) {
	needAssets(t)
	folder := t.TempDir()
	t.Setenv("TMPDIR", folder)
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int)
	go func() {
		code <- server.Main(ctx, []string{"demo"}, write, &stderr)
		write.Close()
	}()
	link := regexp.MustCompile(`http://([a-z]+)\.(localhost:\d+)/join#(\S+)`)
	var links [][]string
	for lines := bufio.NewScanner(read); lines.Scan(); {
		if found := link.FindStringSubmatch(lines.Text()); found != nil {
			links = append(links, found)
		}
		if strings.HasPrefix(lines.Text(), "Strategy Room is at ") {
			break
		}
	}
	go io.Copy(io.Discard, read)
	if got, want := len(links), 6; got != want {
		t.Fatalf("got %d links, want %d: %s", got, want, &stderr)
	}

	// Names below localhost need no resolver in a browser; here they do.
	jar, _ := cookiejar.New(nil)
	client := http.Client{Jar: jar, Transport: &http.Transport{DisableKeepAlives: true,
		DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
			_, port, _ := net.SplitHostPort(address)
			return new(net.Dialer).DialContext(ctx, network, "localhost:"+port)
		}}}
	for _, found := range links[:3] {
		b := &browser{t: t, url: "http://" + found[1] + "." + found[2], client: &client}
		b.open("/join")
		b.send("look", "token", found[3])
		b.shows("Sam Example, Example County Council, invites you to a strategy meeting.")
		b.send("join")
		b.is(200)
		b.shows("Children: Robin Placeholder and Wren Placeholder", "question 5 of 10", "He helps at the football club on Saturdays.")
		b.shows("Find out where the person suspected has access to other children, such as work or volunteering The record shows it",
			"Football club, Saturdays Children there: Not known yet · Who enquires: The allegations officer", "Robin Placeholder: Initial Child Protection Conference")
		if strings.Contains(b.page, "app-alarm") {
			t.Error("the demo is not calm")
		}
		b.open(b.path + "?item=outcome#item")
		b.shows("Safe tonight: Yes; At home with the mother; he is in custody; until ", "Section 47 enquiries: Yes")
	}
	cancel()
	if got := <-code; got != 0 {
		t.Errorf("exit: got %d, want 0: %s", got, &stderr)
	}
	if left, _ := os.ReadDir(folder); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
