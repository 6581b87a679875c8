package procedure

import (
	_ "embed"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/goccy/go-yaml"
)

// The nations whose bank holidays are known.
const (
	England         = "england"
	Wales           = "wales"
	Scotland        = "scotland"
	NorthernIreland = "northern-ireland"
)

// Nations are all there are.
var Nations = []string{England, Wales, Scotland, NorthernIreland}

// Calendar is the bank holidays that are known, by civil date (YYYY-MM-DD), from Since to Until and no longer.
type Calendar struct {
	Since    string    `yaml:"since"`
	Until    string    `yaml:"until"`
	Holidays []Holiday `yaml:"holidays"`
}

// Holiday is a bank holiday on a weekday, in some of the nations.
type Holiday struct {
	Date    string   `yaml:"date"`
	Name    string   `yaml:"name"`
	Nations []string `yaml:"nations"`
}

//go:embed bank-holidays.yaml
var bankHolidays []byte

// BankHolidays is the calendar the product ships with. It is shared: read it only.
var BankHolidays = sync.OnceValue(func() *Calendar {
	var c Calendar
	if err := yaml.UnmarshalWithOptions(bankHolidays, &c, yaml.Strict()); err != nil { // it is compiled in and tested
		panic(err)
	}
	return &c
})

// Uncountable is the refusal to guess: counting would leave the days whose bank holidays are known.
type Uncountable struct {
	From         string // civil date
	Days         int
	Since, Until string // civil dates
}

func (u *Uncountable) Error() string {
	return fmt.Sprintf("Bank holidays are known from %s to %s only, so %s from %s must be counted by hand.",
		inWords(u.Since), inWords(u.Until), count(u.Days), inWords(u.From))
}

// WorkingDays is the civil date (YYYY-MM-DD) of the last of so many working days, 1 or more, after a civil date: the day
// after it is the first that may count; Saturdays, Sundays and the nation's bank holidays do not. Where it would leave
// the days whose bank holidays are known, the error is an *Uncountable.
func WorkingDays(from string, days int, nation string) (string, error) {
	day, err := time.Parse(time.DateOnly, from)
	if err != nil {
		return "", fmt.Errorf("%q is not a date such as 2026-11-27", from)
	}
	if days < 1 {
		return "", fmt.Errorf("%d working days cannot be counted", days)
	}
	if !slices.Contains(Nations, nation) {
		return "", fmt.Errorf("the bank holidays of %q are not known", nation)
	}
	calendar, off := BankHolidays(), daysOff()[nation]
	for left := days; left > 0; {
		day = day.AddDate(0, 0, 1)
		date := day.Format(time.DateOnly)
		if date < calendar.Since || date > calendar.Until {
			return "", &Uncountable{from, days, calendar.Since, calendar.Until}
		}
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday && !off[date] {
			left--
		}
	}
	return day.Format(time.DateOnly), nil
}

// daysOff are the dates of each nation's bank holidays.
var daysOff = sync.OnceValue(func() map[string]map[string]bool {
	off := map[string]map[string]bool{}
	for _, nation := range Nations {
		off[nation] = map[string]bool{}
	}
	for _, holiday := range BankHolidays().Holidays {
		for _, nation := range holiday.Nations {
			off[nation][holiday.Date] = true
		}
	}
	return off
})

func count(days int) string {
	if days == 1 {
		return "1 working day"
	}
	return fmt.Sprintf("%d working days", days)
}

// inWords is 2026-11-27 as 27 November 2026.
func inWords(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.Format("2 January 2006")
}
