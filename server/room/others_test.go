package room_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/store"
)

// reach is the way of one server to the store that it shares with another. While it is cut the others cannot tell that
// server from one that died.
type reach struct {
	*shared
	cut atomic.Bool
}

func (r *reach) try(do func() error) error {
	if r.cut.Load() {
		return store.ErrAway
	}
	return do()
}

func (r *reach) Append(ctx context.Context, id string, after int, entries []meeting.Entry) error {
	return r.try(func() error { return r.shared.Append(ctx, id, after, entries) })
}

func (r *reach) Read(ctx context.Context, id string, after int, visit func(meeting.Entry) error) error {
	return r.try(func() error { return r.shared.Read(ctx, id, after, visit) })
}

func (r *reach) List(ctx context.Context, kind string, visit func(store.Document) error) error {
	return r.try(func() error { return r.shared.List(ctx, kind, visit) })
}

func (r *reach) Delete(ctx context.Context, kind, id string, version int) error {
	return r.try(func() error { return r.shared.Delete(ctx, kind, id, version) })
}

func (r *reach) Put(ctx context.Context, doc store.Document) (put store.Document, err error) {
	err = r.try(func() error { put, err = r.shared.Put(ctx, doc); return err })
	return put, err
}

// pair is two servers on one store, with a room of the same open meeting.
type pair struct {
	t     *testing.T
	kept  store.Documents
	first *house
	house [2]*house
	reach [2]*reach
	room  [2]*room.Room
}

// inPair runs a test on two servers, in a bubble where time passes only while everything waits.
func inPair(t *testing.T, test func(*testing.T, *pair)) {
	synctest.Test(t, func(t *testing.T) {
		one := newHouse(t)
		p := &pair{t: t, kept: one.store.documents}
		between := &shared{shaky: one.store, Documents: one.store.documents, watch: listen}
		for i := range p.house {
			p.reach[i] = &reach{shared: between}
			p.house[i] = openOn(t, one.store, p.reach[i])
		}
		p.first = p.house[0]
		p.room[0], p.room[1] = p.first.seated(), p.house[1].open("m1")
		test(t, p)
		synctest.Wait()
		for i, h := range p.house {
			for _, word := range []string{"damaged", "Pat", "Sample", "Dee"} {
				if log := h.log.String(); strings.Contains(log, word) {
					t.Errorf("the log of server %d has %q: %s", i, word, log)
				}
			}
		}
	})
}

// enter has somebody come in by one of the servers.
func (p *pair) enter(server int, attendee string) *client {
	p.t.Helper()
	return p.house[server].enter(p.room[server], attendee)
}

// shows expects who is here on a screen, within as long as it may take.
func (p *pair) shows(within time.Duration, c *client, want string) {
	p.t.Helper()
	began := time.Now()
	for synctest.Wait(); c.here() != want; synctest.Wait() {
		if time.Since(began) > within {
			p.t.Errorf("%s is shown %s after %v, want %s", c.attendee, c.here(), within, want)
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// words is how many servers have a word in the store.
func (p *pair) words() (n int) {
	p.t.Helper()
	err := p.kept.List(context.Background(), store.Passing, func(doc store.Document) error {
		if n++; len(doc.Body) > 200 || strings.Contains(string(doc.Body), "Sample") {
			p.t.Errorf("a server says %s, want ids alone", doc.Body)
		}
		return nil
	})
	if err != nil {
		p.t.Error(err)
	}
	return n
}

const heardWithin = 3100 * time.Millisecond // told and heard within a second each, and another where both begin at once

func TestHereByEitherServer(t *testing.T) {
	t.Parallel()
	inPair(t, func(t *testing.T, p *pair) {
		here, there := p.enter(0, chair), p.enter(1, police)
		p.shows(heardWithin, here, "[a1 a5]")
		p.shows(heardWithin, there, "[a1 a5]")
		for range 3 {
			p.room[1].Typing(police, "q2")
			time.Sleep(3 * time.Second)
		}
		p.shows(0, here, "[a1 a5 types q2]")
		p.shows(8*time.Second, here, "[a1 a5]")
		time.Sleep(10 * time.Minute)
		if got, want := p.first.attendance(chair)+p.first.attendance(police), "jj"; got != want {
			t.Errorf("while both are here: got %q, want %q", got, want)
		}
		there.leave()
		p.shows(heardWithin, here, "[a1]")
		time.Sleep(50 * time.Second)
		there.r = p.room[0]
		there.enter() // by the other server, before a minute is over
		time.Sleep(10 * time.Minute)
		if got, want := p.first.attendance(police), "j"; got != want {
			t.Errorf("moved to the other server: got %q, want %q", got, want)
		}
		there.leave()
		time.Sleep(time.Minute + 2*time.Second)
		if got, want := p.first.attendance(police), "jl"; got != want {
			t.Errorf("gone from both: got %q, want %q", got, want)
		}
		if got, want := p.words(), 1; got != want {
			t.Errorf("%d servers say that somebody is there, want %d", got, want)
		}
		for _, h := range p.house {
			h.Close()
		}
		if got := p.words(); got != 0 {
			t.Errorf("%d servers have a word when both have stopped", got)
		}
	})
}

// TestServerThatDied has a server die, as far as the other can tell, and come back.
func TestServerThatDied(t *testing.T) {
	t.Parallel()
	inPair(t, func(t *testing.T, p *pair) {
		here := p.enter(0, chair)
		p.enter(1, police)
		p.shows(heardWithin, here, "[a1 a5]")
		time.Sleep(10 * time.Second)
		p.reach[1].cut.Store(true)
		time.Sleep(5 * time.Second) // it might be slow
		p.shows(0, here, "[a1 a5]")
		p.shows(6*time.Second, here, "[a1]") // at most 11 s, a round of a second included
		time.Sleep(55 * time.Second)
		if got, want := p.first.attendance(police), "j"; got != want {
			t.Errorf("under a minute after the server died: got %q, want %q", got, want)
		}
		time.Sleep(8 * time.Second)
		if got, want := p.first.attendance(police), "jl"; got != want {
			t.Errorf("over a minute after the server died: got %q, want %q", got, want)
		}
		time.Sleep(time.Minute)
		if got, want := p.words(), 1; got != want {
			t.Errorf("%d servers have a word, want %d: the other's was to be taken away", got, want)
		}
		p.reach[1].cut.Store(false)
		p.shows(5*time.Second, here, "[a1 a5]")
		time.Sleep(2 * time.Minute)
		if got, want := p.first.attendance(chair)+" "+p.first.attendance(police), "j jlj"; got != want {
			t.Errorf("when the server is back: got %q, want %q", got, want)
		}
	})
}

// TestServersThatHeardNothing has both without the store for a while. Afterwards neither takes those for gone whom the other
// has not told of again yet.
func TestServersThatHeardNothing(t *testing.T) {
	t.Parallel()
	inPair(t, func(t *testing.T, p *pair) {
		p.enter(0, chair)
		p.enter(1, police)
		time.Sleep(10 * time.Second)
		p.reach[1].cut.Store(true)
		p.reach[0].cut.Store(true)
		time.Sleep(10 * time.Minute)
		p.reach[1].cut.Store(false)
		p.reach[0].cut.Store(false)
		time.Sleep(10 * time.Minute)
		if got, want := p.first.attendance(chair)+p.first.attendance(police), "jj"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

// TestChairByTheOtherServer has a deputy by one server see whether the chair is here by the other.
func TestChairByTheOtherServer(t *testing.T) {
	t.Parallel()
	inPair(t, func(t *testing.T, p *pair) {
		c := p.enter(0, chair)
		p.enter(1, deputy)
		time.Sleep(10 * time.Minute)
		take := func() meeting.Code {
			_, err := p.room[1].Write(t.Context(), deputy, p.house[1].command("chair", `{"to":"a4"}`))
			return code(err)
		}
		if got, want := take(), meeting.NotAllowed; got != want {
			t.Errorf("while the chair is here by the other server: got %q, want %q", got, want)
		}
		c.leave()
		time.Sleep(118 * time.Second)
		if got, want := take(), meeting.NotAllowed; got != want {
			t.Errorf("under two minutes after they left it: got %q, want %q", got, want)
		}
		time.Sleep(5 * time.Second)
		if got := take(); got != "" {
			t.Errorf("over two minutes after they left it: got %q, want it written", got)
		}
	})
}

// TestAtDoorOfTheOtherServer has somebody wait at one server whom the chair has to ask first, who is here by the other.
func TestAtDoorOfTheOtherServer(t *testing.T) {
	t.Parallel()
	inPair(t, func(t *testing.T, p *pair) {
		c := p.enter(0, chair)
		p.first.write(p.room[0], chair, "person",
			`{"category":"suspected","name":"Alex Placeholder","employer":{"sector":"police","name":"Example Police"}}`)
		time.Sleep(time.Second)
		if _, err := p.room[1].Enter(newTape(), police, 0, ""); code(err) != meeting.AtDoor {
			t.Fatalf("got %v, want %s", err, meeting.AtDoor)
		}
		door := func() string {
			synctest.Wait()
			c.mu.Lock()
			defer c.mu.Unlock()
			return fmt.Sprint(c.presence.AtDoor)
		}
		time.Sleep(heardWithin)
		if got, want := door(), "[a5]"; got != want {
			t.Errorf("the chair is shown %s at the door, want %s", got, want)
		}
		time.Sleep(20 * time.Second) // without another try
		if got, want := door(), "[]"; got != want {
			t.Errorf("the chair is shown %s at the door, want %s", got, want)
		}
	})
}

// TestKnockAtTheOtherServer has somebody knock at one server while the chair is there by the other, and go again.
func TestKnockAtTheOtherServer(t *testing.T) {
	t.Parallel()
	inPair(t, func(t *testing.T, p *pair) {
		c, member := p.enter(0, chair), p.enter(0, police)
		for _, waiting := range [][]room.Waiting{{{Knock: "k1", Attendee: deputy, Name: "Robin Standin"}}, nil} {
			p.first.mu.Lock()
			p.first.waiting = waiting // what the store says of it
			p.first.mu.Unlock()
			time.Sleep(4 * time.Second)
			synctest.Wait()
			for _, test := range []struct {
				who  *client
				want []room.Waiting
			}{{c, waiting}, {member, nil}} {
				test.who.mu.Lock()
				if got := test.who.presence.Waiting; !slices.Equal(got, test.want) {
					t.Errorf("%s is shown %v at the door, want %v", test.who.attendee, got, test.want)
				}
				test.who.mu.Unlock()
			}
		}
	})
}
