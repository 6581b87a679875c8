package paper_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"strategyroom/meeting"
)

// TestHostileCorrectionsAreSealed puts texts that break documents wherever people write after a meeting: requests for
// corrections, replies, disagreements, reasons, addenda, copies. Every file that comes of it passes the check.
func TestHostileCorrectionsAreSealed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample", "Ola Other")
	texts := []string{`😀 👩‍👧 [U+1F600]`, strings.Repeat("ab", 4_000), `) Tj ET endstream endobj`, "শেখ হাসিনা \u200d", "tab\tand\n\nline",
		"%%EOF\nstartxref\n0", "e" + strings.Repeat("\u0301", 40), "محمد (12) abc", "[withheld]", "\u200d"}
	all := quoted(strings.Join(texts, "\n"))
	o.write(r, "a1", "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":`+all+`}]}`)
	o.write(r, "a1", "attendance", `{"attendee":"a3","state":"joined"}`)
	o.write(r, "a1", "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	o.write(r, "a1", "version", `{"by":"2026-12-01"}`)
	var lines []string
	r.View(func(m *meeting.Meeting) {
		for _, b := range meeting.Minutes(m).Blocks {
			if b.Paragraph != nil && strings.HasPrefix(b.Paragraph.ID, "note-") {
				lines = append(lines, b.Paragraph.ID)
			}
		}
	})
	for i, line := range lines {
		hostile := func(n int) string { return quoted(texts[(i+n)%len(texts)] + ".") }
		asked := o.write(r, "a3", "correction", fmt.Sprintf(`{"version":1,"passage":%q,"text":%s,"reason":%s}`, line, hostile(3), hostile(5)))
		o.write(r, "a1", "ruling", fmt.Sprintf(`{"correction":"k%d","accepted":true,"reply":%s}`, asked.Number, hostile(7)))
	}
	o.write(r, "a1", "version", `{"by":"2026-12-01","reason":`+all+`}`)
	o.write(r, "a3", "signature", `{"version":2,"agree":false,"disagreement":`+all+`,"name":"Pat Sample"}`)
	o.write(r, "a1", "signature", `{"version":2,"agree":true,"name":"Sam Example"}`)
	o.write(r, "a1", "final", `{"version":2,"reason":`+all+`}`)
	o.write(r, "a1", "addendum", `{"text":`+all+`}`)
	files := []string{"decisions", "minutes-2", "addendum-1"}
	for _, copy := range meeting.Copies {
		for _, to := range []string{`"attendee":"a3"`, `"name":"محمد (12)","agency":{"sector":"health","name":"ab) Tj"}`} {
			given := o.write(r, "a1", "circulation", `{`+to+`,"copy":"`+copy+`"}`)
			files = append(files, "copy-"+meeting.CirculationID(given.Number))
		}
	}
	o.write(r, "a1", "circulation", `{"attendee":"a4","copy":"whole","withheld":`+all+`}`)
	o.write(r, "a1", "reopen", `{"reason":`+all+`}`)
	o.sign(r, 3)
	for _, name := range append(files, "minutes-3") {
		if c := o.sound(o.file(r, name)); c.Meeting != nil && !c.Compared {
			t.Errorf("%s was not compared with the record", name)
		}
	}
}

func quoted(text string) string {
	encoded, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}
