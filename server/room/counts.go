package room

import (
	"time"

	"strategyroom/meeting"
)

// Counts is told what happens in the rooms, for whoever watches the program run. Any goroutine calls it, at times under
// a lock, so it must not wait.
type Counts interface {
	// Entered: a screen opened, and was sent the entries that it missed (resumed) or a snapshot.
	Entered(resumed bool)
	// Left: a screen that had entered is gone.
	Left()
	// Behind: so many frames wait for one screen.
	Behind(frames int)
	// Slow: a screen was closed because it did not take what waited for it.
	Slow()
	// Accepted: a command of a kind is in the record, for the first time.
	Accepted(kind string)
	// Refused: nothing was written for a command.
	Refused(code meeting.Code)
	// Told: entries were taken into the meeting that everybody sees and queued for every screen.
	Told(took time.Duration)
}

// uncounted is for rooms that nobody watches.
type uncounted struct{}

func (uncounted) Entered(bool)         {}
func (uncounted) Left()                {}
func (uncounted) Behind(int)           {}
func (uncounted) Slow()                {}
func (uncounted) Accepted(string)      {}
func (uncounted) Refused(meeting.Code) {}
func (uncounted) Told(time.Duration)   {}
