package meeting_test

import "testing"

// gathered is a convened meeting with every role invited: a1 chair, a2 minute-taker, a3 police, a4 observer, a5 deputy,
// and two children, p6 and p7.
func gathered(t tester) *table {
	t.Helper()
	s := newTable(t)
	s.must("", "convene", `{"title":"Rehearsal"}`)
	s.must("a1", "attendee", `{"name":"Mo Minutes","agency":{"sector":"social-care","name":"Example County Council"},"role":"minute-taker"}`)
	s.must("a1", "attendee", `{"name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member","position":"Detective sergeant"}`)
	s.must("a1", "attendee", `{"name":"Ola Watcher","agency":{"sector":"other","name":"Example Audit"},"role":"observer"}`)
	s.must("a1", "attendee", `{"name":"Dee Second","agency":{"sector":"social-care","name":"Example County Council"},"role":"deputy"}`)
	s.must("a1", "person", `{"category":"child","name":"A.B."}`)
	s.must("a2", "person", `{"category":"child","notKnown":true}`)
	return s
}

// seated is the same meeting, open.
func seated(t tester) *table {
	t.Helper()
	s := gathered(t)
	s.must("a1", "phase", `{"phase":"open"}`)
	return s
}

func TestMeetingIsFoldOfItsRecord(t *testing.T) {
	s := seated(t)
	s.must("", "attendance", `{"attendee":"a1","state":"joined"}`)
	s.must("a2", "attendance", `{"attendee":"a3","state":"telephone"}`)
	s.must("a1", "circumstances", `{"circumstances":{"subject-of-images":true,"suspect-under-18":true}}`)
	s.must("a1", "circumstances", `{"circumstances":{"suspect-under-18":false}}`)
	s.must("a1", "item", `{"text":"Interpreter","after":"reason"}`)
	s.must("a1", "item.order", `{"item":"i13","after":"q10"}`)
	s.must("a1", "item.current", `{"item":"q1"}`)
	s.must("a2", "answer", `{"item":"q1","value":"yes","text":"Tonight"}`)
	s.must("a3", "answer", `{"item":"q1","person":"p6","value":"no"}`)
	s.must("a1", "answer.confirm", `{"item":"q1","proposal":"n17"}`)
	s.must("a2", "answer", `{"item":"q1","value":"no"}`)
	s.must("a2", "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"Hello"}]}`)
	s.must("a1", "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"World"}]}`)
	s.must("a3", "information", `{"item":"q1","text":"Known to us since 2024."}`)
	s.must("a3", "information.amend", `{"information":"n22","text":"Known to us since 2023."}`)
	s.must("a2", "information", `{"item":"q1","text":"School report","source":{"name":"Head","agency":{"sector":"education","name":"Ysgol Enghraifft"}}}`)
	s.must("a2", "information.withdraw", `{"information":"n24","reason":"Another child"}`)
	s.must("a2", "decision", `{"item":"q1","text":"Section 47 enquiries start"}`)
	s.must("a2", "decision.amend", `{"decision":"D1","reasons":"Risk tonight"}`)
	s.must("a1", "decision.confirm", `{"decision":"D1"}`)
	s.must("a3", "action", `{"item":"q1","text":"Seize the laptop","owner":{"attendee":"a3"},"due":"2026-11-27","dueTime":"18:00"}`)
	s.must("a2", "action.confirm", `{"action":"A1"}`)
	s.must("a3", "action.progress", `{"action":"A1","status":"done","text":"17:10"}`)
	s.must("a1", "chair", `{"to":"a5"}`)
	s.must("a5", "phase", `{"phase":"closed","reason":"A rehearsal"}`)

	s.agrees()
}
