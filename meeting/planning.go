package meeting

import "strategyroom/meeting/procedure"

// planning records that those planned together who must: "Planning should take place between a Senior Manager in
// Children's Social Care and the Detective Chief Inspector/Detective Inspector for Police PVP." What is recorded anew
// takes the place of what was.
type planning struct {
	SeniorManager string `json:"seniorManager"`
	Inspector     string `json:"inspector"`
	When          string `json:"when"` // civil date
	Agreed        string `json:"agreed"`
}

func (p *planning) decide(a *asking) (body, *Refusal) {
	a.name("seniorManager", &p.SeniorManager)
	a.name("inspector", &p.Inspector)
	a.date("when", p.When)
	a.text("agreed", &p.Agreed)
	return p, a.refusal
}

func (p *planning) apply(m *Meeting, e *Entry) error {
	m.touch("planning")
	m.Planning = &Part[planning]{made(e), *p}
	return nil
}

// planningUnder stands under the item of the duty that it meets.
func planningUnder(w *writer, item string) {
	if w.Planning == nil {
		return
	}
	under := ""
	for _, duty := range w.Procedure.AllDuties {
		if duty.Met == procedure.PlanningRecorded {
			under = duty.Under
		}
	}
	if item == w.last(func(it *Item) bool { return under != "" && it == w.Items[under] }) {
		p := w.Planning.Is
		w.paragraph("Planning", p.SeniorManager+" and "+p.Inspector+", "+dayWords(p.When)+": "+p.Agreed, w.by(w.Planning.Made))
	}
}
