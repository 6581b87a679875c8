// Package pdf draws a document of the meeting as a PDF to be printed, sent and kept: what the core says, nothing more.
//
// The same document gives the same bytes, today and tomorrow: there is no clock, no randomness and no order of a map in
// it. Any text can be drawn. Scripts that Liberation Sans lacks come from the fonts passed in; a letter that no font
// has is named, "[U+1F600]", never dropped. Everything on a page is either read out to people who do not see it, in the
// order of the document, or marked as what only frames it. Files are shaped after PDF/UA and PDF/A-3 and claim neither.
//
// Seal certifies a file, Check says whether the seal is good, Read and Says whether its pages say what they should.
package pdf

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"strategyroom/meeting"
)

var (
	title    = style{size: 22, leading: 27, bias: 3}
	subtitle = style{size: 13, leading: 19, grey: true, bias: 3}
	part2    = style{size: 15, leading: 20, bias: 3}
	item     = style{size: 12.5, leading: 17, bias: 3}
	body     = style{size: 11, leading: 16.5, bias: 1}
	table    = style{size: 10.5, leading: 15, bias: 3}
	small    = style{size: 9.5, leading: 13, grey: true}

	factWidths = []int{22, 78} // a check code fits on one line
)

const program = "Strategy Room"

// A piece is a block on its way to a page.
type piece struct {
	block
	above    float64 // points of white before it, unless it opens a page
	keep     bool    // on one page with the beginning of what follows
	bookmark string
	level    int
}

// Draw draws a document on A4 pages. fonts is a folder of *.ttf files with a regular and perhaps a bold of each further
// family ("NotoSansBengali-Regular.ttf", "NotoSansBengali-Bold.ttf"), asked in the order of their names; it may be nil.
// The error is about the fonts, the attachments or the drawing, never about what the document says.
//
// attachments become files inside the file, which readers list and save.
func Draw(doc meeting.Document, fonts fs.FS, attachments ...Attachment) ([]byte, error) {
	if err := sound(attachments); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	p, err := newPen(fonts)
	if err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	defer p.close()
	frame := p.frame(doc)
	pages := frame.fill(p.compose(doc, frame))
	p.describe(doc)
	for i, page := range pages {
		p.pdf.AddPage()
		frame.draw(p, i+1, len(pages))
		for _, at := range page {
			if at.bookmark != "" {
				p.pdf.Bookmark(at.bookmark, at.level, at.y)
			}
			at.draw(p, at.y)
		}
		p.untag()
	}
	var out bytes.Buffer
	if err := p.pdf.Output(&out); err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	if p.err != nil {
		return nil, fmt.Errorf("pdf: %w", p.err)
	}
	file, err := p.finish(out.Bytes(), doc, attachments)
	if err != nil {
		return nil, fmt.Errorf("pdf: %w", err)
	}
	return file, nil
}

// compose turns a document into pieces.
func (p *pen) compose(doc meeting.Document, f frame) []piece {
	var all []piece
	add := func(above float64, keep bool, b block) {
		all = append(all, piece{block: b, above: above, keep: keep})
	}
	if doc.Organisation != "" {
		add(0, true, p.prose(p.root.add("P"), style{size: 11, leading: 20, grey: true}, span{doc.Organisation, true}))
	}
	if doc.Title != "" {
		add(2, true, p.prose(p.root.add("H1"), title, span{doc.Title, true}))
	}
	if doc.Subtitle != "" {
		add(2, true, p.prose(p.root.add("P"), subtitle, span{doc.Subtitle, false}))
	}
	level := -1
	for i, b := range doc.Blocks {
		switch {
		case b.Heading != nil:
			depth := min(max(0, b.Heading.Level-2), 1, level+1) // no entry of the outline without one above it
			next := p.heading(*b.Heading, depth)
			if i > 0 && doc.Blocks[i-1].Heading != nil {
				next.above = 8
			}
			level = depth
			all = append(all, next)
		case b.Paragraph != nil:
			opens := b.Paragraph.Text == "" || i+1 < len(doc.Blocks) && doc.Blocks[i+1].SignOff != nil
			add(7, opens, p.paragraph(*b.Paragraph)) // a lead alone stands over a table
		case len(b.Facts) > 0:
			rows := make([][]string, len(b.Facts))
			for i, fact := range b.Facts {
				rows[i] = []string{fact.Name, fact.Text}
			}
			add(7, false, p.grid(p.root.add("L"), factWidths, nil, rows))
		case b.Table != nil && len(b.Table.Head)+len(b.Table.Rows) > 0:
			add(4, false, p.grid(p.root.add("Table"), b.Table.Widths, b.Table.Head, b.Table.Rows))
		case b.SignOff != nil:
			add(10, false, p.signOff(*b.SignOff))
		case b.Box != nil:
			add(12, false, p.notice(*b.Box))
		}
	}
	var end prose
	for _, e := range p.ending(doc, f) {
		end.rows = append(end.rows, p.prose(p.root.add("P"), e.style, e.span).rows...)
	}
	if end.tail = len(end.rows); end.tail > 0 {
		add(26, false, end)
	}
	return all
}

func (p *pen) heading(h meeting.Heading, depth int) piece {
	of := p.root.add("H" + strconv.Itoa(depth+2))
	label := strings.TrimSpace(h.Number + " " + h.Text)
	if h.Level <= 2 {
		return piece{p.prose(of, part2, span{label, true}), 24, true, p.label(label), depth}
	}
	number := p.wrap([]span{{h.Number, true}}, item, textWidth/4)
	if h.Number == "" || len(number) > 1 {
		return piece{p.prose(of, item, span{label, true}), 16, true, p.label(label), depth}
	}
	t := prose{}
	indent := max(20, number[0].width*item.size+8)
	for i, l := range p.wrap([]span{{h.Text, true}}, item, textWidth-indent) {
		x := side + indent
		if i == 0 {
			gap := part{text: []rune{' '}, bold: true, x: number[0].width}
			for n := range l.parts {
				l.parts[n].x += indent / item.size
			}
			l.parts, x = slices.Concat(number[0].parts, []part{gap}, l.parts), side
		}
		t.rows = append(t.rows, row{l, item, x, of})
	}
	t.tail = len(t.rows)
	return piece{t, 16, true, p.label(label), depth}
}

// prose sets spans over the whole width of the page.
func (p *pen) prose(of *element, s style, spans ...span) prose {
	return p.lay(of, side, textWidth, s, spans...)
}

// lay sets spans from x on; paragraphs that read to the left stand at the right.
func (p *pen) lay(of *element, x, width float64, s style, spans ...span) prose {
	var t prose
	for _, l := range p.wrap(spans, s, width) {
		from := x
		if l.toLeft {
			from += width - l.width*s.size
		}
		t.rows = append(t.rows, row{l, s, from, of})
	}
	t.tail = len(t.rows)
	return t
}

// paragraph has its lead in the first line, or above it where that would be in the way.
func (p *pen) paragraph(para meeting.Paragraph) prose {
	var t prose
	text, of := marked(para), p.root.add("P")
	switch {
	case para.Lead == "":
		t = p.prose(of, body, text...)
	case len([]rune(para.Lead)) > 30 || readsLeft([]rune(para.Text), body.bias) || para.Text == "":
		t = p.prose(of, body, span{para.Lead, true})
		if para.Text != "" {
			t.rows[len(t.rows)-1].spaced = true // or a screen reader reads the last word of one and the first of the other as one
			t.rows = append(t.rows, p.prose(of, body, text...).rows...)
		}
	default:
		t = p.prose(of, body, slices.Concat([]span{{para.Lead + "\u2002", true}}, text)...)
	}
	t.tail = len(t.rows)
	if para.Byline != "" {
		t.rows = append(t.rows, p.prose(p.root.add("P"), small, span{para.Byline, false}).rows...)
	}
	return t
}

// An ending is one text at the end of the pages.
type ending struct {
	span
	style
}

// ending says in full what the pages say in short.
func (p *pen) ending(doc meeting.Document, f frame) (all []ending) {
	for _, short := range f.shortened {
		all = append(all, ending{span{short, false}, small})
	}
	code := doc.Fingerprint.String()
	said := slices.ContainsFunc(doc.Blocks, func(b meeting.Block) bool {
		return slices.ContainsFunc(b.Facts, func(f meeting.Fact) bool { return f.Text == code })
	})
	if code != "" && !said {
		all = append(all, ending{span{"Check code", true}, table}, ending{span{code, false}, table},
			ending{span{fmt.Sprintf("Everything saved up to number %d of this meeting gives this check code. "+
				"Copies with the same code were made from the same saved text.", doc.Number), false}, small})
	}
	return all
}

// label is a text for the outline and the properties of the file, where gofpdf takes nothing above U+FFFF.
func (p *pen) label(text string) string {
	var out strings.Builder
	for _, r := range strings.ReplaceAll(p.clean(text, false), "\n", " ") {
		if r > 0xffff {
			out.WriteString(named(r))
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func (p *pen) describe(doc meeting.Document) {
	properties := p.properties(doc)
	p.pdf.SetTitle(properties.title, true)
	p.pdf.SetSubject(properties.reference, true)
	p.pdf.SetAuthor(properties.organisation, true)
	p.pdf.SetCreator(program, false)
	p.pdf.SetProducer(program, false)
	p.pdf.SetCatalogSort(true)
}
