package pdf

import (
	"slices"

	"github.com/go-text/typesetting/bidi"
	class "golang.org/x/text/unicode/bidi"
)

// direct finds the level of each letter: even to the right, odd to the left.
func (r *run) direct() {
	r.levels = make([]int, len(r.letters))
	if !slices.ContainsFunc(r.letters, leftwards) {
		return
	}
	if r.toLeft = readsLeft(r.letters, r.style.bias); r.style.bias > 0 {
		r.levelled(0, len(r.letters))
		return
	}
	// A byline is a list: "name, agency, time" stay in this order whatever script they are in.
	start := 0
	for i := 1; i < len(r.letters); i++ {
		if r.letters[i-1] == ',' && r.letters[i] == ' ' {
			r.levelled(start, i-1)
			start = i + 1
		}
	}
	r.levelled(start, len(r.letters))
}

// levelled finds the levels of a stretch of letters by itself.
func (r *run) levelled(from, to int) {
	way := bidi.LeftToRight
	if r.toLeft {
		way = bidi.RightToLeft
	}
	runs := r.pen.bidi.Segment(r.letters[from:to], way)
	for i := range runs.NumRuns() {
		at := runs.Run(i)
		levels := r.levels[from+at.Start : from+at.End]
		for n := range levels {
			levels[n] = int(at.Level)
		}
		if !r.toLeft && at.Level%2 == 0 {
			numbers(r.letters[from+at.Start:from+at.End], levels)
		}
	}
}

// numbers sets the levels of letters to the right in a line to the right: 2 for numbers that belong to a stretch to the
// left, 0 for all else. typesetting gives both as one run with the level of its first letter. Those at its beginning
// belong to what was before; Arabic digits always do.
func numbers(letters []rune, levels []int) {
	before := levels[0] == 2
	last := 0 // after the last number
	for i, letter := range letters {
		properties, _ := class.LookupRune(letter)
		is := properties.Class()
		switch {
		case is == class.AN, before && is == class.EN:
			for n := last; n < i && last > 0; n++ {
				levels[n] = 2 // a full stop or colon between digits
			}
			levels[i] = 2
			last = i + 1
		case last > 0 && (is == class.CS || is == class.ES || is == class.ET || is == class.NSM):
			levels[i] = 0
		default:
			levels[i], last, before = 0, 0, false
		}
	}
}

func leftwards(r rune) bool {
	if r < 0x590 {
		return false
	}
	properties, _ := class.LookupRune(r)
	return properties.Class() == class.R || properties.Class() == class.AL || properties.Class() == class.AN
}

// readsLeft reports whether a text is of a script that runs to the left. The first letter does not decide, as usual
// elsewhere: these are English minutes, and "محمد, Service Manager" is a name before a position.
func readsLeft(letters []rune, bias int) bool {
	left, right := 0, 0
	for _, r := range letters {
		properties, _ := class.LookupRune(r)
		switch properties.Class() {
		case class.L:
			right++
		case class.R, class.AL:
			left++
		}
	}
	return bias > 0 && left > bias*right
}

// arrange finds where parts stand from left to right: from the deepest level up, each row of parts at that level or
// deeper is turned round.
func arrange(parts []part) {
	deepest := 0
	seen := make([]*part, len(parts))
	for i := range parts {
		seen[i] = &parts[i]
		deepest = max(deepest, parts[i].level)
	}
	for level := deepest; level > 0; level-- {
		for i := 0; i < len(seen); i++ {
			start := i
			for i < len(seen) && seen[i].level >= level {
				i++
			}
			slices.Reverse(seen[start:i])
		}
	}
	x := 0.0
	for _, part := range seen {
		part.x = x
		x += part.width
	}
}
