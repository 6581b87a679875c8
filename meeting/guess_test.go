package meeting_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"strategyroom/meeting"
)

// guess makes up commands, plausible and implausible, for a meeting as it stands. It knows only the types in the
// register and what the names of fields commonly mean, so a new kind is guessed at without being told here.
type guess struct {
	*rand.Rand
	m    *meeting.Meeting
	tidy bool // only what may be written down, as far as one field at a time can say
}

// guessed is a random command, the i-th, and who sends it. Two numbers are drawn for all of it: rapid draws mostly small
// ones, which one by one would make mostly the first of everything.
func guessed(t *rapid.T, m *meeting.Meeting, i int) (meeting.Command, string) {
	number := rapid.Uint64()
	g := guess{rand.New(rand.NewPCG(number.Draw(t, "guess"), number.Draw(t, "guess")^uint64(i))), m, false}
	g.tidy = g.IntN(5) > 0
	kinds := meeting.Kinds()[1:]
	people := append([]string{"a1", "a1", "a2", "a3", "", "a999"}, m.Order.Attendees...)
	kind, by := kinds[g.IntN(len(kinds))], g.one(people...)
	for g.tidy && (!slices.Contains(kind.Phases, m.Phase) || m.Attendees[by] == nil || kind.May[m.Attendees[by].Role] == "") {
		kind, by = kinds[g.IntN(len(kinds))], g.one(people...)
	}
	body := g.value(kind.Command, "body")
	switch spoil := g.IntN(10); {
	case g.tidy:
	case spoil == 1:
		body.(map[string]any)["extra"] = 1
	case spoil == 2:
		body = []any{body}
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	return meeting.Command{ID: fmt.Sprintf("guess-%d", i), Kind: kind.Name, Body: encoded}, by
}

func (g guess) value(t reflect.Type, name string) any {
	switch t.Kind() {
	case reflect.Pointer:
		return g.value(t.Elem(), name)
	case reflect.Struct:
		object := map[string]any{}
		for _, f := range reflect.VisibleFields(t) {
			key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || options != "" && g.IntN(3) > 0 {
				continue
			}
			object[key] = g.value(f.Type, key)
		}
		return object
	case reflect.Map:
		return map[string]bool{g.like("raining", "suspect-under-18", "subject-of-images", "household-of-suspect"): g.IntN(2) == 0}
	case reflect.Slice:
		return []any{g.value(t.Elem(), name)}
	case reflect.Int:
		return g.IntN(4)
	case reflect.Bool:
		return g.IntN(2) == 0
	}
	return g.text(name)
}

func (g guess) one(from ...string) string { return from[g.IntN(len(from))] }

// text is what a field of that name may hold: an id that exists, mostly, or words.
func (g guess) text(name string) string {
	switch order := g.m.Order; name {
	case "item", "after":
		return g.like("nowhere", append(slices.Clone(order.Items), "q1", "q2", "q3", "q4", "q5", "q8", "q9")...)
	case "person", "child":
		return g.like("p999", order.People...)
	case "attendee", "from", "to", "substituteFor", "toldBy":
		return g.like("a999", order.Attendees...)
	case "information":
		return g.like("n999", order.Information...)
	case "decision":
		return g.like("D999", order.Decisions...)
	case "action":
		return g.like("A999", order.Actions...)
	case "passage":
		return g.like("nowhere", "note-q1-1", "note-q1-2", "decision-D1", "reasons-D1", "answer-q6-all", "attendance", "item-q2")
	case "correction":
		return g.like("k999", order.Corrections...)
	case "circulation":
		return g.like("c999", order.Circulations...)
	case "copy":
		return g.like("half", "whole", "decisions-and-actions", "without-names")
	case "duty":
		return g.like("dance", order.Duties...)
	case "row":
		return g.like("r999", slices.Concat(order.Access, order.Contacts, order.Computers, order.Storage)...)
	case "dissent":
		return g.like("n999", g.dissents()...)
	case "proposal":
		return g.like("n999", g.proposals()...)
	case "sector":
		return g.like("circus", "police", "health", "education")
	case "role":
		return g.like("chair", "deputy", "minute-taker", "member", "observer")
	case "phase":
		return g.like("convened", "open", "open", "open", "adjourned", "adjourned", "closed")
	case "state":
		return g.like("asleep", "joined", "telephone", "left", "apologies", "done", "not-applicable")
	case "status":
		return g.like("finished", "in-progress", "done", "not-done")
	case "category":
		return g.like("neighbour", "child", "suspected", "parent", "household")
	case "value":
		return g.like("perhaps", "yes", "yes", "no", "no", "stated", "not-known", "not-applicable")
	case "tonight":
		return g.like("perhaps", "yes", "no", "not-known")
	case "start", "known":
		return g.like("perhaps", "yes", "no")
	case "continuing", "offered":
		return g.like("perhaps", "yes", "no", "no", "later")
	case "instead":
		return g.like("dance", "", "section-17", "early-help", "nothing-further")
	case "jointly":
		return g.like("often", "", "single", "joint")
	case "finding":
		return g.like("perhaps", "does-not-know", "knows-may-stay", "may-not-attend", "none-of-the-others")
	case "about":
		return g.like("weather", "forensic", "criminal")
	case "due", "born", "by", "until", "when", "expected", "review", "reportBy":
		return g.like("2026-02-29", "2026-11-30", "2026-12-01", "2027-03-01")
	case "dueTime", "reportTime":
		return g.like("25:00", "18:00", "09:30", "")
	case "startsAt":
		return g.like("tomorrow", "2026-11-30T10:00:00Z", "2026-11-30T10:00:00+01:00")
	}
	return g.words()
}

// like is one of those that fit or, unless the command is to be a tidy one, the one that does not.
func (g guess) like(wrong string, good ...string) string {
	switch {
	case !g.tidy && g.IntN(4) == 0:
		return wrong
	case len(good) == 0:
		return ""
	default:
		return g.one(good...)
	}
}

// words are the texts that people send, tidy and not.
func (g guess) words() string {
	if g.tidy {
		return g.one("Words", "Some words", "Other words", "Siân Llŵyd")
	}
	if g.IntN(10) == 0 {
		runes := make([]rune, g.IntN(30))
		for i := range runes {
			runes[i] = rune(g.IntN(1 << (1 + g.IntN(20)))) // halves of surrogates too
		}
		return string(runes)
	}
	return g.one("Words", "Some words", "More words", "Other words", "1234", "  untidy \r\n words ", "Zoe\u0308 with a mark apart", "😀 👩‍👧", "সুমি র\u200d্যা", "مثال ١٢", "Siân Llŵyd", "a < b & c",
		"", " ", "\u200d", "\u202ehidden", "x\x00y", strings.Repeat("long", 60))
}

func (g guess) dissents() []string {
	var ids []string
	for _, decision := range g.m.Decisions {
		for id := range decision.Dissents {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

func (g guess) proposals() []string {
	var ids []string
	for _, item := range g.m.Order.Items {
		for id := range g.m.Items[item].Proposals {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return ids
}

// standing are all texts that stand in a meeting, each with where it stands.
func standing(m *meeting.Meeting) map[string]string {
	texts := map[string]string{"reference": m.Reference, "title": m.Title, "joining": m.Joining, "lawful basis": m.LawfulBasis}
	put := func(id, name, text string) { texts[id+" "+name] = text }
	for id, x := range m.Information {
		put(id, "text", x.Text)
		if x.Source != nil {
			put(id, "source", x.Source.Name)
		}
		putWithdrawn(texts, id, x.Withdrawn)
	}
	for id, x := range m.Decisions {
		put(id, "text", x.Text)
		put(id, "reasons", x.Reasons)
		putWithdrawn(texts, id, x.Withdrawn)
	}
	for id, x := range m.Actions {
		put(id, "text", x.Text)
		put(id, "owner", x.Owner.Name)
		if last := len(x.Progress) - 1; last >= 0 && x.Withdrawn == nil {
			put(id, "progress", x.Progress[last].Text)
		}
		putWithdrawn(texts, id, x.Withdrawn)
	}
	for id, x := range m.People {
		put(id, "name", x.Name)
		put(id, "relation", x.Relation)
		put(id, "address", x.Address)
		put(id, "reference", x.References.NHS)
		putWithdrawn(texts, id, x.Withdrawn)
	}
	for id, x := range m.Attendees {
		put(id, "name", x.Name)
		put(id, "agency", x.Agency.Name)
		put(id, "position", x.Position)
	}
	for id, x := range m.Items {
		put(id, "text", x.Text)
		for key, given := range x.Answers {
			put(id, "answer "+key, given.Text)
		}
		for key, given := range x.Proposals {
			put(id, "proposal "+key, given.Text)
		}
	}
	standingByProcedure(m, put)
	for id, x := range m.Notes {
		put(id, "notes", strings.TrimSpace(x.Text))
	}
	return texts
}

// standingByProcedure are the texts of what the procedure asks for.
func standingByProcedure(m *meeting.Meeting, put func(id, name, text string)) {
	for id, x := range m.Children {
		if x.Safety != nil {
			put(id, "safety", x.Safety.Is.How)
		}
		if x.Enquiries != nil {
			put(id, "enquiries", x.Enquiries.Is.Reasons)
		}
		if x.TellChild != nil {
			put(id, "told", x.TellChild.Is.What)
			put(id, "told by", x.TellChild.Is.Who)
		}
		if x.TellParents != nil {
			put(id, "parents told", x.TellParents.Is.What)
		}
		if x.Counselling != nil {
			put(id, "counselling", x.Counselling.Is.Text)
		}
		if x.Risk != nil {
			put(id, "risk", x.Risk.Is.Reasons)
			if m.Attendees[x.Risk.Is.Who] == nil {
				put(id, "risk who", x.Risk.Is.Who)
			}
		}
	}
	if x := m.Alarm; x != nil {
		for _, text := range []string{x.Where, x.When, x.Police, x.Officer, x.ReportTime} {
			put("alarm", text, text)
		}
		if x.Outcome != nil {
			put("alarm", "outcome", x.Outcome.Is)
		}
	}
	for id, x := range m.Delays {
		put(id, "cause", x.Cause)
		put(id, "interim", x.Interim)
		put(id, "reference", x.Reference)
		put(id, "authorised", x.AuthorisedBy)
		for _, was := range x.Earlier {
			put(id, "earlier", was.Cause)
		}
	}
	if x := m.Planning; x != nil {
		put("planning", "agreed", x.Is.Agreed)
		put("planning", "inspector", x.Is.Inspector)
	}
	for id, x := range m.Access {
		put(id, "setting", x.Is.Setting)
		put(id, "children", x.Is.Children)
		put(id, "enquirer", x.Is.Enquirer)
	}
	for id, x := range m.Contacts {
		put(id, "rule", x.Is.Rule)
		put(id, "checked by", x.Is.CheckedBy)
	}
	for id, x := range m.Storage {
		put(id, "what", x.Is.What)
		put(id, "agreed by", x.Is.AgreedBy)
	}
	for id, x := range m.Computers {
		put(id, "people", x.Is.People)
		if x.Withdrawn != nil {
			put(id, "withdrawn", x.Withdrawn.Reason)
		}
	}
	for id, x := range m.Decisions {
		for dissent, y := range x.Dissents {
			put(id, dissent, y.Text)
			if y.Withdrawn != nil {
				put(id, dissent+" withdrawn", y.Withdrawn.Reason)
			}
		}
	}
	for id, x := range m.Duties {
		if x.Said != nil && x.State == meeting.Done {
			put(id, "done", x.Said.Is.Who)
		}
		if x.Said != nil && x.State == meeting.NotApplicable {
			put(id, "reason", x.Said.Is.Reason)
		}
	}
	for _, x := range m.GoingOn {
		put("going on", x.Reason, x.Interim)
	}
	for _, x := range m.FollowUps {
		put("follow-up", x.Text, x.Text)
	}
	for _, x := range m.Conflicts {
		put("conflict", x.Reason, x.Reason)
	}
	if m.Closing != nil {
		put("closing", "reason", m.Closing.Reason)
	}
}

func putWithdrawn(texts map[string]string, id string, w *meeting.Withdrawn) {
	if w != nil {
		texts[fmt.Sprintf("%s withdrawn", id)] = w.Reason
	}
}
