package meeting

import (
	"strings"
	"time"
)

// PersonCategory is what somebody is to the case.
type PersonCategory string

// The categories of persons the meeting is about.
const (
	Child     PersonCategory = "child"
	Suspected PersonCategory = "suspected"
	Parent    PersonCategory = "parent" // or carer
	Household PersonCategory = "household"
)

// References are a person's numbers in the agencies' own systems.
type References struct {
	CaseSystem string `json:"caseSystem,omitempty"`
	NHS        string `json:"nhs,omitempty"`
	Crime      string `json:"crime,omitempty"`
}

// person puts somebody on the list of those the meeting is about. A name, or notKnown for a child in an image whom
// nobody has identified yet; born or due are civil dates.
type person struct {
	Category   PersonCategory `json:"category"`
	Name       string         `json:"name,omitempty"`
	NotKnown   bool           `json:"notKnown,omitempty"`
	Born       string         `json:"born,omitempty"`
	Due        string         `json:"due,omitempty"` // an unborn child
	Address    string         `json:"address,omitempty"`
	Relation   string         `json:"relation,omitempty"` // to the child: "mother", "stepfather"
	References References     `json:"references,omitzero"`
	Employer   *Agency        `json:"employer,omitempty"` // of a person suspected: whom they work, volunteer or foster for
}

// Person is somebody the meeting is about.
type Person struct {
	person
	Made
	Withdrawn *Withdrawn `json:"withdrawn,omitempty"`

	earlier []person // what the entry said before it was amended: a copy must not have those names either
}

// Words is the person's name, or that it is not known.
func (p *Person) Words() string {
	if p.Name == "" {
		return "Name not known"
	}
	return p.Name
}

func (p *person) decide(a *asking) (body, *Refusal) {
	a.oneOf("category", string(p.Category), string(Child), string(Suspected), string(Parent), string(Household))
	if p.NotKnown && p.Name != "" {
		a.refuse("name", "A name is given, yet it is said not to be known.")
	}
	if !p.NotKnown {
		a.name("name", &p.Name)
	}
	a.optionalDate("born", p.Born)
	a.optionalDate("due", p.Due)
	a.optionalText("address", &p.Address)
	a.optionalName("relation", &p.Relation)
	a.optionalName("references.caseSystem", &p.References.CaseSystem)
	a.optionalName("references.nhs", &p.References.NHS)
	a.optionalName("references.crime", &p.References.Crime)
	if p.Employer != nil {
		a.agency("employer", p.Employer)
		if p.Category != Suspected {
			a.refuse("employer", "The employer is asked for of the person suspected.")
		}
	}
	return p, a.refusal
}

func (p *person) apply(m *Meeting, e *Entry) error {
	add(m, "people", m.People, &m.Order.People, numbered("p", e), &Person{person: *p, Made: made(e)})
	m.refreshEachChild()
	return nil
}

// personAmend says all of a person anew.
type personAmend struct {
	Person string `json:"person"`
	person
}

func (p *personAmend) decide(a *asking) (body, *Refusal) {
	if a.person("person", p.Person).Withdrawn != nil {
		a.refuse("person", "This person was taken off the list.")
	}
	p.person.decide(a)
	return p, a.refusal
}

func (p *personAmend) apply(m *Meeting, _ *Entry) error {
	changed, err := change(m, "people", m.People, p.Person)
	if err != nil {
		return err
	}
	changed.earlier = append(changed.earlier, changed.person)
	changed.person = p.person
	m.refreshEachChild()
	return nil
}

// personWithdraw takes somebody off the list who does not belong there; what was written of them stays.
type personWithdraw struct {
	Person string `json:"person"`
	Reason string `json:"reason"`
}

func (p *personWithdraw) decide(a *asking) (body, *Refusal) {
	if a.person("person", p.Person).Withdrawn != nil {
		a.refuse("person", "This person was taken off the list already.")
	}
	a.reason(true, &p.Reason)
	return p, a.refusal
}

func (p *personWithdraw) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "people", m.People, p.Person)
	if err != nil {
		return err
	}
	changed.Withdrawn = &Withdrawn{made(e), p.Reason}
	m.refreshEachChild()
	return nil
}

func (p *Person) worksFor() string {
	if p.Employer == nil {
		return ""
	}
	return p.Employer.Name
}

// children are the children the meeting is about, in the order in which they were written down.
func (m *Meeting) children() []string {
	var ids []string
	for _, id := range m.Order.People {
		if p := m.People[id]; p.Category == Child && p.Withdrawn == nil {
			ids = append(ids, id)
		}
	}
	return ids
}

var categoryNames = map[PersonCategory]string{
	Child: "Child", Suspected: "Person suspected", Parent: "Parent or carer", Household: "In the household",
}

// categoryWords is what somebody is to the case in the words of the room: of a young person it is alleged that they
// caused harm, and where nothing but somebody's work brings them here, it is an allegations meeting, which speaks of a
// person of concern.
func (m *Meeting) categoryWords(category PersonCategory) string {
	switch works := m.Circumstances["suspect-employed-by-agency"]; {
	case category != Suspected:
	case m.Circumstances["suspect-under-18"]:
		return "Young person alleged to have caused harm"
	case works && len(m.Circumstances) == 1:
		return "Person of concern"
	}
	return categoryNames[category]
}

func peopleOfTheCase(w *writer) {
	if len(w.Order.People) == 0 {
		return
	}
	w.heading(2, "", "People", "people")
	rows := make([][]string, 0, len(w.Order.People))
	for _, id := range w.Order.People {
		p := w.People[id]
		category := w.categoryWords(p.Category)
		if p.Relation != "" {
			category += "\n" + p.Relation
		}
		details := []string{}
		for _, detail := range []struct{ word, text string }{
			{"Born", dayOrNone(p.Born)}, {"Due", dayOrNone(p.Due)}, {"Address", p.Address},
			{"Works for", p.worksFor()}, {"Case reference", p.References.CaseSystem}, {"NHS number", p.References.NHS},
			{"Crime reference", p.References.Crime},
		} {
			if detail.text != "" {
				details = append(details, detail.word+": "+detail.text)
			}
		}
		if p.Withdrawn != nil {
			details = append(details, "Taken off the list: "+p.Withdrawn.Reason)
		}
		rows = append(rows, []string{p.Words(), category, strings.Join(details, "\n")})
	}
	w.table(Table{Caption: "People the meeting is about", Head: []string{"Name", "To the case", "Particulars"},
		Widths: []int{30, 25, 45}, Rows: rows})
}

func dayOrNone(date string) string {
	if date == "" {
		return ""
	}
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.Format("2 January 2006")
}
