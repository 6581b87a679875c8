package room

import "strconv"

// Code says why the server ends a connection, as the close code on the wire. Below 4500 the browser comes back by
// itself and resumes; from 4500 on it does not, and tells the person instead. Codes are only added.
type Code int

const (
	Left      Code = 1000 // the other side went first; nobody is there to read it
	Restart   Code = 1012 // the server stops or restarts: come back
	Slow      Code = 4000 // more waited for this screen than it took: come back and resume
	StoreAway Code = 4001 // nothing can be written down at present: come back
	Rate      Code = 4002 // too many frames in too short a time: come back later
	Crowded   Code = 4003 // this attendee has too many screens: ask for frames by polling, and come back from time to time
	SignedOut Code = 4500 // the session ended: sign in first
	Removed   Code = 4501 // no longer an attendee of this meeting, or it was erased
	NotFrame  Code = 4502 // what was sent is no frame: binary, too long, not UTF-8 or not JSON; again would be no better
	Over      Code = 4503 // the meeting has closed, and the room with it for a guest who had to be known
)

// String is the reason that goes with the code on the wire.
func (c Code) String() string {
	switch c {
	case Left:
		return "left"
	case Restart:
		return "restart"
	case Slow:
		return "slow"
	case StoreAway:
		return "store away"
	case Rate:
		return "rate"
	case Crowded:
		return "crowded"
	case SignedOut:
		return "signed out"
	case Removed:
		return "removed"
	case Over:
		return "over"
	case NotFrame:
		return "not a frame"
	}
	return strconv.Itoa(int(c))
}
