package paper_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/pdf"
)

// TestACopyForSomebodyOutsideSaysNothingOfOthers: not on its pages, and not in the record attached, which is sound all the same.
func TestACopyForSomebodyOutsideSaysNothingOfOthers(t *testing.T) {
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.finish(r)
	o.write(r, "a1", "circulation", `{"name":"Secret Recipient","agency":{"sector":"other","name":"Example Works"},"copy":"decisions-and-actions"}`)
	o.write(r, "a1", "circulation", `{"attendee":"a3","copy":"whole"}`)
	inside := o.file(r, "copy-"+meeting.CirculationID(o.write(r, "a1", "circulation", `{"attendee":"a3","copy":"whole"}`).Number))
	id := meeting.CirculationID(o.write(r, "a1", "circulation", `{"name":"Kim Court","agency":{"sector":"legal","name":"Example Court"},"copy":"whole"}`).Number)
	checked := o.sound(o.file(r, "copy-"+id))
	if !checked.Compared || checked.Document.Text == 0 {
		t.Error("the pages were not compared with the record")
	}
	for _, part := range [][]byte{checked.Record, []byte(fmt.Sprint(words(t, checked.Document)))} {
		if bytes.Contains(part, []byte("Secret Recipient")) || bytes.Contains(part, []byte("Example Works")) {
			t.Errorf("who else got a copy is told: %s", part)
		}
		if !bytes.Contains(part, []byte("Kim Court")) || !bytes.Contains(part, []byte("Tomos Enghraifft")) {
			t.Error("the whole is not whole")
		}
	}
	if !bytes.Contains(o.sound(inside).Record, []byte("Secret Recipient")) {
		t.Error("whoever is in the meeting does not see who got a copy")
	}
}

// TestACopyWithoutNamesHasThemNowhere: not in its text, its structure, its metadata, and nothing in the record attached.
func TestACopyWithoutNamesHasThemNowhere(t *testing.T) {
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.write(r, "a1", "note", `{"item":"q1","version":0,"edits":[{"at":0,"delete":0,"insert":"TOMOS plays as Drago.\nEnghraifft’s teacher rang."}]}`)
	o.finish(r)
	id := meeting.CirculationID(o.write(r, "a1", "circulation",
		`{"name":"Head Teacher","agency":{"sector":"education","name":"Ysgol Enghraifft"},"copy":"without-names","withhold":["drago"]}`).Number)
	file := o.file(r, "copy-"+id)
	checked := o.sound(file)
	contents, err := pdf.Read(file)
	if err != nil {
		t.Fatal(err)
	}
	if checked.Head.Number != int(r.Snapshot("a1").Number)-1 { // the seal is written down after it
		t.Errorf("the copy ends at entry %d", checked.Head.Number)
	}
	everything := fmt.Sprintf("%+v %s", contents, words(t, checked.Document))
	for _, a := range contents.Attachments {
		everything += string(a.Data)
	}
	for _, name := range []string{"tomos", "enghraifft", "drago"} {
		if strings.Contains(strings.ToLower(everything), name) {
			t.Errorf("%s is in the copy", name)
		}
	}
	if !strings.Contains(everything, "[child A] plays as [withheld].") || !strings.Contains(everything, "[name withheld]’s teacher rang.") {
		t.Errorf("the copy reads %s", contents.Words)
	}
	if bytes.Contains(checked.Record, []byte(`"body"`)) || bytes.Contains(checked.Record, []byte(`"salt"`)) {
		t.Error("the record attached shows words")
	}
}

func words(t *testing.T, doc meeting.Document) string {
	t.Helper()
	canonical, err := meeting.Canonical(doc)
	if err != nil {
		t.Fatal(err)
	}
	return string(canonical)
}
