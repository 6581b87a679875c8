package meeting

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"
)

// redact takes out of a document all that is to be withheld, wherever it stands, and returns in how many places it did.
func redact(doc *Document, h withholding) (places int) {
	clean := func(text string) string {
		text, n := h.clean(text)
		places += n
		return text
	}
	for _, text := range []*string{&doc.Organisation, &doc.Title, &doc.Subtitle, &doc.Reference, &doc.Marking} {
		*text = clean(*text)
	}
	doc.Notices = each(doc.Notices, clean)
	doc.Blocks = each(doc.Blocks, func(b Block) Block { return b.changed(clean) })
	doc.Text = 0 // it is not the text that was signed
	return places
}

// changed is a block with all its texts changed.
func (b Block) changed(change func(string) string) Block {
	switch {
	case b.Heading != nil:
		b.Heading = &Heading{b.Heading.Level, b.Heading.Number, change(b.Heading.Text), b.Heading.ID}
	case b.Paragraph != nil:
		p := *b.Paragraph
		p.Lead, p.Text, p.Byline, p.Marks = change(p.Lead), change(p.Text), change(p.Byline), nil // marks are places in the old text
		b.Paragraph = &p
	case b.Facts != nil:
		b.Facts = each(b.Facts, func(fact Fact) Fact { return Fact{change(fact.Name), change(fact.Text)} })
	case b.Table != nil:
		t := *b.Table
		t.Caption, t.Head = change(t.Caption), each(t.Head, change)
		t.Rows = each(t.Rows, func(row []string) []string { return each(row, change) })
		b.Table = &t
	case b.SignOff != nil:
		b.SignOff = &SignOff{change(b.SignOff.Name), each(b.SignOff.About, change), each(b.SignOff.Done, change), change(b.SignOff.Disagrees)}
	case b.Box != nil:
		b.Box = &Box{change(b.Box.Lead), each(b.Box.Lines, change)}
	}
	return b
}

func each[T any](all []T, change func(T) T) []T {
	changed := make([]T, len(all))
	for i, one := range all {
		changed[i] = change(one)
	}
	return changed
}

// stretch is a part of a text in bytes, and what is to stand there.
type stretch struct {
	from, to int
	instead  string
}

// clean is a text with everything that is withheld replaced, and in how many places. Case, accents and the signs
// between words do not matter: a name that stays because somebody typed it otherwise is worse than a word too many
// taken out.
func (h withholding) clean(text string) (string, int) {
	found := h.find(lettersOf(text, false))
	if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		found = append(found, h.find(lettersOf(text, true))...)
	}
	slices.SortStableFunc(found, func(a, b stretch) int { return cmp.Or(a.from-b.from, b.to-a.to) })
	var clean strings.Builder
	at, places := 0, 0
	for i := 0; i < len(found); places++ {
		whole, longest := found[i], found[i] // with all that reaches into it
		for i++; i < len(found) && found[i].from < whole.to; i++ {
			whole.to = max(whole.to, found[i].to)
			if found[i].to-found[i].from > longest.to-longest.from {
				longest = found[i]
			}
		}
		clean.WriteString(text[at:whole.from] + longest.instead)
		at = whole.to
	}
	return clean.String() + text[at:], places
}

// find is where in a text something to be withheld stands.
func (h withholding) find(in []letter) []stretch {
	var found []stretch
	for at := range in {
		for _, w := range h[in[at].is] {
			if to := at + len(w.letters); to <= len(in) && w.stands(in, at, to) {
				found = append(found, stretch{in[at].from, in[to-1].to, w.instead})
			}
		}
	}
	return found
}

// stands reports whether what is withheld stands between two places.
func (w *withheld) stands(in []letter, at, to int) bool {
	capitals, apart, anywhere := true, true, to-at > 2 || unspaced(in[at].is)
	for i, l := range in[at:to] {
		if l.is != w.letters[i] || w.breaks != nil && l.first != slices.Contains(w.breaks, i) {
			return false
		}
		capitals, apart, anywhere = capitals && l.capital, apart && l.first, anywhere && l.sign == glued
	}
	begins := func(i int) bool { return i == len(in) || in[i].first }
	switch {
	case w.initials && (w.alone || to-at == 1) && !(capitals && apart), w.initials && !capitals && !apart:
		return false
	case w.noYear && begins(to) && to < len(in) && isYear(in[to:]):
		return false
	case anywhere && !w.initials:
		return true
	case !in[at].first:
		return false
	}
	plural := to-at > 2 && to < len(in) && in[to].is == 's' && in[at].sign == alphabet && begins(to+1) // Annas for Anna's
	return begins(to) || plural
}

// isYear reports whether letters begin with a number of two figures or four.
func isYear(in []letter) bool {
	n := 0
	for n < len(in) && in[n].sign == digit && (n == 0 || !in[n].first) {
		n++
	}
	return n == 2 || n == 4
}
