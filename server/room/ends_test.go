package room_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// TestScreensThatEndWithTheMeeting: what somebody asked before the meeting closed is accepted before their screen ends, also
// where one commit holds both, and of the closing and what follows nothing is sent to them.
func TestScreensThatEndWithTheMeeting(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		store fault // of the append that holds the closing
	}{
		{"written", func(_ context.Context, write func() error) error { return write() }},
		{"written, and the answer of the store was lost", written},
		{"not written at first", neverWritten},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				r := h.seated()
				guest, stays := h.enterUntilClosed(r, police), h.enter(r, minuteTaker)
				h.enter(r, chair)
				synctest.Wait() // all joined
				held := make(chan struct{})
				h.store.then(func(_ context.Context, write func() error) error {
					<-held
					return write()
				}, test.store)
				send := func(by, kind, body string) {
					r.Send(by, h.command(kind, body), func(room.Result, error) {})
				}
				send(chair, "item.current", `{"item":"q1"}`) // on its way to the disk while all that follows comes together
				synctest.Wait()
				guest.send(information("before", "Seen at home"))
				send(chair, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
				guest.send(information("after", "Seen at school"))
				send(chair, "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"Tidied."}]}`)
				close(held)
				synctest.Wait()
				time.Sleep(time.Second)
				synctest.Wait()
				var kinds []string
				entry := 0
				for _, e := range h.record("m1") {
					kinds = append(kinds, e.Kind)
					if e.Command == "before" {
						entry = e.Number
					}
				}
				if got, want := kinds[len(kinds)-3:], []string{"information", "phase", "note"}; !slices.Equal(got, want) {
					t.Fatalf("the record ends with %v, want %v", got, want)
				}
				if got := guest.answers["before"]; got.Type != "accepted" || got.Number != entry {
					t.Errorf("what became durable with the closing: got %+v, want accepted as %d", got, entry)
				}
				if got, answered := guest.answers["after"]; answered {
					t.Errorf("what came after the closing: got %+v, want no answer", got)
				}
				if got, want := guest.mirror.Number, entry; got != want {
					t.Errorf("the guest's screen was sent entries up to %d, want %d, the last before the closing", got, want)
				}
				if got, want := guest.closes, []string{"4503 over"}; !slices.Equal(got, want) {
					t.Errorf("the guest's screen: got closes %v, want %v", got, want)
				}
				if got, want := stays.mirror.Number, entry+2; got != want || len(stays.closes) > 0 {
					t.Errorf("who stays was sent entries up to %d and closes %v, want %d and none", got, stays.closes, want)
				}
				if got := stays.presence.Here; slices.ContainsFunc(got, func(here room.Here) bool { return here.Attendee == police }) {
					t.Errorf("who stays is shown %v here, want nobody whose room has ended", got)
				}
				if guest.screen.Send([]byte(`{}`)) {
					t.Error("a screen that has ended took a frame")
				}
			})
		})
	}
}

// TestWhoIsExcludedAsTheMeetingCloses is shut out, and shown nothing more, however their room knows of both at once.
func TestWhoIsExcludedAsTheMeetingCloses(t *testing.T) {
	t.Parallel()
	for _, elsewhere := range []bool{false, true} {
		t.Run(fmt.Sprintf("by another server %v", elsewhere), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h := newHouse(t)
				r := h.seated()
				guest := h.enterUntilClosed(r, police)
				h.enter(r, chair)
				synctest.Wait() // both joined
				guest.got()
				finding := h.command("conflict", `{"attendee":"`+police+`","finding":"may-not-attend","reason":"A friend"}`)
				closing := h.command("phase", `{"phase":"closed","reason":"A rehearsal"}`)
				if elsewhere {
					other := open(t, h.store)
					there := other.open("m1")
					for _, command := range []meeting.Command{finding, closing} {
						if _, err := there.Write(t.Context(), chair, command); err != nil {
							t.Fatal(err)
						}
					}
					r.Send(chair, h.command("item.current", `{"item":"q2"}`), func(room.Result, error) {}) // it has to read on
				} else {
					held := make(chan struct{})
					h.store.then(func(_ context.Context, write func() error) error {
						<-held
						return write()
					})
					sent := func(by string, command meeting.Command) { r.Send(by, command, func(room.Result, error) {}) }
					sent(minuteTaker, h.command("item.current", `{"item":"q1"}`)) // on its way to the disk meanwhile
					synctest.Wait()
					guest.send(information("before", "Seen at home"))
					sent(chair, finding)
					sent(chair, closing)
					close(held)
				}
				synctest.Wait()
				time.Sleep(time.Second)
				synctest.Wait()
				kinds := h.record("m1")
				if got := kinds[len(kinds)-1].Kind; got != "phase" {
					t.Fatalf("the record ends with %s, want phase", got)
				}
				if got, want := guest.closes, []string{"4501 removed"}; !slices.Equal(got, want) {
					t.Errorf("got closes %v, want %v", got, want)
				}
				if number := len(kinds) - 1; guest.mirror.Number >= number {
					t.Errorf("they were sent entries up to %d, want none from %d, their exclusion", guest.mirror.Number, number)
				}
			})
		})
	}
}

// TestNobodyEntersWhoseRoomHasEnded: who comes just as the meeting closes is sent nothing of it; the chair is let in.
func TestNobodyEntersWhoseRoomHasEnded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		h.write(r, chair, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
		link := newTape()
		if _, err := r.EnterUntilClosed(link, police, 0, ""); code(err) != meeting.RoomEnded {
			t.Errorf("got %q, want room-ended", code(err))
		}
		synctest.Wait()
		if len(link.writes) > 0 {
			t.Errorf("got %v sent, want nothing", link.writes)
		}
		if got := h.enterUntilClosed(r, chair); len(got.closes) > 0 {
			t.Errorf("the chair's screen: got closes %v, want none", got.closes)
		}
	})
}

// TestAScreenThatEnds says what it is still owed, for a second.
func TestAScreenThatEnds(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name  string
		stuck bool // the other side takes nothing
		want  []string
	}{
		{"to who listens", false, []string{"1", "2"}},
		{"to who takes nothing", true, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				link := newTape()
				link.stuck = make(chan struct{})
				screen := room.Open(link, number, nil)
				screen.Send([]byte("1"))
				synctest.Wait() // the first is being written, the other queues behind it
				screen.Queue([]byte("2"))
				screen.End(room.Over)
				if screen.Send([]byte("3")) || !screen.Ended() {
					t.Error("a screen that ends takes more")
				}
				screen.Show("presence", json.RawMessage(`4`))
				if !test.stuck {
					close(link.stuck)
				}
				begun := time.Now()
				<-screen.Done()
				if got := slices.Concat(link.writes...); !slices.Equal(got, test.want) {
					t.Errorf("got %v written, want %v", got, test.want)
				}
				if got, want := link.closes, []string{"4503 over"}; !slices.Equal(got, want) {
					t.Errorf("got closes %v, want %v", got, want)
				}
				if took := time.Since(begun); took > time.Second {
					t.Errorf("it took %v", took)
				}
			})
		})
	}
}
