package pdf_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/pdf"
)

// structure is what is read out of a file, each element with what stands directly in it.
func structure(t *testing.T, file string) (all []string) {
	for line := range strings.Lines(reader(t, "pdfinfo", "-struct-text", file)) {
		text := strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(text, `"`):
			all[len(all)-1] += " " + text
		case text != "" && !strings.HasPrefix(text, "/"):
			name, _, _ := strings.Cut(text, " ")
			all = append(all, strings.Repeat(" ", (len(line)-len(strings.TrimLeft(line, " ")))/2)+strings.TrimSuffix(name, ":"))
		}
	}
	return all
}

func TestReadOutInOrder(t *testing.T) {
	doc := head()
	doc.Blocks = []meeting.Block{
		heading(2, "", "Part"), heading(3, "1", "Item"),
		{Facts: []meeting.Fact{{Name: "Place", Text: "By video"}}},
		paragraph("D1", "A decision.", "Siân, 10:12 GMT"), paragraph("Information from Nia Nurse, Example Hospital", "A bruise.", ""),
		{Table: &meeting.Table{Head: []string{"No.", "Action"}, Rows: [][]string{{"A1", "Ring\nthe mother"}, {"", ""}}}},
		signOff("Łukasz", "No."),
		{Box: &meeting.Box{Lead: "Made final", Lines: []string{"One", "Two"}}},
		heading(4, "", "Below an item"), paragraph("", "", ""),
	}
	got := structure(t, draw(t, doc))
	want := []string{
		"Document", ` P "Cyngor Sir Enghraifft – Example County Council"`, ` H1 "Strategy meeting minutes"`,
		` P "Child: Q.X. (made up) and one sibling"`, ` H2 "Part"`, ` H3 "1 Item"`,
		" L", "  LI", `   Lbl "Place"`, `   LBody "By video"`,
		` P "D1 A decision."`, ` P "Siân, 10:12 GMT"`, ` P "Information from Nia Nurse, Example Hospital A bruise."`,
		" Table", "  TR", `   TH "No."`, `   TH "Action"`, "  TR", `   TH "A1"`, `   TD "Ring the mother"`, "  TR", "   TH", "   TD",
		" Div", `  P "Łukasz"`, `  P "Detective Inspector"`, `  P "Police"`, `  P "Electronically signed (typed name)"`,
		`  P "13 March 2026, 09:12 GMT"`, `  P "Signed in with a code"`, `  P "Disagrees: No."`,
		" Div", `  P "Made final"`, `  P "One"`, `  P "Two"`, ` H3 "Below an item"`,
		` P "Check code"`, ` P "` + doc.Fingerprint.String() + `"`,
		` P "Everything saved up to number 412 of this meeting gives this check code. Copies with the same code were made ` +
			`from the same saved text."`,
	}
	for i, line := range got {
		got[i] = strings.ReplaceAll(line, "\u2002", " ")
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// TestReadOutOnce holds that what stands on several pages is one element, and that what only repeats is none.
func TestReadOutOnce(t *testing.T) {
	table := &meeting.Table{Head: []string{"No.", "Text"}, Widths: []int{20, 80}, Rows: [][]string{{"R1", numbered("row", 120)}, {"R2", "end"}}}
	long := signOff("Long", strings.Repeat("word ", 2000))
	doc := meeting.Document{Title: "T", Marking: "MARKING", Notices: []string{"Draft"},
		Blocks: []meeting.Block{{Table: table}, long, paragraph("", numbered("line", 90), "")}}
	file := draw(t, doc)
	if got := count(t, file); got < 6 {
		t.Fatalf("got %d pages: the test tests too little", got)
	}
	got := structure(t, file)
	var kinds []string
	for _, line := range got {
		kind, _, _ := strings.Cut(strings.TrimSpace(line), " ")
		kinds = append(kinds, kind)
	}
	want := strings.Fields("Document H1 Table TR TH TH TR TH TD TR TH TD Div P P P P P P P P")
	if !slices.Equal(kinds, want) {
		t.Errorf("got  %v\nwant %v", kinds, want)
	}
	all := strings.Join(got, "\n")
	for _, not := range []string{"continued", "MARKING", "Draft", "Page "} {
		if strings.Contains(all, not) {
			t.Errorf("%q is read out", not)
		}
	}
}

// TestTold reads what a file says of itself.
func TestTold(t *testing.T) {
	tests := []struct{ language, want string }{{"cy", "cy"}, {"en-GB", "en-GB"}, {"", "en-GB"}, {"e) /X (", "en-GB"}}
	for _, test := range tests {
		doc := head()
		doc.Language, doc.Title = test.language, "Minutes <&> Siân 😀 )"
		file := draw(t, doc)
		catalog := reader(t, "qpdf", "--show-object=trailer", file)
		_, root, _ := strings.Cut(catalog, "/Root ")
		root, _, _ = strings.Cut(root, " ")
		catalog += reader(t, "qpdf", "--show-object="+root, file)
		for _, want := range []string{"/Lang (" + test.want + ")", "/Marked true", "/DisplayDocTitle true", "/ID [ <"} {
			if !strings.Contains(catalog, want) {
				t.Errorf("%q: %q is missing in %s", test.language, want, catalog)
			}
		}
		info := reader(t, "pdfinfo", file)
		for _, want := range []string{"Tagged:          yes", "Title:           Minutes <&> Siân [U+1F600] )", "Metadata Stream: yes"} {
			if !strings.Contains(info, want) {
				t.Errorf("%q is missing in %s", want, info)
			}
		}
		meta := reader(t, "pdfinfo", "-meta", file)
		for _, want := range []string{"Minutes &lt;&amp;&gt; Siân [U+1F600] )</rdf:li>", "<rdf:li>" + test.want + "</rdf:li>", doc.Reference} {
			if !strings.Contains(meta, want) {
				t.Errorf("%q is missing in %s", want, meta)
			}
		}
	}
}

var attached = []pdf.Attachment{
	{Name: "record.jsonl", Type: "application/jsonl", Description: "The record (a) \\ 王", Relation: "Source", Data: []byte("{\"number\":1}\n\x00\xff")},
	{Name: "minutes.json", Type: "application/json", Description: "", Relation: "Data", Data: []byte("{}")},
	{Name: "empty", Type: "text/plain", Description: "Nothing", Relation: "Data"},
}

// TestAttachments saves the attachments with a program that people use.
func TestAttachments(t *testing.T) {
	out, err := pdf.Draw(sample(5, 5), fonts(t), attached...)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "out.pdf")
	if err := os.WriteFile(file, out, 0o600); err != nil {
		t.Fatal(err)
	}
	if out := reader(t, "qpdf", "--check", file); strings.Contains(out, "WARNING") {
		t.Error(out)
	}
	if got, want := reader(t, "pdfdetach", "-list", file), "3 embedded files\n1: empty\n2: minutes.json\n3: record.jsonl\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	reader(t, "pdfdetach", "-saveall", "-o", dir, file)
	for _, want := range attached {
		got, err := os.ReadFile(filepath.Join(dir, want.Name))
		if err != nil || string(got) != string(want.Data) {
			t.Errorf("%s: got %q, %v\nwant %q", want.Name, got, err, want.Data)
		}
	}
}

func TestAttachmentsRefused(t *testing.T) {
	good := attached[0]
	tests := []struct {
		name   string
		change func(*pdf.Attachment)
	}{
		{"no name", func(a *pdf.Attachment) { a.Name = "" }},
		{"a path", func(a *pdf.Attachment) { a.Name = "../x" }},
		{"an operator", func(a *pdf.Attachment) { a.Name = "a)" }},
		{"no type", func(a *pdf.Attachment) { a.Type = "" }},
		{"a type of PDF", func(a *pdf.Attachment) { a.Type = "a/b>>" }},
		{"no relation", func(a *pdf.Attachment) { a.Relation = "" }},
		{"twice", func(a *pdf.Attachment) { a.Name = "minutes.json" }},
	}
	for _, test := range tests {
		bad := good
		test.change(&bad)
		if _, err := pdf.Draw(head(), nil, attached[1], bad); err == nil {
			t.Errorf("%s: drawn", test.name)
		}
	}
}
