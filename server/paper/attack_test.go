package paper_test

import (
	"bytes"
	"crypto/x509"
	"errors"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/pdf/pdftest"
	"strategyroom/server/paper"
)

// TestFlipsAreSeen changes single bytes all over a sealed file: each time the check refuses it. Package pdf changes every
// byte of a small one.
func TestFlipsAreSeen(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.finish(r)
	file := o.file(r, "minutes-1")
	roots := []*x509.Certificate{o.root.Certificate}
	tried, unseen := 0, 0
	sentences := map[string]int{}
	for at := 0; at < len(file); at += 61 {
		changed := bytes.Clone(file)
		changed[at] ^= 1 << (at % 8)
		tried++
		switch _, err := paper.Check(changed, roots); {
		case err == nil:
			unseen++
			t.Errorf("byte %d of %d became %q and nothing was said", at, len(file), changed[at])
		default:
			words, _, _ := strings.Cut(err.Error(), ":")
			sentences[words]++
		}
	}
	t.Logf("%d of %d bytes were changed, one at a time, in every part of the file: %d not seen", tried, len(file), unseen)
	for words, times := range sentences {
		t.Logf("%6d × %s", times, words)
	}
}

// TestAttacksFromOutside are by somebody who has no key.
func TestAttacksFromOutside(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.finish(r)
	file := o.file(r, "minutes-1")
	for _, attack := range pdftest.Attacks(t, file, o.file(r, "decisions")) {
		_, err := paper.Check(attack.File, []*x509.Certificate{o.root.Certificate})
		var fault *pdf.Fault
		if !errors.As(err, &fault) || fault.Code != attack.Want {
			t.Errorf("%s: got %v, want the fault %s", attack.Name, err, attack.Want)
		}
	}
	if _, err := paper.Check(file, []*x509.Certificate{pdftest.NewRoot(t, "Somebody else").Certificate}); err == nil {
		t.Error("another root was taken for ours")
	}
}

// TestAttacksWithTheKey are by somebody who can seal: what is in the file must fit together all the same.
func TestAttacksWithTheKey(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.write(r, "a1", "decision", `{"item":"q1","text":"Enquiries start","reasons":"Seen"}`)
	o.finish(r)
	sound := o.sound(o.file(r, "minutes-1"))
	reseal := func(doc meeting.Document, attached ...pdf.Attachment) []byte {
		drawn, err := pdf.Draw(doc, o.Fonts, attached...)
		if err != nil {
			t.Fatal(err)
		}
		sealed, err := pdf.Seal(drawn, o.signature)
		if err != nil {
			t.Fatal(err)
		}
		return sealed.File
	}
	text := func(doc meeting.Document) pdf.Attachment {
		data, err := meeting.Canonical(doc)
		if err != nil {
			t.Fatal(err)
		}
		return pdf.Attachment{Name: paper.Minutes, Type: "application/json", Relation: "Data", Data: data}
	}
	record := func(data []byte) pdf.Attachment {
		return pdf.Attachment{Name: paper.Record, Type: "application/x-ndjson", Relation: "Source", Data: data}
	}
	other := sound.Document
	other.Blocks = append([]meeting.Block{}, other.Blocks...)
	for i, b := range other.Blocks {
		if b.Paragraph != nil && b.Paragraph.Text == "Enquiries start" {
			changed := *b.Paragraph
			changed.Text = "No enquiries start"
			other.Blocks[i].Paragraph = &changed
		}
	}
	behind := sound.Document
	behind.Blocks = append(append([]meeting.Block{}, behind.Blocks...), meeting.Block{Paragraph: &meeting.Paragraph{Text: "And so on"}})
	lines := bytes.SplitAfter(sound.Record, []byte("\n"))
	stranger := newOffice(t, nil)
	elsewhere := stranger.hold("Pat Sample")
	stranger.finish(elsewhere)
	foreign := stranger.sound(stranger.file(elsewhere, "minutes-1"))
	for _, c := range []struct {
		name string
		file []byte
		want string
	}{
		{"the record stripped", reseal(sound.Document, text(sound.Document)), "the record is missing from it"},
		{"the text stripped", reseal(sound.Document, record(sound.Record)), "the text of the pages is missing from it"},
		{"another record", reseal(sound.Document, record(foreign.Record), text(sound.Document)), "its text is not version 1 of the minutes"},
		{"a record without its end", reseal(sound.Document, record(bytes.Join(lines[:len(lines)-2], nil)), text(sound.Document)), "its text is not what the record in it says"},
		{"a record with a hole", reseal(sound.Document, record(bytes.Join(append(append([][]byte{}, lines[:3]...), lines[4:]...), nil)), text(sound.Document)),
			"the record in it is not whole: entry 4 is not as it was written"},
		{"pages that say something else", reseal(other, record(sound.Record), text(sound.Document)), "the pages do not say what the text attached to it says"},
		{"pages and text that say something else", reseal(other, record(sound.Record), text(other)), "its text is not version 1 of the minutes"},
		{"something behind what was signed", reseal(behind, record(sound.Record), text(behind)), "its text is not what the record in it says"},
		{"words that are no document", reseal(sound.Document, record(sound.Record), pdf.Attachment{Name: paper.Minutes, Type: "application/json", Relation: "Data", Data: []byte("{")}),
			"the text attached to it cannot be read"},
	} {
		_, err := paper.Check(c.file, []*x509.Certificate{o.root.Certificate})
		var altered *paper.Altered
		if !errors.As(err, &altered) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: got %v, want “%s”", c.name, err, c.want)
		}
	}
}

// TestSignedInOtherWords checks minutes one of whose signatures was given in the words of another release.
func TestSignedInOtherWords(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.finish(r)
	m := meeting.New()
	var record bytes.Buffer
	for line := range bytes.Lines(o.sound(o.file(r, "minutes-1")).Record) {
		e, err := meeting.ParseEntry(bytes.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		if e.Kind == "signature" {
			e.Body = bytes.Replace(e.Body, []byte(`"wording":1`), []byte(`"wording":9`), 1)
			hash := bytes.Index(e.Body, []byte(`"minutes":"`)) + len(`"minutes":"`)
			copy(e.Body[hash:], strings.Repeat("0", 64))
		}
		e = e.Seal(m.Number()+1, m.Fingerprint(), m.Last(), e.Time(), e.Salt)
		if err := m.Apply(e); err != nil {
			t.Fatal(err)
		}
		record.Write(append(e.Line(), '\n'))
	}
	doc := meeting.Minutes(m)
	words, err := meeting.Canonical(doc)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := pdf.Draw(doc, o.Fonts, pdf.Attachment{Name: paper.Record, Type: "application/x-ndjson", Relation: "Source", Data: record.Bytes()},
		pdf.Attachment{Name: paper.Minutes, Type: "application/json", Relation: "Data", Data: words})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := pdf.Seal(drawn, o.signature)
	if err != nil {
		t.Fatal(err)
	}
	if checked := o.sound(sealed.File); checked.Otherwise != 1 || !checked.Compared {
		t.Errorf("got %d signatures in other words, compared %t; want 1, and compared", checked.Otherwise, checked.Compared)
	}
}
