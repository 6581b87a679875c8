package web

import (
	"net/url"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// form is what somebody sent with a plain form: the values of each field as they were typed, with line ends as the core
// has them.
type form map[string][]string

// How much a form may have.
const (
	mostFields  = 600 // the longest list of people to invite has 30 × 8
	longestName = 100 // bytes in the name of a field
)

var unreadable = meeting.Refuse(meeting.Malformed, "The form could not be read. Go back, load the page again and retry.")

// typed reads the request as a plain form, and keeps by which button it was sent. It refuses other content types (not-json),
// pictures and files (picture) and, with malformed, what no browser sends: broken escapes, bad UTF-8, too many fields.
func typed(c *fiber.Ctx) (form, error) {
	kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";")
	if !strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEApplicationForm) {
		if isFile(c) {
			return nil, pictured
		}
		return nil, problems[fiber.StatusUnsupportedMediaType]
	}
	sent := form{}
	if len(c.Body()) == 0 {
		return sent, nil
	}
	for i, pair := range strings.Split(string(c.Body()), "&") {
		rawName, rawValue, found := strings.Cut(pair, "=")
		name, badName := url.QueryUnescape(rawName)
		value, badValue := url.QueryUnescape(rawValue)
		if !found || i >= mostFields || badName != nil || badValue != nil || name == "" || len(name) > longestName ||
			!utf8.ValidString(name) || !utf8.ValidString(value) {
			return nil, unreadable
		}
		if coded(value) {
			return nil, pictured
		}
		sent[name] = append(sent[name], strings.ReplaceAll(value, "\r\n", "\n"))
	}
	c.Locals(button, sent.get("step"))
	return sent, nil
}

// get is the value of a field, the last where there are several: a checkbox comes after the hidden field that says what
// it means unticked. Empty where the field was not sent.
func (f form) get(name string) string {
	if values := f[name]; len(values) > 0 {
		return values[len(values)-1]
	}
	return ""
}

// trimmed is get without white space at both ends.
func (f form) trimmed(name string) string { return strings.TrimSpace(f.get(name)) }

// code is a token as somebody may give it: alone, or as the whole link that it ends.
func (f form) code(name string) string {
	text := f.trimmed(name)
	return text[strings.LastIndexByte(text, '#')+1:]
}

// agency is the agency under a name, as two fields.
func (f form) agency(name string) meeting.Agency {
	return meeting.Agency{Sector: f.trimmed(name + ".sector"), Name: f.trimmed(name + ".name")}
}

// under are the fields whose names begin with a prefix, without it.
func (f form) under(prefix string) form {
	inner := form{}
	for name, values := range f {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			inner[rest] = values
		}
	}
	return inner
}

// empty reports whether nothing was typed or chosen.
func (f form) empty() bool {
	for name := range f {
		if f.trimmed(name) != "" {
			return false
		}
	}
	return true
}

// civil brings a date to the form of the record, YYYY-MM-DD, where it is written as people here write dates; else it
// leaves it to the core to refuse. Browsers with a field for dates send the first form anyway.
func civil(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	for _, layout := range []string{time.DateOnly, "2/1/2006", "2 January 2006", "2 Jan 2006", "Monday 2 January 2006"} {
		if day, err := time.Parse(layout, text); err == nil {
			return day.Format(time.DateOnly)
		}
	}
	return text
}

// start is the moment of a local date and time as RFC 3339 in UTC; empty where neither is given. It refuses (content)
// what does not exist, also the hour that summer time leaves out. A date without a time is refused too.
func (f form) start(name string, london *time.Location) (string, error) {
	date, clock := civil(f.get(name+".date")), f.trimmed(name+".time")
	if date == "" && clock == "" {
		return "", nil
	}
	wrong := func(field, message string) error {
		return &meeting.Refusal{Code: meeting.Content, Field: name + field, Message: message}
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return "", wrong(".date", "The date is missing or does not exist; write it as 2026-11-30.")
	}
	if _, err := time.Parse("15:04", clock); err != nil {
		return "", wrong(".time", "The time is missing or does not exist; write it as 16:00.")
	}
	at, _ := time.ParseInLocation(time.DateOnly+" 15:04", date+" "+clock, london) // both were read above
	if at.Format("15:04") != clock {
		return "", wrong(".time", "There is no such time on that day: the clocks go forward.")
	}
	return at.UTC().Format(time.RFC3339), nil
}
