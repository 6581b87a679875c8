package web

import (
	"strings"
	"unicode/utf16"

	"strategyroom/meeting"
)

// stretch is a part of a text, marked or not.
type stretch struct {
	Text   string
	Marked bool
}

// stretches cuts a text at the ranges that are marked in it. Words that are marked one after the other are one stretch: each
// is announced as changed.
func stretches(text string, marks []meeting.Range) []stretch {
	units, all, at := utf16.Encode([]rune(text)), []stretch{}, 0
	add := func(to int, marked bool) {
		to = min(to, len(units))
		if to <= at {
			return
		}
		part, last := string(utf16.Decode(units[at:to])), len(all)-1
		at = to
		if marked && last > 0 && all[last-1].Marked && strings.TrimSpace(all[last].Text) == "" {
			all[last-1].Text += all[last].Text + part
			all = all[:last]
			return
		}
		all = append(all, stretch{part, marked})
	}
	for _, mark := range marks {
		add(mark.From, false)
		add(mark.To, true)
	}
	add(len(units), false)
	return all
}
