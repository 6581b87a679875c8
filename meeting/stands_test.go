package meeting_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting"
)

// afterwards are bodies of the kinds that can be written of a closed meeting and do not change its text, each with who
// writes it. Of what the meeting before numbered {k} is the request for a correction, {c} the copy.
var afterwards = []struct{ by, kind, body string }{
	{"a3", "alarm", `{"officer":"PC Other","outcome":"Nobody came"}`},
	{"a3", "answer", `{"item":"q1","value":"yes","text":"Known now"}`},
	{"a1", "answer.confirm", `{"item":"q1","proposal":"{p}"}`},
	{"a2", "answer", `{"item":"q2","value":"no","text":"Known now"}`},
	{"a3", "answer", `{"item":"q4","value":"yes"}`},
	{"a3", "answer.withdraw", `{"item":"q4","proposal":"{p}","reason":"A mistake"}`},
	{"a2", "delay", `{"about":"criminal","cause":"Queue","expected":"2027-03-01","interim":"No contact","authorisedBy":"Sam Example","review":"2026-12-18"}`},
	{"a3", "dissent.withdraw", `{"decision":"D1","dissent":"{d}","reason":"Convinced"}`},
	{"a2", "child", `{"person":"p6","risk":{"continuing":"no","reasons":"Moved away"}}`},
	{"a2", "action.amend", `{"action":"A1","text":"Visit both","due":"2026-12-02","owner":{"attendee":"a5"},"reason":"Asked for"}`},
	{"a2", "action.progress", `{"action":"A1","status":"done","text":"Seen"}`},
	{"a2", "action.withdraw", `{"action":"A1","reason":"Not needed"}`},
	{"a3", "addition", `{"item":"q1","text":"We had met the family before","typed":"2026-11-27T16:01:00Z"}`},
	{"a3", "restricted.amend", `{"restricted":"{s}","text":"Still for some","reason":"A mistake"}`},
	{"a3", "restricted.withdraw", `{"restricted":"{s}","reason":"No longer so"}`},
	{"a3", "correction", `{"version":{v},"passage":"attendance","text":"Pat Sample came at ten","reason":"I was there"}`},
	{"a1", "ruling", `{"correction":"{k}","accepted":false,"reply":"No"}`},
	{"a3", "correction", `{"version":{v},"passage":"decision-D1","text":"Start at once","reason":"So it was said"}`},
	{"a1", "ruling", `{"correction":"{k}","accepted":true,"reply":"Yes"}`},
	{"a1", "ruling", `{"correction":"{k}","accepted":false,"reply":"No"}`},
	{"a5", "correction", `{"version":{v},"passage":"item-q2","text":"Nobody asked","reason":"So it was"}`},
	{"a5", "correction.withdraw", `{"correction":"{k}"}`},
	{"a1", "conflict", `{"attendee":"a5","finding":"may-not-attend","reason":"A relative"}`},
	{"a1", "circulation", `{"name":"Duty Worker","agency":{"sector":"social-care"},"copy":"decisions-and-actions"}`},
	{"", "circulation.opened", `{"circulation":"{c}"}`},
	{"", "seal", `{"file":"decisions","sha256":"{h}","entries":1,"certificate":"{h}"}`},
	{"a1", "signing", `{"by":"2026-12-02","reason":"All answered"}`},
	{"a3", "signature", `{"version":{v},"agree":true,"name":"pat  sample"}`},
	{"a1", "signature", `{"version":{v},"agree":false,"disagreement":"Too short","name":"Sam Example"}`},
	{"a1", "final", `{"version":{v},"reason":"All answered"}`},
	{"a1", "addendum", `{"text":"One more thing"}`},
}

// TestTextStands writes everything that goes on after a version was issued, from each stage on, and asks after each entry that the
// text which people correct and sign is the one that was issued. Every kind that the register has for a closed meeting is among
// it, but those that issue another version.
func TestTextStands(t *testing.T) {
	tried := map[string]bool{"version": true, "reopen": true}
	for _, stage := range []struct {
		from    func(tester) *table
		refused string // kinds that belong to a stage before
	}{
		{replied, ""},
		{signed, "signing"},
		{finished, "correction correction.withdraw ruling signing signature final"},
	} {
		s := stage.from(t)
		for _, next := range afterwards {
			refusal := s.say(next.by, next.kind, filled(s.m, next.body))
			if refused := slices.Contains(strings.Fields(stage.refused), next.kind); refused != (refusal != nil) {
				t.Errorf("%s, %s: got %v, want refused: %t", s.m.Stage, next.kind, refusal, refused)
			}
			tried[next.kind] = tried[next.kind] || refusal == nil
			textStands(t, s.m)
		}
	}
	for _, kind := range meeting.Kinds() {
		if slices.Contains(kind.Phases, meeting.Closed) && !kind.Text && !tried[kind.Name] {
			t.Errorf("%s was written at no stage", kind.Name)
		}
	}
}

// replied is the meeting of corrected, with a reply to the one request.
func replied(t tester) *table {
	s := corrected(t)
	s.must("a1", "ruling", filled(s.m, `{"correction":"{k}","accepted":false,"reply":"No"}`))
	s.given.Confirmed = &meeting.Confirmation{How: meeting.ByCode, At: "2026-11-27T16:00:00.000Z"}
	return s
}

// finished is the meeting of signed, with final minutes.
func finished(t tester) *table {
	s := signed(t)
	s.must("a1", "final", `{"version":2,"reason":"All answered"}`)
	return s
}

// filled is a body with the ids that a meeting gave.
func filled(m *meeting.Meeting, body string) string {
	ids := map[string]string{"{v}": fmt.Sprint(len(m.Versions)), "{h}": strings.Repeat("ab", 32)}
	for id := range m.Decisions["D1"].Dissents {
		ids["{d}"] = id
	}
	for _, item := range m.Items {
		for id := range item.Proposals {
			ids["{p}"] = id
		}
	}
	for id := range m.Restricted {
		ids["{s}"] = id
	}
	if n := len(m.Order.Corrections); n > 0 {
		ids["{k}"] = m.Order.Corrections[n-1]
	}
	if n := len(m.Order.Circulations); n > 0 {
		ids["{c}"] = m.Order.Circulations[n-1]
	}
	for of, id := range ids {
		body = strings.ReplaceAll(body, of, id)
	}
	return body
}
