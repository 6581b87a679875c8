package audit

import (
	"context"
	"errors"
	"slices"
	"sort"
	"time"

	"strategyroom/meeting"
)

// Most is how many lines one look at the trail shows, and Farthest how many it goes through for them.
const (
	Most     = 200
	Farthest = 20_000
)

// stride is how many lines are read at a time, backwards.
const stride = 500

// Filter says which lines are looked for. What is empty does not matter.
type Filter struct {
	From, Until time.Time // UTC; Until itself is not meant
	What        string
	Account     string
	Meeting     string
	Of          string
	Before      int // only lines with a smaller number
}

func (f Filter) fits(w Written) bool {
	return (f.From.IsZero() || !w.At.Before(f.From)) && (f.Until.IsZero() || w.At.Before(f.Until)) &&
		(f.What == "" || w.What == f.What) && (f.Account == "" || w.Account == f.Account) &&
		(f.Meeting == "" || w.Meeting == f.Meeting) && (f.Of == "" || w.Of == f.Of)
}

// Find returns the newest lines that fit, the newest first, at most Most of the last Farthest, and the number before which
// there may be others; 0 where there are none. It begins at the end, so that a long trail costs no more than a short one.
func (t *Trail) Find(ctx context.Context, f Filter) (lines []Written, older int, err error) {
	to, err := t.end(ctx)
	if err != nil {
		return nil, 0, err
	}
	if f.Before > 0 {
		to = min(to, f.Before-1)
	}
	if !f.Until.IsZero() {
		if to, err = t.before(ctx, f.Until, to); err != nil {
			return nil, 0, err
		}
	}
	least := max(to-Farthest, 0)
	for to > least {
		from := max(to-stride, least)
		page, err := t.page(ctx, from, to)
		if err != nil {
			return nil, 0, err
		}
		for _, w := range slices.Backward(page) {
			if !f.From.IsZero() && w.At.Before(f.From) { // and so is all before it
				return lines, 0, nil
			}
			if !f.fits(w) {
				continue
			}
			if len(lines) == Most {
				return lines, lines[Most-1].Number, nil
			}
			lines = append(lines, w)
		}
		to = from
	}
	if least > 0 {
		return lines, least + 1, nil
	}
	return lines, 0, nil
}

var errEnough = errors.New("enough was read")

// page is the lines above one number, up to another.
func (t *Trail) page(ctx context.Context, after, to int) (page []Written, err error) {
	err = t.store.Read(ctx, Record, after, func(e meeting.Entry) error {
		w, err := read(e)
		if err != nil {
			return err
		}
		if page = append(page, w); w.Number >= to {
			return errEnough
		}
		return nil
	})
	if errors.Is(err, errEnough) {
		err = nil
	}
	return page, err
}

// before is the number of the last line up to one that was written before a moment. Times in a trail never go back.
func (t *Trail) before(ctx context.Context, moment time.Time, to int) (number int, failed error) {
	return sort.Search(to, func(before int) bool {
		page, err := t.page(ctx, before, before+1)
		failed = errors.Join(failed, err)
		return len(page) == 0 || !page[0].At.Before(moment)
	}), failed
}

// end is the number of the last line. What is known of it already is not read again.
func (t *Trail) end(ctx context.Context) (int, error) {
	at := int(t.reached.Load())
	if at == 0 {
		var h head
		h.start(ctx, t.store)
		at = h.Number
	}
	err := t.store.Read(ctx, Record, at, func(e meeting.Entry) error { at = e.Number; return nil })
	t.reached.Store(int64(at))
	return at, err
}
