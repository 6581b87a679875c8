package web

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// peoplePage is where people are invited, let in, and given their roles.
type peoplePage struct {
	frame
	Reference string
	Heading   string     // above Links, where it is not that they are new
	Links     []madeLink // those just made: nobody can be shown them again
	Knocks    []thing
	Attendees []thing
	Sheets    []*sheet // to invite
	Conflict  string   // what was found of the others
	Findings  []*sheet
	room      string // address of the meeting
}

// madeLink is a new link with a text to pass on in which nothing about the case stands, or that it was sent by e-mail.
type madeLink struct{ ID, Name, URL, Text, Mail, Sent, Failed string }

// thing is one line of a list, with the forms that change something about it.
type thing struct {
	ID, Name, Facts string
	Href, To        string   // a page that shows more, and its name
	Why             string   // the sentences that it comes from
	Direct          []*sheet // in view
	Fold            string   // the words under which Sheets are folded away; "Change" where empty
	Sheets          []*sheet
}

// Folded is the words to unfold the forms by.
func (t thing) Folded() string { return cmp.Or(t.Fold, "Change") }

// Buttons are the folded forms that are a button and nothing else.
func (t thing) Buttons() []*sheet { return slices.DeleteFunc(slices.Clone(t.Sheets), (*sheet).asks) }

// Forms are the folded forms that ask something.
func (t thing) Forms() []*sheet {
	return slices.DeleteFunc(slices.Clone(t.Sheets), func(s *sheet) bool { return !s.asks() })
}

// Open reports whether one of the forms must be seen.
func (t thing) Open() bool {
	return slices.ContainsFunc(t.Sheets, func(s *sheet) bool { return s.Open })
}

func (d *door) peoplePage(c *fiber.Ctx) error {
	at, err := d.seated(c)
	if err != nil {
		return err
	}
	page, err := d.people(c, at)
	if err != nil {
		return err
	}
	return d.render(c, "people", page)
}

// people draws the page as its viewer may use it.
func (d *door) people(c *fiber.Ctx, at seat) (*peoplePage, error) {
	waiting := []account.Knock{}
	if role := at.role(); role == meeting.Chair || role == meeting.MinuteTaker {
		var err error
		if waiting, err = d.People.Knocks(c.UserContext(), at.meeting); err != nil {
			return nil, err
		}
	}
	page := &peoplePage{frame: frame{Title: "People", Back: "/meetings/" + at.meeting, BackTo: "to the meeting"}, room: "/meetings/" + at.meeting}
	at.View(func(m *meeting.Meeting) {
		page.Reference = m.Reference
		page.Saved = d.saved(m, c)
		for _, k := range waiting {
			page.Knocks = append(page.Knocks, page.knock(m, at, k))
		}
		for _, id := range m.Order.Attendees {
			page.Attendees = append(page.Attendees, d.attendeeThing(m, at, id))
		}
		page.Findings, page.Conflict = notAsked(m, at)
		if movable(m, at) {
			page.Sheets = append(page.Sheets, page.post(sheet{ID: "start", Title: "Tell everybody the new time", Folded: true, Button: "Tell them",
				Intro: "It is " + d.dayAndTime(m.StartsAt) + ". Who was invited by e-mail gets one; for the others you get a text to pass on."}, "start"))
		}
		if m.Attendees[at.attendee].Role == meeting.Chair && m.Phase != meeting.Closed {
			page.Sheets = append(page.Sheets, page.inviting(m)...)
		}
		if allowed(m, at.attendee, "attendee") != "" {
			page.Sheets = append(page.Sheets, writing(at, "attendee", "telephone", sheet{Title: "Add somebody by telephone", Folded: true,
				Intro: "They have no screen. What they say is written down in their name.", Button: "Add",
				Fields: append([]field{{Sort: "text", Name: "name", Label: "Name", Fill: "off"}, hidden("telephone", "true"),
					hidden("role", string(meeting.Member))}, agencyFields("agency", &m.Procedure)...)}, "people"))
		}
	})
	return page, nil
}

// sheets are all forms of the page.
func (p *peoplePage) sheets() []*sheet {
	all := append(append([]*sheet{}, p.Sheets...), p.Findings...)
	return append(all, sheetsOf(p.Knocks, p.Attendees)...)
}

// sheetsOf are all forms of some lists.
func sheetsOf(lists ...[]thing) (all []*sheet) {
	for _, list := range lists {
		for _, t := range list {
			all = append(append(all, t.Direct...), t.Sheets...)
		}
	}
	return all
}

func (p *peoplePage) post(s sheet, step string) *sheet {
	s.Action, s.Command = p.room+"/people", newID()
	s.Fields = append([]field{hidden("step", step)}, s.Fields...)
	return s.named()
}

func (p *peoplePage) knock(m *meeting.Meeting, at seat, k account.Knock) thing {
	line := thing{ID: "knock-" + k.ID, Name: k.Name + ", " + k.Agency.Name, Facts: "Says to be the person invited"}
	if invited := m.Attendees[k.Attendee]; !k.Same && invited != nil {
		line.Facts = "With the link of " + invited.Name
	}
	for _, answer := range []struct{ admit, button, look string }{{"true", "Let in", ""}, {"false", "Turn away", "secondary"}} {
		line.Direct = append(line.Direct, p.post(sheet{ID: line.ID + "-" + answer.admit, Button: answer.button + " " + k.Name, Look: answer.look,
			Fields: []field{hidden("knock", k.ID), hidden("admit", answer.admit)}}, "knock"))
	}
	if k.Unsent {
		line.Facts += ". A code could not be sent to them by e-mail"
		if k.Same && m.Attendees[at.attendee].Role == meeting.Chair {
			line.Direct = append(line.Direct, p.post(sheet{ID: line.ID + "-pass", Button: "Make a code to pass on to " + k.Name, Look: "secondary",
				Fields: []field{hidden("attendee", k.Attendee)}}, "pass"))
		}
	}
	return line
}

// inviting are the chair's forms.
func (p *peoplePage) inviting(m *meeting.Meeting) []*sheet {
	substitutes := []option{}
	for _, id := range m.Order.Attendees {
		substitutes = append(substitutes, option{Value: id, Words: m.Attendees[id].Name})
	}
	fields := append([]field{{Sort: "text", Name: "name", Label: "Name", Fill: "off"}}, agencyFields("agency", &m.Procedure)...)
	fields = append(fields,
		chosen(field{Sort: "radios", Name: "role", Label: "Role", Value: string(meeting.Member), Options: roles()}),
		more("Position, e-mail address, substitute",
			field{Sort: "text", Name: "position", Label: "Position", Fill: "off"},
			field{Sort: "email", Name: "email", Label: "E-mail address", Hint: "Kept with the link, never in the record", Fill: "off"},
			choice("substituteFor", "Comes in place of", "", substitutes...)))
	return []*sheet{
		p.post(sheet{ID: "paste", Title: "Invite several people", Folded: true, Open: len(m.Attendees) == 1, Button: "Continue", Fields: []field{{Sort: "lines", Name: "lines",
			Label: "One a line: a name or an e-mail address, then agency and role where you know them", Rows: 5,
			Hint: "For example: Pat Sample, Example Police, member"}}}, "lines"),
		p.post(sheet{ID: "invite", Title: "Invite one person", Folded: true, Button: "Make a link", Fields: fields}, "invite"),
	}
}

// link keeps a link or another text to be shown once, or that it was sent.
func (p *peoplePage) link(m *meeting.Meeting, subject string, answer InviteAnswer) {
	made := madeLink{ID: answer.Attendee, Name: m.Attendees[answer.Attendee].Name, URL: answer.URL, Text: answer.Text}
	switch {
	case answer.Email == EmailSent:
		made.Sent, made.Text = "Sent by e-mail to "+answer.to+".", ""
	case answer.Email == EmailFailed:
		made.Failed = notSent
	case answer.to != "":
		escape := strings.NewReplacer("%", "%25", "\n", "%0A", " ", "%20", "#", "%23", "&", "%26", "+", "%2B", "?", "%3F")
		made.Mail = "mailto:" + escape.Replace(answer.to) + "?subject=" + escape.Replace(subject) + "&body=" + escape.Replace(answer.Text)
	}
	p.Links = append(p.Links, made)
}

// ToPass reports whether a link is to be passed on by hand.
func (p *peoplePage) ToPass() bool {
	return slices.ContainsFunc(p.Links, func(l madeLink) bool { return l.Text != "" })
}
