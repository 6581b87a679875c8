package meeting

import "slices"

// The grids are what some questions are answered with besides yes and no: rows that are added, written anew and taken
// back. Each sort of row says in its file what it holds; what is done with rows is the same for all and stands here.

// Row is a row as it stands, with who wrote it last.
type Row[T any] struct {
	Made
	Is        T          `json:"is"`
	Withdrawn *Withdrawn `json:"withdrawn,omitempty"`
}

// gridded is the content of one row: it cleans itself and knows its grid.
type gridded[T any] interface {
	*T
	clean(a *asking)
	grid(m *Meeting) grid[T]
}

// grid is one collection of rows in a meeting.
type grid[T any] struct {
	name  string
	rows  map[string]*Row[T]
	order *[]string
}

// put adds a row, or writes the one anew that it names.
type put[T any, PT gridded[T]] struct {
	Row string `json:"row,omitempty"` // absent: a new one
	Is  T      `json:"is"`
}

// takeBack withdraws a row; it stays in the record.
type takeBack[T any, PT gridded[T]] struct {
	Row    string `json:"row"`
	Reason string `json:"reason"`
}

func (p *put[T, PT]) decide(a *asking) (body, *Refusal) {
	if p.Row != "" {
		a.standing("row", named(a, "row", PT(&p.Is).grid(a.Meeting).rows, p.Row, "row").Withdrawn)
	}
	PT(&p.Is).clean(a)
	return p, a.refusal
}

func (p *put[T, PT]) apply(m *Meeting, e *Entry) error {
	g := PT(&p.Is).grid(m)
	row := &Row[T]{Made: made(e), Is: p.Is}
	if p.Row == "" {
		add(m, g.name, g.rows, g.order, numbered("r", e), row)
		return nil
	}
	changed, err := change(m, g.name, g.rows, p.Row)
	if err == nil {
		*changed = *row
	}
	return err
}

func (t *takeBack[T, PT]) decide(a *asking) (body, *Refusal) {
	a.standing("row", named(a, "row", PT(new(T)).grid(a.Meeting).rows, t.Row, "row").Withdrawn)
	a.reason(true, &t.Reason)
	return t, a.refusal
}

func (t *takeBack[T, PT]) apply(m *Meeting, e *Entry) error {
	g := PT(new(T)).grid(m)
	changed, err := change(m, g.name, g.rows, t.Row)
	if err == nil {
		changed.Withdrawn = &Withdrawn{made(e), t.Reason}
	}
	return err
}

// standing are the rows that were not taken back, in their order.
func (g grid[T]) standing() []*Row[T] {
	return slices.DeleteFunc(g.all(), func(row *Row[T]) bool { return row.Withdrawn != nil })
}

func (g grid[T]) all() []*Row[T] {
	rows := make([]*Row[T], len(*g.order))
	for i, id := range *g.order {
		rows[i] = g.rows[id]
	}
	return rows
}

// printed are the rows as cells; what was taken back says so.
func (g grid[T]) printed(cells func(*T) []string) [][]string {
	rows := [][]string{}
	for _, row := range g.all() {
		line := cells(&row.Is)
		if row.Withdrawn != nil {
			line[0] += "\nWithdrawn: " + row.Withdrawn.Reason
		}
		rows = append(rows, line)
	}
	return rows
}
