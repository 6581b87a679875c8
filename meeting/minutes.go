package meeting

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Rehearsal stands on every page and PDF of a meeting that was convened where real names are not protected as the
// procedure needs. It never goes away from such a meeting, and comes to no other: see convene.
const Rehearsal = "Rehearsal: no real names"

// Draft stands on minutes that nobody has signed.
const Draft = "Draft"

// Minutes makes the minutes of a meeting as far as it has come: what it is, people, attendance, each item with
// question, answer, notes, information, decisions and actions, then all decisions, all actions, and the record's number
// and check code. After closing they are the text of the version that stands, which Document.Text bounds, and behind it
// signatures, what followed, and how to check it. Times are local, by the law of summer time. Each kind of entry has
// its part: see kinds.go.
func Minutes(m *Meeting) Document { return m.minutesFor(nil) }

// minutesFor are the minutes as a copy has them; nil: as whoever is in the meeting has them. Who else got a copy is
// nothing to somebody outside; what followed neither, where the copy is not the whole.
func (m *Meeting) minutesFor(c *Circulation) Document {
	w := m.textWriter()
	w.hashless = c != nil && c.Copy == WithoutNames
	w.document.Text = len(w.document.Blocks)
	if m.Stage == "" {
		w.document.Text = 0
	}
	w.document.Notices = append([]string{m.noticeWords()}, m.notices()...)
	w.signOff()
	w.corrections(len(m.Versions), false)
	if !c.outside() || c.Copy == Whole {
		w.followUps()
	}
	w.addenda()
	if c == nil {
		w.forSome()
	}
	if !c.outside() {
		w.circulations()
	}
	w.record()
	return w.document
}

// text is the part of the minutes that people correct and sign.
func (m *Meeting) text() Document {
	return m.textWriter().document
}

func (m *Meeting) textWriter() *writer {
	w := m.document("Strategy meeting minutes")
	if v := m.Version(); v != nil && m.Stage != Tidying {
		w.document.Number, w.document.Fingerprint = v.Number, v.Fingerprint
	}
	if m.asClosed != nil { // what followed stands outside the closed text
		w.Meeting = m.asClosed
	}
	w.document.Subtitle = w.childrenWords()
	w.sections(start, "")
	w.heading(2, "", "Agenda", "agenda")
	for _, id := range w.Order.Items {
		number := ""
		if w.Items[id].Question > 0 {
			number = strconv.Itoa(w.Items[id].Question)
		}
		w.heading(3, number, w.Items[id].Text, "item-"+id)
		before := len(w.document.Blocks)
		w.sections(underAnItem, id)
		if len(w.document.Blocks) == before {
			w.paragraph("", "Nothing was written under this item.", "")
		}
	}
	w.sections(end, "")
	w.Meeting = m
	w.remarks()
	w.changes()
	w.corrections(len(m.Versions), true)
	return w
}

// document is an empty one about the meeting, as far as its record goes, and what writes it.
func (m *Meeting) document(title string) *writer {
	w := &writer{Meeting: m, document: Document{Wording: Wording, Language: "en-GB", Title: title, Reference: m.Reference, Marking: m.Marking,
		Notices: m.notices(), Number: m.number, Fingerprint: m.fingerprint, Blocks: []Block{}}}
	if chair := m.Attendees[ConvenerID]; chair != nil {
		w.document.Organisation = chair.Agency.Name
	}
	return w
}

// notices are what stands on every page of whatever is printed of the meeting, beside its marking.
func (m *Meeting) notices() []string {
	if m.RealNames {
		return nil
	}
	return []string{Rehearsal}
}

// noticeWords are what stands on every page of the minutes about how far they have come.
func (m *Meeting) noticeWords() string {
	version := "Version " + strconv.Itoa(len(m.Versions))
	switch m.Stage {
	case Correcting:
		return version + ", for corrections until " + dayWords(m.Version().CorrectBy)
	case Signing:
		return version + ", for signature until " + dayWords(m.Version().SignBy)
	case Final:
		return version
	default:
		return Draft
	}
}

// record says how far the record goes and, of final minutes, how to check them.
func (w *writer) record() {
	w.heading(2, "", "The record", "record")
	facts := []Fact{}
	if v := w.Version(); v != nil && w.Stage != Tidying {
		facts = append(facts, Fact{"Version", strconv.Itoa(len(w.Versions)) + ", issued by " + w.byOn(v.Made)},
			Fact{"Entries up to it", strconv.Itoa(v.Number)}, Fact{"Its check code", v.Fingerprint.String()})
		if !w.hashless {
			facts = append(facts, Fact{"SHA-256 of its text", v.Minutes.String()})
		}
	}
	w.facts(append(facts, Fact{"Entries", strconv.Itoa(w.number)}, Fact{"Check code", w.fingerprint.String()})...)
	if w.Stage == Final {
		w.howToCheck()
	}
}

// place is where in the minutes a section stands.
type place int

const (
	nowhere place = iota
	start
	underAnItem
	end
)

// section is a kind's part of the minutes.
type section struct {
	place place
	write func(w *writer, item string)
	with  string // of a kind without a part of its own: what shows it
	why   string // of a kind that nothing shows: the reason
}

func atStart(write func(*writer)) section {
	return section{place: start, write: func(w *writer, _ string) { write(w) }}
}

func underItem(write func(*writer, string)) section { return section{place: underAnItem, write: write} }

func atEnd(write func(*writer)) section {
	return section{place: end, write: func(w *writer, _ string) { write(w) }}
}

func printedWith(kind string) section { return section{with: kind} }

func unprinted(why string) section { return section{why: why} }

// writer makes a document, piece by piece.
type writer struct {
	*Meeting
	document Document
	hashless bool // of what is taken out no hash may stay: whoever has a list of names could try them. Check codes are salted
}

func (w *writer) sections(at place, item string) {
	for _, kind := range register {
		for _, s := range kind.minutes {
			if s.place == at {
				s.write(w, item)
			}
		}
	}
}

func (w *writer) heading(level int, number, text, id string) {
	w.document.Blocks = append(w.document.Blocks, Block{Heading: &Heading{level, number, text, id}})
}

func (w *writer) paragraph(lead, text, byline string) {
	w.document.Blocks = append(w.document.Blocks, Block{Paragraph: &Paragraph{Lead: lead, Text: text, Byline: byline}})
}

// passage is a paragraph whose words may be corrected by themselves.
func (w *writer) passage(id, lead, text, byline string) {
	w.document.Blocks = append(w.document.Blocks, Block{Paragraph: &Paragraph{ID: id, Lead: lead, Text: text, Byline: byline}})
}

func (w *writer) facts(facts ...Fact) {
	w.document.Blocks = append(w.document.Blocks, Block{Facts: facts})
}

func (w *writer) table(t Table) {
	w.document.Blocks = append(w.document.Blocks, Block{Table: &t})
}

// by says who wrote something and when: "Sam Example, Example Police, 16:07 GMT".
func (w *writer) by(m Made) string { return w.attendeeWords(m.By) + ", " + w.clock(m.At) }

// byOn is by with the day: of what was written after the meeting.
func (w *writer) byOn(m Made) string { return w.attendeeWords(m.By) + ", " + w.moment(m.At) }

// withdrawn is a paragraph that says what was taken back.
func (w *writer) withdrawn(was *Withdrawn) {
	if was != nil {
		w.paragraph("Withdrawn", was.Reason, w.by(was.Made))
	}
}

// earlier is a paragraph for each wording that was changed with a reason.
func (w *writer) earlier(all []Earlier) {
	for _, was := range all {
		if was.Reason != "" {
			text := was.Text
			if was.Reasons != "" {
				text += " (" + was.Reasons + ")"
			}
			w.paragraph("Before it was amended", text+"\nWhy: "+was.Reason, w.by(was.Until))
		}
	}
}

// clock is the local time of a moment of the record, with its zone: "16:07 GMT".
func (w *writer) clock(at string) string { return w.local(at, "15:04 MST") }

func (w *writer) local(at, layout string) string {
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return local(moment).Format(layout)
}

// moment is a date and a time with its zone: "24 November 2026, 16:07 GMT".
func (w *writer) moment(at string) string { return w.local(at, "2 January 2006, 15:04 MST") }

// attendeeWords is an attendee's name and agency.
func (m *Meeting) attendeeWords(id string) string {
	if a := m.Attendees[id]; a != nil {
		return a.Name + ", " + a.Agency.Name
	}
	return "the server"
}

// nameWords is who is named by an attendee's id, or by a name as it was typed.
func (m *Meeting) nameWords(who string) string {
	if m.Attendees[who] != nil {
		return m.attendeeWords(who)
	}
	return who
}

func (m *Meeting) ownerWords(owner Owner) string {
	if owner.Attendee != "" {
		return m.attendeeWords(owner.Attendee)
	}
	words := owner.Name
	if owner.Agency != nil {
		words += ", " + owner.Agency.Name
	}
	if told := m.Attendees[owner.ToldBy]; told != nil {
		words += " (told by " + told.Name + ")"
	}
	return words
}

// dayWords is a civil date in words: "Monday 30 November 2026".
func dayWords(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.Format("Monday 2 January 2006")
}

func dueWords(date, timeOfDay string) string {
	if date == "" {
		date = "a date still to be counted by hand"
	}
	return join(dayWords(date), timeOfDay)
}

func (w *writer) childrenWords() string {
	ids := w.children()
	names := make([]string, len(ids))
	for i, id := range ids {
		names[i] = w.People[id].Words()
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return "Child: " + names[0]
	default:
		return "Children: " + strings.Join(names[:len(names)-1], ", ") + " and " + names[len(names)-1]
	}
}

// asksFor reports whether a grid is printed under an item: the last one that opens it.
func (w *writer) asksFor(item, grid string) bool {
	return item == w.last(func(it *Item) bool { return slices.Contains(it.Opens, grid) })
}

// last is the last item of the agenda that asks for something; where a procedure has none, the last of all, so that
// nothing goes unprinted.
func (w *writer) last(asks func(*Item) bool) string {
	for _, id := range slices.Backward(w.Order.Items) {
		if asks(w.Items[id]) {
			return id
		}
	}
	return w.Order.Items[len(w.Order.Items)-1]
}

// grid is a table under an item; nothing where it has no rows.
func (w *writer) grid(caption string, head []string, widths []int, rows [][]string) {
	if len(rows) > 0 {
		w.paragraph(caption, "", "")
		w.table(Table{Caption: caption, Head: head, Widths: widths, Rows: rows})
	}
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}

// or is the first of the texts that is not empty.
func or(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

// orNothing is a text behind its lead; nothing where the text is empty.
func orNothing(lead, text string) string {
	if text == "" {
		return ""
	}
	return lead + text
}
