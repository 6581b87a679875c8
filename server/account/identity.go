package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// identity leads from who another service says somebody is, by a hash of issuer and subject, to their account.
type identity struct {
	Account string `json:"account"`
}

// Linked is that an account signs in with another service.
type Linked struct {
	Provider string    `json:"provider"` // its id in the settings
	Key      string    `json:"key"`      // of the identity
	At       time.Time `json:"at"`
}

// Question is one to another service, until the answer comes back.
type Question struct {
	Provider string    `json:"provider"`
	Browser  string    `json:"browser"`           // what the browser that was sent there must bring back; kept as a hash
	Session  string    `json:"session,omitempty"` // that is to be confirmed; none at sign-in
	To       string    `json:"to,omitempty"`      // where to lead on
	Secret   []byte    `json:"secret"`            // what only the caller understands
	Until    time.Time `json:"until"`
}

// Ask keeps a question and returns its name, under which it is answered once, within five minutes.
func (p *People) Ask(ctx context.Context, q Question, from string) (state string, err error) {
	if err := p.tries.take("asks/"+from, forAddress, p.now()); err != nil {
		return "", err
	}
	q.Browser, q.Until = hash(q.Browser), p.now().Add(ceremonyLife)
	state = p.random(32)
	_, err = change(ctx, p, questions, hash(state), func(kept *Question, _ bool) error { *kept = q; return nil })
	return state, err
}

// Secret is 32 random bytes in the base64 of addresses.
func (p *People) Secret() string { return p.random(32) }

// Answered is the question of a name, which is over with that: however often it is answered, one is heard, in the browser
// that asked. The try that it took from whoever asks is given back.
func (p *People) Answered(ctx context.Context, state, browser, from string) (Question, error) {
	gone := meeting.Refuse(meeting.NotRecognised, "That sign-in took too long, was answered already, or began in another browser. Try again.")
	doc, err := p.documents.Get(ctx, questions, hash(state))
	if errors.Is(err, store.ErrNotFound) {
		return Question{}, gone
	}
	if err != nil {
		return Question{}, err
	}
	var q Question
	if err := decode(doc, &q); err != nil {
		return Question{}, err
	}
	if err := p.documents.Delete(ctx, questions, doc.ID, doc.Version); errors.Is(err, store.ErrConflict) {
		return Question{}, gone
	} else if err != nil {
		return Question{}, err
	}
	if q.Browser != hash(browser) || !p.now().Before(q.Until) {
		return Question{}, gone
	}
	p.tries.back("asks/"+from, p.now())
	return q, nil
}

func identityKey(issuer, subject string) string { return hash(issuer + "\x00" + subject) }

// SignInByProvider begins a session of whom a service names. The first time, the address that the service has verified must
// be that of an account which an administrator expects to sign in with it; from then on only issuer and subject count.
// Refused with not-recognised.
func (p *People) SignInByProvider(ctx context.Context, provider, issuer, subject, verified string) (*Session, error) {
	key := identityKey(issuer, subject)
	known, err := get[identity](ctx, p, identities, key)
	var c credential
	if err == nil {
		c, err = p.credential(ctx, known.Account)
	}
	if errors.Is(err, store.ErrNotFound) || err == nil && !c.linked(key) { // never seen, or taken away by an administrator
		known, err = p.bind(ctx, provider, key, verified)
	}
	if err != nil {
		return nil, err
	}
	return p.enters(ctx, known.Account, ByProvider)
}

var stranger = meeting.Refuse(meeting.NotRecognised, "You signed in there, but no account here goes with it. Ask whoever looks after Strategy Room.")

func (c *credential) linked(key string) bool {
	return slices.ContainsFunc(c.Linked, func(one Linked) bool { return one.Key == key })
}

// bind ties an identity to the account that expects it.
func (p *People) bind(ctx context.Context, provider, key, verified string) (identity, error) {
	if verified == "" {
		return identity{}, stranger
	}
	at, err := get[address](ctx, p, addresses, addressKey(verified))
	if errors.Is(err, store.ErrNotFound) {
		return identity{}, stranger
	}
	if err != nil {
		return identity{}, err
	}
	link := Linked{provider, key, p.now()}
	if err := p.changeWays(ctx, at.Account, func(kept *credential) error {
		if kept.linked(key) {
			return nil
		}
		if kept.Expects != provider {
			return stranger
		}
		if kept.ways().Any() { // whoever chose the service may not be the owner, who is to see this
			kept.Recovered = link.At
		}
		kept.tell(ServiceLinked, link.At, nil)
		kept.Expects, kept.Linked = "", append(kept.Linked, link)
		return nil
	}); err != nil {
		return identity{}, err
	}
	return change(ctx, p, identities, key, func(kept *identity, _ bool) error { kept.Account = at.Account; return nil })
}

// ConfirmByProvider is Confirm by the service that the account signs in with.
func (p *People) ConfirmByProvider(ctx context.Context, s *Session, issuer, subject string) (*Session, error) {
	c, err := p.credential(ctx, s.Account.ID)
	key := identityKey(issuer, subject)
	if err == nil && !c.linked(key) {
		err = meeting.Refuse(meeting.NotRecognised, "That is somebody else than your account is linked with.")
	}
	if err != nil {
		return nil, err
	}
	return p.renew(ctx, s, &Proof{ByProvider, p.now()})
}

// Expect has an account sign in with a service from now on: the first who comes from there with the account's verified
// address is taken for its owner. An empty provider takes that away, with what was linked. A link that was sent stays good:
// until they have come from there, it may be their only way in.
func (p *People) Expect(ctx context.Context, id, provider string) error {
	if _, err := p.account(ctx, id); err != nil {
		return err
	}
	now := p.now()
	kept, err := change(ctx, p, credentials, id, func(kept *credential, _ bool) error {
		switch {
		case provider == "" && (kept.Expects != "" || len(kept.Linked) > 0):
			kept.Expects, kept.Linked = "", nil
			kept.tell(ServiceRemoved, now, nil)
		case provider != "" && !slices.ContainsFunc(kept.Linked, func(one Linked) bool { return one.Provider == provider }):
			kept.Expects = provider
			kept.tell(ServiceChosen, now, nil)
		}
		return nil
	})
	if err == nil {
		p.announce(ctx, id, kept)
	}
	return err
}
