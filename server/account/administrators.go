package account

import (
	"context"
	"time"

	"strategyroom/server/store"
)

// Administrators are the accounts of those who look after this installation and can show that it is them: they have a
// passkey or a password, and nobody came in as them by a link, or by a service linked beside it, since then. Whoever can use
// the program's command line can make a link for anybody, and an administrator can choose a service for anybody, but not
// without this being seen.
func (p *People) Administrators(ctx context.Context, since time.Time) ([]string, error) {
	var all []string
	err := p.documents.List(ctx, accounts, func(doc store.Document) error {
		var kept person
		if err := decode(doc, &kept); err != nil || !kept.Has(Administrator) {
			return err
		}
		ways, err := p.Ways(ctx, kept.ID)
		ways.Linked = nil // whoever runs a service can say there that they are anybody
		if ways.Any() && ways.Recovered.Before(since) {
			all = append(all, kept.ID)
		}
		return err
	})
	return all, err
}
