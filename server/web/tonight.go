package web

import (
	"cmp"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// tonightPage is a sheet for the emergency duty team: what must be known tonight of all meetings of one person, and
// nothing else of them.
type tonightPage struct {
	frame
	Notice    string // marking, Rehearsal
	When      string
	Emergency []string
	Blocks    []meeting.Block
}

func (d *door) tonight(c *fiber.Ctx) error {
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	now := d.Rooms.Now().In(d.London)
	page := &tonightPage{frame: frame{Title: "Tonight", Back: "/", BackTo: "to your meetings", Class: "app-paper"},
		When: now.Format("Monday 2 January 2006, 15:04 MST")}
	markings, numbers := map[string]bool{}, map[string]bool{}
	rehearsal := !d.RealNames
	err = d.eachOfMine(c.UserContext(), session, func(at seat, m *meeting.Meeting) {
		blocks := d.tonightOf(m, now)
		if len(blocks) == 0 {
			return
		}
		mark(c, m)
		rehearsal = rehearsal || !m.RealNames
		page.Blocks = append(append(page.Blocks, meeting.Block{Heading: &meeting.Heading{Level: 2, Text: meetingWords(m), ID: "meeting-" + at.meeting}}), blocks...)
		if !markings[m.Marking] {
			markings[m.Marking], page.Notice = true, words(" · ", page.Notice, m.Marking)
		}
		if number := m.Procedure.EmergencyNumber; number != "" && !numbers[number] {
			numbers[number], page.Emergency = true, append(page.Emergency, number)
		}
	})
	if err != nil {
		return err
	}
	if rehearsal {
		page.Notice = words(" · ", page.Notice, meeting.Rehearsal)
	}
	return d.render(c, "tonight", page)
}

// tonightOf is what must be known of a meeting tonight; nothing where there is nothing.
func (d *door) tonightOf(m *meeting.Meeting, now time.Time) []meeting.Block {
	blocks := []meeting.Block{}
	if al := m.Alarm; alarmStands(al) {
		names := []string{}
		for _, id := range al.Children {
			names = append(names, m.People[id].Words())
		}
		blocks = append(blocks, meeting.Block{Paragraph: &meeting.Paragraph{Lead: alarmTitle, Text: words("\n", listed(names),
			words("; ", al.Where, al.When), "Police: "+cmp.Or(al.Police, "not known"), "Handed to: "+officerWords(al))}})
	}
	if rows := d.safetyRows(m, now); len(rows) > 0 {
		blocks = append(blocks, meeting.Block{Table: &meeting.Table{Caption: "Children", Head: []string{"Child", "Safe tonight", "By what"}, Rows: rows}})
	}
	rows := [][]string{}
	openActions(m, func(id string, ac *meeting.Action) {
		if ac.Due == civilDay(now, 0) || ac.Due == civilDay(now, 1) {
			rows = append(rows, []string{id + " " + ac.Text, ownerWords(m, ac.Owner), words(", ", dayWords(ac.Due), ac.DueTime)})
		}
	})
	if len(rows) > 0 {
		blocks = append(blocks, meeting.Block{Table: &meeting.Table{Caption: "Actions due today or tomorrow", Head: []string{"Action", "Owner", "By"}, Rows: rows}})
	}
	return blocks
}

// safetyRows are the children who are not safe, or not for longer than until tomorrow. What a closed meeting wrote down
// about a night before yesterday's is not about tonight any more, and nobody can bring it up to date there.
func (d *door) safetyRows(m *meeting.Meeting, now time.Time) [][]string {
	yesterday, tomorrow := civilDay(now, -1), civilDay(now, 1)
	rows := [][]string{}
	for _, id := range childrenOf(m) {
		child := m.Children[id]
		if child == nil || child.Safety == nil {
			continue
		}
		is, safe := child.Safety.Is, ""
		written := d.local(child.Safety.At, time.DateOnly)
		switch {
		case is.Tonight == meeting.Yes && is.Until >= civilDay(now, 0) && is.Until <= tomorrow:
			safe = "Until " + dayWords(is.Until)
		case is.Tonight == meeting.Yes && is.Until < civilDay(now, 0) && (is.Until >= yesterday || m.Phase != meeting.Closed):
			safe = "Was safe until " + dayWords(is.Until)
		case is.Tonight != meeting.Yes && (written >= yesterday || m.Phase != meeting.Closed):
			safe = valueWords[is.Tonight]
		default:
			continue
		}
		p := m.People[id]
		born := ""
		if p.Born != "" {
			born = "born " + dayWords(p.Born)
		}
		rows = append(rows, []string{words("\n", p.Words(), born, p.Address), safe, is.How + "\nWritten down " + d.dayAndTime(child.Safety.At)})
	}
	return rows
}

// civilDay is the date so many days from a moment, in its zone.
func civilDay(at time.Time, days int) string { return at.AddDate(0, 0, days).Format(time.DateOnly) }

// ownerWords is who does an action, with the agency.
func ownerWords(m *meeting.Meeting, owner meeting.Owner) string {
	if a := m.Attendees[owner.Attendee]; a != nil {
		return a.Name + ", " + a.Agency.Name
	}
	return ownerName(m, owner)
}
