package pdf

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"unicode/utf16"

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
	bidi     bidi.Paragraph
	breaks   segmenter.Segmenter
	inside   segmenter.Segmenter
	err      error // the first font that could not be read
}

func newPen(fonts fs.FS) (*pen, error) {
	all, err := families(fonts)
	if err != nil {
		return nil, err
	}
	p := &pen{pdf: gofpdf.New("P", "pt", "A4", ""), families: all, known: map[rune]int{}}
	p.widths = [2]map[rune]float64{{}, {}}
	p.pdf.SetMargins(0, 0, 0)
	p.pdf.SetAutoPageBreak(false, 0)
	p.pdf.AddUTF8FontFromBytes("sans", "", liberationsansregular.TTF)
	p.pdf.AddUTF8FontFromBytes("sans", "B", liberationsansbold.TTF)
	return p, p.pdf.Error()
}

func (p *pen) font(bold bool, size float64) {
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

// draw sets a line with its left end at x and its letters on the line y.
func (p *pen) draw(l line, x, y float64, s style) {
	shade := 12
	if s.grey {
		shade = 85
	}
	p.pdf.SetTextColor(shade, shade, shade)
	for _, part := range l.parts {
		switch {
		case len(part.text) == 0: // a gap
		case part.at == nil:
			p.font(part.bold, s.size)
			p.pdf.Text(x, y, string(part.text))
		default:
			p.outline(part, x, y, s.size, float64(shade)/255)
		}
		x += part.width * s.size
	}
}

// outline draws shaped letters as outlines, with what they say for readers that copy and search.
func (p *pen) outline(part part, x, y, size, shade float64) {
	if part.level%2 == 0 {
		p.actual(part.text, x, y, size, part.width)
	} else {
		// Letter by letter as they are seen: readers turn round again what runs to the left.
		each := part.width / float64(len(part.text))
		for i, r := range slices.Backward(part.text) {
			p.actual([]rune{r}, x+(part.width-each*float64(i+1))*size, y, size, each)
		}
	}
	var out strings.Builder
	scale := size / float64(part.at.font.Upem())
	paint := "f"
	fmt.Fprintf(&out, "q %.3f g ", shade)
	if part.thicken {
		paint = "B"
		fmt.Fprintf(&out, "%.3f G %.1f w 1 j ", shade, 0.03*float64(part.at.font.Upem()))
	}
	fmt.Fprintf(&out, "%.5f 0 0 %.5f %.3f %.3f cm\n", scale, scale, x, pageHeight-y)
	em := float64(part.at.font.Upem())
	for _, g := range part.glyphs {
		if path := part.at.path(g.id); path != "" {
			fmt.Fprintf(&out, "q 1 0 0 1 %.1f %.1f cm %s%s Q\n", g.x*em, g.y*em, path, paint)
		}
	}
	out.WriteString("Q\n")
	p.pdf.RawWriteStr(out.String())
}

// actual puts text at the place of an invisible space as wide as its letters.
func (p *pen) actual(text []rune, x, y, size, width float64) {
	var hex strings.Builder
	for _, unit := range utf16.Encode(text) {
		fmt.Fprintf(&hex, "%04X", unit)
	}
	p.font(false, size)
	stretch := 100 * width / p.width([]rune{' '}, false)
	p.pdf.RawWriteStr(fmt.Sprintf("/Span <</ActualText <FEFF%s>>> BDC q 3 Tr %.2f Tz\n", hex.String(), stretch))
	p.pdf.Text(x, y, " ")
	p.pdf.RawWriteStr("Q EMC\n")
}
