package web_test

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// final is a meeting whose minutes have just been made final.
func (o *office) final() minutes {
	o.t.Helper()
	m := o.signing()
	m.chair.must(201, "POST", m.at+"/signatures", `{"id":"chair","version":1,"agree":true,"name":"Sam Example"}`)
	m.chair.write(m.at, "final", `{"version":1,"reason":"A rehearsal"}`)
	return m
}

// link makes a new one for somebody and returns its address.
func (m minutes) link(name string) string {
	m.t.Helper()
	return m.chair.must(201, "POST", m.at+"/invitations", fmt.Sprintf(`{"attendee":%q}`, m.ids[name]))["url"].(string)
}

func (s *someone) meetings() int {
	s.t.Helper()
	return len(s.must(200, "GET", "/api/meetings", "")["meetings"].([]any))
}

const guestTime = meeting.GuestDays * 24 * time.Hour

// screens are sockets in the meeting at an address, by whose they are. They end with the test.
func (o *office) screens(at string, of map[string]*someone) map[string]*websocket.Conn {
	o.t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		o.t.Fatal(err)
	}
	go o.app.Listener(listener)
	o.t.Cleanup(func() { o.app.Shutdown() })
	opened := map[string]*websocket.Conn{}
	for whose, session := range of {
		ws, _, err := websocket.DefaultDialer.Dial("ws://"+listener.Addr().String()+at+"/live", http.Header{"Cookie": {account.Cookie + "=" + session.cookie}})
		if err != nil {
			o.t.Fatal(err)
		}
		o.t.Cleanup(func() { ws.Close() })
		opened[whose] = ws
	}
	return opened
}

func TestGuestsLeaveTwoWeeksAfterTheFinalMinutes(t *testing.T) {
	m := openOffice(t).final()
	m.pass(guestTime - time.Hour)
	m.chair = m.signsIn("Sam Example", "sam@council.example")
	pat := m.comes(m.link("Pat"))
	unused, used := m.link("Ed"), m.link("Nia")
	m.comes(used)
	pat.must(200, "GET", m.at, "")
	if got := pat.meetings(); got != 1 {
		t.Errorf("an hour before the end: got %d meetings, want 1", got)
	}

	m.pass(time.Hour)
	ended := func(name string, status int, said map[string]any) {
		t.Helper()
		message, _ := said["message"].(string)
		if status != 401 || said["code"] != "link-ended" || !strings.Contains(message, "Your access has ended: guests keep it until 14 days after the minutes are final, here until 11 December 2026, 16:00") {
			t.Errorf("%s: got %d %v, want link-ended", name, status, said)
		}
	}
	for _, path := range []string{m.at, m.at + "/minutes", m.at + "/record", m.at + "/frames", m.at + "/live"} {
		status, said := pat.call("GET", path, "")
		ended(path, status, said)
	}
	status, said := pat.call("POST", m.at+"/commands", `{"id":"x","kind":"phase","body":{}}`)
	ended("a command", status, said)
	if got := pat.meetings(); got != 0 {
		t.Errorf("after the end: got %d meetings, want none", got)
	}
	_, token, _ := strings.Cut(unused, "#")
	stranger := &someone{office: m.office}
	status, said = stranger.call("POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
	ended("a link made before", status, said)
	_, token, _ = strings.Cut(used, "#")
	status, said = stranger.call("POST", "/api/knocks", fmt.Sprintf(`{"token":%q,"name":"N","agency":{"sector":"health"},"same":true}`, token))
	ended("a knock", status, said)
	if stranger.cookie != "" {
		t.Error("who was refused got a session")
	}

	// The chair, who has an account, comes back, and is told that there are no more links.
	m.chair = m.signsIn("Sam Example", "sam@council.example")
	m.chair.must(200, "GET", m.at, "")
	said = m.chair.must(409, "POST", m.at+"/invitations", fmt.Sprintf(`{"attendee":%q}`, m.ids["Pat"]))
	if !strings.Contains(said["message"].(string), "Guests get no new links: the 14 days after the final minutes are over.") {
		t.Errorf("a new link: got %v", said)
	}
	// Who has an account comes in by the link that a guest may no longer use.
	_, token, _ = strings.Cut(unused, "#")
	colleague := m.signsIn("Ed School", "ed@school.example")
	colleague.must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
	colleague.must(200, "GET", m.at, "")

	m.chair.write(m.at, "reopen", `{"reason":"A school was wrong"}`)
	pat.must(200, "GET", m.at, "")
	m.comes(m.link("Pat")).must(200, "GET", m.at, "")
}

func TestAGuestsScreenEndsWithTheirTime(t *testing.T) {
	m := openOffice(t).final()
	m.pass(guestTime - time.Second)
	m.chair = m.signsIn("Sam Example", "sam@council.example")
	pat := m.comes(m.link("Pat"))
	sockets := m.screens(m.at, map[string]*someone{"guest": pat, "chair": m.chair})
	m.pass(time.Second)
	for _, who := range []string{"guest", "chair"} { // the second is read for a moment only: nothing is to come
		ws, within := sockets[who], time.Minute
		if who == "chair" {
			within = time.Second
		}
		ws.SetReadDeadline(time.Now().Add(within))
		var err error
		for err == nil {
			_, _, err = ws.ReadMessage()
		}
		if got, want := isClose(err, 4500, "signed out"), who == "guest"; got != want {
			t.Errorf("%s: ended with %v, want that to be 4500: %v", who, err, want)
		}
	}
}
