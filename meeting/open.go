package meeting

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Unsettled is one thing that must be settled before the meeting may close without a reason: where it stands, and words.
type Unsettled struct {
	Place string `json:"place"` // an item, "duty-refer-child", "child-p5", "alarm", "conflict-a7" or "delay-forensic"
	Words string `json:"words"`
}

// apart are the kinds that nothing derived depends on. Notes alone are most of a long record, so that each of these
// would cost as much again to fold. A kind that is not named here is derived from.
var apart = map[string]bool{
	"note": true, "note.allow": true, "item.current": true, "convene.amend": true, "decision": true, "decision.amend": true,
	"decision.confirm": true, "information": true, "information.amend": true, "information.withdraw": true,
	"restricted": true, "restricted.amend": true, "restricted.withdraw": true,
}

// derive works out anew what follows from the record as a whole, after an entry.
func (m *Meeting) derive(e *Entry) {
	if apart[e.Kind] {
		return
	}
	m.deriveMissing()
	m.deriveTimescales()
	m.deriveOutcomes(e)
	m.deriveDuties()
	m.deriveOpen()
}

// deriveOpen lists what is still open: the questions and duties in the order of the agenda, then the children, the
// alarm, who must be asked whether they know the person suspected, and delays.
func (m *Meeting) deriveOpen() {
	open := []Unsettled{}
	for _, id := range m.Order.Items {
		it := m.Items[id]
		if words := stateWords[it.State]; words != "" {
			open = append(open, Unsettled{id, fmt.Sprintf("Question %d: %s", it.Question, words)})
		}
		for _, duty := range m.Order.Duties {
			if d := m.Duties[duty]; d.Under == id && d.State == StillOpen {
				open = append(open, Unsettled{"duty-" + duty, d.Text})
			}
		}
	}
	for _, child := range m.children() {
		if lacks := m.Children[child].lacks(); lacks != nil {
			open = append(open, Unsettled{"child-" + child, m.People[child].Words() + ": " + strings.Join(lacks, ", ") + " not settled"})
		}
	}
	if m.Alarm.stands() && m.Alarm.Officer == "" {
		open = append(open, Unsettled{"alarm", "A child may be about to meet the person: no officer has it"})
	}
	for _, id := range m.Order.Attendees {
		if a := m.Attendees[id]; a.Here() && m.mustBeAsked(a) && m.finding(id) == "" {
			open = append(open, Unsettled{"conflict-" + id, "Ask " + a.Name + " whether they know the person suspected"})
		}
	}
	for _, about := range []string{Forensic, Criminal} {
		if passed := m.passed(about); passed != "" {
			open = append(open, Unsettled{"delay-" + about, delayWords[about] + " is expected after " + dayWords(passed) +
				", by when a conference is due: say why and what keeps the child safe"})
		}
	}
	if !slices.Equal(open, m.StillOpen) {
		m.touch("stillOpen")
		m.StillOpen = open
	}
}

// stateWords are the states of a question that are open.
var stateWords = map[string]string{NotAnswered: "not answered", PartAnswered: "not answered for every child",
	ProposedAnswer: "an answer is proposed, nobody has taken it"}

// derive replaces in a derived collection what changed.
func derive[T any](m *Meeting, field string, kept, now map[string]*T) {
	for id := range kept {
		if now[id] == nil {
			m.touch(field, id)
			delete(kept, id)
		}
	}
	for id, thing := range now {
		if !reflect.DeepEqual(kept[id], thing) {
			m.touch(field, id)
			kept[id] = thing
		}
	}
}
