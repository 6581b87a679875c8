package meeting

import (
	"errors"
	"fmt"

	"strategyroom/meeting/procedure"
)

// Timescale is a limit that runs, with its rule and its start. By is absent where it cannot be counted; Words then says
// why.
type Timescale struct {
	Rule     string `json:"rule"`               // a timescale of the procedure
	Person   string `json:"person,omitempty"`   // a child
	Decision string `json:"decision,omitempty"` // that an agency disagrees with
	From     string `json:"from"`               // civil date, Europe/London
	By       string `json:"by,omitempty"`       // civil date
	Words    string `json:"words"`
}

// deriveTimescales works out which timescales run: of each child whose section 47 enquiries start, for a conference
// should one be needed; of a disagreement; of sending out once the meeting is closed; of the police's going on.
func (m *Meeting) deriveTimescales() {
	running := map[string]*Timescale{}
	for _, rule := range m.Procedure.Timescales {
		run := func(id string, t Timescale) {
			if t.From != "" {
				running[id] = m.counted(rule, t)
			}
		}
		switch rule.From {
		case procedure.FromSection47, procedure.FromLastDiscussion:
			for _, child := range m.children() {
				run(rule.ID+"-"+child, Timescale{Person: child, From: m.section47(child, rule.From)})
			}
		case procedure.FromDisagreement:
			for _, id := range m.Order.Decisions {
				if from := m.Decisions[id].disputed(); from != "" {
					run(rule.ID+"-"+id, Timescale{Decision: id, From: from})
				}
			}
		case procedure.FromClosing:
			if m.Closing != nil {
				run(rule.ID, Timescale{From: civilDate(m.Closing.At)})
			}
		case procedure.FromNoRisk:
			run(rule.ID, Timescale{From: m.noRisk()})
		}
	}
	derive(m, "timescales", m.Timescales, running)
}

// section47 is the day from which a child's conference is counted: of the discussion at which section 47 enquiries were
// started or, where the procedure rules so, of the last one. Empty where enquiries do not start.
func (m *Meeting) section47(child, from string) string {
	line := m.Children[child]
	if line == nil || line.Started == nil {
		return ""
	}
	if last := len(m.Sittings) - 1; from == procedure.FromLastDiscussion && last >= 0 {
		return civilDate(m.Sittings[last].From)
	}
	return civilDate(line.Started.At)
}

// disputed is the day of the first disagreement that stands; empty where there is none.
func (d *Decision) disputed() string {
	first := ""
	for _, other := range d.Dissents {
		if d.Withdrawn == nil && other.Withdrawn == nil && !other.Abstains && (first == "" || other.At < first) {
			first = other.At
		}
	}
	return civilDate(first)
}

// noRisk is the day on which the last child was found not to be at continuing risk; empty while any may be.
func (m *Meeting) noRisk() string {
	last := ""
	if m.everyChild(func(l *Line) bool { return l.risk() == No }) {
		for _, child := range m.children() {
			last = max(last, m.Children[child].Risk.At)
		}
	}
	return civilDate(last)
}

// counted is a timescale with the day on which it ends, in words with its rule and its start.
func (m *Meeting) counted(rule procedure.Timescale, t Timescale) *Timescale {
	nation := or(m.Procedure.Nation, procedure.England)
	by, err := procedure.WorkingDays(t.From, rule.WorkingDays, nation)
	var uncountable *procedure.Uncountable
	switch {
	case errors.As(err, &uncountable):
		t.Words = uncountable.Error()
	case err != nil:
		t.Words = "to be counted by hand"
	default:
		t.By = by
		t.Words = fmt.Sprintf("by %s: %s (%s) from %s, %s", dayWords(by), counted(rule.WorkingDays, "working day", "working days"),
			nationWords[nation], dayWords(t.From), startWords[rule.From])
	}
	t.Rule = rule.ID
	return &t
}

var nationWords = map[string]string{procedure.England: "England", procedure.Wales: "Wales", procedure.Scotland: "Scotland",
	procedure.NorthernIreland: "Northern Ireland"}

var startWords = map[string]string{
	procedure.FromSection47:      "the discussion at which section 47 enquiries were started",
	procedure.FromLastDiscussion: "the last discussion",
	procedure.FromClosing:        "when the meeting closed",
	procedure.FromDisagreement:   "when the disagreement was written down",
	procedure.FromNoRisk:         "when no child was found to be at continuing risk",
}

// conference is the timescale of a child's conference where it runs.
func (m *Meeting) conference(child string) *Timescale {
	for _, rule := range m.Procedure.Timescales {
		if t := m.Timescales[rule.ID+"-"+child]; t != nil {
			return t
		}
	}
	return nil
}

// timescales is the table of those that run, in the order of the procedure.
func timescales(w *writer) {
	rows := [][]string{}
	for _, rule := range w.Procedure.Timescales {
		of := []string{""}
		for _, id := range append(w.children(), w.Order.Decisions...) {
			of = append(of, "-"+id)
		}
		for _, suffix := range of {
			if t := w.Timescales[rule.ID+suffix]; t != nil {
				about := t.Decision
				if p := w.People[t.Person]; p != nil {
					about = p.Words()
				}
				rows = append(rows, []string{rule.Text, about, t.Words})
			}
		}
	}
	if len(rows) > 0 {
		w.heading(2, "", "Timescales", "timescales")
		w.table(Table{Caption: "Timescales", Head: []string{"What", "For", "Until when"}, Widths: []int{35, 20, 45}, Rows: rows})
	}
}
