package meeting

import (
	"slices"
	"strconv"
)

// What a copy of the minutes holds.
const (
	Whole            = "whole"
	DecisionsActions = "decisions-and-actions" // without notes, information and answers
	WithoutNames     = "without-names"         // without the name, date of birth and numbers of any child, and without addresses
)

// Copies are all that there are.
var Copies = []string{Whole, DecisionsActions, WithoutNames}

var copyNames = map[string]string{Whole: "The whole minutes", DecisionsActions: "Decisions and actions", WithoutNames: "Without the child’s name"}

// circulation gives somebody a copy, or says why they get none. Recipients need not have attended: an absent agency,
// the referrer, the emergency duty team, an employer.
type circulation struct {
	Attendee string   `json:"attendee,omitempty"` // or
	Name     string   `json:"name,omitempty"`     // somebody else, with
	Agency   *Agency  `json:"agency,omitempty"`
	Position string   `json:"position,omitempty"`
	Copy     string   `json:"copy"`
	Withhold []string `json:"withhold,omitempty"` // words or phrases that are taken out as well, 20 at most; not of the whole
	Withheld string   `json:"withheld,omitempty"` // why they get none
}

// mostWithhold is how many words and phrases may be named to be taken out.
const mostWithhold = 20

// circulationOpened is written by the server when a recipient first takes their copy.
type circulationOpened struct {
	Circulation string `json:"circulation"`
}

// Circulation says who got which copy, of what, and when they opened it.
type Circulation struct {
	Made
	Attendee string   `json:"attendee,omitempty"`
	Name     string   `json:"name"`
	Agency   Agency   `json:"agency"`
	Position string   `json:"position,omitempty"`
	Copy     string   `json:"copy"`
	Withhold []string `json:"withhold,omitempty"`
	Version  int      `json:"version,omitempty"` // of the minutes; absent where none was issued yet
	Withheld string   `json:"withheld,omitempty"`
	Opened   *Made    `json:"opened,omitempty"`
}

// outside reports whether the recipient is nobody of the meeting; nil is.
func (c *Circulation) outside() bool { return c != nil && c.Attendee == "" }

// What is the name of what they got.
func (c *Circulation) What() string { return copyNames[c.Copy] }

// MayGet reports whether this recipient has a copy to take.
func (c *Circulation) MayGet() bool { return c.Withheld == "" }

func (c *circulation) decide(a *asking) (body, *Refusal) {
	a.oneOf("copy", c.Copy, Copies...)
	a.optionalText("withheld", &c.Withheld)
	if c.Attendee != "" {
		a.attendee("attendee", c.Attendee)
		if c.Name != "" || c.Agency != nil || c.Position != "" {
			a.refuse("name", "The recipient is either an attendee or somebody else.")
		}
		if a.refusal == nil && c.Withheld == "" && a.Admission(c.Attendee) == Excluded {
			a.refuse("attendee", "Who may not attend gets no copy.")
		}
	} else {
		a.name("name", &c.Name)
		if c.Agency == nil {
			c.Agency = &Agency{}
		}
		a.agency("agency", c.Agency)
		a.optionalName("position", &c.Position)
		if a.refusal == nil && c.Withheld == "" && a.barred(c.Name, *c.Agency) {
			a.refuse("name", "Who may not attend gets no copy.")
		}
	}
	a.withhold(c)
	if a.refusal == nil && c.Copy != DecisionsActions && c.Withheld == "" {
		a.atStage(Final)
	}
	return c, a.refusal
}

// withhold cleans the words to be taken out: no empty ones, each once.
func (a *asking) withhold(c *circulation) {
	var words []string
	for _, word := range c.Withhold {
		if a.optionalName("withhold", &word); word != "" && !slices.Contains(words, word) {
			words = append(words, word)
		}
	}
	c.Withhold = words
	switch {
	case len(words) > mostWithhold:
		a.refuse("withhold", "Name at most %d words or phrases to take out.", mostWithhold)
	case len(words) > 0 && c.Copy == Whole:
		a.refuse("withhold", "Nothing is taken out of the whole minutes. Give another copy.")
	}
}

// CirculationID is the id of the copy that the entry of a number gave.
func CirculationID(number int) string { return "c" + strconv.Itoa(number) }

func (c *circulation) apply(m *Meeting, e *Entry) error {
	sent := &Circulation{Made: made(e), Attendee: c.Attendee, Name: c.Name, Position: c.Position, Copy: c.Copy, Withhold: c.Withhold,
		Version: len(m.Versions), Withheld: c.Withheld}
	if c.Agency != nil {
		sent.Agency = *c.Agency
	}
	if at := m.Attendees[c.Attendee]; at != nil {
		sent.Name, sent.Agency, sent.Position = at.Name, at.Agency, at.Position
	} else if c.Attendee != "" {
		return errNone("attendee")
	}
	add(m, "circulations", m.Circulations, &m.Order.Circulations, CirculationID(e.Number), sent)
	return nil
}

func (c *circulationOpened) decide(a *asking) (body, *Refusal) {
	sent := named(a, "circulation", a.Circulations, c.Circulation, "copy")
	if sent.Opened != nil {
		a.refuse("circulation", "This copy was opened before.")
	}
	return c, a.refusal
}

func (c *circulationOpened) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "circulations", m.Circulations, c.Circulation)
	if err == nil {
		opened := made(e)
		changed.Opened = &opened
	}
	return err
}

// circulations are who got which copy.
func (w *writer) circulations() {
	rows := [][]string{}
	for _, id := range w.Order.Circulations {
		c := w.Circulations[id]
		what, opened := copyNames[c.Copy], "Not opened yet"
		switch {
		case c.Withheld != "":
			what, opened = "No copy: "+c.Withheld, "–"
		case c.Opened != nil:
			opened = w.moment(c.Opened.At)
		}
		rows = append(rows, []string{join(c.Name, c.Position, c.Agency.Name), what, w.moment(c.At), opened})
	}
	if len(rows) > 0 {
		w.heading(2, "", "Who got a copy", "circulation")
		w.table(Table{Caption: "Who got a copy", Head: []string{"Who", "What", "Given", "First opened"}, Widths: []int{34, 26, 20, 20}, Rows: rows})
	}
}

// Copied is the copy for a recipient, of a meeting whose record ends with the entry that gave it; false where there is
// none. What is withheld is not in it, and it says so. A copy for somebody outside the meeting does not say who else
// got one, and only the whole says what followed the meeting.
func Copied(m *Meeting, id string) (Document, bool) {
	c := m.Circulations[id]
	if c == nil || !c.MayGet() {
		return Document{}, false
	}
	doc, _ := m.copyFor(c)
	return doc, true
}

// CopyPreview is a copy as it would be given now, and in how many places something was taken out. Of the recipient it
// needs Attendee, or Name, Agency and Position; of the rest By, Copy and Withhold.
func CopyPreview(m *Meeting, c Circulation) (doc Document, places int) {
	if at := m.Attendees[c.Attendee]; at != nil {
		c.Name, c.Agency, c.Position = at.Name, at.Agency, at.Position
	}
	return m.copyFor(&c)
}

func (m *Meeting) copyFor(c *Circulation) (doc Document, places int) {
	var h withholding
	switch c.Copy {
	case Whole:
		doc = m.minutesFor(c)
	case DecisionsActions:
		doc, h = DecisionSheet(m), withholding{}
		for _, text := range c.Withhold {
			h.text(text)
		}
	default:
		doc, h = m.minutesFor(c), m.toWithhold(c.Withhold)
	}
	recipient := join(c.Name, c.Position, c.Agency.Name)
	doc.Notices = append(doc.Notices, "Copy for "+recipient)
	facts := []Fact{{"For", recipient}, {"Given by", m.attendeeWords(c.By)}, {"What it is", c.What()}, {"Withheld", c.WithheldWords()}}
	doc.Blocks = append(doc.Blocks, Block{Heading: &Heading{Level: 2, Text: "This copy", ID: "copy"}}, Block{Facts: facts})
	if h != nil {
		places = redact(&doc, h) // of what was added too: a recipient's agency may have a child's name in it
	}
	return doc, places
}

// Shows reports whether the record attached to a copy shows what an entry says: of the whole every one, but to somebody
// outside not who else got a copy; of the others none.
func (c *Circulation) Shows(e Entry) bool {
	if c.Copy != Whole {
		return false
	}
	return !c.outside() || e.Number == c.Number || e.Kind != "circulation" && e.Kind != "circulation.opened"
}

// PlainReference is the meeting's reference without a child's name in it: for people outside, and names of files.
func (m *Meeting) PlainReference() string {
	reference, _ := m.toWithhold(nil).clean(m.Reference)
	return reference
}

// WithheldWords are the classes of what a copy does not have: "Nothing", of the whole.
func (c *Circulation) WithheldWords() string {
	words := map[string]string{
		Whole:            "Nothing",
		DecisionsActions: "Everything but attendance, each child’s line, decisions and actions: the notes, information, answers and grids",
		WithoutNames:     "Names, dates of birth and reference numbers of the children, and addresses",
	}[c.Copy]
	if n := len(c.Withhold); n > 0 {
		words += ", and " + counted(n, "other word or phrase", "other words or phrases")
	}
	switch {
	case c.outside() && c.Copy == Whole:
		return "Who else got a copy"
	case c.outside() && c.Copy == WithoutNames:
		words += ". Who else got a copy, and what followed the meeting"
	}
	return words
}
