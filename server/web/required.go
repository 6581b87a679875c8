package web

import (
	"slices"
	"strings"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// required are the duties under an item, each with how it stands, why, and what may be said of it.
func required(m *meeting.Meeting, at seat, item string) part {
	p := part{ID: "required", Title: "What the procedure requires"}
	for _, id := range m.Order.Duties {
		duty := m.Duties[id]
		if duty.Under != item {
			continue
		}
		t := thing{ID: "duty-" + id, Name: duty.Text, Facts: dutyState(m, duty), Why: reasonsOf(m, duty)}
		say := func(to *[]*sheet, form, state string, s sheet) {
			s.Of, s.Fields = duty.Text, append(s.Fields, hidden("duty", id), hidden("state", state))
			change(m, at, to, "duty", t.ID+"-"+form, item, s)
		}
		if duty.State == meeting.StillOpen {
			t.Fold = "Say more"
			say(&t.Direct, "done", meeting.Done, sheet{Button: "Done", Look: "secondary"})
		}
		if duty.State != meeting.Met {
			say(&t.Sheets, "who", meeting.Done, sheet{Button: "Write down that it is done",
				Fields: []field{line("who", "Who did it"), day("when", "When").hinted("Empty: today")}})
			say(&t.Sheets, "not-applicable", meeting.NotApplicable, sheet{Button: "It does not apply", Look: "secondary",
				Fields: []field{{Sort: "lines", Name: "reason", Label: "Why it does not apply", Rows: 2}}})
		}
		if duty.State == meeting.StillOpen {
			change(m, at, &t.Sheets, "action", t.ID+"-action", item, sheet{Button: "Make it an action", Look: "secondary", Of: duty.Text,
				Fields: append(actionFields(m, &meeting.Action{Text: duty.Text}), hidden("item", item), hidden("duty", id))}, at.attendee)
		}
		p.Lines = append(p.Lines, t)
	}
	return p
}

func dutyState(m *meeting.Meeting, d *meeting.Duty) string {
	switch {
	case d.State == meeting.Met:
		return "The record shows it"
	case d.State == meeting.InAction:
		return "To be done: " + strings.Join(d.Actions, ", ")
	case d.State == meeting.NotApplicable && d.Said != nil:
		return "Does not apply: " + d.Said.Is.Reason
	case d.State == meeting.Done && d.Said != nil:
		who := d.Said.Is.Who
		if who == "" {
			who = nameOfAttendee(m, d.Said.By)
		}
		return words(", ", "Done by "+who, dayWords(d.Said.Is.When))
	default:
		return "Open"
	}
}

// reasonsOf are the document's sentences that oblige, each with the circumstances in which they do.
func reasonsOf(m *meeting.Meeting, d *meeting.Duty) string {
	said := []string{}
	for _, why := range d.Why {
		are := []string{}
		for _, c := range m.Procedure.Circumstances {
			if m.Circumstances[c.ID] && slices.Contains(why.When, c.ID) {
				are = append(are, c.Text)
			}
		}
		said = append(said, "Because: "+strings.Join(are, "; ")+".", "“"+why.Source+"”")
	}
	return strings.Join(append(said, m.Procedure.Name), "\n")
}

// planned is the planning between the senior managers, under the duty that asks for it.
func planned(m *meeting.Meeting, at seat, item string) part {
	p := part{ID: "planning"}
	if metBy(m, procedure.PlanningRecorded) != item {
		return p
	}
	fields := []field{line("seniorManager", "Senior manager, children’s social care"), line("inspector", "Detective (chief) inspector"),
		day("when", "When"), lines("agreed", "What they agreed", 2)}
	s := sheet{Title: "Record the planning", Folded: true, Button: "Write down the planning", Fields: fields}
	if m.Planning != nil { // it stands in the minutes above
		s.Title, s.Fields = "Write the planning anew", holding(m.Planning.Is, fields...)
	}
	change(m, at, &p.Sheets, "planning", "planning", item, s)
	return p
}

// delayed asks for the reasons for delay under a question that asks for a timescale, where one is passed, where the
// procedure asks for them in this case, or to write them anew.
func delayed(m *meeting.Meeting, at seat, item string) part {
	about := m.Items[item].Delay
	p := part{ID: "delay-" + about}
	was := m.Delays[about]
	passed := isOpen(m, "delay-"+about)
	if about == "" || was == nil && !passed && metBy(m, procedure.DelayRecorded) == "" {
		return p
	}
	if passed {
		p.Title = "Reasons for delay"
		for _, open := range m.StillOpen {
			if open.Place == p.ID {
				p.Facts = open.Words
			}
		}
	}
	fields := []field{lines("cause", "Why it takes longer", 2), day("expected", "Expected by"), line("reference", "Reference (optional)"),
		lines("interim", "What keeps the child safe meanwhile", 2), line("authorisedBy", "Authorised by"), day("review", "Reviewed on")}
	s := sheet{Title: "Record reasons for delay", Folded: true, Button: "Write down the reasons"}
	if was != nil {
		s.Title, fields = "Write the reasons for delay anew", holding(was, fields...)
	} else if given := m.Items[item].Answers[meeting.All]; given != nil {
		fields[1].Value = given.Expected
	}
	s.Fields = append(fields, hidden("about", about))
	change(m, at, &p.Sheets, "delay", p.ID+"-write", item, s)
	return p
}
