package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Contents is what a file says.
type Contents struct {
	Words       string     // of the pages in reading order, without what stands on every page; in the form of Words
	Frames      [][]string // what stands on every page, by page: the letters of each line in no order
	Attachments []Attachment

	Title, Organisation, Reference string // as readers list the file; a letter without a font is named
	Language                       string // BCP 47
}

// maxUnpacked is how many bytes all that is compressed in a file may have: no file makes the reader run out of memory.
const maxUnpacked = 512 << 20

var errParts = errors.New("is not put together as this program does it")

// Read reads back a file that Draw made, sealed or not, and trusts nothing in it but the shapes of letters: every object
// must be one that Draw or Seal writes, and every text on a page must be read out and be seen. The error is the end of
// a sentence that begins with "the file".
func Read(file []byte) (Contents, error) {
	p, err := takeApart(file)
	switch {
	case err != nil && bytes.Count(file, []byte("\n%%EOF")) > 1:
		return Contents{}, errors.New("has more than one revision")
	case err != nil, string(p.head) != opening:
		return Contents{}, errParts
	}
	r := &reading{parts: p, left: maxUnpacked}
	for _, step := range []func() error{r.load, r.reach, r.pages, r.structure, r.repeated, r.outline, r.properties, r.attachments} {
		if err := step(); err != nil {
			return Contents{}, err
		}
	}
	return r.contents, nil
}

// A reading is a file being read.
type reading struct {
	*parts
	dicts    []dict   // of the objects, the first being number 1
	streams  [][]byte // unpacked; nil where there is none
	left     int      // bytes that may still be unpacked
	root     dict     // the catalog
	page     []int    // objects
	sheets   []*sheet
	owners   [][]int // of each mark of each page: the element's object
	words    strings.Builder
	elements []stretch
	contents Contents
}

// known are the names of all entries that objects of such a file have. There is none among them that runs anything,
// hides anything or leads out of the file.
var known = strings.Fields(`
	Type Pages Outlines PageMode Names Lang MarkInfo Metadata StructTreeRoot ViewerPreferences AF AcroForm Perms
	Kids Count MediaBox Parent Resources Contents StructParents Tabs Annots ProcSet Font XObject ColorSpace
	Subtype BaseFont Encoding DescendantFonts ToUnicode CIDSystemInfo FontDescriptor DW W CIDToGIDMap
	Registry Ordering Supplement FontName Ascent Descent CapHeight Flags FontBBox ItalicAngle StemV MissingWidth FontFile2
	Length Length1 Filter Formtype BBox Producer Title Subject Author Creator Prev Next First Last Dest
	S P K Pg ActualText A ParentTree ParentTreeNextKey Nums F UF Desc AFRelationship EF Params
	FT T TU V Rect SubFilter ByteRange Reference Name Reason M`)

// load takes the objects apart into dictionaries and streams.
func (r *reading) load() error {
	for i, object := range r.objects {
		_, content, _ := bytes.Cut(object, []byte(" obj\n"))
		d, n, err := readDict(content)
		if err != nil {
			return errParts
		}
		for _, e := range d {
			if !slices.Contains(known, e.name) {
				return fmt.Errorf("has something in it that this program does not write: /%s in object %d", e.name, i+1)
			}
		}
		content = content[n:]
		if stream, ok := bytes.CutPrefix(bytes.TrimPrefix(content, []byte("\n")), []byte("stream\n")); ok {
			length := len(stream) - len(streamEnd)
			if length < 0 || string(stream[length:]) != streamEnd || d.get("Length") != strconv.Itoa(length) {
				return errParts
			}
			if content, err = r.unpack(d, stream[:length]); err != nil {
				return err
			}
		} else if string(content) != "\nendobj\n" {
			return errParts
		} else {
			content = nil
		}
		r.dicts, r.streams = append(r.dicts, d), append(r.streams, content)
	}
	return nil
}

var anyReference = regexp.MustCompile(`\b(\d+) 0 R\b`)

// reach follows all references from the trailer: what nothing leads to is not part of the file, and does not belong there.
func (r *reading) reach() error {
	trailer, _, _ := readDict(r.trailer)
	if names(trailer) != "Size Root Info ID" {
		return errParts
	}
	reached := make([]bool, len(r.dicts)+1)
	waiting := []dict{trailer}
	for len(waiting) > 0 {
		d := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		for _, e := range d {
			for _, found := range anyReference.FindAllStringSubmatch(e.value, -1) {
				if number, _ := strconv.Atoi(found[1]); number > 0 && number < len(reached) && !reached[number] {
					reached[number] = true
					waiting = append(waiting, r.dicts[number-1])
				}
			}
		}
	}
	if unused := slices.Index(reached[1:], false); unused >= 0 {
		return fmt.Errorf("holds an object that nothing leads to: %d", unused+1)
	}
	r.root = r.at(trailer.reference("Root"))
	return nil
}

// names are those of the entries in a dictionary.
func names(d dict) string {
	var all []string
	for _, e := range d {
		all = append(all, e.name)
	}
	return strings.Join(all, " ")
}

// at is the dictionary of an object, empty where there is none.
func (r *reading) at(number int) dict {
	if number < 1 || number > len(r.dicts) {
		return nil
	}
	return r.dicts[number-1]
}

// stream is what an object holds besides its dictionary.
func (r *reading) stream(number int) []byte {
	if number < 1 || number > len(r.streams) {
		return nil
	}
	return r.streams[number-1]
}

func (r *reading) unpack(d dict, stream []byte) ([]byte, error) {
	switch d.get("Filter") {
	case "":
		return stream, nil
	case "/FlateDecode":
	default:
		return nil, errParts
	}
	packed := bytes.NewReader(stream)
	z, err := zlib.NewReader(packed)
	if err != nil {
		return nil, errParts
	}
	content, err := io.ReadAll(io.LimitReader(z, int64(r.left)+1))
	if r.left -= len(content); r.left < 0 {
		return nil, errors.New("is too big when it is unpacked")
	}
	if err != nil || packed.Len() > 0 {
		return nil, errParts
	}
	return content, nil
}

// references are those of an array of nothing else.
func references(array string) (all []int) {
	for _, found := range anyReference.FindAllStringSubmatch(array, -1) {
		number, _ := strconv.Atoi(found[1])
		all = append(all, number)
	}
	var again strings.Builder
	for _, number := range all {
		fmt.Fprintf(&again, "%d 0 R ", number)
	}
	if strings.TrimSpace(again.String()) != strings.TrimSpace(strings.Trim(array, "[]")) {
		return nil
	}
	return all
}

// pages reads what each page says.
func (r *reading) pages() error {
	tree := r.at(r.root.reference("Pages"))
	r.page = references(tree.get("Kids"))
	for i, number := range r.page {
		page := r.at(number)
		if page.get("Type") != "/Page" || page.get("Parent") != r.root.get("Pages") || page.get("Resources") != "2 0 R" ||
			page.get("StructParents") != strconv.Itoa(i) || page.get("MediaBox") != "" || !r.unmarked(page, i) {
			return errParts
		}
		sheet, err := readSheet(r.stream(page.reference("Contents")))
		if err != nil {
			return fmt.Errorf("%w: page %d", err, i+1)
		}
		r.sheets, r.owners = append(r.sheets, sheet), append(r.owners, make([]int, len(sheet.marks)))
	}
	if len(r.page) == 0 || tree.get("Count") != strconv.Itoa(len(r.page)) {
		return errParts
	}
	return r.outlines()
}

// unmarked reports whether nobody has put anything over a page. The field of a seal, on the first, is not to be seen.
func (r *reading) unmarked(page dict, i int) bool {
	all := page.get("Annots")
	if all == "" {
		return true
	}
	over := references(all)
	return i == 0 && r.root.get("AcroForm") != "" && len(over) == 1 && r.at(over[0]).get("FT") == "/Sig" &&
		strings.Join(strings.Fields(r.at(over[0]).get("Rect")), " ") == "[-1 -1 -1 -1]"
}

var glyphPath = regexp.MustCompile(`^[\d.]+ 0 0 [\d.]+ 200\.0 200\.0 cm\n(?:\d+ w 1 j\n)?[-\d mlch]*[fB]$`)

// outlines sees that what pages place as letters are drawings, and nothing of its own text.
func (r *reading) outlines() error {
	for i, d := range r.dicts {
		if d.get("Subtype") != "/Form" {
			continue
		}
		if names(d) != "Type Subtype Formtype BBox Resources Filter Length" || d.get("BBox") != "[0.00 0.00 400.00 400.00]" ||
			d.get("Resources") != "<</ProcSet [/PDF /Text /ImageB /ImageC /ImageI]\n>>" || !glyphPath.Match(r.streams[i]) {
			return errors.New("has a letter that was not drawn by this program")
		}
	}
	return nil
}
