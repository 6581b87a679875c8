package account

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// mostPasskeys is how many an account may have.
const mostPasskeys = 20

// ceremonyLife is how long somebody may take to make or show a passkey.
const ceremonyLife = 5 * time.Minute

// Passkey is one of an account's, without its public key.
type Passkey struct {
	ID   string    `json:"id"`
	Name string    `json:"name"` // as its owner calls it
	Made time.Time `json:"made"`
	Used time.Time `json:"used,omitzero"`
}

// passkey is one as it is kept.
type passkey struct {
	Passkey
	Key webauthn.Credential `json:"key"`
}

// Occasion is what a passkey is made or shown for.
type Occasion string

// The occasions.
const (
	ForSignIn  Occasion = "sign-in"
	ForConfirm Occasion = "confirm" // who is signed in shows again who they are
	ForNew     Occasion = "new"     // a passkey is made
)

// ceremony is what the server knows of one that has begun, until it is answered.
type ceremony struct {
	For     Occasion             `json:"for"`
	Session string               `json:"session,omitempty"` // in which it began; none at sign-in
	Until   time.Time            `json:"until"`
	Data    webauthn.SessionData `json:"data"`
}

// owner is an account as the library knows people. The id that an authenticator keeps is random.
type owner struct {
	who *Account
	c   credential
}

func (o owner) WebAuthnID() []byte          { return []byte(o.who.ID) }
func (o owner) WebAuthnName() string        { return o.who.Email }
func (o owner) WebAuthnDisplayName() string { return o.who.Name }
func (o owner) WebAuthnCredentials() []webauthn.Credential {
	keys := []webauthn.Credential{}
	for _, key := range o.c.Passkeys {
		keys = append(keys, key.Key)
	}
	return keys
}

// party is the site that passkeys are for. Whoever holds one must be asked for a finger, a face or a PIN: so it is two
// factors in one. It is nil where the address can have none: they need https, or localhost, and a name.
func (p *People) party() *webauthn.WebAuthn {
	site, err := url.Parse(p.Site)
	if err != nil || p.Site == "" || net.ParseIP(site.Hostname()) != nil || site.Scheme != "https" && site.Hostname() != "localhost" {
		return nil
	}
	party, err := webauthn.New(&webauthn.Config{
		RPID: site.Hostname(), RPDisplayName: "Strategy Room", RPOrigins: []string{p.Site},
		AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, RequireResidentKey: protocol.ResidentKeyRequired(),
			UserVerification: protocol.VerificationRequired},
	})
	if err != nil {
		return nil
	}
	return party
}

// Passkeys reports whether there can be passkeys at the address of this installation.
func (p *People) Passkeys() bool { return p.party() != nil }

// AskPasskey begins to make a passkey or to ask for one. It returns the ceremony's name, to be sent back with what the
// authenticator answers, and the options for the browser. Session is nil at sign-in. It refuses as MayChange does for a
// new one, and with not-found where there can be none.
func (p *People) AskPasskey(ctx context.Context, s *Session, occasion Occasion, from string) (name string, options json.RawMessage, err error) {
	party := p.party()
	if party == nil {
		return "", nil, meeting.Refuse(meeting.NotFound, "Passkeys do not work at this address: they need https, or localhost, and a name in place of a number.")
	}
	if err := p.tries.take("asks/"+from, forAddress, p.now()); err != nil { // each leaves something behind for some minutes
		return "", nil, err
	}
	begun := ceremony{For: occasion, Until: p.now().Add(ceremonyLife)}
	var asked any
	var data *webauthn.SessionData
	switch occasion {
	case ForSignIn:
		var assertion *protocol.CredentialAssertion
		if assertion, data, err = party.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired)); err == nil {
			asked = assertion.Response
		}
	case ForConfirm, ForNew:
		var own owner
		if own, err = p.owner(ctx, s, occasion); err != nil {
			return "", nil, err
		}
		begun.Session = s.ID
		asked, data, err = own.ask(party, occasion)
	default:
		return "", nil, meeting.Refuse(meeting.Malformed, "There is no such use of a passkey.")
	}
	if err != nil {
		return "", nil, fmt.Errorf("account: a passkey cannot be asked for: %w", err)
	}
	begun.Data = *data
	if options, err = json.Marshal(asked); err != nil {
		return "", nil, err
	}
	name = p.random(32)
	_, err = change(ctx, p, ceremonies, hash(name), func(kept *ceremony, _ bool) error { *kept = begun; return nil })
	return name, options, err
}

func (o owner) ask(party *webauthn.WebAuthn, occasion Occasion) (any, *webauthn.SessionData, error) {
	if occasion == ForConfirm {
		assertion, data, err := party.BeginLogin(o, webauthn.WithUserVerification(protocol.VerificationRequired))
		if err != nil {
			return nil, nil, err
		}
		return assertion.Response, data, nil
	}
	creation, data, err := party.BeginRegistration(o, webauthn.WithExclusions(webauthn.Credentials(o.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return nil, nil, err
	}
	return creation.Response, data, nil
}

// owner is who a session's passkeys are of, where they may be made or asked for.
func (p *People) owner(ctx context.Context, s *Session, occasion Occasion) (owner, error) {
	if s == nil || s.Account == nil {
		return owner{}, meeting.Refuse(meeting.NotAllowed, "This is for people who have an account.")
	}
	c, err := p.credential(ctx, s.Account.ID)
	switch {
	case err != nil:
		return owner{}, err
	case occasion == ForConfirm && len(c.Passkeys) == 0:
		return owner{}, meeting.Refuse(meeting.Conflict, "Your account has no passkey.")
	case occasion == ForNew && len(c.Passkeys) >= mostPasskeys:
		return owner{}, meeting.Refuse(meeting.Conflict, "You have 20 passkeys, and more are not kept. Remove one first.")
	case occasion == ForNew:
		err = p.MayChange(ctx, s)
	}
	return owner{s.Account, c}, err
}

// answered is the ceremony of a name, which is over with that: however many answer at once, one is heard.
func (p *People) answered(ctx context.Context, name string, occasion Occasion, s *Session) (ceremony, error) {
	gone := meeting.Refuse(meeting.NotRecognised, "That took too long, or was answered already. Try again.")
	doc, err := p.documents.Get(ctx, ceremonies, hash(name))
	if errors.Is(err, store.ErrNotFound) {
		return ceremony{}, gone
	}
	if err != nil {
		return ceremony{}, err
	}
	var begun ceremony
	if err := decode(doc, &begun); err != nil {
		return ceremony{}, err
	}
	if err := p.documents.Delete(ctx, ceremonies, doc.ID, doc.Version); errors.Is(err, store.ErrConflict) {
		return ceremony{}, gone
	} else if err != nil {
		return ceremony{}, err
	}
	if begun.For != occasion || !p.now().Before(begun.Until) || s != nil && begun.Session != s.ID {
		return ceremony{}, gone
	}
	return begun, nil
}

// AddPasskey keeps the passkey that an authenticator has made. Without a name it is called after the device. It refuses
// as MayChange does, with content a name, and with not-recognised an answer that does not fit.
func (p *People) AddPasskey(ctx context.Context, s *Session, name, called string, answer []byte) (Passkey, error) {
	own, err := p.owner(ctx, s, ForNew)
	if err != nil {
		return Passkey{}, err
	}
	if called == "" {
		called = s.From.Device
	}
	if called == "" {
		called = "Passkey"
	}
	if err := cleanName("name", "The name", &called); err != nil {
		return Passkey{}, err
	}
	begun, err := p.answered(ctx, name, ForNew, s)
	if err != nil {
		return Passkey{}, err
	}
	party := p.party()
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil || party == nil {
		return Passkey{}, unfit
	}
	key, err := party.CreateCredential(own, begun.Data, parsed)
	if err != nil {
		return Passkey{}, unfit
	}
	made := passkey{Passkey{base64.RawURLEncoding.EncodeToString(key.ID), called, p.now(), time.Time{}}, *key}
	if len(made.ID) > 1400 { // as long as the standard lets one be
		return Passkey{}, unfit
	}
	return made.Passkey, p.changeWays(ctx, s.Account.ID, func(kept *credential) error {
		if !slices.ContainsFunc(kept.Passkeys, func(one passkey) bool { return one.ID == made.ID }) {
			kept.Passkeys = append(kept.Passkeys, made)
			kept.tell(PasskeyAdded, made.Made, s)
		}
		return nil
	})
}

var unfit = meeting.Refuse(meeting.NotRecognised, "The passkey was not taken: what the device answered does not fit this site. Try again, or use another device.")

// shown checks what an authenticator answers with one of the account's passkeys, and notes its use. It reports false for
// one that is not known, does not fit, or seems to be a copy.
func (p *People) shown(ctx context.Context, begun ceremony, answer []byte, session *Session) (account string, ok bool, err error) {
	party := p.party()
	parsed, bad := protocol.ParseCredentialRequestResponseBytes(answer)
	if bad != nil || party == nil {
		return "", false, nil
	}
	var failed error
	find := func(_, handle []byte) (webauthn.User, error) {
		who, err := get[person](ctx, p, accounts, string(handle))
		var c credential
		if err == nil {
			c, err = p.credential(ctx, who.ID)
		}
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			failed = err
		}
		if err == nil && !who.Disabled.IsZero() {
			err = errors.New("disabled")
		}
		return owner{&who.Account, c}, err
	}
	var user webauthn.User
	var key *webauthn.Credential
	if session == nil {
		if len(parsed.Response.UserHandle) == 0 || len(parsed.Response.UserHandle) > 64 {
			return "", false, nil
		}
		user, key, bad = party.ValidatePasskeyLogin(find, begun.Data, parsed)
	} else if user, bad = find(nil, []byte(session.Account.ID)); bad == nil {
		key, bad = party.ValidateLogin(user, begun.Data, parsed)
	}
	if failed != nil || bad != nil || key.Authenticator.CloneWarning {
		return "", false, failed
	}
	account = string(user.WebAuthnID())
	_, err = change(ctx, p, credentials, account, func(kept *credential, _ bool) error {
		for i := range kept.Passkeys {
			if one := &kept.Passkeys[i]; string(one.Key.ID) == string(key.ID) {
				one.Key, one.Used, ok = *key, p.now(), true
			}
		}
		return nil
	})
	return account, ok, err
}
