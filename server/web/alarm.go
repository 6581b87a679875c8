package web

import (
	"slices"

	"strategyroom/meeting"
)

// alarmPart is the bar on top of a meeting while a child may be about to meet the person.
type alarmPart struct {
	Stands    bool // yes; else it is not known yet, which is said more quietly
	Title     string
	Facts     []meeting.Fact
	Emergency string // whom to call, where police are missing
	Sheets    []*sheet
}

const alarmTitle = "A child may be about to meet the person"

// alarmStands reports whether somebody has to look after the alarm until its outcome is known.
func alarmStands(a *meeting.Alarm) bool {
	return a != nil && a.State == meeting.Yes && a.Outcome == nil
}

// alarmOf is the bar; nil where there is no alarm, or its outcome is known.
func alarmOf(m *meeting.Meeting, at seat, d *door, item string) *alarmPart {
	al := m.Alarm
	if al == nil || al.State == meeting.No || al.Outcome != nil {
		return nil
	}
	bar := &alarmPart{Stands: al.State == meeting.Yes, Title: alarmTitle}
	if !bar.Stands {
		bar.Title = "It is not known yet whether a child is about to meet the person"
	} else if slices.Contains(m.Missing, "police") {
		bar.Emergency = m.Procedure.EmergencyNumber
	}
	names := []string{}
	for _, id := range al.Children {
		names = append(names, m.People[id].Words())
	}
	now := map[string]string{"where": al.Where, "when": al.When, "police": al.Police}
	bar.Facts = append(bar.Facts, meeting.Fact{Name: "Child", Text: listed(names)}, meeting.Fact{Name: "Since", Text: d.dayAndTime(al.Since)},
		meeting.Fact{Name: "Where", Text: al.Where}, meeting.Fact{Name: "When", Text: al.When}, meeting.Fact{Name: "Police", Text: al.Police})
	if bar.Stands {
		bar.Facts = append(bar.Facts, meeting.Fact{Name: "Handed to", Text: officerWords(al)})
	}
	bar.Facts = said(bar.Facts)
	asks := func(id, title string, fields ...field) {
		change(m, at, &bar.Sheets, "alarm", "alarm-"+id, item, sheet{Title: title, Folded: true, Button: "Save", Fields: fields})
	}
	known := []field{line("where", "Where"), line("when", "When"), line("police", "Who of the police has it")}
	for i := range known {
		known[i].Hint = "“Not known” is an answer"
		if was := now[known[i].Name]; was != "" {
			known[i].Hint = "Now: " + was
		}
	}
	asks("known", "Write down what is known", known...)
	if bar.Stands {
		asks("officer", "Hand it to an officer", line("officer", "Officer"), day("reportBy", "Reports by"), hour("reportTime", "Time (optional)"))
		asks("outcome", "Write down what came of it", lines("outcome", "What came of it", 2))
	}
	return bar
}

// officerWords is who has the alarm, and by when they report.
func officerWords(a *meeting.Alarm) string {
	if a.Officer == "" {
		return "no officer has it yet"
	}
	return a.Officer + ", reports by " + words(", ", dayWords(a.ReportBy), a.ReportTime)
}

// said are the facts that say something.
func said(all []meeting.Fact) []meeting.Fact {
	return slices.DeleteFunc(all, func(f meeting.Fact) bool { return f.Text == "" })
}
