package meeting

import (
	"fmt"
	"strconv"
	"time"

	"strategyroom/meeting/procedure"
)

// Marking is the security marking that the minutes carry.
const Marking = "OFFICIAL-SENSITIVE"

// conveneCommand calls a strategy meeting. Nothing has to be said to begin: the reference is made where none is given,
// the time is now. "A Strategy Meeting is to be held" (Protecting Children Online).
type conveneCommand struct {
	Reference   string `json:"reference,omitempty"`
	Title       string `json:"title,omitempty"`
	StartsAt    string `json:"startsAt,omitempty"` // RFC 3339
	Joining     string `json:"joining,omitempty"`  // how to join: telephone bridge, video link, room
	LawfulBasis string `json:"lawfulBasis,omitempty"`
}

// convene is the record's first entry: with the whole procedure, so that the meeting keeps the wording it was held
// under, and the convener, who becomes attendee a1 and chair.
type convene struct {
	conveneCommand
	Asked     Hash                `json:"asked"` // hash of the command's body
	Chair     Convener            `json:"chair"`
	Meeting   string              `json:"meeting"`
	Procedure procedure.Procedure `json:"procedure"`
	RealNames bool                `json:"realNames,omitempty"` // the installation was set up for them; absent: a rehearsal, for ever
}

func (c *convene) asked() Hash { return c.Asked }

// ConvenerID is the attendee that the convener becomes.
const ConvenerID = "a1"

func (c *conveneCommand) decide(a *asking) (body, *Refusal) {
	c.clean(a)
	if a.given.Convener == nil || a.given.Procedure == nil || a.given.Meeting == "" {
		return nil, Refuse(NotAllowed, "A meeting is convened at the list of meetings.")
	}
	said := &convene{conveneCommand: *c, Asked: askedHash(a.command.Body), Chair: *a.given.Convener,
		Meeting: a.given.Meeting, Procedure: *a.given.Procedure, RealNames: a.given.RealNames}
	if said.StartsAt == "" {
		said.StartsAt = a.given.Now.UTC().Truncate(time.Minute).Format(time.RFC3339)
	}
	if said.Reference == "" {
		said.Reference = madeReference(a.given.Meeting, a.given.Now)
	}
	a.name("name", &said.Chair.Name)
	a.agency("agency", &said.Chair.Agency)
	a.optionalName("position", &said.Chair.Position)
	return said, a.refusal
}

func (c *conveneCommand) clean(a *asking) {
	a.optionalName("reference", &c.Reference)
	a.optionalName("title", &c.Title)
	a.optionalText("joining", &c.Joining)
	a.optionalText("lawfulBasis", &c.LawfulBasis)
	if c.StartsAt != "" {
		at, err := time.Parse(time.RFC3339, c.StartsAt)
		if err != nil || at.Year() < 1900 || at.Year() >= 2200 {
			a.refuse("startsAt", "The start is not a date and time that exists.")
			return
		}
		c.StartsAt = at.UTC().Format(time.RFC3339)
	}
}

// madeReference is SM, the year and six digits that come from the meeting's id.
func madeReference(meeting string, now time.Time) string {
	digits, _ := strconv.ParseUint(hashed("strategyroom reference 1", []byte(meeting)).String()[:12], 16, 64)
	return fmt.Sprintf("SM-%d-%06d", now.Year(), digits%1_000_000)
}

func (c *convene) apply(m *Meeting, e *Entry) error {
	for _, path := range []string{"id", "reference", "title", "startsAt", "joining", "lawfulBasis", "marking", "realNames", "procedure", "phase", "chair"} {
		m.touch(path)
	}
	m.ID, m.Reference, m.Title, m.StartsAt = c.Meeting, c.Reference, c.Title, c.StartsAt
	m.Joining, m.LawfulBasis, m.Marking = c.Joining, c.LawfulBasis, Marking
	m.RealNames = c.RealNames
	m.Procedure, m.Phase, m.Chair = c.Procedure.Shared(), Convened, ConvenerID
	add(m, "attendees", m.Attendees, &m.Order.Attendees, ConvenerID, &Attendee{
		Made: made(e), Name: c.Chair.Name, Agency: c.Chair.Agency, Position: c.Chair.Position, Role: Chair,
		Attendance: []Attendance{}})
	questions := 0
	for _, line := range m.Procedure.Agenda {
		question := 0
		if line.Answer != "" {
			questions++
			question = questions
		}
		add(m, "items", m.Items, &m.Order.Items, line.ID, &Item{
			Text: line.Text, Question: question, Answer: line.Answer, Each: line.Each, Source: line.Source, Practice: line.Practice,
			Opens: line.Opens, Raises: line.Raises, Delay: line.Delay,
			Answers: map[string]*Answer{}, Proposals: map[string]*Answer{}})
		m.refresh(line.ID)
	}
	return nil
}

// conveneAmend changes the particulars of the meeting; what is absent stays, what is empty goes.
type conveneAmend struct {
	Reference   *string `json:"reference,omitempty"`
	Title       *string `json:"title,omitempty"`
	StartsAt    *string `json:"startsAt,omitempty"`
	Joining     *string `json:"joining,omitempty"`
	LawfulBasis *string `json:"lawfulBasis,omitempty"`
}

func (c *conveneAmend) decide(a *asking) (body, *Refusal) {
	if *c == (conveneAmend{}) {
		a.refuse("title", "Nothing is amended.")
	}
	clean := conveneCommand{value(c.Reference), value(c.Title), value(c.StartsAt), value(c.Joining), value(c.LawfulBasis)}
	clean.clean(a)
	set(c.Reference, clean.Reference)
	set(c.Title, clean.Title)
	set(c.StartsAt, clean.StartsAt)
	set(c.Joining, clean.Joining)
	set(c.LawfulBasis, clean.LawfulBasis)
	if c.Reference != nil && *c.Reference == "" {
		a.refuse("reference", "The meeting needs a reference.")
	}
	return c, a.refusal
}

func (c *conveneAmend) apply(m *Meeting, _ *Entry) error {
	for _, path := range []string{"reference", "title", "startsAt", "joining", "lawfulBasis"} {
		m.touch(path)
	}
	take(&m.Reference, c.Reference)
	take(&m.Title, c.Title)
	if c.StartsAt != nil && *c.StartsAt != m.StartsAt {
		m.moves++
	}
	take(&m.StartsAt, c.StartsAt)
	take(&m.Joining, c.Joining)
	take(&m.LawfulBasis, c.LawfulBasis)
	return nil
}

// value, set and take handle the fields of an amendment: absent means "as it was".
func value(given *string) string {
	if given == nil {
		return ""
	}
	return *given
}

func set(given *string, clean string) {
	if given != nil {
		*given = clean
	}
}

func take(field *string, given *string) {
	if given != nil {
		*field = *given
	}
}

// frontPage is the table of what the meeting is.
func frontPage(w *writer) {
	facts := []Fact{{"Reference", w.Reference}}
	add := func(name, text string) {
		if text != "" {
			facts = append(facts, Fact{name, text})
		}
	}
	add("About", w.Title)
	add("Date and time", w.sittingWords())
	add("Joining", w.Joining)
	add("Lawful basis", w.LawfulBasis)
	for _, role := range []Role{Chair, Deputy, MinuteTaker} {
		for _, id := range w.Order.Attendees {
			if a := w.Attendees[id]; a.Role == role {
				add(roleNames[role], join(a.Name, a.Position, a.Agency.Name))
			}
		}
	}
	add("Procedure", w.Procedure.Name+", version "+w.Procedure.Version)
	w.document.Blocks = append(w.document.Blocks, Block{Facts: facts})
}
