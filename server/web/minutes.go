package web

import (
	"io/fs"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/static"
)

// minutesPage is the minutes as HTML: the same document that the PDF draws.
type minutesPage struct {
	frame
	Document meeting.Document
	PDF      string // address
}

func (d *door) minutesOf(at seat) (doc meeting.Document) {
	at.View(func(m *meeting.Meeting) { doc = meeting.Minutes(m) })
	return doc
}

func (d *door) minutes(c *fiber.Ctx) error {
	at, err := d.seated(c)
	if err != nil {
		return err
	}
	doc := d.minutesOf(at)
	return c.Render("paper", minutesPage{
		frame{Title: doc.Title + " " + doc.Reference, Back: "/meetings/" + at.meeting + "/minutes", BackTo: "to what is to be done with the minutes", Class: "app-paper"},
		doc, "/api/meetings/" + at.meeting + "/minutes.pdf"})
}

// drawing bounds how many PDFs are drawn at once: it is the one thing here that takes the processor for long.
var drawing = make(chan struct{}, 2)

// patience is how long somebody waits for their turn.
const patience = 15 * time.Second

func (d *door) minutesPDF(c *fiber.Ctx) error {
	at, err := d.seated(c)
	if err != nil {
		return err
	}
	doc := d.minutesOf(at)
	select {
	case drawing <- struct{}{}:
		defer func() { <-drawing }()
	case <-time.After(patience):
		return problems[fiber.StatusServiceUnavailable]
	}
	fonts, err := fs.Sub(static.Files, "fonts")
	if err != nil {
		return err
	}
	drawn, err := pdf.Draw(doc, fonts)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/pdf")
	c.Set(fiber.HeaderContentDisposition, `inline; filename="`+fileName(doc.Reference)+`.pdf"`)
	return c.Send(drawn)
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
