package meeting

import (
	"strings"
	"unicode"
)

// Rewording is a change of the text between two versions, word by word: Gone are the words of Was that are not in Is,
// New those of Is that were not in Was, in UTF-16 units of each.
type Rewording struct {
	Where string  `json:"where"`
	Was   string  `json:"was"`
	Is    string  `json:"is"`
	Gone  []Range `json:"gone"`
	New   []Range `json:"new"`
}

// Compared is a change of a text, word by word.
func Compared(was, is string) Rewording { return rewording("", was, is) }

func rewording(where, was, is string) Rewording {
	r := Rewording{where, was, is, []Range{}, []Range{}}
	before, after := words(was), words(is)
	for _, run := range differing(before, after) {
		r.Gone = ranged(r.Gone, before, run.at, len(run.was))
		r.New = ranged(r.New, after, run.on, len(run.is))
	}
	return r
}

// ranged appends the range of n words from the i-th, without the white space at its ends.
func ranged(ranges []Range, of []string, i, n int) []Range {
	from := 0
	for _, word := range of[:i] {
		from += Units(word)
	}
	text := strings.Join(of[i:i+n], "")
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return ranges
	}
	from += Units(text[:strings.Index(text, trimmed)])
	return append(ranges, Range{from, from + Units(trimmed)})
}

// words are a text in pieces: words, white space and single signs, which together are the text.
func words(text string) []string {
	var pieces []string
	var kind, last int
	start := 0
	for i, r := range text {
		switch {
		case unicode.IsSpace(r):
			kind = 1
		case unicode.In(r, unicode.L, unicode.M, unicode.N) || r == '\u200c' || r == '\u200d' || r == '\'' || r == '’':
			kind = 2
		default:
			kind = 3
		}
		if i > 0 && (kind != last || kind == 3) {
			pieces = append(pieces, text[start:i])
			start = i
		}
		last = kind
	}
	if start < len(text) {
		pieces = append(pieces, text[start:])
	}
	return pieces
}

// run is a stretch in which two lists differ: at is its place in the first, on in the second.
type run struct {
	at, on  int
	was, is []string
}

// comparable is how many pairs are compared at the most; beyond it what lies between the common ends counts as one
// change.
const comparable = 4_000_000

// differing are the stretches in which two lists differ, by a longest common subsequence.
func differing(was, is []string) []run {
	head := 0
	for head < len(was) && head < len(is) && was[head] == is[head] {
		head++
	}
	tail := 0
	for tail < len(was)-head && tail < len(is)-head && was[len(was)-1-tail] == is[len(is)-1-tail] {
		tail++
	}
	a, b := was[head:len(was)-tail], is[head:len(is)-tail]
	if len(a) == 0 && len(b) == 0 {
		return nil
	}
	if len(a) == 0 || len(b) == 0 || len(a) > comparable/len(b) {
		return []run{{head, head, a, b}}
	}
	common := make([][]int32, len(a)+1) // of what lies behind i and j
	for i := range common {
		common[i] = make([]int32, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}
	var runs []run
	for i, j := 0, 0; i < len(a) || j < len(b); {
		from, on := i, j
		for i < len(a) || j < len(b) {
			if i < len(a) && j < len(b) && a[i] == b[j] {
				break
			}
			if j == len(b) || i < len(a) && common[i+1][j] >= common[i][j+1] {
				i++
			} else {
				j++
			}
		}
		if i > from || j > on {
			runs = append(runs, run{head + from, head + on, a[from:i], b[on:j]})
		}
		for i < len(a) && j < len(b) && a[i] == b[j] {
			i, j = i+1, j+1
		}
	}
	return runs
}

// changes are what the version that stands changed, word by word.
func (w *writer) changes() {
	v := w.Version()
	if v == nil || len(v.Changes) == 0 {
		return
	}
	title := "Changed since the meeting closed"
	if len(w.Versions) > 1 {
		title = "Changed since the version before"
	}
	w.heading(2, "", title, "changed")
	for i, c := range v.Changes {
		if i == 0 || v.Changes[i-1].Where != c.Where {
			w.paragraph(c.Where, "", "")
		}
		if c.Was != "" {
			w.marked("Before", c.Was, c.Gone)
		}
		if c.Is != "" {
			w.marked("Now", c.Is, c.New)
		} else {
			w.paragraph("Now", "Taken out.", "")
		}
	}
}

func (w *writer) marked(lead, text string, marks []Range) {
	w.document.Blocks = append(w.document.Blocks, Block{Paragraph: &Paragraph{Lead: lead, Text: text, Marks: marks}})
}
