package room_test

import (
	"fmt"
	"strings"
	"testing"

	"strategyroom/server/room"
)

// put fills a ring with the frames numbered from..to, each of three bytes; entry n has the fingerprint "fn".
func put(ring *room.Ring, from, to int) *room.Ring {
	for n := from; n <= to; n++ {
		ring.Put(n, fmt.Sprint("f", n), fmt.Appendf(nil, "%3d", n), nil)
	}
	return ring
}

func TestRingSince(t *testing.T) {
	five := func() *room.Ring { return put(room.NewRing(0, "", 5, 1000), 1, 20) }
	for _, test := range []struct {
		name        string
		ring        *room.Ring
		number      int
		fingerprint string
		want        string // the frames, or "no"
	}{
		{"nothing written yet", room.NewRing(0, "", 5, 1000), 0, "", ""},
		{"from the beginning", put(room.NewRing(0, "", 5, 1000), 1, 3), 0, "", "1 2 3"},
		{"the newest", five(), 20, "f20", ""},
		{"within", five(), 17, "f17", "18 19 20"},
		{"as far back as kept", five(), 15, "f15", "16 17 18 19 20"},
		{"too long ago", five(), 14, "f14", "no"},
		{"never", five(), 0, "", "no"},
		{"the future", five(), 21, "f21", "no"},
		{"less than nothing", five(), -1, "", "no"},
		{"another record", five(), 17, "f18", "no"},
		{"another record at the edge", five(), 15, "", "no"},
		{"started at a head", put(room.NewRing(7, "f7", 5, 1000), 8, 9), 7, "f7", "8 9"},
		{"before the head it started at", put(room.NewRing(7, "f7", 5, 1000), 8, 9), 6, "f6", "no"},
		{"bounded in bytes", put(room.NewRing(0, "", 5, 9), 1, 20), 17, "f17", "18 19 20"},
		{"beyond the bytes", put(room.NewRing(0, "", 5, 9), 1, 20), 16, "f16", "no"},
		{"the newest is longer than all", put(room.NewRing(0, "", 5, 2), 1, 20), 19, "f19", "20"},
		{"before a gap", put(put(room.NewRing(0, "", 5, 1000), 1, 3), 7, 9), 3, "f3", "no"},
		{"after a gap", put(put(room.NewRing(0, "", 5, 1000), 1, 3), 7, 9), 7, "f7", "8 9"},
		{"after a step back", put(put(room.NewRing(0, "", 5, 1000), 1, 3), 2, 4), 2, "f2", "3 4"},
	} {
		t.Run(test.name, func(t *testing.T) {
			frames, ok := test.ring.Since(test.number, test.fingerprint, nil)
			var words []string
			for _, frame := range frames {
				words = append(words, strings.TrimSpace(string(frame)))
			}
			got := strings.Join(words, " ")
			if !ok {
				got = "no"
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestRingForeign(t *testing.T) {
	ring := put(room.NewRing(7, "f7", 5, 1000), 8, 20) // keeps 16 to 20
	for _, test := range []struct {
		name        string
		number      int
		fingerprint string
		want        bool
	}{
		{"the newest", 20, "f20", false},
		{"within", 17, "f17", false},
		{"at the edge", 15, "f15", false},
		{"too long ago to tell", 14, "g14", false},
		{"no position", 0, "", false},
		{"a number alone", 17, "", false},
		{"beyond the end", 21, "f21", true},
		{"another fingerprint", 17, "g17", true},
		{"another fingerprint at the edge", 15, "g15", true},
		{"another one at the end", 20, "f19", true},
	} {
		if got := ring.Foreign(test.number, test.fingerprint); got != test.want {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}
