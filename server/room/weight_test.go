package room_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"testing/synctest"

	"strategyroom/server/room"
)

// TestFrameIsAsLongAsWhatItSays has somebody write what pages would escape: its frame is not six times as long.
func TestFrameIsAsLongAsWhatItSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		c := h.enter(r, police)
		said := strings.Repeat("<&>", 3000)
		if _, err := r.Write(t.Context(), chair, information("angles", said)); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		c.same()
		snapshot, err := json.Marshal(r.Snapshot(police))
		if err != nil || !bytes.Contains(r.Snapshot(police).Meeting, []byte(said)) {
			t.Errorf("the snapshot escapes what is said: %.100s (%v)", snapshot, err)
		}
	})
	if got := len(room.AnswerFrame("<<<", room.Result{Number: 1}, nil)); got > 60 {
		t.Errorf("got a frame of %d bytes", got)
	}
}
