package meeting_test

import (
	"strings"
	"testing"

	"strategyroom/meeting"
)

// taken is the meeting of followed, with two lines of notes, after these entries and a version that takes in the corrections
// accepted, each asked for by a member as passage and text.
func taken(t *testing.T, between []string, corrections ...[2]string) *table {
	t.Helper()
	s := followed(t)
	s.must("a2", "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"One line\nAnother line"}]}`)
	s.must("a2", "version", `{"by":"2026-12-01"}`)
	for _, entry := range between {
		by, rest, _ := strings.Cut(entry, " ")
		kind, body, _ := strings.Cut(rest, " ")
		s.must(by, kind, body)
	}
	for _, c := range corrections {
		s.must("a3", "correction", `{"version":1,"passage":"`+c[0]+`","text":"`+c[1]+`","reason":"So it was"}`)
		s.must("a1", "ruling", filled(s.m, `{"correction":"{k}","accepted":true,"reply":"Yes"}`))
	}
	s.must("a1", "version", `{"by":"2026-12-01","reason":"All answered"}`)
	s.agrees()
	return s
}

// What became of a thing after the meeting is not undone by a correction of what the minutes say of it.
func TestCorrectionLeavesWhatFollowed(t *testing.T) {
	s := taken(t, []string{
		`a2 action.amend {"action":"A1","text":"Visit both homes","reason":"A second home"}`,
		`a2 answer {"item":"q1","value":"yes","text":"Found out since"}`,
	}, [2]string{"action-A1", "Visit the home"}, [2]string{"answer-q1-all", "Nobody knew"})
	if got, want := s.m.Actions["A1"].Text, "Visit both homes"; got != want {
		t.Errorf("the action reads %q, want %q", got, want)
	}
	if got, want := s.m.Items["q1"].Answers[meeting.All].Text, "Found out since"; got != want {
		t.Errorf("the answer reads %q, want %q", got, want)
	}
	if minutes := strings.Join(minutesLines(s.m, ""), "\n"); !strings.Contains(minutes, "Visit the home") {
		t.Error("the minutes do not read as corrected")
	}
}

// What has no words of its own gets none put into it: the correction stands beside it, in the name of who asked.
func TestCorrectionOfNoWords(t *testing.T) {
	s := taken(t, nil, [2]string{"answer-q3-p6", "It was p7"})
	if got := s.m.Items["q3"].Answers["p6"].Text; got != "" {
		t.Errorf("who answered said %q, want nothing", got)
	}
	found := false
	for _, b := range meeting.Minutes(s.m).Blocks {
		found = found || b.Paragraph != nil && b.Paragraph.Lead == "Corrected" && b.Paragraph.Text == "It was p7"
	}
	if !found {
		t.Error("the correction does not stand beside the answer")
	}
}

// How a decision read before its reasons were corrected is its text with those reasons.
func TestCorrectionOfReasons(t *testing.T) {
	d := taken(t, nil, [2]string{"reasons-D1", "The images"}).m.Decisions["D1"]
	if len(d.Earlier) != 1 || d.Earlier[0].Text != "Start" || d.Earlier[0].Reasons != "Risk" || d.Text != "Start" || d.Reasons != "The images" {
		t.Errorf("got %q because %q, before %+v", d.Text, d.Reasons, d.Earlier)
	}
}

// A line of the notes has one id, so that two corrections of it are known to be of one line.
func TestLinesHaveOneID(t *testing.T) {
	s := corrected(t)
	for _, id := range []string{"note-q1-02", "note-q1-+2", "note-q1--2", "note-q1-0", "note-q1-3", "note-q1-", "note-q1", "note--2"} {
		if refusal := s.say("a3", "correction", `{"version":1,"passage":"`+id+`","reason":"Not so"}`); refusal == nil || refusal.Field != "passage" {
			t.Errorf("%s: got %v, want a refusal about the passage", id, refusal)
		}
	}
}

// A reason why a date was not waited for is printed in what people sign: it is refused where there was none to wait for.
func TestReasonsOfVersions(t *testing.T) {
	late := corrected(t)
	late.must("a1", "ruling", filled(late.m, `{"correction":"{k}","accepted":true,"reply":"Yes"}`))
	late.now = late.now.AddDate(0, 0, 7)
	again := signed(t)
	again.must("a3", "correction", `{"version":2,"passage":"note-q1-1","text":"First line","reason":"So it was"}`)
	again.must("a1", "ruling", filled(again.m, `{"correction":"{k}","accepted":true,"reply":"Yes"}`))
	for name, s := range map[string]*table{"after the time": late, "while it is signed": again} {
		if refusal := s.say("a1", "version", `{"by":"2026-12-11","reason":"All answered"}`); refusal == nil || refusal.Field != "reason" {
			t.Errorf("%s: got %v, want a refusal about the reason", name, refusal)
		}
		s.must("a1", "version", `{"by":"2026-12-11"}`)
		if early := s.m.Version().Early; len(early) > 0 {
			t.Errorf("%s: got %v, want nothing that was not waited for", name, early)
		}
	}
}
