package pdf

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"

	"strategyroom/meeting"
)

var (
	fontsOfOutline = regexp.MustCompile(`/Font <<\n(/F\w+ \d+ 0 R\n)*>>\n`)
	dates          = regexp.MustCompile(`(?m)^/(Creation|Mod)Date \(D:\d+\)\n`)
	length         = regexp.MustCompile(`/Length \d+`)
	languageTag    = regexp.MustCompile(`^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$`)
)

// finish rewrites the objects of a file as gofpdf writes them, adds those that gofpdf knows nothing of, and compresses
// them, which gofpdf does with a fresh megabyte for each outline. It takes out what gofpdf cannot be told to leave out:
//   - the dates, of which the document knows none: made-up ones would be read as true;
//   - all the fonts in each outline: readers load them again for every letter, minutes for a few pages;
//   - its table of attachments, always empty.
func (p *pen) finish(file []byte, doc meeting.Document, attached []Attachment) ([]byte, error) {
	offsets, root, err := objects(file)
	if err != nil {
		return nil, err
	}
	o := newOutput()
	o.places = make([]int, len(offsets))
	end := bytes.LastIndex(file, []byte("xref\n0 "))
	order := slices.Clone(offsets)
	slices.Sort(order)
	for i, from := range order {
		to := end
		if i+1 < len(order) {
			to = order[i+1]
		}
		if number := slices.Index(offsets, from) + 1; number == root {
			o.catalog(number, file[from:to], p, doc, attached)
		} else {
			o.rewrite(number, file[from:to])
		}
	}
	return o.end(root, root-1), nil // gofpdf writes the properties just before the catalog
}

// rewrite takes over an object.
func (o *output) rewrite(number int, object []byte) {
	o.places[number-1] = o.Len()
	content, ok := bytes.CutSuffix(object, []byte(streamEnd))
	if !ok { // so it may hold words of the document
		if opening := fmt.Appendf(nil, "%d 0 obj\n<</Type /Page\n", number); bytes.HasPrefix(object, opening) {
			o.Write(opening)
			fmt.Fprintf(o, "/StructParents %d\n/Tabs /S\n", (number-3)/2)
			object = object[len(opening):]
		}
		o.Write(dates.ReplaceAll(object, nil))
		return
	}
	dict, stream, _ := bytes.Cut(content, []byte("stream\n"))
	if bytes.Contains(dict, []byte("/Subtype /Form")) {
		dict = fontsOfOutline.ReplaceAll(dict, nil)
	}
	if !bytes.Contains(dict, []byte("/Filter")) {
		stream = o.shrink(stream)
		dict = length.ReplaceAll(dict, fmt.Appendf(nil, "/Filter /FlateDecode /Length %d", len(stream)))
	}
	o.Write(dict)
	o.WriteString("stream\n")
	o.Write(stream)
	o.WriteString(streamEnd)
}

// catalog writes all that gofpdf knows nothing of, and then the catalog, which leads to it.
func (o *output) catalog(number int, object []byte, p *pen, doc meeting.Document, attached []Attachment) {
	properties := p.properties(doc)
	tree := o.structure(p.root, p.marks)
	metadata := o.number()
	o.stream(metadata, "/Type/Metadata/Subtype/XML", properties.metadata(), false)
	files := o.attach(p, attached)
	known, _, _ := bytes.Cut(object, []byte("/Names <<\n"))
	o.places[number-1] = o.Len()
	o.Write(known)
	fmt.Fprintf(o, "/Lang (%s)\n/MarkInfo <</Marked true>>\n/Metadata %d 0 R\n/StructTreeRoot %d 0 R\n"+
		"/ViewerPreferences <</DisplayDocTitle true>>\n%s>>\nendobj\n", properties.language, metadata, tree, files)
}

// objects are where the objects of a file begin, the first being number 1, and the number of its catalog.
func objects(file []byte) (offsets []int, root int, err error) {
	_, table, ok := bytes.Cut(file[max(0, bytes.LastIndex(file, []byte("xref\n0 "))):], []byte("65535 f \n"))
	table, trailer, found := bytes.Cut(table, []byte("trailer\n"))
	_, trailer, named := bytes.Cut(trailer, []byte("/Root "))
	if !ok || !found || !named {
		return nil, 0, errors.New("a file without a table of objects")
	}
	for line := range bytes.Lines(table) {
		place, _, _ := bytes.Cut(line, []byte(" "))
		offset, err := strconv.Atoi(string(place))
		if err != nil || offset > len(file) {
			return nil, 0, fmt.Errorf("no object at %q", place)
		}
		offsets = append(offsets, offset)
	}
	if _, err := fmt.Sscanf(string(trailer), "%d 0 R", &root); err != nil || root < 2 || root > len(offsets) {
		return nil, 0, errors.New("a file without a catalog")
	}
	return offsets, root, nil
}
