package procedure_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"strategyroom/meeting/procedure"
)

func TestWorkingDays(t *testing.T) {
	tests := []struct {
		what                                      string
		from                                      string
		days                                      int
		england, wales, scotland, northernIreland string
	}{
		{"over Christmas and New Year", "2026-12-18", 15, "2027-01-13", "2027-01-13", "2027-01-14", "2027-01-13"},
		{"over Easter", "2027-03-25", 15, "2027-04-19", "2027-04-19", "2027-04-16", "2027-04-19"},
		{"over a leap day", "2028-02-14", 15, "2028-03-06", "2028-03-06", "2028-03-06", "2028-03-06"},

		{"Boxing Day on a Saturday", "2026-12-24", 1, "2026-12-29", "2026-12-29", "2026-12-29", "2026-12-29"},
		{"from Christmas Day", "2026-12-25", 1, "2026-12-29", "2026-12-29", "2026-12-29", "2026-12-29"},
		{"2 January on a Saturday", "2026-12-31", 1, "2027-01-04", "2027-01-04", "2027-01-05", "2027-01-04"},
		{"Christmas on a Saturday", "2027-12-24", 1, "2027-12-29", "2027-12-29", "2027-12-29", "2027-12-29"},
		{"Christmas and New Year on a Saturday", "2027-12-17", 15, "2028-01-12", "2028-01-12", "2028-01-13", "2028-01-12"},
		{"New Year on a Saturday", "2027-12-31", 1, "2028-01-04", "2028-01-04", "2028-01-05", "2028-01-04"},
		{"two days after it", "2027-12-31", 2, "2028-01-05", "2028-01-05", "2028-01-06", "2028-01-05"},
		{"Christmas on a Monday", "2028-12-22", 1, "2028-12-27", "2028-12-27", "2028-12-27", "2028-12-27"},
		{"to the last day known", "2028-12-08", 13, "2028-12-29", "2028-12-29", "2028-12-29", "2028-12-29"},
		{"from before the first day known", "2025-12-31", 1, "2026-01-02", "2026-01-02", "2026-01-05", "2026-01-02"},

		{"Easter 2026", "2026-04-02", 1, "2026-04-07", "2026-04-07", "2026-04-06", "2026-04-07"},
		{"over Easter 2026", "2026-03-27", 15, "2026-04-21", "2026-04-21", "2026-04-20", "2026-04-21"},
		{"Easter 2027", "2027-03-25", 1, "2027-03-30", "2027-03-30", "2027-03-29", "2027-03-30"},
		{"Easter 2028", "2028-04-13", 1, "2028-04-18", "2028-04-18", "2028-04-17", "2028-04-18"},
		{"over Easter 2028", "2028-03-31", 15, "2028-04-25", "2028-04-25", "2028-04-24", "2028-04-25"},

		{"St Patrick's Day", "2026-03-16", 1, "2026-03-17", "2026-03-17", "2026-03-17", "2026-03-18"},
		{"St Patrick's Day and Easter", "2027-03-12", 15, "2027-04-06", "2027-04-06", "2027-04-05", "2027-04-07"},
		{"12 July on a Sunday", "2026-07-10", 1, "2026-07-13", "2026-07-13", "2026-07-13", "2026-07-14"},
		{"over 12 July", "2026-07-01", 15, "2026-07-22", "2026-07-22", "2026-07-22", "2026-07-23"},
		{"12 July on a Monday", "2027-07-09", 1, "2027-07-12", "2027-07-12", "2027-07-12", "2027-07-13"},
		{"12 July on a Wednesday", "2028-07-11", 1, "2028-07-12", "2028-07-12", "2028-07-12", "2028-07-13"},
		{"the proclaimed day of 2026", "2026-06-12", 1, "2026-06-15", "2026-06-15", "2026-06-16", "2026-06-15"},
		{"over it", "2026-06-05", 15, "2026-06-26", "2026-06-26", "2026-06-29", "2026-06-26"},
		{"early May", "2026-05-01", 1, "2026-05-05", "2026-05-05", "2026-05-05", "2026-05-05"},
		{"late May", "2026-05-15", 15, "2026-06-08", "2026-06-08", "2026-06-08", "2026-06-08"},
		{"early August", "2026-07-31", 1, "2026-08-03", "2026-08-03", "2026-08-04", "2026-08-03"},
		{"over early August", "2027-07-16", 15, "2027-08-06", "2027-08-06", "2027-08-09", "2027-08-06"},
		{"late August", "2028-08-25", 1, "2028-08-29", "2028-08-29", "2028-08-28", "2028-08-29"},
		{"St Andrew's Day on a Monday", "2026-11-27", 1, "2026-11-30", "2026-11-30", "2026-12-01", "2026-11-30"},
		{"St Andrew's Day on a Tuesday", "2027-11-29", 1, "2027-11-30", "2027-11-30", "2027-12-01", "2027-11-30"},

		{"before the clocks go forward", "2026-03-27", 1, "2026-03-30", "2026-03-30", "2026-03-30", "2026-03-30"},
		{"the day on which they do", "2026-03-29", 1, "2026-03-30", "2026-03-30", "2026-03-30", "2026-03-30"},
		{"before the clocks go back", "2026-10-24", 1, "2026-10-26", "2026-10-26", "2026-10-26", "2026-10-26"},
		{"the day on which they do", "2026-10-25", 1, "2026-10-26", "2026-10-26", "2026-10-26", "2026-10-26"},
		{"over the clocks going back", "2026-10-16", 15, "2026-11-06", "2026-11-06", "2026-11-06", "2026-11-06"},
		{"and in 2028", "2028-10-27", 15, "2028-11-17", "2028-11-17", "2028-11-17", "2028-11-17"},
	}
	for _, test := range tests {
		wants := map[string]string{procedure.England: test.england, procedure.Wales: test.wales,
			procedure.Scotland: test.scotland, procedure.NorthernIreland: test.northernIreland}
		for nation, want := range wants {
			got, err := procedure.WorkingDays(test.from, test.days, nation)
			if err != nil || got != want {
				t.Errorf("%s, %s: %d from %s: got %s (%v), want %s", test.what, nation, test.days, test.from, got, err, want)
			}
		}
	}
}

func TestWorkingDaysRefused(t *testing.T) {
	const beyond = "Bank holidays are known from 1 January 2026 to 31 December 2028 only, so "
	tests := []struct {
		from   string
		days   int
		nation string
		want   string
	}{
		{"2028-12-11", 15, procedure.England, beyond + "15 working days from 11 December 2028 must be counted by hand."},
		{"2028-12-29", 1, procedure.Scotland, beyond + "1 working day from 29 December 2028 must be counted by hand."},
		{"2031-05-01", 1, procedure.Wales, beyond + "1 working day from 1 May 2031 must be counted by hand."},
		{"2025-12-30", 1, procedure.England, beyond + "1 working day from 30 December 2025 must be counted by hand."},
		{"2026-01-01", 100_000, procedure.England, beyond + "100000 working days from 1 January 2026 must be counted by hand."},
		{"2027-02-29", 1, procedure.England, `"2027-02-29" is not a date such as 2026-11-27`},
		{"27/11/2026", 1, procedure.England, `"27/11/2026" is not a date such as 2026-11-27`},
		{"2026-11-27", 0, procedure.England, "0 working days cannot be counted"},
		{"2026-11-27", -1, procedure.England, "-1 working days cannot be counted"},
		{"2026-11-27", 1, "", `the bank holidays of "" are not known`},
		{"2026-11-27", 1, "cornwall", `the bank holidays of "cornwall" are not known`},
	}
	for _, test := range tests {
		got, err := procedure.WorkingDays(test.from, test.days, test.nation)
		if got != "" || words(err) != test.want {
			t.Errorf("%d from %s, %s:\n got %q, %v\nwant %s", test.days, test.from, test.nation, got, err, test.want)
		}
		var uncountable *procedure.Uncountable
		if got, want := errors.As(err, &uncountable), test.want[0] == 'B'; got != want {
			t.Errorf("%d from %s: uncountable %v, want %v", test.days, test.from, got, want)
		}
	}
}

func words(err error) string {
	if err == nil {
		return "no error"
	}
	return err.Error()
}

// TestBankHolidaysFollowTheLaw works the days out by the rules and compares them with the table, which has them typed.
func TestBankHolidaysFollowTheLaw(t *testing.T) {
	calendar := procedure.BankHolidays()
	if calendar.Since != "2026-01-01" || calendar.Until != "2028-12-31" {
		t.Errorf("known from %s to %s", calendar.Since, calendar.Until)
	}
	for _, nation := range procedure.Nations {
		var got, want []string
		for _, holiday := range calendar.Holidays {
			if slices.Contains(holiday.Nations, nation) {
				got = append(got, holiday.Date)
			}
		}
		for year := 2026; year <= 2028; year++ {
			want = append(want, lawful(year, nation)...)
		}
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Errorf("%s:\n got %v\nwant %v", nation, got, want)
		}
	}
}

// lawful are the bank holidays of the Banking and Financial Dealings Act 1971, the St Andrew's Day Bank Holiday
// (Scotland) Act 2007 and the yearly proclamations.
func lawful(year int, nation string) []string {
	date := func(month time.Month, day int) time.Time { return time.Date(year, month, day, 0, 0, 0, 0, time.UTC) }
	var days []time.Time
	fixed := func(month time.Month, day int) { // or the next weekday that is none yet
		d := date(month, day)
		for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday || slices.Contains(days, d) {
			d = d.AddDate(0, 0, 1)
		}
		days = append(days, d)
	}
	mondayFrom := func(month time.Month, day int) time.Time {
		d := date(month, day)
		return d.AddDate(0, 0, (8-int(d.Weekday()))%7)
	}
	easter := map[int]time.Time{2026: date(time.April, 5), 2027: date(time.March, 28), 2028: date(time.April, 16)}[year]

	fixed(time.January, 1)
	fixed(time.December, 25)
	fixed(time.December, 26)
	days = append(days, easter.AddDate(0, 0, -2), mondayFrom(time.May, 1), mondayFrom(time.May, 25))
	switch nation {
	case procedure.Scotland:
		fixed(time.January, 2)
		fixed(time.November, 30)
		days = append(days, mondayFrom(time.August, 1))
		if year == 2026 {
			days = append(days, date(time.June, 15)) // proclaimed on 3 February 2026
		}
	case procedure.NorthernIreland:
		fixed(time.March, 17)
		fixed(time.July, 12)
		fallthrough
	default:
		days = append(days, easter.AddDate(0, 0, 1), mondayFrom(time.August, 25))
	}
	var dates []string
	for _, d := range days {
		dates = append(dates, d.Format(time.DateOnly))
	}
	return dates
}
