package meeting_test

import (
	"slices"
	"testing"

	"strategyroom/meeting"
)

// risk says what was settled of a child's continuing risk.
func (s *table) risk(child, continuing string) {
	s.t.Helper()
	more := `,"reasons":"As shared"`
	if continuing == meeting.Later {
		more = `,"who":"a3","by":"2026-12-11"`
	}
	s.must("a2", "child", `{"person":"`+child+`","risk":{"continuing":"`+continuing+`"`+more+`}}`)
}

// standingCauses are the causes of the actions that follow by the procedure and stand.
func (s *table) standingCauses() []string {
	causes := []string{}
	for _, id := range s.m.Order.Actions {
		if ac := s.m.Actions[id]; ac.Cause != "" && ac.Withdrawn == nil {
			causes = append(causes, ac.Cause)
		}
	}
	return causes
}

// TestWhatFollowsForTheChildren: "Where there are no children identified as at risk of continuing significant harm", the
// police go on, and not before every child is an explicit no; where there are, a conference is convened.
func TestWhatFollowsForTheChildren(t *testing.T) {
	s := seated(t) // children p6 and p7
	for _, step := range []struct {
		says string
		do   func()
		want []string
	}{
		{"one no", func() { s.risk("p6", "no") }, nil},
		{"the other later", func() { s.risk("p7", "later") }, nil},
		{"both no", func() { s.risk("p7", "no") }, []string{"identity"}},
		{"a child added late", func() { s.must("a1", "person", `{"category":"child","name":"Late"}`) }, nil},
		{"no for the third", func() { s.risk("p12", "no") }, []string{"identity"}},
		{"said again", func() { s.risk("p12", "no") }, []string{"identity"}},
		{"yes for the first", func() { s.risk("p6", "yes") }, []string{"conference-p6"}},
		{"yes for the second", func() { s.risk("p7", "yes") }, []string{"conference-p6", "conference-p7"}},
		{"withdrawn by hand", func() {
			s.must("a1", "action.withdraw", `{"action":"`+s.m.Order.Actions[len(s.m.Order.Actions)-1]+`","reason":"Convened already"}`)
		}, []string{"conference-p6"}},
		{"yes again", func() { s.risk("p7", "yes") }, []string{"conference-p6"}},
		{"the first is no child of the case", func() { s.must("a1", "person.withdraw", `{"person":"p6","reason":"Twice"}`) }, nil},
		{"the rest no", func() { s.risk("p7", "no") }, []string{"identity"}},
	} {
		step.do()
		if got := s.standingCauses(); !slices.Equal(got, step.want) {
			t.Errorf("%s: got %v, want %v", step.says, got, step.want)
		}
	}
	s.agrees()
}

// TestConferenceBeforeEnquiries gives the action its date when section 47 enquiries start after the risk was settled, and
// leaves alone what somebody amended.
func TestConferenceBeforeEnquiries(t *testing.T) {
	s := seated(t)
	s.risk("p6", "yes")
	if got := s.m.Actions["A1"].Due; got != "" {
		t.Errorf("before enquiries start: got %s", got)
	}
	s.must("a1", "child", `{"person":"p6","enquiries":{"start":"yes","reasons":"x","jointly":"single"}}`)
	if got, want := s.m.Actions["A1"].Due, "2026-12-18"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	s.must("a1", "child", `{"person":"p6","enquiries":{"start":"no","reasons":"x","instead":"early-help"}}`)
	if s.m.Timescales["conference-p6"] != nil {
		t.Error("the timescale runs though no enquiries start")
	}
	s.agrees()
}

// TestAlarmRaisedAnew: an alarm that had its outcome does not keep quiet a second one.
func TestAlarmRaisedAnew(t *testing.T) {
	s := seated(t)
	s.must("a2", "answer", `{"item":"q3","person":"p6","value":"yes"}`)
	s.must("a1", "alarm", `{"officer":"PC Example","reportBy":"2026-11-27","outcome":"Found at home"}`)
	open := func() bool {
		return slices.ContainsFunc(s.m.StillOpen, func(o meeting.Unsettled) bool { return o.Place == "alarm" })
	}
	for _, step := range []struct {
		answer  string
		want    bool
		earlier int
	}{
		{`{"item":"q3","person":"p7","value":"no"}`, false, 0},
		{`{"item":"q3","person":"p7","value":"yes"}`, true, 1},
		{`{"item":"q3","value":"no"}`, false, 1},
		{`{"item":"q3","value":"not-known","who":"a3","by":"2026-11-28"}`, false, 1},
		{`{"item":"q3","value":"yes"}`, true, 1},
	} {
		s.must("a2", "answer", step.answer)
		if got := open(); got != step.want || len(s.m.Alarm.Earlier) != step.earlier {
			t.Errorf("%s: got %v and %d earlier, want %v and %d", step.answer, got, len(s.m.Alarm.Earlier), step.want, step.earlier)
		}
	}
	s.agrees()
}

// TestDutyStates: "a duty is met by itself where the record shows it", else somebody says so or an action is agreed; an
// action that is only proposed, withdrawn or will not be done leaves it open.
func TestDutyStates(t *testing.T) {
	s := seated(t)
	s.must("a1", "circumstances", `{"circumstances":{"subject-of-images":true}}`)
	for _, step := range []struct{ by, kind, body, want string }{
		{"a3", "action", `{"text":"Offer","owner":{"attendee":"a3"},"due":"2026-11-30","duty":"counselling"}`, meeting.StillOpen},
		{"a1", "action.confirm", `{"action":"A1"}`, meeting.InAction},
		{"a3", "action.progress", `{"action":"A1","status":"not-done","text":"Nobody there"}`, meeting.StillOpen},
		{"a3", "action.progress", `{"action":"A1","status":"done"}`, meeting.InAction},
		{"a1", "action.withdraw", `{"action":"A1","reason":"x"}`, meeting.StillOpen},
		{"a1", "duty", `{"duty":"counselling","state":"not-applicable","reason":"x"}`, meeting.NotApplicable},
		{"a1", "child", `{"person":"p6","counselling":{"offered":"yes"}}`, meeting.NotApplicable},
		{"a1", "child", `{"person":"p7","counselling":{"offered":"no"}}`, meeting.Met},
		{"a1", "person", `{"category":"child","name":"Late"}`, meeting.NotApplicable},
	} {
		s.must(step.by, step.kind, step.body)
		if got := s.m.Duties["counselling"].State; got != step.want {
			t.Errorf("%s %s: got %s, want %s", step.kind, step.body, got, step.want)
		}
	}
	s.must("a1", "circumstances", `{"circumstances":{"subject-of-images":false,"suspect-under-18":true}}`)
	if s.m.Duties["counselling"] != nil || s.m.Duties["refer-young-person"] == nil {
		t.Error("the duties do not follow the circumstances as they change")
	}
	s.agrees()
}
