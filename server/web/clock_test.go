package web_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/livetest"
)

// hands are those of a clock, which a test sets: it is wrong by so much.
type hands struct{ wrong atomic.Int64 }

func (h *hands) set(wrong time.Duration) { h.wrong.Store(int64(wrong)) }
func (h *hands) move(by time.Duration)   { h.wrong.Add(int64(by)) }
func (h *hands) now() time.Time          { return time.Now().Add(time.Duration(h.wrong.Load())) }

// TestFaultClockIsSet has a meeting go on while the server's clock is set back an hour, forward a day, and right again,
// and while the server is started again under the wrong hour. Everything is written, in times that never run backwards;
// nobody who is in is sent away; who comes back is let in or not as their session's length says.
func TestFaultClockIsSet(t *testing.T) {
	each := 10 // commands of each person at each setting
	if long() {
		each = 100
	}
	clock := new(hands)
	h := newHouse(t, 3, clock.now)
	account := h.withAccount("a4")
	h.cookies["a4"] = account
	cable := livetest.Lay(t, h.address)
	var clients []*livetest.Client
	for i := range 4 {
		c := livetest.Enter(h.seatAt(cable.Address, fmt.Sprint("a", i+1)))
		t.Cleanup(c.Leave)
		clients = append(clients, c)
	}
	restart := func() {
		h.close()
		h.open()
		cable.Lead(h.address)
	}
	sent := 0
	for _, at := range []struct {
		name         string
		wrong        time.Duration
		before       func()
		guest, known int // what a guest and somebody with an account are answered who ask anew
		catchesUp    bool
	}{
		{"right", 0, nil, 200, 200, true},
		{"an hour back", -time.Hour, nil, 200, 200, false},
		{"an hour back, started again", -time.Hour, restart, 200, 200, false},
		{"a day forward", 24 * time.Hour, nil, 401, 401, true},
		{"right again", 0, nil, 200, 200, false},
		{"right again, started again", 0, restart, 200, 200, false},
	} {
		link := h.invite("a2") // made before the clock is set
		clock.set(at.wrong)
		if at.before != nil {
			at.before()
		}
		from := len(h.record())
		for range each {
			for i, c := range clients {
				id := fmt.Sprint("k", sent)
				c.Send([]meeting.Command{info(id, "Line "+id), note(id, "q2", 0, meeting.Edit{Insert: id + " "})}[sent%2])
				if sent++; !c.Wait(time.Minute, func(_ *livetest.Mirror, _ livetest.Said, held int) bool { return held < 4 }) {
					t.Fatalf("a%d cannot write with the clock %s", i+1, at.name)
				}
			}
		}
		h.cookies["a4"] = h.used(h.invite("a4"))
		livetest.Same(t, h.seat("a4"), clients)
		record := h.record()
		if got := record[len(record)-1].At > record[from-1].At; got != at.catchesUp {
			t.Errorf("%s: the times went on: %v, want %v", at.name, got, at.catchesUp)
		}
		guest, known := h.status(h.cookies["a2"]), h.status(account)
		if guest != at.guest || known != at.known {
			t.Errorf("%s: a guest is answered with %d and an account with %d, want %d and %d", at.name, guest, known, at.guest, at.known)
		}
		if got := h.status(h.used(link)); got != 200 {
			t.Errorf("%s: who uses a link made before is answered with %d, want 200", at.name, got)
		}
		t.Logf("%-28s %3d entries from %s to %s; asking anew a guest is answered with %d, an account with %d", at.name+":",
			len(record)-from, record[from].At, record[len(record)-1].At, guest, known)
	}
	written, last := map[string]bool{}, ""
	for _, e := range h.record() {
		if e.At < last {
			t.Errorf("entry %d is of %s, the one before it of %s", e.Number, e.At, last)
		}
		written[e.Command], last = true, e.At
	}
	for i := range sent {
		if !written[fmt.Sprint("k", i)] {
			t.Errorf("command %d is lost", i)
		}
	}
	for i, c := range clients {
		c.Look(func(_ *livetest.Mirror, said livetest.Said) {
			if len(said.Refused) > 0 || said.Closes[1012] != 2 || len(said.Closes) != 1 {
				t.Errorf("a%d was refused %v and closed by %v, want 1012 twice", i+1, said.Refused, said.Closes)
			}
		})
	}
}

// withAccount is the cookie of somebody with an account who takes an attendee's seat.
func (h *house) withAccount(attendee string) string {
	h.t.Helper()
	token, err := h.people.SetUp(context.Background())
	if err != nil {
		h.t.Fatal(err)
	}
	agency := meeting.Agency{Sector: "social-care", Name: "Example County Council"}
	session, _, err := h.people.Exchange(context.Background(), token, nil, account.Details{Name: "Sam Example", Email: "sam@council.example", Agency: agency})
	if err != nil {
		h.t.Fatal(err)
	}
	if session, _, err = h.people.Exchange(context.Background(), h.invite(attendee), session, account.Details{}); err != nil {
		h.t.Fatal(err)
	}
	return session.Cookie
}

// status is what is answered to a session that asks for the meeting.
func (h *house) status(cookie string) int {
	h.t.Helper()
	status, err := livetest.Seat{URL: "http://" + h.address, Meeting: "m1", Cookie: cookie}.Status()
	if err != nil {
		h.t.Fatal(err)
	}
	return status
}

// record is what stands in the store.
func (h *house) record() (entries []meeting.Entry) {
	h.t.Helper()
	if err := h.kept.Read(context.Background(), "m1", 0, func(e meeting.Entry) error {
		entries = append(entries, e)
		return nil
	}); err != nil {
		h.t.Fatal(err)
	}
	return entries
}
