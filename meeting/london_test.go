package meeting_test

import (
	"fmt"
	"testing"
	"time"

	"strategyroom/meeting"
)

// TestCivilDatesAreThoseOfLondon holds the rule for summer time that the core has to itself against the time zone
// database: every quarter of an hour in the two days around each change from 2000 to 2037, and every midnight.
func TestCivilDatesAreThoseOfLondon(t *testing.T) {
	for at := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC); at.Year() < 2038; at = at.Add(24 * time.Hour) {
		_, before := at.In(london).Zone()
		_, after := at.Add(24 * time.Hour).In(london).Zone()
		step := time.Hour
		if before != after {
			step = 15 * time.Minute
		}
		for moment := at.Add(-time.Hour); moment.Before(at.Add(25 * time.Hour)); moment = moment.Add(step) {
			for _, offset := range []time.Duration{-time.Millisecond, 0} {
				given := moment.Add(offset).Format(meeting.TimeFormat)
				if got, want := meeting.CivilDate(given), moment.Add(offset).In(london).Format(time.DateOnly); got != want {
					t.Fatalf("%s: got %s, want %s", given, got, want)
				}
			}
		}
	}
}

// TestConferenceDates holds a meeting for each, opened at this moment, that starts section 47 enquiries for a child:
// those worked out beforehand, then those around Christmas, Easter, substitute days and changes of the clock.
func TestConferenceDates(t *testing.T) {
	for _, c := range []struct{ nation, at, want string }{
		{"england", "2026-12-18T15:00", "2027-01-13"},
		{"wales", "2026-12-18T15:00", "2027-01-13"},
		{"england", "2027-03-25T15:00", "2027-04-19"},
		{"wales", "2027-03-25T15:00", "2027-04-19"},
		{"england", "2028-02-14T15:00", "2028-03-06"},
		{"scotland", "2026-12-18T15:00", "2027-01-14"}, // without 25 and 28 December, 1 and 4 January
		{"northern-ireland", "2026-12-18T15:00", "2027-01-13"},
		{"scotland", "2027-03-25T15:00", "2027-04-16"}, // Good Friday, no Easter Monday
		{"northern-ireland", "2027-03-25T15:00", "2027-04-19"},
		{"northern-ireland", "2027-03-12T15:00", "2027-04-07"}, // St Patrick's Day, Good Friday, Easter Monday
		{"england", "2027-03-12T15:00", "2027-04-06"},
		{"scotland", "2026-11-27T15:00", "2026-12-21"}, // St Andrew's Day
		{"england", "2026-11-27T15:00", "2026-12-18"},
		// Half past midnight in summer is the day before in UTC: the discussion's day is London's.
		{"england", "2027-06-10T23:30", "2027-07-02"},
		{"england", "2027-06-10T22:30", "2027-07-01"},
		{"england", "2026-12-17T23:30", "2027-01-12"},
		// The clocks go forward on 28 March 2027 at 01:00 and back on 31 October at 01:00 UTC.
		{"england", "2027-03-27T23:59", "2027-04-19"},
		{"england", "2027-03-28T22:59", "2027-04-19"},
		{"england", "2027-03-29T23:30", "2027-04-20"},
		{"england", "2027-10-30T23:00", "2027-11-19"},
		{"england", "2027-10-31T23:30", "2027-11-19"},
		{"england", "2027-11-01T00:00", "2027-11-22"},
		{"wales", "2027-12-17T15:00", "2028-01-12"}, // Christmas on a weekend: substitutes on 27 and 28 December, 3 January
		{"scotland", "2027-12-17T15:00", "2028-01-13"},
		{"england", "2027-12-24T15:00", "2028-01-19"},
		{"northern-ireland", "2026-07-03T15:00", "2026-07-27"}, // Boyne, substitute
		{"england", "2028-12-18T15:00", ""},                    // past the holidays that are known
	} {
		t.Run(fmt.Sprint(c.nation, " ", c.at), func(t *testing.T) {
			s := newTable(t)
			s.given.Procedure.Nation = c.nation
			at, err := time.Parse("2006-01-02T15:04", c.at)
			if err != nil {
				t.Fatal(err)
			}
			s.now = at
			s.must("", "convene", `{}`)
			s.must("a1", "person", `{"category":"child","name":"Robin Placeholder"}`)
			s.must("a1", "phase", `{"phase":"open"}`)
			s.must("a1", "child", `{"person":"p2","enquiries":{"start":"yes","reasons":"Images","jointly":"joint"},"risk":{"continuing":"yes","reasons":"Tonight"}}`)
			if got := s.m.Timescales["conference-p2"].By; got != c.want {
				t.Errorf("got %q, want %q (%s)", got, c.want, s.m.Timescales["conference-p2"].Words)
			}
			if got := s.m.Actions["A1"].Due; got != c.want {
				t.Errorf("the action is due %q, want %q", got, c.want)
			}
			s.agrees()
		})
	}
}

// TestAnotherRuleForTheConference counts from the last discussion, where a partnership's procedure rules so: a meeting
// that goes on after the weekend has until later, and its action with it, until somebody amends that.
func TestAnotherRuleForTheConference(t *testing.T) {
	s := newTable(t)
	rules := s.given.Procedure
	rules.Timescales = append(rules.Timescales[:0:0], rules.Timescales...)
	rules.Timescales[0].From = "last-discussion"
	s.must("", "convene", `{}`)
	s.must("a1", "person", `{"category":"child","name":"Robin Placeholder"}`)
	s.must("a1", "phase", `{"phase":"open"}`)
	s.must("a1", "child", `{"person":"p2","enquiries":{"start":"yes","reasons":"Images","jointly":"joint"},"risk":{"continuing":"yes","reasons":"Tonight"}}`)
	for _, want := range []string{"2026-12-18", "2026-12-21", "2026-12-24"} {
		if got := s.m.Actions["A1"].Due; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
		s.must("a1", "phase", `{"phase":"adjourned"}`)
		s.now = s.now.Add(72 * time.Hour)
		if want == "2026-12-21" {
			s.must("a1", "action.amend", `{"action":"A1","due":"2026-12-24"}`)
		}
		s.must("a1", "phase", `{"phase":"open"}`)
	}
	s.agrees()
}
