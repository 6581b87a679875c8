package room_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// TestRecordSetBackUnderneath: after an append of which nothing is known the record is read back. Where its end is not
// what it was, nothing more is written behind it.
func TestRecordSetBackUnderneath(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		read func(e meeting.Entry) (meeting.Entry, bool)
		want meeting.Code
	}{
		{"as it was", func(e meeting.Entry) (meeting.Entry, bool) { return e, true }, ""},
		{"its last entry is gone", func(e meeting.Entry) (meeting.Entry, bool) { return e, e.Number < seats }, meeting.Away},
		{"its last entry is another", func(e meeting.Entry) (meeting.Entry, bool) {
			if e.Number == seats {
				e.Fingerprint = append(meeting.Hash{1}, e.Fingerprint[1:]...)
			}
			return e, true
		}, meeting.Away},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			h := newHouse(t)
			r := h.seated()
			h.store.then(func(ctx context.Context, _ func() error) error {
				h.store.Records = altered{h.store.Records, test.read}
				return store.ErrUnknown
			})
			_, err := r.Write(t.Context(), police, information("i1", "seen at home"))
			if got := code(err); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
			if _, err := r.Write(t.Context(), police, information("i2", "and at school")); code(err) != test.want {
				t.Errorf("the next command: got %v, want %q", err, test.want)
			}
			said := strings.Contains(h.log.String(), "entry "+fmt.Sprint(seats)+" is")
			if want := test.want != ""; said != want {
				t.Errorf("the log names the entry: got %t, want %t: %s", said, want, h.log)
			}
		})
	}
}

// altered is a store whose entries read otherwise than they were written, or not at all.
type altered struct {
	store.Records
	read func(meeting.Entry) (meeting.Entry, bool)
}

func (a altered) Read(ctx context.Context, id string, after int, visit func(meeting.Entry) error) error {
	return a.Records.Read(ctx, id, after, func(e meeting.Entry) error {
		if e, there := a.read(e); there {
			return visit(e)
		}
		return nil
	})
}
