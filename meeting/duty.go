package meeting

import (
	"slices"
	"strings"

	"strategyroom/meeting/procedure"
)

// duty says how something the procedure requires stands: done, by whom and when, or that it does not apply, and why.
// That it became an action says the action itself, by naming the duty; what the record shows by itself needs no word.
// What the circumstances oblige to stands in the procedure, with the document's sentence for each.
type duty struct {
	Duty   string `json:"duty"`
	State  string `json:"state"`            // "done" or "not-applicable"
	Who    string `json:"who,omitempty"`    // who did it; absent: the writer
	When   string `json:"when,omitempty"`   // civil date; absent: the day it was written down
	Reason string `json:"reason,omitempty"` // why it does not apply
}

// Duty is something that the procedure requires in the circumstances of the case, and how it stands.
type Duty struct {
	Text    string             `json:"text"`
	Under   string             `json:"under"` // an item
	State   string             `json:"state"`
	Why     []procedure.Reason `json:"why"`
	Said    *Part[duty]        `json:"said,omitempty"`    // what was last said of it
	Actions []string           `json:"actions,omitempty"` // that are to meet it
}

// The states of a duty besides Done and NotApplicable.
const (
	StillOpen = "open"
	Met       = "met" // the record shows it
	InAction  = "action"
)

func (d *duty) decide(a *asking) (body, *Refusal) {
	if named(a, "duty", a.Duties, d.Duty, "requirement of the procedure").State == Met {
		a.refuse("duty", "The record shows already that this is met.")
	}
	a.oneOf("state", d.State, Done, NotApplicable)
	a.optionalName("who", &d.Who)
	a.optionalDate("when", d.When)
	a.optionalText("reason", &d.Reason)
	if d.State == NotApplicable && d.Reason == "" {
		a.refuse("reason", "Say why it does not apply.")
	}
	return d, a.refusal
}

func (d *duty) apply(m *Meeting, e *Entry) error {
	if m.Duties[d.Duty] == nil {
		return errNone("duty")
	}
	m.said[d.Duty] = &Part[duty]{made(e), *d}
	return nil
}

// deriveDuties works out how each duty stands that follows from the circumstances.
func (m *Meeting) deriveDuties() {
	actions := map[string][]string{}
	for _, id := range m.Order.Actions {
		if ac := m.Actions[id]; ac.Duty != "" && ac.stands() {
			actions[ac.Duty] = append(actions[ac.Duty], id)
		}
	}
	duties := make(map[string]*Duty, len(m.follow))
	order := make([]string, 0, len(m.follow))
	for _, from := range m.follow {
		d := &Duty{Text: from.Text, Under: from.Under, State: StillOpen, Why: from.Why, Said: m.said[from.ID], Actions: actions[from.ID]}
		switch {
		case m.shows(from.Met):
			d.State = Met
		case d.Said != nil:
			d.State = d.Said.Is.State
		case d.Actions != nil:
			d.State = InAction
		}
		duties[from.ID], order = d, append(order, from.ID)
	}
	derive(m, "duties", m.Duties, duties)
	if !slices.Equal(order, m.Order.Duties) {
		m.touch("order", "duties")
		m.Order.Duties = order
	}
}

// shows reports whether the record shows by itself what a duty asks for.
func (m *Meeting) shows(met string) bool {
	switch met {
	case procedure.MeetingHeld:
		return len(m.Sittings) > 0
	case procedure.Section47Decided:
		return m.everyChild(func(l *Line) bool { return l != nil && l.Enquiries != nil })
	case procedure.CounsellingRecorded:
		return m.everyChild(func(l *Line) bool { return l != nil && l.Counselling != nil })
	case procedure.StorageAgreed:
		rows := (*Storage)(nil).grid(m).standing()
		return len(rows) > 0 && !slices.ContainsFunc(rows, func(r *Row[Storage]) bool { return r.Is.AgreedBy == "" })
	case procedure.AccessRecorded:
		return len((*Access)(nil).grid(m).standing()) > 0
	case procedure.ComputerRecorded:
		return len((*Computer)(nil).grid(m).standing()) > 0
	case procedure.DelayRecorded:
		return len(m.Delays) > 0
	case procedure.PlanningRecorded:
		return m.Planning != nil
	}
	return false
}

// everyChild reports whether there are children and it holds for each of them.
func (m *Meeting) everyChild(holds func(*Line) bool) bool {
	children := m.children()
	return len(children) > 0 && !slices.ContainsFunc(children, func(id string) bool { return !holds(m.Children[id]) })
}

var dutyWords = map[string]string{StillOpen: "Open", Met: "The record shows it", InAction: "To be done", Done: "Done", NotApplicable: "Does not apply"}

func dutiesUnder(w *writer, item string) {
	rows := [][]string{}
	for _, id := range w.Order.Duties {
		d := w.Duties[id]
		if d.Under != item {
			continue
		}
		state := dutyWords[d.State]
		switch {
		case d.State == InAction:
			state += ": " + strings.Join(d.Actions, ", ")
		case d.Said != nil && d.State == Done:
			state = join(state, or(d.Said.Is.Who, w.attendeeWords(d.Said.By)), or(dayOrNone(d.Said.Is.When), w.clock(d.Said.At)))
		case d.Said != nil && d.State == NotApplicable:
			state += ": " + d.Said.Is.Reason
		}
		rows = append(rows, []string{d.Text, state})
	}
	w.grid("What the procedure requires", []string{"Requirement", "State"}, []int{60, 40}, rows)
}
