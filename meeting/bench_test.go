package meeting_test

import (
	"fmt"
	"testing"

	"strategyroom/meeting"
)

// BenchmarkFoldLong folds the record of a long meeting with every circumstance true, and clones what it comes to: for each
// ten changes of the notes a question answered anew, something shared, a decision, an action and the chair moving on.
func BenchmarkFoldLong(b *testing.B) {
	for _, size := range []int{1_000, 10_000} {
		entries := long(b, size)
		b.Run(fmt.Sprint(size), func(b *testing.B) {
			for b.Loop() {
				if _, err := meeting.Fold(entries); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprint(size, "/clone"), func(b *testing.B) {
			m, err := meeting.Fold(entries)
			if err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				m.Clone()
			}
		})
	}
}

// long is the record of a meeting of so many entries.
func long(t tester, size int) []meeting.Entry {
	s := seated(t)
	s.must("a1", "circumstances", `{"circumstances":{"subject-of-images":true,"groomed-or-abused":true,"household-of-suspect":true,`+
		`"other-children-with-access":true,"suspect-employed-by-agency":true,"suspect-under-18":true}}`)
	for i := 0; len(s.entries) < size; i++ {
		question := fmt.Sprintf("q%d", i%5+1)
		switch i % 15 {
		case 10:
			s.must("a2", "answer", `{"item":"`+question+`","value":"yes"}`)
		case 11:
			s.must("a3", "information", `{"item":"`+question+`","text":"Known to us"}`)
		case 12:
			s.must("a2", "decision", `{"item":"`+question+`","text":"Start","reasons":"Risk"}`)
		case 13:
			s.must("a2", "action", `{"item":"`+question+`","text":"Visit","owner":{"attendee":"a3"},"due":"2026-11-30"}`)
		case 14:
			s.must("a1", "item.current", `{"item":"`+question+`"}`)
		default:
			s.must("a2", "note", fmt.Sprintf(`{"item":%q,"version":%d,"edits":[{"at":0,"insert":"word "}]}`, question, s.versionOf(question)))
		}
	}
	return s.entries
}
