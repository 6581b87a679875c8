package pdftest

import (
	"bytes"
	"fmt"
	"regexp"
	"strconv"
	"testing"

	"strategyroom/pdf"
)

// An Attack is a sealed file after somebody has altered it.
type Attack struct {
	Name string
	File []byte
	Want pdf.Code // what Check says of it
}

var (
	sealRange = regexp.MustCompile(`\n/ByteRange \[0 (\d+) (\d+) (\d+) *\]`)
	firstPage = regexp.MustCompile(`(?s)\n(\d+) 0 obj\n(<<\s*/Type /Page\n.*?)>>\s*endobj\n`)
	rootEntry = regexp.MustCompile(`/Root (\d+) 0 R`)
	sizeEntry = regexp.MustCompile(`/Size (\d+)`)
	lastTable = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
)

// Range is what the seal covers: from 0, length bytes up to the signature, and from the second place to the end.
func Range(t testing.TB, sealed []byte) (from, to int) {
	t.Helper()
	found := sealRange.FindSubmatch(sealed)
	if found == nil {
		t.Fatal("no seal in the file")
	}
	return number(t, found[1]), number(t, found[2])
}

func number(t testing.TB, digits []byte) int {
	t.Helper()
	n, err := strconv.Atoi(string(digits))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Attacks are the ways in which somebody without the key alters a sealed file. other is a second sealed file.
func Attacks(t testing.TB, sealed, other []byte) []Attack {
	t.Helper()
	from, to := Range(t, sealed)
	all := []Attack{
		{"one byte behind it", append(bytes.Clone(sealed), '\n'), pdf.Added},
		{"an update that replaces a page", ReplacePage(t, sealed), pdf.Added},
		{"an update with a second signature", SecondSignature(t, sealed), pdf.Second},
		{"both files one behind the other", append(bytes.Clone(sealed), other...), pdf.Second},
		{"the signature of another file", OtherSignature(t, sealed, other), pdf.Changed},
		{"the signature taken out", bytes.ReplaceAll(sealed, sealed[from:to], []byte("<>")), pdf.Partial},
		{"no seal left", Unsealed(sealed), pdf.Unsealed},
		{"a hole in what is covered", Covers(t, sealed, from, to+40), pdf.Partial},
		{"a hole before the signature", Covers(t, sealed, from-40, to), pdf.Partial},
		{"covered up to the middle", Covers(t, sealed[:len(sealed):len(sealed)], from, to, 100), pdf.Partial},
		{"the signature moved", MovedSignature(t, sealed), pdf.Damaged},
		{"letters of the signature made capitals", append(append(bytes.Clone(sealed[:from]), bytes.ToUpper(sealed[from:to])...),
			sealed[to:]...), pdf.Damaged},
		{"something in the zeros behind the signature", put(sealed, to-2, "1"), pdf.Damaged},
		{"the permission changed", bytes.Replace(sealed, []byte("/P 1 "), []byte("/P 2 "), 1), pdf.Changed},
	}
	for _, length := range []int{len(sealed) - 1, to + 10, to - 10, from + 1, from - 1} {
		all = append(all, Attack{fmt.Sprintf("cut to %d of %d bytes", length, len(sealed)), bytes.Clone(sealed[:length]), pdf.Cut})
	}
	return all
}

func put(file []byte, at int, text string) []byte {
	out := bytes.Clone(file)
	copy(out[at:], text)
	return out
}

// ReplacePage appends an update in which the first page says something else. Readers of PDF still call its signature
// valid.
func ReplacePage(t testing.TB, sealed []byte) []byte {
	t.Helper()
	page := firstPage.FindSubmatch(sealed)
	if page == nil {
		t.Fatal("no page in the file")
	}
	size := number(t, sizeEntry.FindSubmatch(sealed)[1])
	content := "BT /F1 12 Tf 72 720 Td (No further action.) Tj ET"
	return update(t, sealed,
		fmt.Sprintf("%d 0 obj\n<</Type /Page\n/Parent 1 0 R\n/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 "+
			"/BaseFont /Helvetica >> >> >>\n/Contents %d 0 R>>\nendobj\n", number(t, page[1]), size),
		fmt.Sprintf("%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n", size, len(content), content))
}

// SecondSignature appends an update with a signature as other programs write it.
func SecondSignature(t testing.TB, sealed []byte) []byte {
	t.Helper()
	from, to := Range(t, sealed)
	size := number(t, sizeEntry.FindSubmatch(sealed)[1])
	return update(t, sealed, fmt.Sprintf("%d 0 obj\n<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached"+
		"/ByteRange[0 %d %d 400]/Contents%s>>\nendobj\n", size, len(sealed)+150, len(sealed)+150+to-from, sealed[from:to]))
}

// update appends a revision with these objects.
func update(t testing.TB, file []byte, objects ...string) []byte {
	t.Helper()
	last := lastTable.FindSubmatch(file)
	if last == nil {
		t.Fatal("the file has no end")
	}
	out := bytes.Clone(file)
	table := ""
	size := number(t, sizeEntry.FindSubmatch(file)[1])
	for _, object := range objects {
		var name int
		fmt.Sscanf(object, "%d", &name)
		table += fmt.Sprintf("%d 1\n%010d 00000 n \n", name, len(out))
		out = append(out, object...)
		size = max(size, name+1)
	}
	return fmt.Appendf(out, "xref\n%strailer\n<<\n/Size %d\n/Root %s 0 R\n/Prev %s\n>>\nstartxref\n%d\n%%%%EOF\n",
		table, size, rootEntry.FindSubmatch(file)[1], last[1], len(out))
}

// OtherSignature puts the signature of another file into this one; the zeros behind it give way.
func OtherSignature(t testing.TB, sealed, other []byte) []byte {
	t.Helper()
	from, to := Range(t, sealed)
	first, last := Range(t, other)
	signature := bytes.TrimRight(other[first:last-1], "0")
	if len(signature)%2 == 0 { // with the bracket an even number of digits is odd
		signature = append(bytes.Clone(signature), '0')
	}
	if len(signature) >= to-from {
		t.Fatal("the other signature is longer")
	}
	return put(put(sealed, from, string(bytes.Repeat([]byte("0"), to-from-1))), from, string(signature))
}

// MovedSignature leaves digits in the place that is not covered, and has the signature stand behind it.
func MovedSignature(t testing.TB, sealed []byte) []byte {
	t.Helper()
	from, to := Range(t, sealed)
	out := bytes.Replace(sealed, []byte("/Contents <"), []byte("/Contentz <"), 1)
	entry := append([]byte("\n/Contents "), sealed[from:to]...)
	return append(append(bytes.Clone(out[:to]), entry...), out[to:]...)
}

// Covers changes what the seal says that it covers.
func Covers(t testing.TB, sealed []byte, from, to int, length ...int) []byte {
	t.Helper()
	place := sealRange.FindIndex(sealed)
	place[0]++ // the line's end before it
	last := len(sealed) - to
	if len(length) > 0 {
		last = length[0]
	}
	width := place[1] - place[0]
	text := fmt.Sprintf("/ByteRange [0 %d %d %d", from, to, last)
	return put(sealed, place[0], fmt.Sprintf("%-*s]", width-1, text))
}

// Unsealed is the file with every trace of its seal taken out.
func Unsealed(sealed []byte) []byte {
	out := bytes.Clone(sealed)
	for _, trace := range []string{"/Type /Sig\n", "/ByteRange", "/ETSI.CAdES"} {
		out = bytes.ReplaceAll(out, []byte(trace), bytes.Repeat([]byte(" "), len(trace)))
	}
	return out
}
