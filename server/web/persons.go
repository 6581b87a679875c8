package web

import (
	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// personFields ask for somebody the meeting is about; was is the person as they stand, nil for a new one.
func personFields(rules *procedure.Procedure, prefix string, category meeting.PersonCategory, was *meeting.Person) []field {
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
		more("Works, volunteers or fosters for an agency", choice("employer.sector", "Sector", "", sectors(rules)...),
			line("employer.name", "Agency").hinted("Whoever comes from it waits at the door until the chair has asked them")),
		hidden("category", string(category)),
	}
	if was.Employer != nil {
		holding(was, fields[len(fields)-2:]...)
	}
	fits := fields[:0]
	for _, f := range fields {
		if f.Name == "due" && category != meeting.Child || f.Name == "relation" && category == meeting.Child ||
			f.Sort == "more" && category != meeting.Suspected {
			continue // a child is due, others are related to one; who works for an agency is asked of the person suspected
		}
		fits = append(fits, f)
	}
	each(fits, func(f *field) {
		if f.Name != "" {
			f.Name, f.Fill = prefix+f.Name, "off"
		}
	})
	return fits
}
