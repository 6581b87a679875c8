package meeting

// delay records why a timescale is passed: "Children's Social Care should record the reasons for delay." It is about the
// forensic examination or the criminal investigation, says what keeps the child safe meanwhile, who authorised that and
// when it is looked at again. A new one takes the place of the one before, which stays.
type delay struct {
	About        string `json:"about"` // "forensic" (question 6) or "criminal" (question 10)
	Cause        string `json:"cause"`
	Reference    string `json:"reference,omitempty"`
	Expected     string `json:"expected"` // civil date
	Interim      string `json:"interim"`  // the safety plan meanwhile
	AuthorisedBy string `json:"authorisedBy"`
	Review       string `json:"review"` // civil date
}

// Delay is a recorded reason for passing a timescale; the newest of each sort counts.
type Delay struct {
	delay
	Made
	Earlier []*Delay `json:"earlier,omitempty"`
}

// What a delay is about.
const (
	Forensic = "forensic"
	Criminal = "criminal"
)

var delayWords = map[string]string{Forensic: "The forensic examination", Criminal: "The criminal investigation"}

func (d *delay) decide(a *asking) (body, *Refusal) {
	a.oneOf("about", d.About, Forensic, Criminal)
	a.text("cause", &d.Cause)
	a.optionalName("reference", &d.Reference)
	a.date("expected", d.Expected)
	a.text("interim", &d.Interim)
	a.name("authorisedBy", &d.AuthorisedBy)
	a.date("review", d.Review)
	return d, a.refusal
}

func (d *delay) apply(m *Meeting, e *Entry) error {
	m.touch("delays", d.About)
	next := &Delay{delay: *d, Made: made(e)}
	if former := m.Delays[d.About]; former != nil {
		next.Earlier = append(former.Earlier, former)
		former.Earlier = nil
	}
	m.Delays[d.About] = next
	return nil
}

// passed is the day by which the first conference is due, where what is awaited is expected after it and no delay to
// that day or a later one is recorded; empty where all is well. "This may affect the timescales expected of Children's
// Social Care for undertaking child protection enquiries and assessment".
func (m *Meeting) passed(about string) string {
	expected := ""
	for _, id := range m.Order.Items {
		if m.Items[id].Delay == about {
			for _, given := range m.Items[id].Answers {
				expected = max(expected, given.Expected)
			}
		}
	}
	if d := m.Delays[about]; d != nil && d.Expected >= expected {
		return ""
	}
	first := ""
	for _, child := range m.children() {
		if t := m.conference(child); t != nil && t.By != "" && t.By < expected && (first == "" || t.By < first) {
			first = t.By
		}
	}
	return first
}

func (d *delay) words() string {
	return "Cause: " + d.Cause + "\nExpected " + dayWords(d.Expected) + orNothing("\nReference: ", d.Reference) +
		"\nMeanwhile: " + d.Interim + "\nAuthorised by " + d.AuthorisedBy + ", reviewed on " + dayWords(d.Review)
}

func delaysUnder(w *writer, item string) {
	for _, about := range []string{Forensic, Criminal} {
		d := w.Delays[about]
		if d == nil || item != w.last(func(it *Item) bool { return it.Delay == about }) {
			continue
		}
		for _, was := range d.Earlier {
			w.paragraph("Reasons for delay, written anew since", was.words(), w.by(was.Made))
		}
		w.paragraph("Reasons for delay", d.words(), w.by(d.Made))
	}
}
