package pdf

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/font/opentype"
	"github.com/jung-kurt/gofpdf"
)

// An outline is a glyph as a drawing that the file holds once and places wherever the glyph stands. For gofpdf it is a
// template; the methods that are not here are not called for one that is only used.
type outline struct {
	gofpdf.Template
	id, path string
}

// Outlines are drawn at outlineSize points in the middle of a square of outlineBox, because a template has neither
// negative coordinates nor a fine enough scale.
const (
	outlineSize = 20.0
	outlineBox  = 20 * outlineSize
)

func (o *outline) ID() string { return o.id }
func (o *outline) Size() (gofpdf.PointType, gofpdf.SizeType) {
	return gofpdf.PointType{}, gofpdf.SizeType{Wd: outlineBox, Ht: outlineBox}
}
func (o *outline) Bytes() []byte                            { return []byte(o.path) }
func (o *outline) Images() map[string]*gofpdf.ImageInfoType { return nil }
func (o *outline) Templates() []gofpdf.Template             { return nil }

// outline draws shaped letters as outlines, with what they say for readers that copy and search.
func (p *pen) outline(part part, x, y, size float64) {
	blank := p.width([]rune{' '}, false)
	p.font(false, size)
	if part.level%2 == 0 {
		p.actual(part.text, x, y, part.width/blank)
	} else {
		// Letter by letter from left to right: readers turn round again what runs to the left.
		each := part.width / float64(len(part.text))
		for i, r := range slices.Backward(part.text) {
			p.actual([]rune{r}, x+(part.width-each*float64(i+1))*size, y, each/blank)
		}
	}
	side := outlineBox * size / outlineSize
	for _, g := range part.glyphs {
		if o := part.at.outline(g.id, part.thicken); o.path != "" {
			at := gofpdf.PointType{X: x + g.x*size - side/2, Y: y - g.y*size - side/2}
			p.pdf.UseTemplateScaled(o, at, gofpdf.SizeType{Wd: side, Ht: side})
		}
	}
}

// actual puts text at the place of an invisible space that is stretched to the width of the letters.
func (p *pen) actual(text []rune, x, y, stretch float64) {
	p.pdf.RawWriteStr(fmt.Sprintf("/Span<</ActualText<%s>>>BDC BT 3 Tr %.2f Tz %.2f %.2f Td (\\000 ) Tj 0 Tr 100 Tz ET EMC",
		hexadecimal(text), 100*stretch, x, pageHeight-y))
}

// hexadecimal is a text in UTF-16 as PDF has it outside pages, without the brackets.
func hexadecimal(text []rune) string {
	var out strings.Builder
	out.WriteString("FEFF")
	for _, unit := range utf16.Encode(text) {
		fmt.Fprintf(&out, "%04X", unit)
	}
	return out.String()
}

// outline is the drawing of a glyph, empty for a space.
func (f *face) outline(id font.GID, thicken bool) *outline {
	key := uint32(id) << 1
	if thicken {
		key |= 1
	}
	if o, ok := f.drawn[key]; ok {
		return o
	}
	o := &outline{id: fmt.Sprintf("%s%d", f.short, key)}
	f.drawn[key] = o
	shape, _ := f.font.GlyphData(id).(font.GlyphOutline)
	if len(shape.Segments) == 0 {
		return o
	}
	em := float64(f.font.Upem())
	o.path = fmt.Sprintf("%.6f 0 0 %.6f %.1f %.1f cm\n", outlineSize/em, outlineSize/em, outlineBox/2, outlineBox/2)
	paint := "f"
	if thicken {
		paint = "B"
		o.path += fmt.Sprintf("%.0f w 1 j\n", 0.03*em)
	}
	o.path += path(shape.Segments) + paint
	return o
}

// path is an outline as operators of PDF, in font units.
func path(segments []opentype.Segment) string {
	var out []byte
	number := func(v float32) {
		out = strconv.AppendInt(out, int64(math.Round(float64(v))), 10)
		out = append(out, ' ')
	}
	var from opentype.SegmentPoint
	for i, s := range segments {
		points := s.ArgsSlice()
		operator := "c "
		switch s.Op {
		case opentype.SegmentOpMoveTo:
			if operator = "m "; i > 0 {
				out = append(out, "h "...)
			}
		case opentype.SegmentOpLineTo:
			operator = "l "
		case opentype.SegmentOpQuadTo: // PDF has cubic curves only
			via, to := points[0], points[1]
			points = []opentype.SegmentPoint{
				{X: from.X + (via.X-from.X)*2/3, Y: from.Y + (via.Y-from.Y)*2/3},
				{X: to.X + (via.X-to.X)*2/3, Y: to.Y + (via.Y-to.Y)*2/3}, to}
		}
		for _, point := range points {
			number(point.X)
			number(point.Y)
		}
		out = append(out, operator...)
		from = points[len(points)-1]
	}
	return string(append(out, "h "...))
}
