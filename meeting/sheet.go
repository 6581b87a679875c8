package meeting

import "strings"

// DecisionSheet is who was there, each child's line, decisions with reasons and disagreement, timescales and actions:
// what everybody needs on the day, before there are minutes.
func DecisionSheet(m *Meeting) Document {
	w := m.document("Decisions and actions")
	if m.asClosed != nil {
		w.Meeting = m.asClosed
	}
	w.document.Subtitle = w.childrenWords()
	w.facts(Fact{"Reference", w.Reference}, Fact{"Date and time", or(w.sittingWords(), "Not held yet")}, Fact{"Chair", w.attendeeWords(w.Chair)})
	attendanceAndApologies(w)
	childLines(w)
	w.decisionsInShort()
	timescales(w)
	allActions(w)
	if c := w.Closing; c != nil && c.Reason != "" {
		w.paragraph("Closed with "+counted(len(c.Open), "thing", "things")+" still open", c.Reason, w.by(c.Made))
	}
	w.Meeting = m
	w.endOfSheet()
	return w.document
}

// decisionsInShort is a table of the decisions that were not withdrawn, with who disagreed.
func (w *writer) decisionsInShort() {
	w.heading(2, "", "Decisions", "decisions")
	rows := [][]string{}
	for _, id := range w.Order.Decisions {
		d := w.Decisions[id]
		if d.Withdrawn != nil {
			continue
		}
		views := []string{}
		if d.Confirmed == nil {
			views = append(views, "Proposed, not confirmed")
		}
		for _, other := range d.inOrder() {
			lead := "Disagrees: "
			if other.Abstains {
				lead = "Not able to say: "
			}
			if other.Withdrawn == nil {
				views = append(views, lead+other.Agency.Name+orNothing(". ", other.Text))
			}
		}
		if len(d.Missing) > 0 {
			views = append(views, w.sectorWords(d.Missing)+" not connected when this was decided")
		}
		rows = append(rows, []string{id, d.Text, or(d.Reasons, "None written down"), strings.Join(views, "\n")})
	}
	if len(rows) == 0 {
		w.paragraph("", "No decision was written down.", "")
		return
	}
	w.table(Table{Caption: "Decisions", Head: []string{"No.", "Decision", "Reasons", "Disagreement"}, Widths: []int{8, 34, 34, 24}, Rows: rows})
}
