package meeting

import (
	"slices"
	"strconv"
)

// decision is what the meeting decides, as it was spoken. Without reasons it stays proposed; it stands when it has
// reasons and the chair confirms it.
type decision struct {
	Item    string `json:"item"`
	Text    string `json:"text"`
	Reasons string `json:"reasons,omitempty"`
}

// Decision is D1, D2 …
type Decision struct {
	Made
	Item      string              `json:"item"`
	Text      string              `json:"text"`
	Reasons   string              `json:"reasons,omitempty"`
	Confirmed *Made               `json:"confirmed,omitempty"` // absent: proposed
	Missing   []string            `json:"missing,omitempty"`   // sectors of the minimum attendance that nobody was here for
	Assent    *Assent             `json:"assent,omitempty"`
	Dissents  map[string]*Dissent `json:"dissents"`
	Earlier   []Earlier           `json:"earlier,omitempty"`
	Withdrawn *Withdrawn          `json:"withdrawn,omitempty"`
}

func (d *decision) decide(a *asking) (body, *Refusal) {
	a.item("item", d.Item)
	a.text("text", &d.Text)
	a.optionalText("reasons", &d.Reasons)
	return d, a.refusal
}

func (d *decision) apply(m *Meeting, e *Entry) error {
	id := "D" + strconv.Itoa(len(m.Order.Decisions)+1)
	add(m, "decisions", m.Decisions, &m.Order.Decisions, id, &Decision{Made: made(e), Item: d.Item, Text: d.Text, Reasons: d.Reasons,
		Missing: slices.Clone(m.Missing), Dissents: map[string]*Dissent{}})
	return nil
}

// decisionAmend changes wording or reasons; what is absent stays. A confirmed decision needs a reason, and stands again
// when the chair, if somebody else amended it, confirms it anew.
type decisionAmend struct {
	Decision string  `json:"decision"`
	Text     *string `json:"text,omitempty"`
	Reasons  *string `json:"reasons,omitempty"`
	Reason   string  `json:"reason,omitempty"`
}

func (d *decisionAmend) decide(a *asking) (body, *Refusal) {
	was := a.decision("decision", d.Decision)
	a.standing("decision", was.Withdrawn)
	if d.Text == nil && d.Reasons == nil {
		a.refuse("text", "Nothing is amended.")
	}
	if d.Text != nil {
		a.text("text", d.Text)
	}
	if d.Reasons != nil {
		a.optionalText("reasons", d.Reasons)
		if *d.Reasons == "" && was.Confirmed != nil {
			a.refuse("reasons", "A confirmed decision keeps its reasons.")
		}
	}
	a.reason(a.Phase == Closed || was.Confirmed != nil, &d.Reason)
	return d, a.refusal
}

func (d *decisionAmend) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "decisions", m.Decisions, d.Decision)
	if err != nil {
		return err
	}
	changed.Earlier = append(changed.Earlier, Earlier{changed.Text, changed.Reasons, made(e), d.Reason})
	if m.Phase != Closed && d.Text != nil && *d.Text != changed.Text {
		changed.Assent = nil
	}
	take(&changed.Text, d.Text)
	take(&changed.Reasons, d.Reasons)
	if m.Phase != Closed && m.roleOf(e.By) != Chair {
		changed.Confirmed = nil
	}
	return nil
}

// decisionConfirm makes a decision stand.
type decisionConfirm struct {
	Decision string `json:"decision"`
}

func (d *decisionConfirm) decide(a *asking) (body, *Refusal) {
	was := a.decision("decision", d.Decision)
	a.standing("decision", was.Withdrawn)
	if was.Confirmed != nil {
		a.refuse("decision", "This decision is confirmed already.")
	}
	if was.Reasons == "" {
		a.refuse("decision", "This decision has no reasons yet; it can be confirmed when it has.")
	}
	return d, a.refusal
}

func (d *decisionConfirm) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "decisions", m.Decisions, d.Decision)
	if err != nil {
		return err
	}
	confirmed := made(e)
	changed.Confirmed = &confirmed
	for _, sector := range m.Missing {
		if !slices.Contains(changed.Missing, sector) {
			changed.Missing = append(changed.Missing, sector)
		}
	}
	return nil
}

// decisionWithdraw takes a decision back; its number is not used again.
type decisionWithdraw struct {
	Decision string `json:"decision"`
	Reason   string `json:"reason"`
}

func (d *decisionWithdraw) decide(a *asking) (body, *Refusal) {
	was := a.decision("decision", d.Decision)
	a.standing("decision", was.Withdrawn)
	a.reason(true, &d.Reason)
	if was.Confirmed != nil && a.role != Chair && a.refusal == nil {
		return d, Refuse(NotAllowed, "Only the chair may withdraw a confirmed decision.")
	}
	return d, a.refusal
}

func (d *decisionWithdraw) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "decisions", m.Decisions, d.Decision)
	if err != nil {
		return err
	}
	changed.Withdrawn = &Withdrawn{made(e), d.Reason}
	return nil
}

func decisionsUnder(w *writer, item string) {
	for _, id := range w.Order.Decisions {
		d := w.Decisions[id]
		if d.Item != item {
			continue
		}
		w.passage(decisionPassage+id, "Decision "+id, d.Text, "")
		w.passage(reasonsPassage+id, "Reasons", or(d.Reasons, "None written down yet."), w.decisionState(d))
		w.agreement(id, d)
		w.earlier(d.Earlier)
		w.withdrawn(d.Withdrawn)
	}
}

func (w *writer) decisionState(d *Decision) string {
	switch {
	case d.Withdrawn != nil:
		return "withdrawn"
	case d.Confirmed != nil:
		return "confirmed by " + w.by(*d.Confirmed)
	default:
		return "proposed, not confirmed; written by " + w.by(d.Made)
	}
}

func allDecisions(w *writer) {
	w.heading(2, "", "All decisions", "decisions")
	rows := make([][]string, 0, len(w.Order.Decisions))
	for _, id := range w.Order.Decisions {
		d := w.Decisions[id]
		state := "Proposed"
		if d.Withdrawn != nil {
			state = "Withdrawn"
		} else if d.Confirmed != nil {
			state = "Confirmed"
		}
		rows = append(rows, []string{id, d.Text, d.Reasons, state})
	}
	if len(rows) == 0 {
		w.paragraph("", "No decision was written down.", "")
		return
	}
	w.table(Table{Caption: "All decisions", Head: []string{"No.", "Decision", "Reasons", "State"},
		Widths: []int{8, 38, 38, 16}, Rows: rows})
}
