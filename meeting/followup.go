package meeting

import "strings"

// FollowUp is what was written down after the meeting closed: dated, and outside the closed text.
type FollowUp struct {
	Made
	About string `json:"about"`
	Text  string `json:"text"`
}

// afterClosing is an entry that goes on after closing without changing the closed text: the progress of actions, the
// outcome of the alarm, answers not known yet, a risk left for later, delays.
type afterClosing interface {
	// afterClosing says what the entry, which was applied, is about and what it says, as the follow-up reads. About is
	// empty where it changes the closed text after all.
	afterClosing(m *Meeting, e *Entry) (about, text string)
}

// followUp keeps what goes on outside the closed text, and reports whether it does.
func (m *Meeting) followUp(said body, e *Entry) bool {
	after, ok := said.(afterClosing)
	if !ok {
		return false
	}
	about, text := after.afterClosing(m, e)
	if about != "" {
		m.follows(e, about, text)
	}
	return about != ""
}

func (m *Meeting) follows(e *Entry, about, text string) {
	m.touch("followUps")
	m.FollowUps = append(m.FollowUps, FollowUp{made(e), about, text})
}

func (w *writer) followUps() {
	if len(w.FollowUps) == 0 {
		return
	}
	w.heading(2, "", "After the meeting", "after")
	for _, f := range w.FollowUps {
		w.paragraph(f.About, f.Text, w.moment(f.At)+", "+w.attendeeWords(f.By))
	}
}

// What was made after closing by the procedure stands outside the closed text, and so does what becomes of it, and of
// any action once a version of the minutes is issued.
func (ac *actionAmend) afterClosing(m *Meeting, _ *Entry) (about, text string) {
	if m.asClosed.Actions[ac.Action] != nil && m.Stage == Tidying {
		return "", ""
	}
	return "Action " + ac.Action, m.actionWords(m.Actions[ac.Action]) + "\nWhy: " + ac.Reason
}

func (ac *actionWithdraw) afterClosing(m *Meeting, _ *Entry) (about, text string) {
	if m.asClosed.Actions[ac.Action] != nil && m.Stage == Tidying {
		return "", ""
	}
	return "Action " + ac.Action, "Withdrawn: " + ac.Reason
}

func (ac *actionProgress) afterClosing(*Meeting, *Entry) (about, text string) {
	return "Action " + ac.Action, join(statusWords[ac.Status], ac.Text)
}

func (an *answer) afterClosing(m *Meeting, e *Entry) (about, text string) {
	text = m.answerWords(an.given(e))
	if !m.settles(e) {
		text = "Proposed: " + text
	}
	return m.questionWords(an.Item, an.Person), text
}

func (an *answerConfirm) afterClosing(m *Meeting, e *Entry) (about, text string) {
	for _, given := range m.Items[an.Item].Answers {
		if given.Taken != nil && given.Taken.Number == e.Number {
			return m.questionWords(an.Item, given.Person), m.answerWords(given) + "\nProposed by " + m.attendeeWords(given.By)
		}
	}
	return "", ""
}

func (an *answerWithdraw) afterClosing(m *Meeting, _ *Entry) (about, text string) {
	return m.questionWords(an.Item, ""), "The proposed answer was taken back: " + an.Reason
}

// questionWords is a question in words, with the child whom an answer is for.
func (m *Meeting) questionWords(item, person string) string {
	words := m.Items[item].Text
	if p := m.People[person]; p != nil {
		words += " (" + p.Words() + ")"
	}
	return words
}

func (al *alarm) afterClosing(*Meeting, *Entry) (about, text string) {
	for _, part := range []Fact{{"Where", value(al.Where)}, {"When", value(al.When)}, {"Police", value(al.Police)}, {"Handed to", value(al.Officer)},
		{"Reports by", join(dayOrNone(value(al.ReportBy)), value(al.ReportTime))}, {"Outcome", value(al.Outcome)}} {
		if part.Text != "" {
			text += "\n" + part.Name + ": " + part.Text
		}
	}
	return "A child may be about to meet the person", strings.TrimPrefix(text, "\n")
}

func (c *childLine) afterClosing(m *Meeting, _ *Entry) (about, text string) {
	if c.Risk == nil {
		return "", ""
	}
	return "Continuing risk of significant harm to " + m.People[c.Person].Words(), m.riskWords(c.Risk)
}

func (d *delay) afterClosing(*Meeting, *Entry) (about, text string) {
	return or(delayWords[d.About], "Delay") + " is delayed", d.words()
}

func (di *dissentWithdraw) afterClosing(m *Meeting, _ *Entry) (about, text string) {
	return "Decision " + di.Decision, m.Decisions[di.Decision].Dissents[di.Dissent].Agency.Name + " no longer disagrees: " + di.Reason
}

func (c *conflict) afterClosing(m *Meeting, _ *Entry) (about, text string) {
	return "Conflict of interest", m.conflictWords(c)
}
