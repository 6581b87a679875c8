package paper

import (
	"bytes"
	"crypto/x509"
	"fmt"

	"strategyroom/meeting"
	"strategyroom/pdf"
)

// Checked is what a sound paper says of itself.
type Checked struct {
	pdf.Checked
	Document  meeting.Document // what the pages show
	Record    []byte           // the record in it, as attached
	Head      meeting.Chain    // where that ends
	Meeting   *meeting.Meeting // what that record comes to; nil where it is veiled
	Hidden    int              // how many entries of that record show no words, but of one that is veiled
	Otherwise int              // signatures under the same version in the words of another release, which cannot be compared
	Compared  bool             // the document was made from the record again and is the same
}

// Altered is a paper that is not what was sealed, or that does not fit together.
type Altered struct{ Why string }

func (a *Altered) Error() string { return a.Why }

// Check checks a sealed PDF without network: the seal, the record in it, what was signed, and that the pages say what
// the record says. The error is a *pdf.Fault about the seal, or *Altered with a sentence's end.
func Check(file []byte, roots []*x509.Certificate) (Checked, error) {
	seal, err := pdf.Check(file, roots)
	if err != nil {
		return Checked{}, err
	}
	c := Checked{Checked: seal}
	contents, err := pdf.Read(file)
	if err != nil {
		return c, &Altered{fmt.Sprintf("what is in the file cannot be read: it %v", err)}
	}
	record, words := attached(contents, Record), attached(contents, Minutes)
	switch {
	case record == nil:
		return c, &Altered{"the record is missing from it"}
	case words == nil:
		return c, &Altered{"the text of the pages is missing from it"}
	}
	c.Record = record
	if c.Head, err = meeting.Check(record); err != nil {
		return c, &Altered{fmt.Sprintf("the record in it is not whole: %v", err)}
	}
	if err := meeting.Decode(words, &c.Document); err != nil {
		return c, &Altered{"the text attached to it cannot be read"}
	}
	if err := contents.Says(c.Document); err != nil {
		return c, &Altered{"the pages do not say what the text attached to it says"}
	}
	return c, c.compare(record, words)
}

func attached(contents pdf.Contents, name string) []byte {
	for _, a := range contents.Attachments {
		if a.Name == name {
			return a.Data
		}
	}
	return nil
}

// compare holds the document against the record that came with it.
func (c *Checked) compare(record, words []byte) error {
	m, hidden, err := folded(record)
	if err != nil || m == nil {
		if err != nil {
			return &Altered{fmt.Sprintf("the record in it does not come to a meeting: %v", err)}
		}
		return nil // nothing to compare with: the copy withholds something
	}
	c.Meeting, c.Hidden = m, hidden
	if v := m.Version(); c.Document.Text > 0 && v != nil {
		text := meeting.TextHash(c.Document)
		if c.Document.Wording == meeting.Wording && !bytes.Equal(text, v.Minutes) {
			return &Altered{fmt.Sprintf("its text is not version %d of the minutes", len(m.Versions))}
		}
		for _, id := range m.Signers() {
			s := m.Signed(id)
			switch {
			case s == nil:
			case s.Wording != c.Document.Wording: // it was signed in the words of another release
				c.Otherwise++
			case !bytes.Equal(s.Minutes, text):
				return &Altered{fmt.Sprintf("what was signed is another text: the signature in entry %d is of something else", s.Number)} // no name: it is logged
			}
		}
	}
	if c.Document.Wording != meeting.Wording {
		return nil
	}
	for _, again := range documents(m) {
		if made, err := meeting.Canonical(again); err == nil && bytes.Equal(made, words) {
			c.Compared = true
			return nil
		}
	}
	return &Altered{"its text is not what the record in it says"}
}

// folded is the meeting that a record comes to, as far as its entries show it, and how many do not; nil where the first is
// veiled, and so the others.
func folded(record []byte) (m *meeting.Meeting, hidden int, err error) {
	m = meeting.New()
	for line := range bytes.Lines(record) {
		e, err := meeting.ParseEntry(bytes.TrimSuffix(line, []byte("\n")))
		switch {
		case err != nil:
			return nil, 0, err
		case e.Hidden() && e.Number == 1:
			return nil, 0, nil
		case e.Hidden():
			hidden++
		}
		if err := m.Apply(e); err != nil {
			return nil, 0, err
		}
	}
	return m, hidden, nil
}

// documents are those that a record which ends where this one does may have been drawn as.
func documents(m *meeting.Meeting) []meeting.Document {
	all := []meeting.Document{meeting.Minutes(m), meeting.DecisionSheet(m)}
	if doc, found := meeting.AddendumSheet(m, len(m.Addenda)); found {
		all = append(all, doc)
	}
	if n := len(m.Order.Circulations); n > 0 {
		if doc, found := meeting.Copied(m, m.Order.Circulations[n-1]); found {
			all = append(all, doc)
		}
	}
	return all
}
