package meeting_test

import (
	"testing"

	"strategyroom/meeting"
)

// unasked is a meeting whose person suspected works for the police, closed while a3 and a6 of the police had not been
// asked whether they know them; a6 had left before.
func unasked(t *testing.T) *table {
	s := seated(t)
	s.must("a1", "attendee", `{"name":"Lou Leaver","agency":{"sector":"police","name":"Example Police"},"role":"member"}`)
	for _, who := range []string{"a1", "a3", "a9"} {
		s.must("", "attendance", `{"attendee":"`+who+`","state":"joined"}`)
	}
	s.must("", "attendance", `{"attendee":"a9","state":"left"}`)
	s.must("a1", "person", `{"category":"suspected","name":"Alex Placeholder","employer":{"sector":"police","name":"Example Police"}}`)
	s.must("a1", "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	return s
}

func TestWhoWasThereAtTheEndReadsTheMinutes(t *testing.T) {
	s := unasked(t)
	for who, want := range map[string]string{"a3": meeting.Admitted, "a9": meeting.Waits} {
		if got := s.m.Admission(who); got != want {
			t.Errorf("%s: got %s, want %s", who, got, want)
		}
	}
	s.must("a1", "conflict", `{"attendee":"a3","finding":"may-not-attend","reason":"A friend"}`)
	if got := s.m.Admission("a3"); got != meeting.Excluded {
		t.Errorf("turned away afterwards: got %s, want %s", got, meeting.Excluded)
	}
}

func TestWhoMayNotAttendGetsNoCopyWhichCanBeSaid(t *testing.T) {
	s := unasked(t)
	s.must("a1", "conflict", `{"attendee":"a3","finding":"may-not-attend","reason":"A friend"}`)
	for _, withheld := range []string{"", "  "} {
		if refusal := s.say("a1", "circulation", `{"attendee":"a3","copy":"decisions-and-actions","withheld":"`+withheld+`"}`); refusal == nil || refusal.Field != "attendee" {
			t.Errorf("withheld %q: got %v, want a refusal about the attendee", withheld, refusal)
		}
	}
	s.must("a1", "circulation", `{"attendee":"a3","copy":"decisions-and-actions","withheld":"A friend of the person suspected"}`)
}
