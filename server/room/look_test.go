package room_test

import (
	"context"
	"fmt"
	"testing"

	"strategyroom/meeting"
)

// look is the number and the check code of a meeting as it is seen from outside.
func (h *house) look(id string) (at meeting.Place, err error) {
	err = h.Look(context.Background(), id, func(m *meeting.Meeting) { at = meeting.Place{Number: m.Number(), Fingerprint: m.Fingerprint()} })
	return at, err
}

// TestLookIsNeverOutOfDate looks through rooms that keep what they saw, while others write.
func TestLookIsNeverOutOfDate(t *testing.T) {
	t.Parallel()
	writer := newHouse(t)
	looker := open(t, writer.store) // never opens a room
	if _, err := looker.look("m1"); code(err) != meeting.NotFound {
		t.Errorf("before it was convened: got %v, want not-found", err)
	}
	r := writer.seated()
	for i := range 5 {
		result := writer.write(r, chair, "item.current", fmt.Sprintf(`{"item":"q%d"}`, i+1))
		for name, h := range map[string]*house{"from outside": looker, "beside the room": writer} {
			got, err := h.look("m1")
			if err != nil || got.Number != result.Number || got.Fingerprint.String() != result.Fingerprint.String() {
				t.Errorf("%s: got %v %v, want %v", name, got, err, result)
			}
		}
	}
	if log := looker.log.String(); log != "" {
		t.Errorf("looking logged %s", log)
	}
}

// TestLookWhileTheStoreIsAway answers "away" then, and looks again afterwards.
func TestLookWhileTheStoreIsAway(t *testing.T) {
	t.Parallel()
	writer := newHouse(t)
	looker := open(t, writer.store)
	writer.seated()
	before, _ := looker.look("m1")
	away, cancel := context.WithCancel(t.Context())
	cancel()
	if err := looker.Look(away, "m1", func(*meeting.Meeting) {}); code(err) != meeting.Away {
		t.Errorf("got %v, want away", err)
	}
	after, err := looker.look("m1")
	if err != nil || after.Number != before.Number || after.Fingerprint.String() != before.Fingerprint.String() {
		t.Errorf("got %v %v, want %v", after, err, before)
	}
}

// TestLookAtMoreThanAreKept forgets some, and reads those anew.
func TestLookAtMoreThanAreKept(t *testing.T) {
	t.Parallel()
	writer := newHouse(t)
	looker := open(t, writer.store)
	const meetings = 310
	for i := range meetings {
		if _, err := writer.Convene(t.Context(), fmt.Sprint("m", i), sam, convening()); err != nil {
			t.Fatal(err)
		}
	}
	for round := range 2 {
		for i := range meetings {
			if got, err := looker.look(fmt.Sprint("m", i)); err != nil || got.Number != len(convening()) {
				t.Fatalf("round %d, meeting %d: got %v %v", round, i, got, err)
			}
		}
	}
}
