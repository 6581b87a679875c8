package meeting

// phaseChange opens, adjourns, resumes or closes the meeting. The chair alone does so.
type phaseChange struct {
	Phase  Phase  `json:"phase"`
	Reason string `json:"reason,omitempty"` // of an adjournment: why, and when it goes on
}

// Sitting is one stretch of an open meeting. Times are RFC 3339, UTC; To is absent while it lasts.
type Sitting struct {
	From   string `json:"from"`
	To     string `json:"to,omitempty"`
	Reason string `json:"reason,omitempty"` // why it was adjourned
}

// nextPhases is where a meeting may go from where it stands.
var nextPhases = map[Phase][]Phase{
	Convened:  {Open},
	Open:      {Adjourned, Closed},
	Adjourned: {Open, Closed},
}

func (p *phaseChange) decide(a *asking) (body, *Refusal) {
	a.optionalText("reason", &p.Reason)
	a.oneOf("phase", string(p.Phase), string(Open), string(Adjourned), string(Closed))
	if p.Reason != "" && p.Phase != Adjourned {
		a.refuse("reason", "Only an adjournment takes a reason.")
	}
	if a.refusal != nil {
		return p, a.refusal
	}
	for _, next := range nextPhases[a.Phase] {
		if next == p.Phase {
			return p, nil
		}
	}
	return p, Refuse(WrongPhase, "%s", phaseSentence(a.Phase))
}

func (p *phaseChange) apply(m *Meeting, e *Entry) error {
	m.touch("phase")
	m.touch("sittings")
	m.Phase = p.Phase
	if p.Phase == Open {
		m.Sittings = append(m.Sittings, Sitting{From: e.At})
	} else if last := len(m.Sittings) - 1; last >= 0 && m.Sittings[last].To == "" {
		m.Sittings[last].To = e.At
		m.Sittings[last].Reason = p.Reason
	}
	if p.Phase == Closed {
		m.everybodyLeaves(e)
	}
	return nil
}

// sittingWords is the date and the times of the sittings; the planned start before the first.
func (w *writer) sittingWords() string {
	const day, clock = "Monday 2 January 2006", "15:04 MST"
	if len(w.Sittings) == 0 && w.StartsAt == "" {
		return ""
	}
	if len(w.Sittings) == 0 {
		return w.local(w.StartsAt, day+", "+clock) + " (planned)"
	}
	words := ""
	for _, s := range w.Sittings {
		if words != "" {
			words += "\n"
		}
		words += w.local(s.From, day) + ", " + w.local(s.From, "15:04")
		if s.To == "" {
			words += " " + w.local(s.From, "MST") + ", still open"
			continue
		}
		words += " to " + w.local(s.To, clock)
		if s.Reason != "" {
			words += " (adjourned: " + s.Reason + ")"
		}
	}
	return words
}
