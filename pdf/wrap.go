package pdf

import (
	"strings"
	"unicode"

	"github.com/go-text/typesetting/language"
)

// A span is text of one weight.
type span struct {
	text string
	bold bool
}

// A part is letters that are set in one go: one face, weight, script and direction. Its width is a share of the size.
type part struct {
	text    []rune // in reading order
	bold    bool
	blank   bool
	level   int // even: to the right, odd: to the left, as Unicode's rules for mixed directions count
	width   float64
	x       float64 // of its left end from the line's
	at      *face   // nil: plain, for gofpdf
	glyphs  []glyph
	thicken bool // the face has no bold of its own
}

// A line is parts in reading order.
type line struct {
	parts  []part
	width  float64 // a share of the size
	text   string  // in reading order
	toLeft bool    // its paragraph reads from the right
	spaced bool    // between it and the next one is a space or the end of a line in the text
}

// stretch is where the parts begin and end that are not simply set one after the other to the right.
func (l line) stretch() (from, to int) {
	for i, part := range l.parts {
		if part.at != nil || part.level > 0 {
			if to == 0 {
				from = i
			}
			to = i + 1
		}
	}
	return from, to
}

// A run is a paragraph between two line breaks on its way to lines.
type run struct {
	*pen
	letters []rune
	bold    []bool
	levels  []int
	toLeft  bool
	style   style
	room    float64
	lines   []line
	waiting []part // of the line being filled, in reading order
	filled  float64
}

// wrap breaks spans into lines at most width points wide. Breaks in the text stay; a word that is wider than a line
// is broken between letters. There is always at least one line.
func (p *pen) wrap(spans []span, s style, width float64) []line {
	var lines []line
	begin := func() *run { return &run{pen: p, style: s, room: width / s.size} }
	r := begin()
	end := func() {
		r.fill()
		lines = append(lines, r.lines...)
		r = begin()
	}
	for _, s := range spans {
		for i, text := range strings.Split(p.clean(s.text, s.bold), "\n") {
			if i > 0 {
				end()
				lines[len(lines)-1].spaced = true
			}
			for _, letter := range text {
				r.letters, r.bold = append(r.letters, letter), append(r.bold, s.bold)
			}
		}
	}
	end()
	return lines
}

// fill makes the run's lines.
func (r *run) fill() {
	r.direct()
	r.breaks.Init(r.letters)
	for words := r.breaks.LineIterator(); words.Next(); {
		word := words.Line()
		r.word(word.Offset, word.Offset+len(word.Text))
	}
	if len(r.waiting) > 0 || len(r.lines) == 0 {
		r.end()
	}
}

// word puts letters that no line break divides, and the spaces after them, on this line or the next.
func (r *run) word(from, to int) {
	parts := r.parts(from, to)
	width := solid(parts)
	if r.filled+width > r.room+1e-6 && len(r.waiting) > 0 {
		r.end()
	}
	if width <= r.room+1e-6 {
		r.add(parts)
		return
	}
	// Wider than a line: letter by letter. Letters alone are at least as wide as the same ones joined.
	r.inside.Init(r.letters[from:to])
	start, sum := from, 0.0
	for letters := r.inside.GraphemeIterator(); letters.Next(); {
		letter := letters.Grapheme()
		at := from + letter.Offset
		width := solid(r.parts(at, at+len(letter.Text)))
		if sum+width > r.room+1e-6 && at > start {
			r.add(r.parts(start, at))
			r.end()
			start, sum = at, 0
		}
		sum += width
	}
	r.add(r.parts(start, to))
}

func (r *run) add(parts []part) {
	r.waiting = append(r.waiting, parts...)
	for _, part := range parts {
		r.filled += part.width
	}
}

// solid is the width of parts without the spaces at their end.
func solid(parts []part) (width float64) {
	last := len(parts)
	for last > 0 && parts[last-1].blank {
		last--
	}
	for _, part := range parts[:last] {
		width += part.width
	}
	return width
}

// kind is what the letters of one part have in common.
type kind struct {
	at            *face
	bold, thicken bool
	blank         bool
	level         int
	script        language.Script
}

// parts sets the letters from one place to another.
func (r *run) parts(from, to int) []part {
	var parts []part
	for at := from; at < to; {
		is, next := r.kind(at, to), at+1
		for next < to && r.belongs(&is, next, to) {
			next++
		}
		parts = append(parts, r.part(is, at, next))
		at = next
	}
	return parts
}

// kind of the letter at a place.
func (r *run) kind(at, to int) kind {
	letter, bold := r.letters[at], r.bold[at]
	is := kind{bold: bold, level: r.levels[at], blank: unicode.Is(unicode.Zs, letter)}
	marked := at+1 < to && combines(r.letters[at+1])
	if is.blank && r.plain(letter, bold) || r.plain(letter, bold) && is.level%2 == 0 && !marked {
		return is
	}
	f := r.families[max(0, r.family(letter))]
	is.at, is.thicken, _ = f.pick(letter, bold)
	is.script = language.LookupScript(letter)
	return is
}

// belongs reports whether the letter at a place can be set with those before it.
func (r *run) belongs(is *kind, at, to int) bool {
	if combines(r.letters[at]) {
		return true // with the letter that it stands on
	}
	next := r.kind(at, to)
	switch {
	case !next.script.Strong() && next.at != nil:
		next.script = is.script
	case !is.script.Strong() && is.at != nil && next.at != nil:
		is.script = next.script
	}
	return next == *is
}

func combines(r rune) bool {
	return r >= 0x300 && (r == joiner || r == nonJoiner || unicode.Is(unicode.M, r))
}

func (r *run) part(is kind, from, to int) part {
	p := part{text: r.letters[from:to], bold: is.bold, blank: is.blank, level: is.level, at: is.at, thicken: is.thicken}
	if is.at == nil {
		p.width = r.width(p.text, p.bold)
		return p
	}
	if err := is.at.load(); err != nil {
		r.err = err
		return p
	}
	p.glyphs, p.width = is.at.shape(p.text, is.script, is.level%2 == 1)
	return p
}

// end closes the line being filled: without the spaces at its end, in the order in which it is seen.
func (r *run) end() {
	parts := r.waiting
	for len(parts) > 0 && parts[len(parts)-1].blank {
		parts = parts[:len(parts)-1]
	}
	l := line{toLeft: r.toLeft, spaced: len(parts) < len(r.waiting)}
	for _, part := range parts {
		l.text += string(part.text)
		l.width += part.width
	}
	l.parts = join(parts)
	arrange(l.parts)
	r.lines = append(r.lines, l)
	r.waiting, r.filled = nil, 0
}

// join makes one part of neighbours that are set alike, so that words and sentences stay whole in the file.
func join(parts []part) []part {
	var out []part
	for _, next := range parts {
		if len(out) > 0 {
			last := &out[len(out)-1]
			alike := last.at == next.at && last.bold == next.bold && last.level == next.level &&
				last.thicken == next.thicken && last.level%2 == 0
			if alike {
				for _, g := range next.glyphs {
					g.x += last.width
					last.glyphs = append(last.glyphs, g)
				}
				last.text = last.text[:len(last.text)+len(next.text)] // they are neighbours in the run
				last.width += next.width
				continue
			}
		}
		out = append(out, next)
	}
	return out
}
