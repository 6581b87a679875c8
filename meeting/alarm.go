package meeting

import (
	"slices"
	"strings"
)

// alarm writes down what is known of a child's coming meeting with the person: where, when, which police officer has
// it; hands it to a named officer with a time to report by; and, in the end, what came of it. What is absent stays as it
// was; "not known" is an answer. It is about the question "Is the child about to meet the person contacting them?"
type alarm struct {
	Where      *string `json:"where,omitempty"`
	When       *string `json:"when,omitempty"`
	Police     *string `json:"police,omitempty"`     // who of the police has it
	Officer    *string `json:"officer,omitempty"`    // whom it is handed to when the meeting ends
	ReportBy   *string `json:"reportBy,omitempty"`   // civil date
	ReportTime *string `json:"reportTime,omitempty"` // HH:MM
	Outcome    *string `json:"outcome,omitempty"`
}

// Alarm stands while a child may be about to meet the person, or nobody knows, until its outcome is recorded.
type Alarm struct {
	State      string        `json:"state"` // "yes", "not-known"; or "no" where the answer changed to that
	Since      string        `json:"since"` // RFC 3339, UTC
	Children   []string      `json:"children"`
	Where      string        `json:"where,omitempty"`
	When       string        `json:"when,omitempty"`
	Police     string        `json:"police,omitempty"`
	Officer    string        `json:"officer,omitempty"`
	ReportBy   string        `json:"reportBy,omitempty"`
	ReportTime string        `json:"reportTime,omitempty"`
	Outcome    *Part[string] `json:"outcome,omitempty"`
	Earlier    []*Alarm      `json:"earlier,omitempty"` // those that had their outcome when it was raised anew, the newest last
}

func (al *alarm) decide(a *asking) (body, *Refusal) {
	if a.Alarm == nil {
		a.refuse("", "Nobody has answered yet that the child may be about to meet the person.")
		return al, a.refusal
	}
	if *al == (alarm{}) {
		a.refuse("where", "Nothing is said.")
	}
	for _, given := range []struct {
		field string
		text  *string
	}{{"where", al.Where}, {"when", al.When}, {"police", al.Police}, {"officer", al.Officer}} {
		if given.text != nil {
			a.name(given.field, given.text)
		}
	}
	if al.ReportBy != nil {
		a.date("reportBy", *al.ReportBy)
	}
	if al.ReportTime != nil && !isTimeOfDay(*al.ReportTime) {
		a.refuse("reportTime", "The time is not a time of day; write it as 18:00.")
	}
	if al.Officer != nil && or(value(al.ReportBy), a.Alarm.ReportBy) == "" {
		a.refuse("reportBy", "Say by when the officer reports.")
	}
	if al.Outcome != nil {
		a.text("outcome", al.Outcome)
	}
	return al, a.refusal
}

func (al *alarm) apply(m *Meeting, e *Entry) error {
	if m.Alarm == nil {
		return errNone("alarm")
	}
	m.touch("alarm")
	take(&m.Alarm.Where, al.Where)
	take(&m.Alarm.When, al.When)
	take(&m.Alarm.Police, al.Police)
	take(&m.Alarm.Officer, al.Officer)
	take(&m.Alarm.ReportBy, al.ReportBy)
	take(&m.Alarm.ReportTime, al.ReportTime)
	settle(&m.Alarm.Outcome, al.Outcome, e)
	return nil
}

// raise works out from the answers to a question that raises the alarm whether it stands, after one of them was given.
// An alarm that had its outcome is raised anew by whatever is not a plain no.
func (m *Meeting) raise(question *Item, given *Answer, e *Entry) {
	now := &Alarm{State: No, Since: e.At, Children: []string{}}
	for _, state := range []string{Yes, NotKnown} {
		for _, key := range append([]string{All}, m.Order.People...) {
			if said := question.Answers[key]; said != nil && said.Value == state && (now.State == No || now.State == state) {
				now.State = state
				if said.Person != "" {
					now.Children = append(now.Children, said.Person)
				}
			}
		}
	}
	was := m.Alarm
	switch {
	case was == nil && now.State == No:
		return
	case was != nil && was.Outcome != nil && (given.Value == Yes || given.Value == NotKnown):
		now.Earlier = append(was.Earlier, was)
		was.Earlier = nil
		m.touch("alarm")
		m.Alarm = now
	case was == nil:
		m.touch("alarm")
		m.Alarm = now
	default:
		m.touch("alarm")
		if was.State != now.State {
			was.Since = now.Since
		}
		was.State, was.Children = now.State, now.Children
	}
}

// stands reports whether somebody still has to look after the alarm.
func (al *Alarm) stands() bool { return al != nil && al.State == Yes && al.Outcome == nil }

func alarmOnTop(w *writer) {
	if w.Alarm == nil {
		return
	}
	w.heading(2, "", "A child may be about to meet the person", "alarm")
	for _, al := range append(slices.Clone(w.Alarm.Earlier), w.Alarm) {
		w.document.Blocks = append(w.document.Blocks, Block{Facts: w.alarmFacts(al)})
	}
}

func (w *writer) alarmFacts(al *Alarm) []Fact {
	names := []string{}
	for _, id := range al.Children {
		if p := w.People[id]; p != nil {
			names = append(names, p.Words())
		}
	}
	facts := []Fact{{"Answer", join(valueWords[al.State], "since "+w.local(al.Since, "2 January 2006, 15:04 MST"))}}
	for _, f := range []Fact{{"Child", strings.Join(names, ", ")}, {"Where", al.Where}, {"When", al.When}, {"Police", al.Police},
		{"Handed to", al.Officer}, {"Reports by", join(dayOrNone(al.ReportBy), al.ReportTime)}} {
		if f.Text != "" {
			facts = append(facts, f)
		}
	}
	if al.Outcome != nil {
		facts = append(facts, Fact{"Outcome", al.Outcome.Is + " (" + w.by(al.Outcome.Made) + ")"})
	}
	return facts
}
