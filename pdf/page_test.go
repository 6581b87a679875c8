package pdf_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting"
)

// lines are the lines of text of a page between its head and its foot.
func lines(page string) (all []string) {
	for line := range strings.Lines(page) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "Page ") {
			all = append(all, line)
		}
	}
	return all
}

// filler is so many paragraphs of one line.
func filler(n int) (all []meeting.Block) {
	for i := range n {
		all = append(all, paragraph("", fmt.Sprintf("filler %d", i), ""))
	}
	return all
}

// numbered is a text of so many lines, each with its number.
func numbered(name string, n int) string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("%s %d", name, i+1))
	}
	return strings.Join(all, "\n")
}

// TestKeptTogether moves pieces over the foot of a page, line by line.
func TestKeptTogether(t *testing.T) {
	long := &meeting.Table{Head: []string{"No.", "Text"}, Widths: []int{20, 80}, Rows: [][]string{{"R1", numbered("row", 12)}, {"R2", "after"}}}
	short := &meeting.Table{Head: []string{"No.", "Text"}, Widths: []int{20, 80}, Rows: [][]string{{"R1", numbered("row", 4)}, {"R2", "after"}}}
	split, widest := 0, 0
	for n := 20; n < 34; n++ {
		doc := meeting.Document{Blocks: filler(n)}
		doc.Blocks = append(doc.Blocks, heading(2, "", "Part"), heading(3, "1", "Item"), paragraph("Lead", numbered("line", 7), "Byline"))
		for i, page := range text(t, draw(t, doc)) {
			got := lines(page)
			if last := got[len(got)-1]; last == "Part" || last == "1   Item" || strings.HasPrefix(last, "Lead  line 1") || last == "line 6" {
				t.Errorf("%d fillers: page %d ends with %q", n, i+1, last)
			}
			if first := got[0]; first == "line 7" || first == "Byline" {
				t.Errorf("%d fillers: page %d begins with %q", n, i+1, first)
			}
		}
		for name, table := range map[string]*meeting.Table{"long": long, "short": short} {
			doc := meeting.Document{Blocks: append(filler(n), heading(2, "", "Part"), meeting.Block{Table: table}, paragraph("", "end", ""))}
			pages := text(t, draw(t, doc))
			if len(pages) < 2 {
				continue
			}
			first, second := lines(pages[0]), lines(pages[1])
			rows := strings.Count(pages[0], "row ")
			switch {
			case first[len(first)-1] == "Part", strings.HasPrefix(first[len(first)-1], "No. "):
				t.Errorf("%s, %d fillers: page 1 ends with %q", name, n, first[len(first)-1])
			case name == "short" && rows != 0 && rows != 4:
				t.Errorf("%d fillers: a row of 4 lines is split after %d", n, rows)
			case name == "long" && (rows == 1 || rows == 11):
				t.Errorf("%d fillers: a row of 12 lines is split after %d", n, rows)
			case rows > 0 && rows < 12 && name == "long":
				split++
				want := []string{"No.", "Text", "R1", "(continued)", "row", fmt.Sprint(rows + 1)}
				if got := strings.Fields(strings.Join(second, " ")); !slices.Equal(got[:len(want)], want) {
					t.Errorf("%d fillers: page 2 begins with %q, want %q", n, got[:len(want)], want)
				}
			case rows > 0:
				widest++
				if strings.Contains(pages[1], "R2") && !strings.HasPrefix(second[0], "No.") {
					t.Errorf("%s, %d fillers: page 2 begins with %q, want the table's head", name, n, second[0])
				}
			}
		}
	}
	if split < 3 || widest < 2 {
		t.Errorf("%d rows were split and %d tables between rows: the test tests too little", split, widest)
	}
}

// TestNarrow splits a row whose first column has no room for "(continued)", and one that is long in its first column.
func TestNarrow(t *testing.T) {
	tests := []struct {
		row  []string
		want []string
	}{
		{[]string{"A2", numbered("row", 60)}, []string{"No.", "Text", "A2", "(continued)", "row"}},
		{[]string{strings.ReplaceAll(numbered("", 60), " ", ""), "x"}, []string{"No.", "Text", "(continued)"}},
	}
	for _, test := range tests {
		table := &meeting.Table{Head: []string{"No.", "Text"}, Widths: []int{8, 92}, Rows: [][]string{test.row}}
		pages := text(t, draw(t, meeting.Document{Blocks: []meeting.Block{{Table: table}}}))
		got := strings.Fields(pages[1])
		if len(pages) != 2 || !slices.Equal(got[:len(test.want)], test.want) {
			t.Errorf("%d pages, the second begins with %q, want %q", len(pages), got[:len(test.want)], test.want)
		}
		if got := strings.Fields(strings.Join(pages, " ")); !slices.Contains(got, "60") {
			t.Errorf("the last line is missing")
		}
	}
}

// TestShortened holds that what the frame of the pages has no room for stands at the end in full.
func TestShortened(t *testing.T) {
	long := strings.TrimSpace(strings.Repeat("long ", 40)) + " END"
	doc := meeting.Document{Reference: long, Marking: long, Notices: []string{long}, Title: long}
	all := strings.Join(strings.Fields(strings.Join(text(t, draw(t, doc)), " ")), " ")
	for _, want := range []string{"Reference: " + long, "Marking: " + long, "Notices: " + long, "long …"} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in %q", want, all)
		}
	}
}

// TestManyColumns draws a table that no page is wide enough for.
func TestManyColumns(t *testing.T) {
	table := &meeting.Table{}
	var row []string
	for i := range 40 {
		table.Head, row = append(table.Head, fmt.Sprintf("head%d", i)), append(row, fmt.Sprintf("cell%d", i))
	}
	table.Rows = [][]string{row, row[:3], {}}
	all := strings.Join(text(t, draw(t, meeting.Document{Blocks: []meeting.Block{{Table: table}}})), " ")
	for i := range 40 {
		if got, want := strings.Count(all, fmt.Sprintf("cell%d ", i))+strings.Count(all, fmt.Sprintf("cell%d\n", i)), 1; got < want {
			t.Errorf("cell%d stands %d times, want %d", i, got, want)
		}
	}
}

// TestSmallest holds that nothing is printed smaller than 9 points.
func TestSmallest(t *testing.T) {
	sizes := 0
	for line := range strings.Lines(reader(t, "qpdf", "--qdf", "--object-streams=disable", draw(t, sample(10, 3)), "-")) {
		fields := strings.Fields(line)
		if i := slices.Index(fields, "Tf"); i > 0 {
			var size float64
			fmt.Sscan(fields[i-1], &size)
			if sizes++; size < 9 {
				t.Errorf("text of %g points", size)
			}
		}
	}
	if sizes == 0 {
		t.Error("found no text")
	}
}
