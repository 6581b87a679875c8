package room

import (
	"time"

	"strategyroom/meeting"
)

// Effort is a sort of what an attendee may ask for so often and no oftener, over all their screens and requests.
type Effort int

const (
	Commands  Effort = iota // to write something down, in whatever way
	Frames                  // from the browser, of every type, and polls
	Documents               // minutes, PDFs, the record: what takes the processor for long
	efforts
)

// rate lets burst through at once, and so many more each second. No human comes near it.
type rate struct{ burst, second float64 }

var rates = [efforts]rate{
	Commands:  {200, 20},
	Frames:    {600, 60},
	Documents: {60, 2},
}

var tooMany = [efforts]*meeting.Refusal{
	Commands:  meeting.Refuse(meeting.TooMany, "That was too much in too short a time. Wait a few seconds and send it again."),
	Frames:    meeting.Refuse(meeting.TooMany, "That was too often in too short a time. Wait a few seconds and try again."),
	Documents: meeting.Refuse(meeting.TooMany, "You asked for too many documents in too short a time. Wait a few seconds and try again."),
}

// mostScreens is how many sockets one attendee may have in a meeting, on all their devices.
const mostScreens = 16

// crowded is for who has as many.
var crowded = meeting.Refuse(meeting.TooMany, "You have this meeting open too many times. Close a window that you do not need.")

// purse is how much of a rate somebody used up lately. The zero value is nothing.
type purse struct {
	much float64
	at   time.Time
}

// take takes one, unless there is none left. A clock that is set back gives nothing and takes nothing.
func (p *purse) take(of rate, now time.Time) bool {
	if passed := now.Sub(p.at); passed > 0 {
		p.much = max(0, p.much-passed.Seconds()*of.second)
	}
	p.at = now
	if p.much+1 > of.burst {
		return false
	}
	p.much++
	return true
}

// Allow takes one effort of an attendee and refuses it with too-many where there were too many in too short a time.
// Nothing else of the room asks: the door does, for those who come through it.
func (r *Room) Allow(attendee string, effort Effort) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.presence(attendee).spent[effort].take(rates[effort], r.rooms.Now()) {
		return nil
	}
	if effort == Commands {
		r.rooms.Counts.Refused(meeting.TooMany)
	}
	return tooMany[effort]
}
