package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
)

var (
	fontsOfOutline = regexp.MustCompile(`/Font <<\n(/F\w+ \d+ 0 R\n)*>>\n`)
	dates          = regexp.MustCompile(`(?m)^/(Creation|Mod)Date \(D:\d+\)\n`)
	length         = regexp.MustCompile(`/Length \d+`)
)

const streamEnd = "\nendstream\nendobj\n"

// finish rewrites the objects of a file as gofpdf writes them, and compresses them, which gofpdf does with a fresh
// megabyte for each outline. It takes out what gofpdf cannot be told to leave out:
//   - the dates, of which the document knows none: made-up ones would be read as true;
//   - all the fonts in each outline: readers load them again for every letter, minutes for a few pages.
func finish(file []byte) ([]byte, error) {
	offsets, trailer, err := objects(file)
	if err != nil {
		return nil, err
	}
	end := bytes.LastIndex(file, []byte("xref\n0 "))
	var out, packed bytes.Buffer
	pack := zlib.NewWriter(&packed)
	out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n") // bytes above 127 say that this is no text
	places := make([]int, len(offsets))
	order := slices.Clone(offsets)
	slices.Sort(order)
	for i, from := range order {
		to := end
		if i+1 < len(order) {
			to = order[i+1]
		}
		object := file[from:to]
		places[slices.Index(offsets, from)] = out.Len()
		content, ok := bytes.CutSuffix(object, []byte(streamEnd))
		if !ok { // so it may hold words of the document
			out.Write(dates.ReplaceAll(object, nil))
			continue
		}
		dict, stream, _ := bytes.Cut(content, []byte("stream\n"))
		if bytes.Contains(dict, []byte("/Subtype /Form")) {
			dict = fontsOfOutline.ReplaceAll(dict, nil)
		}
		if !bytes.Contains(dict, []byte("/Filter")) {
			packed.Reset()
			pack.Reset(&packed)
			if _, err := pack.Write(stream); err != nil {
				return nil, err
			}
			if err := pack.Close(); err != nil {
				return nil, err
			}
			dict = length.ReplaceAll(dict, fmt.Appendf(nil, "/Filter /FlateDecode /Length %d", packed.Len()))
			stream = packed.Bytes()
		}
		out.Write(dict)
		out.WriteString("stream\n")
		out.Write(stream)
		out.WriteString(streamEnd)
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, place := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&out, "%sstartxref\n%d\n%%%%EOF\n", trailer, start)
	return out.Bytes(), nil
}

// objects are where the objects of a file begin, the first being number 1, and the dictionary after their table.
func objects(file []byte) (offsets []int, trailer []byte, err error) {
	_, table, ok := bytes.Cut(file[max(0, bytes.LastIndex(file, []byte("xref\n0 "))):], []byte("65535 f \n"))
	table, trailer, found := bytes.Cut(table, []byte("trailer\n"))
	trailer, _, ended := bytes.Cut(trailer, []byte("startxref\n"))
	if !ok || !found || !ended {
		return nil, nil, errors.New("a file without a table of objects")
	}
	for line := range bytes.Lines(table) {
		place, _, _ := bytes.Cut(line, []byte(" "))
		offset, err := strconv.Atoi(string(place))
		if err != nil || offset > len(file) {
			return nil, nil, fmt.Errorf("no object at %q", place)
		}
		offsets = append(offsets, offset)
	}
	return offsets, append([]byte("trailer\n"), trailer...), nil
}
