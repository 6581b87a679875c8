package room_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/livetest"
	"strategyroom/server/room"
)

func TestEnter(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		early := h.enter(r, chair)
		time.Sleep(time.Second)
		for i := range 5 {
			h.write(r, police, "information", fmt.Sprintf(`{"item":"q1","text":"line %d"}`, i))
		}
		synctest.Wait()
		if got, want := fmt.Sprint(early.got()), "[snapshot 8 9 10 11 12 13]"; got != want { // 8: the chair joined
			t.Errorf("got %v, want %v", got, want)
		}
		entries := h.record("m1")
		at := func(number int) string { return entries[number-1].Fingerprint.String() }
		for _, test := range []struct {
			name        string
			after       int
			fingerprint string
			want        string
		}{
			{"for the first time", 0, "", "[snapshot]"},
			{"missing nothing", 13, at(13), "[heartbeat]"},
			{"missing two", 11, at(11), "[12 13 heartbeat]"},
			{"missing all since the room opened", 7, at(7), "[8 9 10 11 12 13 heartbeat]"},
			{"from before the room opened", 6, at(6), "[snapshot]"},
			{"another record's fingerprint", 11, at(12), "[snapshot, set back]"},
			{"no fingerprint", 11, "", "[snapshot]"},
			{"the future", 14, at(13), "[snapshot, set back]"},
			{"nonsense", -1, "x", "[snapshot]"},
		} {
			link := newTape()
			screen, err := r.Enter(link, chair, test.after, test.fingerprint)
			if err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
			var got []string
			for i, text := range slices.Concat(link.writes...) {
				var f livetest.Frame
				if err := json.Unmarshal([]byte(text), &f); err != nil {
					t.Fatal(err)
				}
				if f.Type == "entry" {
					f.Type = fmt.Sprint(f.Number)
				}
				if f.SetBack {
					f.Type += ", set back"
				}
				if f.Type == "heartbeat" && f.Number != 13 {
					t.Errorf("%s: a heartbeat with %d, want 13", test.name, f.Number)
				}
				if f.Type != "presence" || i == 0 {
					got = append(got, f.Type)
				}
			}
			if fmt.Sprint(got) != test.want {
				t.Errorf("%s: got %v, want %s", test.name, got, test.want)
			}
			screen.Close(room.Left)
			r.Leave(screen, chair)
		}
		for _, stranger := range []string{"", "a2", "a99"} {
			_, err := r.Enter(newTape(), stranger, 0, "")
			if got, want := code(err), meeting.NotFound; got != want {
				t.Errorf("%q: got %q, want %q", stranger, got, want)
			}
		}
	})
}

// TestEnterAfterALongTime has a screen resume over as much as the ring holds while others go on writing, and over more.
func TestEnterAfterALongTime(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		c := h.enter(r, chair)
		time.Sleep(time.Second)
		for _, missed := range []struct {
			entries int
			want    string
		}{{1024, "entries"}, {1025, "snapshot"}} {
			c.leave()
			c.got()
			h.many(r, missed.entries)
			c.enter()
			h.many(r, 100)
			synctest.Wait()
			got := c.got()
			kind := "entries"
			if slices.Contains(got, "snapshot") {
				kind = "snapshot"
			}
			if kind != missed.want || len(c.closes) > 1 && slices.Contains(c.closes, "4000 slow") {
				t.Errorf("%d missed: got %s, closes %v; want %s", missed.entries, kind, c.closes, missed.want)
			}
			c.same()
		}
	})
}

func TestSlowScreenDelaysNobody(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		stuck := newTape()
		stuck.stuck = make(chan struct{})
		slow, err := r.Enter(stuck, police, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		quick := h.enter(r, chair)
		from := time.Now()
		h.many(r, 2200)
		synctest.Wait()
		if got := time.Since(from); got > 0 {
			t.Errorf("others waited %v", got)
		}
		quick.same()
		<-slow.Done()
		if got, want := stuck.closes, []string{"4000 slow"}; !slices.Equal(got, want) {
			t.Errorf("got closes %v, want %v", got, want)
		}
	})
}

func TestRecordIsReadWithoutHoldingUpTheRoom(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		h.write(r, police, "information", `{"item":"q1","text":"seen at home"}`)
		number := 0
		for _, test := range []struct {
			attendee string
			veiled   bool
		}{{police, false}, {"a99", true}} {
			var chain meeting.Chain
			err := r.Record(t.Context(), test.attendee, func(e meeting.Entry) {
				if err := chain.Follow(e); err != nil {
					t.Error(err)
				}
				if e.Hidden() != test.veiled {
					t.Errorf("entry %d for %s is veiled: %v", e.Number, test.attendee, e.Hidden())
				}
				if e.Number == 1 { // somebody on a slow line reads; the meeting goes on
					number = h.write(r, police, "information", `{"item":"q1","text":"and at school"}`).Number
				}
			})
			if err != nil {
				t.Fatal(err)
			}
			if got, want := chain.Number, number-1; got != want {
				t.Errorf("got %d entries, want the %d that there were", got, want)
			}
		}
	})
}

func TestFrames(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		slow, quick := h.enter(r, chair), h.enter(r, minuteTaker)
		synctest.Wait()
		quick.leave() // from now on by polling
		h.write(r, chair, "item.current", `{"item":"q1"}`)
		took := func(wait time.Duration) time.Duration {
			from := time.Now()
			quick.poll(wait)
			return time.Since(from)
		}
		for _, test := range []struct {
			name string
			wait time.Duration
			then func() // meanwhile, after 3 s
			took time.Duration
			want string
		}{
			{"what was missed and who is here, at once", 25 * time.Second, nil, 0, "[10 heartbeat]"}, // 8 and 9 joined
			{"nothing happens", 25 * time.Second, nil, 25 * time.Second, "[heartbeat]"},
			{"without waiting", 0, nil, 0, "[heartbeat]"},
			{"less than without waiting", -time.Second, nil, 0, "[heartbeat]"},
			{"something is written", 25 * time.Second, func() { h.write(r, chair, "item.current", `{"item":"q2"}`) }, 3 * time.Second, "[11 heartbeat]"},
			{"somebody goes", 25 * time.Second, func() { slow.leave() }, 3 * time.Second, "[heartbeat]"},
			{"somebody knocks", 25 * time.Second, func() { r.Knocked([]room.Waiting{{Knock: "k1"}}) }, 3 * time.Second, "[heartbeat]"},
			{"somebody types", 25 * time.Second, func() { slow.enter(); r.Typing(chair, "q1") }, 3 * time.Second, "[heartbeat]"},
		} {
			quick.got()
			if test.then != nil {
				time.AfterFunc(3*time.Second, test.then)
			}
			if got := took(test.wait); got != test.took {
				t.Errorf("%s: it took %v, want %v", test.name, got, test.took)
			}
			if got := fmt.Sprint(quick.got()); got != test.want {
				t.Errorf("%s: got %v, want %v", test.name, got, test.want)
			}
			quick.same()
		}
		// What happens between two polls is told by the next.
		quick.poll(0)
		r.Knocked(nil)
		if got := took(25 * time.Second); got != 0 {
			t.Errorf("a change between two polls was told after %v, want at once", got)
		}
		quick.got()
		stranger, err := r.Frames(t.Context(), "a99", 0, "", 0)
		if got, want := code(err), meeting.NotFound; got != want || stranger != nil {
			t.Errorf("got %q for a stranger, want %q", got, want)
		}
		fresh, err := r.Frames(t.Context(), observer, 0, "", 25*time.Second)
		if err != nil || len(fresh) != 2 || !strings.HasPrefix(string(fresh[0]), `{"type":"snapshot"`) || !strings.HasPrefix(string(fresh[1]), `{"type":"presence"`) {
			t.Errorf("got %s, %v, want a snapshot and presence", fresh, err)
		}
		time.Sleep(time.Second)
		quick.poll(0)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		from := time.Now()
		if _, err := r.Frames(ctx, quick.attendee, quick.mirror.Number, quick.mirror.Fingerprint, 25*time.Second); err != nil {
			t.Error(err)
		}
		if got, want := time.Since(from), 2*time.Second; got != want {
			t.Errorf("the poll of somebody who went lasted %v, want %v", got, want)
		}
		time.AfterFunc(2*time.Second, h.Close)
		from = time.Now()
		r.Frames(t.Context(), quick.attendee, quick.mirror.Number, quick.mirror.Fingerprint, 25*time.Second)
		if got, want := time.Since(from), 2*time.Second; got != want {
			t.Errorf("the poll lasted %v when the server stopped, want %v", got, want)
		}
	})
}
