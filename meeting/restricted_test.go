package meeting_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"strategyroom/meeting"
)

// TestForSomeOnly holds what each attendee of a meeting sees against what their own record comes to, at every entry: who
// is none of those whom it is for has nothing of it, in the meeting, the minutes, or what they are told.
func TestForSomeOnly(t *testing.T) {
	script, err := os.ReadFile("testdata/scenarios/restricted.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := newScene(t)
	s.play(string(script))
	hidden := map[string]int{}
	for upto := range s.entries {
		whole, err := meeting.Fold(s.entries[:upto+1])
		if err != nil {
			t.Fatal(err)
		}
		for _, attendee := range append([]string{""}, s.m.Order.Attendees...) {
			shown := make([]meeting.Entry, upto+1)
			for i, e := range s.entries[:upto+1] {
				if shown[i] = e; !whole.MaySee(e.Number, attendee) && whole.Attendees[attendee] != nil || attendee == "" && whole.ForSome(e.Number) {
					shown[i] = e.Veil()
				}
			}
			theirs, err := meeting.Fold(shown)
			if err != nil {
				t.Fatalf("what %q may see of the first %d entries does not come to a meeting: %v", attendee, upto+1, err)
			}
			got, want := asJSON(t, whole.For(attendee)), asJSON(t, theirs)
			if got != want {
				t.Errorf("after entry %d %q sees\n%s\nand their record comes to\n%s", upto+1, attendee, got, want)
			}
			minutes := meeting.Minutes(whole.For(attendee))
			if got, want := asJSON(t, minutes), asJSON(t, meeting.Minutes(theirs)); got != want {
				t.Errorf("after entry %d %q reads\n%s\nand their record's minutes are\n%s", upto+1, attendee, got, want)
			}
			if got, want := meeting.TextHash(minutes), meeting.TextHash(meeting.Minutes(whole)); whole.Stage != "" && got.String() != want.String() {
				t.Errorf("after entry %d the text that %q would sign is another", upto+1, attendee)
			}
			for _, word := range []string{"search", "stolen", "second statement", "line manager", "for-some", "intelligence"} {
				if !strings.Contains(asJSON(t, theirs)+asJSON(t, minutes), word) {
					hidden[attendee+word]++
				}
			}
		}
	}
	// Of eighteen entries, the first with such words is the eighth: the test would see them.
	for who, want := range map[string]int{"search": len(s.entries), "a6search": len(s.entries), "a6for-some": len(s.entries), "a4search": len(s.entries),
		"a3search": 7, "a1second statement": 8, "a2second statement": len(s.entries), "a3line manager": 9, "a4stolen": 13, "a1stolen": len(s.entries)} {
		if got := hidden[who]; got != want {
			t.Errorf("%s: hidden after %d entries, want %d", who, got, want)
		}
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
