package audit

import (
	"context"
	"time"

	"strategyroom/meeting"
)

// Most is how many lines one look at the trail shows.
const Most = 200

// Filter says which lines are looked for. What is empty does not matter.
type Filter struct {
	From, Until time.Time // UTC; Until itself is not meant
	What        string
	Account     string
	Meeting     string
	Before      int // only lines with a smaller number
}

func (f Filter) fits(w Written) bool {
	return (f.From.IsZero() || !w.At.Before(f.From)) && (f.Until.IsZero() || w.At.Before(f.Until)) &&
		(f.What == "" || w.What == f.What) && (f.Account == "" || w.Account == f.Account) &&
		(f.Meeting == "" || w.Meeting == f.Meeting) && (f.Before == 0 || w.Number < f.Before)
}

// Find returns the newest lines that fit, the newest first, at most Most, and whether there are older ones.
func (t *Trail) Find(ctx context.Context, f Filter) (lines []Written, more bool, err error) {
	fitting := make([]Written, 0, Most+1)
	err = t.store.Read(ctx, Record, 0, func(e meeting.Entry) error {
		w, err := read(e)
		if err == nil && f.fits(w) {
			if len(fitting) > Most {
				copy(fitting, fitting[1:])
				fitting = fitting[:Most]
			}
			fitting = append(fitting, w)
		}
		return err
	})
	for i := len(fitting) - 1; i >= 0 && len(lines) < Most; i-- {
		lines = append(lines, fitting[i])
	}
	return lines, len(fitting) > Most, err
}
