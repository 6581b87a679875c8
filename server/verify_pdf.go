package main

import (
	"bytes"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/server/paper"
)

// sheet is a sealed PDF that passed.
type sheet struct {
	name string
	paper.Checked
}

// roots are the certificates that a seal must lead to; none where none is named.
func (v *verify) roots() ([]*x509.Certificate, error) {
	if v.Root == nil {
		return nil, nil
	}
	text, err := os.ReadFile(*v.Root)
	if err != nil {
		return nil, verdict{cannotTell, fmt.Sprintf("%s cannot be read: %v", *v.Root, cause(err))}
	}
	var roots []*x509.Certificate
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		root, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, verdict{cannotTell, fmt.Sprintf("%s holds a certificate that cannot be read", *v.Root)}
		}
		roots = append(roots, root)
	}
	if len(roots) == 0 {
		return nil, verdict{cannotTell, fmt.Sprintf("%s holds no certificate in PEM", *v.Root)}
	}
	return roots, nil
}

// paper checks a sealed PDF and says what it is.
func (v *verify) paper(to console, name string, file []byte, roots []*x509.Certificate) (paper.Checked, error) {
	c, err := paper.Check(file, roots)
	var fault *pdf.Fault
	if errors.As(err, &fault) && !fault.Altered() {
		return c, verdict{cannotTell, fmt.Sprintf("%s: %v", name, fault)}
	}
	if err != nil {
		return c, verdict{altered, fmt.Sprintf("%s: %v", name, err)}
	}
	root := sha256.Sum256(c.Root.Raw)
	if v.Pin != nil && hex.EncodeToString(root[:]) != *v.Pin {
		return c, verdict{altered, fmt.Sprintf("%s: the seal leads to a root certificate with another SHA-256 than the one given: it is sealed by somebody else", name)}
	}
	note := ""
	if v.Head != nil {
		if note, err = v.upTo(name, c.Record, c.Head); err != nil {
			return c, err
		}
	}
	say := func(format string, args ...any) { fmt.Fprintf(to.out, format+"\n", args...) }
	say("%s: %s, %s", name, c.Document.Title, strings.Join(append([]string{c.Document.Reference}, c.Document.Notices...), "; "))
	say("sealed by %s, %s; nothing was changed or added since", c.Name, moment(c.At))
	if c.Stamp != nil {
		say("at that time by the time-stamp authority %s: %s", c.Stamp.By, moment(c.Stamp.Time))
	} else {
		say("without independent time: the time is that of the organisation's clock")
	}
	say("root certificate %x", root)
	if !c.Trusted && v.Pin == nil {
		say("Compare it with the one that the organisation gives out: --root or --pin does so.")
	}
	say("entry %d\ncheck code %s", c.Head.Number, c.Head.Fingerprint)
	switch {
	case c.Meeting == nil:
		say("The pages say what is attached as their text. This copy withholds something, so the record in it shows no words: its chain is whole.")
	case !c.Compared:
		say("The pages say what is attached as their text. It was worded by another release (%d, this one words %d), so that it was not made from the record again.",
			c.Document.Wording, meeting.Wording)
	default:
		say("The pages say what the record in it says.")
		if c.Hidden > 0 {
			say("Of the entries in it, %d show no words to the reader of this copy: of those the chain is whole.", c.Hidden)
		}
	}
	if c.Otherwise > 0 {
		say("Of the signatures, %d were given under this version in the words of another release: they are in the record, but could not be compared.", c.Otherwise)
	}
	fmt.Fprint(to.out, note)
	return c, nil
}

// ofOneMeeting reports whether two sheets are of one meeting. A record that shows no words is known by its first entry.
func (s sheet) ofOneMeeting(other sheet) bool {
	if s.Meeting != nil && other.Meeting != nil {
		return s.Meeting.ID == other.Meeting.ID
	}
	return bytes.Equal(firstOf(s.Record), firstOf(other.Record))
}

// firstOf is the fingerprint of the first entry of a sound record.
func firstOf(record []byte) meeting.Hash {
	line, _, _ := bytes.Cut(record, []byte("\n"))
	entry, _ := meeting.ParseEntry(line)
	return entry.Fingerprint
}

// stands compares several PDFs of one meeting by the longest record among them: the others must be its beginnings, and
// minutes that were reopened are superseded, as the longest says that shows its words.
func stands(to console, sheets []sheet) error {
	var superseded error
	for _, s := range sheets {
		last, told := s, s
		for _, other := range sheets {
			if !s.ofOneMeeting(other) {
				continue
			}
			if other.Head.Number > last.Head.Number {
				last = other
			}
			if other.Meeting != nil && other.Head.Number > told.Head.Number {
				told = other
			}
		}
		if numberOf(last.Record, s.Head.Fingerprint.String()) != s.Head.Number {
			return verdict{altered, fmt.Sprintf("%s and %s hold two different records of one meeting: one of them was written anew", s.name, last.name)}
		}
		if s.Meeting == nil || s.Document.Text == 0 || len(s.Meeting.Versions) == 0 {
			continue
		}
		n := len(s.Meeting.Versions)
		switch was := told.Meeting.Versions[n-1]; {
		case was.Superseded != nil:
			superseded = verdict{altered, fmt.Sprintf("%s: it is sound, but version %d is superseded, by the record in %s: %s", s.name, n, told.name, was.Superseded.Reason)}
		case len(sheets) > 1:
			fmt.Fprintf(to.out, "Of these, %s stands: version %d.\n", s.name, n)
		}
	}
	return superseded
}

func moment(at time.Time) string {
	london, err := time.LoadLocation("Europe/London")
	if err != nil { // it is in the program
		london = time.UTC
	}
	return at.In(london).Format("2 January 2006, 15:04:05 MST")
}
