package meeting

import "strings"

// childLine says, for one child, what was settled of them: each part that is given replaces that part. "Children about
// whom there are concerns of continuing risk of significant harm" are told from those about whom there are none here.
type childLine struct {
	Person      string       `json:"person"`
	Safety      *Safety      `json:"safety,omitempty"`
	Enquiries   *Enquiries   `json:"enquiries,omitempty"`
	TellChild   *Telling     `json:"tellChild,omitempty"`
	TellParents *Telling     `json:"tellParents,omitempty"`
	Counselling *Counselling `json:"counselling,omitempty"`
	Risk        *Risk        `json:"risk,omitempty"`
}

// Line is what was settled of one child. A part that is absent is still open.
type Line struct {
	Safety      *Part[Safety]      `json:"safety,omitempty"`
	Enquiries   *Part[Enquiries]   `json:"enquiries,omitempty"`
	Started     *Made              `json:"started,omitempty"` // when section 47 enquiries were started, whatever was reworded since
	TellChild   *Part[Telling]     `json:"tellChild,omitempty"`
	TellParents *Part[Telling]     `json:"tellParents,omitempty"`
	Counselling *Part[Counselling] `json:"counselling,omitempty"`
	Risk        *Part[Risk]        `json:"risk,omitempty"`
}

// Part is one settled thing, by whom and when.
type Part[T any] struct {
	Made
	Is T `json:"is"`
}

// Safety says whether the child is safe tonight, until when (civil date) and by what: "Is the child at immediate risk of
// significant harm e.g., the child in the image or a child in the household?"
type Safety struct {
	Tonight string `json:"tonight"` // "yes", "no" or "not-known"
	How     string `json:"how"`     // what makes the child safe, or what is done about it
	Until   string `json:"until,omitempty"`
}

// Enquiries says whether section 47 enquiries start, with reasons; if not, what instead; if so, by whom: "Child protection
// (Section 47) enquiries and core assessment are to be undertaken by Children's Social Care".
type Enquiries struct {
	Start   string `json:"start"` // "yes" or "no"
	Reasons string `json:"reasons"`
	Instead string `json:"instead,omitempty"` // "section-17", "early-help" or "nothing-further"
	Jointly string `json:"jointly,omitempty"` // "single" or "joint"
}

// Telling is what the child or the parents are told, by whom and when (civil date).
type Telling struct {
	What string `json:"what"`
	Who  string `json:"who,omitempty"`
	When string `json:"when,omitempty"`
}

// Counselling says whether the child was offered counselling or therapeutic services: "The child or young person should
// be offered counselling/therapeutic services."
type Counselling struct {
	Offered string `json:"offered"` // "yes", "no" or "later"
	Text    string `json:"text,omitempty"`
}

// Risk says whether there are concerns of continuing risk of significant harm, or who decides that by when after the
// enquiries. What follows from it stands at deriveOutcomes.
type Risk struct {
	Continuing string `json:"continuing"` // "yes", "no" or "later"
	Reasons    string `json:"reasons,omitempty"`
	Who        string `json:"who,omitempty"` // an attendee's id or a name with agency
	By         string `json:"by,omitempty"`
}

// Later is the value of what is decided after the enquiries.
const Later = "later"

// What there is instead of section 47 enquiries.
const (
	Section17      = "section-17"
	EarlyHelp      = "early-help"
	NothingFurther = "nothing-further"
)

func (c *childLine) decide(a *asking) (body, *Refusal) {
	if p := a.person("person", c.Person); p.Category != Child || p.Withdrawn != nil {
		a.refuse("person", "A line is for a child the meeting is about.")
	}
	if *c == (childLine{Person: c.Person}) {
		a.refuse("person", "Nothing is said about the child.")
	}
	if s := c.Safety; s != nil {
		a.oneOf("safety.tonight", s.Tonight, Yes, No, NotKnown)
		a.text("safety.how", &s.How)
		a.optionalDate("safety.until", s.Until)
		if s.Tonight == Yes && s.Until == "" {
			a.refuse("safety.until", "Say until when the child is safe.")
		}
	}
	if s := c.Enquiries; s != nil {
		a.oneOf("enquiries.start", s.Start, Yes, No)
		a.text("enquiries.reasons", &s.Reasons)
		if s.Start == No {
			a.oneOf("enquiries.instead", s.Instead, Section17, EarlyHelp, NothingFurther)
			a.oneOf("enquiries.jointly", s.Jointly, "")
		} else {
			a.oneOf("enquiries.instead", s.Instead, "")
			a.oneOf("enquiries.jointly", s.Jointly, "single", "joint")
		}
	}
	a.telling("tellChild", c.TellChild)
	a.telling("tellParents", c.TellParents)
	if s := c.Counselling; s != nil {
		a.oneOf("counselling.offered", s.Offered, Yes, No, Later)
		a.optionalText("counselling.text", &s.Text)
	}
	if s := c.Risk; s != nil {
		a.risk(s)
	}
	if a.Phase == Closed {
		a.afterwards(c)
	}
	return c, a.refusal
}

func (a *asking) telling(field string, t *Telling) {
	if t != nil {
		a.text(field+".what", &t.What)
		a.optionalName(field+".who", &t.Who)
		a.optionalDate(field+".when", t.When)
	}
}

func (a *asking) risk(s *Risk) {
	a.oneOf("risk.continuing", s.Continuing, Yes, No, Later)
	if s.Continuing == Later {
		a.name("risk.who", &s.Who)
		a.date("risk.by", s.By)
		a.optionalText("risk.reasons", &s.Reasons)
		return
	}
	a.text("risk.reasons", &s.Reasons)
	if s.Who != "" || s.By != "" {
		a.refuse("risk.who", "Who decides by when belongs to “to be decided after the enquiries”.")
	}
}

// afterwards is what may still be said of a child when the meeting is closed: the outcome that was left for later.
func (a *asking) afterwards(c *childLine) {
	if *c != (childLine{Person: c.Person, Risk: c.Risk}) || a.asClosed.Children[c.Person].risk() != Later {
		a.refuse("person", "The meeting is closed: only a risk left to be decided after the enquiries may be settled now.")
	}
}

func (c *childLine) apply(m *Meeting, e *Entry) error {
	if m.People[c.Person] == nil {
		return errNone("person")
	}
	m.touch("children", c.Person)
	line := m.Children[c.Person]
	if line == nil {
		line = &Line{}
		m.Children[c.Person] = line
	}
	settle(&line.Safety, c.Safety, e)
	settle(&line.Enquiries, c.Enquiries, e)
	settle(&line.TellChild, c.TellChild, e)
	settle(&line.TellParents, c.TellParents, e)
	settle(&line.Counselling, c.Counselling, e)
	settle(&line.Risk, c.Risk, e)
	switch started := made(e); {
	case line.Enquiries == nil || line.Enquiries.Is.Start != Yes:
		line.Started = nil
	case line.Started == nil:
		line.Started = &started
	}
	return nil
}

func settle[T any](part **Part[T], given *T, e *Entry) {
	if given != nil {
		*part = &Part[T]{made(e), *given}
	}
}

// lacks is what must be settled of a child before the meeting closes and is not, in words.
func (l *Line) lacks() []string {
	if l == nil {
		l = &Line{}
	}
	var open []string
	if l.Safety == nil {
		open = append(open, "safety tonight")
	}
	if l.Enquiries == nil {
		open = append(open, "section 47 enquiries")
	}
	if l.Risk == nil {
		open = append(open, "continuing risk")
	}
	return open
}

// risk is "yes", "no" or "later" of a child; empty while it is open.
func (l *Line) risk() string {
	if l == nil || l.Risk == nil {
		return ""
	}
	return l.Risk.Is.Continuing
}

var insteadWords = map[string]string{Section17: "section 17 assessment", EarlyHelp: "early help", NothingFurther: "nothing further"}

var jointlyWords = map[string]string{"single": "by social care alone", "joint": "jointly with police"}

var offeredWords = map[string]string{Yes: "Offered", No: "Not offered", Later: "To be offered"}

// childLines are what was settled of each child, with the timescale that runs for them.
func childLines(w *writer) {
	if len(w.Children) > 0 {
		w.heading(2, "", "Each child", "children")
	}
	for _, id := range w.Order.People {
		if line := w.Children[id]; line != nil {
			w.heading(3, "", w.People[id].Words(), "child-"+id)
			w.document.Blocks = append(w.document.Blocks, Block{Facts: w.lineFacts(id, line)})
		}
	}
}

func (w *writer) lineFacts(child string, line *Line) []Fact {
	facts := []Fact{}
	add := func(name, text string, by Made) { facts = append(facts, Fact{name, text + "\n" + w.by(by)}) }
	if s := line.Safety; s != nil {
		add("Safe tonight", valueWords[s.Is.Tonight]+orNothing(", until ", dayOrNone(s.Is.Until))+". "+s.Is.How, s.Made)
	}
	if s := line.Enquiries; s != nil {
		words := join("Start", jointlyWords[s.Is.Jointly])
		if s.Is.Start == No {
			words = "Do not start; instead " + insteadWords[s.Is.Instead]
		}
		add("Section 47 enquiries", words+". Reasons: "+s.Is.Reasons, s.Made)
	}
	if t := w.conference(child); t != nil {
		facts = append(facts, Fact{"If a conference is needed", t.Words})
	}
	if s := line.TellChild; s != nil {
		add("What the child is told", s.Is.words(), s.Made)
	}
	if s := line.TellParents; s != nil {
		add("What the parents are told", s.Is.words(), s.Made)
	}
	if s := line.Counselling; s != nil {
		add("Counselling", join(offeredWords[s.Is.Offered], s.Is.Text), s.Made)
	}
	if s := line.Risk; s != nil {
		add("Continuing risk of significant harm", w.riskWords(&s.Is), s.Made)
	}
	if lacks := line.lacks(); lacks != nil {
		facts = append(facts, Fact{"Not settled", strings.Join(lacks, ", ")})
	}
	return facts
}

func (t *Telling) words() string {
	return t.What + orNothing("; by ", t.Who) + orNothing("; on ", dayOrNone(t.When))
}

func (m *Meeting) riskWords(r *Risk) string {
	if r.Continuing != Later {
		return valueWords[r.Continuing] + ". " + r.Reasons
	}
	return "To be decided after the enquiries, by " + m.nameWords(r.Who) + ", by " + dayWords(r.By) + orNothing(". ", r.Reasons)
}
