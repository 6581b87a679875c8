package web

import "strategyroom/meeting"

// personFields ask for somebody the meeting is about; was is the person as they stand, nil for a new one.
func personFields(prefix string, category meeting.PersonCategory, was *meeting.Person) []field {
	if was == nil {
		was = new(meeting.Person)
	}
	fields := []field{
		{Sort: "text", Name: "name", Label: "Name", Value: was.Name},
		{Sort: "tick", Name: "notKnown", Label: "Name not known", Value: map[bool]string{true: "true"}[was.NotKnown]},
		{Sort: "date", Name: "born", Label: "Date of birth", Value: was.Born, Narrow: true},
		{Sort: "date", Name: "due", Label: "Due, where not yet born", Value: was.Due, Narrow: true},
		{Sort: "text", Name: "relation", Label: "Relation to the child", Hint: "For example, stepfather", Value: was.Relation},
		{Sort: "lines", Name: "address", Label: "Address", Value: was.Address, Rows: 3},
		{Sort: "text", Name: "references.caseSystem", Label: "Case reference", Value: was.References.CaseSystem, Narrow: true},
		{Sort: "text", Name: "references.nhs", Label: "NHS number", Value: was.References.NHS, Narrow: true},
		{Sort: "text", Name: "references.crime", Label: "Crime reference", Value: was.References.Crime, Narrow: true},
		hidden("category", string(category)),
	}
	fits := fields[:0]
	for _, f := range fields {
		if f.Name == "due" && category != meeting.Child || f.Name == "relation" && category == meeting.Child {
			continue // a child is due, others are related to one
		}
		f.Name, f.Fill = prefix+f.Name, "off"
		fits = append(fits, f)
	}
	return fits
}
