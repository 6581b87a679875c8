package meeting_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// sent is a command that was sent, and the entry it became, 0 for none.
type sent struct {
	command meeting.Command
	by      string
	number  int
}

// TestWhateverIsSent sends random commands and asks what must hold whatever is sent: deciding changes nothing, a refused
// command leaves nothing, the meeting is the fold of its record and of its patches, what follows from it is what comes of
// working it out from nothing, it closes without a reason if and only if nothing is open, there is one chair, a command
// that is sent again is known, and the minutes hold every text that stands.
func TestWhateverIsSent(t *testing.T) {
	starts := []*table{busy(t), settled(t), settled(t), followed(t), corrected(t), signed(t)}
	rapid.Check(t, func(t *rapid.T) {
		s := starts[rapid.IntRange(0, len(starts)-1).Draw(t, "start")].again(t)
		s.watch = true
		var all []sent
		was := stateOf(s.m)
		for i := range rapid.IntRange(1, 25).Draw(t, "commands") {
			c, by := guessed(t, s.m, i)
			s.given.ChairAway = rapid.SampledFrom([]time.Duration{0, time.Hour}).Draw(t, "chair away")
			number := s.m.Number()
			refusal := s.send(c, by)
			if got, want := s.decided, was; got != want {
				t.Fatalf("deciding %s changed the meeting", c.Kind)
			}
			if refusal != nil {
				refused(t, s, refusal, number)
				all = append(all, sent{c, by, 0})
				continue
			}
			was = stateOf(s.m)
			all = append(all, sent{c, by, s.m.Number()})
			oneChair(t, s.m)
			followsFromNothing(t, s.m)
			closesWhenSettled(t, s)
			textStands(t, s.m)
		}
		s.agrees()
		sameAgain(t, s.m, all)
		minutesHold(t, s.m)
	})
}

// busy is an open meeting with something of most things in it.
func busy(t tester) *table {
	s := seated(t)
	s.must("a1", "item", `{"text":"Own"}`)
	s.must("a3", "information", `{"item":"q1","text":"Known"}`)
	s.must("a3", "answer", `{"item":"q1","value":"yes"}`)
	s.must("a5", "answer", `{"item":"q2","value":"no"}`)
	s.must("a2", "decision", `{"item":"q1","text":"Start","reasons":"Risk"}`)
	s.must("a3", "action", `{"item":"q1","text":"Visit","owner":{"attendee":"a3"},"due":"2026-11-30"}`)
	s.must("a2", "action", `{"text":"Tell","owner":{"attendee":"a5"},"due":"2026-11-30"}`)
	for _, note := range []string{`{"at":0,"insert":"one two three"}`, `{"at":4,"delete":3}`, `{"at":0,"insert":"😀"}`} {
		s.must("a2", "note", `{"item":"q1","version":`+fmt.Sprint(s.versionOf("q1"))+`,"edits":[`+note+`]}`)
	}
	return s
}

// settled is an open meeting in which nothing is open any more.
func settled(t tester) *table {
	s := seated(t)
	for _, who := range []string{"a1", "a2", "a3"} {
		s.must("", "attendance", `{"attendee":"`+who+`","state":"joined"}`)
	}
	s.must("a1", "circumstances", `{"circumstances":{"subject-of-images":true,"other-children-with-access":true}}`)
	s.must("a1", "person", `{"category":"suspected","name":"Alex Placeholder","employer":{"sector":"health","name":"Example Hospital"}}`)
	for _, question := range []string{"q1", "q2", "q3", "q4", "q5", "q8", "q9"} {
		s.must("a2", "answer", `{"item":"`+question+`","value":"not-known","who":"a3","by":"2026-11-30"}`)
	}
	s.must("a2", "answer", `{"item":"q3","person":"p6","value":"yes"}`)
	s.must("a2", "answer", `{"item":"q6","value":"stated","text":"Eight weeks","expected":"2027-01-29"}`)
	s.must("a2", "answer", `{"item":"q7","value":"stated","text":"None"}`)
	s.must("a2", "answer", `{"item":"q10","value":"not-applicable","text":"No delay"}`)
	for _, child := range []string{"p6", "p7"} {
		s.must("a2", "child", `{"person":"`+child+`","safety":{"tonight":"yes","how":"With an aunt","until":"2026-11-30"},`+
			`"enquiries":{"start":"yes","reasons":"Images","jointly":"joint"},"risk":{"continuing":"later","who":"a3","by":"2026-12-11"}}`)
	}
	s.must("a2", "delay", `{"about":"forensic","cause":"Queue","expected":"2027-01-29","interim":"No contact","authorisedBy":"Sam Example","review":"2026-12-18"}`)
	s.must("a3", "alarm", `{"where":"not known","officer":"PC Example","reportBy":"2026-11-27","reportTime":"20:00"}`)
	s.must("a2", "access", `{"is":{"setting":"Swimming club","known":"no"}}`)
	for _, duty := range s.m.Order.Duties {
		if s.m.Duties[duty].State == meeting.StillOpen {
			s.must("a1", "duty", `{"duty":"`+duty+`","state":"done"}`)
		}
	}
	s.must("a2", "decision", `{"item":"q1","text":"Start","reasons":"Risk"}`)
	s.must("a3", "dissent", `{"decision":"D1","text":"Too early"}`)
	s.must("a3", "information", `{"item":"q1","text":"Known"}`)
	s.must("a2", "action", `{"item":"q1","text":"Visit","owner":{"attendee":"a3"},"due":"2026-11-30"}`)
	if len(s.m.StillOpen) > 0 {
		t.Fatalf("still open: %v", s.m.StillOpen)
	}
	return s
}

// followed is the same meeting, closed.
func followed(t tester) *table {
	s := settled(t)
	s.must("a3", "restricted", `{"item":"q1","text":"For some","because":"police-intelligence","for":["a1"]}`)
	s.must("a1", "phase", `{"phase":"closed"}`)
	return s
}

// corrected is the same meeting with a version of its minutes and a correction asked for.
func corrected(t tester) *table {
	s := followed(t)
	s.must("a2", "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"One line\nAnother line"}]}`)
	s.must("a2", "version", `{"by":"2026-12-01"}`)
	s.must("a3", "correction", `{"version":1,"passage":"note-q1-2","text":"Another","reason":"Shorter"}`)
	return s
}

// signed is the same meeting, with the correction in its second version, and a signature under that.
func signed(t tester) *table {
	s := corrected(t)
	s.given.Confirmed = &meeting.Confirmation{How: meeting.ByCode, At: "2026-11-27T16:00:00.000Z"}
	s.must("a1", "ruling", `{"correction":"`+s.m.Order.Corrections[0]+`","accepted":true,"reply":"Yes"}`)
	s.must("a1", "version", `{"by":"2026-12-01","reason":"All answered"}`)
	s.must("a1", "signature", `{"version":2,"agree":true,"name":"Sam Example"}`)
	return s
}

// textStands asks that nothing but the next version changes the text that people correct and sign.
func textStands(t tester, m *meeting.Meeting) {
	if m.Stage == "" || m.Stage == meeting.Tidying {
		return
	}
	if got, want := meeting.TextHash(meeting.Minutes(m)), m.Version().Minutes; !slices.Equal(got, want) {
		t.Fatalf("the text of version %d is another than when it was issued", len(m.Versions))
	}
	for id := range m.Signatures {
		if s := m.Signed(id); s != nil && !slices.Equal(s.Minutes, m.Version().Minutes) {
			t.Fatalf("%s signed another text than that of version %d", id, len(m.Versions))
		}
	}
}

// again is the same meeting at another table.
func (s *table) again(t tester) *table {
	m, err := meeting.Fold(s.entries)
	if err != nil {
		t.Fatal(err)
	}
	return &table{t: t, m: m, entries: slices.Clone(s.entries), view: tree(t, m), now: s.now, given: s.given}
}

func (s *table) versionOf(item string) int {
	if notes := s.m.Notes[item]; notes != nil {
		return notes.Version
	}
	return 0
}

// stateOf is the meeting's JSON but for the procedure, which is half of it and which nothing has at hand to change.
func stateOf(m *meeting.Meeting) string {
	state := *m
	state.Procedure = procedure.Procedure{}
	encoded, err := json.Marshal(state)
	if err != nil {
		panic(err)
	}
	return string(encoded)
}

func refused(t *rapid.T, s *table, refusal *meeting.Refusal, number int) {
	switch {
	case s.m.Number() != number || len(s.entries) != number:
		t.Fatalf("refused, yet entry %d was written", s.m.Number())
	case refusal.Code == "" || !strings.HasSuffix(refusal.Message, "."):
		t.Fatalf("the refusal %+v is not a code and a sentence", refusal)
	}
}

func followsFromNothing(t *rapid.T, m *meeting.Meeting) {
	anew := meeting.Rederived(m)
	for what, both := range map[string][2]any{"missing": {m.Missing, anew.Missing}, "duties": {m.Duties, anew.Duties},
		"their order": {m.Order.Duties, anew.Order.Duties}, "timescales": {m.Timescales, anew.Timescales}, "open": {m.StillOpen, anew.StillOpen},
		"actions": {m.Actions, anew.Actions}} {
		if diff := cmp.Diff(tree(t, both[0]), tree(t, both[1])); diff != "" {
			t.Fatalf("%s: worked out from nothing something else follows (-as it stands +anew):\n%s", what, diff)
		}
	}
}

func closesWhenSettled(t *rapid.T, s *table) {
	if s.m.Phase != meeting.Open && s.m.Phase != meeting.Adjourned {
		return
	}
	_, refusal := meeting.Decide(s.m, meeting.Command{ID: "close", Kind: "phase", Body: []byte(`{"phase":"closed"}`)}, s.m.Chair, s.given)
	switch open := len(s.m.StillOpen); {
	case open == 0 && refusal != nil:
		t.Fatalf("nothing is open, yet closing is refused: %v", refusal)
	case open > 0 && (refusal == nil || refusal.Code != meeting.Unfinished || len(refusal.Open) != open):
		t.Fatalf("%d things are open, yet closing comes to %v", open, refusal)
	}
}

func oneChair(t *rapid.T, m *meeting.Meeting) {
	var chairs []string
	for id, a := range m.Attendees {
		if a.Role == meeting.Chair {
			chairs = append(chairs, id)
		}
	}
	if len(chairs) != 1 || chairs[0] != m.Chair {
		t.Fatalf("got the chairs %v, want %s alone", chairs, m.Chair)
	}
}

func sameAgain(t *rapid.T, m *meeting.Meeting, all []sent) {
	for _, was := range all {
		place, refusal := m.Written(was.command, was.by)
		if refusal != nil || place.Number != was.number {
			t.Errorf("%s %s sent again by %q: got entry %d (%v), want %d", was.command.Kind, was.command.Body, was.by, place.Number, refusal, was.number)
		}
		if was.number == 0 {
			continue
		}
		if _, refusal := m.Written(was.command, was.by+"x"); refusal == nil || refusal.Code != meeting.CommandReused {
			t.Errorf("%s sent again by another: got %v, want %s", was.command.Kind, refusal, meeting.CommandReused)
		}
	}
}

func minutesHold(t *rapid.T, m *meeting.Meeting) {
	minutes := strings.Join(minutesLines(m, ""), "\n")
	for where, text := range standing(m) {
		if !strings.Contains(minutes, text) {
			t.Errorf("the minutes do not have what stands at %s: %q", where, text)
		}
	}
}
