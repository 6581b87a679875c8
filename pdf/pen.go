package pdf

import (
	"bytes"
	"cmp"
	"io/fs"
	"slices"
	"strconv"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"github.com/go-text/typesetting/bidi"
	"github.com/go-text/typesetting/segmenter"
	"github.com/jung-kurt/gofpdf"
)

// A4 and its margins in points; y grows downwards everywhere but in the operators of the PDF itself.
const (
	pageWidth  = 595.28
	pageHeight = 841.89
	side       = 56.69 // 20 mm
	textWidth  = pageWidth - 2*side
)

// A pen measures and draws letters. Only this file speaks to gofpdf about text: it panics above U+FFFF, shapes
// nothing and draws silent boxes, so it is given only what plain lets through.
type pen struct {
	pdf      *gofpdf.Fpdf
	families []family
	known    map[rune]int        // family of a letter
	widths   [2]map[rune]float64 // of plain letters by weight, as shares of their size
	weight   bool                // what gofpdf is set to
	size     float64
	bidi     bidi.Paragraph
	breaks   segmenter.Segmenter
	inside   segmenter.Segmenter
	root     *element     // the document
	marks    [][]*element // whose content each mark is, on each page
	tagged   *element     // what is being drawn
	err      error        // the first font that could not be read
}

func newPen(fonts fs.FS) (*pen, error) {
	all, err := families(fonts)
	if err != nil {
		return nil, err
	}
	p := &pen{pdf: gofpdf.New("P", "pt", "A4", ""), families: all, known: map[rune]int{}, root: &element{kind: "Document"}}
	for i, f := range all {
		for j, face := range []*face{f.regular, f.bold} {
			if face != nil {
				face.short = strconv.Itoa(i) + string("rb"[j])
			}
		}
	}
	p.widths = [2]map[rune]float64{{}, {}}
	p.pdf.SetMargins(0, 0, 0)
	p.pdf.SetAutoPageBreak(false, 0)
	p.pdf.SetCompression(false) // finish does it
	// gofpdf writes into the bytes that it is given, and these are the whole program's.
	p.pdf.AddUTF8FontFromBytes("sans", "", bytes.Clone(liberationsansregular.TTF))
	p.pdf.AddUTF8FontFromBytes("sans", "B", bytes.Clone(liberationsansbold.TTF))
	return p, p.pdf.Error()
}

func (p *pen) close() {
	for _, f := range p.families {
		for _, face := range []*face{f.regular, f.bold} {
			if face != nil && face.close != nil {
				face.close()
			}
		}
	}
}

func (p *pen) font(bold bool, size float64) {
	if p.weight == bold && p.size == size {
		return
	}
	p.weight, p.size = bold, size
	weight := ""
	if bold {
		weight = "B"
	}
	p.pdf.SetFont("sans", weight, size)
}

// plain reports whether gofpdf can set a letter by itself where the line runs to the right.
func (p *pen) plain(r rune, bold bool) bool {
	at, thicken, ok := p.families[0].pick(r, bold)
	return ok && !thicken && at != nil && r <= 0xffff
}

// width of plain text as a share of its size, with the rounding of the PDF's own table of widths.
func (p *pen) width(text []rune, bold bool) (sum float64) {
	weight := 0
	if bold {
		weight = 1
	}
	for _, r := range text {
		w, ok := p.widths[weight][r]
		if !ok {
			p.font(bold, 1000)
			w = p.pdf.GetStringWidth(string(r)) / 1000
			p.widths[weight][r] = w
		}
		sum += w
	}
	return sum
}

// draw sets a line of an element with its left end at x and its letters on the line y.
func (p *pen) draw(l line, of *element, x, y float64, s style) {
	shade := 12
	if s.grey {
		shade = 85
	}
	p.pdf.SetTextColor(shade, shade, shade)
	p.pdf.SetFillColor(shade, shade, shade)
	p.pdf.SetDrawColor(shade, shade, shade)
	from, to := l.stretch()
	p.set(l.parts[:from], of, x, y, s)
	if from < to {
		seen := slices.Clone(l.parts[from:to])
		said := of.saying(seen, l.spaced && to == len(l.parts))
		slices.SortStableFunc(seen, func(a, b part) int { return cmp.Compare(a.x, b.x) })
		p.set(seen, said, x, y, s)
	}
	rest := l.parts[to:]
	if l.spaced && to < len(l.parts) {
		rest = slices.Clone(rest)
		last := &rest[len(rest)-1]
		last.text = slices.Concat(last.text, []rune{' '})
	}
	p.set(rest, of, x, y, s)
}

func (p *pen) set(parts []part, of *element, x, y float64, s style) {
	for _, part := range parts {
		p.tag(of)
		if at := x + part.x*s.size; part.at == nil {
			p.font(part.bold, s.size)
			p.pdf.Text(at, y, string(part.text))
		} else {
			p.outline(part, at, y, s.size)
		}
	}
}
