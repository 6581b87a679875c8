package web_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"os"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/account"
	"strategyroom/server/livetest"
	"strategyroom/server/room"
	"strategyroom/server/store/bolt"
	"strategyroom/server/web"
)

// long asks for the long form of what has one.
func long() bool { return os.Getenv("STRATEGYROOM_LONG") == "1" }

// house is a server on loopback with one open meeting, m1: its chair, a1, and others from a2 on, all of whom may write
// the notes. It may be closed and opened again.
type house struct {
	t       testing.TB
	folder  string
	now     func() time.Time
	cookies map[string]string // by attendee
	around  []func(net.Listener) net.Listener
	counts  // of its rooms

	address string
	people  *account.People
	rooms   *room.Rooms
	app     *fiber.App
	kept    *bolt.Store
}

// newHouse opens a house with that many people besides the chair, by this clock, at a listener with those around it.
func newHouse(t testing.TB, others int, now func() time.Time, around ...func(net.Listener) net.Listener) *house {
	t.Helper()
	h := &house{t: t, folder: t.TempDir(), now: now, cookies: map[string]string{}, around: around}
	h.open()
	t.Cleanup(func() { h.close() })
	commands := []meeting.Command{{ID: "c1", Kind: "convene", Body: json.RawMessage(`{}`)}}
	write := func(kind, body string) {
		commands = append(commands, meeting.Command{ID: fmt.Sprint("c", len(commands)+1), Kind: kind, Body: json.RawMessage(body)})
	}
	for i := range others {
		write("attendee", fmt.Sprintf(`{"name":"Sample Person %d","agency":{"sector":"police","name":"Example Police"},"role":"member"}`, i))
	}
	for i := range others {
		write("note.allow", fmt.Sprintf(`{"attendee":"a%d","allowed":true}`, i+2))
	}
	write("phase", `{"phase":"open"}`)
	convener := meeting.Convener{Name: "Sam Example", Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}
	if _, err := h.rooms.Convene(context.Background(), "m1", convener, commands); err != nil {
		t.Fatal(err)
	}
	for i := range others + 1 {
		attendee := fmt.Sprint("a", i+1)
		h.cookies[attendee] = h.used(h.invite(attendee))
	}
	return h
}

// invite makes a link for an attendee, and returns its token.
func (h *house) invite(attendee string) string {
	h.t.Helper()
	token, err := h.people.Invite(context.Background(), "m1", attendee, "")
	if err != nil {
		h.t.Fatal(err)
	}
	return token
}

// used is the cookie of a guest who used a link.
func (h *house) used(token string) string {
	h.t.Helper()
	session, _, err := h.people.Exchange(context.Background(), token, nil, account.Details{})
	if err != nil {
		h.t.Fatal(err)
	}
	return session.Cookie
}

func (h *house) open() {
	h.t.Helper()
	var err error
	if h.kept, err = bolt.Open(h.folder); err != nil {
		h.t.Fatal(err)
	}
	log := slog.New(slog.DiscardHandler)
	h.rooms = room.New(room.Config{Store: h.kept, Procedure: procedure.Default(), Now: h.now, Random: rand.Reader, Log: log, Counts: &h.counts})
	h.people = account.New(h.kept, h.now, rand.Reader)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		h.t.Fatal(err)
	}
	for _, around := range h.around {
		listener = around(listener)
	}
	h.address = listener.Addr().String()
	h.app = web.New(web.Config{BaseURL: "http://" + h.address, Log: log, People: h.people, Rooms: h.rooms, London: time.UTC})
	go h.app.Listener(listener)
}

func (h *house) close() {
	h.rooms.Close()
	h.app.Shutdown()
	h.kept.Close()
}

// seat is an attendee's, at the house itself.
func (h *house) seat(attendee string) livetest.Seat { return h.seatAt(h.address, attendee) }

// seatAt is an attendee's at an address that leads to the house.
func (h *house) seatAt(address, attendee string) livetest.Seat {
	return livetest.Seat{URL: "http://" + address, Meeting: "m1", Cookie: h.cookies[attendee]}
}

// counts is what a test wants to know of the rooms.
type counts struct {
	slow, left atomic.Int64              // screens
	told       atomic.Pointer[time.Time] // when the last entries were durable, and began to be sent
}

func (c *counts) Slow()              { c.slow.Add(1) }
func (c *counts) Left()              { c.left.Add(1) }
func (*counts) Entered(bool)         {}
func (*counts) Behind(int)           {}
func (*counts) Accepted(string)      {}
func (*counts) Refused(meeting.Code) {}
func (c *counts) Told(took time.Duration) {
	begun := time.Now().Add(-took)
	c.told.Store(&begun)
}

func info(id, text string) meeting.Command {
	body, _ := json.Marshal(map[string]string{"item": "q1", "text": text})
	return meeting.Command{ID: id, Kind: "information", Body: body}
}
