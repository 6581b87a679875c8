package meeting

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// The longest that things may be, in UTF-16 units.
const (
	MaxName  = 200     // names, positions, titles, references: one line
	MaxText  = 10_000  // information, answers, decisions, actions, reasons
	MaxNotes = 100_000 // the notes under one item
)

// CleanName trims a one-line text, brings it to Unicode's NFC and says what is wrong with it: empty, over MaxName
// units, or with control, private-use or direction characters in it. U+200C and U+200D stay: names in Bengali and
// Persian need them. The fault is the end of a sentence, empty where there is none.
func CleanName(name string) (clean, fault string) {
	clean = norm.NFC.String(strings.TrimSpace(name))
	if invisible(clean) {
		return clean, "is missing"
	}
	return clean, textFault(clean, MaxName, false)
}

// CleanText makes every line end a single newline, takes white space off both ends, and says what is wrong with the text
// as CleanName does; tabs and newlines are allowed, and up to MaxText units.
func CleanText(text string) (clean, fault string) {
	clean = strings.ReplaceAll(text, "\r\n", "\n")
	clean = strings.TrimSpace(strings.ReplaceAll(clean, "\r", "\n"))
	if invisible(clean) {
		return clean, "is missing"
	}
	return clean, textFault(clean, MaxText, true)
}

// invisible reports whether a text has nothing in it that can be seen: joiners alone are not a name.
func invisible(text string) bool {
	return strings.TrimFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) }) == ""
}

func textFault(text string, most int, lines bool) string {
	if !utf8.ValidString(text) {
		return "has characters that cannot be read"
	}
	if Units(text) > most {
		return fmt.Sprintf("is longer than %d characters", most)
	}
	for _, r := range text {
		switch {
		case lines && (r == '\n' || r == '\t'):
		case r == '\u200c' || r == '\u200d': // joiners
		case unicode.Is(unicode.Bidi_Control, r):
			return "has hidden characters that change the direction of reading"
		case unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || unicode.Is(unicode.Co, r) || r >= 0xFFF0 && r <= 0xFFFB || r == 0xFEFF:
			return "has characters that cannot be printed"
		}
	}
	return ""
}

// isDate reports whether the text is a civil date that exists, YYYY-MM-DD, of this or the last century or the next.
func isDate(text string) bool {
	day, err := time.Parse(time.DateOnly, text)
	return err == nil && day.Year() >= 1900 && day.Year() < 2200
}

// isTimeOfDay reports whether the text is a time of day, HH:MM from 00:00 to 23:59.
func isTimeOfDay(text string) bool {
	at, err := time.Parse("15:04", text)
	return err == nil && at.Format("15:04") == text
}
