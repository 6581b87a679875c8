package pdf

// A block is something that stands on pages one below the other.
type block interface {
	height() float64
	// least is the height of the smallest beginning that may stand at a page's foot.
	least() float64
	// split divides the block into what fits into room points and the rest; first is nil where nothing may stand alone.
	split(room float64) (first, rest block)
	draw(p *pen, y float64)
}

// A style is how letters look; lengths in points.
type style struct {
	size, leading float64
	grey          bool
	bias          int // a text is set from the right when so many times more of its letters run to the left; 0: never
}

// A row of text is one line with its look, its left end and the element that it belongs to.
type row struct {
	line
	style
	x  float64
	of *element
}

// Ascent and descent of Liberation Sans, as shares of the size.
const ascent, descent = 0.905, 0.212

// draw puts the row under y, in the middle of its leading.
func (r row) draw(p *pen, y float64) {
	p.draw(r.line, r.of, r.x, y+(r.leading-(ascent+descent)*r.size)/2+ascent*r.size, r.style)
}

// A prose is lines of running text. The lines from tail on, the byline, stay with the text before them.
type prose struct {
	rows []row
	tail int
}

func (t prose) height() (sum float64) {
	for _, r := range t.rows {
		sum += r.leading
	}
	return sum
}

// parts reports whether a page may end after n lines: never with one line alone on either side.
func (t prose) parts(n int) bool {
	return n >= 2 && len(t.rows)-n >= 2 && n != t.tail && n != t.tail-1
}

func (t prose) least() (sum float64) {
	for i, r := range t.rows {
		if sum += r.leading; t.parts(i + 1) {
			break
		}
	}
	return sum
}

func (t prose) split(room float64) (first, rest block) {
	at := 0
	for sum := 0.0; at < len(t.rows) && sum+t.rows[at].leading <= room; at++ {
		sum += t.rows[at].leading
	}
	for at > 0 && !t.parts(at) {
		at--
	}
	if at == 0 {
		return nil, t
	}
	return prose{t.rows[:at], t.tail}, prose{t.rows[at:], t.tail - at}
}

func (t prose) draw(p *pen, y float64) {
	for _, r := range t.rows {
		r.draw(p, y)
		y += r.leading
	}
}
