package meeting

import (
	"errors"
	"math"
	"strings"
	"unicode/utf8"
)

// Edit replaces Delete units of a text, from At on, by Insert. At and Delete count UTF-16 units, as browsers do, never
// bytes or runes. The insert stands before what is deleted.
//
// A list of edits is one change. All its offsets mean the text before the change; they ascend and do not overlap.
// Lists made here have the shortest form, are never nil (which JSON would show as null), and never cut a surrogate pair
// where the lists that they were made from did not: an insert inside a pair, or half a pair deleted, cannot arise from
// whole pairs. The browser's twin of this file is static/src/edit.ts; testdata/edits.json binds the two.
type Edit struct {
	At     int    `json:"at"`
	Delete int    `json:"delete,omitempty"`
	Insert string `json:"insert,omitempty"`
}

// Units is the length of a text in UTF-16 units.
func Units(text string) int {
	units := 0
	for i := range len(text) {
		units += unitsAt(text[i])
	}
	return units
}

// CheckEdits refuses a list that could be applied to no text: negative numbers, disorder, overlap, edits that change
// nothing, bad UTF-8. Whatever comes from outside passes here before Rebase.
func CheckEdits(edits []Edit) error {
	end := 0
	for _, e := range edits {
		switch {
		case e.At < 0 || e.Delete < 0 || e.At > math.MaxInt32 || e.Delete > math.MaxInt32:
			return errors.New("an edit is beyond the text")
		case e.At < end:
			return errors.New("the edits are out of order or overlap")
		case e.Delete == 0 && e.Insert == "":
			return errors.New("an edit changes nothing")
		case !utf8.ValidString(e.Insert):
			return errors.New("an edit inserts what is not text")
		}
		end = e.At + e.Delete
	}
	return nil
}

// ApplyEdits is the text, valid UTF-8, after a change. It refuses what CheckEdits refuses, offsets beyond the text, and
// an edit that would cut a surrogate pair.
func ApplyEdits(text string, edits []Edit) (string, error) {
	if err := CheckEdits(edits); err != nil {
		return "", err
	}
	var after strings.Builder
	rest, at := text, 0
	for _, e := range edits {
		kept, err := bytesFor(rest, e.At-at)
		if err != nil {
			return "", err
		}
		deleted, err := bytesFor(rest[kept:], e.Delete)
		if err != nil {
			return "", err
		}
		after.WriteString(rest[:kept])
		after.WriteString(e.Insert)
		rest, at = rest[kept+deleted:], e.At+e.Delete
	}
	after.WriteString(rest)
	return after.String(), nil
}

// Rebase is the change edits made for the text after over. Both were made for the same text; over came first at the
// server, so its inserts stand before inserts at the same place. Both have passed CheckEdits. Edits made several
// changes ago are rebased over each of those in turn; offsets that were beyond their text still are afterwards.
func Rebase(edits, over []Edit) []Edit { return rebase(edits, over, true) }

// Carry is Rebase seen from the other side: the change edits came first at the server and is made for the text after
// over, a change that is still to come there. Applying a and then Rebase(b, a) gives the same text as applying b and
// then Carry(a, b). A browser carries others' changes over what it has not sent.
func Carry(edits, over []Edit) []Edit { return rebase(edits, over, false) }

// rebase walks both changes over their common text. At each place: first the inserts, then a stretch of the text that
// each of the two keeps or deletes.
func rebase(edits, over []Edit, overFirst bool) []Edit {
	out := draft{edits: []Edit{}}
	mine, theirs := parts(edits), parts(over)
	for len(mine) > 1 || mine[0].deleted {
		switch m, t := &mine[0], &theirs[0]; {
		case t.insert != "" && (overFirst || m.insert == ""):
			out.keep(t.units)
			theirs = theirs[1:]
		case m.insert != "":
			out.insert(m.insert)
			mine = mine[1:]
		default:
			units := min(m.units, t.units)
			if m.deleted && !t.deleted {
				out.delete(units)
			} else if !t.deleted {
				out.keep(units)
			}
			mine, theirs = pass(mine, units), pass(theirs, units)
		}
	}
	return out.edits
}

// part is one step over a text: an insert, or a stretch that is deleted or kept. Units are those of the step.
type part struct {
	insert  string
	deleted bool
	units   int
}

// parts is a change as steps. The last one keeps the rest of the text, however long.
func parts(edits []Edit) []part {
	steps := make([]part, 0, 3*len(edits)+1)
	at := 0
	for _, e := range edits {
		if e.At > at {
			steps = append(steps, part{units: e.At - at})
		}
		if e.Insert != "" {
			steps = append(steps, part{insert: e.Insert, units: Units(e.Insert)})
		}
		if e.Delete > 0 {
			steps = append(steps, part{deleted: true, units: e.Delete})
		}
		at = e.At + e.Delete
	}
	return append(steps, part{units: math.MaxInt})
}

func pass(steps []part, units int) []part {
	if steps[0].units -= units; steps[0].units == 0 {
		return steps[1:]
	}
	return steps
}

// draft is a list of edits while it is made, in the order of the text.
type draft struct {
	edits []Edit
	at    int
}

func (d *draft) keep(units int) { d.at += units }

func (d *draft) insert(text string) {
	if last := d.last(); last != nil && last.Delete == 0 {
		last.Insert += text
		return
	}
	d.edits = append(d.edits, Edit{At: d.at, Insert: text})
}

func (d *draft) delete(units int) {
	if last := d.last(); last != nil {
		last.Delete += units
	} else {
		d.edits = append(d.edits, Edit{At: d.at, Delete: units})
	}
	d.at += units
}

// last is the edit that ends at the place reached, if there is one.
func (d *draft) last() *Edit {
	if n := len(d.edits); n > 0 && d.edits[n-1].At+d.edits[n-1].Delete == d.at {
		return &d.edits[n-1]
	}
	return nil
}

// bytesFor is how many bytes of the text its first units take. It walks the text once and converts nothing.
func bytesFor(text string, units int) (int, error) {
	i := 0
	for units > 0 && i < len(text) {
		if units >= 8 && i+8 <= len(text) && ascii(text[i:i+8]) {
			units -= 8
			i += 8
			continue
		}
		units -= unitsAt(text[i])
		for i++; i < len(text) && !utf8.RuneStart(text[i]); i++ {
		}
	}
	switch {
	case units > 0:
		return 0, errors.New("an edit is beyond the text")
	case units < 0:
		return 0, errors.New("an edit cuts a character in two")
	}
	return i, nil
}

// unitsAt is how many UTF-16 units the character takes that starts with this byte; none for a byte that starts none.
func unitsAt(first byte) int {
	switch {
	case first < 0x80 || first >= 0xC0 && first < 0xF0:
		return 1
	case first >= 0xF0:
		return 2
	}
	return 0
}

func ascii(eight string) bool {
	return eight[0]|eight[1]|eight[2]|eight[3]|eight[4]|eight[5]|eight[6]|eight[7] < 0x80
}
