package meeting

import "time"

// civilDate is the date in Europe/London, YYYY-MM-DD, of a moment of the record; empty for none. The core reads no time
// zone database: "the period of summer time begins at one o'clock, Greenwich mean time, in the morning of the last
// Sunday in March and ends at one o'clock in the morning of the last Sunday in October" (Summer Time Act 1972 as
// amended in 2002).
func civilDate(at string) string {
	if at == "" {
		return ""
	}
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return ""
	}
	return local(moment).Format(time.DateOnly)
}

// The two times of a year in Europe/London.
var (
	winter = time.FixedZone("GMT", 0)
	summer = time.FixedZone("BST", 60*60)
)

// local is a moment in the time of Europe/London.
func local(moment time.Time) time.Time {
	moment = moment.UTC()
	if begin, end := lastSunday(moment.Year(), time.March), lastSunday(moment.Year(), time.October); !moment.Before(begin) && moment.Before(end) {
		return moment.In(summer)
	}
	return moment.In(winter)
}

// lastSunday is one o'clock, UTC, on the last Sunday of a month with 31 days.
func lastSunday(year int, month time.Month) time.Time {
	last := time.Date(year, month, 31, 1, 0, 0, 0, time.UTC)
	return last.AddDate(0, 0, -int(last.Weekday()))
}
