package meeting

import (
	"errors"
	"maps"
	"slices"

	"strategyroom/meeting/procedure"
)

// All is the key of the answer that serves for the whole meeting, or for every child that has none of its own.
const All = "all"

// The values of an answer. Stated is the value where a question asks for text.
const (
	Yes           = "yes"
	No            = "no"
	Stated        = "stated"
	NotKnown      = "not-known"
	NotApplicable = "not-applicable"
)

// answer is the meeting's answer to a question of the procedure, for the whole meeting or, where the question is asked
// for each child, for one. A member's is a proposal. "Not known yet" says who finds out by when, "not applicable" why.
// When the meeting is closed, only what was left as "not known yet" may still be answered, outside the closed text.
type answer struct {
	Item     string `json:"item"`
	Person   string `json:"person,omitempty"` // a child; absent: for all
	Value    string `json:"value"`            // "yes" or "no", or "stated" where words are asked for; "not-known"; "not-applicable"
	Text     string `json:"text,omitempty"`
	Who      string `json:"who,omitempty"`      // who finds out: an attendee's id or a name with agency
	By       string `json:"by,omitempty"`       // civil date by which it is found out
	Expected string `json:"expected,omitempty"` // civil date, where the question asks for a timescale
}

// Answer is an answer that stands, or a proposal, with those that stood before it.
type Answer struct {
	Made
	Person   string    `json:"person,omitempty"`
	Value    string    `json:"value"`
	Text     string    `json:"text,omitempty"`
	Who      string    `json:"who,omitempty"`
	Due      string    `json:"due,omitempty"` // by when it is found out
	Expected string    `json:"expected,omitempty"`
	Taken    *Made     `json:"taken,omitempty"`   // by whom a proposal was taken
	Earlier  []*Answer `json:"earlier,omitempty"` // the newest last
}

func (an *answer) decide(a *asking) (body, *Refusal) {
	question := a.item("item", an.Item)
	if question.Answer == "" {
		a.refuse("item", "This item of the agenda is not a question; write notes or information there.")
	}
	if an.Person != "" {
		if question.Each != procedure.EachChild {
			a.refuse("person", "This question is answered once, not for each child.")
		}
		if p := a.person("person", an.Person); p.Category != Child || p.Withdrawn != nil {
			a.refuse("person", "This question is answered for children.")
		}
	}
	if question.Answer == procedure.Text {
		a.oneOf("value", an.Value, Stated, NotKnown, NotApplicable)
	} else {
		a.oneOf("value", an.Value, Yes, No, NotKnown, NotApplicable)
	}
	a.optionalText("text", &an.Text)
	switch an.Value {
	case Stated:
		a.text("text", &an.Text)
	case NotApplicable:
		if an.Text == "" {
			a.refuse("text", "Say why the question does not apply.")
		}
	case NotKnown:
		if an.Who == "" {
			a.refuse("who", "Say who finds out.")
		}
		a.name("who", &an.Who)
		a.date("by", an.By)
	}
	if a.Phase == Closed {
		if !a.asClosed.leftUnknown(an.Item, an.Person) {
			a.refuse("item", "The meeting is closed: only an answer left as “not known yet” may be given now.")
		}
	}
	a.optionalDate("expected", an.Expected)
	if an.Expected != "" && (question.Delay == "" || an.Value != Stated) {
		a.refuse("expected", "An expected date belongs to a stated timescale.")
	}
	if an.Value != NotKnown && (an.Who != "" || an.By != "") {
		a.refuse("who", "Who finds out by when belongs to “not known yet”.")
	}
	return an, a.refusal
}

// leftUnknown reports whether an answer is "not known yet": that for a child or, for all, every one there is.
func (m *Meeting) leftUnknown(item, person string) bool {
	question := m.Items[item]
	if question == nil || len(question.Answers) == 0 {
		return false
	}
	if person != "" {
		given := question.Answers[person]
		if given == nil {
			given = question.Answers[All]
		}
		return given != nil && given.Value == NotKnown
	}
	for _, given := range question.Answers {
		if given.Value != NotKnown {
			return false
		}
	}
	return true
}

// given is the answer as it stands when it does.
func (an *answer) given(e *Entry) *Answer {
	return &Answer{Made: made(e), Person: an.Person, Value: an.Value, Text: an.Text, Who: an.Who, Due: an.By, Expected: an.Expected}
}

// settles reports whether what an entry says stands at once, where a member's would be a proposal.
func (m *Meeting) settles(e *Entry) bool {
	role := m.roleOf(e.By)
	return role == Chair || role == MinuteTaker
}

func (an *answer) apply(m *Meeting, e *Entry) error {
	question, err := change(m, "items", m.Items, an.Item)
	if err != nil {
		return err
	}
	given := an.given(e)
	if m.settles(e) {
		m.stand(question, given, e)
	} else {
		question.Proposals[numbered("n", e)] = given
	}
	m.refresh(an.Item)
	return nil
}

// stand makes an answer stand, and raises or ends the alarm where the question does that.
func (m *Meeting) stand(question *Item, given *Answer, e *Entry) {
	question.take(given)
	if question.Raises {
		m.raise(question, given, e)
	}
}

// take makes an answer stand. One for all replaces those of the single children.
func (i *Item) take(given *Answer) {
	key := given.Person
	if key == "" {
		key = All
	}
	replaced := []string{key}
	if key == All {
		replaced = slices.Sorted(maps.Keys(i.Answers))
	}
	for _, old := range replaced {
		if former := i.Answers[old]; former != nil {
			given.Earlier = append(given.Earlier, former.Earlier...)
			former.Earlier = nil
			given.Earlier = append(given.Earlier, former)
			delete(i.Answers, old)
		}
	}
	slices.SortStableFunc(given.Earlier, func(a, b *Answer) int { return a.Number - b.Number })
	i.Answers[key] = given
}

// answerConfirm takes a member's proposal: it is the meeting's answer from then on.
type answerConfirm struct {
	Item     string `json:"item"`
	Proposal string `json:"proposal"`
}

func (an *answerConfirm) decide(a *asking) (body, *Refusal) {
	given := a.proposal(an.Item, an.Proposal)
	if a.Phase == Closed && !a.asClosed.leftUnknown(an.Item, given.Person) {
		a.refuse("item", "The meeting is closed: only an answer left as “not known yet” may be given now.")
	}
	return an, a.refusal
}

func (a *asking) proposal(item, proposal string) *Answer {
	return named(a, "proposal", a.item("item", item).Proposals, proposal, "proposed answer")
}

func (an *answerConfirm) apply(m *Meeting, e *Entry) error {
	question, given, err := m.takeProposal(an.Item, an.Proposal)
	if err != nil {
		return err
	}
	taken := made(e)
	given.Taken = &taken
	m.stand(question, given, e)
	m.refresh(an.Item)
	return nil
}

func (m *Meeting) takeProposal(item, proposal string) (*Item, *Answer, error) {
	question, err := change(m, "items", m.Items, item)
	if err != nil {
		return nil, nil, err
	}
	given := question.Proposals[proposal]
	if given == nil {
		return nil, nil, errors.New("there is no such proposal")
	}
	delete(question.Proposals, proposal)
	return question, given, nil
}

// answerWithdraw takes a proposal back: its writer, or chair and minute-taker who do not take it.
type answerWithdraw struct {
	Item     string `json:"item"`
	Proposal string `json:"proposal"`
	Reason   string `json:"reason"`
}

func (an *answerWithdraw) decide(a *asking) (body, *Refusal) {
	a.mine(a.proposal(an.Item, an.Proposal).By)
	a.reason(true, &an.Reason)
	return an, a.refusal
}

func (an *answerWithdraw) apply(m *Meeting, _ *Entry) error {
	if _, _, err := m.takeProposal(an.Item, an.Proposal); err != nil {
		return err
	}
	m.refresh(an.Item)
	return nil
}

// refresh works the state of a question out anew.
func (m *Meeting) refresh(id string) {
	question := m.Items[id]
	if question == nil || question.Answer == "" {
		return
	}
	m.touch("items", id)
	question.State = m.questionState(question)
}

func (m *Meeting) refreshEachChild() {
	for _, id := range m.Order.Items {
		if m.Items[id].Each == procedure.EachChild {
			m.refresh(id)
		}
	}
}

func (m *Meeting) questionState(question *Item) string {
	missing, notKnown, applies := 0, 0, 0
	judge := func(given *Answer) {
		switch {
		case given == nil:
			missing++
		case given.Value == NotKnown:
			notKnown++
			applies++
		case given.Value != NotApplicable:
			applies++
		}
	}
	asked := []string{All}
	if children := m.children(); question.Each == procedure.EachChild && len(children) > 0 {
		asked = children
	}
	for _, key := range asked {
		given := question.Answers[key]
		if given == nil {
			given = question.Answers[All]
		}
		judge(given)
	}
	switch {
	case missing == len(asked) && len(question.Proposals) > 0:
		return ProposedAnswer
	case missing == len(asked):
		return NotAnswered
	case missing > 0:
		return PartAnswered
	case notKnown > 0:
		return NotKnownYet
	case applies == 0:
		return DoesNotApply
	default:
		return Answered
	}
}

var valueWords = map[string]string{Yes: "Yes", No: "No", NotKnown: "Not known yet", NotApplicable: "Does not apply"}

func answersUnder(w *writer, item string) {
	question := w.Items[item]
	if question.Answer == "" {
		return
	}
	keys := append([]string{All}, w.Order.People...)
	written := false
	for _, key := range keys {
		if given := question.Answers[key]; given != nil {
			written = true
			lead := "Answer"
			if p := w.People[given.Person]; p != nil {
				lead += " for " + p.Words()
			} else if question.Each != "" && len(w.children()) > 1 {
				lead += " for all"
			}
			w.passage(answerPassage+item+"-"+key, lead, w.answerWords(given), w.by(given.Made)+w.takenWords(given))
		}
	}
	if !written {
		w.paragraph("Answer", "Not answered.", "")
	}
	proposals := slices.SortedFunc(maps.Values(question.Proposals), func(a, b *Answer) int { return a.Number - b.Number })
	for _, given := range proposals {
		w.paragraph("Proposed answer, not taken", w.answerWords(given), w.by(given.Made))
	}
}

func (m *Meeting) answerWords(given *Answer) string {
	words := valueWords[given.Value]
	if given.Value == NotKnown {
		words += ". " + m.nameWords(given.Who) + " finds out by " + dayWords(given.Due)
	}
	switch {
	case words == "":
		words = given.Text
	case given.Text == "":
		words += "."
	default:
		words += ". " + given.Text
	}
	return words + orNothing("\nExpected by ", dayOrNone(given.Expected))
}

func (w *writer) takenWords(given *Answer) string {
	if given.Taken == nil {
		return ""
	}
	return "; taken by " + w.by(*given.Taken)
}
