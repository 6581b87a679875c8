package meeting

import (
	"bytes"
	"fmt"
	"time"
)

// Chain follows a record entry by entry and checks that nothing was altered, left out, put in or moved. The zero value
// stands before the first entry.
type Chain struct {
	Number      int  // of the last entry followed
	Fingerprint Hash // of the last entry followed; empty before the first
	last        time.Time
}

// Altered says where a record stopped being what was written, and how that shows.
type Altered struct {
	Number int    // the entry at fault
	Why    string // a sentence's end: "its text was changed"
}

func (a *Altered) Error() string {
	return fmt.Sprintf("entry %d is not as it was written: %s", a.Number, a.Why)
}

// Follow checks the next entry against the chain so far and moves on to it. The error is always *Altered.
func (c *Chain) Follow(e Entry) error {
	if e.Number != c.Number+1 {
		return &Altered{c.Number + 1, fmt.Sprintf("entry %d stands in its place", e.Number)}
	}
	if !e.Hidden() {
		if !bytes.Equal(e.commit(), e.Commit) {
			return &Altered{e.Number, "its words, time, writer or salt were changed"}
		}
		if e.Time().Before(c.last) {
			return &Altered{e.Number, "its time is before that of the entry before"}
		}
		c.last = e.Time()
	}
	if !bytes.Equal(fingerprint(c.Fingerprint, e.Number, e.Commit), e.Fingerprint) {
		return &Altered{e.Number, "its check code does not follow from the one before"}
	}
	c.Number, c.Fingerprint = e.Number, e.Fingerprint
	return nil
}
