package web

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/paper"
	"strategyroom/server/room"
)

// minutesPage is the minutes as HTML: the same document that the PDF draws.
type minutesPage struct {
	frame
	Document meeting.Document
	PDF      string // address
}

func (d *door) minutes(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Documents)
	if err != nil {
		return err
	}
	var doc meeting.Document
	at.View(func(m *meeting.Meeting) { doc = meeting.Minutes(m) })
	return d.render(c, "paper", minutesPage{
		frame{Title: doc.Title + " " + doc.Reference, Back: "/meetings/" + at.meeting + "/minutes", BackTo: "to what is to be done with the minutes", Class: "app-paper"},
		doc, "/api/meetings/" + at.meeting + "/minutes.pdf"})
}

// minutesPDF is the final minutes, sealed, or the draft as they stand; ?version= asks for earlier final ones.
func (d *door) minutesPDF(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Documents)
	if err != nil {
		return err
	}
	name, reference, doc := "", "", meeting.Document{}
	at.View(func(m *meeting.Meeting) {
		if name = paper.Latest(m); name == "" {
			reference, doc = m.PlainReference(), meeting.Minutes(m)
		}
	})
	if version := c.QueryInt("version"); version > 0 {
		name = "minutes-" + strconv.Itoa(version)
	}
	if name != "" {
		return d.sealed(c, at, name)
	}
	drawn, err := d.Papers.Drawn(doc)
	if err != nil {
		return err
	}
	return sendPDF(c, reference, "", drawn)
}

// decisionsPDF is the sheet of decisions and actions, sealed as the meeting closed.
func (d *door) decisionsPDF(c *fiber.Ctx) error { return d.sealedOf(c, "decisions") }

func (d *door) addendumPDF(c *fiber.Ctx) error { return d.sealedOf(c, "addendum-"+c.Params("number")) }

// copyPDF is an attendee's own copy, and for the chair anybody's. Only who it is for opens it.
func (d *door) copyPDF(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Documents)
	if err != nil {
		return err
	}
	id, mine, chair := c.Params("copy"), false, false
	at.View(func(m *meeting.Meeting) {
		given := m.Circulations[id]
		mine, chair = given != nil && given.Attendee == at.attendee, given != nil && m.Chair == at.attendee
	})
	switch {
	case mine:
		return d.sendCopy(c, at.Room, id)
	case chair:
		return d.sealed(c, at, "copy-"+id)
	default:
		return meeting.Refuse(meeting.NotFound, "There is no such copy.")
	}
}

func (d *door) sealedOf(c *fiber.Ctx, name string) error {
	at, err := d.spending(c, room.Documents)
	if err != nil {
		return err
	}
	return d.sealed(c, at, name)
}

func (d *door) sealed(c *fiber.Ctx, at seat, name string) error {
	file, err := d.Papers.File(c.UserContext(), at.Room, name)
	if err != nil {
		return err
	}
	reference := ""
	at.View(func(m *meeting.Meeting) { reference = m.PlainReference() })
	return sendPDF(c, reference, "-"+name, file)
}

func sendPDF(c *fiber.Ctx, reference, name string, file []byte) error {
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+fileName(reference)+name+`.pdf"`)
	return c.Send(file)
}

type (
	// SealBody names a sealed file that is to be sealed again, because it has no independent time.
	SealBody struct {
		File string `json:"file"` // "decisions", "minutes-2", "addendum-1", "copy-c45"
	}
	// SealAnswer is the seal that the record now names for the file.
	SealAnswer struct {
		SHA256  meeting.Hash `json:"sha256"`            // of the whole file
		Stamped string       `json:"stamped,omitempty"` // independent time, RFC 3339, UTC; absent where there is none
	}
)

// sealAgain is for the chair, when a time-stamp could not be had the first time.
func (d *door) sealAgain(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Documents)
	if err != nil {
		return err
	}
	var body SealBody
	if err := take(c, &body); err != nil {
		return err
	}
	chair := false
	at.View(func(m *meeting.Meeting) { chair = m.Chair == at.attendee })
	if !chair {
		return meeting.Refuse(meeting.NotAllowed, "Only the chair has a document sealed again.")
	}
	if _, err := d.Papers.Again(c.UserContext(), at.Room, body.File); err != nil {
		return err
	}
	var answer SealAnswer
	at.View(func(m *meeting.Meeting) {
		if seal := m.Seals[body.File]; seal != nil {
			answer = SealAnswer{seal.SHA256, seal.Stamped}
		}
	})
	return c.JSON(answer)
}

// fileName is a reference as a part of a file's name: names of files are seen by others, so nothing else is in it.
func fileName(reference string) string {
	name := strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '-' || r == '_' {
			return r
		}
		return '-'
	}, reference)
	if name = strings.Trim(name, "-"); name == "" {
		name = "minutes"
	}
	return name[:min(len(name), 80)]
}
