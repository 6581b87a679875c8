package main

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"strategyroom/meeting/procedure"
)

const procedureHead = `# The procedure

What a meeting is held under, for a safeguarding manager to check against the document. Printed from
` + "`meeting/procedure/protecting-children-online.yaml` and `bank-holidays.yaml` by `make generate`" + `; a partnership's own
is loaded with ` + "`--procedure FILE`" + ` ([operating](operating.md)) and written in the same form.

"Source" quotes the document to the letter; "Practice" is what partnerships commonly do where the document is silent,
and a local default. A test looks each quotation up in the document, and another holds the duties to
[a table](../meeting/procedure/testdata/duties.md) for every set of circumstances.

`

// shown says in words how the record shows by itself that a duty is met.
var shown = map[string]string{
	"":                            "somebody says so",
	procedure.MeetingHeld:         "the meeting is held",
	procedure.Section47Decided:    "section 47 is decided for each child",
	procedure.StorageAgreed:       "storage is agreed",
	procedure.DelayRecorded:       "the delay is recorded",
	procedure.PlanningRecorded:    "the planning is recorded",
	procedure.AccessRecorded:      "where the person has access is recorded",
	procedure.ComputerRecorded:    "who had access to the computer is recorded",
	procedure.CounsellingRecorded: "the offer is recorded for each child",
}

// starts says in words what a timescale is counted from.
var starts = map[string]string{
	procedure.FromSection47:      "the discussion at which section 47 enquiries were started",
	procedure.FromLastDiscussion: "the last discussion",
	procedure.FromClosing:        "the closing of the meeting",
	procedure.FromDisagreement:   "the day on which it was written down",
	procedure.FromNoRisk:         "the day on which every child was said not to be at continuing risk",
}

// procedurePage is docs/procedure.md.
func procedurePage(p *procedure.Procedure, calendar *procedure.Calendar) []byte {
	var page bytes.Buffer
	page.WriteString(procedureHead)
	fmt.Fprintf(&page, "**%s**, version %s. Nation: %s. Where police are absent: %s.\n", p.Name, p.Version, p.Nation, p.EmergencyNumber)

	table(&page, "Agenda", "", []string{"Id", "Item", "Answer", "Source or practice"})
	for _, item := range p.Agenda {
		row(&page, quoted(item.ID), item.Text, answer(item), because(item.Source, item.Practice))
	}
	table(&page, "Circumstances", "", []string{"Id", "Circumstance", "Source"})
	for _, c := range p.Circumstances {
		row(&page, quoted(c.ID), c.Text, because(c.Source, ""))
	}
	dutyTables(&page, p)

	table(&page, "Timescales", "In working days, from the day after the start; weekends and bank holidays do not count.",
		[]string{"Id", "What is due", "Working days", "From", "Source or practice"})
	for _, t := range p.Timescales {
		row(&page, quoted(t.ID), t.Text, fmt.Sprint(t.WorkingDays), starts[t.From], because(t.Source, t.Practice))
	}
	table(&page, "Minimum attendance", "", []string{"Sectors", "Practice"})
	row(&page, strings.Join(sectors(p, p.MinimumAttendance.Sectors), ", "), because("", p.MinimumAttendance.Practice))

	table(&page, "Words of today", "Terms of the document that have another name now.", []string{"In the document", "Today"})
	for _, gloss := range p.Glosses {
		row(&page, gloss.Term, gloss.Today)
	}
	table(&page, "Bank holidays", fmt.Sprintf("Known from %s until **%s**; nothing is worked out past that.", calendar.Since, calendar.Until),
		append([]string{"Date", "Bank holiday"}, procedure.Nations...))
	for _, holiday := range calendar.Holidays {
		row(&page, append([]string{holiday.Date, holiday.Name}, ticks(procedure.Nations, holiday.Nations)...)...)
	}
	return page.Bytes()
}

// dutyTables are which duties follow from what, and then each with its sentences.
func dutyTables(page *bytes.Buffer, p *procedure.Procedure) {
	var all, heads []string
	for _, c := range p.Circumstances {
		all, heads = append(all, c.ID), append(heads, quoted(c.ID))
	}
	table(page, "What follows from which circumstance", "", append([]string{"Duty"}, heads...))
	for _, duty := range p.AllDuties {
		var when []string
		for _, reason := range duty.Why {
			when = append(when, reason.When...)
		}
		row(page, append([]string{duty.Text}, ticks(all, when)...)...)
	}
	table(page, "Duties and their sources", "", []string{"Id", "Duty", "Belongs to", "Met when", "Because", "Source"})
	for _, duty := range p.AllDuties {
		first := []string{quoted(duty.ID), duty.Text, quoted(duty.Under), shown[duty.Met]}
		for _, reason := range duty.Why {
			when := strings.Join(reason.When, ", ")
			if len(reason.When) == len(all) {
				when = "any"
			}
			row(page, append(first, when, because(reason.Source, ""))...)
			first = []string{"", "", "", ""}
		}
	}
}

func table(page *bytes.Buffer, title, words string, heads []string) {
	fmt.Fprintf(page, "\n## %s\n\n", title)
	if words != "" {
		fmt.Fprintf(page, "%s\n\n", words)
	}
	row(page, heads...)
	page.WriteString("|" + strings.Repeat("---|", len(heads)) + "\n")
}

func row(page *bytes.Buffer, cells ...string) {
	fmt.Fprintf(page, "| %s |\n", strings.Join(cells, " | "))
}

// ticks is a cell for each of all: whether it is among these.
func ticks(all, these []string) []string {
	cells := make([]string, len(all))
	for i, one := range all {
		cells[i] = "–"
		if slices.Contains(these, one) {
			cells[i] = "yes"
		}
	}
	return cells
}

func quoted(id string) string { return "`" + id + "`" }

func because(source, practice string) string {
	var parts []string
	if source != "" {
		parts = append(parts, "“"+source+"”")
	}
	if practice != "" {
		parts = append(parts, "Practice: "+practice)
	}
	return strings.Join(parts, " ")
}

func answer(item procedure.Item) string {
	words := map[string]string{"": "–", procedure.YesNo: "yes or no", procedure.Text: "in words"}[item.Answer]
	if item.Each == procedure.EachChild {
		words += ", for each child"
	}
	return words
}

func sectors(p *procedure.Procedure, ids []string) []string {
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = p.Sector(id).Name
	}
	return names
}
