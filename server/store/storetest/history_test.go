package storetest_test

import (
	"slices"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store/storetest"
)

// said is one answer: asked at a time and answered at a time.
type said struct {
	from, to int
	command  string // empty: a reading
	number   int
	mark     byte // of the fingerprint
}

// TestHistory has a history that is one of a single list, and what a server that loses, doubles, reorders or forks would
// have made of it.
func TestHistory(t *testing.T) {
	sound := []said{
		{0, 10, "a", 6, 'a'},
		{5, 15, "b", 7, 'b'}, // while a is on its way
		{12, 14, "", 7, 'b'}, // before b is acknowledged
		{20, 30, "c", 9, 'c'},
		{20, 40, "d", 8, 'd'}, // asked with c, written before it, answered after it
		{41, 42, "", 9, 'c'},
		{43, 44, "a", 6, 'a'}, // sent again
		{50, 60, "e", 10, 'e'},
		{50, 55, "", 9, 'c'}, // before e
		{56, 58, "", 10, 'e'},
	}
	for _, test := range []struct {
		name   string
		change func(h []said) []said
		want   bool
	}{
		{"sound", func(h []said) []said { return h }, true},
		{"a reading that began earlier", func(h []said) []said { h[9].from = 41; return h }, true},
		{"acknowledged and lost", func(h []said) []said { h[5] = said{41, 42, "", 8, 'd'}; return h }, false},
		{"acknowledged and lost, another in its place", func(h []said) []said { h[7].number = 9; return h[:8] }, false},
		{"lost without a trace", func(h []said) []said { return slices.Delete(h, 3, 4) }, false},
		{"doubled", func(h []said) []said { h[6].number, h[6].mark = 10, 'x'; h[7].number = 11; return h[:8] }, false},
		{"sent again and answered otherwise", func(h []said) []said { h[6].mark = 'x'; return h }, false},
		{"reordered", func(h []said) []said { h[0].number, h[3].number = 9, 6; return h }, false},
		{"reordered, with their fingerprints", func(h []said) []said {
			h[0].number, h[0].mark, h[7].number, h[7].mark = 10, 'e', 6, 'a'
			return h
		}, false},
		{"a gap", func(h []said) []said { h[7].number = 11; return h[:8] }, false},
		{"forked", func(h []said) []said { h[5].mark = 'x'; return h }, false},
		{"two with one number", func(h []said) []said { h[3].number = 8; return h[:5] }, false},
		{"a reading behind", func(h []said) []said { h[9] = said{61, 62, "", 9, 'c'}; return h }, false},
		{"a reading ahead", func(h []said) []said { h[8].to, h[8].number, h[8].mark, h[8].from = 49, 10, 'e', 45; return h }, false},
		{"time runs back", func(h []said) []said { return append(h, said{70, 71, "", 10, 'e'}, said{72, 73, "", 8, 'd'}) }, false},
	} {
		h := storetest.NewHistory(5, nil)
		for i, s := range test.change(slices.Clone(sound)) {
			h.Said(i, int64(s.from), int64(s.to), s.command, s.number, meeting.Hash{s.mark})
		}
		if is, told := h.Linearizable(time.Minute); is != test.want || !told {
			t.Errorf("%s: got %v, %v, want %v", test.name, is, told, test.want)
		}
	}
}
