package web

import (
	"crypto/rand"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// roomPage is a meeting, complete without script: one item of the agenda with all that can be written there, who is here,
// what was decided, and the minutes so far. Where script runs, the live room takes its place.
type roomPage struct {
	frame
	Meeting    string // id
	Outbox     string // its name; empty: what is not saved cannot be kept on the device
	Key        string // the outbox's, masked
	Facts      string // marking, phase, who the viewer is
	Stage      string // of the minutes, once the meeting is closed
	Last       string // when the last entry was written
	Done       string // what was just written, if anything
	Known      bool   // whether guests have to be, so that their room ends with the meeting
	Knocks     int
	AtDoor     int // whom the chair has to ask before they come in
	Alarm      *alarmPart
	Missing    string // who of the minimum attendance
	Quorum     []*sheet
	Agenda     []agendaLine
	Where      string // "Agenda: question 5 of 10"
	Open       []openLine
	Item       itemPart
	Parts      []part   // what the procedure has under the item
	Write      []*sheet // what may be written under the item
	Shared     []thing  // what stands there and may be changed
	People     []thing
	Decided    []thing
	Assent     []*sheet
	Actions    []thing
	Timescales []timescaleLine
	Phase      []*sheet
	Document   meeting.Document
}

// agendaLine is one item of the agenda.
type agendaLine struct {
	Href, Number, Text, State string
	Chair, Chosen             bool
}

// itemPart is the item that the page shows.
type itemPart struct {
	ID, Number, Text string
	Why              string // the document's sentence or the practice
	Blocks           []meeting.Block
	Before, After    *agendaLine
}

func (d *door) room(c *fiber.Ctx) error {
	at, err := d.inRoom(c)
	if err != nil {
		return err
	}
	return d.render(c, "room", d.roomAt(c, at, c.Query("item")))
}

// roomAt draws the meeting at an item; at the chair's where there is no such item.
func (d *door) roomAt(c *fiber.Ctx, at seat, item string) *roomPage {
	page := &roomPage{frame: frame{Script: "room.js", Class: "app-room-page", Back: "/", BackTo: "to your meetings"}, Meeting: at.meeting}
	if outbox, err := d.People.Outbox(c.UserContext(), at.meeting, at.attendee); err == nil { // else the room works, and says so
		page.Outbox, page.Key = outbox.Name, masked(outbox.Key)
	}
	page.Knocks = d.askingNow(c.UserContext(), at)
	if role := at.role(); role == meeting.Chair || role == meeting.MinuteTaker {
		page.AtDoor = len(at.AtDoor())
	}
	held := at.Held()
	at.View(func(m *meeting.Meeting) {
		if m.Items[item] == nil {
			item = m.Current
		}
		if m.Items[item] == nil {
			item = m.Order.Items[0] // the procedure's agenda is never empty
		}
		me := m.Attendees[at.attendee]
		page.Document, page.Known = meeting.Minutes(m), d.strict(m)
		page.Title = "Meeting " + m.Reference
		page.Facts = words(" · ", m.Marking, phaseWords[m.Phase], page.Document.Subtitle, "You: "+me.Name+", "+roleWords[me.Role])
		page.Last, page.Done = m.Last().In(d.London).Format("15:04"), d.saved(m, c)
		if m.Stage != "" {
			page.Stage = stageWords(m, d.today())
		}
		page.Parts, page.Open = parts(m, at, item), stillOpen(m, at.meeting)
		page.agenda(m, at.meeting, item)
		page.Alarm = alarmOf(m, at, d, item)
		page.Missing, page.Quorum = attendanceOf(m, at, item)
		page.Assent, page.Timescales = asking(m, at, item), timescalesOf(m)
		page.Write = itemSheets(m, at, item)
		page.Shared = sharedUnder(m, at, item)
		for _, id := range m.Order.Attendees {
			a := m.Attendees[id]
			page.People = append(page.People, thing{ID: "here-" + id, Name: a.Name + ", " + a.Agency.Name,
				Facts: words(" · ", roleWords[a.Role], d.attendance(a)), Sheets: handingOver(m, at, id, item)})
		}
		page.Decided, page.Actions = decisionsOf(m, at, item), actionsOf(m, at, item)
		page.Phase = phaseSheets(m, at, held, page.Known, item)
	})
	return page
}

// masked is a mask and the key under it, in base64. The page is compressed: did a secret read the same each time, its length
// would tell, bit by bit, how much of a guess that somebody wrote into the meeting is right.
func masked(key []byte) string {
	mask := make([]byte, len(key), 2*len(key))
	rand.Read(mask) // never fails
	for i := range key {
		mask = append(mask, mask[i]^key[i])
	}
	return base64.StdEncoding.EncodeToString(mask)
}

// agenda fills in the agenda and the item that is shown.
func (p *roomPage) agenda(m *meeting.Meeting, id, chosen string) {
	questions := 0
	for i, key := range m.Order.Items {
		item := m.Items[key]
		line := agendaLine{Href: "/meetings/" + id + "?item=" + key + "#item", Text: item.Text, State: stateWords[item.State],
			Chair: key == m.Current, Chosen: key == chosen}
		if item.Question > 0 {
			questions++
			line.Number = fmt.Sprint(item.Question)
		}
		p.Agenda = append(p.Agenda, line)
		if key == chosen {
			p.Item = itemPart{ID: key, Number: line.Number, Text: item.Text, Why: item.Source + item.Practice}
			defer func() {
				if i > 0 {
					p.Item.Before = &p.Agenda[i-1]
				}
				if i+1 < len(p.Agenda) {
					p.Item.After = &p.Agenda[i+1]
				}
			}()
		}
	}
	p.Where = "Agenda: " + lineOf(p.Item.Text, 40)
	if p.Item.Number != "" {
		p.Where = fmt.Sprintf("Agenda: question %s of %d", p.Item.Number, questions)
	}
	inside := false
	for _, block := range p.Document.Blocks {
		if block.Heading != nil {
			inside = block.Heading.ID == "item-"+chosen
		} else if inside && !p.drawn(block) {
			if block.Paragraph != nil { // its id is that of the minutes below
				same := *block.Paragraph
				same.ID, block.Paragraph = "", &same
			}
			p.Item.Blocks = append(p.Item.Blocks, block)
		}
	}
}

// drawn reports whether a part of the page shows what a block of the minutes does.
func (p *roomPage) drawn(block meeting.Block) bool {
	return slices.ContainsFunc(p.Parts, func(part part) bool {
		return len(part.Lines) > 0 && (block.Table != nil && block.Table.Caption == part.Title ||
			block.Paragraph != nil && block.Paragraph.Lead == part.Title && block.Paragraph.Text == "")
	})
}

// sheets are all forms of the page.
func (p *roomPage) sheets() []*sheet {
	all := slices.Concat(p.Write, p.Phase, p.Quorum, p.Assent, sheetsOfParts(p.Parts))
	if p.Alarm != nil {
		all = append(all, p.Alarm.Sheets...)
	}
	return append(all, sheetsOf(p.Shared, p.People, p.Decided, p.Actions)...)
}

// guestsLeave is said before a meeting is closed in which guests have to be known.
const guestsLeave = "Guests leave the room when the meeting closes, and come back to their minutes by a code."

// phaseSheets open, adjourn and close the meeting.
func phaseSheets(m *meeting.Meeting, at seat, held []room.Held, known bool, item string) []*sheet {
	if allowed(m, at.attendee, "phase") == "" {
		return nil
	}
	phase := func(to meeting.Phase, s sheet) *sheet {
		s.Fields = append(s.Fields, hidden("phase", string(to)))
		return writing(at, "phase", "phase-"+string(to), s, item)
	}
	start := phase(meeting.Open, sheet{Button: "Open the meeting"})
	if m.Phase == meeting.Adjourned {
		start.Button = "Resume the meeting"
	}
	closing := sheet{Title: "Close the meeting", Folded: true, Button: "Close the meeting", Look: "warning", Intro: words(" ", leftOpen(m), notSaved(m, held))}
	if known {
		closing.Intro = words(" ", closing.Intro, guestsLeave)
	}
	if len(m.StillOpen) > 0 {
		closing.Fields = []field{reasonField("Why it closes all the same").hinted("Or first settle what is still open: the list is at the top")}
	}
	end := phase(meeting.Closed, closing)
	switch m.Phase {
	case meeting.Convened:
		return []*sheet{start}
	case meeting.Open:
		return []*sheet{phase(meeting.Adjourned, sheet{Title: "Adjourn the meeting", Folded: true, Button: "Adjourn",
			Look: "secondary", Fields: []field{reasonField("Why, and when it goes on (optional)")}}), end}
	default:
		return []*sheet{start, end}
	}
}

// leftOpen says what would be left open if the meeting closed now.
func leftOpen(m *meeting.Meeting) string {
	open, proposed := len(m.StillOpen), 0
	for _, d := range m.Decisions {
		if d.Confirmed == nil && d.Withdrawn == nil {
			proposed++
		}
	}
	left := []string{}
	if open > 0 {
		left = append(left, count(open, "thing")+" not settled")
	}
	if proposed > 0 {
		left = append(left, count(proposed, "decision")+" not confirmed")
	}
	if len(left) == 0 {
		return "Everything is settled and every decision is confirmed. Afterwards wording can still be amended, with a reason."
	}
	return "Still open: " + strings.Join(left, ", ") + ". Afterwards wording can be amended with a reason, and what happens to actions, answers not known yet and the like is added to the record."
}

// notSaved says whose devices hold what would come too late.
func notSaved(m *meeting.Meeting, held []room.Held) string {
	lines := []string{}
	for _, h := range held {
		lines = append(lines, fmt.Sprintf("%s’s device holds %s not saved yet.", m.Attendees[h.Attendee].Name, count(h.Count, "line")))
	}
	return strings.Join(lines, " ")
}

func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %ss", n, one)
}
