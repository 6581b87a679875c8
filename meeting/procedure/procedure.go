// Package procedure holds the rule book that a meeting follows, as named and versioned data: the questions it asks,
// the circumstances it distinguishes, the duties that follow from them, who has to take part, the timescales, each with
// the document's own sentence or, where the document is silent, with the practice that partnerships share. It knows the
// bank holidays that working days are counted by, and nothing of meetings, clocks or disks.
package procedure

import (
	_ "embed"
	"reflect"
	"strings"
	"sync"
)

// Procedure is one rule book. A meeting keeps a copy of the one it was convened under; what may be absent is absent in
// records that were made before there was such a thing.
type Procedure struct {
	ID                string         `json:"id" yaml:"id"`
	Name              string         `json:"name" yaml:"name"`
	Version           string         `json:"version" yaml:"version"`
	Nation            string         `json:"nation,omitempty" yaml:"nation"`                   // one of Nations
	EmergencyNumber   string         `json:"emergencyNumber,omitempty" yaml:"emergencyNumber"` // to call where police are absent
	Sectors           []Sector       `json:"sectors" yaml:"sectors"`
	MinimumAttendance Attendance     `json:"minimumAttendance,omitzero" yaml:"minimumAttendance"`
	Circumstances     []Circumstance `json:"circumstances" yaml:"circumstances"`
	Agenda            []Item         `json:"agenda" yaml:"agenda"`
	AllDuties         []Duty         `json:"duties,omitempty" yaml:"duties"` // in the document's order
	Timescales        []Timescale    `json:"timescales,omitempty" yaml:"timescales"`
	Glosses           []Gloss        `json:"glosses,omitempty" yaml:"glosses"`
}

// Sector is a branch of public service that agencies belong to.
type Sector struct {
	ID   string `json:"id" yaml:"id"`
	Name string `json:"name" yaml:"name"`
}

// Attendance is which sectors have to take part, by their ids.
type Attendance struct {
	Sectors  []string `json:"sectors,omitempty" yaml:"sectors"`
	Practice string   `json:"practice,omitempty" yaml:"practice"`
}

// Circumstance is something that may be true of a case and that the document attaches duties to.
type Circumstance struct {
	ID     string `json:"id" yaml:"id"`
	Text   string `json:"text" yaml:"text"`
	Source string `json:"source" yaml:"source"` // the document's sentence, to the letter
}

// Item is one line of the agenda: a question where it has an Answer, else a topic.
type Item struct {
	ID       string   `json:"id" yaml:"id"`
	Text     string   `json:"text" yaml:"text"`
	Answer   string   `json:"answer,omitempty" yaml:"answer"`     // "yes-no" or "text"; empty: a topic
	Each     string   `json:"each,omitempty" yaml:"each"`         // "child": asked for every child; empty: once
	Source   string   `json:"source,omitempty" yaml:"source"`     // the document's sentence, to the letter
	Practice string   `json:"practice,omitempty" yaml:"practice"` // where the document is silent
	Opens    []string `json:"opens,omitempty" yaml:"opens"`       // the grids of Grids that belong to it
	Raises   bool     `json:"raises,omitempty" yaml:"raises"`     // a yes says that a child may be about to meet the person
	Delay    string   `json:"delay,omitempty" yaml:"delay"`       // "forensic" or "criminal": what the date of its answer may delay
}

// Grids are the tables that a question can open.
var Grids = []string{"contact", "access", "storage", "computer"}

// The forms of answer that a question takes.
const (
	YesNo = "yes-no"
	Text  = "text"
)

// EachChild marks a question that is asked for every child.
const EachChild = "child"

// Timescale is a limit in working days.
type Timescale struct {
	ID          string `json:"id" yaml:"id"`
	Text        string `json:"text" yaml:"text"`                   // what is due by then
	WorkingDays int    `json:"workingDays" yaml:"workingDays"`     // counted from the day after From, from 1
	From        string `json:"from" yaml:"from"`                   // what it starts with
	Source      string `json:"source,omitempty" yaml:"source"`     // the document's sentence, to the letter
	Practice    string `json:"practice,omitempty" yaml:"practice"` // where the document is silent
}

// What a timescale starts with.
const (
	FromSection47      = "section-47"      // the discussion at which section 47 enquiries were started
	FromLastDiscussion = "last-discussion" // the last discussion before the limit, as some partnerships rule
	FromClosing        = "closing"         // the day on which the meeting was closed
	FromDisagreement   = "disagreement"    // the day on which an agency's disagreement was written down
	FromNoRisk         = "no-risk"         // the day on which every child was said not to be at continuing risk
)

// Gloss is a term of the document with its name of today.
type Gloss struct {
	Term  string `json:"term" yaml:"term"`
	Today string `json:"today" yaml:"today"`
}

//go:embed protecting-children-online.yaml
var protectingChildrenOnline []byte

var shipped = sync.OnceValue(func() Procedure {
	p, err := Parse("protecting-children-online.yaml", protectingChildrenOnline)
	if err != nil { // it is compiled in and tested
		panic(err)
	}
	return *p
})

// Default is the procedure the product ships with, "Protecting Children Online". Its lists are shared: read them only.
func Default() *Procedure {
	p := shipped()
	return &p
}

// Shared is the same procedure, in the one copy that all meetings share where it is the one shipped: read it only.
func (p Procedure) Shared() Procedure {
	if reflect.DeepEqual(p, shipped()) {
		return shipped()
	}
	return p
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

// Timescale is the timescale of that id, nil where there is none.
func (p *Procedure) Timescale(id string) *Timescale {
	for i := range p.Timescales {
		if p.Timescales[i].ID == id {
			return &p.Timescales[i]
		}
	}
	return nil
}

// Explain gives the glosses of the terms that stand in a text, in whatever case, in the procedure's order.
func (p *Procedure) Explain(text string) []Gloss {
	var found []Gloss
	for _, gloss := range p.Glosses {
		if strings.Contains(strings.ToLower(text), strings.ToLower(gloss.Term)) {
			found = append(found, gloss)
		}
	}
	return found
}
