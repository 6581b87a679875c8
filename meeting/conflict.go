package meeting

import (
	"slices"
	"strings"
)

// conflict records what the chair found out by voice before somebody of the agency that the person suspected works for
// is let in: "does not know" the person, knows and may stay because of a reason, or may not attend. Without an attendee
// and a name it is the one line for all others: nobody else here knows the person. "Where the suspect is employed by, or a
// volunteer or foster carer, for an LSCB agency, the procedures to be followed are given 'allegations against childcare
// professionals' procedures."
//
// Only attendees of the agency wait at the door. Who may not attend stays away for good: by the link, by telephone, and
// under the same name again.
type conflict struct {
	Attendee string  `json:"attendee,omitempty"`
	Name     string  `json:"name,omitempty"` // somebody who was not invited and may not attend
	Agency   *Agency `json:"agency,omitempty"`
	Finding  string  `json:"finding"` // "does-not-know", "knows-may-stay", "may-not-attend" or "none-of-the-others"
	Reason   string  `json:"reason,omitempty"`
}

// Finding is one such finding.
type Finding struct {
	conflict
	Made
}

// The findings.
const (
	DoesNotKnow    = "does-not-know"
	KnowsMayStay   = "knows-may-stay"
	MayNotAttend   = "may-not-attend"
	NoneOthersKnow = "none-of-the-others"
)

func (c *conflict) decide(a *asking) (body, *Refusal) {
	switch {
	case c.Attendee != "":
		who := a.attendee("attendee", c.Attendee)
		a.oneOf("finding", c.Finding, DoesNotKnow, KnowsMayStay, MayNotAttend)
		if c.Finding == MayNotAttend && who.Role == Chair {
			a.refuse("attendee", "Hand the chair over first.")
		}
		if c.Name != "" || c.Agency != nil {
			a.refuse("name", "Say either which attendee or who else.")
		}
	case c.Name != "":
		a.name("name", &c.Name)
		if c.Agency != nil {
			a.agency("agency", c.Agency)
		}
		a.oneOf("finding", c.Finding, MayNotAttend)
	default:
		a.oneOf("finding", c.Finding, NoneOthersKnow)
	}
	a.reason(c.Finding == KnowsMayStay || c.Finding == MayNotAttend, &c.Reason)
	return c, a.refusal
}

func (c *conflict) apply(m *Meeting, e *Entry) error {
	m.touch("conflicts")
	m.Conflicts = append(m.Conflicts, Finding{*c, made(e)})
	if at := m.Attendees[c.Attendee]; at != nil && c.Finding == MayNotAttend && at.Here() {
		m.touch("attendees", c.Attendee)
		at.Attendance[len(at.Attendance)-1].To = e.At
	}
	return nil
}

// Entry to a meeting, for an attendee.
const (
	Admitted = "admitted"
	Waits    = "waits"          // at the door, until the chair has asked
	Excluded = "may-not-attend" // for good
)

// Admission says whether an attendee may come in. Of the agency that a person suspected works for, who is not here yet
// waits at the door until the chair has asked; who is here stays until then. The chair does not wait.
func (m *Meeting) Admission(attendee string) string {
	who := m.Attendees[attendee]
	if who == nil {
		return Excluded
	}
	if finding := m.finding(attendee); finding != "" {
		if finding == MayNotAttend {
			return Excluded
		}
		return Admitted
	}
	if m.mustBeAsked(who) && !who.Here() && !m.wasThereAtTheEnd(who) {
		return Waits
	}
	return Admitted
}

// wasThereAtTheEnd reports whether somebody was there when the meeting closed: they may read and sign what they heard.
func (m *Meeting) wasThereAtTheEnd(who *Attendee) bool {
	last := len(who.Attendance) - 1
	return m.Closing != nil && last >= 0 && who.Attendance[last].To == m.Closing.At
}

func (m *Meeting) mustBeAsked(who *Attendee) bool { return who.Role != Chair && m.employs(who.Agency) }

// finding is the latest finding about an attendee, empty where there is none.
func (m *Meeting) finding(attendee string) string {
	found := ""
	for _, c := range m.Conflicts {
		if c.Attendee == attendee {
			found = c.Finding
		}
	}
	return found
}

// employs reports whether a person suspected works for an agency.
func (m *Meeting) employs(agency Agency) bool {
	for _, p := range m.People {
		if p.Category == Suspected && p.Withdrawn == nil && p.Employer != nil && p.Employer.same(agency) {
			return true
		}
	}
	return false
}

var findingWords = map[string]string{DoesNotKnow: "does not know the person", KnowsMayStay: "knows the person and may stay",
	MayNotAttend: "may not attend", NoneOthersKnow: "Nobody else here knows the person"}

func conflicts(w *writer) {
	for _, c := range w.Conflicts {
		w.paragraph("Conflict of interest", w.conflictWords(&c.conflict), w.by(c.Made))
	}
}

func (m *Meeting) conflictWords(c *conflict) string {
	who := ""
	switch {
	case c.Attendee != "":
		who = m.attendeeWords(c.Attendee) + " "
	case c.Agency != nil:
		who = c.Name + ", " + c.Agency.Name + " "
	case c.Name != "":
		who = c.Name + " "
	}
	return who + findingWords[c.Finding] + orNothing(": ", c.Reason)
}

// same reports whether two agencies are one, in whatever case somebody typed the name.
func (a Agency) same(other Agency) bool {
	return a.Sector == other.Sector && strings.EqualFold(a.Name, other.Name)
}

// barred reports whether somebody of that name and agency may not attend.
func (m *Meeting) barred(name string, agency Agency) bool {
	return slices.ContainsFunc(m.Conflicts, func(c Finding) bool {
		if at := m.Attendees[c.Attendee]; at != nil {
			return m.finding(c.Attendee) == MayNotAttend && strings.EqualFold(at.Name, name) && at.Agency.same(agency)
		}
		return c.Name != "" && strings.EqualFold(c.Name, name) && (c.Agency == nil || c.Agency.same(agency))
	})
}
