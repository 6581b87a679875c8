// Package account knows people: who has an account, the links by which they set up, sign in and join, their sessions,
// their seats in meetings, and who knocks at one.
//
// It keeps no secret that would let its reader in: of tokens and cookies only the SHA-256, which is enough for 32 random
// bytes, and of the short codes to sign with a slow hash. It writes nothing into the record of a meeting; it only says
// which attendee a session may act as.
//
// What it refuses is a *meeting.Refusal; any other error comes from the store. All state changes by compare-and-set, so
// several programs may share one store.
package account

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
	"time"

	"strategyroom/server/store"
)

// The kinds of document. What belongs to a meeting Owner has to know, so that it goes when that is erased.
const (
	accounts  = "account"
	addresses = "address" // by hash of the e-mail address
	links     = "link"    // the one link there is for each account, attendee and the set-up
	tokens    = "token"   // by hash: what each token was made for
	sessions  = "session" // by hash of the cookie
	knocks    = "knocks"  // by meeting
	codes     = "code"    // to sign with: by meeting and attendee

	credentials = "credential" // how an account signs in: by account
	ceremonies  = "ceremony"   // a passkey is being made or asked for: by hash
	questions   = "question"   // another service is asked who somebody is: by hash
	identities  = "identity"   // by hash of issuer and subject
)

// People are all who are known here. Its methods may be called at the same time.
type People struct {
	// OnKnock, where it is set (before anything is called), hears of each meeting at whose door something changed. It
	// must return soon.
	OnKnock func(meeting string)
	// OnEnd, likewise, hears of each session that was ended, by its id.
	OnEnd func(session string)
	// OnNews, likewise, hears of each change of how an account signs in, and of tries that may be somebody else's.
	OnNews func(of Account, news News)
	// OnTried, likewise, hears of each wrong password (WrongPassword) or code (WrongCode) that was typed for an account, by its id.
	OnTried func(account string, what What)
	// Site is the address that people use, such as https://meetings.example.org: passkeys are good there and nowhere
	// else. Where it is empty there are none. It is set before anything is called.
	Site string
	// PasskeysOnly, likewise, has accounts sign in and confirm by passkey alone: passwords that they have are as if they had
	// none, and none is taken.
	PasskeysOnly bool

	// Leaked, likewise, reports whether a password is one that was stolen elsewhere; where it is nil none is asked for.
	Leaked func(password string) bool

	documents store.Documents
	now       func() time.Time
	source    io.Reader
	hasher    hasher
	tries     tries
	changing  sync.Mutex // roles and what is disabled: one after the other, so that an administrator is left
}

// New keeps people in these documents. Random must be safe for use at the same time and not fail, as crypto/rand's.
func New(documents store.Documents, now func() time.Time, random io.Reader) *People {
	return &People{documents: documents, now: func() time.Time { return now().UTC().Round(0) }, source: random,
		hasher: make(hasher, hashing)}
}

// random is size random bytes in the base64 of addresses.
func (p *People) random(size int) string {
	raw := make([]byte, size)
	p.fill(raw)
	return base64.RawURLEncoding.EncodeToString(raw)
}

func (p *People) fill(raw []byte) {
	if _, err := io.ReadFull(p.source, raw); err != nil {
		panic("account: no randomness: " + err.Error()) // going on would hand out links that can be guessed
	}
}

// get reads one document. The error is store.ErrNotFound where there is none.
func get[T any](ctx context.Context, p *People, kind, id string) (kept T, err error) {
	doc, err := p.documents.Get(ctx, kind, id)
	if err != nil {
		return kept, err
	}
	return kept, decode(doc, &kept)
}

func decode(doc store.Document, kept any) error {
	if err := json.Unmarshal(doc.Body, kept); err != nil {
		return fmt.Errorf("%w: %s: %w", store.ErrDamaged, doc.Kind, err)
	}
	return nil
}

// attempts is more than there can be people who change one document at a time.
const attempts = 1000

// change takes one step from the latest state of a document and keeps the result, which it returns. The step is taken
// again from the newer state when somebody else was quicker, and also when it is not known whether the write arrived:
// so it must do nothing where it was done already. Its error ends the change.
func change[T any](ctx context.Context, p *People, kind, id string, step func(kept *T, found bool) error) (T, error) {
	var none T
	var tried error
	for range attempts {
		var kept T
		doc, err := p.documents.Get(ctx, kind, id)
		found := err == nil
		switch {
		case errors.Is(err, store.ErrNotFound):
			doc = store.Document{Kind: kind, ID: id}
		case err != nil:
			return none, errors.Join(err, tried)
		default:
			if err := decode(doc, &kept); err != nil {
				return none, err
			}
		}
		if err := step(&kept, found); err != nil {
			return none, err
		}
		body, err := json.Marshal(kept)
		if err != nil {
			return none, err
		}
		if found && bytes.Equal(body, doc.Body) {
			return kept, nil
		}
		doc.Body = body
		_, tried = p.documents.Put(ctx, doc)
		if tried == nil {
			return kept, nil
		}
		if !errors.Is(tried, store.ErrConflict) && !errors.Is(tried, store.ErrUnknown) {
			return none, tried
		}
	}
	return none, tried
}
