package meeting

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Why something is for some only.
const (
	PoliceIntelligence = "police-intelligence"
	LegalAdvice        = "legal-advice"
	ConflictOfInterest = "conflict-of-interest"
)

var restrictedWords = map[string]string{
	PoliceIntelligence: "police intelligence", LegalAdvice: "legal advice", ConflictOfInterest: "a conflict of interest",
}

// restricted is information for some of the attendees only. "Legal advice should be sought, where necessary, in relation
// to matters of disclosure." Besides those named, who wrote it and whom it comes from see it, and the minute-taker of that
// moment unless excluded; nobody else does, whatever they become later. It is no part of the minutes that everybody signs.
type restricted struct {
	Item              string   `json:"item"`
	Text              string   `json:"text"`
	From              string   `json:"from,omitempty"`   // an attendee; absent: the writer, or Source
	Source            *Source  `json:"source,omitempty"` // somebody who is not in the meeting
	Because           string   `json:"because"`
	For               []string `json:"for"`                         // attendees
	ExceptMinuteTaker bool     `json:"exceptMinuteTaker,omitempty"` // the minute-taker does not see it either
}

// Restricted is one thing that was shared with some only.
type Restricted struct {
	Made
	Item      string     `json:"item"`
	Text      string     `json:"text"`
	From      string     `json:"from,omitempty"` // an attendee, or Source
	Source    *Source    `json:"source,omitempty"`
	Because   string     `json:"because"`
	For       []string   `json:"for"` // all the attendees who may see it, by their ids
	Earlier   []Earlier  `json:"earlier,omitempty"`
	Withdrawn *Withdrawn `json:"withdrawn,omitempty"`
}

func (r *restricted) decide(a *asking) (body, *Refusal) {
	shared := information{Item: r.Item, Text: r.Text, From: r.From, Source: r.Source}
	shared.decide(a)
	r.Text = shared.Text
	a.oneOf("because", r.Because, PoliceIntelligence, LegalAdvice, ConflictOfInterest)
	if len(r.For) == 0 {
		a.refuse("for", "Say who may see it.")
	}
	for _, id := range r.For {
		if named := a.attendee("for", id); a.refusal == nil && a.Admission(id) == Excluded {
			a.refuse("for", "%s may not attend this meeting.", named.Name)
		}
	}
	r.For = slices.Compact(slices.Sorted(slices.Values(r.For)))
	return r, a.refusal
}

func (r *restricted) apply(m *Meeting, e *Entry) error {
	shared := &Restricted{Made: made(e), Item: r.Item, Text: r.Text, From: r.From, Source: r.Source, Because: r.Because}
	if r.From == "" && r.Source == nil {
		shared.From = e.By
	}
	for _, id := range m.Order.Attendees {
		minuteTaker := m.Attendees[id].Role == MinuteTaker && !r.ExceptMinuteTaker
		if minuteTaker || id == e.By || id == shared.From || slices.Contains(r.For, id) {
			shared.For = append(shared.For, id)
		}
	}
	id := numbered("s", e)
	m.touch("restricted", id)
	m.Restricted[id] = shared
	m.some[e.Number] = shared.For
	return nil
}

// restrictedAmend changes the wording, as information.amend does; the same people see it.
type restrictedAmend struct {
	Restricted string `json:"restricted"`
	Text       string `json:"text"`
	Reason     string `json:"reason,omitempty"`
}

func (r *restrictedAmend) decide(a *asking) (body, *Refusal) {
	was := a.restricted("restricted", r.Restricted)
	a.mine(was.By, was.From)
	a.standing("restricted", was.Withdrawn)
	a.text("text", &r.Text)
	a.reason(a.Phase == Closed, &r.Reason)
	return r, a.refusal
}

func (r *restrictedAmend) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "restricted", m.Restricted, r.Restricted)
	if err != nil {
		return err
	}
	changed.Earlier = append(changed.Earlier, Earlier{Text: changed.Text, Until: made(e), Reason: r.Reason})
	changed.Text = r.Text
	m.some[e.Number] = changed.For
	return nil
}

// restrictedWithdraw takes back what was shared with some; it stays in the record.
type restrictedWithdraw struct {
	Restricted string `json:"restricted"`
	Reason     string `json:"reason"`
}

func (r *restrictedWithdraw) decide(a *asking) (body, *Refusal) {
	was := a.restricted("restricted", r.Restricted)
	a.mine(was.By, was.From)
	a.standing("restricted", was.Withdrawn)
	a.reason(true, &r.Reason)
	return r, a.refusal
}

func (r *restrictedWithdraw) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "restricted", m.Restricted, r.Restricted)
	if err != nil {
		return err
	}
	changed.Withdrawn = &Withdrawn{made(e), r.Reason}
	m.some[e.Number] = changed.For
	return nil
}

// What is for some only is no part of the text that everybody corrects and signs.
func (*restricted) aboutMinutes()         {}
func (*restrictedAmend) aboutMinutes()    {}
func (*restrictedWithdraw) aboutMinutes() {}

// restricted is what is for some only, where the asker is one of them; to everybody else it is not there.
func (a *asking) restricted(field, id string) *Restricted {
	return named(a, field, a.For(a.by).Restricted, id, "information")
}

// MaySee reports whether an attendee may see what the entry of that number says: who may be in the meeting, unless it is for
// some only and they are none of them. Nobody may see what this meeting has not taken in yet.
func (m *Meeting) MaySee(number int, attendee string) bool {
	who, some := m.some[number]
	return number <= m.number && m.Admission(attendee) != Excluded && (!some || slices.Contains(who, attendee))
}

// ForSome reports whether an entry of this meeting is for some of its attendees only.
func (m *Meeting) ForSome(number int) bool { return m.some[number] != nil }

// For is the meeting as an attendee may see it, to be read only: without what is for others only. For nobody, "", it is
// what everybody in it sees. It is what their record comes to: see Fold.
func (m *Meeting) For(attendee string) *Meeting {
	if len(m.Restricted) == 0 {
		return m
	}
	theirs := *m
	theirs.Restricted = maps.Clone(m.Restricted)
	maps.DeleteFunc(theirs.Restricted, func(_ string, r *Restricted) bool { return !slices.Contains(r.For, attendee) })
	return &theirs
}

// forSome is the part of somebody's minutes that only some have: it stands behind the text that everybody signs.
func (w *writer) forSome() {
	if len(w.Restricted) == 0 {
		return
	}
	w.heading(2, "", "For some only", "for-some")
	w.paragraph("", "What stands under this heading is not in the minutes of everybody else. Do not pass it on with them.", "")
	for _, r := range slices.SortedFunc(maps.Values(w.Restricted), func(a, b *Restricted) int { return a.Number - b.Number }) {
		from := w.attendeeWords(r.From)
		if r.Source != nil {
			from = r.Source.Name + ", " + r.Source.Agency.Name
		}
		about := ""
		if it := w.Items[r.Item]; it != nil && it.Question > 0 {
			about = fmt.Sprintf(" on question %d", it.Question)
		} else if it != nil {
			about = " on: " + it.Text
		}
		w.paragraph("From "+from+about, r.Text, "written by "+w.byOn(r.Made)+". Because of "+restrictedWords[r.Because]+", only for "+w.names(r.For))
		w.earlier(r.Earlier)
		w.withdrawn(r.Withdrawn)
	}
}

// names are those of attendees, as a list.
func (w *writer) names(attendees []string) string {
	all := make([]string, len(attendees))
	for i, id := range attendees {
		all[i] = w.Attendees[id].Name
	}
	return strings.Join(all, ", ")
}
