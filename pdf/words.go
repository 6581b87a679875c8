package pdf

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"strategyroom/meeting"
)

// Words is what the pages of a document must say, in reading order, in the form in which Read gives what they say:
// without spaces, and alike for letters that are drawn and those that are named for want of a font.
func Words(doc meeting.Document) string {
	all := []string{doc.Organisation, doc.Title, doc.Subtitle}
	say := func(texts ...string) { all = append(all, texts...) }
	for _, b := range doc.Blocks {
		switch {
		case b.Heading != nil:
			say(b.Heading.Number, b.Heading.Text)
		case b.Paragraph != nil:
			say(b.Paragraph.Lead, b.Paragraph.Text, b.Paragraph.Byline)
		case len(b.Facts) > 0:
			for _, fact := range b.Facts {
				say(fact.Name, fact.Text)
			}
		case b.Table != nil:
			say(cellsOf(*b.Table)...)
		case b.SignOff != nil:
			say(b.SignOff.Name)
			say(b.SignOff.About...)
			say(b.SignOff.Done...)
			if b.SignOff.Disagrees != "" {
				say(disagrees, b.SignOff.Disagrees)
			}
		case b.Box != nil:
			say(b.Box.Lead)
			say(b.Box.Lines...)
		}
	}
	p, err := newPen(nil)
	if err != nil {
		return "" // cannot be: these fonts are part of the program
	}
	for _, text := range p.ending(doc, p.frame(doc)) {
		say(text.text)
	}
	return essence(strings.Join(all, " "))
}

// cellsOf are the texts of a table as they are drawn: too many columns as a list of heads and texts.
func cellsOf(t meeting.Table) (all []string) {
	columns := len(t.Head)
	for _, texts := range t.Rows {
		columns = max(columns, len(texts))
	}
	if columns <= crowd {
		return slices.Concat(t.Head, slices.Concat(t.Rows...))
	}
	rows := t.Rows
	if len(rows) == 0 {
		rows = [][]string{nil}
	}
	for _, texts := range rows {
		for i := range max(len(texts), len(t.Head)) {
			name, text := strconv.Itoa(i+1), ""
			if i < len(t.Head) {
				name = t.Head[i]
			}
			if i < len(texts) {
				text = texts[i]
			}
			all = append(all, name, text)
		}
	}
	return all
}

var namedLetter = regexp.MustCompile(`\[U\+[0-9A-F]{4,6}\]`)

// essence is what two texts have in common of which one was drawn: no spaces, letters instead of their names, marks in
// one order. Taking out a space may make a name of what was none, so it is done until nothing changes.
func essence(text string) string {
	text = strings.ToValidUTF8(text, "\ufffd")
	for before := -1; before != len(text); {
		before = len(text)
		text = namedLetter.ReplaceAllStringFunc(unspaced(text), unnamed)
	}
	return ordered(strings.ReplaceAll(text, "\u2011", "\u2010"))
}

// unnamed is the letter of a name, which is never that of one in ASCII.
func unnamed(name string) string {
	n, _ := strconv.ParseInt(name[3:len(name)-1], 16, 32)
	if r := rune(n); utf8.ValidRune(r) && named(r) == name && (r < ' ' || r > '~') {
		return string(r)
	}
	return name
}

func unspaced(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// ordered takes letters apart, each by itself, and sorts the marks on them as Unicode does, of which there may be any
// number here.
func ordered(text string) string {
	var all []rune
	for _, r := range text {
		if r < 0xc0 {
			all = append(all, r)
		} else {
			all = append(all, []rune(norm.NFD.String(string(r)))...)
		}
	}
	class := func(r rune) int {
		if r < 0x300 {
			return 0
		}
		return int(norm.NFD.PropertiesString(string(r)).CCC())
	}
	for i := 0; i < len(all); i++ {
		start := i
		for i < len(all) && class(all[i]) > 0 {
			i++
		}
		slices.SortStableFunc(all[start:i], func(a, b rune) int { return class(a) - class(b) })
	}
	return string(all)
}

// letters are those that are drawn for a text, in no order: readers of the page put those that run to the left in order.
func letters(text string) string {
	all := []rune(ordered(unspaced(text)))
	slices.Sort(all)
	return string(all)
}

// alone cleans a text as where there are no fonts but Liberation Sans.
func (p *pen) alone(text string, bold bool) string {
	return (&pen{families: p.families[:1], known: map[rune]int{}}).clean(text, bold)
}

// surely reports whether a text fits on a line whatever fonts there are, and so does not depend on them: a letter that
// Liberation Sans lacks counts as wider than any.
func (p *pen) surely(text string, bold bool, s style, width float64) bool {
	cleaned := p.alone(text, bold)
	sum := 8 * float64(strings.Count(cleaned, "[U+"))
	for _, r := range cleaned {
		sum += max(p.width([]rune{r}, false), p.width([]rune{r}, true))
	}
	return sum*s.size <= width
}

// pageOf is a page's number as it stands at its foot.
func pageOf(number, pages int) string { return fmt.Sprintf("Page %d of %d", number, pages) }
