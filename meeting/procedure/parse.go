package procedure

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
)

// Parse reads a procedure from YAML; name is the file's, for errors. It refuses, in one line with the file's name and
// the number of the line: unknown keys; ids that are missing, twice, or not of small letters, digits and hyphens; lines
// without words, or without their source or practice; and names of things (circumstances, sectors, items of the agenda,
// nations, starts) that there are not.
func Parse(name string, data []byte) (*Procedure, error) {
	if !utf8.Valid(data) {
		valid := strings.ToValidUTF8(string(data), "\x00")
		return nil, fmt.Errorf("%s:%d: is not UTF-8 text", name, 1+strings.Count(valid[:strings.IndexByte(valid, 0)], "\n"))
	}
	var p Procedure
	decoder := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict())
	if err := decoder.Decode(&p); err != nil {
		line, words := unreadable(err)
		return nil, fmt.Errorf("%s:%d: %s", name, line, words)
	}
	if err := decoder.Decode(new(any)); err != io.EOF {
		return nil, fmt.Errorf("%s:1: holds more than one procedure, or something after it", name)
	}
	found := findings{source: data, seen: map[string]bool{}}
	found.all(&p)
	if found.words != "" {
		return nil, fmt.Errorf("%s:%d: %s", name, found.line(), found.words)
	}
	return &p, nil
}

// unreadable puts what the YAML library has to say into one line.
func unreadable(err error) (line int, words string) {
	if err == io.EOF {
		return 1, "is empty"
	}
	line, words = 1, err.Error()
	if known := yaml.Error(nil); errors.As(err, &known) {
		words = known.GetMessage()
		if token := known.GetToken(); token != nil && token.Position != nil {
			line = token.Position.Line
		}
	}
	var unknown *yaml.UnknownFieldError
	var form *yaml.TypeError
	var node *yaml.UnexpectedNodeTypeError
	switch {
	case errors.As(err, &unknown):
		words = strings.Replace(words, "unknown field", "there is no key", 1)
	case errors.As(err, &form), errors.As(err, &node):
		words = "the value has another form than belongs here"
	}
	return line, strings.Join(strings.Fields(words), " ")
}

var idForm = regexp.MustCompile(`^[a-z][a-z0-9-]{0,39}$`)

// itemForm are the ids of items that a meeting adds to its agenda.
var itemForm = regexp.MustCompile(`^i[0-9]+$`)

// findings keep the first thing that is wrong, with its path in the source.
type findings struct {
	source      []byte
	seen        map[string]bool // list and id
	path, words string
}

func (f *findings) refuse(path, format string, args ...any) {
	if f.words == "" {
		f.path, f.words = path, fmt.Sprintf(format, args...)
	}
}

// node is what stands in the source under a path.
func (f *findings) node(path string) (text string, line int, ok bool) {
	at, err := yaml.PathString(path)
	if err != nil {
		return "", 0, false
	}
	node, err := at.ReadNode(bytes.NewReader(f.source))
	if err != nil {
		return "", 0, false
	}
	return node.String(), node.GetToken().Position.Line, true
}

// line is where the finding stands; where its key is missing, the thing that lacks it.
func (f *findings) line() int {
	for path := f.path; path != ""; path = path[:max(0, strings.LastIndexAny(path, ".["))] {
		if _, line, ok := f.node(path); ok {
			return line
		}
	}
	return 1
}

func (f *findings) all(p *Procedure) {
	f.head(p)
	for i, s := range p.Sectors {
		f.entry("sectors", i, s.ID, s.Name)
	}
	for i, c := range p.Circumstances {
		at := f.entry("circumstances", i, c.ID, c.Text)
		f.sourced(at+".source", c.ID, c.Source)
		if c.ID == Any {
			f.refuse(at+".id", "circumstances: %q stands for all of them, so none may have that id", Any)
		}
	}
	for i, item := range p.Agenda {
		f.item(f.entry("agenda", i, item.ID, item.Text), item)
	}
	for i := range p.AllDuties {
		f.duty(f.entry("duties", i, p.AllDuties[i].ID, p.AllDuties[i].Text), p, &p.AllDuties[i])
	}
	for i, t := range p.Timescales {
		f.timescale(f.entry("timescales", i, t.ID, t.Text), t)
	}
	for i, g := range p.Glosses {
		at := fmt.Sprintf("$.glosses[%d]", i)
		if blank(g.Term) || blank(g.Today) {
			f.refuse(at, "glosses: a term or its name of today is missing")
		}
		f.once(at+".term", "glosses", g.Term)
	}
}

func (f *findings) head(p *Procedure) {
	for _, needed := range []struct{ key, value string }{{"id", p.ID}, {"name", p.Name}, {"version", p.Version},
		{"nation", p.Nation}, {"emergencyNumber", p.EmergencyNumber}} {
		if blank(needed.value) {
			f.refuse("$."+needed.key, "the procedure has no %s", needed.key)
		}
	}
	if !idForm.MatchString(p.ID) {
		f.refuse("$.id", "%q is not an id of small letters, digits and hyphens", p.ID)
	}
	f.oneOf("$.nation", "nation", p.Nation, Nations...)
	if len(p.Sectors) == 0 || len(p.Agenda) == 0 {
		f.refuse("$", "the procedure has no sectors or no agenda")
	}
	if p.Circumstances == nil {
		p.Circumstances = []Circumstance{} // JSON would show null
	}
	for i, id := range p.MinimumAttendance.Sectors {
		at := fmt.Sprintf("$.minimumAttendance.sectors[%d]", i)
		if p.Sector(id) == nil {
			f.refuse(at, "minimumAttendance: there is no sector %q", id)
		}
		f.once(at, "minimumAttendance", id)
	}
	if len(p.MinimumAttendance.Sectors) > 0 {
		f.sourced("$.minimumAttendance.practice", "minimumAttendance", p.MinimumAttendance.Practice)
	}
}

// entry checks what all lines of all lists have, and gives the path.
func (f *findings) entry(list string, i int, id, words string) string {
	at := fmt.Sprintf("$.%s[%d]", list, i)
	if !idForm.MatchString(id) {
		f.refuse(at+".id", "%s: %q is not an id of small letters, digits and hyphens", list, id)
	}
	f.once(at+".id", list, id)
	if blank(words) {
		f.refuse(at+".text", "%s: %q has no words", list, id)
	}
	return at
}

func (f *findings) once(at, list, id string) {
	if f.seen[list+" "+id] {
		f.refuse(at, "%s: %q stands there twice", list, id)
	}
	f.seen[list+" "+id] = true
}

// sourced asks for one of these texts.
func (f *findings) sourced(at, id string, texts ...string) {
	switch {
	case !blank(strings.Join(texts, "")):
	case len(texts) > 1:
		f.refuse(at, "%q has neither source nor practice", id)
	default:
		f.refuse(at, "%q has no %s", id, at[strings.LastIndexByte(at, '.')+1:])
	}
}

func (f *findings) oneOf(at, what, value string, values ...string) {
	if !slices.Contains(values, value) {
		f.refuse(at, "%s is %q, not one of: %s", what, value, strings.Join(values, ", "))
	}
}

// mayBe is oneOf where nothing may be said.
func (f *findings) mayBe(at, what, value string, values ...string) {
	if value != "" {
		f.oneOf(at, what, value, values...)
	}
}

func (f *findings) item(at string, item Item) {
	f.sourced(at+".source", item.ID, item.Source, item.Practice)
	f.mayBe(at+".answer", "answer", item.Answer, YesNo, Text)
	f.mayBe(at+".each", "each", item.Each, EachChild)
	f.mayBe(at+".delay", "delay", item.Delay, "forensic", "criminal")
	for i, grid := range item.Opens {
		f.oneOf(fmt.Sprintf("%s.opens[%d]", at, i), "opens", grid, Grids...)
	}
	if itemForm.MatchString(item.ID) {
		f.refuse(at+".id", "agenda: ids such as %q are for items that a meeting adds", item.ID)
	}
}

func (f *findings) duty(at string, p *Procedure, duty *Duty) {
	if !slices.ContainsFunc(p.Agenda, func(item Item) bool { return item.ID == duty.Under }) {
		f.refuse(at+".under", "duties: %q stands under %q, which is not on the agenda", duty.ID, duty.Under)
	}
	f.mayBe(at+".met", "met", duty.Met, MeetingHeld, Section47Decided, StorageAgreed, DelayRecorded, PlanningRecorded,
		AccessRecorded, ComputerRecorded, CounsellingRecorded)
	if len(duty.Why) == 0 {
		f.refuse(at+".why", "duties: %q has no source", duty.ID)
	}
	for i := range duty.Why {
		reason, at := &duty.Why[i], at+".why["+strconv.Itoa(i)+"]"
		f.sourced(at+".source", duty.ID, reason.Source)
		if slices.Equal(reason.When, []string{Any}) {
			reason.When = nil
			for _, c := range p.Circumstances {
				reason.When = append(reason.When, c.ID)
			}
		}
		if len(reason.When) == 0 {
			f.refuse(at+".when", "duties: %q does not say when", duty.ID)
		}
		for j, id := range reason.When {
			if !p.HasCircumstance(id) {
				f.refuse(fmt.Sprintf("%s.when[%d]", at, j), "duties: %q applies when %q, which is no circumstance", duty.ID, id)
			}
			if slices.Contains(reason.When[:j], id) {
				f.refuse(fmt.Sprintf("%s.when[%d]", at, j), "duties: %q names %q twice", duty.ID, id)
			}
		}
	}
}

func (f *findings) timescale(at string, t Timescale) {
	f.sourced(at+".source", t.ID, t.Source, t.Practice)
	f.oneOf(at+".from", "from", t.From, FromSection47, FromLastDiscussion, FromClosing, FromDisagreement, FromNoRisk)
	// The library would take 1.5 for 1.
	if text, _, _ := f.node(at + ".workingDays"); text != strconv.Itoa(t.WorkingDays) || t.WorkingDays < 1 {
		f.refuse(at+".workingDays", "timescales: %q needs a whole number of workingDays, from 1", t.ID)
	}
}

func blank(text string) bool { return strings.TrimSpace(text) == "" }
