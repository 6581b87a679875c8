package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// credential is how an account signs in, as it is kept.
type credential struct {
	Password  *hashed        `json:"password,omitempty"`
	App       *authenticator `json:"authenticator,omitempty"`
	Recovery  *recovery      `json:"recovery,omitempty"`
	Passkeys  []passkey      `json:"passkeys,omitempty"`
	Linked    []Linked       `json:"linked,omitempty"`   // identities at other services
	Expects   string         `json:"expects,omitempty"`  // the service that an identity is expected from
	Recovered time.Time      `json:"recovered,omitzero"` // see Ways
	Took      string         `json:"took,omitempty"`     // the try that took the last code
	News      []News         `json:"news,omitempty"`     // the latest first
	Looked    time.Time      `json:"looked,omitzero"`    // until when the owner has seen them
	Tried     string         `json:"tried,omitempty"`    // the wrong try that is among them

	told *News // by the step just taken
}

// Ways are how an account can sign in, without anything that would let somebody in.
type Ways struct {
	Password  bool      // with an authenticator app
	Codes     int       // recovery codes that are left
	Passkeys  []Passkey // in the order in which they were made
	Linked    []Linked  // other services that say who it is
	Expects   string    // one that is to say so for the first time
	Recovered time.Time // when a link was used or a service linked last though there were other ways; zero for never
	News      []News    // what happened to them, the latest first

	looked time.Time // until when the owner has seen the news
}

// Any reports whether there is one: without, each sign-in takes a link.
func (w Ways) Any() bool { return w.number() > 0 }

func (w Ways) number() int {
	number := len(w.Passkeys) + len(w.Linked)
	if w.Password {
		number++
	}
	return number
}

func (c *credential) ways() Ways {
	ways := Ways{Password: c.Password != nil, Passkeys: []Passkey{}, Linked: c.Linked, Expects: c.Expects, Recovered: c.Recovered, News: c.News, looked: c.Looked}
	if c.Recovery != nil {
		ways.Codes = len(c.Recovery.Left)
	}
	for _, key := range c.Passkeys {
		ways.Passkeys = append(ways.Passkeys, key.Passkey)
	}
	return ways
}

// credential reads how an account signs in. Where nothing is kept it is the empty one.
func (p *People) credential(ctx context.Context, account string) (credential, error) {
	c, err := get[credential](ctx, p, credentials, account)
	if errors.Is(err, store.ErrNotFound) {
		return credential{}, nil
	}
	return c, err
}

// Ways are how an account can sign in.
func (p *People) Ways(ctx context.Context, account string) (Ways, error) {
	c, err := p.credential(ctx, account)
	return p.waysOf(&c), err
}

// waysOf are those that count here.
func (p *People) waysOf(c *credential) Ways {
	ways := c.ways()
	if p.PasskeysOnly {
		ways.Password, ways.Codes = false, 0
	}
	return ways
}

// MayChange refuses, with unconfirmed, whoever has not just shown who they are, and so may not change how the account
// signs in. A session that began with a link may: that is what the link was for. So may one of an account that has no other way.
func (p *People) MayChange(ctx context.Context, s *Session) error {
	if s == nil || s.Account == nil {
		return meeting.Refuse(meeting.NotAllowed, "This is for people who have an account.")
	}
	if s.Proof.How == ByLink || s.Proof.Fresh(p.now()) {
		return nil
	}
	ways, err := p.Ways(ctx, s.Account.ID)
	if err == nil && ways.Any() {
		err = meeting.Refuse(meeting.Unconfirmed, "Confirm first who you are.")
	}
	return err
}

// SetPassword gives the account of a session a password and an authenticator app, in place of those before, and returns
// ten recovery codes. Nonce is that of App, and code the first that the app shows. A link that was made and not used
// ends. It refuses as MayChange does, with content, and with not-allowed where there are passkeys only.
func (p *People) SetPassword(ctx context.Context, s *Session, password, nonce, code string) ([]string, error) {
	if err := p.MayChange(ctx, s); err != nil {
		return nil, err
	}
	if p.PasskeysOnly {
		return nil, noPasswords
	}
	if err := p.checkPassword(password, s.Account); err != nil {
		return nil, err
	}
	app, err := p.App(ctx, s.Account, nonce)
	if err != nil {
		return nil, err
	}
	made := authenticator{Secret: app.Secret}
	if !made.take(unspaced(code), p.now()) {
		return nil, wrong("code", "This is not the code that the app shows now. Type the six digits before they change; if that does not help, "+
			"see whether the device with the app has the right time.")
	}
	hash, err := p.hashed(ctx, password)
	if err != nil {
		return nil, err
	}
	shown, recovery := p.recoveryCodes()
	now := p.now()
	return shown, p.changeWays(ctx, s.Account.ID, func(kept *credential) error {
		kept.Password, kept.App, kept.Recovery = hash, &made, recovery
		kept.tell(PasswordSet, now, s)
		return nil
	})
}

var noPasswords = meeting.Refuse(meeting.NotAllowed, "Here people sign in with a passkey. If you have none, ask whoever looks after Strategy Room for a link.")

// NewCodes makes ten new recovery codes in place of those before. It refuses as MayChange does, and with conflict where
// there is no password.
func (p *People) NewCodes(ctx context.Context, s *Session) ([]string, error) {
	if err := p.MayChange(ctx, s); err != nil {
		return nil, err
	}
	shown, recovery := p.recoveryCodes()
	now := p.now()
	return shown, p.changeWays(ctx, s.Account.ID, func(kept *credential) error {
		if kept.Password == nil {
			return meeting.Refuse(meeting.Conflict, "Recovery codes belong to a password, and there is none.")
		}
		kept.Recovery = recovery
		kept.tell(CodesMade, now, s)
		return nil
	})
}

// RemovePassword takes the password away, with the app and the recovery codes. It refuses as MayChange does, and with
// conflict where that was the only way.
func (p *People) RemovePassword(ctx context.Context, s *Session) error {
	if err := p.MayChange(ctx, s); err != nil {
		return err
	}
	now := p.now()
	return p.changeWays(ctx, s.Account.ID, func(kept *credential) error {
		if kept.Password != nil {
			kept.tell(PasswordRemoved, now, s)
		}
		kept.Password, kept.App, kept.Recovery = nil, nil, nil
		return p.last(kept)
	})
}

// RemovePasskey takes a passkey away, by its id. It may be gone already. It refuses as RemovePassword does.
func (p *People) RemovePasskey(ctx context.Context, s *Session, id string) error {
	if err := p.MayChange(ctx, s); err != nil {
		return err
	}
	now := p.now()
	return p.changeWays(ctx, s.Account.ID, func(kept *credential) error {
		before := len(kept.Passkeys)
		kept.Passkeys = slices.DeleteFunc(kept.Passkeys, func(key passkey) bool { return key.ID == id })
		if len(kept.Passkeys) < before {
			kept.tell(PasskeyRemoved, now, s)
		}
		return p.last(kept)
	})
}

// last refuses to be without any way.
func (p *People) last(c *credential) error {
	if !p.waysOf(c).Any() {
		return meeting.Refuse(meeting.Conflict, "This is the only way that is left to sign in. Add another first.")
	}
	return nil
}

// changeWays takes a step from how an account signs in. The link that could still be used ends: a link alone is for who
// has no other way.
func (p *People) changeWays(ctx context.Context, account string, step func(*credential) error) error {
	kept, err := change(ctx, p, credentials, account, func(kept *credential, _ bool) error { return step(kept) })
	if err != nil {
		return err
	}
	p.announce(ctx, account, kept)
	return p.endLink(ctx, Link{Purpose: SignIn, Account: account})
}

// recovers notes that a link is used for an account that has other ways to sign in, so that its owner can see it.
func (p *People) recovers(ctx context.Context, account string) error {
	ways, err := p.Ways(ctx, account)
	if err != nil || !ways.Any() {
		return err
	}
	now := p.now()
	kept, err := change(ctx, p, credentials, account, func(kept *credential, _ bool) error {
		kept.Recovered = now
		kept.tell(LinkUsed, now, nil)
		return nil
	})
	if err == nil {
		p.announce(ctx, account, kept)
	}
	return err
}
