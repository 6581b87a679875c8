package meeting_test

import (
	"reflect"
	"testing"

	"strategyroom/meeting"
)

// TestCopy copies meetings as they stood after each entry: a copy is in no way another meeting, follows the rest of the
// record to the same end, and leaves the first as it was.
func TestCopy(t *testing.T) {
	for name, s := range map[string]*table{
		"busy": busy(t), "settled": settled(t), "followed": followed(t), "corrected": corrected(t), "signed": signed(t),
	} {
		m := meeting.New()
		for i, e := range s.entries {
			if err := m.Apply(e); err != nil {
				t.Fatal(err)
			}
			same := m.Copy()
			if !reflect.DeepEqual(same, m) {
				t.Fatalf("%s: the copy after entry %d is another meeting", name, e.Number)
			}
			for _, next := range s.entries[i+1:] {
				if err := same.Apply(next); err != nil {
					t.Fatalf("%s: to the copy after entry %d: %v", name, e.Number, err)
				}
			}
			if got, want := stateOf(same), stateOf(s.m); got != want {
				t.Fatalf("%s: the copy after entry %d came to\n%s\nwant\n%s", name, e.Number, got, want)
			}
			if again, err := meeting.Fold(s.entries[:i+1]); err != nil || !reflect.DeepEqual(m, again) {
				t.Fatalf("%s: the meeting after entry %d changed with its copy", name, e.Number)
			}
		}
	}
}
