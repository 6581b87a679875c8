package meeting_test

import (
	"testing"

	"strategyroom/meeting"
)

// Who was there and may not attend any more cannot sign: so they are not waited for, and not printed as if they had not
// replied.
func TestWhoMayNotAttendIsNotAskedToSign(t *testing.T) {
	s := signed(t)
	s.must("a3", "signature", `{"version":2,"agree":true,"name":"Pat Sample"}`)
	s.must("a1", "conflict", `{"attendee":"a2","finding":"may-not-attend","reason":"A relative"}`)
	for _, id := range s.m.Signers() {
		if got, want := s.m.Awaited(id), false; got != want {
			t.Errorf("%s: waited for is %t, want %t", id, got, want)
		}
	}
	s.must("a1", "final", `{"version":2}`)
	for _, b := range meeting.Minutes(s.m).Blocks {
		if b.SignOff != nil && b.SignOff.Name == "Mo Minutes" && (len(b.SignOff.Done) != 1 || b.SignOff.Done[0] != "Not asked to sign: may not attend") {
			t.Errorf("printed as %q", b.SignOff.Done)
		}
	}
}
