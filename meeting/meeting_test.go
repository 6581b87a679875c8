package meeting_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	_ "time/tzdata"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// table is a meeting at which tests sit: it decides, seals and applies as a room does, with a clock of its own.
type table struct {
	t       tester
	m       *meeting.Meeting
	entries []meeting.Entry
	view    any // what a browser would hold: the first snapshot and all patches since
	now     time.Time
	given   meeting.Given
	outcome meeting.Outcome // of the last entry
	watch   bool            // keep decided
	decided string          // the meeting's JSON after the last command was decided and before it was applied
}

func newTable(t tester) *table {
	t.Helper()
	s := &table{t: t, m: meeting.New(), now: time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC)}
	s.given = meeting.Given{Meeting: "m-example", Procedure: procedure.Default(),
		Convener: &meeting.Convener{Name: "Sam Example", Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}, Position: "Team manager"}}
	return s
}

// say sends one command; the refusal, if any, is returned and nothing is written.
func (s *table) say(by, kind, body string) *meeting.Refusal {
	s.t.Helper()
	return s.send(meeting.Command{ID: fmt.Sprintf("c%d", len(s.entries)+1), Kind: kind, Body: json.RawMessage(body)}, by)
}

func (s *table) send(c meeting.Command, by string) *meeting.Refusal {
	s.t.Helper()
	s.now = s.now.Add(7 * time.Second)
	s.given.Now = s.now
	entry, refusal := meeting.Decide(s.m, c, by, s.given)
	if s.watch {
		s.decided = stateOf(s.m)
	}
	if refusal != nil {
		return refusal
	}
	salt := make([]byte, meeting.SaltSize)
	salt[0] = byte(s.m.Number())
	entry = entry.Seal(s.m.Number()+1, s.m.Fingerprint(), s.m.Last(), s.now, salt)
	outcome, err := s.m.ApplyTelling(entry)
	if err != nil {
		s.t.Fatalf("applying entry %d (%s): %v", entry.Number, entry.Kind, err)
	}
	s.entries, s.outcome = append(s.entries, entry), outcome
	if s.view == nil {
		s.view = tree(s.t, s.m)
	} else {
		s.view = merged(s.t, s.view, tree(s.t, outcome.Patch))
		if outcome.Change != nil {
			s.view.(map[string]any)["notes"] = tree(s.t, s.m.Notes)
		}
	}
	return nil
}

// must is say where no refusal is expected.
func (s *table) must(by, kind, body string) {
	s.t.Helper()
	if refusal := s.say(by, kind, body); refusal != nil {
		s.t.Fatalf("%s %s %s: refused: %v (%s)", by, kind, body, refusal, refusal.Field)
	}
}

// agrees follows the record, folds it, and compares: the meeting that was applied entry by entry, the one folded anew and
// the one that a browser makes of the patches are the same.
func (s *table) agrees() {
	s.t.Helper()
	var chain meeting.Chain
	for _, entry := range s.entries {
		if err := chain.Follow(entry); err != nil {
			s.t.Fatal(err)
		}
	}
	folded, err := meeting.Fold(s.entries)
	if err != nil {
		s.t.Fatal(err)
	}
	if diff := cmp.Diff(tree(s.t, s.m), tree(s.t, folded)); diff != "" {
		s.t.Errorf("the folded record is another meeting (-applied +folded):\n%s", diff)
	}
	if diff := cmp.Diff(tree(s.t, s.m), s.view); s.view != nil && diff != "" {
		s.t.Errorf("the patches make another meeting (-meeting +patched):\n%s", diff)
	}
}

// minutesLines is what the minutes read, a line for each piece; with an item, only what stands under it.
func minutesLines(m *meeting.Meeting, item string) []string {
	return documentLines(meeting.Minutes(m), item)
}

func documentLines(document meeting.Document, item string) []string {
	var lines []string
	within := item == ""
	if within {
		lines = append(lines, fmt.Sprintf("%s. %s. %s [%s; %s]", document.Title, document.Reference, document.Subtitle,
			document.Marking, strings.Join(document.Notices, "; ")))
	}
	for _, b := range document.Blocks {
		if b.Heading != nil && item != "" {
			within = b.Heading.ID == "item-"+item
		}
		if !within {
			continue
		}
		switch {
		case b.Heading != nil:
			lines = append(lines, strings.TrimRight(strings.Repeat("#", b.Heading.Level)+" "+b.Heading.Number, " ")+" "+b.Heading.Text)
		case b.Paragraph != nil:
			line := b.Paragraph.Text
			if b.Paragraph.Lead != "" {
				line = b.Paragraph.Lead + ": " + line
			}
			if b.Paragraph.Byline != "" {
				line += " [" + b.Paragraph.Byline + "]"
			}
			for _, mark := range b.Paragraph.Marks {
				line += " {" + string(utf16.Decode(utf16.Encode([]rune(b.Paragraph.Text))[mark.From:mark.To])) + "}"
			}
			lines = append(lines, line)
		case b.SignOff != nil:
			lines = append(lines, strings.Join(append(append([]string{b.SignOff.Name}, b.SignOff.About...), b.SignOff.Done...), " | "))
			if b.SignOff.Disagrees != "" {
				lines = append(lines, "Disagrees: "+b.SignOff.Disagrees)
			}
		case b.Box != nil:
			lines = append(lines, b.Box.Lead+": "+strings.Join(b.Box.Lines, " "))
		case b.Facts != nil:
			for _, f := range b.Facts {
				lines = append(lines, f.Name+": "+f.Text)
			}
		case b.Table != nil:
			lines = append(lines, strings.Join(b.Table.Head, " | "))
			for _, row := range b.Table.Rows {
				lines = append(lines, strings.Join(row, " | "))
			}
		}
	}
	return strings.Split(strings.Join(lines, "\n"), "\n")
}

var london = func() *time.Location {
	location, err := time.LoadLocation("Europe/London")
	if err != nil {
		panic(err)
	}
	return location
}()

func tree(t tester, value any) any {
	t.Helper()
	encoded, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	var out any
	if err := json.Unmarshal(encoded, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// merged is RFC 7396. A null that deletes nothing is a value that was meant to be there.
func merged(t tester, target, patch any) any {
	changes, ok := patch.(map[string]any)
	if !ok {
		return patch
	}
	object, ok := target.(map[string]any)
	if !ok {
		object = map[string]any{}
	}
	for key, value := range changes {
		if _, there := object[key]; value == nil && !there {
			t.Errorf("the patch has null under %q, where nothing was", key)
		}
		if value == nil {
			delete(object, key)
		} else {
			object[key] = merged(t, object[key], value)
		}
	}
	return object
}
