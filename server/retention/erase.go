package retention

import (
	"context"
	"encoding/hex"
	"io"
	"slices"
	"time"

	"strategyroom/meeting"
)

// AskedLife is how long two administrators have to agree.
const AskedLife = 7 * 24 * time.Hour

// enough is how many have to agree.
const enough = 2

// Asked is that a meeting be erased.
type Asked struct {
	ID     string      `json:"id"`
	Reason string      `json:"reason"`
	By     Person      `json:"by"`
	At     time.Time   `json:"at"`
	Until  time.Time   `json:"until"`
	May    []string    `json:"may"` // the accounts that may agree: those that could when it was asked
	Agreed []Agreement `json:"agreed,omitempty"`
}

// Agreement is that one administrator agreed.
type Agreement struct {
	By Person    `json:"by"`
	At time.Time `json:"at"`
}

// Erased is that a meeting was erased. Where Done is not set, what is left of it is about to go.
type Erased struct {
	Reason string      `json:"reason"`
	By     Person      `json:"by"` // who asked
	Asked  time.Time   `json:"asked"`
	Agreed []Agreement `json:"agreed"`
	At     time.Time   `json:"at"`
	Done   bool        `json:"done,omitempty"`
}

var (
	erased = meeting.Refuse(meeting.Conflict, "This meeting was erased already.")
	held   = meeting.Refuse(meeting.Conflict, "This meeting is under a legal hold: it may not be erased.")
)

// Ask asks that a meeting be erased, in place of what was asked before. Two administrators have to agree within
// AskedLife; one who asks has agreed. It refuses with conflict where the meeting is held or erased, as Closed does, and
// with content.
func (r *Register) Ask(ctx context.Context, id string, by Person, reason string) (Kept, error) {
	reason, err := given(reason)
	if err != nil {
		return Kept{}, err
	}
	if kept, err := r.Of(ctx, id); err != nil {
		return kept, err
	} else if err := kept.erasable(); err != nil {
		return kept, err
	}
	if err := r.Closed(ctx, id); err != nil {
		return Kept{}, err
	}
	may, err := r.May(ctx)
	if err != nil {
		return Kept{}, err
	}
	if len(may) < enough {
		return Kept{}, meeting.Refuse(meeting.Conflict, "Two administrators have to agree, and there are not two who can sign in with a "+
			"passkey or a password and have not been let in by a link in the last week.")
	}
	raw := make([]byte, 8)
	if _, err := io.ReadFull(r.Random, raw); err != nil {
		return Kept{}, err
	}
	now := r.now()
	asked := Asked{ID: hex.EncodeToString(raw), Reason: reason, By: by, At: now, Until: now.Add(AskedLife), May: may}
	if slices.Contains(may, by.Account) {
		asked.Agreed = []Agreement{{by, now}}
	}
	return r.change(ctx, id, func(kept *Kept) error {
		if err := kept.erasable(); err != nil {
			return err
		}
		if kept.Asked == nil || kept.Asked.ID != asked.ID {
			kept.Asked = &asked
			kept.note(now, by, "Asked to erase it: %s", reason)
		}
		return nil
	})
}

func (k *Kept) erasable() error {
	switch {
	case k.Erased != nil:
		return erased
	case k.Hold != nil:
		return held
	}
	return nil
}

// Agree has an administrator agree to what was asked under that id. The second agreement erases the meeting. It refuses
// with role who may not, and with conflict where nothing like it is asked any more, or the same has agreed already.
func (r *Register) Agree(ctx context.Context, id, asked string, by Person) (Kept, error) {
	if err := r.Closed(ctx, id); err != nil {
		return Kept{}, err
	}
	may, err := r.May(ctx)
	if err != nil {
		return Kept{}, err
	}
	now := r.now()
	kept, err := r.change(ctx, id, func(kept *Kept) error {
		if kept.Erased != nil && kept.Asked == nil && slices.Contains(kept.Erased.Agreed, Agreement{by, now}) {
			return nil // it was kept, though that was not known
		}
		if err := kept.erasable(); err != nil {
			return err
		}
		switch a := kept.Asked; {
		case a == nil || a.ID != asked || !now.Before(a.Until):
			return meeting.Refuse(meeting.Conflict, "Nobody asks for this any more: it was withdrawn, or a week is over. Ask again.")
		case !slices.Contains(a.May, by.Account) || !slices.Contains(may, by.Account):
			return meeting.Refuse(meeting.NotAllowed, "Only those can agree who were administrators with a passkey or a password when this was asked, "+
				"and whom nobody has let in by a link for a week.")
		case slices.Contains(a.Agreed, Agreement{by, now}):
			return nil
		case slices.ContainsFunc(a.Agreed, func(one Agreement) bool { return one.By.Account == by.Account }):
			return meeting.Refuse(meeting.Conflict, "You have agreed already. Somebody else has to agree too.")
		default:
			a.Agreed = append(a.Agreed, Agreement{by, now})
			kept.note(now, by, "Agreed to erase it")
			if len(a.Agreed) >= enough {
				kept.Erased = &Erased{Reason: a.Reason, By: a.By, Asked: a.At, Agreed: a.Agreed, At: now}
				kept.Asked = nil
			}
		}
		return nil
	})
	if err != nil || kept.Erased == nil {
		return kept, err
	}
	return r.finish(ctx, id)
}

// finish erases a meeting of which it is kept that it is to be.
func (r *Register) finish(ctx context.Context, id string) (Kept, error) {
	if err := r.Erase(ctx, id); err != nil {
		return Kept{}, err
	}
	return r.change(ctx, id, func(kept *Kept) error {
		if kept.Erased != nil {
			kept.Erased.Done = true
		}
		return nil
	})
}

// Withdraw ends what was asked. There may be nothing.
func (r *Register) Withdraw(ctx context.Context, id string, by Person) (Kept, error) {
	return r.change(ctx, id, func(kept *Kept) error {
		if kept.Asked != nil {
			kept.Asked = nil
			kept.note(r.now(), by, "Withdrew what was asked about erasing it")
		}
		return nil
	})
}

// Finish erases what was to be erased when the program ended before it was.
func (r *Register) Finish(ctx context.Context) error {
	all, err := r.All(ctx)
	for _, kept := range all {
		if kept.Erased == nil || kept.Erased.Done {
			continue
		}
		if _, err := r.finish(ctx, kept.Meeting); err != nil {
			return err
		}
	}
	return err
}
