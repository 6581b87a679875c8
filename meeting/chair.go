package meeting

// chairChange hands the chair over, or lets the deputy take it when the chair has been away for two minutes. Exactly one
// attendee is chair at a time; whoever was becomes deputy.
type chairChange struct {
	To string `json:"to"` // an attendee
}

// Handover is one change of chair.
type Handover struct {
	At   string `json:"at"`
	From string `json:"from"`
	To   string `json:"to"`
	By   string `json:"by"` // From where it was handed over, To where the deputy took it
}

func (c *chairChange) decide(a *asking) (body, *Refusal) {
	next := a.attendee("to", c.To)
	switch {
	case a.refusal != nil:
	case next.Role == Chair:
		a.refuse("to", "This attendee is the chair already.")
	case next.Role == Observer:
		a.refuse("to", "An observer reads only and cannot chair.")
	case a.Admission(c.To) != Admitted:
		a.refuse("to", "This attendee may not come in, or not yet.")
	case next.Telephone:
		a.refuse("to", "This attendee has no screen and cannot chair.")
	case a.permission == Own && c.To != a.by:
		return c, Refuse(NotAllowed, "The deputy may take over, not pass the chair on.")
	case a.permission == Own && a.given.ChairAway < TakeOverAfter:
		return c, Refuse(NotAllowed, "The deputy may take over when the chair has been away for two minutes.")
	}
	return c, a.refusal
}

func (c *chairChange) apply(m *Meeting, e *Entry) error {
	next, err := change(m, "attendees", m.Attendees, c.To)
	if err != nil {
		return err
	}
	former, err := change(m, "attendees", m.Attendees, m.Chair)
	if err != nil {
		return err
	}
	m.touch("chair")
	m.touch("handovers")
	m.Handovers = append(m.Handovers, Handover{At: e.At, From: m.Chair, To: c.To, By: e.By})
	former.Role, next.Role, m.Chair = Deputy, Chair, c.To
	return nil
}

func handovers(w *writer) {
	for _, h := range w.Handovers {
		if h.By == h.To {
			w.paragraph("Chair", w.attendeeWords(h.To)+" took over while "+w.attendeeWords(h.From)+" was away.", w.clock(h.At))
			continue
		}
		w.paragraph("Chair", w.attendeeWords(h.From)+" handed the chair to "+w.attendeeWords(h.To)+".", w.clock(h.At))
	}
}
