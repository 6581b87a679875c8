package meeting_test

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// TestCloneSharesNothing clones the meetings of all scenarios and follows both copies through every field, also those
// that only the core sees: they read the same, and nothing that one points to is pointed to by the other. It fails where
// no meeting here fills a field, since then nothing would be known of it.
func TestCloneSharesNothing(t *testing.T) {
	pairs := pairs{t: t, filled: map[string]bool{}}
	for _, m := range append(scenes(t), crowded(t).m) {
		clone := m.Clone()
		if got, want := stateOf(clone), stateOf(m); got != want {
			t.Errorf("the clone reads\n%s, want\n%s", got, want)
		}
		pairs.compare(reflect.ValueOf(clone), reflect.ValueOf(m), "Meeting")
	}
	for _, field := range slices.Sorted(maps.Keys(pairs.filled)) {
		if passing := field == "meeting.Meeting.touched" || field == "meeting.Meeting.change"; !pairs.filled[field] && !passing {
			t.Errorf("%s is filled in no meeting here, so it is not known whether it is cloned", field)
		}
	}
}

// scenes are the meetings at the end of all scenarios.
func scenes(t *testing.T) []*meeting.Meeting {
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	var meetings []*meeting.Meeting
	for _, file := range files {
		script, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		s := newScene(t)
		s.play(string(script))
		meetings = append(meetings, s.m)
	}
	return meetings
}

// crowded is a meeting with what no scenario has at its end.
func crowded(t tester) *table {
	s := busy(t)
	s.must("a2", "answer", `{"item":"q3","person":"p6","value":"yes"}`)
	s.must("a1", "alarm", `{"officer":"PC Example","reportBy":"2026-11-27","outcome":"Found at home"}`)
	s.must("a2", "answer", `{"item":"q3","person":"p7","value":"yes"}`)
	s.must("a1", "conflict", `{"name":"Alex Placeholder","agency":{"sector":"health","name":"Example Hospital"},"finding":"may-not-attend","reason":"Knows them"}`)
	s.must("a1", "alarm", `{"officer":"PC Example","reportBy":"2026-11-27","outcome":"At home again"}`)
	s.must("a1", "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	s.must("a1", "circulation", `{"name":"Kim Example","agency":{"sector":"education","name":"Example School"},"copy":"decisions-and-actions","withhold":["Example Row"]}`)
	return s
}

// pairs compares values with their clones.
type pairs struct {
	t      *testing.T
	filled map[string]bool // by field that points to something: whether it ever did
}

func (p *pairs) compare(clone, original reflect.Value, field string) {
	switch original.Kind() {
	case reflect.Pointer, reflect.Slice, reflect.Map:
		if clone.IsNil() != original.IsNil() || !clone.IsNil() && original.Kind() != reflect.Pointer && clone.Len() != original.Len() {
			p.t.Errorf("%s: got %v, want %v", field, clone, original)
			return
		}
		full := !original.IsNil() && (original.Kind() == reflect.Pointer || original.Len() > 0)
		p.filled[field] = p.filled[field] || full
		if full && clone.UnsafePointer() == original.UnsafePointer() {
			p.t.Errorf("%s is shared", field)
		}
		if !full {
			return
		}
	}
	switch original.Kind() {
	case reflect.Pointer:
		p.compare(clone.Elem(), original.Elem(), field)
	case reflect.Slice:
		for i := range original.Len() {
			p.compare(clone.Index(i), original.Index(i), field+"[]")
		}
	case reflect.Map:
		for _, key := range original.MapKeys() {
			if inner := clone.MapIndex(key); inner.IsValid() {
				p.compare(inner, original.MapIndex(key), field+"[]")
			} else {
				p.t.Errorf("%s has no %v", field, key)
			}
		}
	case reflect.Struct:
		switch original.Type() {
		case reflect.TypeFor[time.Time](): // a value, although it points to its zone
			return
		case reflect.TypeFor[procedure.Procedure](): // shared
			return
		}
		for i := range original.NumField() {
			name := original.Type().Field(i)
			p.compare(clone.Field(i), original.Field(i), original.Type().String()+"."+name.Name)
		}
	default:
		if !clone.Equal(original) {
			p.t.Errorf("%s: got %v, want %v", field, clone, original)
		}
	}
}

// TestClonesGoTheirOwnWays applies the rest of a record to a clone: it comes to the same, and the meeting stays.
func TestClonesGoTheirOwnWays(t *testing.T) {
	entries := signed(t).entries
	for at := range entries {
		m, err := meeting.Fold(entries[:at])
		if err != nil {
			t.Fatal(err)
		}
		stood, clone := stateOf(m), m.Clone()
		for _, entry := range entries[at:] {
			if err := clone.Apply(entry); err != nil {
				t.Fatalf("cloned at %d: %v", at, err)
			}
		}
		if got, want := stateOf(m), stood; got != want {
			t.Fatalf("cloned at %d: the meeting itself became %s, want %s", at, got, want)
		}
		whole, err := meeting.Fold(entries)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := stateOf(clone), stateOf(whole); got != want {
			t.Fatalf("cloned at %d: got %s, want %s", at, got, want)
		}
	}
}

// TestProcedureIsKeptOnce: meetings under the procedure shipped share its text, also when read from their records.
func TestProcedureIsKeptOnce(t *testing.T) {
	m, err := meeting.Fold(busy(t).entries)
	if err != nil {
		t.Fatal(err)
	}
	for name, got := range map[string]*meeting.Meeting{"folded": m, "cloned": m.Clone()} {
		if want := procedure.Default(); &got.Procedure.Agenda[0] != &want.Agenda[0] {
			t.Errorf("%s: the meeting has a procedure of its own", name)
		}
	}
}
