package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// part is one part of what stands under an item: a list, and the forms that add to it.
type part struct {
	ID, Title, Facts string
	Lines            []thing
	Sheets           []*sheet
}

// sheetsOfParts are all forms of some parts.
func sheetsOfParts(parts []part) (all []*sheet) {
	for _, p := range parts {
		all = append(append(all, sheetsOf(p.Lines)...), p.Sheets...)
	}
	return all
}

// parts are what the procedure has under an item besides the answer, each where it is called for. A meeting without
// circumstances shows none but the children's lines.
func parts(m *meeting.Meeting, at seat, item string) []part {
	all := []part{}
	for _, p := range append([]part{required(m, at, item), planned(m, at, item), delayed(m, at, item), eachChild(m, at, item)}, grids(m, at, item)...) {
		if len(p.Lines)+len(p.Sheets) > 0 || p.Facts != "" {
			all = append(all, p)
		}
	}
	return all
}

// openLine is one thing that is still open, with the address of its place.
type openLine struct{ Href, Words string }

// stillOpen is the list of what must be settled before the meeting closes.
func stillOpen(m *meeting.Meeting, id string) []openLine {
	all := []openLine{}
	for _, open := range m.StillOpen {
		all = append(all, openLine{placeOf(m, id, open.Place), open.Words})
	}
	return all
}

// placeOf is the address of a place such as "q3", "child-p5", "duty-refer-child", "alarm", "conflict-a7".
func placeOf(m *meeting.Meeting, id, place string) string {
	sort, of, _ := strings.Cut(place, "-")
	item, anchor := place, "item"
	switch sort {
	case "conflict":
		return "/meetings/" + id + "/people#attendee-" + of
	case "alarm":
		return "/meetings/" + id + "#alarm"
	case "child":
		item, anchor = outcomeOf(m), place
	case "delay":
		item, anchor = itemWhere(m, func(it *meeting.Item) bool { return it.Delay == of }), place
	case "duty":
		if d := m.Duties[of]; d != nil {
			item, anchor = d.Under, place
		}
	}
	return "/meetings/" + id + "?item=" + item + "#" + anchor
}

// outcomeOf is the item under which the children's lines stand.
func outcomeOf(m *meeting.Meeting) string {
	if m.Items["outcome"] != nil {
		return "outcome"
	}
	return m.Order.Items[len(m.Order.Items)-1] // the procedure's agenda is never empty
}

// itemWhere is the first item that is so, empty where none is.
func itemWhere(m *meeting.Meeting, is func(*meeting.Item) bool) string {
	if i := slices.IndexFunc(m.Order.Items, func(id string) bool { return is(m.Items[id]) }); i >= 0 {
		return m.Order.Items[i]
	}
	return ""
}

// isOpen reports whether a place is among what is still open.
func isOpen(m *meeting.Meeting, place string) bool {
	return slices.ContainsFunc(m.StillOpen, func(open meeting.Unsettled) bool { return open.Place == place })
}

// metBy is the item of the duty, among those that follow, that the record meets by itself in that way; empty where there
// is none.
func metBy(m *meeting.Meeting, met string) string {
	for _, rule := range m.Procedure.AllDuties {
		if d := m.Duties[rule.ID]; d != nil && rule.Met == met {
			return d.Under
		}
	}
	return ""
}

// childrenOf are the children the meeting is about.
func childrenOf(m *meeting.Meeting) []string {
	return slices.DeleteFunc(slices.Clone(m.Order.People), func(id string) bool {
		return m.People[id].Category != meeting.Child || m.People[id].Withdrawn != nil
	})
}

// missingWords names the sectors that are missing: "Police and Health"; empty where none is.
func missingWords(m *meeting.Meeting, missing []string) string {
	names := []string{}
	for _, id := range missing {
		if s := m.Procedure.Sector(id); s != nil {
			names = append(names, s.Name)
		}
	}
	return listed(names)
}

// listed is "A, B and C".
func listed(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
}

// attendanceOf says who of the minimum attendance is missing, and has the chair choose whether to go on.
func attendanceOf(m *meeting.Meeting, at seat, item string) (words string, sheets []*sheet) {
	if len(m.Missing) == 0 {
		return "", nil
	}
	words = missingWords(m, m.Missing) + " missing."
	if last := len(m.GoingOn) - 1; m.GoesOn && last >= 0 {
		return words + " The meeting goes on: " + m.GoingOn[last].Reason, nil
	}
	if allowed(m, at.attendee, "quorum") != "" {
		sheets = append(sheets, writing(at, "quorum", "quorum", sheet{Title: "Go on without " + missingWords(m, m.Missing), Folded: true, Button: "Go on",
			Fields: []field{lines("reason", "Why the meeting goes on", 2), lines("interim", "What keeps the children safe meanwhile", 2),
				line("told", "Who will be told, and how")}}, item))
	}
	return words, sheets
}

// timescaleLine is a limit that runs, in words.
type timescaleLine struct{ Name, Words string }

// timescalesOf are the limits that run, in the order of the procedure.
func timescalesOf(m *meeting.Meeting) []timescaleLine {
	rank := func(id string) int {
		return slices.IndexFunc(m.Procedure.Timescales, func(t procedure.Timescale) bool { return t.ID == id })
	}
	keys := slices.SortedFunc(maps.Keys(m.Timescales), func(a, b string) int {
		return cmp.Or(cmp.Compare(rank(m.Timescales[a].Rule), rank(m.Timescales[b].Rule)), cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	all := []timescaleLine{}
	for _, key := range keys {
		t := m.Timescales[key]
		name := t.Rule
		if rule := m.Procedure.Timescale(t.Rule); rule != nil {
			name = rule.Text
		}
		if p := m.People[t.Person]; p != nil {
			name = fmt.Sprintf("%s: %s", p.Words(), name)
		}
		all = append(all, timescaleLine{name, t.Words})
	}
	return all
}
