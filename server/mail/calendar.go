package mail

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	ics "github.com/arran4/golang-ical"
)

// Entry is a meeting's place in a calendar. Calendars are shared with colleagues and kept by services elsewhere, so
// nothing of the case stands in it, and no link that lets somebody in.
type Entry struct {
	Meeting string    // its id, of which only a hash goes out
	Start   time.Time // in whichever zone
	Moves   int       // how often the start was changed before: a calendar takes the entry with the most for the latest
	Now     time.Time
}

// span is the time set aside: no end is planned, and an entry without one would take no time.
const span = time.Hour

// Calendar is the entry as an iCalendar file (RFC 5545). Times are in UTC: so it needs no table of a zone, which would
// have to know when clocks change, and every calendar shows it by its reader's own clock.
func Calendar(e Entry) []byte {
	calendar := ics.NewCalendar()
	calendar.SetProductId("-//Meeting//EN")
	hash := sha256.Sum256([]byte("strategyroom calendar 1\x00" + e.Meeting))
	event := calendar.AddEvent(hex.EncodeToString(hash[:16]))
	event.SetDtStampTime(e.Now)
	event.SetSequence(e.Moves)
	event.SetStartAt(e.Start)
	event.SetEndAt(e.Start.Add(span))
	event.SetSummary("Meeting (OFFICIAL-SENSITIVE)")
	event.SetDescription("To join, open the link that you were sent. Write no names and no details into this entry.")
	event.SetClass(ics.ClassificationPrivate)
	return []byte(calendar.Serialize(ics.WithNewLineWindows))
}
