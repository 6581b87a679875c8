package meeting

import (
	"slices"
	"strconv"
	"strings"
)

// The ids of the passages of the minutes that may be corrected by themselves: a line of the notes, an answer's words, a
// piece of information, a decision and its reasons, a disagreement, an action.
const (
	notePassage        = "note-"
	answerPassage      = "answer-"
	informationPassage = "information-"
	decisionPassage    = "decision-"
	reasonsPassage     = "reasons-"
	dissentPassage     = "dissent-"
	actionPassage      = "action-"
)

// Passage is the wording of a passage as the closed minutes have it; false where there is none of this id that can be
// reworded by itself.
func (m *Meeting) Passage(id string) (text string, found bool) {
	if m.asClosed != nil {
		m = m.asClosed
	}
	return m.reads(id)
}

// reads is Passage of the meeting as it stands.
func (m *Meeting) reads(id string) (text string, found bool) {
	if item, line := noteLine(id); item != "" {
		lines := m.noteLines(item)
		if line < 1 || line > len(lines) || strings.TrimSpace(lines[line-1]) == "" {
			return "", false
		}
		return lines[line-1], true
	}
	if words, _ := m.wordsAt(id); words != nil && *words != "" {
		return *words, true
	}
	return "", false
}

// wordsAt is where a passage's words stand, and what keeps how they read before; nil where there is none.
func (m *Meeting) wordsAt(id string) (words *string, earlier *[]Earlier) {
	kind, of, _ := strings.Cut(id, "-")
	switch kind + "-" {
	case answerPassage:
		item, key, _ := cutLast(of)
		if it := m.Items[item]; it != nil && it.Answers[key] != nil {
			return &it.Answers[key].Text, nil
		}
	case informationPassage:
		if shared := m.Information[of]; shared != nil {
			return &shared.Text, &shared.Earlier
		}
	case decisionPassage:
		if d := m.Decisions[of]; d != nil {
			return &d.Text, &d.Earlier
		}
	case reasonsPassage:
		if d := m.Decisions[of]; d != nil {
			return &d.Reasons, &d.Earlier
		}
	case dissentPassage:
		decision, dissent, _ := cutLast(of)
		if d := m.Decisions[decision]; d != nil && d.Dissents[dissent] != nil {
			return &d.Dissents[dissent].Text, nil
		}
	case actionPassage:
		if ac := m.Actions[of]; ac != nil {
			return &ac.Text, &ac.Earlier
		}
	}
	return nil, nil
}

// reword has a passage read otherwise, by the entry that issues a version. What is no passage stays as it is: the
// version tells of it.
func (m *Meeting) reword(id, text string, e *Entry) {
	if item, line := noteLine(id); item != "" {
		m.rewordLine(item, line, text)
		return
	}
	words, earlier := m.wordsAt(id)
	if words == nil || *words == "" {
		return
	}
	kind, of, _ := strings.Cut(id, "-")
	collection := map[string]string{answerPassage: "items", informationPassage: "information", actionPassage: "actions"}[kind+"-"]
	if thing, _, two := cutLast(of); two && collection != "actions" {
		of = thing
	}
	m.touch(or(collection, "decisions"), of)
	if earlier != nil {
		was := Earlier{Text: *words, Until: made(e)}
		if d := m.Decisions[of]; d != nil { // and not its reasons in place of its text
			was.Text, was.Reasons = d.Text, d.Reasons
		}
		*earlier = append(*earlier, was)
	}
	*words = text
}

// rewordLine changes a line of the notes, or takes it out.
func (m *Meeting) rewordLine(item string, line int, text string) {
	notes := m.Notes[item]
	lines := m.noteLines(item)
	if notes == nil || line < 1 || line > len(lines) {
		return
	}
	m.touch("notes", item)
	at := 0
	for _, before := range lines[:line-1] {
		at += Units(before) + 1
	}
	edit := Edit{At: at, Delete: Units(lines[line-1]), Insert: text}
	if text == "" && line < len(lines) {
		edit.Delete++ // with its end
	}
	changed, err := ApplyEdits(notes.Text, []Edit{edit})
	if err != nil { // the offsets are those of the text
		return
	}
	notes.Text, notes.Version, notes.changes = changed, notes.Version+1, append(notes.changes, []Edit{edit})
}

func (m *Meeting) noteLines(item string) []string {
	if notes := m.Notes[item]; notes != nil {
		return strings.Split(notes.Text, "\n")
	}
	return nil
}

// noteLine is the item and the number of a line of its notes; no item where the id is another's. A line has one id: two
// requests under one are of one line.
func noteLine(id string) (item string, line int) {
	of, isNote := strings.CutPrefix(id, notePassage)
	if !isNote {
		return "", 0
	}
	item, number, _ := cutLast(of)
	if line, _ = strconv.Atoi(number); strconv.Itoa(line) != number {
		line = 0
	}
	return item, line
}

func lineOf(id string) int {
	_, line := noteLine(id)
	return line
}

func cutLast(id string) (before, after string, found bool) {
	at := strings.LastIndexByte(id, '-')
	if at < 0 {
		return id, "", false
	}
	return id[:at], id[at+1:], true
}

// placesIn are the headings under which the passages of a text stand, and the headings themselves, by id.
func placesIn(text Document) map[string]string {
	places, where := map[string]string{}, ""
	put := func(id string) {
		if _, known := places[id]; !known && id != "" {
			places[id] = where
		}
	}
	for _, block := range text.Blocks {
		if h := block.Heading; h != nil {
			if where = h.Text; h.Number != "" {
				where = "Question " + h.Number
			}
			put(h.ID)
		}
		if block.Paragraph != nil {
			put(block.Paragraph.ID)
		}
	}
	return places
}

// phrase is a text of the minutes as it reads, and where.
type phrase struct{ id, where, text string }

// wording is every text of the minutes that may change after the meeting, in the order of the agenda.
func (m *Meeting) wording() []phrase {
	var all []phrase
	add := func(where, id string) {
		if words, _ := m.wordsAt(id); words != nil {
			all = append(all, phrase{id, where, *words})
		}
	}
	for _, item := range m.Order.Items {
		where := m.Items[item].Text
		if notes := m.Notes[item]; notes != nil {
			all = append(all, phrase{notePassage + item, where, notes.Text})
		}
		for _, key := range append([]string{All}, m.Order.People...) {
			add(where, answerPassage+item+"-"+key)
		}
		for _, id := range m.Order.Information {
			if m.Information[id].Item == item {
				add(where, informationPassage+id)
			}
		}
	}
	for _, id := range m.Order.Decisions {
		add("Decision "+id, decisionPassage+id)
		add("Reasons for "+id, reasonsPassage+id)
		for _, other := range m.Decisions[id].inOrder() {
			add("Disagreement with "+id, dissentPassage+id+"-"+numberedAt(other.Number))
		}
	}
	for _, id := range m.Order.Actions {
		add("Action "+id, actionPassage+id)
	}
	return all
}

func numberedAt(number int) string { return "n" + strconv.Itoa(number) }

// reworded compares two wordings of the minutes. Of notes only the lines that differ are told.
func reworded(was, is []phrase) []Rewording {
	before := map[string]string{}
	for _, p := range was {
		before[p.id] = p.text
	}
	changes := []Rewording{}
	for _, p := range is {
		if before[p.id] == p.text {
			continue
		}
		if !strings.HasPrefix(p.id, notePassage) {
			changes = append(changes, rewording(p.where, before[p.id], p.text))
			continue
		}
		for _, run := range differing(strings.Split(before[p.id], "\n"), strings.Split(p.text, "\n")) {
			was, is := strings.TrimSpace(strings.Join(run.was, "\n")), strings.TrimSpace(strings.Join(run.is, "\n"))
			if was != is {
				changes = append(changes, rewording(p.where, was, is))
			}
		}
	}
	return slices.Clip(changes)
}
