package web

import (
	"fmt"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// workspacePage is where everybody finds how the minutes of a closed meeting stand, what they are asked to do next, and
// every document that there is.
type workspacePage struct {
	frame
	Meeting  string // id
	Caption  string
	Stage    string
	Next     nextStep
	Late     *latePart // nil for whom the room goes on
	Papers   []link
	Versions []thing
	Addenda  []thing
	Answers  []meeting.Block
	Further  []*sheet // what is seldom needed
}

// nextStep is what the viewer is asked to do now.
type nextStep struct {
	Words  []string
	Links  []link // the first is drawn as a button
	Sheets []*sheet
}

// link leads somewhere.
type link struct{ Href, Words string }

// workspace draws the page as its viewer may use it.
func (d *door) workspace(c *fiber.Ctx, at seat) *workspacePage {
	here := "/meetings/" + at.meeting
	page := &workspacePage{frame: frame{Title: "Minutes", Back: here, BackTo: "to the meeting"}, Meeting: at.meeting}
	session, _ := c.Locals(who).(*account.Session)
	asking := d.askingNow(c.UserContext(), at)
	at.View(func(m *meeting.Meeting) {
		page.Caption, page.Saved = words(" – ", m.Reference, m.Title), d.saved(m, c)
		page.Stage, page.Papers = stageWords(m, d.today()), papers(m, at)
		page.Next = d.nextFor(m, at)
		if n := m.Additions(); n > 0 {
			page.Next.Words = append(page.Next.Words, counted(n, "addition", "additions")+" came after the meeting closed. "+
				"That is printed under “After the meeting”, behind the signatures, and is no part of what is signed.")
		}
		if to := d.peopleLink(m, at, asking); to != nil {
			page.Next.Links = append(page.Next.Links, *to)
		}
		if d.roomOver(session, m) { // the meeting would lead back here
			page.Back, page.BackTo = "/", "to your meetings"
			page.Next.Links = append(page.Next.Links, link{"/actions", "Say how your actions stand"})
		}
		page.Versions, page.Addenda, page.Answers = d.versions(m), d.addenda(m, at), d.answers(m)
		page.Further = furtherSheets(m, at)
	})
	if page.Late = d.lateFor(c, at); page.Late != nil {
		page.Script = "belated.js"
	}
	return page
}

// today is the civil date, Europe/London.
func (d *door) today() string { return d.Rooms.Now().In(d.London).Format(time.DateOnly) }

// stageWords say how far the minutes of a meeting have come: "Version 1 – corrections until Friday 27 November 2026".
func stageWords(m *meeting.Meeting, today string) string {
	until := func(what, date string) string {
		if date < today {
			return fmt.Sprintf("Version %d – the time for %s was over with %s", len(m.Versions), what, dayWords(date))
		}
		return fmt.Sprintf("Version %d – %s until %s", len(m.Versions), what, dayWords(date))
	}
	switch m.Stage {
	case meeting.Tidying:
		return fmt.Sprintf("The notes are being put in order for version %d", len(m.Versions)+1)
	case meeting.Correcting:
		return until("corrections", m.Version().CorrectBy)
	case meeting.Signing:
		return until("signatures", m.Version().SignBy)
	case meeting.Final:
		return fmt.Sprintf("Version %d – final", len(m.Versions))
	default:
		return "Draft. The meeting is not closed yet"
	}
}

// papers are the documents that there are now. Those that are sealed exist once the meeting is closed.
func papers(m *meeting.Meeting, at seat) []link {
	api := "/api/meetings/" + at.meeting
	all := []link{{api + "/minutes", "Read the minutes"}, {api + "/minutes.pdf", "Minutes as PDF, a draft"}}
	if m.Stage == meeting.Final {
		all = []link{{api + "/minutes", "Read the final minutes"}, {api + "/minutes.pdf", "Final minutes (PDF, sealed)"}}
	}
	if m.Stage != "" {
		all = append([]link{{api + "/decisions.pdf", "Decisions and actions (PDF, sealed)"}}, all...)
	}
	for _, id := range m.Order.Circulations {
		if sent := m.Circulations[id]; sent.Attendee == at.attendee && sent.MayGet() {
			all = append(all, link{api + "/copies/" + id + ".pdf", "Your copy (PDF): " + sent.What()})
		}
	}
	if m.Stage != "" {
		all = append(all, link{"/meetings/" + at.meeting + "/copies", "Who got a copy"})
	}
	return append(all, link{api + "/record", "The record (record.jsonl), to be checked by others"}, link{"/verify", "Check a record"})
}

// sheets are all forms of the page.
func (p *workspacePage) sheets() []*sheet {
	all := append(append([]*sheet{}, p.Next.Sheets...), p.Further...)
	if p.Late != nil && p.Late.Sheet != nil {
		all = append(all, p.Late.Sheet)
	}
	return all
}
