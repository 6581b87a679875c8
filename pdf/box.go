package pdf

import (
	"strings"
	"unicode"
	"unicode/utf16"

	"strategyroom/meeting"
)

const (
	inset     = 14.0         // from a box's frame to its text
	share     = 0.54         // of a sign-off box for who the person is, before the rule
	pageful   = bottom - 100 // every page has room for so much
	boxLeast  = 140.0        // of a box that no page holds: who it is about and some lines
	disagrees = "Disagrees:"
	boxText   = textWidth - 2*inset
	boxBefore = side + inset
)

var (
	who     = style{size: 11.5, leading: 17, bias: 3}
	done    = style{size: 9.5, leading: 15, grey: true}
	boxLead = style{size: 11, leading: 18, bias: 3}
)

// A box is text in a frame: two columns with a rule between them, and below them lines over the whole width. It is on
// one page unless no page holds it.
type box struct {
	thick       float64
	left, right []row
	below       prose
	again       []row // above the rest on the next page
	on          bool  // the rest
}

// signOff is a box about one person.
func (p *pen) signOff(s meeting.SignOff) box {
	at := side + textWidth*share
	of := p.root.add("Div")
	b := box{thick: rowRule, left: p.column(of.add("P"), who, boxBefore, at-boxBefore-gutter, span{s.Name, true})}
	for _, text := range s.About {
		b.left = append(b.left, p.column(of.add("P"), table, boxBefore, at-boxBefore-gutter, span{text, false})...)
	}
	for _, text := range s.Done {
		b.right = append(b.right, p.column(of.add("P"), done, at+inset, side+textWidth-inset-(at+inset), span{text, false})...)
	}
	if s.Disagrees != "" {
		b.below = p.below(of.add("P"), table, span{disagrees + "\u2002", true}, span{s.Disagrees, false})
	}
	return p.titled(b, s.Name)
}

// notice is a box about the whole document.
func (p *pen) notice(n meeting.Box) box {
	of := p.root.add("Div")
	b := box{thick: 1.5, below: p.below(of.add("P"), boxLead, span{n.Lead, true})}
	for _, text := range n.Lines {
		b.below.rows = append(b.below.rows, p.below(of.add("P"), done, span{text, false}).rows...)
	}
	b.below.tail = len(b.below.rows)
	return p.titled(b, n.Lead)
}

// titled gives a box that no page holds its name for the pages after the first.
func (p *pen) titled(b box, name string) box {
	if b.height() > pageful {
		b.again = p.column(again, table, boxBefore, boxText, span{p.goesOn(name, boxText), true})
	}
	return b
}

// column sets one text from x on.
func (p *pen) column(of *element, s style, x, width float64, text span) (rows []row) {
	for _, l := range p.wrap([]span{text}, s, width) {
		rows = append(rows, row{l, s, x, of})
	}
	return rows
}

func (p *pen) below(of *element, s style, spans ...span) prose {
	return p.lay(of, boxBefore, boxText, s, spans...)
}

// columns is the height of the two columns.
func (b box) columns() float64 {
	return max(prose{rows: b.left}.height(), prose{rows: b.right}.height())
}

// gap parts the columns from what stands below them.
func (b box) gap() float64 {
	if len(b.below.rows) == 0 || len(b.left)+len(b.right) == 0 {
		return 0
	}
	return 6
}

func (b box) opening() (sum float64) {
	if b.on {
		sum = prose{rows: b.again}.height()
	}
	return sum
}

func (b box) height() float64 {
	return 2*inset + b.opening() + b.columns() + b.gap() + b.below.height()
}

func (b box) least() float64 {
	if height := b.height(); height <= pageful {
		return height
	}
	return boxLeast
}

func (b box) split(room float64) (first, rest block) {
	if b.height() <= pageful {
		return nil, b
	}
	room -= 2*inset + b.opening()
	begin, end := b, b
	end.on = true
	if b.columns() > room {
		begin.below = prose{}
		begin.left, end.left = cut(b.left, room)
		begin.right, end.right = cut(b.right, room)
		if len(begin.left)+len(begin.right) == 0 {
			return nil, b
		}
		return begin, end
	}
	above, below := b.below.split(room - b.columns() - b.gap())
	switch {
	case above != nil:
		begin.below, end.left, end.right = above.(prose), nil, nil
		end.below = below.(prose)
	case len(b.left)+len(b.right) == 0:
		return nil, b
	default:
		begin.below, end.left, end.right = prose{}, nil, nil
	}
	return begin, end
}

// cut divides rows into those that fit into room and the others.
func cut(rows []row, room float64) (fit, rest []row) {
	n := 0
	for n < len(rows) && rows[n].leading <= room {
		room -= rows[n].leading
		n++
	}
	return rows[:n], rows[n:]
}

func (b box) draw(p *pen, y float64) {
	p.framed(side, y, textWidth, b.height(), b.thick)
	y += inset
	if b.on {
		prose{rows: b.again}.draw(p, y)
		y += b.opening()
	}
	if len(b.right) > 0 {
		at := side + textWidth*share
		p.stroke(rowRule)
		p.pdf.Line(at, y, at, y+b.columns())
	}
	prose{rows: b.left}.draw(p, y)
	prose{rows: b.right}.draw(p, y)
	b.below.draw(p, y+b.columns()+b.gap())
}

// marked is the text of a paragraph with the words that its marks touch in bold. Marks may lie anywhere: what is
// outside the text counts for nothing, and a letter is bold with all that stands on it or is joined to it.
func marked(para meeting.Paragraph) []span {
	if len(para.Marks) == 0 {
		return []span{{para.Text, false}}
	}
	text := strings.ToValidUTF8(para.Text, "\ufffd")
	edges := make([]int, len(text)+1)
	within := func(at int) int { return max(0, min(at, len(edges)-1)) }
	for _, m := range para.Marks {
		if from, to := within(m.From), within(m.To); from < to {
			edges[from]++
			edges[to]--
		}
	}
	var spans []span
	at, depth, start, bold, joined := 0, 0, 0, false, false
	for i, r := range text {
		is := false
		for range utf16.RuneLen(r) {
			depth += edges[at]
			is = is || depth > 0
			at++
		}
		if is != bold && (i == 0 || !joined && !combines(r) && !unicode.Is(unicode.M, r)) {
			if i > start {
				spans = append(spans, span{text[start:i], bold})
			}
			start, bold = i, is
		}
		joined = r == joiner || r == nonJoiner
	}
	return append(spans, span{text[start:], bold})
}
