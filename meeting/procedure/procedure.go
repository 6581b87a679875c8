// Package procedure holds the rule book that a meeting follows, as named and versioned data: the questions it asks,
// the circumstances it distinguishes, the sectors that take part, each with the document's own sentence or, where the
// document is silent, with the practice that partnerships share. It knows nothing of meetings, clocks or disks.
package procedure

import (
	_ "embed"
	"fmt"
	"regexp"

	"github.com/goccy/go-yaml"
)

// Procedure is one rule book. A meeting keeps a copy of the one it was convened under.
type Procedure struct {
	ID            string         `json:"id" yaml:"id"`
	Name          string         `json:"name" yaml:"name"`
	Version       string         `json:"version" yaml:"version"`
	Sectors       []Sector       `json:"sectors" yaml:"sectors"`
	Circumstances []Circumstance `json:"circumstances" yaml:"circumstances"`
	Agenda        []Item         `json:"agenda" yaml:"agenda"`
}

// Sector is a branch of public service that agencies belong to.
type Sector struct {
	ID   string `json:"id" yaml:"id"`
	Name string `json:"name" yaml:"name"`
}

// Circumstance is something that may be true of a case and that the document attaches duties to.
type Circumstance struct {
	ID     string `json:"id" yaml:"id"`
	Text   string `json:"text" yaml:"text"`
	Source string `json:"source" yaml:"source"` // the document's sentence, to the letter
}

// Item is one line of the agenda: a question where it has an Answer, else a topic.
type Item struct {
	ID       string `json:"id" yaml:"id"`
	Text     string `json:"text" yaml:"text"`
	Answer   string `json:"answer,omitempty" yaml:"answer"`     // "yes-no" or "text"; empty: a topic
	Each     string `json:"each,omitempty" yaml:"each"`         // "child": asked for every child; empty: once
	Source   string `json:"source,omitempty" yaml:"source"`     // the document's sentence, to the letter
	Practice string `json:"practice,omitempty" yaml:"practice"` // where the document is silent
}

// The forms of answer that a question takes.
const (
	YesNo = "yes-no"
	Text  = "text"
)

// EachChild marks a question that is asked for every child.
const EachChild = "child"

//go:embed protecting-children-online.yaml
var protectingChildrenOnline []byte

// Default is the procedure the product ships with, "Protecting Children Online".
func Default() *Procedure {
	p, err := Parse(protectingChildrenOnline)
	if err != nil { // it is compiled in and tested
		panic("procedure: " + err.Error())
	}
	return p
}

var id = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// Parse reads a procedure from YAML. It refuses, in one line with its place, unknown keys, ids that are missing, twice
// or not of small letters, digits and hyphens, and lines without their words or their source.
func Parse(data []byte) (*Procedure, error) {
	var p Procedure
	if err := yaml.UnmarshalWithOptions(data, &p, yaml.Strict()); err != nil {
		return nil, fmt.Errorf("the procedure cannot be read: %s", yaml.FormatError(err, false, false))
	}
	if p.ID == "" || p.Name == "" || p.Version == "" {
		return nil, fmt.Errorf("the procedure has no id, name or version")
	}
	seen := map[string]bool{}
	check := func(list, itemID, text, source string) error {
		switch {
		case !id.MatchString(itemID):
			return fmt.Errorf("%s: %q is not an id of small letters, digits and hyphens", list, itemID)
		case seen[list+itemID]:
			return fmt.Errorf("%s: %q stands there twice", list, itemID)
		case text == "":
			return fmt.Errorf("%s: %q has no words", list, itemID)
		case source == "":
			return fmt.Errorf("%s: %q has neither source nor practice", list, itemID)
		}
		seen[list+itemID] = true
		return nil
	}
	for _, s := range p.Sectors {
		if err := check("sectors", s.ID, s.Name, "none is needed"); err != nil {
			return nil, err
		}
	}
	for _, c := range p.Circumstances {
		if err := check("circumstances", c.ID, c.Text, c.Source); err != nil {
			return nil, err
		}
	}
	for _, i := range p.Agenda {
		if err := check("agenda", i.ID, i.Text, i.Source+i.Practice); err != nil {
			return nil, err
		}
		if i.Answer != "" && i.Answer != YesNo && i.Answer != Text {
			return nil, fmt.Errorf("agenda: %q has the unknown answer %q", i.ID, i.Answer)
		}
		if i.Each != "" && i.Each != EachChild {
			return nil, fmt.Errorf("agenda: %q is asked for each %q, which is unknown", i.ID, i.Each)
		}
	}
	if p.Circumstances == nil {
		p.Circumstances = []Circumstance{} // JSON would show null
	}
	if len(p.Sectors) == 0 || len(p.Agenda) == 0 {
		return nil, fmt.Errorf("the procedure has no sectors or no agenda")
	}
	return &p, nil
}

// Sector is the sector of that id, nil where there is none.
func (p *Procedure) Sector(id string) *Sector {
	for i := range p.Sectors {
		if p.Sectors[i].ID == id {
			return &p.Sectors[i]
		}
	}
	return nil
}

// HasCircumstance reports whether the procedure distinguishes it.
func (p *Procedure) HasCircumstance(id string) bool {
	for _, c := range p.Circumstances {
		if c.ID == id {
			return true
		}
	}
	return false
}
