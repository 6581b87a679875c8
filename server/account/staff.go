package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Staff is an account as administrators see it.
type Staff struct {
	Account
	Ways Ways
}

// Accounts are all, in the order of their names.
func (p *People) Accounts(ctx context.Context) ([]Staff, error) {
	all := []Staff{}
	err := p.documents.List(ctx, accounts, func(doc store.Document) error {
		var who person
		if err := decode(doc, &who); err != nil {
			return err
		}
		ways, err := p.Ways(ctx, who.ID)
		all = append(all, Staff{who.Account, ways})
		return err
	})
	slices.SortFunc(all, func(a, b Staff) int { return strings.Compare(a.Name+a.Email, b.Name+b.Email) })
	return all, err
}

// AccountLink makes a new sign-in link for an account, good for one use within SignInLife, in place of one made before.
// Where the account has another way to sign in the link is for recovery: its owner is shown when it was used. Refused with
// not-found, and with conflict where the account is disabled.
func (p *People) AccountLink(ctx context.Context, id string) (token string, err error) {
	who, err := p.account(ctx, id)
	if err == nil && !who.Disabled.IsZero() {
		err = meeting.Refuse(meeting.Conflict, "This account is disabled. Enable it first.")
	}
	if err != nil {
		return "", err
	}
	return p.makeLink(ctx, Link{Purpose: SignIn, Account: id}, SignInLife, "")
}

// SetRoles gives an account these roles in place of those that it has. Where one is taken away its sessions end. Refused with
// not-found, with content, and with conflict where no administrator would be left.
func (p *People) SetRoles(ctx context.Context, id string, roles ...Role) error {
	roles = slices.Compact(slices.Sorted(slices.Values(roles)))
	if slices.ContainsFunc(roles, func(role Role) bool { return !slices.Contains(Roles, role) }) {
		return wrong("roles", "There is no such role.")
	}
	p.changing.Lock()
	defer p.changing.Unlock()
	before, err := p.account(ctx, id)
	if err == nil && before.Has(Administrator) && !slices.Contains(roles, Administrator) {
		err = p.another(ctx, id)
	}
	if err != nil {
		return err
	}
	if _, err := change(ctx, p, accounts, id, func(kept *person, found bool) error { kept.Roles = roles; return noAccount(found) }); err != nil {
		return err
	}
	if slices.ContainsFunc(before.Roles, func(role Role) bool { return !slices.Contains(roles, role) }) {
		return p.EndSessions(ctx, id, "")
	}
	return nil
}

// Disable ends the sessions and the link of an account and lets nobody in with it any more. What it wrote stays. Refused as
// SetRoles is.
func (p *People) Disable(ctx context.Context, id string) error {
	p.changing.Lock()
	defer p.changing.Unlock()
	who, err := p.account(ctx, id)
	if err == nil && who.Has(Administrator) {
		err = p.another(ctx, id)
	}
	if err != nil {
		return err
	}
	now := p.now()
	if _, err := change(ctx, p, accounts, id, func(kept *person, found bool) error {
		if kept.Disabled.IsZero() {
			kept.Disabled = now
		}
		return noAccount(found)
	}); err != nil {
		return err
	}
	return errors.Join(p.EndSessions(ctx, id, ""), p.endLink(ctx, Link{Purpose: SignIn, Account: id}))
}

// Enable lets somebody in again whose account was disabled, in the ways that it had.
func (p *People) Enable(ctx context.Context, id string) error {
	_, err := change(ctx, p, accounts, id, func(kept *person, found bool) error {
		kept.Disabled = time.Time{}
		return noAccount(found)
	})
	return err
}

func (p *People) account(ctx context.Context, id string) (*Account, error) {
	who, err := get[person](ctx, p, accounts, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil, noAccount(false)
	}
	return &who.Account, err
}

func noAccount(found bool) error {
	if found {
		return nil
	}
	return meeting.Refuse(meeting.NotFound, "There is no such account.")
}

// another refuses where no other account is an administrator's that can sign in.
func (p *People) another(ctx context.Context, but string) error {
	all, err := p.Accounts(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(all, func(one Staff) bool { return one.ID != but && one.Has(Administrator) && one.Disabled.IsZero() }) {
		return meeting.Refuse(meeting.Conflict, "Nobody else is an administrator. Make somebody one first.")
	}
	return nil
}
