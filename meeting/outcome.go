package meeting

import (
	"fmt"
	"slices"

	"strategyroom/meeting/procedure"
)

// deriveOutcomes draws what follows by the procedure from the children's risk. "Where the enquiries have revealed that
// there are children about whom there are concerns of continuing risk of significant harm, and Initial Child Protection
// Conference will be convened within 15 working days. Where there are no children identified as at risk of continuing
// significant harm in relation to the adult, the police will continue with the investigations to establish the identity
// of the child/ren in the images."
//
// What begins to follow becomes an action; what no longer follows is withdrawn. Between the two the action keeps to its
// timescale and is like any other: it may be amended, and withdrawn by hand, and then is not made again.
func (m *Meeting) deriveOutcomes(e *Entry) {
	wanted, ends := map[string]bool{}, map[string]*Timescale{"identity": m.review()}
	for _, child := range m.children() {
		cause := "conference-" + child
		wanted[cause], ends[cause] = m.Children[child].risk() == Yes, m.conference(child)
		if wanted[cause] && !m.wanted[cause] {
			m.act(e, cause, "Convene the Initial Child Protection Conference for "+m.People[child].Words(), "social-care", ends[cause])
		}
	}
	wanted["identity"] = m.noRisk() != ""
	if wanted["identity"] && !m.wanted["identity"] {
		m.act(e, "identity", "Go on with the investigations to establish the identity of the children in the images", "police", ends["identity"])
	}
	for _, id := range m.Order.Actions {
		ac := m.Actions[id]
		switch t := ends[ac.Cause]; {
		case ac.Cause == "" || ac.Withdrawn != nil:
		case m.wanted[ac.Cause] && !wanted[ac.Cause]:
			m.touch("actions", id)
			ac.Withdrawn = &Withdrawn{made(e), "It no longer follows from what was settled of the children."}
		case t != nil && t.By != ac.Due && len(ac.Earlier) == 0: // nobody amended it
			m.touch("actions", id)
			ac.Due = t.By
		}
	}
	m.wanted = wanted
}

// review is the timescale at whose end the police's going on is looked at again.
func (m *Meeting) review() *Timescale {
	for _, rule := range m.Procedure.Timescales {
		if rule.From == procedure.FromNoRisk {
			return m.Timescales[rule.ID]
		}
	}
	return nil
}

// act adds an action that follows by the procedure, due when its timescale ends.
func (m *Meeting) act(e *Entry, cause, text, sector string, t *Timescale) {
	item := "outcome"
	if m.Items[item] == nil {
		item = ""
	}
	id, agreed := fmt.Sprintf("A%d", len(m.Order.Actions)+1), made(e)
	ac := &Action{Made: agreed, Item: item, Text: text, Owner: m.ofSector(sector), Agreed: &agreed, Cause: cause, Progress: []Progress{}}
	if t != nil {
		ac.Due = t.By
	}
	add(m, "actions", m.Actions, &m.Order.Actions, id, ac)
	if m.asClosed != nil {
		m.follows(e, "Action "+id, m.actionWords(ac))
	}
}

// ofSector is who acts for a sector: the chair or else the first attendee of it, else the sector, told by the chair.
func (m *Meeting) ofSector(sector string) Owner {
	at := slices.IndexFunc(m.Order.Attendees, func(id string) bool {
		a := m.Attendees[id]
		return a.Agency.Sector == sector && a.Role != Observer && m.Admission(id) != Excluded
	})
	switch chair := m.Attendees[m.Chair]; {
	case chair != nil && chair.Agency.Sector == sector:
		return Owner{Attendee: m.Chair}
	case at >= 0:
		return Owner{Attendee: m.Order.Attendees[at]}
	}
	name := sector
	if s := m.Procedure.Sector(sector); s != nil {
		name = s.Name
	}
	return Owner{Name: name, Agency: &Agency{Sector: sector, Name: name}, ToldBy: m.Chair}
}
