package web

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// copiesPage is where the chair gives out copies of the minutes, and everybody sees who got what.
type copiesPage struct {
	frame
	Reference string
	Timescale []string // for sending out, in words
	Early     string   // what cannot be given yet
	Links     []madeLink
	Forms     []*sheet
	Given     []thing
}

func (d *door) copiesPage(c *fiber.Ctx) error {
	at, err := d.seated(c)
	if err != nil {
		return err
	}
	return d.render(c, "copies", d.copies(c, at))
}

// copies draws the page as its viewer may use it.
func (d *door) copies(c *fiber.Ctx, at seat) *copiesPage {
	page := &copiesPage{frame: frame{Title: "Copies of the minutes", Back: "/meetings/" + at.meeting + "/minutes", BackTo: "to the minutes"}}
	at.View(func(m *meeting.Meeting) {
		page.Reference, page.Saved = m.Reference, d.saved(m, c)
		for _, rule := range m.Procedure.Timescales {
			if t := m.Timescales[rule.ID]; t != nil && rule.From == procedure.FromClosing {
				words := rule.Text + ": " + t.Words + "."
				if t.By != "" && t.By < d.today() {
					words += " That day is over."
				}
				page.Timescale = append(page.Timescale, words)
			}
		}
		for _, id := range slices.Backward(m.Order.Circulations) {
			page.Given = append(page.Given, d.givenThing(m, at, id))
		}
		if allowed(m, at.attendee, "circulation") == "" {
			return
		}
		if m.Stage != meeting.Final {
			page.Early = "The minutes are not final yet. Until they are, only decisions and actions can be given."
		}
		page.Forms = givingForms(m, at)
	})
	return page
}

// sheets are all forms of the page.
func (p *copiesPage) sheets() []*sheet { return append(slices.Clone(p.Forms), sheetsOf(p.Given)...) }

// givenThing is one copy that was given, or withheld.
func (d *door) givenThing(m *meeting.Meeting, at seat, id string) thing {
	sent, chair := m.Circulations[id], m.Attendees[at.attendee].Role == meeting.Chair
	line := thing{ID: "copy-" + id, Name: words(", ", sent.Name, sent.Position, sent.Agency.Name)}
	if !sent.MayGet() {
		line.Facts = "No copy: " + sent.Withheld + "\n" + nameOfAttendee(m, sent.By) + ", " + d.dayAndTime(sent.At)
		return line
	}
	line.Facts = sent.What() + "\nGiven by " + nameOfAttendee(m, sent.By) + ", " + d.dayAndTime(sent.At) + "\n"
	if sent.Opened == nil {
		line.Facts += "Not opened yet"
	} else {
		line.Facts += "First opened " + d.dayAndTime(sent.Opened.At)
	}
	if chair && len(sent.Withhold) > 0 {
		line.Facts += "\nTaken out as well: " + words("; ", slices.Clone(sent.Withhold)...)
	}
	if chair || sent.Attendee == at.attendee {
		line.Href, line.To = "/api/meetings/"+at.meeting+"/copies/"+id+".pdf", "This copy (PDF)"
	}
	if chair && sent.Attendee == "" {
		line.Fold = "New link"
		line.Sheets = []*sheet{copiesForm(at, sheet{ID: line.ID + "-link", Button: "Make a new link", Of: line.Name, Look: "secondary",
			Intro: "The link before it ends. The new one works once, within two weeks.", Fields: []field{hidden("copy", id)}}, "link")}
	}
	return line
}

// copiesForm is a form of the page, of what it does.
func copiesForm(at seat, s sheet, step string) *sheet {
	s.Action, s.Command = "/meetings/"+at.meeting+"/copies", newID()
	s.Fields = append([]field{hidden("step", step)}, s.Fields...)
	return s.named()
}

var copyHints = map[string]string{
	meeting.Whole:            "Everything that was written down, with signatures and what followed",
	meeting.DecisionsActions: "Who was there, each child’s line, decisions, actions and timescales. No notes, information or answers",
	meeting.WithoutNames:     "The minutes with names, dates of birth and numbers of the children taken out, and addresses",
}

// copyOptions are the copies that can be given now.
func copyOptions(m *meeting.Meeting) []option {
	all := []option{}
	for _, name := range meeting.Copies {
		if m.Stage == meeting.Final || name == meeting.DecisionsActions {
			all = append(all, option{Value: name, Words: (&meeting.Circulation{Copy: name}).What(), Hint: copyHints[name]})
		}
	}
	return all
}

// givingForms are the chair's: for those of the meeting, for others, and to say that somebody gets none.
func givingForms(m *meeting.Meeting, at seat) []*sheet {
	options := copyOptions(m)
	fullest := options[0].Value // the whole, as soon as it can be given
	people, each := []option{}, []field{}
	for _, id := range m.Order.Attendees {
		if m.Admission(id) == meeting.Excluded {
			continue
		}
		who := m.Attendees[id]
		name := who.Name + ", " + who.Agency.Name
		people = append(people, option{Value: id, Words: name})
		tick := field{Sort: "tick", Name: "to." + id, Label: name}
		if len(who.Attendance) > 0 && !given(m, id, fullest) {
			tick.Value = "true"
		}
		what := hidden("what."+id, fullest)
		if len(options) > 1 {
			what = choice("what."+id, "What "+who.Name+" gets", fullest, options...)
		}
		each = append(each, tick, what)
	}
	intro := ""
	if len(options) == 1 {
		intro = "They get: " + options[0].Words + "."
	}
	outside := append([]field{line("name", "Name")}, agencyFields("agency", &m.Procedure)...)
	return []*sheet{
		copiesForm(at, sheet{ID: "attendees", Title: "Give copies to those of the meeting", Folded: true, Open: len(m.Circulations) == 0, Intro: intro,
			Fields: append(each, withholdFields()), Button: "Preview these copies"}, "preview"),
		copiesForm(at, sheet{ID: "other", Title: "Give a copy to somebody else", Folded: true,
			Intro: "An agency that was absent, the referrer, the emergency duty team, an employer. They get a link to this one copy, and see nothing else of the meeting.",
			Fields: append(outside, line("position", "Position (optional)"),
				chosen(field{Sort: "radios", Name: "copy", Label: "What they get", Value: options[len(options)-1].Value, Options: options}), withholdFields()),
			Button: "Preview this copy"}, "preview"),
		copiesForm(at, sheet{ID: "none", Title: "Say that somebody gets no copy", Folded: true, Button: "Write it down",
			Fields: append([]field{choice("attendee", "Somebody of the meeting", "", people...), line("name", "Or somebody else, by name")},
				append(agencyFields("agency", &m.Procedure), lines("withheld", "Why they get none", 2))...)}, "none"),
	}
}

// withholdFields ask for what the list of children does not tell.
func withholdFields() field {
	return more("Words to take out as well", lines("withhold", "Words or names, one a line", 3).
		hinted("What tells who the child is and is no name on the list of people: a nickname, a school, a name in a game. Nothing is taken out of the whole minutes."))
}

// given reports whether an attendee has this copy of the version that stands.
func given(m *meeting.Meeting, attendee, name string) bool {
	for _, sent := range m.Circulations {
		if sent.Attendee == attendee && sent.Copy == name && sent.Version == len(m.Versions) && sent.MayGet() {
			return true
		}
	}
	return false
}
