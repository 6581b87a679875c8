package web

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"path"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// frame is what the layout shows around every page; the data of each page begins with it.
type frame struct {
	Title  string
	Failed []failure // the error summary
	Kept   []kept    // what was typed where no form takes it any more
	Back   string    // address that the link at the top leads back to, if anywhere
	BackTo string    // what that is, in words that follow "Back"
	Saved  string    // what was just done, if anything
	Place  string    // the id of what it was done to, where that says so; else it stands at the top
	Script string    // of the page's own, beside page.js; the room's has nothing beside it
	Class  string    // of the body
	Reload bool      // every few seconds where no script runs
}

// around is the frame of a page.
func (f *frame) around() *frame { return f }

// kept is a text that somebody typed into a form that is not there any more, with the form's word for it.
type kept struct{ Label, Text string }

// Each file in pages/ defines "main"; layout.html stands around it, parts.html has what several use.
//
//go:embed pages/*.html
var sources embed.FS

// pages are the templates by name. It stands in for fiber's own html engine, which keeps the content of a layout in the
// function map that all requests share: it draws one page at a time, and fails where one without layout is among them.
type pages map[string]*template.Template

var views = load()

// unmarked stands before the name of a page that does not say that no real names belong there.
const unmarked = "unmarked/"

func load() pages {
	all := make(pages)
	all.load("", meeting.Rehearsal)
	all.load(unmarked, "")
	return all
}

// load reads every page, with what stands at its top.
func (all pages) load(prefix, notice string) {
	layout := template.Must(template.New("layout.html").Funcs(template.FuncMap{"asset": assetPath, "next": func(i int) int { return i + 1 },
		"stretches": stretches, "notice": func() string { return notice }}).ParseFS(sources, "pages/layout.html", "pages/parts.html"))
	entries, _ := sources.ReadDir("pages") // embedded
	for _, entry := range entries {
		if name := entry.Name(); name == "layout.html" || name == "parts.html" {
			continue
		}
		page := template.Must(template.Must(layout.Clone()).ParseFS(sources, path.Join("pages", entry.Name())))
		all[prefix+strings.TrimSuffix(entry.Name(), ".html")] = page
	}
}

// rehearsing is the name under which a request keeps that its page is about a meeting that is a rehearsal.
const rehearsing = "rehearsing"

// mark has the page that answers a request say of a meeting that it is a rehearsal, where it is one.
func mark(c *fiber.Ctx, m *meeting.Meeting) {
	if !m.RealNames {
		c.Locals(rehearsing, true)
	}
}

// render answers with a page. It says that no real names belong there, unless this installation is set up for them and the
// page is about no meeting that was convened before it was.
func (config Config) render(c *fiber.Ctx, name string, data any) error {
	if config.RealNames && c.Locals(rehearsing) == nil {
		name = unmarked + name
	}
	return c.Render(name, data)
}

// Load is part of fiber.Views; the pages were loaded when the program started.
func (pages) Load() error { return nil }

// Render writes the page of that name, part of fiber.Views.
func (p pages) Render(to io.Writer, name string, data any, _ ...string) error {
	page, ok := p[name]
	if !ok {
		return fmt.Errorf("web: no page %q", name)
	}
	return page.Execute(to, data)
}
