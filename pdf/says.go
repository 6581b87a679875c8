package pdf

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"strategyroom/meeting"
)

// Says returns nil where a file says what the document says, all of it and nothing else: on its pages, round them and of
// itself. The error is the end of a sentence that begins with "the file", and may quote the pages.
func (c Contents) Says(doc meeting.Document) error {
	if want := Words(doc); c.Words != want {
		return difference(c.Words, want)
	}
	for _, property := range []struct{ name, got, want string }{
		{"title", c.Title, doc.Title}, {"author", c.Organisation, doc.Organisation}, {"subject", c.Reference, doc.Reference},
		{"language", c.Language, languageOf(doc)},
	} {
		if essence(property.got) != essence(property.want) {
			return fmt.Errorf("has another %s among its properties than the minutes", property.name)
		}
	}
	p, err := newPen(nil)
	if err != nil {
		return err
	}
	around := p.around(doc)
	for i, lines := range c.Frames {
		wants := around(i+1, len(c.Frames))
		if len(lines) != len(wants) {
			return fmt.Errorf("has other lines round page %d than the minutes", i+1)
		}
		for n, want := range wants {
			if want != "" && lines[n] != letters(want) {
				return fmt.Errorf("has another line round page %d than %q", i+1, want)
			}
		}
	}
	if len(c.Frames) == 0 {
		return errors.New("has no pages")
	}
	return nil
}

// around gives the lines of a page as frame draws them. One is empty where it depends on the fonts what it says, or how
// much there is room for.
func (p *pen) around(doc meeting.Document) func(number, pages int) []string {
	line := func(text string, bold bool, s style, width float64) []string {
		if text = strings.Join(strings.Fields(text), " "); text == "" {
			return nil
		}
		sure := p.surely(text, bold, s, width)
		if text = p.alone(text, bold); !sure || strings.Contains(text, "[U+") {
			text = ""
		}
		return []string{text}
	}
	mark := line(doc.Marking, true, marking, markingRoom)
	above := slices.Concat(mark, line(strings.Join(doc.Notices, between), true, marking, noticesRoom))
	next := slices.Concat(above, line(doc.Title, false, running, titleRoom), line(doc.Reference, false, running, referenceRoom))
	code := line(codeOf(doc), false, running, textWidth)
	return func(number, pages int) []string {
		if number > 1 {
			above = next
		}
		return slices.Concat(above, code, []string{pageOf(number, pages)}, mark)
	}
}

// difference quotes where two texts part.
func difference(got, want string) error {
	g, w := []rune(got), []rune(want)
	at := 0
	for at < len(g) && at < len(w) && g[at] == w[at] {
		at++
	}
	quote := func(text []rune) string {
		return string(slices.Clone(text[max(0, min(at-10, len(text))):min(len(text), at+30)]))
	}
	return fmt.Errorf("does not say on its pages what the minutes say: %q where they say %q, without spaces", quote(g), quote(w))
}
