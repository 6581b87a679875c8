package web

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// tidyPage is where chair and minute-taker put the notes of a closed meeting in order, an item at a time.
type tidyPage struct {
	frame
	Meeting string // id
	Caption string
	Not     string // why nothing can be tidied now
	Next    int    // the version that comes of it
	Items   []tidyItem
}

// tidyItem is an item of the agenda with its notes.
type tidyItem struct {
	ID, Number, Text string
	Notes            *sheet
}

// tidy draws the page as its viewer may use it.
func (d *door) tidy(c *fiber.Ctx, at seat) *tidyPage {
	page := &tidyPage{frame: frame{Title: "Tidy the notes", Back: "/meetings/" + at.meeting + "/minutes", BackTo: "to the minutes", Place: c.Query("place")},
		Meeting: at.meeting}
	at.View(func(m *meeting.Meeting) {
		page.Caption, page.Saved, page.Next = words(" – ", m.Reference, m.Title), d.saved(m, c), len(m.Versions)+1
		may := allowed(m, at.attendee, "note")
		switch {
		case m.Stage == "":
			page.Not = "The meeting is not closed yet: its notes are written in the meeting."
		case m.TextFixed():
			page.Not = fmt.Sprintf("Version %d of the minutes is issued. Its text changes only by a correction that the chair accepts.", len(m.Versions))
		case may != meeting.Writes && !m.Attendees[at.attendee].WritesNotes:
			page.Not = "Chair and minute-taker put the notes in order."
		}
		if page.Not == "" {
			page.Items = tidyItems(m, at)
		}
	})
	return page
}

func tidyItems(m *meeting.Meeting, at seat) []tidyItem {
	all := make([]tidyItem, len(m.Order.Items))
	for i, id := range m.Order.Items {
		item, text, version := m.Items[id], "", 0
		if notes := m.Notes[id]; notes != nil {
			text, version = notes.Text, notes.Version
		}
		rows := min(max(strings.Count(text, "\n")+len(text)/80+2, 3), 20)
		about := item.Text
		if item.Question > 0 {
			about = "question " + strconv.Itoa(item.Question)
		}
		s := writing(at, "note", "notes-"+id, sheet{Button: "Save", Look: "secondary", Of: item.Text, Fields: []field{
			{Sort: "lines", Name: "text", Label: "Notes on " + about, Rows: rows, Value: text},
			hidden("was", text), hidden("version", strconv.Itoa(version)), hidden("item", id), hidden("place", "notes-"+id)}}, "tidy")
		if text == "" {
			s.Title, s.Folded = "Write notes", true
		}
		all[i] = tidyItem{ID: s.ID, Text: item.Text, Notes: s}
		if item.Question > 0 {
			all[i].Number = strconv.Itoa(item.Question)
		}
	}
	return all
}

// sheets are all forms of the page.
func (p *tidyPage) sheets() []*sheet {
	all := make([]*sheet, len(p.Items))
	for i, item := range p.Items {
		all[i] = item.Notes
	}
	return all
}
