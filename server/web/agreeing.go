package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"strategyroom/meeting"
)

// agreeing adds to a decision who agreed and who did not, and the forms to disagree and to take that back.
func agreeing(m *meeting.Meeting, at seat, t *thing, id, item string) {
	d := m.Decisions[id]
	if missing := missingWords(m, d.Missing); missing != "" {
		t.Facts += "\n" + missing + " not connected"
	}
	if d.Assent != nil {
		names := []string{}
		for _, who := range d.Assent.Agree {
			names = append(names, nameOfAttendee(m, who))
		}
		t.Facts += "\nAgree: " + listed(names)
	}
	mine := m.Attendees[at.attendee].Agency
	spoken := false
	for _, key := range slices.SortedFunc(maps.Keys(d.Dissents), func(a, b string) int {
		return cmp.Compare(d.Dissents[a].Number, d.Dissents[b].Number)
	}) {
		other := d.Dissents[key]
		says := other.Agency.Name + " disagrees"
		if other.Abstains {
			says = other.Agency.Name + " is not able to say"
		}
		t.Facts += "\n" + words(": ", says, other.Text)
		if other.Withdrawn != nil {
			t.Facts += " (taken back: " + other.Withdrawn.Reason + ")"
			continue
		}
		if other.Agency == mine {
			spoken = true
			if allowed(m, at.attendee, "dissent.withdraw") != "" {
				t.Sheets = append(t.Sheets, writing(at, "dissent.withdraw", t.ID+"-"+key+"-withdraw", sheet{Button: "Take it back", Look: "secondary",
					Fields: []field{reasonField("Why your agency no longer says so"), hidden("decision", id), hidden("dissent", key)}}, item))
			}
		}
	}
	may := allowed(m, at.attendee, "dissent")
	if may == "" || d.Withdrawn != nil || may == meeting.Own && spoken {
		return
	}
	fields := []field{}
	if may == meeting.Writes {
		who := choice("from", "Who says so", "", attendees(m)...)
		who.Empty = "Me"
		fields = append(fields, who)
	}
	fields = append(fields, chosen(field{Sort: "radios", Name: "abstains", Label: "What they say to " + id, Value: "false", Options: []option{
		{Value: "false", Words: "Disagrees"}, {Value: "true", Words: "Is not able to say"}}}),
		lines("text", "In words", 2).hinted("Where an agency disagrees: with what, and why"), hidden("decision", id))
	t.Sheets = append(t.Sheets, writing(at, "dissent", t.ID+"-dissent", sheet{Button: "Write it down", Look: "secondary", Fields: fields}, item))
}

// asking lets the chair ask once whether all agree with the decisions, while one of them was not asked about.
func asking(m *meeting.Meeting, at seat, item string) (all []*sheet) {
	unasked, present := 0, []string{}
	for _, d := range m.Decisions {
		if d.Withdrawn == nil && d.Assent == nil {
			unasked++
		}
	}
	for _, id := range m.Order.Attendees {
		if a := m.Attendees[id]; a.Here() && a.Role != meeting.Observer {
			present = append(present, a.Name)
		}
	}
	if unasked == 0 || len(present) == 0 {
		return nil
	}
	change(m, at, &all, "assent", "assent", item, sheet{Title: "Does everybody agree?", Folded: true, Button: "All present agree",
		Intro: fmt.Sprintf("Present: %s. Whoever disagrees, or is not able to say, is written down first.", listed(present))})
	return all
}
