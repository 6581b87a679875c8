package web

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"path"
	"strings"
)

// Each file in pages/ defines "title" and "main"; layout.html stands around them.
//
//go:embed pages/*.html
var sources embed.FS

// pages are the templates by name. It stands in for fiber's own html engine, which keeps the content of a layout in the
// function map that all requests share: it draws one page at a time, and fails where one without layout is among them.
type pages map[string]*template.Template

var views = load()

func load() pages {
	layout := template.Must(template.New("layout.html").
		Funcs(template.FuncMap{"asset": assetPath}).ParseFS(sources, "pages/layout.html"))
	all := make(pages)
	entries, _ := sources.ReadDir("pages") // embedded
	for _, entry := range entries {
		page := template.Must(template.Must(layout.Clone()).ParseFS(sources, path.Join("pages", entry.Name())))
		all[strings.TrimSuffix(entry.Name(), ".html")] = page
	}
	return all
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
