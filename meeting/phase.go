package meeting

import (
	"fmt"
	"slices"
	"strings"
)

// phaseChange opens, adjourns, resumes or closes the meeting. The chair alone does so. While a question has no answer, a
// child no line, a duty no state or the alarm no officer, closing is refused with the list of what is open, or needs the
// reason why it stays so.
type phaseChange struct {
	Phase  Phase  `json:"phase"`
	Reason string `json:"reason,omitempty"` // why it is adjourned, or closed with something still open
}

// Sitting is one stretch of an open meeting. Times are RFC 3339, UTC; To is absent while it lasts.
type Sitting struct {
	From   string `json:"from"`
	To     string `json:"to,omitempty"`
	Reason string `json:"reason,omitempty"` // why it was adjourned
}

// Closing says when the meeting was closed and by whom; where a reason was given, also what was open then.
type Closing struct {
	Made
	Reason string      `json:"reason,omitempty"`
	Open   []Unsettled `json:"open,omitempty"`
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
	if p.Reason != "" && p.Phase == Open {
		a.refuse("reason", "Opening takes no reason.")
	}
	if a.refusal != nil {
		return p, a.refusal
	}
	if !slices.Contains(nextPhases[a.Phase], p.Phase) {
		return p, Refuse(WrongPhase, "%s", phaseSentence(a.Phase))
	}
	if p.Phase == Closed && len(a.StillOpen) > 0 && p.Reason == "" {
		return p, &Refusal{Code: Unfinished, Field: "reason", Open: slices.Clone(a.StillOpen), Message: fmt.Sprintf(
			"%s still open. Settle what can be settled, or say why the meeting closes all the same.",
			counted(len(a.StillOpen), "thing is", "things are"))}
	}
	return p, nil
}

func (p *phaseChange) apply(m *Meeting, e *Entry) error {
	m.touch("phase")
	m.touch("sittings")
	m.Phase = p.Phase
	if p.Phase == Open {
		m.Sittings = append(m.Sittings, Sitting{From: e.At})
	} else if last := len(m.Sittings) - 1; last >= 0 && m.Sittings[last].To == "" {
		m.Sittings[last].To = e.At
		if p.Phase == Adjourned {
			m.Sittings[last].Reason = p.Reason
		}
	}
	if p.Phase == Closed {
		m.touch("closing")
		m.Closing = &Closing{Made: made(e), Reason: p.Reason}
		if p.Reason != "" {
			m.Closing.Open = slices.Clone(m.StillOpen)
		}
		m.everybodyLeaves(e)
		m.moveTo(Tidying)
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

// leftOpen is what was open when the meeting closed, and why it closed all the same.
func leftOpen(w *writer) {
	if w.Closing == nil || w.Closing.Reason == "" {
		return
	}
	w.heading(2, "", "Closing", "closing")
	w.paragraph("Why it closed all the same", w.Closing.Reason, w.by(w.Closing.Made))
	left := make([]string, len(w.Closing.Open))
	for i, open := range w.Closing.Open {
		left[i] = open.Words
	}
	if len(left) > 0 {
		w.paragraph("Still open then", strings.Join(left, "\n"), "")
	}
}
