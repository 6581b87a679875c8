package meeting

import (
	"reflect"
	"slices"

	"strategyroom/meeting/procedure"
)

// Clone is the same meeting once more, sharing only the procedure, which nothing changes: the two go their own ways from
// here on. It takes a small part of the time of folding the record again.
func (m *Meeting) Clone() *Meeting {
	same := *m
	same.touched, same.change = nil, nil
	own(reflect.ValueOf(&same).Elem())
	return &same
}

// copied is the meeting as it stands, to be changed by entries but not itself the fold of a record.
func (m *Meeting) copied() *Meeting {
	same := m.Clone()
	same.number, same.fingerprint, same.commands, same.some = 0, nil, map[string]written{}, map[int][]string{}
	return same
}

// separate gives what reflection may not set a copy of its own; Clone calls it on each meeting, person and so on, after
// their exported fields have theirs. A test finds the field that was forgotten here.
func (m *Meeting) separate() {
	m.fingerprint = slices.Clone(m.fingerprint)
	m.commands = separated(m.commands)
	m.some = separated(m.some)
	m.follow = separated(m.follow)
	m.wanted = separated(m.wanted)
	m.said = separated(m.said)
	m.asClosed = separated(m.asClosed)
	m.issued = separated(m.issued)
	m.places = separated(m.places)
	m.orders = separated(m.orders)
}

func (w *written) separate() {
	w.place.Fingerprint, w.asked = slices.Clone(w.place.Fingerprint), slices.Clone(w.asked)
}

func (n *Notes) separate() { n.changes = separated(n.changes) }

func (p *Person) separate() { p.earlier = separated(p.earlier) }

// separated is a value that shares nothing with the one given.
func separated[T any](value T) T {
	own(reflect.ValueOf(&value).Elem())
	return value
}

// own replaces all that a value points to by copies. The value can be set.
func own(value reflect.Value) {
	if !pointing(value.Type()) || value.Type() == reflect.TypeFor[procedure.Procedure]() {
		return
	}
	switch value.Kind() {
	case reflect.Pointer:
		if !value.IsNil() {
			fresh := reflect.New(value.Type().Elem())
			fresh.Elem().Set(value.Elem())
			own(fresh.Elem())
			value.Set(fresh)
		}
	case reflect.Slice:
		if !value.IsNil() {
			fresh := reflect.MakeSlice(value.Type(), value.Len(), value.Len())
			reflect.Copy(fresh, value)
			for i := range fresh.Len() {
				own(fresh.Index(i))
			}
			value.Set(fresh)
		}
	case reflect.Map:
		if !value.IsNil() {
			fresh := reflect.MakeMapWithSize(value.Type(), value.Len())
			for entries := value.MapRange(); entries.Next(); {
				inner := reflect.New(value.Type().Elem()).Elem()
				inner.Set(entries.Value())
				own(inner)
				fresh.SetMapIndex(entries.Key(), inner)
			}
			value.Set(fresh)
		}
	case reflect.Struct:
		for i := range value.NumField() {
			if field := value.Field(i); field.CanSet() || field.Kind() == reflect.Struct { // embedded, with fields to set
				own(field)
			}
		}
		if whole := value.Addr(); whole.CanInterface() {
			if rest, ok := whole.Interface().(interface{ separate() }); ok {
				rest.separate()
			}
		}
	}
}

// pointing reports whether values of a type point to anything.
func pointing(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		return true
	case reflect.Struct:
		for i := range t.NumField() {
			if pointing(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}
