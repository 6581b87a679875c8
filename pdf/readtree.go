package pdf

import (
	"encoding/hex"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// A stretch is what an element says, as a part of all that is said.
type stretch struct {
	kind     string
	from, to int
}

var (
	errStructure = errors.New("is not read out as this program does it")
	elementForm  = regexp.MustCompile(`^S P K( Pg)?( ActualText/Span| A/TH<</O/Table/Scope/(Row|Column)>>|` +
		`/(Document|Div|H[123]|P|L|LI|Lbl|LBody|Table|TR|TD))$`)
	kidForm = regexp.MustCompile(`^(?:(\d+) 0 R|(\d+)|<</Type/MCR/Pg (\d+) 0 R/MCID (\d+)>>)(?: |$)`)
)

// structure reads the elements in their order, and in each what it says. Every text of a page belongs to one.
func (r *reading) structure() error {
	root := r.root.reference("StructTreeRoot")
	tree := r.at(root)
	if r.root.get("MarkInfo") != "<</Marked true>>" || names(tree) != "Type K ParentTree ParentTreeNextKey" {
		return errStructure
	}
	if err := r.element(tree.reference("K"), root, 0); err != nil {
		return err
	}
	var nums strings.Builder
	for page, owners := range r.owners {
		if slices.Contains(owners, 0) {
			return fmt.Errorf("%w: page %d", errUnread, page+1)
		}
		if len(owners) == 0 {
			continue
		}
		fmt.Fprintf(&nums, "%d[", page)
		for _, owner := range owners {
			fmt.Fprintf(&nums, " %d 0 R", owner)
		}
		nums.WriteString("]")
	}
	if r.at(tree.reference("ParentTree")).get("Nums") != "["+nums.String()+"]" {
		return errStructure
	}
	r.contents.Words = essence(r.words.String())
	return nil
}

// element reads one element and all below it.
func (r *reading) element(number, parent, depth int) error {
	d := r.at(number)
	if d.reference("P") != parent || depth > 5 || !elementForm.MatchString(names(d)+d.get("S")+d.get("A")) {
		return errStructure
	}
	at, own := stretch{strings.TrimPrefix(d.get("S"), "/"), r.words.Len(), 0}, ""
	rest := strings.TrimSuffix(strings.TrimPrefix(d.get("K"), "["), "]")
	for rest != "" {
		found := kidForm.FindStringSubmatch(rest)
		if found == nil {
			return errStructure
		}
		rest = rest[len(found[0]):]
		page, mark := d.reference("Pg"), found[2]
		if found[1] != "" {
			kid, _ := strconv.Atoi(found[1])
			if err := r.element(kid, number, depth+1); err != nil {
				return err
			}
			continue
		}
		if found[3] != "" {
			page, _ = strconv.Atoi(found[3])
			mark = found[4]
		}
		text, err := r.mark(page, mark, number, at.kind)
		if err != nil {
			return err
		}
		if own += text; d.get("ActualText") == "" {
			r.words.WriteString(text)
		}
	}
	if actual := d.get("ActualText"); actual != "" {
		raw, err := hex.DecodeString(strings.TrimSuffix(strings.TrimPrefix(actual, "<FEFF"), ">"))
		if text := fromUTF16(raw); err != nil || letters(text) != letters(own) {
			return errors.New("reads out other letters than it shows")
		}
		r.words.WriteString(fromUTF16(raw))
	}
	at.to = r.words.Len()
	r.elements = append(r.elements, at)
	return nil
}

// mark takes what a page says under a mark for its one element.
func (r *reading) mark(page int, mark string, owner int, kind string) (string, error) {
	i := slices.Index(r.page, page)
	n, err := strconv.Atoi(mark)
	if i < 0 || err != nil || n >= len(r.owners[i]) || r.owners[i][n] != 0 || r.sheets[i].marks[n].kind != kind {
		return "", errStructure
	}
	r.owners[i][n] = owner
	return r.sheets[i].marks[n].text, nil
}

// repeated sees that what is said again after a page's end was said before: the head of a table, or the name of a row
// or box that goes on. Their letters have no order here, since readers put those that run to the left in order themselves.
func (r *reading) repeated() error {
	var before map[string]bool
	for i, sheet := range r.sheets {
		var frame []string
		for _, line := range sheet.frame {
			frame = append(frame, letters(line.text))
		}
		r.contents.Frames = append(r.contents.Frames, frame)
		for _, text := range sheet.others {
			if before == nil {
				before = map[string]bool{"": true}
				all := r.words.String()
				for _, e := range r.elements {
					before[letters(all[e.from:e.to])] = true
				}
			}
			again := letters(text.text)
			if before[again] || strings.ContainsRune(again, '…') { // shortened
				continue
			}
			for _, letter := range continued {
				var ok bool
				if again, ok = without(again, letter); !ok {
					again = "?"
				}
			}
			if !before[again] {
				return fmt.Errorf("%w: page %d", errUnread, i+1)
			}
		}
	}
	return nil
}

func without(text string, letter rune) (string, bool) {
	before, after, ok := strings.Cut(text, string(letter))
	return before + after, ok
}

// outline sees that the bookmarks are the headings.
func (r *reading) outline() error {
	all := r.words.String()
	var want, got []string
	for _, e := range r.elements {
		if text := essence(all[e.from:e.to]); (e.kind == "H2" || e.kind == "H3") && text != "" {
			want = append(want, text)
		}
	}
	for _, d := range r.dicts {
		if d.get("Dest") == "" {
			continue
		}
		if text := essence(properText(d.get("Title"))); text != "" {
			got = append(got, text)
		}
	}
	if !slices.Equal(got, want) {
		return errors.New("has bookmarks that are not its headings")
	}
	return nil
}
