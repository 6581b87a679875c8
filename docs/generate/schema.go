package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"strategyroom/meeting"
	"strategyroom/server/web"
)

// raw are the fields that hold JSON which was encoded before: what is in there.
var raw = map[string]string{"Snapshot.meeting": "Meeting"}

// enums are the types that are one of a few words.
var enums = map[reflect.Type][]any{
	reflect.TypeFor[meeting.Role]():           list(meeting.Roles...),
	reflect.TypeFor[meeting.Phase]():          list(meeting.Convened, meeting.Open, meeting.Adjourned, meeting.Closed),
	reflect.TypeFor[meeting.PersonCategory](): list(meeting.Child, meeting.Suspected, meeting.Parent, meeting.Household),
}

func list[T any](all ...T) []any {
	out := make([]any, len(all))
	for i, one := range all {
		out[i] = one
	}
	return out
}

// makeSchema is the JSON Schema of the wire. Its root is an object that no message is: it names every type once, and
// what is sent and written down for each kind.
func makeSchema(words comments) ([]byte, error) {
	defs := &definitions{all: jsonschema.Definitions{}, types: map[string]reflect.Type{}}
	defs.reflector = jsonschema.Reflector{
		Anonymous: true, Namer: name, Mapper: special,
		LookupComment: func(t reflect.Type, field string) string { return words.of(t, field) },
	}
	root := object("Everything that passes between the browser, other programs and the server. Made from the Go types; run make generate.")
	root.Version, root.Title = jsonschema.Version, "Wire"
	for _, t := range slices.Concat(core, fromServer, fromBrowser, bodies) {
		root.Properties.Set(name(t), defs.ref(t))
	}
	for _, t := range slices.Concat(fromServer, fromBrowser) {
		if kind := typeWord.FindStringSubmatch(words.of(t, "Type")); kind != nil {
			defs.all[name(t)].Properties.Set("type", &jsonschema.Schema{Type: "string", Const: kind[1]})
		}
	}
	commands, entries := object("What is sent, for each kind."), object("What is written down, for each kind.")
	for _, kind := range meeting.Kinds() {
		commands.Properties.Set(kind.Name, defs.ref(kind.Command))
		entries.Properties.Set(kind.Name, defs.ref(kind.Entry))
	}
	for place, of := range raw {
		at, field, _ := strings.Cut(place, ".")
		defs.all[at].Properties.Set(field, &jsonschema.Schema{Ref: "#/$defs/" + of})
	}
	for title, of := range map[string]*jsonschema.Schema{"Commands": commands, "Entries": entries} {
		defs.all[title] = required(of)
		defs.types[title] = nil
	}
	root.Properties.Set("Commands", &jsonschema.Schema{Ref: "#/$defs/Commands"})
	root.Properties.Set("Entries", &jsonschema.Schema{Ref: "#/$defs/Entries"})
	root.Definitions = defs.all
	if defs.clash != nil {
		return nil, defs.clash
	}
	encoded, err := json.MarshalIndent(required(root), "", "  ")
	return append(encoded, '\n'), err
}

// typeWord is the word in the comment of a frame's type.
var typeWord = regexp.MustCompile(`^"(\w+)"`)

func object(words string) *jsonschema.Schema {
	return &jsonschema.Schema{Type: "object", Description: words, Properties: jsonschema.NewProperties(), AdditionalProperties: jsonschema.FalseSchema}
}

func required(of *jsonschema.Schema) *jsonschema.Schema {
	for pair := of.Properties.Oldest(); pair != nil; pair = pair.Next() {
		of.Required = append(of.Required, pair.Key)
	}
	return of
}

// definitions gathers the types that are met. Two types of one name would hide each other.
type definitions struct {
	reflector jsonschema.Reflector
	all       jsonschema.Definitions
	types     map[string]reflect.Type
	clash     error
}

func (d *definitions) ref(t reflect.Type) *jsonschema.Schema {
	d.note(t)
	for title, def := range d.reflector.ReflectFromType(t).Definitions {
		d.all[title] = def
	}
	return &jsonschema.Schema{Ref: "#/$defs/" + name(t)}
}

// note walks a type and what it is made of, and remembers the name of each.
func (d *definitions) note(t reflect.Type) {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		d.note(t.Elem())
	case reflect.Struct:
		if was, met := d.types[name(t)]; met {
			if was != t {
				d.clash = fmt.Errorf("%s and %s are both called %s in the schema: teach name to tell them apart", was, t, name(t))
			}
			return
		}
		d.types[name(t)] = t
		for i := range t.NumField() {
			if f := t.Field(i); f.IsExported() || f.Anonymous {
				d.note(f.Type)
			}
		}
	}
}

// name is a type's name in the schema. The core's unexported types are the bodies of commands and entries.
func name(t reflect.Type) string {
	title := t.Name()
	switch {
	case strings.HasSuffix(t.PkgPath(), "/procedure") && title != "Procedure":
		return "Procedure" + title
	case title == "" || title[0] < 'a':
		return title
	}
	title = strings.ToUpper(title[:1]) + title[1:]
	switch {
	case strings.HasSuffix(title, "Command"):
		return title
	case onlyWritten(t):
		return title + "Entry"
	default:
		return title + "Body"
	}
}

// onlyWritten reports whether a type is the body of entries that the server completes, and not what is sent.
func onlyWritten(t reflect.Type) bool {
	return slices.ContainsFunc(meeting.Kinds(), func(k meeting.Kind) bool { return k.Entry == t && k.Command != t })
}

// special are the types whose JSON is not what their Go type shows.
func special(t reflect.Type) *jsonschema.Schema {
	if t == reflect.TypeFor[meeting.Hash]() {
		return &jsonschema.Schema{Type: "string", Pattern: "^([0-9a-f]{2})*$"}
	}
	if t == reflect.TypeFor[web.OwnAgency]() {
		return &jsonschema.Schema{OneOf: []*jsonschema.Schema{{Type: "string"}, {Ref: "#/$defs/Agency"}}}
	}
	if words := enums[t]; words != nil {
		return &jsonschema.Schema{Type: "string", Enum: words}
	}
	return nil
}
