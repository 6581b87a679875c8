// Package retention says of each meeting how long it is to be kept, when that is to be looked at again, and that a court
// or an inquiry needs it; and it has two administrators erase one. It reads no meeting, and deletes nothing by itself.
//
// What it keeps belongs to no meeting, so that it outlives the meeting's erasure. What it refuses is a *meeting.Refusal;
// any other error comes from the store.
package retention

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// kind is that of the documents, by meeting.
const kind = "retention"

// Person is who did something: an account, or, without one, whoever could use the program's command line.
type Person struct {
	Account string `json:"account,omitempty"`
	Name    string `json:"name"`
}

// Shell is whoever could use the command line. It is nobody in particular.
var Shell = Person{Name: "the command line"}

// Terms are how long a meeting is kept.
type Terms struct {
	Class  string `json:"class,omitempty"`  // of the organisation's own schedule, such as "Child protection, 25 years"
	Review string `json:"review,omitempty"` // the day on which it is looked at again, YYYY-MM-DD
}

// Hold is that a meeting may not be erased.
type Hold struct {
	Reason string    `json:"reason"`
	By     Person    `json:"by"`
	At     time.Time `json:"at"`
}

// Change is one thing that was done, of which the last hundred are kept.
type Change struct {
	At   time.Time `json:"at"`
	By   Person    `json:"by"`
	What string    `json:"what"`
}

// Kept is what is said of one meeting.
type Kept struct {
	Meeting string `json:"meeting"`
	Terms
	Hold    *Hold    `json:"hold,omitempty"`
	Asked   *Asked   `json:"asked,omitempty"`
	Erased  *Erased  `json:"erased,omitempty"`
	Changes []Change `json:"changes,omitempty"`
}

// Due reports whether the meeting is to be looked at again by this day, YYYY-MM-DD. One that was erased is not.
func (k Kept) Due(day string) bool { return k.Erased == nil && k.Review != "" && k.Review <= day }

const mostChanges = 100

func (k *Kept) note(at time.Time, by Person, what string, args ...any) {
	k.Changes = append(k.Changes, Change{at, by, fmt.Sprintf(what, args...)})
	if len(k.Changes) > mostChanges {
		k.Changes = k.Changes[len(k.Changes)-mostChanges:]
	}
}

// Config is what the register needs from the program around it.
type Config struct {
	Store  store.Store
	Except string                                          // the id of a record that is no meeting's, if there is one
	Closed func(ctx context.Context, meeting string) error // a refusal where the meeting is not closed, or is none
	May    func(ctx context.Context) ([]string, error)     // the accounts that may agree now
	Erase  func(ctx context.Context, meeting string) error // leaves nothing to be read of it; may be called again
	Now    func() time.Time
	Random io.Reader
}

// Register is what is said of all meetings. Its methods may be called at the same time.
type Register struct{ Config }

// New makes the register.
func New(config Config) *Register { return &Register{config} }

func (r *Register) now() time.Time { return r.Now().UTC().Round(0) }

// All is what is said of each meeting that was ever written in, in the order of their review, those without one last.
func (r *Register) All(ctx context.Context) ([]Kept, error) {
	ids, err := r.Store.Meetings(ctx)
	if err != nil {
		return nil, err
	}
	said := map[string]Kept{}
	err = r.Store.List(ctx, kind, func(doc store.Document) error {
		kept, err := decode(doc)
		said[doc.ID] = kept
		return err
	})
	if err != nil {
		return nil, err
	}
	all := make([]Kept, 0, len(ids))
	for _, id := range ids {
		if id == r.Except {
			continue
		}
		kept := said[id]
		kept.Meeting = id
		all = append(all, kept)
	}
	slices.SortStableFunc(all, func(a, b Kept) int {
		if none := a.Review == ""; none != (b.Review == "") {
			return map[bool]int{true: 1, false: -1}[none]
		}
		return strings.Compare(a.Review, b.Review)
	})
	return all, nil
}

// Of is what is said of one meeting. It refuses with not-found where nothing was ever written in it.
func (r *Register) Of(ctx context.Context, id string) (Kept, error) {
	if err := r.exists(ctx, id); err != nil {
		return Kept{}, err
	}
	doc, err := r.Store.Get(ctx, kind, id)
	if errors.Is(err, store.ErrNotFound) {
		return Kept{Meeting: id}, nil
	}
	if err != nil {
		return Kept{}, err
	}
	return decode(doc)
}

func (r *Register) exists(ctx context.Context, id string) error {
	if store.CheckName("meeting", id) == nil && id != r.Except {
		found := errors.New("there is one")
		err := r.Store.Read(ctx, id, 0, func(meeting.Entry) error { return found })
		if err == found {
			return nil
		}
		if err != nil {
			return err
		}
	}
	return meeting.Refuse(meeting.NotFound, "There is no such meeting.")
}

func decode(doc store.Document) (Kept, error) {
	kept := Kept{Meeting: doc.ID}
	if err := json.Unmarshal(doc.Body, &kept); err != nil {
		return kept, fmt.Errorf("%w: %s: %w", store.ErrDamaged, kind, err)
	}
	return kept, nil
}

// change takes one step from what is said of a meeting, and keeps it. The step is taken again where somebody else was
// quicker or it is not known whether it was kept; so it may do nothing twice.
func (r *Register) change(ctx context.Context, id string, step func(*Kept) error) (Kept, error) {
	if err := r.exists(ctx, id); err != nil {
		return Kept{}, err
	}
	for {
		kept := Kept{Meeting: id}
		doc, err := r.Store.Get(ctx, kind, id)
		switch {
		case errors.Is(err, store.ErrNotFound):
			doc = store.Document{Kind: kind, ID: id}
		case err == nil:
			kept, err = decode(doc)
			fallthrough
		default:
			if err != nil {
				return kept, err
			}
		}
		before, err := json.Marshal(kept)
		if err == nil {
			err = step(&kept)
		}
		if err == nil {
			doc.Body, err = json.Marshal(kept)
		}
		if err != nil || string(doc.Body) == string(before) {
			return kept, err
		}
		_, err = r.Store.Put(ctx, doc)
		if err == nil || !errors.Is(err, store.ErrConflict) && !errors.Is(err, store.ErrUnknown) {
			return kept, err
		}
	}
}

// Set says how long a meeting is kept. It refuses with content.
func (r *Register) Set(ctx context.Context, id string, by Person, terms Terms) (Kept, error) {
	class, fault := meeting.CleanName(terms.Class)
	if terms.Class != "" && fault != "" {
		return Kept{}, wrong("class", "The class "+fault+".")
	}
	if terms.Review != "" {
		if day, err := time.Parse(time.DateOnly, terms.Review); err != nil || day.Format(time.DateOnly) != terms.Review {
			return Kept{}, wrong("review", "The day of the review is not a date that exists; write it as 2051-11-30.")
		}
	}
	terms.Class = class
	return r.change(ctx, id, func(kept *Kept) error {
		if kept.Terms == terms {
			return nil
		}
		kept.Terms = terms
		kept.note(r.now(), by, "Class “%s”, review %s", terms.Class, terms.Review)
		return nil
	})
}

// Hold has a meeting not be erased, for a reason. What was asked before about erasing it ends.
func (r *Register) Hold(ctx context.Context, id string, by Person, reason string) (Kept, error) {
	reason, err := given(reason)
	if err != nil {
		return Kept{}, err
	}
	return r.change(ctx, id, func(kept *Kept) error {
		if kept.Erased != nil {
			return erased
		}
		if kept.Hold == nil {
			kept.Hold, kept.Asked = &Hold{reason, by, r.now()}, nil
			kept.note(r.now(), by, "Legal hold: %s", reason)
		}
		return nil
	})
}

// Release ends a hold, for a reason.
func (r *Register) Release(ctx context.Context, id string, by Person, reason string) (Kept, error) {
	reason, err := given(reason)
	if err != nil {
		return Kept{}, err
	}
	return r.change(ctx, id, func(kept *Kept) error {
		if kept.Hold != nil {
			kept.Hold = nil
			kept.note(r.now(), by, "The legal hold is over: %s", reason)
		}
		return nil
	})
}

// given is a reason as it is kept.
func given(reason string) (string, error) {
	clean, fault := meeting.CleanText(reason)
	if fault != "" {
		return "", wrong("reason", "The reason "+fault+".")
	}
	return clean, nil
}

func wrong(field, message string) error {
	return &meeting.Refusal{Code: meeting.Content, Message: message, Field: field}
}
