package web

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// correctionsPage is where a version of the minutes is read and corrections of it are asked for: all requests side by side,
// then the whole text. Where a passage is chosen it is the form that asks for another wording of it.
type correctionsPage struct {
	frame
	Meeting string // id
	Caption string
	Stage   string
	Intro   string
	Asking  *wanting
	Waiting []request // on which the next version waits
	Settled []request // that a version tells of
	Next    *nextStep // the chair's, once all have a reply
	Version int
	Text    []passage
}

// wanting is the form for one passage.
type wanting struct {
	Where, Reads string
	Others       []request // what is asked for the same passage
	Sheet        *sheet
}

// passage is a block of the minutes and, where a correction of it can be asked for, the address of the form.
type passage struct {
	meeting.Block
	Ask, About string
	Requests   []link // to those that wait
}

// corrections draws the page as its viewer may use it, for the passage that the address or the form names.
func (d *door) corrections(c *fiber.Ctx, at seat, sent form) *correctionsPage {
	here := "/meetings/" + at.meeting
	page := &correctionsPage{frame: frame{Title: "Corrections", Back: here + "/minutes", BackTo: "to the minutes", Place: c.Query("place")}, Meeting: at.meeting}
	chosen := c.Query("passage")
	if sent.get("kind") == "correction" {
		chosen = sent.get("passage")
	}
	at.View(func(m *meeting.Meeting) {
		page.Caption, page.Saved = words(" – ", m.Reference, m.Title), d.saved(m, c)
		page.Version = len(m.Versions)
		page.Stage, page.Intro = stageWords(m, d.today()), correctionsIntro(m)
		doc, asks := meeting.Minutes(m), correctable(m) && allowed(m, at.attendee, "correction") != ""
		if doc.Text > 0 {
			doc.Blocks = doc.Blocks[:doc.Text]
		}
		page.Text = passages(m, doc.Blocks, here+"/corrections", asks)
		page.requests(d, m, at)
		if asks && chosen != "" {
			page.ask(m, at, chosen)
		}
	})
	return page
}

// correctable reports whether corrections can be asked for and replied to now.
func correctable(m *meeting.Meeting) bool {
	return m.Stage == meeting.Correcting || m.Stage == meeting.Signing
}

func correctionsIntro(m *meeting.Meeting) string {
	switch m.Stage {
	case meeting.Correcting:
		return "Read the whole of it. Where something is not right, follow the link beside it. The chair accepts or declines each request, with a reply. All that is accepted comes with one new version."
	case meeting.Signing:
		return "This version is being signed. What is asked for now is taken as late; if the chair accepts it a new version is made, and who signed signs again."
	case meeting.Final:
		return "The minutes are final. Nothing in them changes any more."
	default:
		return "Corrections can be asked for once a version of the minutes is issued."
	}
}

// passages are the blocks of a text, each with the way to ask for a correction of it. What has no words of its own, such as an
// answer that is no more than "yes", is corrected under its heading.
func passages(m *meeting.Meeting, blocks []meeting.Block, form string, asks bool) []passage {
	all := make([]passage, len(blocks))
	for i, block := range blocks {
		all[i] = passage{Block: block}
		id := ""
		if h := block.Heading; h != nil {
			id, all[i].About = h.ID, words(" ", h.Number, h.Text)
		} else if p := block.Paragraph; p != nil {
			if _, words := m.Passage(p.ID); words {
				id, all[i].About = p.ID, lineOf(p.Text, 60)
			}
		}
		if asks && id != "" {
			all[i].Ask = form + "?passage=" + id
		}
	}
	return all
}

// ask fills in the form for a passage; nothing where there is none of this id.
func (p *correctionsPage) ask(m *meeting.Meeting, at seat, id string) {
	where, heading, found := "", false, false
	for _, block := range p.Text {
		if h := block.Heading; h != nil {
			where = words(" ", h.Number, h.Text)
			if heading = h.ID == id; heading {
				found = true
				break
			}
		}
		if block.Paragraph != nil && block.Paragraph.ID == id {
			found = true
			break
		}
	}
	if !found {
		return
	}
	reads, _ := m.Passage(id)
	text := lines("text", "How it should read", 5)
	text.Value = reads
	switch {
	case heading:
		text = lines("text", "What has to be put right", 4).hinted("For example, when somebody came or left. It is printed under this heading.")
	case strings.HasPrefix(id, "note-"):
		text.Hint = "Leave it empty where this line should be taken out"
	}
	s := writing(at, "correction", "ask", sheet{Button: "Ask for this correction", Fields: []field{text,
		lines("reason", "Why", 2), hidden("passage", id), hidden("version", fmt.Sprint(len(m.Versions)))}}, "corrections")
	p.Asking = &wanting{Where: where, Reads: reads, Sheet: s}
	for _, r := range p.Waiting {
		if r.passage == id {
			r.Sheets = nil
			p.Asking.Others = append(p.Asking.Others, r)
		}
	}
	p.Title, p.Back, p.BackTo = "Ask for a correction", "/meetings/"+p.Meeting+"/corrections#"+id, "to the text"
}

// sheets are all forms of the page.
func (p *correctionsPage) sheets() []*sheet {
	all := []*sheet{}
	if p.Asking != nil {
		all = append(all, p.Asking.Sheet)
	}
	for _, r := range slices.Concat(p.Waiting, p.Settled) {
		all = append(all, r.Sheets...)
	}
	return all
}
