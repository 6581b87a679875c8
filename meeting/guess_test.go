package meeting_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"pgregory.net/rapid"

	"strategyroom/meeting"
)

// guess makes up commands, plausible and implausible, for a meeting as it stands. It knows only the types in the
// register and what the names of fields commonly mean, so a new kind is guessed at without being told here.
type guess struct {
	*rapid.T
	m *meeting.Meeting
}

// command is a random command and who sends it.
func (g guess) command(id string) (meeting.Command, string) {
	kinds := meeting.Kinds()[1:]
	kind := kinds[g.index("kind", len(kinds))]
	by := g.one("by", append([]string{"a1", "a1", "a1", "a1", "a2", "a2", "a3", "", "a999"}, g.m.Order.Attendees...)...)
	body := g.value(kind.Command, "body")
	switch g.index("spoil", 40) {
	case 1:
		body.(map[string]any)["extra"] = 1
	case 2:
		body = []any{body}
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		g.Fatal(err)
	}
	return meeting.Command{ID: id, Kind: kind.Name, Body: encoded}, by
}

func (g guess) value(t reflect.Type, name string) any {
	switch t.Kind() {
	case reflect.Pointer:
		return g.value(t.Elem(), name)
	case reflect.Struct:
		object := map[string]any{}
		for _, f := range reflect.VisibleFields(t) {
			key, options, _ := strings.Cut(f.Tag.Get("json"), ",")
			if f.Anonymous || options != "" && rapid.Bool().Draw(g.T, "leave out "+key) {
				continue
			}
			object[key] = g.value(f.Type, key)
		}
		return object
	case reflect.Map:
		return map[string]bool{g.one(name, "suspect-under-18", "subject-of-images", "raining"): rapid.Bool().Draw(g.T, name)}
	case reflect.Slice:
		return []any{g.value(t.Elem(), name)}
	case reflect.Int:
		return rapid.IntRange(0, 3).Draw(g.T, name)
	case reflect.Bool:
		return rapid.Bool().Draw(g.T, name)
	}
	return g.text(name)
}

func (g guess) one(name string, from ...string) string {
	return from[g.index(name, len(from))]
}

// index spreads rapid's numbers, most of which are small, over 0 to n-1.
func (g guess) index(name string, n int) int {
	return int(uint64(rapid.Uint32().Draw(g.T, name)) * 0x9E3779B97F4A7C15 >> 33 % uint64(n))
}

// text is what a field of that name may hold: an id that exists, mostly, or words.
func (g guess) text(name string) string {
	switch order := g.m.Order; name {
	case "item", "after":
		return g.one(name, append(slices.Clone(order.Items), "nowhere", "q1", "q1", "q2")...)
	case "person":
		return g.one(name, append(order.People, "p999")...)
	case "attendee", "from", "to", "substituteFor", "toldBy":
		return g.one(name, append(order.Attendees, "a999")...)
	case "information":
		return g.one(name, append(order.Information, "n999")...)
	case "decision":
		return g.one(name, append(order.Decisions, "D999")...)
	case "action":
		return g.one(name, append(order.Actions, "A999")...)
	case "proposal":
		return g.one(name, append(g.proposals(), "n999")...)
	case "sector":
		return g.one(name, "police", "health", "education", "circus")
	case "role":
		return g.one(name, "chair", "deputy", "minute-taker", "member", "observer")
	case "phase":
		return g.one(name, "open", "open", "open", "open", "open", "open", "adjourned", "adjourned", "closed", "convened")
	case "state":
		return g.one(name, "joined", "telephone", "left", "apologies", "asleep")
	case "status":
		return g.one(name, "in-progress", "done", "not-done", "finished")
	case "category":
		return g.one(name, "child", "suspected", "parent", "household", "neighbour")
	case "value":
		return g.one(name, "yes", "no", "stated", "not-known", "not-applicable", "perhaps")
	case "due", "born", "by":
		return g.one(name, "2026-11-30", "2026-12-01", "2026-12-02", "2026-02-29")
	case "dueTime":
		return g.one(name, "18:00", "09:30", "", "25:00")
	case "startsAt":
		return g.one(name, "2026-11-30T10:00:00Z", "2026-11-30T10:00:00+01:00", "tomorrow")
	}
	return g.words(name)
}

// words are the texts that people send, tidy and not.
func (g guess) words(name string) string {
	if g.index("any "+name, 10) == 1 {
		return rapid.StringN(0, 30, -1).Draw(g.T, name)
	}
	return g.one(name, "Words", "Some words", "More words", "Other words", "1234", "  untidy \r\n words ", "Zoe\u0308 with a mark apart", "😀 👩‍👧", "সুমি র\u200d্যা", "مثال ١٢", "Siân Llŵyd", "a < b & c",
		"", " ", "\u200d", "\u202ehidden", "x\x00y", strings.Repeat("long", 60))
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
	for id, x := range m.Notes {
		put(id, "notes", strings.TrimSpace(x.Text))
	}
	return texts
}

func putWithdrawn(texts map[string]string, id string, w *meeting.Withdrawn) {
	if w != nil {
		texts[fmt.Sprintf("%s withdrawn", id)] = w.Reason
	}
}
