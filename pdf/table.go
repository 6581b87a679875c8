package pdf

import (
	"slices"
	"strconv"
	"strings"
)

const (
	padding = 5.5  // above and below the text of a row
	gutter  = 12.0 // between columns
	whole   = 4    // a row of so many lines is never split
	crowd   = 10   // columns that a page can hold

	rowRule, headRule = 0.5, 1.2
)

// A grid is rows of cells with a grey rule under each. A table has a head, which comes again on each page; a list of
// facts has none and opens with a rule. To those who do not see it, the first cell names its row.
type grid struct {
	xs    []float64 // left edges of the columns and, last, the right edge of the page
	head  *cells
	rows  []cells
	opens bool
}

// cells are the wrapped texts of one row.
type cells struct {
	lines [][]line
	of    []*element
	again []line // for the first cell where the row goes on on another page
	said  int    // so many lines of the first cell are said again
	wide  bool   // again needs more than its column
	goes  bool   // on on another page
}

func (c cells) count() (n int) {
	for _, lines := range c.lines {
		n = max(n, len(lines))
	}
	return n
}

func (c cells) height() float64 {
	return float64(c.count())*table.leading + 2*padding
}

// grid wraps texts into columns of these shares of the page's width. Every row becomes as long as the longest; more
// columns than a page can hold become a list under each other.
func (p *pen) grid(of *element, widths []int, head []string, rows [][]string) grid {
	columns := max(1, len(head))
	for _, texts := range rows {
		columns = max(columns, len(texts))
	}
	if columns > crowd {
		of.kind = "L"
		return p.list(of, columns, head, rows)
	}
	g := grid{xs: edges(widths, columns), opens: len(head) == 0}
	if len(head) > 0 {
		c := p.cells(of, g.xs, head, true)
		if g.head = &c; c.count() > whole { // nobody wants that again on each page
			g.rows, g.head = []cells{c}, nil
		}
	}
	for _, texts := range rows {
		g.rows = append(g.rows, p.cells(of, g.xs, texts, false))
	}
	return g
}

// list is a table with too many columns as a list of its heads and texts.
func (p *pen) list(of *element, columns int, head []string, rows [][]string) grid {
	var facts [][]string
	if len(rows) == 0 {
		rows = [][]string{nil}
	}
	for _, texts := range rows {
		for i, text := range texts {
			name := strconv.Itoa(i + 1)
			if i < len(head) {
				name = head[i]
			}
			facts = append(facts, []string{name, text})
		}
		for i := len(texts); i < len(head); i++ {
			facts = append(facts, []string{head[i], ""})
		}
	}
	return p.grid(of, factWidths, nil, facts)
}

// edges of as many columns. Shares that are missing or would leave no room for a word count as equal ones.
func edges(widths []int, columns int) []float64 {
	const least = 2 * gutter
	sum := 0.0
	for _, w := range widths {
		sum += float64(max(0, w))
	}
	xs := []float64{side}
	fair := len(widths) == columns
	for i := 0; i < columns && fair; i++ {
		w := textWidth * float64(widths[i]) / sum
		fair = w >= least
		xs = append(xs, xs[i]+w)
	}
	if fair {
		return xs
	}
	xs = nil
	for i := range columns + 1 {
		xs = append(xs, side+textWidth*float64(i)/float64(columns))
	}
	return xs
}

func (p *pen) cells(of *element, xs []float64, texts []string, head bool) cells {
	c := cells{of: of.cells(len(xs)-1, head)}
	for i := range len(xs) - 1 {
		width, text := xs[i+1]-xs[i]-gutter, ""
		if i == len(xs)-2 {
			width += gutter
		}
		if i < len(texts) {
			text = texts[i]
		}
		c.lines = append(c.lines, p.wrap([]span{{text, head || i == 0}}, table, width))
	}
	if c.count() > whole {
		name := ""
		if len(c.lines[0]) <= 2 {
			name = p.clean(texts[0], true) // by itself: what follows is not its end
		}
		room := xs[1] - xs[0] - gutter
		if c.wide = p.width([]rune(continued), true)*table.size > room; c.wide {
			c.again = p.wrap([]span{{p.goesOn(name, textWidth), true}}, table, textWidth)
		} else {
			c.again = p.wrap([]span{{strings.TrimSpace(name + " " + continued), true}}, table, room)
		}
	}
	return c
}

// cells gives a table or list a row.
func (e *element) cells(columns int, head bool) (all []*element) {
	row, first, other := "TR", "TH", "TD"
	if e.kind == "L" {
		row, first, other = "LI", "Lbl", "LBody"
	}
	of := e.add(row)
	for i := range columns {
		switch {
		case head:
			all = append(all, of.add("TH"))
			all[i].scope = "Column"
		case i == 0:
			all = append(all, of.add(first))
			if first == "TH" {
				all[i].scope = "Row"
			}
		default:
			all = append(all, of.add(other))
		}
	}
	return all
}

const continued = "(continued)"

// goesOn is the name of what goes on on another page, on one line.
func (p *pen) goesOn(name string, width float64) string {
	l, _ := p.fit(strings.Join(strings.Fields(p.clean(name, true)), " "), true, table, width*3/4)
	return strings.TrimSpace(l.text + " " + continued)
}

func (g grid) top() float64 {
	if g.head == nil {
		return 0
	}
	return g.head.height()
}

func (g grid) height() float64 {
	sum := g.top()
	for _, c := range g.rows {
		sum += c.height()
	}
	return sum
}

func (g grid) least() float64 {
	switch {
	case len(g.rows) == 0:
		return g.top()
	case g.rows[0].count() > whole:
		return g.top() + 2*padding + 2*table.leading
	}
	return g.top() + g.rows[0].height()
}

func (g grid) split(room float64) (first, rest block) {
	room -= g.top()
	n := 0
	for n < len(g.rows) && g.rows[n].height() <= room {
		room -= g.rows[n].height()
		n++
	}
	begin, end := g, g
	begin.rows, end.rows = append([]cells{}, g.rows[:n]...), append([]cells{}, g.rows[n:]...)
	if n < len(g.rows) && g.rows[n].count() > whole {
		fits := min(int((room-2*padding)/table.leading), g.rows[n].count()-2)
		if fits >= 2 && fits > g.rows[n].said {
			above, below := g.rows[n].split(fits)
			begin.rows, end.rows[0] = append(begin.rows, above), below
		}
	}
	if len(begin.rows) == 0 {
		return nil, g
	}
	if g.head != nil {
		head := *g.head
		head.of, end.head = nil, &head
	}
	return begin, end
}

// split divides a row after n lines. Below, the first cell says again which row it is.
func (c cells) split(n int) (above, below cells) {
	above, below = c, c
	above.goes, above.lines, below.lines = true, nil, nil
	below.said = len(c.again)
	for i, lines := range c.lines {
		at := min(n, len(lines))
		above.lines = append(above.lines, lines[:at])
		switch lines = lines[at:]; {
		case i == 0:
			lines = slices.Concat(c.again, lines)
		case c.wide:
			lines = slices.Concat([]line{{}}, lines)
		}
		below.lines = append(below.lines, lines)
	}
	return above, below
}

func (g grid) draw(p *pen, y float64) {
	if g.opens {
		p.rule(y, rowRule)
	}
	if g.head != nil {
		y = g.row(p, *g.head, y)
		p.rule(y, headRule)
	}
	for _, c := range g.rows {
		if y = g.row(p, c, y); !c.goes {
			p.rule(y, rowRule)
		}
	}
}

// row draws cells under y and returns where they end.
func (g grid) row(p *pen, c cells, y float64) float64 {
	for i, lines := range c.lines {
		for n, l := range lines {
			of := again
			if c.of != nil && (i > 0 || n >= c.said) {
				of = c.of[i]
			}
			row{l, table, g.xs[i], of}.draw(p, y+padding+float64(n)*table.leading)
		}
	}
	return y + c.height()
}
