package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// detailsPage is where the case and the agenda are put right: what the meeting is, whom it is about, what is true of it,
// the chair's own items.
type detailsPage struct {
	frame
	Reference string
	Calendar  string // address; empty where the meeting has no start
	Meeting   []*sheet
	People    []thing
	Add       []*sheet
	Agenda    []thing // own items
	Items     []*sheet
}

// details draws the page as its viewer may use it.
func (d *door) details(c *fiber.Ctx, at seat) *detailsPage {
	page := &detailsPage{frame: frame{Title: "Details", Back: "/meetings/" + at.meeting, BackTo: "to the meeting"}}
	at.View(func(m *meeting.Meeting) {
		page.Reference, page.Saved = m.Reference, d.saved(m, c)
		if m.StartsAt != "" {
			page.Calendar = "/api/meetings/" + at.meeting + "/calendar.ics"
		}
		add := func(to *[]*sheet, kind, id string, s sheet) {
			if allowed(m, at.attendee, kind) != "" {
				*to = append(*to, writing(at, kind, id, s, "details"))
			}
		}
		add(&page.Meeting, "convene.amend", "meeting", sheet{Title: "The meeting", Folded: true, Button: "Save", Fields: []field{
			{Sort: "text", Name: "title", Label: "Title", Hint: "What the meeting is about, without names", Value: m.Title},
			{Sort: "text", Name: "reference", Label: "Reference", Value: m.Reference, Narrow: true},
			{Sort: "date", Name: "startsAt.date", Label: "Date", Value: d.local(m.StartsAt, "2006-01-02"), Narrow: true},
			{Sort: "time", Name: "startsAt.time", Label: "Time", Value: d.local(m.StartsAt, "15:04"), Narrow: true},
			{Sort: "lines", Name: "joining", Label: "How to join", Value: m.Joining, Rows: 3},
			{Sort: "lines", Name: "lawfulBasis", Label: "Lawful basis", Value: m.LawfulBasis, Rows: 3}}})
		add(&page.Meeting, "circumstances", "circumstances", sheet{Title: "Circumstances", Folded: true, Button: "Save",
			Fields: []field{circumstanceField(&m.Procedure, m.Circumstances)}})
		for _, id := range m.Order.People {
			page.People = append(page.People, personThing(m, at, id))
		}
		for _, category := range []meeting.PersonCategory{meeting.Child, meeting.Suspected, meeting.Parent, meeting.Household} {
			add(&page.Add, "person", "add-"+string(category), sheet{Title: addWords[category], Folded: true, Button: "Add",
				Fields: personFields(&m.Procedure, "", category, nil)})
		}
		page.agenda(m, at, add)
	})
	return page
}

var addWords = map[meeting.PersonCategory]string{meeting.Child: "Add a child", meeting.Suspected: "Add a person suspected",
	meeting.Parent: "Add a parent or carer", meeting.Household: "Add someone else in the household"}

// personThing is somebody the meeting is about.
func personThing(m *meeting.Meeting, at seat, id string) thing {
	p := m.People[id]
	line := thing{ID: "person-" + id, Name: p.Words(), Facts: words(" · ", categoryWords[p.Category], p.Relation)}
	if p.Withdrawn != nil {
		line.Facts += " · taken off the list: " + p.Withdrawn.Reason
		return line
	}
	if allowed(m, at.attendee, "person.amend") != "" {
		line.Sheets = append(line.Sheets, writing(at, "person.amend", line.ID+"-amend", sheet{Button: "Save",
			Fields: append(personFields(&m.Procedure, "", p.Category, p), hidden("person", id))}, "details"))
	}
	if allowed(m, at.attendee, "person.withdraw") != "" {
		line.Sheets = append(line.Sheets, writing(at, "person.withdraw", line.ID+"-withdraw", sheet{Button: "Take off the list", Look: "warning",
			Fields: []field{reasonField("Why " + p.Words() + " does not belong on the list"), hidden("person", id)}}, "details"))
	}
	return line
}

func reasonField(label string) field {
	return field{Sort: "lines", Name: "reason", Label: label, Rows: 2}
}

// agenda offers the chair their own items; the procedure's stay as they are.
func (p *detailsPage) agenda(m *meeting.Meeting, at seat, add func(to *[]*sheet, kind, id string, s sheet)) {
	behind := []option{}
	for _, id := range m.Order.Items {
		behind = append(behind, option{Value: id, Words: itemWords(m.Items[id])})
	}
	for _, id := range m.Order.Items {
		item := m.Items[id]
		if !item.Own {
			continue
		}
		line := thing{ID: "own-" + id, Name: item.Text, Facts: "Added by the chair"}
		others := []option{}
		for _, o := range behind {
			if o.Value != id {
				others = append(others, o)
			}
		}
		add(&line.Sheets, "item.amend", line.ID+"-amend", sheet{Button: "Save", Look: "secondary",
			Fields: []field{{Sort: "text", Name: "text", Label: "Words", Value: item.Text, Fill: "off"}, hidden("item", id)}})
		add(&line.Sheets, "item.order", line.ID+"-order", sheet{Button: "Move", Look: "secondary",
			Fields: []field{choice("after", "Behind (empty: to the top)", "", others...), hidden("item", id)}})
		add(&line.Sheets, "item.remove", line.ID+"-remove", sheet{Button: "Take out", Look: "warning", Fields: []field{hidden("item", id)}})
		p.Agenda = append(p.Agenda, line)
	}
	add(&p.Items, "item", "add-item", sheet{Title: "Add an item to the agenda", Folded: true, Button: "Add", Fields: []field{
		{Sort: "text", Name: "text", Label: "Item", Fill: "off"}, choice("after", "Behind (empty: at the end)", "", behind...)}})
}

// itemWords names an item of the agenda in one line.
func itemWords(i *meeting.Item) string {
	if i.Question > 0 {
		return fmt.Sprintf("%d. %s", i.Question, lineOf(i.Text, 70))
	}
	return lineOf(i.Text, 70)
}

// sheets are all forms of the page.
func (p *detailsPage) sheets() []*sheet {
	all := append(append(append([]*sheet{}, p.Meeting...), p.Add...), p.Items...)
	return append(all, sheetsOf(p.People, p.Agenda)...)
}
