package meeting_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

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
// command leaves nothing, the meeting is the fold of its record and of its patches, there is one chair, a command that
// is sent again is known, and the minutes hold every text that stands.
func TestWhateverIsSent(t *testing.T) {
	full := busy(t)
	rapid.Check(t, func(t *rapid.T) {
		s := full.again(t)
		s.watch = true
		var all []sent
		was := stateOf(s.m)
		for i := range rapid.IntRange(1, 25).Draw(t, "commands") {
			c, by := guess{t, s.m}.command(fmt.Sprintf("guess-%d", i))
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
