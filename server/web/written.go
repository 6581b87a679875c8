package web

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"strategyroom/meeting"
)

// What stands in a meeting, each with the forms that the viewer may use on it now. item is where they come back to.

// change adds a form to a list where the viewer may use it: one's own things only, where the permission says so.
func change(m *meeting.Meeting, at seat, to *[]*sheet, kind, id, item string, s sheet, owners ...string) {
	if may := allowed(m, at.attendee, kind); may == meeting.Own && !slices.Contains(owners, at.attendee) || may == "" {
		return
	}
	*to = append(*to, writing(at, kind, id, s, item))
}

// reason is asked of a change only where one is needed.
func reasonWhere(needed bool, fields ...field) []field {
	if needed {
		fields = append(fields, reasonField("Why it is amended"))
	}
	return fields
}

func withdrawal(key, id string) sheet {
	return sheet{Button: "Withdraw", Look: "warning", Fields: []field{reasonField("Why it is withdrawn"), hidden(key, id)}}
}

// sharedUnder are the proposed answers and the information under an item.
func sharedUnder(m *meeting.Meeting, at seat, item string) []thing {
	all := []thing{}
	proposals := m.Items[item].Proposals
	for _, id := range slices.SortedFunc(maps.Keys(proposals), func(a, b string) int {
		return cmp.Compare(proposals[a].Number, proposals[b].Number)
	}) {
		given := proposals[id]
		t := thing{ID: "proposal-" + id, Name: "Answer proposed by " + nameOfAttendee(m, given.By), Facts: words(". ", valueWords[given.Value], given.Text)}
		change(m, at, &t.Direct, "answer.confirm", t.ID+"-confirm", item, sheet{Button: "Take this answer", Look: "secondary",
			Fields: []field{hidden("item", item), hidden("proposal", id)}})
		refusal := withdrawal("proposal", id)
		refusal.Fields = append(refusal.Fields, hidden("item", item))
		change(m, at, &t.Sheets, "answer.withdraw", t.ID+"-withdraw", item, refusal, given.By)
		all = append(all, t)
	}
	for _, id := range slices.SortedFunc(maps.Keys(m.Restricted), func(a, b string) int {
		return cmp.Compare(m.Restricted[a].Number, m.Restricted[b].Number)
	}) {
		shared := m.Restricted[id]
		strayed := m.Items[shared.Item] == nil && item == m.Order.Items[0] // it keeps no item on the agenda
		if shared.Item != item && !strayed || shared.Withdrawn != nil {
			continue
		}
		seen := make([]string, len(shared.For))
		for i, who := range shared.For {
			seen[i] = nameOfAttendee(m, who)
		}
		t := thing{ID: "restricted-" + id, Name: "For some only: " + strings.Join(seen, ", "), Facts: shared.Text}
		change(m, at, &t.Sheets, "restricted.amend", t.ID+"-amend", item, sheet{Button: "Save", Fields: append(reasonWhere(m.Phase == meeting.Closed,
			field{Sort: "lines", Name: "text", Label: "What they may know", Rows: 3, Value: shared.Text}), hidden("restricted", id))}, shared.By, shared.From)
		change(m, at, &t.Sheets, "restricted.withdraw", t.ID+"-withdraw", item, withdrawal("restricted", id), shared.By, shared.From)
		all = append(all, t)
	}
	for _, id := range m.Order.Information {
		shared := m.Information[id]
		if shared.Item != item || shared.Withdrawn != nil {
			continue
		}
		from := nameOfAttendee(m, shared.From)
		if shared.Source != nil {
			from = shared.Source.Name
		}
		t := thing{ID: "information-" + id, Name: "Information from " + from, Facts: lineOf(shared.Text, 100)}
		change(m, at, &t.Sheets, "information.amend", t.ID+"-amend", item, sheet{Button: "Save", Fields: append(reasonWhere(m.Phase == meeting.Closed,
			field{Sort: "lines", Name: "text", Label: "What was shared", Rows: 3, Value: shared.Text}), hidden("information", id))}, shared.By, shared.From)
		change(m, at, &t.Sheets, "information.withdraw", t.ID+"-withdraw", item, withdrawal("information", id), shared.By, shared.From)
		if len(t.Sheets) > 0 {
			all = append(all, t)
		}
	}
	return all
}

var valueWords = map[string]string{meeting.Yes: "Yes", meeting.No: "No", meeting.NotKnown: "Not known yet", meeting.NotApplicable: "Does not apply"}

func nameOfAttendee(m *meeting.Meeting, id string) string {
	if a := m.Attendees[id]; a != nil {
		return a.Name
	}
	return "the server"
}

// decisionsOf are all decisions, for the read-back.
func decisionsOf(m *meeting.Meeting, at seat, item string) []thing {
	all := []thing{}
	for _, id := range m.Order.Decisions {
		d := m.Decisions[id]
		t := thing{ID: "decision-" + id, Name: id + " " + d.Text, Facts: "Proposed"}
		if d.Confirmed != nil {
			t.Facts = "Confirmed"
		}
		if d.Reasons == "" {
			t.Facts += " · no reasons yet"
		} else {
			t.Facts += " · " + d.Reasons
		}
		if d.Withdrawn != nil {
			t.Facts = "Withdrawn: " + d.Withdrawn.Reason
			all = append(all, t)
			continue
		}
		agreeing(m, at, &t, id, item)
		if d.Confirmed == nil && d.Reasons != "" {
			change(m, at, &t.Direct, "decision.confirm", t.ID+"-confirm", item, sheet{Button: "Confirm " + id, Fields: []field{hidden("decision", id)}})
		}
		change(m, at, &t.Sheets, "decision.amend", t.ID+"-amend", item, sheet{Button: "Save", Fields: append(reasonWhere(m.Phase == meeting.Closed || d.Confirmed != nil,
			field{Sort: "lines", Name: "text", Label: "Decision", Rows: 3, Value: d.Text},
			field{Sort: "lines", Name: "reasons", Label: "Reasons", Rows: 2, Value: d.Reasons}), hidden("decision", id))})
		change(m, at, &t.Sheets, "decision.withdraw", t.ID+"-withdraw", item, withdrawal("decision", id))
		all = append(all, t)
	}
	return all
}

// actionsOf are all actions.
func actionsOf(m *meeting.Meeting, at seat, item string) []thing {
	all := []thing{}
	for _, id := range m.Order.Actions {
		ac := m.Actions[id]
		t := thing{ID: "action-" + id, Name: id + " " + ac.Text, Facts: words(" · ", ownerName(m, ac.Owner), "by "+words(", ", dayWords(ac.Due), ac.DueTime), actionState(ac))}
		if ac.Withdrawn != nil {
			all = append(all, t)
			continue
		}
		owner := ""
		if ac.Agreed == nil { // until then it is its writer's
			owner = ac.By
			change(m, at, &t.Direct, "action.confirm", t.ID+"-confirm", item, sheet{Button: "Agree " + id, Look: "secondary", Fields: []field{hidden("action", id)}})
		}
		change(m, at, &t.Sheets, "action.progress", t.ID+"-progress", item, sheet{Button: "Report", Fields: append(progressFields(), hidden("action", id))},
			ac.Owner.Attendee, ac.Owner.ToldBy)
		change(m, at, &t.Sheets, "action.amend", t.ID+"-amend", item, sheet{Button: "Save",
			Fields: append(reasonWhere(m.Phase == meeting.Closed, actionFields(m, ac)...), hidden("action", id))}, owner)
		change(m, at, &t.Sheets, "action.withdraw", t.ID+"-withdraw", item, withdrawal("action", id), owner)
		all = append(all, t)
	}
	return all
}

// progressFields ask how an action stands.
func progressFields() []field {
	return []field{radios("status", "How it stands", option{Value: meeting.InProgress, Words: "In progress"}, option{Value: meeting.Done, Words: "Done"},
		option{Value: meeting.NotDone, Words: "Will not be done"}), lines("text", "In words", 2).hinted("Where it will not be done, say why")}
}

func ownerName(m *meeting.Meeting, owner meeting.Owner) string {
	if owner.Attendee != "" {
		return nameOfAttendee(m, owner.Attendee)
	}
	return words(", ", owner.Name, "told by "+nameOfAttendee(m, owner.ToldBy))
}

func actionState(ac *meeting.Action) string {
	switch last := len(ac.Progress) - 1; {
	case ac.Withdrawn != nil:
		return "withdrawn: " + ac.Withdrawn.Reason
	case last >= 0:
		return words(", ", statusWords[ac.Progress[last].Status], ac.Progress[last].Text)
	case ac.Agreed == nil:
		return "proposed"
	default:
		return "agreed"
	}
}

var statusWords = map[string]string{meeting.InProgress: "in progress", meeting.Done: "done", meeting.NotDone: "will not be done"}
