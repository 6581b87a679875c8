package room_test

import (
	"encoding/json"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/meeting"
)

// TestTurnedAway: who may not come in any more sees and writes nothing from then on, whatever is under way.
func TestTurnedAway(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		member, second := h.enter(r, police), h.enter(r, deputy)
		synctest.Wait() // both joined
		h.write(r, chair, "person", `{"category":"suspected","name":"Alex Placeholder","employer":{"sector":"social-care","name":"Example County Council"}}`)
		r.Frames(t.Context(), observer, 0, "", 0)
		time.Sleep(time.Second) // that the observer joined is written down
		seen := r.Snapshot(observer)
		time.AfterFunc(3*time.Second, func() {
			h.write(r, chair, "conflict", `{"attendee":"`+observer+`","finding":"may-not-attend","reason":"A friend"}`)
			h.write(r, chair, "conflict", `{"attendee":"`+police+`","finding":"may-not-attend","reason":"A friend"}`)
			h.write(r, chair, "attendance", `{"attendee":"`+deputy+`","state":"left"}`)
		})
		var frames [][]byte
		var err error
		for err == nil { // presence may come first
			frames, err = r.Frames(t.Context(), observer, seen.Number, seen.Fingerprint.String(), 25*time.Second)
		}
		if got, want := code(err), meeting.NotFound; got != want || frames != nil {
			t.Errorf("a poll under way: got %s and %d frames, want %s", got, len(frames), want)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for _, test := range []struct {
			name   string
			closes []string
			want   string
			by     string
			again  meeting.Code
		}{
			{"may not attend", member.closes, "4501 removed", police, meeting.NotFound},
			{"has to be asked first", second.closes, "1012 restart", deputy, meeting.AtDoor},
		} {
			if !slices.Equal(test.closes, []string{test.want}) {
				t.Errorf("who %s: got closes %v, want %s", test.name, test.closes, test.want)
			}
			_, err := r.Enter(newTape(), test.by, 0, "")
			if got := code(err); got != test.again {
				t.Errorf("who %s comes again: got %s, want %s", test.name, got, test.again)
			}
			_, err = r.Write(t.Context(), test.by, meeting.Command{ID: "late-" + test.by, Kind: "information", Body: json.RawMessage(`{"item":"q1","text":"On its way"}`)})
			if got, want := code(err), meeting.NotAllowed; got != want {
				t.Errorf("who %s writes: got %q, want %q", test.name, got, want)
			}
		}
	})
}
