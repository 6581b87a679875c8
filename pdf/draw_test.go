package pdf_test

import (
	"crypto/sha256"
	"fmt"
	"html"
	"io/fs"
	"maps"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"strategyroom/meeting"
	"strategyroom/pdf"
)

// fonts are the built ones.
func fonts(t testing.TB) fs.FS {
	t.Helper()
	dir := os.DirFS("../static/dist/fonts")
	if found, _ := fs.Glob(dir, "*.ttf"); len(found) < 5 {
		t.Fatal("the fonts of the minutes are not built: run make build")
	}
	return dir
}

// draw returns the name of a file with the drawn document.
func draw(t testing.TB, doc meeting.Document) string {
	t.Helper()
	out, err := pdf.Draw(doc, fonts(t))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "out.pdf")
	if err := os.WriteFile(name, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// reader runs one of the programs that people read PDFs with.
func reader(t testing.TB, name string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Fatalf("%s is missing: make test installs it, or says how (Debian: poppler-utils, qpdf, libnss3-tools, openssl)", name)
	}
	out, err := exec.Command(path, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, out)
	}
	return string(out)
}

// text is what a reader copies from each page.
func text(t testing.TB, file string) []string {
	pages := strings.Split(reader(t, "pdftotext", "-layout", file, "-"), "\f")
	return pages[:len(pages)-1]
}

func count(t testing.TB, file string) int {
	for line := range strings.Lines(reader(t, "pdfinfo", file)) {
		if pages, ok := strings.CutPrefix(line, "Pages:"); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(pages))
			return n
		}
	}
	return 0
}

// words are the words of a text; a Chinese character is one, since lines break between them.
func words(text string) (all []string) {
	word := ""
	end := func() {
		if word != "" {
			all = append(all, word)
		}
		word = ""
	}
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Han, r):
			end()
			all = append(all, string(r))
		case unicode.In(r, unicode.L, unicode.M, unicode.N) || r == '\u200c':
			word += string(r)
		default:
			end()
		}
	}
	end()
	return all
}

// units are the texts of a document as they must follow each other; the words of one may stand in any order, since
// pdftotext reads across the columns of a table.
func units(doc meeting.Document) (all []string) {
	for _, b := range doc.Blocks {
		switch {
		case b.Heading != nil:
			all = append(all, b.Heading.Number+" "+b.Heading.Text)
		case b.Paragraph != nil:
			all = append(all, b.Paragraph.Lead+" "+b.Paragraph.Text, b.Paragraph.Byline)
		case b.Table != nil:
			for _, row := range append([][]string{b.Table.Head}, b.Table.Rows...) {
				all = append(all, strings.Join(row, " "))
			}
		}
		for _, fact := range b.Facts {
			all = append(all, fact.Name+" "+fact.Text)
		}
	}
	return all
}

func TestEveryWordIsThere(t *testing.T) {
	for _, doc := range []meeting.Document{sample(10, 0), sample(60, 300)} {
		got := words(strings.Join(text(t, draw(t, doc)), "\n"))
		at := 0
		for _, unit := range append([]string{doc.Organisation, doc.Title, doc.Subtitle}, units(doc)...) {
			want := words(unit)
			// A head and a foot of a page may stand between.
			window := slices.Clone(got[at:min(len(got), at+2*len(want)+60)])
			last := -1
			for _, word := range want {
				i := slices.Index(window, word)
				if i < 0 {
					t.Fatalf("%q of %q is missing after word %d: %q", word, unit, at, got[at:min(len(got), at+40)])
				}
				window[i] = ""
				last = max(last, i)
			}
			at += last + 1
		}
	}
}

// TestOrder holds how a line that mixes directions is seen from left to right: Arabic words are turned round, digits
// and Latin words inside them are not; brackets are told as they are read.
func TestOrder(t *testing.T) {
	tests := []struct{ text, want string }{
		{"Before محمد عبد after.", "Before دبع دمحم after."},
		{"Ring محمد (07700) today", "Ring )07700( دمحم today"},
		{"اتصلت في 15 مارس 2026 من Ysgol Enghraifft مرتين (12)", ")12( نيترم Ysgol Enghraifft نم 2026 سرام 15 يف تلصتا"},
		{"سنة ١٢٣ كاملة", "ةلماك ١٢٣ ةنس"},
		{"שלום Mr Quill", "םולש Mr Quill"},
		{"Note محمد 10:06 GMT today", "Note 10:06 دمحم GMT today"},
		{"abcd ١٢ محمد efgh", "abcd دمحم ١٢ efgh"},
		{"abcd محمد ١٢.٥ efgh", "abcd ١٢.٥ دمحم efgh"},
		{"ABCمحمدDEF", "ABCدمحمDEF"},
	}
	for _, test := range tests {
		doc := meeting.Document{Blocks: []meeting.Block{paragraph("", test.text, "")}}
		seen := map[float64]string{}
		for _, word := range boxes(t, doc) {
			seen[word.from] = word.text
		}
		var row []string
		for _, x := range slices.Sorted(maps.Keys(seen)) {
			row = append(row, seen[x])
		}
		if got := strings.Join(row, " "); got != test.want {
			t.Errorf("%s: got %q\nwant %q", test.text, got, test.want)
		}
	}
	doc := meeting.Document{Blocks: []meeting.Block{paragraph("Lead", "", "محمد, مريم, 10:06 GMT")}}
	all := boxes(t, doc)
	slices.SortFunc(all, func(a, b box) int { return int(a.from - b.from) })
	var got []string
	for _, b := range all {
		got = append(got, b.text)
	}
	if want := "Lead دمحم, ميرم, 10:06 GMT"; strings.Join(got, " ") != want {
		t.Errorf("byline: got %q\nwant %q", got, want)
	}
}

type box struct {
	from, to float64
	text     string
}

// boxes are the words of a document without its frame, where they stand.
func boxes(t *testing.T, doc meeting.Document) (all []box) {
	for line := range strings.Lines(reader(t, "pdftotext", "-bbox", draw(t, doc), "-")) {
		var b box
		var top float64
		if n, _ := fmt.Sscanf(line, ` <word xMin="%f" yMin="%f" xMax="%f"`, &b.from, &top, &b.to); n == 3 && top < 780 {
			_, b.text, _ = strings.Cut(line, ">")
			b.text = html.UnescapeString(strings.TrimSuffix(strings.TrimSpace(b.text), "</word>"))
			all = append(all, b)
		}
	}
	return all
}

func TestReadersAccept(t *testing.T) {
	long := sample(60, 300)
	tests := []struct {
		name  string
		doc   meeting.Document
		least int // pages
	}{
		{"empty", meeting.Document{}, 1},
		{"no blocks", head(), 1},
		{"one meeting", sample(10, 5), 3},
		{"long", long, 30},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			file := draw(t, test.doc)
			if out := reader(t, "qpdf", "--check", file); strings.Contains(out, "WARNING") {
				t.Error(out)
			}
			pages := text(t, file)
			if got := count(t, file); got < test.least || got != len(pages) {
				t.Errorf("got %d pages with the text of %d, want at least %d", got, len(pages), test.least)
			}
			for i, page := range pages {
				wants := append([]string{fmt.Sprintf("Page %d of %d", i+1, len(pages))}, test.doc.Notices...)
				if test.doc.Fingerprint != nil {
					wants = append(wants, "Check code "+test.doc.Fingerprint.String()[:16]+"…")
				}
				if i > 0 {
					wants = append(wants, test.doc.Title, test.doc.Reference)
				}
				for _, want := range wants {
					if !strings.Contains(page, want) {
						t.Errorf("page %d does not say %q", i+1, want)
					}
				}
				if got := strings.Count(page, test.doc.Marking); test.doc.Marking != "" && got != 2 {
					t.Errorf("page %d is marked %d times, want 2", i+1, got)
				}
			}
			if end := pages[len(pages)-1]; !strings.Contains(end, test.doc.Fingerprint.String()) {
				t.Errorf("the last page does not have the whole check code:\n%s", end)
			}
		})
	}
}

func TestProperties(t *testing.T) {
	file := draw(t, head())
	info := reader(t, "pdfinfo", file)
	for _, want := range []string{"Strategy meeting minutes", "SM-2026-004217", "Cyngor Sir Enghraifft – Example", "595.28 x 841.89"} {
		if !strings.Contains(info, want) {
			t.Errorf("pdfinfo does not say %q:\n%s", want, info)
		}
	}
	for _, not := range []string{"CreationDate", "ModDate"} {
		if strings.Contains(info, not) {
			t.Errorf("pdfinfo says %s; the document has no date", not)
		}
	}
}

// TestOutline reads the bookmarks: parts with their items below them.
func TestOutline(t *testing.T) {
	doc := head()
	doc.Blocks = []meeting.Block{heading(3, "0", "Before any part"), heading(2, "", "Siân (a) \\ Ŷ"), heading(3, "1", "One"),
		heading(3, "2", "王 𠮷 😀"), heading(2, "", "Last")}
	out := reader(t, "qpdf", "--json=2", "--json-key=outlines", draw(t, doc))
	var got []string
	for line := range strings.Lines(out) {
		name, title, ok := strings.Cut(strings.TrimSpace(line), `"title": `)
		if ok && name == "" {
			title, err := strconv.Unquote(strings.TrimSuffix(title, ","))
			if err != nil {
				t.Fatal(err)
			}
			depth := (len(line) - len(strings.TrimLeft(line, " "))) / 4
			got = append(got, fmt.Sprint(depth, " ", title))
		}
	}
	want := []string{"1 0 Before any part", "1 Siân (a) \\ Ŷ", "2 1 One", "2 2 王 [U+20BB7] [U+1F600]", "1 Last"}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q\n%s", got, want, out)
	}
}

// TestSameBytes draws in other processes: what depends on the order of a map or on the time shows there.
func TestSameBytes(t *testing.T) {
	out, err := pdf.Draw(sample(20, 20), fonts(t), attached...)
	if err != nil {
		t.Fatal(err)
	}
	want := fmt.Sprintf("sum %x", sha256.Sum256(out))
	if os.Getenv("STRATEGYROOM_TEST_SUM") != "" {
		fmt.Println(want)
		return
	}
	for range 3 {
		again := exec.Command(os.Args[0], "-test.run=^TestSameBytes$", "-test.count=1")
		again.Env = append(os.Environ(), "STRATEGYROOM_TEST_SUM=1")
		got, err := again.CombinedOutput()
		if err != nil || !strings.Contains(string(got), want) {
			t.Errorf("got %s %v\nwant %s", got, err, want)
		}
	}
}

// TestShaping holds the widths that words have in Chromium, in thousandths of their size: letters that do not join or
// do not stack have others.
func TestShaping(t *testing.T) {
	tests := []struct {
		word string
		want float64
	}{
		{"قالت", 2091}, {"عند", 1378}, {"يوجد", 1892}, {"أسبوعين", 3440}, {"می\u200cخواهم", 3696}, {"الله", 1284},
		{"ক্ষমা", 1737}, {"চৌধুরী", 2623}, {"প্রতিদিন", 3158}, {"স্কুলে", 1837}, {"নানির", 2332}, {"שלום", 2198},
	}
	doc := meeting.Document{}
	for _, test := range tests {
		doc.Blocks = append(doc.Blocks, paragraph("", test.word, ""))
	}
	all := boxes(t, doc)
	if len(all) != len(tests) {
		t.Fatalf("got %d words, want %d: %v", len(all), len(tests), all)
	}
	for i, test := range tests {
		if got := (all[i].to - all[i].from) / 11 * 1000; math.Abs(got-test.want) > 5 {
			t.Errorf("%s: got %.0f, want %.0f", test.word, got, test.want)
		}
	}
}

func BenchmarkDraw(b *testing.B) {
	for _, test := range []struct{ pages, attendees, entries int }{{10, 20, 60}, {200, 60, 2120}} {
		doc, fonts := sample(test.attendees, test.entries), fonts(b)
		b.Run(fmt.Sprint(test.pages), func(b *testing.B) {
			for b.Loop() {
				if _, err := pdf.Draw(doc, fonts); err != nil {
					b.Fatal(err)
				}
			}
			b.StopTimer()
			b.ReportMetric(float64(count(b, draw(b, doc))), "pages")
		})
	}
}

func BenchmarkRead(b *testing.B) {
	doc := sample(60, 2120)
	file, err := pdf.Draw(doc, fonts(b))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		got, err := pdf.Read(file)
		if err != nil {
			b.Fatal(err)
		}
		if err := got.Says(doc); err != nil {
			b.Fatal(err)
		}
	}
}
