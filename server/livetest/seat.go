package livetest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/meeting"
)

// Seat is somebody's place in a meeting: where the server is, and the session's cookie without its name.
type Seat struct {
	URL, Meeting, Cookie string

	Net func(network, address string) (net.Conn, error) // how a socket connects; nil: as usual
}

// Answer is what a command came to that was sent by request: a Result or a refusal.
type Answer struct {
	Status      int `json:"-"`
	Number      int
	Fingerprint string
	Code        meeting.Code
}

const patience = 30 * time.Second // for one answer

// Each request has a connection of its own: what was kept open may have been cut meanwhile, and nothing stays after a test.
var requests = http.Client{Timeout: patience, Transport: &http.Transport{DisableKeepAlives: true}}

// Post sends a command by request.
func (s Seat) Post(command meeting.Command) (Answer, error) {
	var answer Answer
	body, err := json.Marshal(command)
	if err != nil {
		return answer, err
	}
	status, said, err := s.ask("POST", "/commands", body)
	if err != nil {
		return answer, err
	}
	answer.Status = status
	return answer, json.Unmarshal(said, &answer)
}

// Snapshot is the JSON of the meeting as the seat may see it. Any status but 200 is an error.
func (s Seat) Snapshot() ([]byte, error) { return s.get("") }

// Status is what the seat is answered who asks for the meeting.
func (s Seat) Status() (int, error) {
	status, _, err := s.ask("GET", "", nil)
	return status, err
}

// Record is every entry of the record, its chain followed.
func (s Seat) Record() ([]meeting.Entry, error) {
	lines, err := s.get("/record")
	if err != nil {
		return nil, err
	}
	var entries []meeting.Entry
	var chain meeting.Chain
	for line := range bytes.Lines(lines) {
		e, err := meeting.ParseEntry(bytes.TrimSuffix(line, []byte("\n")))
		if err == nil {
			err = chain.Follow(e)
		}
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// Dial opens the socket, to go on after a number and its fingerprint.
func (s Seat) Dial(after int, fingerprint string) (*websocket.Conn, error) {
	dialer := websocket.Dialer{HandshakeTimeout: patience, NetDial: s.Net}
	address := fmt.Sprintf("ws%s/live?after=%d&fingerprint=%s", strings.TrimPrefix(s.under(), "http"), after, fingerprint)
	socket, _, err := dialer.Dial(address, http.Header{"Cookie": {s.cookie()}})
	return socket, err
}

func (s Seat) under() string  { return s.URL + "/api/meetings/" + s.Meeting }
func (s Seat) cookie() string { return "__Host-session=" + s.Cookie }

func (s Seat) get(path string) ([]byte, error) {
	status, said, err := s.ask("GET", path, nil)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("GET %s: %d %.200s", path, status, said)
	}
	return said, err
}

func (s Seat) ask(method, path string, body []byte) (int, []byte, error) {
	request, err := http.NewRequest(method, s.under()+path, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Cookie", s.cookie())
	answer, err := requests.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	return answer.StatusCode, said, err
}
