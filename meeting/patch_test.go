package meeting_test

import (
	"encoding/json"
	"slices"
	"testing"

	"strategyroom/meeting"
)

// TestOrderGoesWhole: a patch that adds to a collection has its order whole, whichever entries before it were told, and
// whatever moved or took away what stands in it.
func TestOrderGoesWhole(t *testing.T) {
	s := seated(t)
	for range 3 {
		s.must("a1", "item", `{"text":"Own"}`)
	}
	items := s.m.Order.Items
	s.must("a1", "item.order", `{"item":"`+items[len(items)-1]+`","after":"`+items[0]+`"}`)
	s.must("a1", "item", `{"text":"Own"}`)
	s.must("a1", "item.remove", `{"item":"`+items[len(items)-2]+`"}`)
	s.must("a1", "item", `{"text":"Own","after":"q5"}`)
	for range 2 {
		s.must("a1", "item", `{"text":"Own"}`)
	}
	for untold := range 1 << 5 { // which of the latest entries are only applied
		m := meeting.New()
		for _, entry := range s.entries {
			behind := len(s.entries) - entry.Number
			if behind < 5 && untold>>behind&1 == 1 {
				if err := m.Apply(entry); err != nil {
					t.Fatal(err)
				}
				continue
			}
			outcome, err := m.ApplyTelling(entry)
			if err != nil {
				t.Fatal(err)
			}
			var patch struct {
				Order map[string][]string `json:"order"`
			}
			if err := json.Unmarshal(outcome.Patch, &patch); err != nil {
				t.Fatal(err)
			}
			if got, want := patch.Order["items"], m.Order.Items; got != nil && !slices.Equal(got, want) {
				t.Fatalf("untold %05b, entry %d: got the order %v, want %v", untold, entry.Number, got, want)
			}
			if entry.Kind == "item" && patch.Order["items"] == nil {
				t.Fatalf("untold %05b, entry %d: got no order of the items", untold, entry.Number)
			}
		}
	}
}
