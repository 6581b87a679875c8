package web

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// presentFor is how long somebody without script counts as being here after each look at the room or form of it.
const presentFor = 10 * time.Minute

// allowed is what an attendee may do with a kind now, as the register says; empty where they may not.
func allowed(m *meeting.Meeting, attendee, kind string) meeting.Permission {
	for _, k := range meeting.Kinds() {
		if k.Name != kind || k.Text && m.TextFixed() {
			continue
		}
		for _, phase := range k.Phases {
			if phase == m.Phase {
				return k.May[m.Attendees[attendee].Role]
			}
		}
	}
	return ""
}

// writing makes a sheet that asks to write an entry of that kind. Back says where the person comes back to: "people",
// "actions", one of the formPages, or the item of the agenda.
func writing(at seat, kind, id string, s sheet, back string) *sheet {
	s.ID, s.Kind, s.Back, s.Command, s.Action = id, kind, back, newID(), "/meetings/"+at.meeting+"/write"
	return s.named()
}

// write takes every form that asks for an entry: the one way into the record for those without script.
func (d *door) write(c *fiber.Ctx) error {
	at, err := d.seated(c)
	if err != nil {
		return err
	}
	sent, err := typed(c)
	if err != nil {
		return err
	}
	if !outside(sent.get("back")) {
		if err := d.stillInRoom(c, at); err != nil {
			return err
		}
		at.Stay(at.attendee, presentFor) // what speaks against it shows with what is written next
	}
	body, err := d.commandBody(sent)
	if err == nil {
		err = at.Allow(at.attendee, room.Commands)
	}
	var written room.Result
	if err == nil {
		command := meeting.Command{ID: sent.get("id"), Kind: sent.get("kind"), Body: body}
		written, err = at.Write(c.UserContext(), at.attendee, command)
	}
	if err != nil {
		return d.writeAgain(c, at, sent, err)
	}
	saved := fmt.Sprintf("?saved=%d", written.Number)
	switch back := sent.get("back"); {
	case back == "actions":
		return c.Redirect("/actions?saved="+at.meeting, fiber.StatusSeeOther)
	case outside(back):
		if place := url.QueryEscape(sent.get("place")); place != "" {
			saved += "&place=" + place + "#" + place
		}
		return c.Redirect("/meetings/"+at.meeting+"/"+back+saved, fiber.StatusSeeOther)
	default:
		return c.Redirect("/meetings/"+at.meeting+saved+"&item="+url.QueryEscape(back)+"#item", fiber.StatusSeeOther)
	}
}

// outside reports whether a page is for people with script too: whoever writes there is not in the meeting for that.
func outside(back string) bool {
	return back == "people" || back == "actions" || formPages[back] != nil
}

// formPage is a page of a meeting, outside the room, whose forms ask for entries.
type formPage interface {
	around() *frame
	sheets() []*sheet
}

// formPages draw those that are no more than that, by what their forms say in Back, the end of their address, which is the
// name of their template too. sent is the form to draw the page for again; empty at first.
var formPages map[string]func(d *door, c *fiber.Ctx, at seat, sent form) formPage

func init() { // not where it is declared: the pages come back here
	formPages = map[string]func(d *door, c *fiber.Ctx, at seat, sent form) formPage{
		"details":     func(d *door, c *fiber.Ctx, at seat, _ form) formPage { return d.details(c, at) },
		"corrections": func(d *door, c *fiber.Ctx, at seat, sent form) formPage { return d.corrections(c, at, sent) },
		"tidy":        func(d *door, c *fiber.Ctx, at seat, _ form) formPage { return d.tidy(c, at) },
		"minutes":     func(d *door, c *fiber.Ctx, at seat, _ form) formPage { return d.workspace(c, at) },
		"sign":        func(d *door, c *fiber.Ctx, at seat, _ form) formPage { return d.signing(c, at, c.Query("again") != "") },
	}
}

// showPage answers with one of the formPages.
func (d *door) showPage(name string) fiber.Handler {
	return func(c *fiber.Ctx) error {
		at, err := d.seated(c)
		if err != nil {
			return err
		}
		return d.render(c, name, formPages[name](d, c, at, nil))
	}
}

// commandBody is the body that a form asks for, by its kind.
func (d *door) commandBody(sent form) (json.RawMessage, error) {
	sent = maps.Clone(sent)
	for name := range sent { // somebody of the list is chosen, or somebody else's name written
		if of, ok := strings.CutSuffix(name, "Else"); ok {
			if other := sent.trimmed(name); other != "" {
				sent[of] = []string{other}
			}
			delete(sent, name)
		}
	}
	for name, with := range onlyWith {
		if sent.get("kind") == "child" && sent.get(with[0]) != with[1] {
			delete(sent, name)
		}
	}
	switch kind := sent.get("kind"); kind {
	case "note":
		return notesBody(sent)
	case "ruling":
		if sent.get("accepted") == "" {
			return nil, &meeting.Refusal{Code: meeting.Content, Field: "accepted", Message: "Say whether you accept it or decline it."}
		}
		return bodyOf(kind, sent)
	case "convene.amend":
		start, err := sent.start("startsAt", d.London)
		if err != nil {
			return nil, err
		}
		delete(sent, "startsAt.date")
		delete(sent, "startsAt.time")
		if start != "" { // a meeting always has one
			sent["startsAt"] = []string{start}
		}
		return bodyOf(kind, sent)
	case "alarm": // what is left empty stays as it was
		for name := range sent {
			if sent.trimmed(name) == "" {
				delete(sent, name)
			}
		}
		return bodyOf(kind, sent)
	default:
		return bodyOf(kind, sent)
	}
}

// writeAgain shows the page that a form came from, with what is wrong and all that was typed.
func (d *door) writeAgain(c *fiber.Ctx, at seat, sent form, failed error) error {
	switch back := sent.get("back"); {
	case back == "people":
		return d.peopleAgain(c, at, sent, failed)
	case back == "actions":
		return d.actionsAgain(c, sent, failed)
	case formPages[back] != nil:
		page := formPages[back](d, c, at, sent)
		d.failed(c, failed, sent, page.around(), page.sheets())
		return d.render(c, back, page)
	default:
		page := d.roomAt(c, at, back)
		d.failed(c, failed, sent, &page.frame, page.sheets())
		if d.refusal(failed).Code == meeting.Unfinished {
			for _, open := range page.Open {
				page.Failed = append(page.Failed, failure(open))
			}
		}
		return d.render(c, "room", page)
	}
}

// failed finds the form that was refused among those of its page. Where it is not there any more (the meeting was closed
// meanwhile), what was typed is shown to be copied.
func (d *door) failed(c *fiber.Ctx, err error, sent form, f *frame, sheets []*sheet) {
	f.Saved = ""
	for _, s := range sheets {
		if s.ID == sent.get("sheet") {
			d.again(c, err, sent, f, s)
			return
		}
	}
	told := d.refusal(err)
	answered(c, told.Code)
	f.Failed = append(f.Failed, failure{"", told.Message})
	f.Kept = sent.sentences()
}

// sentences are what somebody typed into a form and would miss.
func (f form) sentences() (all []kept) {
	names := slices.Sorted(maps.Keys(f))
	for _, of := range sentences {
		for _, name := range names {
			if text := f.trimmed(name); text != "" && name[strings.LastIndexByte(name, '.')+1:] == of.name {
				all = append(all, kept{of.label, text})
			}
		}
	}
	return all
}

// sentences are the fields in which people write, by the last part of their names, with the words for them.
var sentences = []struct{ name, label string }{{"text", "Text"}, {"reasons", "Reasons"}, {"reason", "Reason"}, {"name", "Name"},
	{"lines", "List"}, {"what", "What"}, {"how", "How"}, {"rule", "Rule"}, {"setting", "Setting"}, {"device", "Device"}, {"people", "People"},
	{"where", "Where"}, {"when", "When"}, {"police", "Police"}, {"officer", "Officer"}, {"cause", "Cause"}, {"interim", "Meanwhile"},
	{"told", "Told"}, {"agreed", "Agreed"}, {"disagreement", "Disagreement"}, {"outcome", "Outcome"}, {"whoElse", "Who"}, {"address", "Address"}, {"reference", "Reference"},
	{"title", "Title"}, {"joining", "How to join"}, {"lawfulBasis", "Lawful basis"}}

// saved says what was just written, where the address says that something was.
func (d *door) saved(m *meeting.Meeting, c *fiber.Ctx) string {
	switch number := c.QueryInt("saved"); {
	case number <= 0 || number > m.Number():
		return ""
	case number == m.Number() && !m.ForSome(number): // else when something was written is not for everybody
		return "Saved " + m.Last().In(d.London).Format("15:04")
	default:
		return "Saved"
	}
}

// hereImage is an empty picture that only browsers without script ask for, each time that they load the meeting.
func (d *door) hereImage(c *fiber.Ctx) error {
	at, err := d.inRoom(c)
	if err != nil {
		return err
	}
	if err := at.Stay(at.attendee, presentFor); err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "image/svg+xml; charset=utf-8")
	return c.SendString(`<svg xmlns="http://www.w3.org/2000/svg"/>`)
}

// lineOf is the first line of a text, at most so many characters of it, to name a thing by.
func lineOf(text string, most int) string {
	line, _, more := strings.Cut(text, "\n")
	if runes := []rune(line); len(runes) > most {
		line, more = string(runes[:most]), true
	}
	if more {
		line += "…"
	}
	return line
}
