package meeting

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
)

// Outcome is what one entry changed, as those in the meeting are told.
type Outcome struct {
	Patch  json.RawMessage // RFC 7396 merge patch of the meeting; {} where nothing of it changed
	Change *Change         // the notes' change, which no patch holds
}

// Change is what one entry did to the notes under an item. Version is the one that the edits make; their offsets are
// in UTF-16 units of the version before.
type Change struct {
	Item    string `json:"item"`
	Version int    `json:"version"`
	Edits   []Edit `json:"edits"`
}

// ApplyTelling is Apply, and says what changed.
func (m *Meeting) ApplyTelling(e Entry) (Outcome, error) {
	m.touched, m.change = &touches{}, nil
	defer func() { m.touched, m.change = nil, nil }()
	if err := m.Apply(e); err != nil {
		return Outcome{}, err
	}
	return Outcome{Patch: m.touched.patch(m), Change: m.change}, nil
}

// touches are the places of the meeting that an entry is about to change, with what stood there before.
type touches struct {
	paths  [][]string
	before []any
}

// touch must be called before the value at a path of the meeting's JSON is changed: a field, or a field and a key.
func (m *Meeting) touch(path ...string) {
	if path[0] == "order" {
		delete(m.orders, path[1])
	}
	if m.touched != nil {
		m.touched.paths = append(m.touched.paths, path)
		m.touched.before = append(m.touched.before, plain(m.at(path)))
	}
}

// add puts a new thing into a collection, at the end of its order.
func add[T any](m *Meeting, collection string, things map[string]*T, order *[]string, id string, thing *T) {
	m.touch(collection, id)
	m.lengthen(collection, *order, id)
	things[id] = thing
	*order = append(*order, id)
}

// lengthen is touch for an order that gets an id at its end. Each patch has the order whole; its JSON is kept and gets the
// id as well, since writing a long one anew takes longer than all else of the entry.
func (m *Meeting) lengthen(collection string, order []string, id string) {
	if m.touched == nil {
		delete(m.orders, collection)
		return
	}
	if m.orders == nil {
		m.orders = map[string]json.RawMessage{}
	}
	known := m.orders[collection]
	if known == nil {
		known = plain(order).(json.RawMessage)
	}
	known = known[:len(known)-1] // without its bracket
	if len(order) > 0 {
		known = append(known, ',')
	}
	m.orders[collection] = append(appendString(known, id), ']')
	m.touched.paths = append(m.touched.paths, []string{"order", collection})
	m.touched.before = append(m.touched.before, nil)
}

// change is a thing of a collection, about to be changed; an error where there is none of that id.
func change[T any](m *Meeting, collection string, things map[string]*T, id string) (*T, error) {
	thing := things[id]
	if thing == nil {
		return nil, fmt.Errorf("there is no %q among the %s", shortened(id), collection)
	}
	m.touch(collection, id)
	return thing, nil
}

// errNone is what an entry meets that names something which is not there.
func errNone(word string) error { return fmt.Errorf("there is no such %s", word) }

// numbered is the id of a thing: a letter and the number of the entry that made it.
func numbered(letter string, e *Entry) string { return letter + strconv.Itoa(e.Number) }

// patch compares what stood in the touched places with what stands there now.
func (t *touches) patch(m *Meeting) json.RawMessage {
	patch := map[string]any{}
	for i, path := range t.paths {
		if difference, changed := mergePatch(t.before[i], plain(m.at(path))); changed {
			putAt(patch, path, difference)
		}
	}
	return appendCanonical(nil, patch) // it is a tree already, made of what was just encoded
}

// putAt sets the value at a path; a place touched twice keeps the first, which spans both changes.
func putAt(patch map[string]any, path []string, value any) {
	for _, key := range path[:len(path)-1] {
		inner, ok := patch[key].(map[string]any)
		if !ok {
			inner = map[string]any{}
			patch[key] = inner
		}
		patch = inner
	}
	if _, set := patch[path[len(path)-1]]; !set {
		patch[path[len(path)-1]] = value
	}
}

// mergePatch is the RFC 7396 patch from one value to the other, and whether there is a difference.
func mergePatch(from, to any) (any, bool) {
	before, wasObject := from.(map[string]any)
	after, isObject := to.(map[string]any)
	if !wasObject || !isObject {
		return to, !reflect.DeepEqual(from, to)
	}
	patch := map[string]any{}
	for key := range before {
		if _, still := after[key]; !still {
			patch[key] = nil
		}
	}
	for key, value := range after {
		if difference, changed := mergePatch(before[key], value); changed {
			patch[key] = difference
		}
	}
	return patch, len(patch) > 0
}

// plain is a value as maps, slices and strings, as its JSON reads; nil where there is none.
func plain(value any) any {
	if value == nil {
		return nil
	}
	if known, ok := value.(json.RawMessage); ok {
		return known
	}
	if ids, ok := value.([]string); ok { // an order, which may be long
		out := []byte{'['}
		for i, id := range ids {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendString(out, id)
		}
		return json.RawMessage(append(out, ']'))
	}
	encoded, err := json.Marshal(value)
	if err != nil { // the meeting's types all encode
		panic("meeting: value without JSON: " + err.Error())
	}
	decoder := json.NewDecoder(bytes.NewReader(encoded))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		panic("meeting: value without JSON: " + err.Error())
	}
	return tree
}

// at is the value at a path of the meeting's JSON, nil where it is absent.
func (m *Meeting) at(path []string) any {
	if path[0] == "order" && m.orders[path[1]] != nil {
		return m.orders[path[1]]
	}
	value := reflect.ValueOf(m).Elem()
	for _, key := range path {
		switch value.Kind() {
		case reflect.Struct:
			field, omitEmpty := byTag(value, key)
			if omitEmpty && field.IsZero() {
				return nil
			}
			value = field
		case reflect.Map:
			value = value.MapIndex(reflect.ValueOf(key))
		}
		if !value.IsValid() {
			return nil
		}
		if value.Kind() == reflect.Pointer {
			value = value.Elem()
		}
	}
	return value.Interface()
}

func byTag(structure reflect.Value, key string) (field reflect.Value, omitEmpty bool) {
	for i := range structure.NumField() {
		name, options, _ := strings.Cut(structure.Type().Field(i).Tag.Get("json"), ",")
		if name == key {
			return structure.Field(i), options == "omitempty"
		}
	}
	panic("meeting: there is no " + key)
}
