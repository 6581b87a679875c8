package pdf_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/pdf/pdftest"
)

// readBack draws a document and reads it.
func readBack(t interface {
	Helper()
	Fatalf(string, ...any)
}, doc meeting.Document, fonts fs.FS) pdf.Contents {
	t.Helper()
	out, err := pdf.Draw(doc, fonts, attached...)
	if err != nil {
		t.Fatalf("%v", err)
	}
	got, err := pdf.Read(out)
	if err != nil {
		said, _ := json.Marshal(doc)
		t.Fatalf("the file %v: %s", err, said)
	}
	return got
}

func TestRead(t *testing.T) {
	got := readBack(t, sample(60, 300), fonts(t))
	if want := pdf.Words(sample(60, 300)); got.Words != want || !strings.Contains(want, "Theschoolsawthechildatthegate") {
		t.Errorf("got %.300q…\nwant %.300q…", got.Words, want)
	}
	for i, a := range got.Attachments {
		if want := attached[i]; a.Name != want.Name || a.Type != want.Type || a.Relation != want.Relation || string(a.Data) != string(want.Data) {
			t.Errorf("got %v\nwant %v", a, want)
		}
	}
	if len(got.Attachments) != len(attached) {
		t.Errorf("got %d attachments, want %d", len(got.Attachments), len(attached))
	}
	if got.Title != head().Title || got.Organisation != head().Organisation || got.Reference != head().Reference || got.Language != "en-GB" {
		t.Errorf("got %q %q %q %q", got.Title, got.Organisation, got.Reference, got.Language)
	}
	if err := got.Says(sample(60, 300)); err != nil {
		t.Error(err)
	}
}

// TestReadSealed reads a file with the few objects that a seal adds.
func TestReadSealed(t *testing.T) {
	doc := sample(20, 20)
	got, err := pdf.Read(seal(t, doc, pdftest.NewRoot(t, "Root").Signature(t, pdftest.EC(t))))
	if err != nil {
		t.Fatalf("the file %v", err)
	}
	if err := got.Says(doc); err != nil {
		t.Errorf("the file %v", err)
	}
}

// TestSaysAll changes one thing in a document: the file no longer says it.
func TestSaysAll(t *testing.T) {
	whole := func() meeting.Document {
		doc := everywhere("word")
		doc.Language, doc.Blocks[1].Heading.Text = "en", "Heading"
		doc.Blocks = append(doc.Blocks, filler(60)...)
		return doc
	}
	got := readBack(t, whole(), nil)
	if err := got.Says(whole()); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*meeting.Document)
	}{
		{"organisation", func(d *meeting.Document) { d.Organisation = "x" }},
		{"title", func(d *meeting.Document) { d.Title = "x" }},
		{"subtitle", func(d *meeting.Document) { d.Subtitle = "x" }},
		{"reference", func(d *meeting.Document) { d.Reference = "x" }},
		{"language", func(d *meeting.Document) { d.Language = "cy" }},
		{"marking", func(d *meeting.Document) { d.Marking = "x" }},
		{"no marking", func(d *meeting.Document) { d.Marking = "" }},
		{"notices", func(d *meeting.Document) { d.Notices = []string{"word"} }},
		{"number", func(d *meeting.Document) { d.Number++ }},
		{"fingerprint", func(d *meeting.Document) { d.Fingerprint = []byte("wors") }},
		{"heading", func(d *meeting.Document) { d.Blocks[1].Heading.Text = "heading" }},
		{"lead", func(d *meeting.Document) { d.Blocks[2].Paragraph.Lead = "x" }},
		{"text", func(d *meeting.Document) { d.Blocks[2].Paragraph.Text = "words" }},
		{"byline", func(d *meeting.Document) { d.Blocks[2].Paragraph.Byline = "" }},
		{"fact", func(d *meeting.Document) { d.Blocks[3].Facts[0].Text = "x" }},
		{"head", func(d *meeting.Document) { d.Blocks[4].Table.Head[1] = "x" }},
		{"cell", func(d *meeting.Document) { d.Blocks[4].Table.Rows[0][2] = "x" }},
		{"name", func(d *meeting.Document) { d.Blocks[5].SignOff.Name = "x" }},
		{"disagreement", func(d *meeting.Document) { d.Blocks[5].SignOff.Disagrees = "" }},
		{"box", func(d *meeting.Document) { d.Blocks[6].Box.Lines = nil }},
		{"a block less", func(d *meeting.Document) { d.Blocks = d.Blocks[:len(d.Blocks)-1] }},
		{"two blocks change places", func(d *meeting.Document) { slices.Reverse(d.Blocks[8:10]) }},
	}
	for _, test := range tests {
		doc := whole()
		test.change(&doc)
		if got.Says(doc) == nil {
			t.Errorf("%s: still said", test.name)
		}
	}
}

// texts are of what makes drawing and reading hard: marks, joiners, directions, names of letters and pieces of them.
func texts() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{
			"[U+", "1F600", "]", "[U+1F600]", "[U+0301]", "[U+0020]", "[U+0041]", "[U+D800]", "[U+110000]", "[U+000B]", "\v", "\u2011",
			"[", "+", "0", "\u200d", "\u200c", "\u0301", "\u0323", "\u0316", "\u034f", "\u0345", "\u1100", "\u1161", "\u11a8", "e", "é", "\u0b47\u0b3e",
			"محمد", "عبد", "שלום", "(12)", "১২", "ক্ষমা", "王", "𠮷", "\u202e", "\u2066", "\xff", "\xed\xa0\x80", "…", "(continued)", "\u1680", "\u3000",
			"-\u2028", "\r\n", "\n", "\t", " ", ", ", "word ", "Long words that fill a line in a narrow column. ", "\\", "(", ")", "<", "\u0958", "\u212b",
			"\ufdfa", "\ufdfd", "OFFICIAL-SENSITIVE",
		}),
		rapid.StringN(0, 5, -1),
		rapid.Custom(func(t *rapid.T) string {
			of := rapid.SampledFrom([]string{"x", "ab ", "ب", "ক্ষ", "\u0301", "W", "line\n", "محمد "}).Draw(t, "of")
			return strings.Repeat(of, rapid.SampledFrom([]int{2, 7, 31, 90}).Draw(t, "times"))
		}),
	)
	return rapid.Map(rapid.SliceOfN(piece, 0, 5), func(all []string) string { return strings.Join(all, "") })
}

func blocks() *rapid.Generator[meeting.Block] {
	return rapid.Custom(func(t *rapid.T) (b meeting.Block) {
		text := func() string { return texts().Draw(t, "text") }
		some := func(most int) []string { return rapid.SliceOfN(texts(), 0, most).Draw(t, "texts") }
		switch rapid.IntRange(0, 6).Draw(t, "block") {
		case 0:
			b.Heading = &meeting.Heading{Level: rapid.IntRange(-1, 5).Draw(t, "level"), Number: text(), Text: text()}
		case 1:
			b.Paragraph = &meeting.Paragraph{Lead: text(), Text: text(), Byline: text()}
			for range rapid.IntRange(0, 3).Draw(t, "marks") {
				b.Paragraph.Marks = append(b.Paragraph.Marks, meeting.Range{From: rapid.IntRange(-3, 40).Draw(t, "from"), To: rapid.IntRange(-3, 90).Draw(t, "to")})
			}
		case 2:
			for range rapid.IntRange(1, 4).Draw(t, "facts") {
				b.Facts = append(b.Facts, meeting.Fact{Name: text(), Text: text()})
			}
		case 3:
			b.Table = &meeting.Table{Head: some(4), Widths: rapid.SliceOfN(rapid.IntRange(-1, 100), 0, 4).Draw(t, "widths")}
			for range rapid.IntRange(0, 5).Draw(t, "rows") {
				b.Table.Rows = append(b.Table.Rows, some(12))
			}
		case 4:
			b.SignOff = &meeting.SignOff{Name: text(), About: some(3), Done: some(3), Disagrees: text()}
		case 5:
			b.Box = &meeting.Box{Lead: text(), Lines: some(3)}
		}
		return b
	})
}

// TestReadAnything draws any document: the file says what the document says.
func TestReadAnything(t *testing.T) {
	some := fstest.MapFS{} // without the font of ten megabytes
	for _, name := range []string{"NotoSansArabic-Regular.ttf", "NotoSansBengali-Regular.ttf", "NotoSansBengali-Bold.ttf"} {
		raw, err := fs.ReadFile(fonts(t), name)
		if err != nil {
			t.Fatal(err)
		}
		some[name] = &fstest.MapFile{Data: raw}
	}
	dirs := []fs.FS{nil, some}
	rapid.Check(t, func(t *rapid.T) {
		text := func(name string) string { return texts().Draw(t, name) }
		doc := meeting.Document{
			Language: text("language"), Organisation: text("organisation"), Title: text("title"), Subtitle: text("subtitle"),
			Reference: text("reference"), Marking: text("marking"), Notices: rapid.SliceOfN(texts(), 0, 2).Draw(t, "notices"),
			Fingerprint: rapid.SliceOfN(rapid.Byte(), 0, 32).Draw(t, "fingerprint"), Blocks: rapid.SliceOfN(blocks(), 0, 6).Draw(t, "blocks"),
		}
		got := readBack(t, doc, rapid.SampledFrom(dirs).Draw(t, "fonts"))
		if err := got.Says(doc); err != nil {
			t.Fatalf("the file %v", err)
		}
	})
}

func ExampleWords() {
	doc := meeting.Document{Title: "Minutes", Blocks: []meeting.Block{{Paragraph: &meeting.Paragraph{Lead: "D1", Text: "Ring today."}}}}
	fmt.Println(pdf.Words(doc))
	// Output: MinutesD1Ringtoday.
}
