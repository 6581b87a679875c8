package meeting

import "strings"

// circumstances says which of the procedure's circumstances are true of the case; those not named stay as they were.
type circumstances struct {
	Circumstances map[string]bool `json:"circumstances"`
}

func (c *circumstances) decide(a *asking) (body, *Refusal) {
	if len(c.Circumstances) == 0 {
		a.refuse("circumstances", "No circumstance is named.")
	}
	for id := range c.Circumstances {
		if !a.procedureOf().HasCircumstance(id) {
			a.refuse("circumstances", "There is no such circumstance in the procedure.")
		}
	}
	return c, a.refusal
}

func (c *circumstances) apply(m *Meeting, _ *Entry) error {
	m.touch("circumstances")
	for id, applies := range c.Circumstances {
		if applies {
			m.Circumstances[id] = true
		} else {
			delete(m.Circumstances, id)
		}
	}
	m.follow = m.Procedure.Duties(m.Circumstances)
	return nil
}

func circumstancesOfTheCase(w *writer) {
	apply := []string{}
	for _, c := range w.Procedure.Circumstances {
		if w.Circumstances[c.ID] {
			apply = append(apply, c.Text)
		}
	}
	if len(apply) > 0 {
		w.heading(2, "", "Circumstances", "circumstances")
		w.paragraph("", strings.Join(apply, "\n"), "")
	}
}
