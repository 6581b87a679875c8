package pdf_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting"
)

func signOff(name, disagrees string) meeting.Block {
	return meeting.Block{SignOff: &meeting.SignOff{
		Name: name, About: []string{"Detective Inspector", "Police"}, Disagrees: disagrees,
		Done: []string{"Electronically signed (typed name)", "13 March 2026, 09:12 GMT", "Signed in with a code"},
	}}
}

// TestBoxesStayWhole moves boxes over the foot of a page, line by line.
func TestBoxesStayWhole(t *testing.T) {
	moved := 0
	for n := 22; n < 32; n++ {
		doc := meeting.Document{Blocks: append(filler(n), signOff("First Name", "The time is wrong."),
			meeting.Block{Box: &meeting.Box{Lead: "Made final", Lines: []string{"One line", "Last line"}}})}
		for _, page := range text(t, draw(t, doc)) {
			for _, box := range [][2]string{{"First Name", "The time is wrong"}, {"Made final", "Last line"}} {
				if strings.Contains(page, box[0]) != strings.Contains(page, box[1]) {
					t.Errorf("%d fillers: the box %q is divided", n, box[0])
				}
			}
			if !strings.Contains(page, "filler 0") && strings.Contains(page, "First Name") {
				moved++
			}
		}
	}
	if moved == 0 {
		t.Error("no box was moved: the test tests too little")
	}
}

// TestLongBoxes holds that a box that no page holds goes on, says whose it is, and loses nothing.
func TestLongBoxes(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("I do not agree with this. ", 1000))
	many := strings.Split(numbered("line", 90), "\n")
	tests := []struct {
		name  string
		block meeting.Block
		last  string
		pages int
	}{
		{"disagreement", signOff("Łukasz Wójcik", long+" END"), "END", 5},
		{"name", signOff(strings.Repeat("x", 9000)+" END", "So it is."), "So it is.", 3},
		{"about", meeting.Block{SignOff: &meeting.SignOff{Name: "N", About: many, Done: many[:60], Disagrees: "Ah"}}, "Ah", 3},
		{"notice", meeting.Block{Box: &meeting.Box{Lead: "Made final", Lines: many}}, "line 90", 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			pages := text(t, draw(t, meeting.Document{Blocks: append(filler(20), test.block)}))
			if len(pages) < test.pages {
				t.Fatalf("got %d pages, want at least %d", len(pages), test.pages)
			}
			all := strings.Join(pages, "\n")
			if !strings.Contains(pages[len(pages)-2]+pages[len(pages)-1], test.last) || strings.Count(all, "(continued)") < test.pages-2 {
				t.Errorf("%q or (continued) is missing in\n%.3000s", test.last, all)
			}
			if test.name == "disagreement" {
				if got, want := strings.Count(strings.Join(strings.Fields(all), " "), "agree with"), 1000; got < want-len(pages) {
					t.Errorf("got %d sentences, want %d", got, want)
				}
			}
		})
	}
}

// TestMarks finds the words that are set wider than without marks.
func TestMarks(t *testing.T) {
	const text = "one two 𠮷 four o\u0301t six"
	tests := []struct {
		name  string
		marks []meeting.Range
		want  []string
	}{
		{"none", nil, nil},
		{"two words", []meeting.Range{{From: 0, To: 3}, {From: 11, To: 15}}, []string{"one", "four"}},
		{"half a surrogate pair", []meeting.Range{{From: 9, To: 13}}, []string{"[U+20BB7]", "four"}},
		{"everything and more", []meeting.Range{{From: -5, To: 1 << 40}}, []string{"one", "two", "[U+20BB7]", "four", "ót", "six"}},
		{"backwards, empty, outside", []meeting.Range{{From: 6, To: 4}, {From: 4, To: 4}, {From: 99, To: 120}, {From: -9, To: -1}}, nil},
		{"over each other, in no order", []meeting.Range{{From: 4, To: 6}, {From: 0, To: 5}, {From: 1, To: 7}}, []string{"one", "two"}},
		{"without the accent", []meeting.Range{{From: 16, To: 17}}, []string{"ót"}},
	}
	width := func(marks []meeting.Range) (all []box) {
		return boxes(t, meeting.Document{Blocks: []meeting.Block{{Paragraph: &meeting.Paragraph{Text: text, Marks: marks}}}})
	}
	plain := width(nil)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for i, b := range width(test.marks) {
				if b.text != plain[i].text {
					t.Fatalf("got %q, want %q", b.text, plain[i].text)
				}
				if b.to-b.from > plain[i].to-plain[i].from+0.01 {
					got = append(got, b.text)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("got %s\nwant %s", fmt.Sprint(got), fmt.Sprint(test.want))
			}
		})
	}
}
