package meeting

import (
	"errors"
	"slices"
	"strconv"
	"strings"
)

// noteCommand changes the notes under an item: edits against a version, which the server rebases over what came in
// between. Chair and minute-taker write the notes, and those whom the chair lets.
type noteCommand struct {
	Item    string `json:"item"`
	Version int    `json:"version"` // the version that the edits were made on
	Edits   []Edit `json:"edits"`
}

// note is the change as it was written down: Version is the one that it makes.
type note struct {
	Change
	Asked Hash `json:"asked"` // hash of the command's body
}

func (n *note) asked() Hash { return n.Asked }

// Notes is the running text under an item, typed by several people. Version counts its changes.
type Notes struct {
	Text    string `json:"text"`
	Version int    `json:"version"`
	changes [][]Edit
}

func (n *noteCommand) decide(a *asking) (body, *Refusal) {
	a.item("item", n.Item)
	if a.permission == Own && !a.Attendees[a.by].WritesNotes {
		return nil, Refuse(NotAllowed, "The notes are written by chair and minute-taker, and by those whom the chair lets.")
	}
	notes := a.Notes[n.Item]
	if notes == nil {
		notes = &Notes{}
	}
	if n.Version < 0 || n.Version > notes.Version {
		a.refuse("version", "The notes have no such version.")
	}
	if len(n.Edits) == 0 {
		a.refuse("edits", "Nothing is changed.")
	}
	if err := CheckEdits(n.Edits); err != nil {
		a.refuse("edits", "The changes of the notes do not fit together.")
	}
	for _, edit := range n.Edits {
		if fault := textFault(edit.Insert, MaxNotes, true); fault != "" {
			a.refuse("edits", "What was typed %s.", fault)
		}
	}
	if a.refusal != nil {
		return nil, a.refusal
	}
	said := &note{Change: Change{Item: n.Item, Version: notes.Version + 1, Edits: n.Edits}, Asked: askedHash(a.command.Body)}
	for _, missed := range notes.changes[n.Version:] {
		said.Edits = Rebase(said.Edits, missed)
	}
	text, err := ApplyEdits(notes.Text, said.Edits)
	if err != nil {
		a.refuse("edits", "The changes do not fit the notes as they stand.")
	} else if Units(text) > MaxNotes {
		a.refuse("edits", "The notes under one item may be %d characters long; put the rest under another.", MaxNotes)
	}
	return said, a.refusal
}

func (n *note) apply(m *Meeting, _ *Entry) error {
	notes := m.Notes[n.Item]
	if notes == nil {
		notes = &Notes{}
	}
	if m.Items[n.Item] == nil || n.Version != notes.Version+1 {
		return errors.New("the notes have no such item or version")
	}
	text, err := ApplyEdits(notes.Text, n.Edits)
	if err != nil {
		return err
	}
	notes.Text, notes.Version, notes.changes = text, n.Version, append(notes.changes, n.Edits)
	m.Notes[n.Item] = notes
	if m.touched != nil {
		m.change = &Change{Item: n.Item, Version: n.Version, Edits: slices.Clone(n.Edits)}
	}
	return nil
}

// noteAllow lets an attendee write the notes, or no longer.
type noteAllow struct {
	Attendee string `json:"attendee"`
	Allowed  bool   `json:"allowed"`
}

func (n *noteAllow) decide(a *asking) (body, *Refusal) {
	a.attendee("attendee", n.Attendee)
	return n, a.refusal
}

func (n *noteAllow) apply(m *Meeting, _ *Entry) error {
	changed, err := change(m, "attendees", m.Attendees, n.Attendee)
	if err != nil {
		return err
	}
	changed.WritesNotes = n.Allowed
	return nil
}

func notesUnder(w *writer, item string) {
	lead := "Notes"
	for i, line := range w.noteLines(item) {
		if strings.TrimSpace(line) != "" {
			w.passage(notePassage+item+"-"+strconv.Itoa(i+1), lead, line, "")
			lead = ""
		}
	}
}
