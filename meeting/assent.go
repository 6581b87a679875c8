package meeting

import (
	"maps"
	"slices"
	"strings"
)

// assent notes that all who are here agree with the decisions as they were read back: the chair asks once. Who had
// disagreed or was not able to say is left out of those who agree. A decision that is reworded afterwards is asked again.
type assent struct{}

// The document is silent on who has to agree. The practice is "A disagreement that the meeting cannot settle goes to senior
// managers by the next working day": a timescale that starts with the first that stands.

// dissent says that an agency disagrees with a decision, with its words, or is not able to say. It is spoken for by an
// attendee of the agency (absent: the writer).
type dissent struct {
	Decision string `json:"decision"`
	From     string `json:"from,omitempty"`
	Abstains bool   `json:"abstains,omitempty"` // is not able to say
	Text     string `json:"text,omitempty"`
}

// dissentWithdraw takes an agency's disagreement back; only the agency itself does so. Both stay.
type dissentWithdraw struct {
	Decision string `json:"decision"`
	Dissent  string `json:"dissent"`
	Reason   string `json:"reason"`
}

// Assent is one asking of the chair: who was here and agreed with what.
type Assent struct {
	Made
	Agree []string `json:"agree"` // attendees
}

// Dissent is an agency's disagreement, or that it is not able to say. It is printed beside the decision, also after it
// was withdrawn.
type Dissent struct {
	Made
	From      string     `json:"from"`
	Agency    Agency     `json:"agency"`
	Abstains  bool       `json:"abstains,omitempty"`
	Text      string     `json:"text,omitempty"`
	Withdrawn *Withdrawn `json:"withdrawn,omitempty"`
}

func (as *assent) decide(a *asking) (body, *Refusal) {
	if !slices.ContainsFunc(a.Order.Decisions, func(id string) bool { return a.Decisions[id].Withdrawn == nil }) {
		a.refuse("", "There is no decision to agree with.")
	}
	if !slices.ContainsFunc(a.Order.Attendees, func(id string) bool { return a.Attendees[id].Here() }) {
		a.refuse("", "Nobody is noted as present.")
	}
	return as, a.refusal
}

func (as *assent) apply(m *Meeting, e *Entry) error {
	for _, id := range m.Order.Decisions {
		d := m.Decisions[id]
		if d.Withdrawn != nil {
			continue
		}
		agreed := &Assent{Made: made(e), Agree: []string{}}
		for _, attendee := range m.Order.Attendees {
			if at := m.Attendees[attendee]; at.Here() && at.Role != Observer && !d.dissents(at.Agency) {
				agreed.Agree = append(agreed.Agree, attendee)
			}
		}
		m.touch("decisions", id)
		d.Assent = agreed
	}
	return nil
}

// dissents reports whether an agency disagrees or is not able to say.
func (d *Decision) dissents(agency Agency) bool {
	for _, other := range d.Dissents {
		if other.Agency == agency && other.Withdrawn == nil {
			return true
		}
	}
	return false
}

func (di *dissent) decide(a *asking) (body, *Refusal) {
	was := a.decision("decision", di.Decision)
	a.standing("decision", was.Withdrawn)
	from := di.From
	if from == "" {
		from = a.by
	}
	who := a.attendee("from", from)
	a.mine(from)
	if di.Abstains {
		a.optionalText("text", &di.Text)
	} else {
		a.text("text", &di.Text)
	}
	if was.dissents(who.Agency) {
		a.refuse("from", "This agency's disagreement is written down already.")
	}
	return di, a.refusal
}

func (di *dissent) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "decisions", m.Decisions, di.Decision)
	if err != nil {
		return err
	}
	from := or(di.From, e.By)
	who := m.Attendees[from]
	if who == nil {
		return errNone("attendee")
	}
	changed.Dissents[numbered("n", e)] = &Dissent{Made: made(e), From: from, Agency: who.Agency, Abstains: di.Abstains, Text: di.Text}
	if changed.Assent != nil {
		changed.Assent.Agree = slices.DeleteFunc(changed.Assent.Agree, func(id string) bool { return m.Attendees[id].Agency == who.Agency })
	}
	return nil
}

func (di *dissentWithdraw) decide(a *asking) (body, *Refusal) {
	was := named(a, "dissent", a.decision("decision", di.Decision).Dissents, di.Dissent, "disagreement")
	a.standing("dissent", was.Withdrawn)
	a.reason(true, &di.Reason)
	if at := a.Attendees[a.by]; a.refusal == nil && (at == nil || at.Agency != was.Agency) {
		return di, Refuse(NotAllowed, "Only the agency that disagreed may take it back.")
	}
	return di, a.refusal
}

func (di *dissentWithdraw) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "decisions", m.Decisions, di.Decision)
	if err != nil {
		return err
	}
	was := changed.Dissents[di.Dissent]
	if was == nil {
		return errNone("disagreement")
	}
	was.Withdrawn = &Withdrawn{made(e), di.Reason}
	return nil
}

// inOrder are the disagreements in the order in which they were written down.
func (d *Decision) inOrder() []*Dissent {
	return slices.SortedFunc(maps.Values(d.Dissents), func(a, b *Dissent) int { return a.Number - b.Number })
}

func (di *Dissent) lead() string {
	if di.Abstains {
		return "Not able to say"
	}
	return "Disagrees"
}

// agreement is what stands beside a decision: who agreed, who did not.
func (w *writer) agreement(id string, d *Decision) {
	if len(d.Missing) > 0 {
		w.paragraph("", w.sectorWords(d.Missing)+" not connected when this was decided.", "")
	}
	if d.Assent != nil {
		names := []string{}
		for _, id := range d.Assent.Agree {
			names = append(names, w.attendeeWords(id))
		}
		w.paragraph("Agree", strings.Join(names, "; "), w.by(d.Assent.Made))
	}
	for _, other := range d.inOrder() {
		w.passage(dissentPassage+id+"-"+numberedAt(other.Number), other.lead(), other.Agency.Name+orNothing(": ", other.Text), w.by(other.Made))
		w.withdrawn(other.Withdrawn)
	}
	for _, rule := range w.Procedure.Timescales {
		if t := w.Timescales[rule.ID+"-"+id]; t != nil {
			w.paragraph(rule.Text, t.Words, "")
		}
	}
}
