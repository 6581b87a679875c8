package pdf

import (
	"strings"

	"strategyroom/meeting"
)

// A frame is what stands on every page round the text.
type frame struct {
	marking, notices []row // notices in a box
	title, reference []row // from page 2 on
	code             []row
	top, next        float64  // where the text begins on page 1 and on the others
	shortened        []string // what the frame had no room for, in full
}

// A placed piece has its place on a page.
type placed struct {
	piece
	y float64
}

const (
	foot   = 58.0 // the rule above the page's foot, from below
	bottom = pageHeight - foot - 14

	between = "  ·  " // notices

	markingRoom   = textWidth
	noticesRoom   = textWidth - 24
	titleRoom     = textWidth * 0.5
	referenceRoom = textWidth * 0.45
)

var (
	marking = style{size: 10.5, leading: 14}
	running = style{size: 9, leading: 12, grey: true}
)

// frame is made once for all pages: a line for each thing, shortened where it has no room.
func (p *pen) frame(doc meeting.Document) frame {
	var f frame
	short := func(name, text string, bold bool, s style, width float64) []row {
		text = strings.Join(strings.Fields(text), " ")
		if text == "" {
			return nil
		}
		l, cut := p.fit(text, bold, s, width)
		if name != "Title" && (cut || !p.surely(text, bold, s, width)) { // the title stands on page 1
			f.shortened = append(f.shortened, name+": "+text)
		}
		return []row{{l, s, side, artifact("Header")}}
	}
	f.marking = centred(short("Marking", doc.Marking, true, marking, markingRoom))
	f.notices = centred(short("Notices", strings.Join(doc.Notices, between), true, marking, noticesRoom))
	f.reference = short("Reference", doc.Reference, false, running, referenceRoom)
	for i := range f.reference {
		f.reference[i].x = pageWidth - side - f.reference[i].width*running.size
	}
	f.title = short("Title", doc.Title, false, running, titleRoom)
	if code := codeOf(doc); code != "" {
		l, _ := p.fit(code, false, running, textWidth/2)
		f.code = []row{{l, running, side, artifact("Footer")}}
	}
	f.top = 64
	if len(f.notices) > 0 {
		f.top = 84
	}
	f.next = f.top + 16
	return f
}

// codeOf is the beginning of the check code as it stands at the foot of a page.
func codeOf(doc meeting.Document) string {
	switch code := doc.Fingerprint.String(); {
	case code == "":
		return ""
	case len(code) > 16:
		return "Check code " + code[:16] + "…"
	default:
		return "Check code " + code
	}
}

func centred(rows []row) []row {
	for i, r := range rows {
		rows[i].x = (pageWidth - r.width*r.size) / 2
	}
	return rows
}

// fit is text on one line of at most width points, its end cut off where it is longer.
func (p *pen) fit(text string, bold bool, s style, width float64) (l line, cut bool) {
	lines := p.wrap([]span{{text, bold}}, s, width)
	if len(lines) == 1 {
		return lines[0], false
	}
	lines = p.wrap([]span{{text, bold}}, s, width-1.5*s.size)
	return p.wrap([]span{{lines[0].text + " …", bold}}, s, width)[0], true
}

// fill puts pieces on pages. There is always a page.
func (f frame) fill(pieces []piece) [][]placed {
	pages := [][]placed{nil}
	y := f.top
	turn := func() {
		pages = append(pages, nil)
		y = f.next
	}
	for i := 0; i < len(pieces); i++ {
		next, page := pieces[i], &pages[len(pages)-1]
		fresh := len(*page) == 0
		if !fresh {
			y += next.above
		}
		switch room := bottom - y; {
		case need(pieces[i:]) <= room, fresh && next.height() <= room:
			*page = append(*page, placed{next, y})
			y += next.height()
		case next.keep && !fresh:
			turn()
			i--
		default:
			first, rest := next.split(room)
			switch {
			case first != nil:
				*page = append(*page, placed{piece{block: first, bookmark: next.bookmark, level: next.level}, y})
				pieces[i].block, pieces[i].bookmark = rest, ""
			case fresh: // cannot be: a page holds the least part of anything
				*page = append(*page, placed{next, y})
				continue
			}
			turn()
			i--
		}
	}
	return pages
}

// need is the room for the first piece together with what it must not be parted from.
func need(pieces []piece) float64 {
	sum := pieces[0].height()
	for i := 0; pieces[i].keep && i+1 < len(pieces); i++ {
		next := pieces[i+1]
		sum += next.above
		if next.keep {
			sum += next.height()
		} else {
			sum += next.least()
		}
	}
	return sum
}

// draw draws the frame of page number of so many.
func (f frame) draw(p *pen, number, pages int) {
	for _, r := range f.marking {
		r.draw(p, 22)
	}
	for _, r := range f.notices {
		r.draw(p, 44)
		p.framed(r.x-12, 41, r.width*r.size+24, 20, headRule)
	}
	if number > 1 {
		for _, r := range append(f.title, f.reference...) {
			r.draw(p, f.next-32)
		}
		p.rule(f.next-16, rowRule)
	}
	p.rule(pageHeight-foot, rowRule)
	for _, r := range f.code {
		r.draw(p, pageHeight-foot+5)
	}
	count, _ := p.fit(pageOf(number, pages), false, running, textWidth/2)
	row{count, running, pageWidth - side - count.width*running.size, artifact("Footer")}.draw(p, pageHeight-foot+5)
	for _, r := range f.marking {
		r.of = artifact("Footer")
		r.draw(p, pageHeight-foot+27)
	}
}

// rule draws a line over the whole width.
func (p *pen) rule(y, thick float64) {
	p.stroke(thick)
	p.pdf.Line(side, y, pageWidth-side, y)
}

// framed draws a frame.
func (p *pen) framed(x, y, width, height, thick float64) {
	p.stroke(thick)
	p.pdf.Rect(x, y, width, height, "D")
}

// stroke sets how lines are drawn: grey, or black where they are thick.
func (p *pen) stroke(thick float64) {
	p.tag(drawing)
	shade := 177
	if thick > rowRule {
		shade = 12
	}
	p.pdf.SetDrawColor(shade, shade, shade)
	p.pdf.SetLineWidth(thick)
}
