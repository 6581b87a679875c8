package audit

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// marks is the kind of the document that says where the trail stood a while ago, so that a program that starts need not
// read the trail from its beginning. It is a hint: the entry behind it is read and has to follow from it.
const marks = "audit-mark"

// between two marks so many entries are written.
const between = 1000

// head is where the trail ends.
type head struct {
	meeting.Chain
	last   time.Time // of the last entry followed
	marked int
}

// mark is a position in the trail.
type mark struct {
	Number      int          `json:"number"`
	Fingerprint meeting.Hash `json:"fingerprint"`
}

func (h *head) follow(e meeting.Entry) error {
	if err := h.Chain.Follow(e); err != nil {
		return err
	}
	h.last = e.Time()
	return nil
}

// readOn follows what was written since.
func (h *head) readOn(ctx context.Context, kept Store) error {
	if h.Number == 0 {
		h.start(ctx, kept)
	}
	err := kept.Read(ctx, Record, h.Number, h.follow)
	if altered := new(meeting.Altered); errors.As(err, &altered) {
		return fmt.Errorf("%w: the audit trail: %w", store.ErrDamaged, err)
	}
	return err
}

// start goes to the last mark, or stays before the beginning where there is none that the trail bears out.
func (h *head) start(ctx context.Context, kept Store) {
	doc, err := kept.Get(ctx, marks, "last")
	var at mark
	if err != nil || json.Unmarshal(doc.Body, &at) != nil {
		return
	}
	from := head{Chain: meeting.Chain{Number: at.Number, Fingerprint: at.Fingerprint}, marked: at.Number}
	follows := errors.New("it follows")
	if err := kept.Read(ctx, Record, at.Number, func(e meeting.Entry) error {
		next := from
		return errors.Join(next.follow(e), follows)
	}); errors.Is(err, follows) && !errors.As(err, new(*meeting.Altered)) {
		*h = from
	}
}

// keep marks a position that more was written behind. Nothing depends on it.
func (h *head) keep(ctx context.Context, kept Store, position meeting.Chain) {
	if position.Number < h.marked+between {
		return
	}
	doc, err := kept.Get(ctx, marks, "last")
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return
	}
	body, err := json.Marshal(mark{position.Number, position.Fingerprint})
	if err != nil {
		return
	}
	if _, err := kept.Put(ctx, store.Document{Kind: marks, ID: "last", Version: doc.Version, Body: body}); err == nil {
		h.marked = position.Number
	}
}
