package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/account"
)

// others are the people besides the first child for whom the form to convene has room. More can be added at any time.
var others = []struct {
	category meeting.PersonCategory
	title    string
}{
	{meeting.Child, "A second child"}, {meeting.Child, "A third child"}, {meeting.Suspected, "Person suspected"},
	{meeting.Parent, "Parent or carer"}, {meeting.Parent, "Another parent or carer"},
	{meeting.Household, "Someone else in the household"},
}

func (d *door) conveneSheet() sheetPage {
	rules := d.Rooms.Procedure
	child := personFields(rules, "child.", meeting.Child, nil)
	name, notKnown, rest := child[0], child[1], child[2:]
	name.Label, name.Fill = "Child’s name", "off"
	details := []field{
		{Sort: "text", Name: "title", Label: "Title (optional)", Hint: "What the meeting is about, without names"},
		{Sort: "date", Name: "startsAt.date", Label: "Date", Hint: "Leave date and time empty where it starts at once", Narrow: true},
		{Sort: "time", Name: "startsAt.time", Label: "Time", Narrow: true},
		{Sort: "lines", Name: "joining", Label: "How to join (optional)", Rows: 2, Hint: "Telephone bridge, video link or room"},
		{Sort: "lines", Name: "lawfulBasis", Label: "Lawful basis (optional)", Rows: 2},
		{Sort: "text", Name: "reference", Label: "Reference (optional)", Hint: "One is made where you give none", Narrow: true},
		more("More about the child", rest...),
	}
	for i, other := range others {
		details = append(details, more(other.title, personFields(rules, fmt.Sprintf("people.%d.", i), other.category, nil)...))
	}
	details = append(details, circumstanceField(rules, nil))
	return sheetPage{frame{Title: "Convene a meeting", Back: "/"}, "",
		(&sheet{ID: "convene", Action: "/meetings/new", Command: newID(), Button: "Convene the meeting",
			Fields: []field{name, notKnown, more("Add details", details...)}}).named()}
}

// circumstanceField offers the procedure's circumstances to tick.
func circumstanceField(rules *procedure.Procedure, are map[string]bool) field {
	ticks := field{Sort: "ticks", Name: "circumstances.", Label: "Circumstances", Hint: "What is true of the case, as far as is known"}
	for _, c := range rules.Circumstances {
		ticks.Options = append(ticks.Options, option{Value: c.ID, Words: c.Text, Chosen: are[c.ID]})
	}
	return ticks
}

// convener is who asks, where they may convene a meeting.
func (d *door) convener(c *fiber.Ctx) (*account.Session, error) {
	session, err := d.signedIn(c)
	if err == nil && !session.Account.Has(account.Chair) {
		err = notConvener
	}
	return session, err
}

func (d *door) convenePage(c *fiber.Ctx) error {
	if _, err := d.convener(c); err != nil {
		return err
	}
	return d.render(c, "sheet", d.conveneSheet())
}

func (d *door) conveneForm(c *fiber.Ctx) error {
	session, err := d.convener(c)
	if err != nil {
		return err
	}
	sent, err := typed(c)
	if err != nil {
		return err
	}
	body, err := d.conveneBody(sent)
	at := ""
	if err == nil {
		at, err = d.conveneAs(c.UserContext(), session, body)
	}
	if err != nil {
		page := d.conveneSheet()
		d.again(c, err, sent, &page.frame, page.Sheet)
		return d.render(c, "sheet", page)
	}
	return c.Redirect("/meetings/"+at+"/people", fiber.StatusSeeOther)
}

// conveneBody is what the form asks for. The first child must have a name, or be said not to be known.
func (d *door) conveneBody(sent form) (ConveneBody, error) {
	body := ConveneBody{ID: sent.get("id"), Reference: sent.trimmed("reference"), Title: sent.trimmed("title"),
		Joining: sent.trimmed("joining"), LawfulBasis: sent.trimmed("lawfulBasis")}
	for _, c := range d.Rooms.Procedure.Circumstances {
		if sent.get("circumstances."+c.ID) == "true" {
			body.Circumstances = append(body.Circumstances, c.ID)
		}
	}
	var err error
	if body.StartsAt, err = sent.start("startsAt", d.London); err != nil {
		return body, err
	}
	add := func(prefix string) error {
		person, err := bodyOf("person", sent.under(prefix))
		if err == nil {
			err = checkPerson(d.Rooms.Procedure, person)
		}
		if told := new(meeting.Refusal); errors.As(err, &told) {
			if prefix == "child." && told.Field == "name" && sent.trimmed("child.name") == "" {
				told.Message = "Give the child’s name, or say that it is not known."
			}
			told.Field = prefix + told.Field
		}
		body.People = append(body.People, person)
		return err
	}
	if err := add("child."); err != nil {
		return body, err
	}
	for i := range others {
		prefix := fmt.Sprintf("people.%d.", i)
		person := sent.under(prefix)
		delete(person, "category")
		if person.empty() {
			continue
		}
		if err := add(prefix); err != nil {
			return body, err
		}
	}
	return body, nil
}

// checkPerson returns what the core refuses about a person, so that the form can say of which one. The core asks the same
// of a person in every meeting: this one is convened to ask it, and forgotten.
func checkPerson(rules *procedure.Procedure, person json.RawMessage) error {
	m := meeting.New()
	convener := meeting.Convener{Name: "Nobody", Agency: meeting.Agency{Sector: rules.Sectors[0].ID}}
	convened, refusal := meeting.Decide(m, meeting.Command{ID: "convene", Kind: "convene", Body: []byte(`{}`)}, meeting.ConvenerID,
		meeting.Given{Meeting: "trial", Procedure: rules, Convener: &convener})
	if refusal != nil {
		return refusal
	}
	if err := m.Apply(convened.Seal(1, nil, time.Time{}, time.Time{}, make([]byte, meeting.SaltSize))); err != nil {
		return err
	}
	_, refusal = meeting.Decide(m, meeting.Command{ID: "person", Kind: "person", Body: person}, meeting.ConvenerID, meeting.Given{})
	if refusal != nil {
		return refusal
	}
	return nil
}
