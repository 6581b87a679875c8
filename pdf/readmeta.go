package pdf

import (
	"bytes"
	"crypto/md5"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// properText is a text as gofpdf writes it outside pages.
func properText(value string) string {
	value = strings.TrimSuffix(strings.TrimPrefix(value, "("), ")")
	text, wide := strings.CutPrefix(escapes.Replace(value), "\xfe\xff")
	if !wide {
		return text
	}
	return fromUTF16([]byte(text))
}

// properties reads what a file says of itself, which it does twice and, for its title, a third time.
func (r *reading) properties() error {
	trailer, _, _ := readDict(r.trailer)
	info := r.at(trailer.reference("Info"))
	said := properties{
		properText(info.get("Title")), properText(info.get("Author")), properText(info.get("Subject")),
		strings.TrimSuffix(strings.TrimPrefix(r.root.get("Lang"), "("), ")"),
	}
	metadata := r.root.reference("Metadata")
	switch {
	case properText(info.get("Creator")) != program, properText(info.get("Producer")) != program,
		r.root.get("ViewerPreferences") != "<</DisplayDocTitle true>>",
		names(r.at(metadata)) != "Type Subtype Length", r.at(metadata).get("Type") != "/Metadata", !bytes.Equal(r.stream(metadata), said.metadata()):
		return errors.New("says of itself what this program does not say")
	}
	r.contents.Title, r.contents.Organisation, r.contents.Reference = said.title, said.organisation, said.reference
	r.contents.Language = said.language
	return nil
}

var (
	errAttached = errors.New("has an attachment that this program did not make")
	namesForm   = regexp.MustCompile(`^<</EmbeddedFiles <</Names \[(\([\w.-]+\)\d+ 0 R(?: |\]))+>>>>$`)
	nameForm    = regexp.MustCompile(`\(([\w.-]+)\)(\d+ 0 R)`)
	paramsForm  = regexp.MustCompile(`^<</Size (\d+)/CheckSum<([0-9a-f]{32})>>>$`)
)

// attachments reads the files in the file.
func (r *reading) attachments() error {
	listed := map[string]string{} // name by reference
	list := r.root.get("Names")
	if list != "" && !namesForm.MatchString(list) {
		return errAttached
	}
	for _, found := range nameForm.FindAllStringSubmatch(list, -1) {
		listed[found[2]] = found[1]
	}
	all := references(r.root.get("AF"))
	if len(all) != len(listed) {
		return errAttached
	}
	for _, number := range all {
		file := r.at(number)
		a := Attachment{
			Name:        listed[fmt.Sprintf("%d 0 R", number)],
			Description: readText(file.get("Desc")),
			Relation:    strings.TrimPrefix(file.get("AFRelationship"), "/"),
		}
		data := references(strings.NewReplacer("<</F ", "", "/UF ", " ", ">>", "").Replace(file.get("EF")))
		if len(data) != 2 || data[0] != data[1] || file.get("F") != "("+a.Name+")" || file.get("UF") != file.get("F") {
			return errAttached
		}
		entries := r.at(data[0])
		a.Type = strings.Replace(strings.TrimPrefix(entries.get("Subtype"), "/"), "#2F", "/", 1)
		a.Data = r.stream(data[0])
		params := paramsForm.FindStringSubmatch(entries.get("Params"))
		if params == nil || params[1] != strconv.Itoa(len(a.Data)) || params[2] != fmt.Sprintf("%x", md5.Sum(a.Data)) {
			return errAttached
		}
		r.contents.Attachments = append(r.contents.Attachments, a)
	}
	if sound(r.contents.Attachments) != nil {
		return errAttached
	}
	held := 0
	for _, d := range r.dicts {
		if d.get("Type") == "/EmbeddedFile" || d.get("EF") != "" {
			held++
		}
	}
	if held != 2*len(all) {
		return errAttached
	}
	return nil
}
