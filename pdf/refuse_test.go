package pdf_test

import (
	"bytes"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/pdf"
)

// TestReadRefuses changes one thing in a sound file, as who has the key could before sealing it.
func TestReadRefuses(t *testing.T) {
	doc := head()
	doc.Blocks = append(filler(60), heading(2, "", "Part"), paragraph("", "محمد", ""), meeting.Block{Table: &meeting.Table{
		Head: []string{"No.", "Text"}, Widths: []int{20, 80}, Rows: [][]string{{"R1", numbered("row", 60)}}}})
	file, err := pdf.Draw(doc, fonts(t), attached...)
	if err != nil {
		t.Fatal(err)
	}
	wide := func(text string) string { return "\x00" + strings.Join(strings.Split(text, ""), "\x00") }
	tests := []struct{ name, old, other, want string }{
		{"an object more", "", "", "nothing leads to"},
		{"another text in white", "0.047 g\n", "1.000 g\n", "not drawn by this program"},
		{"a text that is too small", " 11.00 Tf", " 0.10 Tf", "cannot be seen"},
		{"a text beside the page", "BT 56.69 ", "BT 956.69 ", "cannot be seen"},
		{"an invisible text", "BT 56.69 ", "3 Tr BT 56.69 ", "not drawn by this program"},
		{"a text that is not read out", "/P<</MCID 1>>BDC", "/Artifact<</Type/Layout>>BDC", "page"},
		{"a text that is said to be repeated", "/P<</MCID 1>>BDC\n", "/Artifact<</Type/Pagination>>BDC\nBT 60.00 60.00 Td (\x00X) Tj ET\nEMC\n/P<</MCID 1>>BDC\n", "not read out"},
		{"another actual text", "/ActualText<FEFF0645062D", "/ActualText<FEFF0646062D", "other letters"},
		{"two elements change places", "/P ", "/Q ", "does not write"},
		{"another bookmark", "/Title (\xfe\xff\x00P", "/Title (\xfe\xff\x00p", "bookmarks"},
		{"another title", "/Title (\xfe\xff\x00S", "/Title (\xfe\xff\x00s", "of itself"},
		{"other metadata", "<dc:format>application/pdf", "<dc:format>application/xml", "of itself"},
		{"a script", "/Lang (", "/OpenAction <</S/JavaScript/JS(app.alert)>>\n/Lang (", "does not write: /OpenAction"},
		{"a layer", "/Lang (", "/OCProperties <<>>\n/Lang (", "does not write: /OCProperties"},
		{"another attachment", "/UF(empty)", "/UF(hello)", "attachment"},
		{"a stripped attachment", "/AF [", "/AF [99 0 R ", "attachment"},
		{"another check sum", "/CheckSum<d4", "/CheckSum<d5", "attachment"},
		{"something over a page", "/StructParents 1\n", "/StructParents 1\n/Annots [2 0 R]\n", "put together"},
		{"a larger page", "/StructParents 1\n", "/StructParents 1\n/MediaBox [0 0 9 9]\n", "put together"},
		{"not tagged", "/Marked true", "/Marked false", "read out"},
		{"another letter", "200.0 200.0 cm\n", "200.0 200.0 cm\nBT ET\n", "letter"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var altered []byte
			if test.old == "" {
				altered = pdf.Grown(t, file)
			} else {
				altered = pdf.Altered(t, file, test.old, test.other)
			}
			if _, err := pdf.Read(altered); err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
	t.Run("another word", func(t *testing.T) {
		got, err := pdf.Read(pdf.Altered(t, file, wide("filler 7"), wide("filler 8")))
		if err != nil {
			t.Fatal(err)
		}
		if err := got.Says(doc); err == nil || !strings.Contains(err.Error(), "filler8") {
			t.Errorf("got %v", err)
		}
	})
	for name, marking := range map[string]string{"another marking": "OFFICIAL-INSENSITIV", "no page number": "Page 1 of 9"} {
		t.Run(name, func(t *testing.T) {
			old := map[string]string{"another marking": "OFFICIAL-SENSITIVE", "no page number": "Page 1 of 4"}[name]
			got, err := pdf.Read(pdf.Altered(t, file, wide(old), wide(marking)))
			if err != nil {
				t.Fatal(err)
			}
			if err := got.Says(doc); err == nil || !strings.Contains(err.Error(), "round page 1") {
				t.Errorf("got %v", err)
			}
		})
	}
	for name, altered := range map[string][]byte{
		"more than one revision": append(bytes.Clone(file), "5 0 obj\n<<>>\nendobj\nxref\n0 1\n0000000000 65535 f \ntrailer\n<<>>\nstartxref\n1\n%%EOF\n"...),
		"not put together":       file[:len(file)-1], "": nil, "not put together as this": []byte("%PDF-1.7\n"),
	} {
		if _, err := pdf.Read(altered); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestReadSurvives flips bytes: whatever a file holds, reading it ends, and never in a panic.
func TestReadSurvives(t *testing.T) {
	doc := everywhere("a محمد")
	file, err := pdf.Draw(doc, fonts(t), attached...)
	if err != nil {
		t.Fatal(err)
	}
	read := 0
	for i := 0; i < len(file); i += 1 + len(file)/400 {
		altered := bytes.Clone(file)
		altered[i] ^= 0x15
		if got, err := pdf.Read(altered); err == nil && got.Says(doc) == nil {
			read++
		}
	}
	t.Logf("%d of about 400 changes are not seen: in fonts, outlines, widths and places of letters", read)
	if read > 300 {
		t.Errorf("%d changes are not seen", read)
	}
}
