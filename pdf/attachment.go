package pdf

import (
	"crypto/md5"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An Attachment is a file inside the file.
type Attachment struct {
	Name        string // letters, digits and ".-_", as "record.jsonl"; no two alike
	Type        string // "application/json"
	Description string // for the person who opens the list of attachments
	Relation    string // "Source": what the pages were made from; "Data": what they show
	Data        []byte
}

var (
	fileName = regexp.MustCompile(`^[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}$`)
	fileType = regexp.MustCompile(`^[a-z]+/[a-z0-9.+-]+$`)
)

// sound refuses attachments that some reader would not open.
func sound(attached []Attachment) error {
	names := map[string]bool{}
	for _, a := range attached {
		switch {
		case !fileName.MatchString(a.Name) || names[a.Name]:
			return fmt.Errorf("attachment %q: not a name, or one that stands twice", a.Name)
		case !fileType.MatchString(a.Type):
			return fmt.Errorf("attachment %s: not a type: %q", a.Name, a.Type)
		case a.Relation != "Source" && a.Relation != "Data":
			return errors.New("attachment " + a.Name + ": not a relation")
		}
		names[a.Name] = true
	}
	return nil
}

// attach writes attachments and returns what the catalog says of them.
func (o *output) attach(p *pen, attached []Attachment) string {
	if len(attached) == 0 {
		return ""
	}
	refs := map[string]string{}
	var all, names []string
	for _, a := range attached {
		file, data := o.number(), o.number()
		o.object(file, fmt.Sprintf("<</Type/Filespec/F(%s)/UF(%[1]s)/Desc<%s>/AFRelationship/%s/EF<</F %d 0 R/UF %[4]d 0 R>>>>",
			a.Name, hexadecimal([]rune(p.label(a.Description))), a.Relation, data))
		o.stream(data, fmt.Sprintf("/Type/EmbeddedFile/Subtype/%s/Params<</Size %d/CheckSum<%x>>>",
			strings.ReplaceAll(a.Type, "/", "#2F"), len(a.Data), md5.Sum(a.Data)), a.Data, true)
		names = append(names, a.Name)
		refs[a.Name] = fmt.Sprintf("%d 0 R", file)
		all = append(all, refs[a.Name])
	}
	slices.Sort(names) // readers look for a name by halves
	var sorted strings.Builder
	for _, name := range names {
		sorted.WriteString("(" + name + ")" + refs[name] + " ")
	}
	return fmt.Sprintf("/AF [%s]\n/Names <</EmbeddedFiles <</Names [%s]>>>>\n", strings.Join(all, " "), strings.TrimSpace(sorted.String()))
}
