package web

import (
	"strings"

	"strategyroom/meeting"
)

var findings = []option{
	{Value: meeting.DoesNotKnow, Words: "Does not know the person"},
	{Value: meeting.KnowsMayStay, Words: "Knows the person, and may stay"},
	{Value: meeting.MayNotAttend, Words: "May not attend"},
}

// findingOf is what was found last of an attendee; nil where nothing was.
func findingOf(m *meeting.Meeting, attendee string) (last *meeting.Finding) {
	for i := range m.Conflicts {
		if m.Conflicts[i].Attendee == attendee {
			last = &m.Conflicts[i]
		}
	}
	return last
}

// toAsk reports whether the chair has to ask an attendee whether they know the person suspected.
func toAsk(m *meeting.Meeting, attendee string) bool {
	return m.Admission(attendee) == meeting.Waits || isOpen(m, "conflict-"+attendee)
}

// asked adds to an attendee what the chair found out, and the form to write it down.
func asked(m *meeting.Meeting, at seat, line *thing, id string) {
	found := findingOf(m, id)
	if found != nil {
		for _, f := range findings {
			if f.Value == found.Finding {
				line.Facts += " · " + words(": ", strings.ToLower(f.Words[:1])+f.Words[1:], found.Reason)
			}
		}
	} else if toAsk(m, id) {
		line.Facts += " · to be asked whether they know the person suspected"
	}
	if found == nil && !toAsk(m, id) || m.Attendees[id].Role == meeting.Chair || allowed(m, at.attendee, "conflict") == "" {
		return
	}
	name := m.Attendees[id].Name
	s := sheet{Title: "What " + name + " answered", Folded: true, Button: "Write it down", Fields: []field{
		radios("finding", "Does "+name+" know the person suspected?", findings...),
		reasonField("Why (where they know the person, or may not attend)"), hidden("attendee", id)}}
	to := &line.Sheets
	if found == nil {
		to, s.Intro = &line.Direct, "Ask by voice: "+name+" is in the meeting already."
		if m.Admission(id) == meeting.Waits {
			s.Intro = "Ask by voice, before " + name + " comes in. Until then they see nothing of the meeting."
		}
	}
	*to = append(*to, writing(at, "conflict", line.ID+"-conflict", s, "people"))
}

// notAsked are the forms for all who need not be asked, and for those who may not attend although nobody invited them;
// only where a person suspected works for an agency.
func notAsked(m *meeting.Meeting, at seat) (all []*sheet, none string) {
	employed := false
	for _, p := range m.People {
		employed = employed || p.Category == meeting.Suspected && p.Withdrawn == nil && p.Employer != nil
	}
	said := false
	names := []string{}
	for _, c := range m.Conflicts {
		said = said || c.Finding == meeting.NoneOthersKnow
		if c.Name != "" {
			names = append(names, c.Name)
		}
	}
	if said {
		none = "Nobody else here knows the person. "
	}
	if len(names) > 0 {
		none += "May not attend, if somebody invites them: " + listed(names) + "."
	}
	if !employed {
		return nil, none
	}
	if !said {
		change(m, at, &all, "conflict", "none-of-the-others", "people", sheet{Button: "Nobody else here knows the person", Look: "secondary",
			Fields: []field{hidden("finding", meeting.NoneOthersKnow)}})
	}
	change(m, at, &all, "conflict", "may-not-attend", "people", sheet{Title: "Somebody else may not attend", Folded: true, Button: "Write it down",
		Fields: append(append([]field{line("name", "Name")}, agencyFields("agency", &m.Procedure)...), reasonField("Why"),
			hidden("finding", meeting.MayNotAttend))})
	return all, none
}
