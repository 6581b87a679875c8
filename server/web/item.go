package web

import (
	"slices"
	"strconv"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// itemSheets are the forms to write something under an item, as far as the viewer may now.
func itemSheets(m *meeting.Meeting, at seat, item string) []*sheet {
	all := []*sheet{}
	add := func(kind, id string, make func(may meeting.Permission) *sheet) {
		if may := allowed(m, at.attendee, kind); may != "" {
			if s := make(may); s != nil {
				s.Fields = append(s.Fields, hidden("item", item))
				all = append(all, writing(at, kind, id, *s, item))
			}
		}
	}
	add("answer", "answer", func(may meeting.Permission) *sheet { return answerSheet(m, m.Items[item], may) })
	add("information", "information", func(may meeting.Permission) *sheet { return informationSheet(m, may) })
	add("restricted", "restricted", func(may meeting.Permission) *sheet { return restrictedSheet(m, at, may) })
	add("note", "notes-add", func(may meeting.Permission) *sheet { return notesSheet(m, at, item, may, true) })
	add("note", "notes", func(may meeting.Permission) *sheet { return notesSheet(m, at, item, may, false) })
	add("decision", "decision", func(meeting.Permission) *sheet {
		return &sheet{Title: "Decision", Folded: true, Button: "Write the decision", Intro: "It stands when it has reasons and the chair confirms it.",
			Fields: []field{{Sort: "lines", Name: "text", Label: "Decision", Rows: 3}, {Sort: "lines", Name: "reasons", Label: "Reasons", Rows: 2}}}
	})
	add("action", "action", func(may meeting.Permission) *sheet {
		s := &sheet{Title: "Action", Folded: true, Button: "Write the action", Fields: actionFields(m, nil)}
		if may == meeting.Proposes {
			s.Title, s.Button = "Propose an action", "Propose the action"
		}
		return s
	})
	add("item.current", "pointer", func(meeting.Permission) *sheet {
		if m.Current == item {
			return nil
		}
		return &sheet{Button: "Move everyone’s marker here", Look: "secondary"}
	})
	return all
}

// attendees are those of the meeting, to choose from.
func attendees(m *meeting.Meeting) []option {
	all := []option{}
	for _, id := range m.Order.Attendees {
		all = append(all, option{Value: id, Words: m.Attendees[id].Name + ", " + m.Attendees[id].Agency.Name})
	}
	return all
}

func answerSheet(m *meeting.Meeting, item *meeting.Item, may meeting.Permission) *sheet {
	if item.Answer == "" || m.Phase == meeting.Closed && !leftUnknown(item) {
		return nil
	}
	s := &sheet{Title: "Answer", Folded: true, Button: "Write the answer"}
	if may == meeting.Proposes {
		s.Title, s.Button = "Propose an answer", "Propose the answer"
	}
	value := field{Sort: "radios", Name: "value", Label: "Answer", Options: []option{
		{Value: meeting.Yes, Words: "Yes"}, {Value: meeting.No, Words: "No"}, {Value: meeting.NotKnown, Words: "Not known yet"},
		{Value: meeting.NotApplicable, Words: "Does not apply"}}}
	text := field{Sort: "lines", Name: "text", Label: "In words (optional)", Rows: 3, Hint: "Where the question does not apply, say why"}
	if item.Answer == procedure.Text {
		value.Options = append([]option{{Value: meeting.Stated, Words: "As follows"}}, value.Options[2:]...)
		value.Value, text.Label = meeting.Stated, "In words"
	}
	children := []option{{Words: "All the children"}}
	for _, id := range childrenOf(m) {
		children = append(children, option{Value: id, Words: m.People[id].Words()})
	}
	if item.Each == procedure.EachChild && len(children) > 2 {
		s.Fields = append(s.Fields, chosen(field{Sort: "radios", Name: "person", Label: "For whom", Options: children}))
	}
	s.Fields = append(s.Fields, chosen(value), text)
	if item.Delay != "" {
		s.Fields = append(s.Fields, day("expected", "Expected by (optional)"))
	}
	s.Fields = append(s.Fields, more("Not known yet: who finds out by when",
		choice("who", "Who finds out", "", attendees(m)...),
		field{Sort: "text", Name: "whoElse", Label: "Or somebody who is not here", Hint: "Name and agency", Fill: "off"},
		field{Sort: "date", Name: "by", Label: "By", Narrow: true}))
	return s
}

// leftUnknown reports whether an answer is "not known yet": only such a one is given after closing.
func leftUnknown(question *meeting.Item) bool {
	for _, given := range question.Answers {
		if given.Value == meeting.NotKnown {
			return true
		}
	}
	return false
}

func informationSheet(m *meeting.Meeting, may meeting.Permission) *sheet {
	text := field{Sort: "lines", Name: "text", Label: "What you know", Rows: 3}
	if may == meeting.Own {
		return &sheet{Title: "Add what I know", Folded: true, Button: "Add", Fields: []field{text}}
	}
	text.Label = "What was shared"
	from := choice("from", "From", "", attendees(m)...)
	from.Empty = "Me"
	return &sheet{Title: "Information", Folded: true, Button: "Add", Fields: []field{text, from,
		more("From somebody who is not here", append([]field{{Sort: "text", Name: "source.name", Label: "Name", Fill: "off"}},
			agencyFields("source.agency", &m.Procedure)...)...)}}
}

// restrictedSheet is informationSheet for what only some may see; whom it is for comes before what it says.
func restrictedSheet(m *meeting.Meeting, at seat, may meeting.Permission) *sheet {
	seen := field{Sort: "ticks", Name: "for.", Label: "Who may see it", Hint: "You see it too. To everybody else it is not there"}
	for _, o := range attendees(m) {
		if o.Value != at.attendee {
			o.Chosen = slices.Contains([]meeting.Role{meeting.Chair, meeting.MinuteTaker}, m.Attendees[o.Value].Role)
			seen.Options = append(seen.Options, o)
		}
	}
	s := informationSheet(m, may)
	s.Title = "For some only"
	s.Fields = append([]field{radios("because", "Why only some may see it",
		option{Value: meeting.PoliceIntelligence, Words: "Police intelligence"}, option{Value: meeting.LegalAdvice, Words: "Legal advice"},
		option{Value: meeting.ConflictOfInterest, Words: "A conflict of interest"}),
		seen, hidden("exceptMinuteTaker", "true")}, s.Fields...) // those who are ticked and nobody else, whoever takes the minutes by then
	return s
}

// notesSheet adds to the notes of an item, or changes them as a whole.
func notesSheet(m *meeting.Meeting, at seat, item string, may meeting.Permission, adding bool) *sheet {
	if may == meeting.Own && !m.Attendees[at.attendee].WritesNotes {
		return nil
	}
	text, version := "", 0
	if notes := m.Notes[item]; notes != nil {
		text, version = notes.Text, notes.Version
	}
	if adding {
		return &sheet{Title: "Add to the notes", Folded: true, Button: "Add to the notes", Fields: []field{
			{Sort: "lines", Name: "text", Label: "Notes", Rows: 4}, hidden("version", strconv.Itoa(version)),
			hidden("end", strconv.Itoa(meeting.Units(text)))}}
	}
	if text == "" {
		return nil
	}
	return &sheet{Title: "Change the notes", Folded: true, Button: "Save the notes",
		Intro: "What others write meanwhile stays.", Fields: []field{
			{Sort: "lines", Name: "text", Label: "Notes", Rows: 12, Value: text}, hidden("was", text), hidden("version", strconv.Itoa(version))}}
}

// actionFields ask for an action; was is one that is amended, nil for a new one.
func actionFields(m *meeting.Meeting, was *meeting.Action) []field {
	if was == nil {
		was = new(meeting.Action)
	}
	agency := meeting.Agency{}
	if was.Owner.Agency != nil {
		agency = *was.Owner.Agency
	}
	return []field{
		{Sort: "lines", Name: "text", Label: "What is to be done", Rows: 2, Value: was.Text},
		choice("owner.attendee", "Who does it", was.Owner.Attendee, attendees(m)...),
		more("Somebody who is not here does it",
			field{Sort: "text", Name: "owner.name", Label: "Name", Value: was.Owner.Name, Fill: "off"},
			choice("owner.agency.sector", "Sector", agency.Sector, sectors(&m.Procedure)...),
			field{Sort: "text", Name: "owner.agency.name", Label: "Agency", Value: agency.Name, Fill: "off"},
			choice("owner.toldBy", "Who tells them", was.Owner.ToldBy, attendees(m)...)),
		{Sort: "date", Name: "due", Label: "By", Value: was.Due, Narrow: true},
		{Sort: "time", Name: "dueTime", Label: "Time (optional)", Value: was.DueTime, Narrow: true},
	}
}
