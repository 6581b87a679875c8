package web

import (
	"crypto/rand"
	"encoding/json"
	"slices"
	"strings"

	"strategyroom/meeting"
)

// sheet is one form on a page, as data. pages/sheet.html draws it.
type sheet struct {
	ID      string // on its page; the ids of its fields start with it
	Action  string // the address it is sent to
	Kind    string // of the command it asks for; empty where it asks for none
	Command string // the command's id, so that pressing twice writes once
	Back    string // where the person comes back to, see write.go
	Title   string // above the fields; as a line to open it by where Folded
	Intro   string
	Folded  bool // away until it is wanted
	Open    bool // though folded
	Fields  []field
	Button  string
	Of      string // what the button is about, for those who do not see where it stands
	Look    string // of the button: "", "secondary" or "warning"
}

// field is one control of a sheet. Its name is the key of the command's body that it fills.
type field struct {
	Sort     string // "text", "email", "password", "date", "time", "lines", "choice", "radios", "tick", "ticks", "hidden", "more", "part"
	Name     string
	Label    string
	Hint     string
	Value    string
	Error    string
	Options  []option
	Empty    string  // of "choice": what it says where nothing is chosen
	Fields   []field // of "more", which folds them away, and of "part"
	Open     bool    // of "more"
	Fill     string  // autocomplete
	Rows     int     // of "lines"
	Narrow   bool
	Fragment bool // script fills it from the address's fragment
	ID       string
}

// option is one of those that a field offers.
type option struct {
	Value, Words, Hint string
	Chosen             bool
}

// failure is one line of the error summary.
type failure struct{ Href, Words string }

// newID is a fresh command id.
func newID() string { return rand.Text() }

// Controls by their sort.
func line(name, label string) field {
	return field{Sort: "text", Name: name, Label: label, Fill: "off"}
}

func lines(name, label string, rows int) field {
	return field{Sort: "lines", Name: name, Label: label, Rows: rows}
}

func day(name, label string) field {
	return field{Sort: "date", Name: name, Label: label, Narrow: true}
}

func hour(name, label string) field {
	return field{Sort: "time", Name: name, Label: label, Narrow: true}
}

func radios(name, label string, options ...option) field {
	return chosen(field{Sort: "radios", Name: name, Label: label, Options: options})
}

// plain is a label without what it says of the form.
func plain(label string) string { return strings.TrimSuffix(label, " (optional)") }

// hinted is a field with its hint.
func (f field) hinted(hint string) field {
	f.Hint = hint
	return f
}

func hidden(name, value string) field { return field{Sort: "hidden", Name: name, Value: value} }

// more folds fields away under a line that says what they are.
func more(label string, fields ...field) field {
	return field{Sort: "more", Label: label, Fields: fields}
}

// choice is a list to choose from. With no value none is chosen: the first line is empty.
func choice(name, label, value string, options ...option) field {
	return chosen(field{Sort: "choice", Name: name, Label: label, Value: value, Options: options})
}

// chosen marks the options that the field's value says. A list to choose from has no other value than one of its options.
func chosen(f field) field {
	f.Options = slices.Clone(f.Options)
	known := false
	for i := range f.Options {
		if f.Sort != "ticks" {
			f.Options[i].Chosen = f.Options[i].Value == f.Value
			known = known || f.Options[i].Chosen
		}
	}
	if f.Sort == "choice" && !known {
		f.Value = ""
	}
	return f
}

// each calls visit with every field, also with those folded away.
func each(fields []field, visit func(f *field)) {
	for i := range fields {
		visit(&fields[i])
		each(fields[i].Fields, visit)
	}
}

// named gives every field its id. It returns the sheet.
func (s *sheet) named() *sheet {
	each(s.Fields, func(f *field) {
		f.ID = s.ID + "-" + strings.NewReplacer(".", "-", "/", "-").Replace(f.Name)
	})
	return s
}

// holding puts into fields what stands in a body, whose keys their names are: "is.what" is the what in its is.
func holding(body any, fields ...field) []field {
	data, err := json.Marshal(body)
	if err != nil { // the meeting's types all encode
		panic("web: a body without JSON: " + err.Error())
	}
	var stands any
	if err := json.Unmarshal(data, &stands); err != nil {
		panic("web: JSON that cannot be read: " + err.Error())
	}
	unlisted := map[string]string{} // a name where somebody of the list could be chosen
	each(fields, func(f *field) {
		at := stands
		for _, key := range strings.Split(f.Name, ".") {
			inner, _ := at.(map[string]any)
			at = inner[key]
		}
		if text, ok := at.(string); ok && f.Sort != "hidden" {
			f.Value = text
			if *f = chosen(*f); f.Value == "" {
				unlisted[f.Name+"Else"] = text
			}
		}
		if text := unlisted[f.Name]; text != "" {
			f.Value = text
		}
	})
	return fields
}

// asks reports whether there is something to type, choose or read before the button.
func (s *sheet) asks() bool {
	return s.Intro != "" || slices.ContainsFunc(s.Fields, func(f field) bool { return f.Sort != "hidden" })
}

// fill puts back what was typed into the sheet.
func (s *sheet) fill(sent form) {
	each(s.Fields, func(f *field) {
		switch f.Sort {
		case "more", "part", "password":
		case "hidden": // what was changed was changed on the version that the person saw
			if _, there := sent[f.Name]; there {
				f.Value = sent.get(f.Name)
			}
		case "ticks":
			for i := range f.Options {
				f.Options[i].Chosen = sent.get(f.Name+f.Options[i].Value) == "true"
			}
		default:
			f.Value = sent.get(f.Name)
			*f = chosen(*f)
		}
	})
	s.unfold(func(f field) bool {
		return f.Value != "" || slices.ContainsFunc(f.Options, func(o option) bool { return o.Chosen })
	})
}

// blame puts a refusal beside the field that it is about and returns its line in the error summary.
func (s *sheet) blame(refusal *meeting.Refusal) failure {
	s.Open = true
	told := failure{"#" + s.ID, refusal.Message}
	best := -1
	each(s.Fields, func(f *field) {
		if f.Sort == "hidden" || len(f.Fields) > 0 {
			return
		}
		matches := f.Name == refusal.Field || strings.HasPrefix(f.Name, refusal.Field+".")
		if length := len(f.Name); refusal.Field != "" && matches && best < 0 {
			best, told.Href = length, "#"+f.ID
			f.Error = refusal.Message
			if len(f.Options) > 0 && f.Sort != "choice" {
				told.Href += "-1"
			}
		}
	})
	s.unfold(func(f field) bool { return f.Error != "" })
	return told
}

// unfold opens what is folded away around fields that must be seen.
func (s *sheet) unfold(seen func(field) bool) {
	var opens func(fields []field) bool
	opens = func(fields []field) (any bool) {
		for i := range fields {
			f := &fields[i]
			if len(f.Fields) > 0 {
				f.Open = opens(f.Fields) || f.Open
				any = any || f.Open
			} else if f.Sort != "hidden" && seen(*f) {
				any = true
			}
		}
		return any
	}
	opens(s.Fields)
}
