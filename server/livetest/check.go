package livetest

import (
	"encoding/json"
	"testing"
	"time"
)

// Same waits until every client holds nothing more and stands where the server stands, as the seat sees it, and compares
// what each shows. It returns the number at which they stand.
func Same(t testing.TB, seat Seat, clients []*Client) (number int) {
	t.Helper()
	for _, c := range clients {
		for deadline, same := time.Now().Add(2*time.Minute), false; !same; {
			snapshot, err := seat.Snapshot()
			if err != nil {
				t.Fatal(err)
			}
			var stands Mirror
			if err := json.Unmarshal(snapshot, &stands); err != nil {
				t.Fatal(err)
			}
			number = stands.Number
			there := c.Wait(time.Second, func(m *Mirror, _ Said, held int) bool { return m.Number == number && held == 0 })
			c.Look(func(m *Mirror, said Said) {
				differs := m.Differs(snapshot)
				same = there && differs == nil
				if said.Wrong != nil || !same && time.Now().After(deadline) {
					t.Fatalf("a client does not come to stand where the server stands: %.1000v; it heard %v and closes %v", differs, said.Wrong, said.Closes)
				}
			})
		}
	}
	return number
}

// Once looks that no command stands in the record twice, and each that a client had accepted where it was told. It
// returns the number of each command's entry by its id.
func Once(t testing.TB, seat Seat, clients []*Client) map[string]int {
	t.Helper()
	record, err := seat.Record()
	if err != nil {
		t.Fatal(err)
	}
	at := map[string]int{}
	for _, entry := range record {
		if at[entry.Command] > 0 {
			t.Errorf("%s stands in the record as %d and as %d", entry.Command, at[entry.Command], entry.Number)
		}
		at[entry.Command] = entry.Number
	}
	for _, c := range clients {
		c.Look(func(_ *Mirror, said Said) {
			for id, number := range said.Accepted {
				if at[id] != number {
					t.Errorf("%s was accepted as %d and stands in the record as %d", id, number, at[id])
				}
			}
		})
	}
	return at
}
