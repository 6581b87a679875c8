package pdf

import (
	"bytes"
	"encoding/hex"
	"errors"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// A said is text of a page between two marks.
type said struct{ kind, text string }

// A sheet is what one page says.
type sheet struct {
	marks  []said // by number; each belongs to an element
	frame  []said // what stands on every page
	others []said // what is said again after the end of a page
	now    *said
	into   *[]said // where now goes; nil: there must be no text
	size   float64 // of letters
}

var (
	errContent = errors.New("has a page that was not drawn by this program")
	errUnread  = errors.New("shows something that is not read out")
	errHidden  = errors.New("holds a text that cannot be seen")
)

// forms is all that there is in the content of a page, as pen and gofpdf write it, and what it does.
var forms = []struct {
	*regexp.Regexp
	do func(*sheet, [][]byte) error
}{
	{form(`BT (NN) (NN) Td \(((?s:\\[\\()r]|[^\\()\r])*)\) Tj ET`), (*sheet).plain},
	{form(`(?:0 [Jj]|NN w|0\.(?:000|047|333|694) [gG]|-?NN -?NN m -?NN -?NN l S|-?NN -?NN -?NN -?NN re S)`), nil},
	{form(`BT /F\w+ (NN) Tf ET`), (*sheet).font},
	{form(`/(H[123]|P|Span|Lbl|LBody|TH|TD)<</MCID (\d+)>>BDC`), (*sheet).mark},
	{form(`/Artifact<</Type/(.*)>>BDC`), (*sheet).artifact},
	{form(`EMC`), (*sheet).end},
	{form(`/Span<</ActualText<FEFF((?:[0-9A-F]{4})+)>>>BDC BT 3 Tr NN Tz (NN) (NN) Td \(\\000 \) Tj 0 Tr 100 Tz ET EMC`), (*sheet).actual},
	{form(`q NNNN 0 0 NNNN -?NNNN -?NNNN cm\n/TPL\w+ Do Q`), (*sheet).outline},
}

// form is an expression in which NN is a number with two decimals and NNNN one with four.
func form(of string) *regexp.Regexp {
	return regexp.MustCompile("^" + strings.NewReplacer("NNNN", `\d+\.\d{4}`, "NN", `\d+\.\d\d`).Replace(of) + `\n`)
}

// readSheet reads the content of a page. It knows only what pen draws: everything else is refused, so that a page shows
// nothing that it does not say, and says nothing that it does not show.
func readSheet(content []byte) (*sheet, error) {
	s := &sheet{}
next:
	for len(content) > 0 {
		for _, form := range forms {
			if found := form.FindSubmatch(content); found != nil {
				if form.do != nil {
					if err := form.do(s, found[1:]); err != nil {
						return nil, err
					}
				}
				content = content[len(found[0]):]
				continue next
			}
		}
		return nil, errContent
	}
	if s.now != nil {
		return nil, errContent
	}
	return s, nil
}

func (s *sheet) begin(into *[]said, kind string) error {
	if s.now != nil {
		return errContent
	}
	s.now, s.into = &said{kind: kind}, into
	return nil
}

func (s *sheet) mark(found [][]byte) error {
	if string(found[1]) != strconv.Itoa(len(s.marks)) {
		return errContent
	}
	return s.begin(&s.marks, string(found[0]))
}

func (s *sheet) artifact(found [][]byte) error {
	switch string(found[0]) {
	case "Layout":
		return s.begin(nil, "")
	case "Pagination":
		return s.begin(&s.others, "")
	case "Pagination/Subtype/Header", "Pagination/Subtype/Footer":
		return s.begin(&s.frame, "")
	}
	return errContent
}

func (s *sheet) end([][]byte) error {
	if s.now == nil {
		return errContent
	}
	if s.into != nil {
		*s.into = append(*s.into, *s.now)
	}
	s.now = nil
	return nil
}

func (s *sheet) font(found [][]byte) (err error) {
	s.size, err = strconv.ParseFloat(string(found[0]), 64)
	return err
}

var escapes = strings.NewReplacer(`\\`, `\`, `\(`, "(", `\)`, ")", `\r`, "\r")

// plain takes a string whose codes are letters in UTF-16.
func (s *sheet) plain(found [][]byte) error {
	raw := found[2]
	if bytes.IndexByte(raw, '\\') >= 0 {
		raw = []byte(escapes.Replace(string(raw)))
	}
	return s.say(raw, found[0], found[1])
}

func (s *sheet) actual(found [][]byte) error {
	raw, err := hex.DecodeString(string(found[0]))
	if err != nil {
		return err
	}
	return s.say(raw, found[1], found[2])
}

// say takes letters in UTF-16 that stand at a place.
func (s *sheet) say(raw, x, y []byte) error {
	if s.now == nil || s.into == nil {
		return errUnread
	}
	left, _ := strconv.ParseFloat(string(x), 64)
	up, _ := strconv.ParseFloat(string(y), 64)
	if left > pageWidth || up > pageHeight || s.size < 9 || s.size > 30 {
		return errHidden
	}
	if len(raw)%2 != 0 {
		return errContent
	}
	s.now.text += fromUTF16(raw)
	return nil
}

func (s *sheet) outline([][]byte) error {
	if s.now == nil || s.into == nil {
		return errUnread
	}
	return nil
}

func fromUTF16(raw []byte) string {
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}
