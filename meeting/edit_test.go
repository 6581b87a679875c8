package meeting_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"pgregory.net/rapid"

	"strategyroom/meeting"
)

type edits = []meeting.Edit

// tester is what *testing.T and *rapid.T share.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
}

func TestApplyEdits(t *testing.T) {
	for _, test := range []struct {
		name, text string
		edits      edits
		want       string
	}{
		{"nothing", "abc", edits{}, "abc"},
		{"no list", "abc", nil, "abc"},
		{"into nothing", "", edits{{Insert: "😀"}}, "😀"},
		{"at the end", "abc", edits{{At: 3, Insert: "d"}}, "abcd"},
		{"everything", "abc", edits{{Delete: 3}}, ""},
		{"offsets mean the text before", "abcdef", edits{{At: 1, Delete: 1, Insert: "XYZ"}, {At: 4, Delete: 1}}, "aXYZcdf"},
		{"touching", "abc", edits{{At: 0, Delete: 1}, {At: 1, Insert: "x"}, {At: 1, Insert: "y"}}, "xybc"},
		{"a pair is two units", "😀a😀", edits{{At: 2, Delete: 3, Insert: "b"}}, "😀b"},
		{"Arabic is one unit a letter", "مرحبا", edits{{At: 1, Delete: 1}}, "محبا"},
		{"more than eight plain letters", "0123456789abcdefghi😀z", edits{{At: 21, Insert: "y"}}, "0123456789abcdefghi😀yz"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := meeting.ApplyEdits(test.text, test.edits)
			if err != nil || got != test.want {
				t.Errorf("got %q, %v, want %q", got, err, test.want)
			}
		})
	}
}

var refusedEdits = []struct {
	name, text string
	edits      edits
}{
	{"before the text", "abc", edits{{At: -1, Insert: "x"}}},
	{"deletes backwards", "abc", edits{{At: 2, Delete: -1}}},
	{"beyond the text", "abc", edits{{At: 4, Insert: "x"}}},
	{"deletes beyond the text", "abc", edits{{At: 2, Delete: 2}}},
	{"far beyond the text", "abc", edits{{At: 1<<53 - 1, Insert: "x"}}},
	{"out of order", "abc", edits{{At: 2, Insert: "x"}, {At: 1, Insert: "y"}}},
	{"overlap", "abc", edits{{At: 0, Delete: 2}, {At: 1, Insert: "y"}}},
	{"changes nothing", "abc", edits{{At: 1}}},
	{"inserts into a pair", "a😀b", edits{{At: 2, Insert: "x"}}},
	{"deletes half a pair from the left", "a😀b", edits{{At: 1, Delete: 1}}},
	{"deletes half a pair from the right", "a😀b", edits{{At: 2, Delete: 1}}},
	{"into a pair after plain letters", "01234567😀", edits{{At: 9, Insert: "x"}}},
}

func TestApplyEditsRefuses(t *testing.T) {
	tests := append(slices.Clip(refusedEdits), struct {
		name, text string
		edits      edits
	}{"half a pair inserted", "abc", edits{{At: 1, Insert: "\xed\xa0\xbd"}}})
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got, err := meeting.ApplyEdits(test.text, test.edits); err == nil {
				t.Errorf("got %q, want a refusal", got)
			}
		})
	}
}

func TestRebase(t *testing.T) {
	for _, test := range []struct {
		name         string
		edits, over  edits
		want, mirror edits // Rebase and Carry
	}{
		{"one place", edits{{At: 2, Insert: "x"}}, edits{{At: 2, Insert: "ab"}}, edits{{At: 4, Insert: "x"}}, edits{{At: 2, Insert: "x"}}},
		{"the same deletion", edits{{At: 2, Delete: 3}}, edits{{At: 2, Delete: 3}}, edits{}, edits{}},
		{"into a deletion", edits{{At: 3, Insert: "x"}}, edits{{At: 2, Delete: 3, Insert: "q"}}, edits{{At: 3, Insert: "x"}}, edits{{At: 3, Insert: "x"}}},
		{"a deletion round an insert", edits{{At: 2, Delete: 3}}, edits{{At: 3, Insert: "x"}}, edits{{At: 2, Delete: 1}, {At: 4, Delete: 2}}, edits{{At: 2, Delete: 1}, {At: 4, Delete: 2}}},
		{"inserts brought together", edits{{At: 1, Insert: "x"}, {At: 3, Insert: "y"}}, edits{{At: 0, Delete: 5}}, edits{{At: 0, Insert: "xy"}}, edits{{At: 0, Insert: "xy"}}},
		{"over nothing", edits{{At: 1, Delete: 1}}, nil, edits{{At: 1, Delete: 1}}, edits{{At: 1, Delete: 1}}},
		{"nothing over", nil, edits{{At: 1, Delete: 1}}, edits{}, edits{}},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := meeting.Rebase(test.edits, test.over); got == nil || !slices.Equal(got, test.want) {
				t.Errorf("Rebase: got %v, want %v", got, test.want)
			}
			if got := meeting.Carry(test.edits, test.over); got == nil || !slices.Equal(got, test.mirror) {
				t.Errorf("Carry: got %v, want %v", got, test.mirror)
			}
		})
	}
}

// The letters cover one, two, three and four bytes, one and two units, right to left, joined and combining.
var letters = []string{"a", "b", " ", "\n", "é", "ŵ", "e\u0301", "م", "ر", "র্", "你", "😀", "👩\u200d👧", "𝒳", "\ufffd"}

func drawText(t *rapid.T, label string, limit int) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(letters), 0, limit).Draw(t, label), "")
}

// drawEdits draws a valid change for the text, whole characters only.
func drawEdits(t *rapid.T, label, text string) edits {
	places := []int{0}
	for _, r := range text {
		places = append(places, places[len(places)-1]+utf16.RuneLen(r))
	}
	list, from := edits{}, 0
	for range rapid.IntRange(0, 4).Draw(t, label+" edits") {
		from = rapid.IntRange(from, len(places)-1).Draw(t, label+" at")
		to := rapid.IntRange(from, min(from+6, len(places)-1)).Draw(t, label+" to")
		e := meeting.Edit{At: places[from], Delete: places[to] - places[from], Insert: drawText(t, label+" insert", 3)}
		if from = to; e.Delete > 0 || e.Insert != "" {
			list = append(list, e)
		}
	}
	return list
}

func TestEditsConverge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := drawText(t, "text", 30)
		converge(t, text, drawEdits(t, "a", text), drawEdits(t, "b", text))
	})
}

// A change that missed several others arrives where its maker, who carried each of them, already stands.
func TestEditsConvergeOverMany(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		server := drawText(t, "text", 30)
		late := drawEdits(t, "late", server)
		maker := apply(t, server, late)
		for range rapid.IntRange(1, 5).Draw(t, "missed") {
			missed := drawEdits(t, "missed", server)
			server, maker = apply(t, server, missed), apply(t, maker, meeting.Carry(missed, late))
			late = meeting.Rebase(late, missed)
		}
		if got, want := apply(t, server, late), maker; got != want {
			t.Errorf("the server has %q, the maker sees %q", got, want)
		}
	})
}

// FuzzEdits applies whatever it is given: a refusal or a text, as a plain walk over UTF-16 units finds it; and what two
// people do at once converges.
func FuzzEdits(f *testing.F) {
	f.Add("Sgt Patel 😀 مرحبا", 10, 2, "x", 3, 9, "😀")
	f.Add("0123456789", 0, 10, "", 5, 0, "é")
	f.Add("a😀", 2, 1, "\xff", -1, 1<<62, "")
	f.Fuzz(func(t *testing.T, text string, at, units int, insert string, at2, units2 int, insert2 string) {
		if !utf8.ValidString(text) || len(text) > 1000 {
			return
		}
		a := edits{{At: at, Delete: units, Insert: insert}}
		b := edits{{At: at2, Delete: units2, Insert: insert2}}
		refused := 0
		for _, list := range []edits{a, b, append(slices.Clone(a), b...)} {
			got, err := meeting.ApplyEdits(text, list)
			want, ok := applyPlainly(text, list)
			if ok != (err == nil) || got != want {
				t.Fatalf("%v: got %q, %v, want %q, %v", list, got, err, want, ok)
			}
			if err != nil && len(list) == 1 {
				refused++
			}
		}
		if refused == 0 {
			converge(t, text, a, b)
		}
	})
}

// applyPlainly does what ApplyEdits does in the slow and obvious way.
func applyPlainly(text string, list edits) (string, bool) {
	units := utf16.Encode([]rune(text))
	var after []uint16
	at := 0
	cuts := func(i int) bool { return i > 0 && i < len(units) && units[i]>>10 == 0xDC00>>10 }
	for _, e := range list {
		if e.At < at || e.Delete < 0 || e.At > len(units) || e.Delete > len(units)-e.At || cuts(e.At) || cuts(e.At+e.Delete) {
			return "", false
		}
		if !utf8.ValidString(e.Insert) || e.Delete == 0 && e.Insert == "" {
			return "", false
		}
		after = append(append(after, units[at:e.At]...), utf16.Encode([]rune(e.Insert))...)
		at = e.At + e.Delete
	}
	return string(utf16.Decode(append(after, units[at:]...))), true
}

// converge makes two changes of the same text in both orders, a first at the server, and returns the text of both.
func converge(t tester, text string, a, b edits) string {
	t.Helper()
	bOver, aOver := meeting.Rebase(b, a), meeting.Carry(a, b)
	got, want := apply(t, apply(t, text, b), aOver), apply(t, apply(t, text, a), bOver)
	if got != want {
		t.Errorf("%q, %v, %v: b then a gives %q, a then b gives %q", text, a, b, got, want)
	}
	if bOver == nil || aOver == nil {
		t.Errorf("a nil list would be null in JSON")
	}
	if meeting.Units(got) != len(utf16.Encode([]rune(got))) {
		t.Errorf("got %d units of %q", meeting.Units(got), got)
	}
	return got
}

func apply(t tester, text string, list edits) string {
	t.Helper()
	after, err := meeting.ApplyEdits(text, list)
	if err != nil {
		t.Fatalf("%v on %q: %v", list, text, err)
	}
	if want, ok := applyPlainly(text, list); !ok || after != want {
		t.Fatalf("%v on %q: got %q, want %q", list, text, after, want)
	}
	return after
}

func BenchmarkApplyEdits(b *testing.B) {
	for _, test := range []struct{ name, text string }{
		{"plain", strings.Repeat("Information from police. ", 2000)},
		{"Arabic", strings.Repeat("مرحبا بكم ", 5000)},
	} {
		b.Run(test.name, func(b *testing.B) {
			list := edits{{At: 49_990, Insert: "x"}}
			for b.Loop() {
				if _, err := meeting.ApplyEdits(test.text, list); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkRebaseOver1000(b *testing.B) {
	var missed []edits
	for i := range 1000 {
		missed = append(missed, edits{{At: i, Delete: i % 3, Insert: "word"}})
	}
	for b.Loop() {
		late := edits{{At: 500, Delete: 20, Insert: "late"}}
		for _, over := range missed {
			late = meeting.Rebase(late, over)
		}
	}
}
