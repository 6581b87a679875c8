package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// previewPage shows copies as they would be given, before they are.
type previewPage struct {
	frame
	Copies []preview
	Give   *sheet
}

// preview is one kind of copy: as the first of those who get it would have it.
type preview struct {
	What, For, Withheld, Places string
	Note                        string
	Also                        []string // who else gets the same
	Document                    meeting.Document
}

// copiesForm takes the forms of the page of copies.
func (d *door) copiesForm(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	sent, err := typed(c)
	if err != nil {
		return err
	}
	switch step := sent.get("step"); {
	case at.role() != meeting.Chair:
		err = onlyTheChair
	case step == "link":
		err = d.linkAgain(c, at, sent.get("copy"))
	case step == "give":
		err = d.give(c, at, sent)
	case step == "none":
		err = d.withhold(c, at, sent)
	default:
		err = d.previewForm(c, at, sent)
	}
	if err == nil {
		return nil
	}
	if form := sent.get("form"); form != "" { // that the preview was of
		sent["sheet"] = []string{form}
	}
	page := d.copies(c, at)
	d.failed(c, err, sent, &page.frame, page.sheets())
	return d.render(c, "copies", page)
}

// circulation is the command that a form comes to for one recipient.
func circulation(id string, sent form) meeting.Command {
	body := map[string]any{"copy": sent.get("copy")}
	if attendee := sent.get("attendee"); attendee != "" {
		body["attendee"] = attendee
	} else {
		body["name"], body["agency"] = sent.get("name"), sent.agency("agency")
		if position := sent.trimmed("position"); position != "" {
			body["position"] = position
		}
	}
	if withheld := sent.trimmed("withheld"); withheld != "" {
		body["withheld"] = withheld
	}
	if words := strings.Split(sent.trimmed("withhold"), "\n"); words[0] != "" {
		body["withhold"] = words
	}
	return meeting.Command{ID: id, Kind: "circulation", Body: mustEncode(body)}
}

// circulations are the commands of a form: one for each attendee who is ticked, or one for somebody else.
func circulations(m *meeting.Meeting, sent form) ([]meeting.Command, error) {
	if _, other := sent["name"]; other {
		return []meeting.Command{circulation(sent.get("id"), sent)}, nil
	}
	all := []meeting.Command{}
	for _, id := range m.Order.Attendees {
		if sent.get("to."+id) != "true" {
			continue
		}
		one := form{"attendee": {id}, "copy": {sent.get("what." + id)}}
		if sent.get("what."+id) != meeting.Whole {
			one["withhold"] = sent["withhold"]
		}
		all = append(all, circulation(sent.get("id")+"/"+id, one))
	}
	if len(all) == 0 {
		return nil, &meeting.Refusal{Code: meeting.Content, Message: "Nobody is ticked."}
	}
	return all, nil
}

// asked are the copies of a form as they would be written down. Nothing is.
func (d *door) asked(at seat, sent form) (all []meeting.Circulation, err error) {
	at.View(func(m *meeting.Meeting) {
		var commands []meeting.Command
		if commands, err = circulations(m, sent); err != nil {
			return
		}
		for _, command := range commands {
			entry, refusal := meeting.Decide(m, command, at.attendee, meeting.Given{Now: d.Rooms.Now()})
			if refusal != nil {
				err = refusal
				return
			}
			one := meeting.Circulation{Made: meeting.Made{By: at.attendee}}
			if err = json.Unmarshal(entry.Body, &one); err != nil {
				return
			}
			all = append(all, one)
		}
	})
	return all, err
}

// previewForm shows what a form asks for, with a button that gives it.
func (d *door) previewForm(c *fiber.Ctx, at seat, sent form) error {
	gifts, err := d.asked(at, sent)
	if err != nil {
		return err
	}
	page := previewPage{frame: frame{Back: "/meetings/" + at.meeting + "/copies", BackTo: "to the copies", Class: "app-paper"}}
	at.View(func(m *meeting.Meeting) {
		page.Title = "Preview " + m.PlainReference()
		for _, sent := range gifts {
			page.add(m, sent)
		}
	})
	give := sheet{ID: "give", Button: "Give this copy", Fields: []field{hidden("form", sent.get("sheet"))}}
	if len(gifts) > 1 {
		give.Button = fmt.Sprintf("Give these %d copies", len(gifts))
	}
	for _, name := range slices.Sorted(maps.Keys(sent)) {
		if !slices.Contains([]string{"id", "step", "sheet", "form"}, name) {
			give.Fields = append(give.Fields, hidden(name, sent.get(name)))
		}
	}
	page.Give = copiesForm(at, give, "give")
	page.Give.Command = sent.get("id") // so that giving twice gives once
	return d.render(c, "preview", page)
}

// add draws a copy, or names who gets the same as another.
func (p *previewPage) add(m *meeting.Meeting, sent meeting.Circulation) {
	if who := m.Attendees[sent.Attendee]; who != nil {
		sent.Name, sent.Agency, sent.Position = who.Name, who.Agency, who.Position
	}
	one := preview{What: sent.What(), For: words(", ", sent.Name, sent.Position, sent.Agency.Name), Withheld: sent.WithheldWords()}
	for i := range p.Copies {
		if same := &p.Copies[i]; same.What == one.What {
			same.Also = append(same.Also, one.For)
			return
		}
	}
	var places int
	if one.Document, places = meeting.CopyPreview(m, sent); sent.Copy == meeting.WithoutNames || len(sent.Withhold) > 0 {
		one.Places = counted(places, "place", "places")
	}
	if sent.Copy == meeting.WithoutNames && m.Circumstances["suspect-under-18"] {
		one.Note = "The young person alleged to have caused harm is not on the list as a child, so their name stays. Add it to the words to take out if it must go."
	}
	for _, b := range one.Document.Blocks { // ids are unique in a document, and there may be several here
		if b.Heading != nil {
			b.Heading.ID = fmt.Sprintf("copy-%d-%s", len(p.Copies)+1, b.Heading.ID)
		}
		if b.Paragraph != nil && b.Paragraph.ID != "" {
			b.Paragraph.ID = fmt.Sprintf("copy-%d-%s", len(p.Copies)+1, b.Paragraph.ID)
		}
	}
	p.Copies = append(p.Copies, one)
}

// give writes the copies down. Of somebody outside the meeting it shows the link.
func (d *door) give(c *fiber.Ctx, at seat, sent form) error {
	var commands []meeting.Command
	var err error
	at.View(func(m *meeting.Meeting) { commands, err = circulations(m, sent) })
	if err != nil {
		return err
	}
	number := 0
	for _, command := range commands {
		result, err := at.Write(c.UserContext(), at.attendee, command)
		if err != nil {
			return err
		}
		number = max(number, result.Number)
		if _, linked := sent["name"]; !linked { // else below
			did(c, meeting.CirculationID(result.Number))
		}
	}
	if _, other := sent["name"]; other {
		return d.linkAgain(c, at, meeting.CirculationID(number))
	}
	return c.Redirect(fmt.Sprintf("/meetings/%s/copies?saved=%d", at.meeting, number), fiber.StatusSeeOther)
}

func (d *door) withhold(c *fiber.Ctx, at seat, sent form) error {
	if sent.trimmed("withheld") == "" {
		return &meeting.Refusal{Code: meeting.Content, Field: "withheld", Message: "Say why: this needs a reason."}
	}
	sent = maps.Clone(sent)
	sent["copy"] = []string{meeting.Whole}
	result, err := at.Write(c.UserContext(), at.attendee, circulation(sent.get("id"), sent))
	if err != nil {
		return err
	}
	did(c, meeting.CirculationID(result.Number))
	return c.Redirect(fmt.Sprintf("/meetings/%s/copies?saved=%d", at.meeting, result.Number), fiber.StatusSeeOther)
}

// linkAgain makes a link for somebody outside the meeting and shows it, once.
func (d *door) linkAgain(c *fiber.Ctx, at seat, id string) error {
	url, err := d.copyLinkAs(c.UserContext(), at, id)
	if err != nil {
		return err
	}
	did(c, id)
	page := d.copies(c, at)
	at.View(func(m *meeting.Meeting) {
		text := fmt.Sprintf("You are given a copy of the minutes of a %s.\nReference: %s\n\nOpen this link and press Continue. It works once, is for you alone, and ends after two weeks.\n%s",
			kindOfMeeting, m.PlainReference(), url)
		page.Links = []madeLink{{ID: id, Name: m.Circulations[id].Name, URL: url, Text: text}}
	})
	return d.render(c, "copies", page)
}
