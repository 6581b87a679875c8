package backup_test

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/server/store"
	"strategyroom/server/store/backup"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

func opened(t *testing.T) store.Store {
	t.Helper()
	s, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// filled is a store with two meetings and some documents.
func filled(t *testing.T) store.Store {
	t.Helper()
	s := opened(t)
	for id, n := range map[string]int{"m1": 700, "m2": 3} {
		if err := s.Append(t.Context(), id, 0, new(storetest.Pen).Pages(n)); err != nil {
			t.Fatal(err)
		}
	}
	for _, doc := range []store.Document{
		{Kind: "account", ID: "1", Body: []byte("words\nin two lines \x00\xff")},
		{Kind: "account", ID: "2"},
		{Kind: "sealed", ID: "m1/1", Body: bytes.Repeat([]byte{7}, store.MaxBody)},
	} {
		if _, err := s.Put(t.Context(), doc); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func TestRestore(t *testing.T) {
	from, to := filled(t), opened(t)
	var file bytes.Buffer
	wrote, err := backup.Write(t.Context(), from, &file)
	if err != nil {
		t.Fatal(err)
	}
	read, err := backup.Restore(t.Context(), bytes.NewReader(file.Bytes()), to)
	if err != nil || read != wrote || read.Meetings != 2 || read.Entries != 703 || read.Documents != 3 {
		t.Errorf("got %+v and %v, want %+v", read, err, wrote)
	}
	for _, id := range []string{"m1", "m2"} {
		got, want := record(t, to, id), record(t, from, id)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: got %d entries, want the same %d", id, len(got), len(want))
		}
	}
	for _, id := range [][2]string{{"account", "1"}, {"account", "2"}, {"sealed", "m1/1"}} {
		got, err := to.Get(t.Context(), id[0], id[1])
		want, _ := from.Get(t.Context(), id[0], id[1])
		if err != nil || !bytes.Equal(got.Body, want.Body) {
			t.Errorf("%v: got %.20q and %v, want %.20q", id, got.Body, err, want.Body)
		}
	}
	if _, err := backup.Restore(t.Context(), bytes.NewReader(file.Bytes()), to); !errors.Is(err, backup.ErrNotEmpty) {
		t.Errorf("a second time: got %v, want not empty", err)
	}
}

func record(t *testing.T, s store.Store, id string) []meeting.Entry {
	t.Helper()
	entries, err := storetest.Record(t.Context(), s, id)
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// TestRestoreRefused has a backup changed in many ways: each is found, and nothing of it is written.
func TestRestoreRefused(t *testing.T) {
	var file bytes.Buffer
	if _, err := backup.Write(t.Context(), filled(t), &file); err != nil {
		t.Fatal(err)
	}
	whole := file.String()
	lines := strings.SplitAfter(strings.TrimSuffix(whole, "\n"), "\n")
	without := func(i int) string {
		return strings.Join(append(append([]string{}, lines[:i]...), lines[i+1:]...), "") + "\n"
	}
	last := len(lines) - 1
	for _, test := range []struct{ name, file, want string }{
		{"nothing", "", "cut off"},
		{"another file", "Dear diary\n", "not a backup"},
		{"a later form", strings.Replace(whole, "backup 1", "backup 3", 1), "not a backup"},
		{"cut in a line", whole[:len(whole)/2], "cut off"},
		{"the end is missing", strings.Join(lines[:last], ""), "cut off"},
		{"an entry is missing", without(10), "meeting m1: entry 9 is not as it was written"},
		{"the last entry of a meeting is missing", without(701), "not what was written"},
		{"a meeting is missing", without(702), "meeting m1"},
		{"a document is missing", without(last - 1), "not what was written"},
		{"a document is changed", strings.Replace(whole, `"id":"2"`, `"id":"3"`, 1), "not what was written"},
		{"a word of an entry is changed", strings.Replace(whole, "words of entry 5.", "words of entry 6.", 1), "entry 5 is not as it was written"},
		{"an entry is in another form", strings.Replace(whole, `entry {"at"`, `entry { "at"`, 1), "line 3"},
		{"an entry of no meeting", without(1), "no meeting"},
		{"something unknown", strings.Replace(whole, "document ", "letter ", 1), "no sort"},
		{"something behind it", whole + "x", "behind the end"},
		{"a long line", lines[0] + "document " + strings.Repeat("x", 5<<20) + "\n", "longer"},
	} {
		to := opened(t)
		_, err := backup.Restore(t.Context(), strings.NewReader(test.file), to)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
		if ids, err := to.Meetings(t.Context()); err != nil || len(ids) > 0 {
			t.Errorf("%s: got the meetings %q and %v, want none", test.name, ids, err)
		}
	}
}

// TestWriteDamaged has a chain that does not hold: no backup is made of it.
func TestWriteDamaged(t *testing.T) {
	s := opened(t)
	var pen, other storetest.Pen
	if err := s.Append(t.Context(), "m1", 0, pen.Pages(2)); err != nil {
		t.Fatal(err)
	}
	other.Write("other")
	other.Number = 2
	if err := s.Append(t.Context(), "m1", 2, other.Pages(1)); err != nil {
		t.Fatal(err)
	}
	_, err := backup.Write(t.Context(), s, new(bytes.Buffer))
	if want := fmt.Sprintf("entry %d is not as it was written", 3); err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got %v, want %q", err, want)
	}
}
