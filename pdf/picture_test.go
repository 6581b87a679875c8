package pdf_test

import (
	"bytes"
	"crypto/sha256"
	"flag"
	"fmt"
	"html"
	"image"
	"image/color"
	paint "image/draw"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"strategyroom/meeting"
)

var update = flag.Bool("update", false, "write testdata/boxes.txt and docs/minutes-*.png as they are now")

// final is three pages of minutes as they are when they are final. Everybody in it is made up.
func final() meeting.Document {
	code := sha256.Sum256([]byte("final"))
	d := meeting.Document{
		Language: "en-GB", Organisation: "Cyngor Sir Enghraifft – Example County Council", Title: "Strategy meeting minutes",
		Subtitle: "Child: Q.X. (made up) and one sibling · version 2, final", Reference: "SM-2026-004217", Marking: "OFFICIAL-SENSITIVE",
		Number: 488, Fingerprint: code[:],
	}
	box := func(name, about, agency, disagrees string, done ...string) meeting.Block {
		return meeting.Block{SignOff: &meeting.SignOff{Name: name, About: []string{about, agency}, Done: done, Disagrees: disagrees}}
	}
	changed := paragraph("Information", "Q was seen at school on Tuesday 10 March and said that he had stayed with his aunt since the weekend.",
		"Nguyễn Thị Ánh Tuyết, health, 10:21 GMT")
	for _, words := range []string{"on Tuesday 10 March", "his aunt"} {
		from := strings.Index(changed.Paragraph.Text, words)
		changed.Paragraph.Marks = append(changed.Paragraph.Marks, meeting.Range{From: from, To: from + len(words)})
	}
	d.Blocks = []meeting.Block{
		{Facts: []meeting.Fact{
			{Name: "Reference", Text: d.Reference}, {Name: "Date and time", Text: "12 March 2026, 10:00 to 11:35 GMT"},
			{Name: "Place", Text: "By video, hosted by Children’s Services"}, {Name: "Chair", Text: people[0][0] + ", Service Manager"},
			{Name: "Outcome", Text: "Threshold met. Section 47 enquiry to be led jointly by children’s social care and police."},
		}},
		heading(2, "", "Attendance and apologies"),
		{Table: &meeting.Table{Head: []string{"Name", "Role", "Agency", "Attendance"}, Widths: []int{30, 28, 26, 16}, Rows: people}},
		heading(2, "", "Questions of the procedure"),
		heading(3, "1", "Is the child at immediate risk of significant harm, for example the child in the image or a child in the household?"),
		paragraph("Answer", "Yes. Both children live with the person suspected until today.", "Siân Llŵyd-Ŷnyr, social care, 10:12 GMT"),
		paragraph("Information", "The device was seized on Friday; first results are expected in 14 days.\nThe second phone was not found.",
			"Łukasz Wójcik, police, 10:14 GMT"),
		paragraph("Information", "قالت الأم إن الطفل (12 عامًا) سيبقى عند جدته حتى يوم 15 مارس 2026. لا يوجد اتصال مع المشتبه به منذ أسبوعين.",
			"محمد عبد الله, voluntary sector, 10:16 GMT"),
		changed,
		heading(2, "", "Decisions"),
		paragraph("D1", "Section 47 enquiries start today, led jointly by children’s social care and police.",
			"All agencies agree. Siân Llŵyd-Ŷnyr, social care, 11:02 GMT"),
		heading(2, "", "Actions"),
		{Table: &meeting.Table{Head: []string{"No.", "Action", "Owner", "Due"}, Widths: []int{10, 48, 26, 16}, Rows: [][]string{
			{"A1", "Arrange a child protection medical at Ysbyty Enghraifft and tell the school nurse the time.", people[2][0], "13 March 2026, 12:00"},
			{"A2", "Check each address that the family has given against the housing list and write down what is found.", people[8][0], "20 March 2026"},
			{"A3", "Ring the mother.", people[6][0], "Today, 18:00"},
		}}},
		heading(2, "", "Sign-off"),
		paragraph("", "Each person below who signed had the whole of version 2 before them, typed their name and showed again who they are.", ""),
		box(people[0][0], "Chair, Service Manager", "Example County Council", "", "Electronically signed (typed name)", "16 March 2026, 09:12 GMT",
			"Signed in with a link from their account", "Signature 471-9F31C07A"),
		box(people[1][0], "Detective Inspector", "Police", "The minutes say that police knew the address on 2 March. We learnt it at this meeting, as I said at 10:14.",
			"Electronically signed (typed name)", "16 March 2026, 14:40 GMT", "Signed in with a code from the chair", "Signature 474-02B6D9E4",
			"Attended and disagrees, see below"),
		box(people[6][0], "Family support worker", "Voluntary sector", "", "No reply by 17 March 2026"),
		{Box: &meeting.Box{Lead: "Sealed by " + d.Organisation, Lines: []string{
			"The seal is the organisation’s electronic seal over this whole file. Any later change breaks it.",
			"How to check it, without our service, is set out under “How to check this document”.",
		}}},
		heading(2, "", "How to check this document"),
		paragraph("With our program", "strategyroom verify FILE says whether the seal covers the whole file and whether these pages say what the record says.", ""),
		{Facts: []meeting.Fact{{Name: "Entries", Text: "488"}, {Name: "Check code", Text: d.Fingerprint.String()}}},
	}
	return d
}

// lineBoxes are the lines of all pages: where each begins and ends, and what it says.
func lineBoxes(t *testing.T, file string) string {
	var out, words strings.Builder
	page := 0
	var at [4]float64
	for line := range strings.Lines(reader(t, "pdftotext", "-bbox-layout", file, "-")) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "<page "):
			page++
		case strings.HasPrefix(line, "<line "):
			words.Reset()
			if _, err := fmt.Sscanf(line, `<line xMin="%f" yMin="%f" xMax="%f" yMax="%f">`, &at[0], &at[1], &at[2], &at[3]); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
		case strings.HasPrefix(line, "<word "):
			_, word, _ := strings.Cut(line, ">")
			words.WriteString(" " + html.UnescapeString(strings.TrimSuffix(word, "</word>")))
		case line == "</line>":
			fmt.Fprintf(&out, "%d %4.0f %4.0f %4.0f %4.0f %s\n", page, at[0], at[1], at[2], at[3], words.String())
		}
	}
	return out.String()
}

// pictures writes docs/minutes-1.png and so on in sixteen shades of grey, a third of the bytes.
func pictures(t *testing.T, file string) {
	dir := t.TempDir()
	reader(t, "pdftoppm", "-r", "80", "-gray", "-png", file, filepath.Join(dir, "minutes"))
	var shades color.Palette
	for shade := range 16 {
		shades = append(shades, color.Gray{uint8(17 * shade)})
	}
	names, _ := filepath.Glob(filepath.Join(dir, "*.png"))
	for _, name := range names {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		page, err := png.Decode(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		small := image.NewPaletted(page.Bounds(), shades)
		paint.Draw(small, small.Bounds(), page, image.Point{}, paint.Src)
		var out bytes.Buffer
		encoder := png.Encoder{CompressionLevel: png.BestCompression}
		if err := encoder.Encode(&out, small); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join("..", "docs", filepath.Base(name)), out.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// TestLinesStand compares where all lines of three pages stand with where they stood when somebody looked at the pages.
// go test ./pdf -run TestLinesStand -update writes both the boxes and the pictures.
func TestLinesStand(t *testing.T) {
	file := draw(t, final())
	got := lineBoxes(t, file)
	const golden = "testdata/boxes.txt"
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
		pictures(t, file)
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got := count(t, file); got != 3 {
		t.Errorf("got %d pages, want 3", got)
	}
	gots, wants := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(gots), len(wants)) {
		got, want := "nothing", "nothing"
		if i < len(gots) {
			got = gots[i]
		}
		if i < len(wants) {
			want = wants[i]
		}
		if got != want {
			t.Fatalf("line %d: got %q\nwant %q\nLook at the pages; if they are right, run go test ./pdf -run TestLinesStand -update", i+1, got, want)
		}
	}
}
