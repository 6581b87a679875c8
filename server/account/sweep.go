package account

import (
	"context"
	"errors"
	"time"

	"strategyroom/server/store"
)

// tokenMemory is how long it is remembered of a token that it ended. After that it is not known here.
const tokenMemory = 90 * 24 * time.Hour

// Sweep deletes what nobody can use any more: sessions whose time is over, knocks that are heard no longer, tokens and
// codes that ended long ago. What is not swept does no harm but stays.
func (p *People) Sweep(ctx context.Context) error {
	return errors.Join(
		sweep(ctx, p, sessions, func(_ string, k known) (bool, error) { return k.over(p.now()), nil }),
		sweep(ctx, p, ceremonies, func(_ string, c ceremony) (bool, error) { return !p.now().Before(c.Until), nil }),
		sweep(ctx, p, questions, func(_ string, q Question) (bool, error) { return !p.now().Before(q.Until), nil }),
		sweep(ctx, p, knocks, func(_ string, d door) (bool, error) {
			d.clear(p.now())
			return len(d.Knocks) == 0, nil
		}),
		sweep(ctx, p, codes, func(_ string, c code) (bool, error) { return !p.now().Before(c.Until.Add(CodeLife)), nil }),
		sweep(ctx, p, tokens, func(hash string, i issued) (bool, error) {
			if p.now().Before(i.At.Add(tokenMemory)) {
				return false, nil
			}
			at, err := get[place](ctx, p, links, i.link().id())
			if errors.Is(err, store.ErrNotFound) {
				return true, nil
			}
			return at.Token != hash, err
		}),
	)
}

// sweep deletes the documents of a kind that are over, unless they change meanwhile.
func sweep[T any](ctx context.Context, p *People, kind string, over func(id string, kept T) (bool, error)) error {
	return p.documents.List(ctx, kind, func(doc store.Document) error {
		var kept T
		if err := decode(doc, &kept); err != nil {
			return err
		}
		if gone, err := over(doc.ID, kept); err != nil || !gone {
			return err
		}
		if err := p.documents.Delete(ctx, kind, doc.ID, doc.Version); !errors.Is(err, store.ErrConflict) {
			return err
		}
		return nil
	})
}
