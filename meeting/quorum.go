package meeting

import (
	"slices"
	"strings"
)

// quorum says why the meeting goes on although a sector of the minimum attendance is missing, how the child is kept
// safe meanwhile, and who will be told. The document is silent; the practice is "At least social care, police and health
// take part in a strategy meeting."
type quorum struct {
	Reason  string `json:"reason"`
	Interim string `json:"interim"`
	Told    string `json:"told"`
}

// GoingOn is one such choice of the chair, with the sectors that were missing. It lasts until another goes missing, or the
// same one again.
type GoingOn struct {
	Made
	quorum
	Missing []string `json:"missing"`
}

func (q *quorum) decide(a *asking) (body, *Refusal) {
	if len(a.Missing) == 0 {
		a.refuse("", "The minimum attendance is met.")
	}
	a.text("reason", &q.Reason)
	a.text("interim", &q.Interim)
	a.text("told", &q.Told)
	return q, a.refusal
}

func (q *quorum) apply(m *Meeting, e *Entry) error {
	m.touch("goingOn")
	m.GoingOn = append(m.GoingOn, GoingOn{made(e), *q, slices.Clone(m.Missing)})
	m.goOn(len(m.Missing) > 0)
	return nil
}

// deriveMissing works out which sectors of the minimum attendance nobody is here for while the meeting is open. Who has
// been gone for under a minute is here still: the record notes leaving only then.
func (m *Meeting) deriveMissing() {
	missing := []string{}
	if m.Phase == Open {
		for _, sector := range m.Procedure.MinimumAttendance.Sectors {
			if !slices.ContainsFunc(m.Order.Attendees, func(id string) bool {
				a := m.Attendees[id]
				return a.Here() && a.Agency.Sector == sector && a.Role != Observer
			}) {
				missing = append(missing, sector)
			}
		}
	}
	// Who goes missing after the chair chose has the chair choose again, also where they were missing before.
	m.goOn(m.GoesOn && len(missing) > 0 && !slices.ContainsFunc(missing, func(sector string) bool { return !slices.Contains(m.Missing, sector) }))
	if !slices.Equal(missing, m.Missing) {
		m.touch("missing")
		m.Missing = missing
	}
}

func (m *Meeting) goOn(on bool) {
	if on != m.GoesOn {
		m.touch("goesOn")
		m.GoesOn = on
	}
}

func goingOn(w *writer) {
	for _, g := range w.GoingOn {
		w.paragraph("Minimum attendance", w.sectorWords(g.Missing)+" missing. The meeting goes on: "+g.Reason+
			"\nMeanwhile: "+g.Interim+"\nTold: "+g.Told, w.by(g.Made))
	}
}

// sectorWords names sectors.
func (m *Meeting) sectorWords(ids []string) string {
	names := []string{}
	for _, id := range ids {
		if s := m.Procedure.Sector(id); s != nil {
			names = append(names, s.Name)
		}
	}
	return strings.Join(names, ", ")
}
