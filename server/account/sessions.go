package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Open is a session of an account that has not ended, as its owner is shown it.
type Open struct {
	ID    string
	Proof Proof // when they last showed who they are, and how
	Since time.Time
	Seen  time.Time // when something was asked last, to about a minute
	From  From
}

// Sessions are an account's, the one used last first.
func (p *People) Sessions(ctx context.Context, account string) ([]Open, error) {
	open := []Open{}
	err := p.documents.List(ctx, sessions, func(doc store.Document) error {
		var k known
		if err := decode(doc, &k); err != nil {
			return err
		}
		if k.Account == account && !k.over(p.now()) {
			open = append(open, Open{doc.ID, k.Proof, k.Created, later(k.Created, k.Seen), k.From})
		}
		return nil
	})
	slices.SortFunc(open, func(a, b Open) int { return b.Seen.Compare(a.Seen) })
	return open, err
}

// EndSession ends a session of an account. Refused with not-found where it has none of that id.
func (p *People) EndSession(ctx context.Context, account, id string) error {
	k, err := get[known](ctx, p, sessions, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && k.Account != account {
		return meeting.Refuse(meeting.NotFound, "This session has ended already.")
	}
	if err != nil {
		return err
	}
	return p.end(ctx, id)
}

// EndSessions ends all sessions of an account, but for one that is named.
func (p *People) EndSessions(ctx context.Context, account, but string) error {
	open, err := p.Sessions(ctx, account)
	for _, one := range open {
		if err == nil && one.ID != but {
			err = p.end(ctx, one.ID)
		}
	}
	return err
}
