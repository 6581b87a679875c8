package pdf_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"strategyroom/meeting"
	"strategyroom/pdf"
)

// everywhere puts a text into each place that a document has.
func everywhere(s string) meeting.Document {
	return meeting.Document{
		Language: s, Organisation: s, Title: s, Subtitle: s, Reference: s, Marking: s, Notices: []string{s, s}, Number: 1,
		Fingerprint: []byte(s), Blocks: []meeting.Block{
			heading(2, s, s), heading(3, s, s), paragraph(s, s, s), {Facts: []meeting.Fact{{Name: s, Text: s}}},
			{Table: &meeting.Table{Caption: s, Head: []string{s, s}, Widths: []int{1, 99}, Rows: [][]string{{s, s, s}, {s}, {}}}},
			{SignOff: &meeting.SignOff{Name: s, About: []string{s, s}, Done: []string{s, s}, Disagrees: s}},
			{Box: &meeting.Box{Lead: s, Lines: []string{s}}},
			{Paragraph: &meeting.Paragraph{Text: s, Marks: []meeting.Range{{From: 1, To: 2}, {From: 3, To: 5}}}},
		},
	}
}

var hostile = []struct{ name, text, want string }{
	{"operators", ") Tj ET Q (", ") Tj ET Q ("},
	{"backslashes", `\\ \( \) \n \ `, `\\ \( \) \n \`},
	{"NUL and controls", "a\x00b\x1bc\x7fd", "a[U+0000]b[U+001B]c[U+007F]d"},
	{"bad UTF-8", "a\xffb\xc3", "a[U+FFFD]b[U+FFFD]"},
	{"half surrogate", "a\xed\xa0\x80b", "a[U+FFFD]b"},
	{"emoji", "ok 😀 ok", "ok [U+1F600] ok"},
	{"emoji of a family", "👩\u200d👧", "[U+1F469][U+200D][U+1F467]"},
	{"bidi controls", "a\u202eb\u2066c\u200fd", "a[U+202E]b[U+2066]c[U+200F]d"},
	{"hidden letters", "pass\u200bword\u00ad\ufeff", "pass[U+200B]word[U+00AD][U+FEFF]"},
	{"joiner outside its scripts", "a\u200db", "a[U+200D]b"},
	{"lone mark", "\u0301 \u0301a", "[U+0301] [U+0301]a"},
	{"tower of marks", "a" + strings.Repeat("\u0316", 6) + "b", "[U+0316][U+0316]b"},
	{"private use", "\ue000\U0010fffd", "[U+E000][U+10FFFD]"},
	{"no such letter", "\uffff\U000e0001", "[U+FFFF][U+E0001]"},
	{"line ends", "a\r\nb\rc\u2028d\u0085e", "e"},
	{"tab", "a\tb", "b"},
	{"ligature", "ﬁ ﬀ", "ﬁ"},
	{"decomposed", "Sia\u0302n Llw\u0302yd", "Siân Llŵyd"},
	{"marks that stay", "o\u0323\u0300", "ọ̀"},
	{"page count of gofpdf", "{nb}", "{nb}"},
	{"many spaces", strings.Repeat(" ", 3000) + "end", "end"},
	{"many lines", strings.Repeat("\n", 300) + "end", "end"},
	{"long word", strings.Repeat("x", 20000), "xxx"},
	{"long Arabic word", strings.Repeat("ب", 1000), "ببب"},
	{"long Bengali word", strings.Repeat("ক্ষ", 300), "ক্ষ"},
	{"words of the format in UTF-16", "\u7374\u7265\u616d\u0a0a\u2f43\u7265\u6174\u696f\u6e44\u6174\u6520\u2844\u3a31", ""},
	{"Chinese above U+FFFF", "𠮷", ""},
	{"outline of hex", "/Span <</ActualText <FEFF>>> BDC EMC", "/Span <</ActualText <FEFF>>> BDC EMC"},
}

// says reads a file back.
func says(t *testing.T, file string, doc meeting.Document) error {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	got, err := pdf.Read(raw)
	if err != nil {
		return err
	}
	return got.Says(doc)
}

func TestHostile(t *testing.T) {
	for _, test := range hostile {
		t.Run(test.name, func(t *testing.T) {
			file := draw(t, everywhere(test.text))
			if err := says(t, file, everywhere(test.text)); err != nil {
				t.Errorf("the file %v", err)
			}
			if out := reader(t, "qpdf", "--check", file); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
			doc := meeting.Document{Blocks: []meeting.Block{paragraph("", test.text, "")}}
			page := strings.Join(text(t, draw(t, doc)), "\n")
			if !strings.Contains(page, test.want) {
				t.Errorf("got %.300q\nwant %q", page, test.want)
			}
		})
	}
}

// missing returns the first letter, mark or digit of a text that is neither on the pages nor named there.
func missing(pages, text string) string {
	for _, r := range norm.NFC.String(strings.ToValidUTF8(text, "\ufffd")) {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) && !strings.ContainsRune(pages, r) &&
			!strings.Contains(pages, fmt.Sprintf("U+%04X", r)) {
			return fmt.Sprintf("%U", r)
		}
	}
	return ""
}

// TestEveryLetter draws a sample of all of Unicode: each letter is there or named.
func TestEveryLetter(t *testing.T) {
	var all strings.Builder
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r < 0x600 || r%47 == 0 && r < 0x30000 || r%9001 == 0 {
			all.WriteString(string(r) + " ")
		}
	}
	doc := meeting.Document{Blocks: []meeting.Block{paragraph("", all.String(), "")}}
	pages := strings.Join(text(t, draw(t, doc)), "\n")
	for _, word := range strings.Fields(all.String()) {
		if got := missing(pages, word); got != "" {
			t.Errorf("%s is neither drawn nor named", got)
		}
	}
}

func TestFontsAreOptional(t *testing.T) {
	doc := meeting.Document{Title: "Siân محمد", Blocks: []meeting.Block{paragraph("", "王 ক", "")}}
	for name, dir := range map[string]fstest.MapFS{"none": nil, "empty": {}} {
		out, err := pdf.Draw(doc, dir)
		if err != nil || len(out) == 0 {
			t.Errorf("%s: got %d bytes, %v", name, len(out), err)
		}
	}
	if _, err := pdf.Draw(doc, nil); err != nil {
		t.Error(err)
	}
	if _, err := pdf.Draw(doc, fstest.MapFS{"X.ttf": {Data: []byte("no font")}}); err == nil || !strings.Contains(err.Error(), "X.ttf") {
		t.Errorf("got %v, want an error that names X.ttf", err)
	}
}

func FuzzDraw(f *testing.F) {
	for _, test := range hostile {
		if len(test.text) < 1000 {
			f.Add(test.text)
		}
	}
	f.Add(strings.Join(slices.Concat(people...), "\n"))
	fonts := fonts(f)
	f.Fuzz(func(t *testing.T, s string) {
		if out, err := pdf.Draw(everywhere(s), fonts); err != nil || len(out) == 0 {
			t.Errorf("got %d bytes, %v", len(out), err)
		}
		doc := meeting.Document{Blocks: []meeting.Block{paragraph("", s, "")}}
		if got := missing(strings.Join(text(t, draw(t, doc)), "\n"), s); got != "" {
			t.Errorf("%s is neither drawn nor named", got)
		}
	})
}
