package account

import (
	"context"
	"errors"
	"strings"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Login is what somebody types who signs in with a password.
type Login struct {
	Email, Password string
	Code            string // that the authenticator app shows, or a recovery code
}

// unknown is one answer for whatever is wrong, so that nobody learns who has an account.
var unknown = meeting.Refuse(meeting.NotRecognised, "The e-mail address, the password or the code is not right. A code of the app works once: wait for the next.")

// nobody is the account of an address that has none.
const nobody = "nobody"

// SignIn begins a session of the account whose password and code these are. It refuses with not-recognised whatever is
// wrong, and takes as long for an address that is not known; with too-many where there were too many wrong tries for this
// address, known or not, or from whoever asks, which the caller names.
func (p *People) SignIn(ctx context.Context, login Login, from string) (*Session, error) {
	id := nobody
	known, err := get[address](ctx, p, addresses, addressKey(strings.TrimSpace(login.Email)))
	switch {
	case err == nil:
		id = known.Account
	case !errors.Is(err, store.ErrNotFound):
		return nil, err
	}
	right, err := p.proves(ctx, id, "account/"+addressKey(strings.TrimSpace(login.Email)), login, from)
	if err == nil && !right {
		err = unknown
	}
	if err != nil {
		return nil, err
	}
	return p.enters(ctx, id, ByPassword)
}

// SignInByPasskey begins a session of whoever's passkey was shown. Refused with not-recognised.
func (p *People) SignInByPasskey(ctx context.Context, name string, answer []byte) (*Session, error) {
	begun, err := p.answered(ctx, name, ForSignIn, nil)
	if err != nil {
		return nil, err
	}
	id, ok, err := p.shown(ctx, begun, answer, nil)
	if err == nil && !ok {
		err = meeting.Refuse(meeting.NotRecognised, "This passkey is not one that is known here. Choose another, or sign in with your password.")
	}
	if err != nil {
		return nil, err
	}
	return p.enters(ctx, id, ByPasskey)
}

// enters begins the session of an account that is not disabled.
func (p *People) enters(ctx context.Context, account string, how Way) (*Session, error) {
	who, err := get[person](ctx, p, accounts, account)
	if errors.Is(err, store.ErrNotFound) || err == nil && !who.Disabled.IsZero() {
		return nil, unknown
	}
	if err != nil {
		return nil, err
	}
	cookie, _ := p.fresh()
	return p.begin(ctx, cookie, account, how, nil)
}

// Confirm is how who is signed in shows again who they are, with password and code. The session that is returned has
// another cookie. Refused with not-recognised and too-many.
func (p *People) Confirm(ctx context.Context, s *Session, password, code, from string) (*Session, error) {
	if s == nil || s.Account == nil {
		return nil, meeting.Refuse(meeting.NotAllowed, "This is for people who have an account.")
	}
	right, err := p.proves(ctx, s.Account.ID, "account/"+addressKey(s.Account.Email), Login{Password: password, Code: code}, from)
	if err == nil && !right {
		err = &meeting.Refusal{Code: meeting.NotRecognised, Field: "password",
			Message: "The password or the code is not right. A code of the app works once: wait for the next."}
	}
	if err != nil {
		return nil, err
	}
	return p.renew(ctx, s, &Proof{ByPassword, p.now()})
}

// ConfirmByPasskey is Confirm with one of the account's passkeys.
func (p *People) ConfirmByPasskey(ctx context.Context, s *Session, name string, answer []byte) (*Session, error) {
	if s == nil || s.Account == nil {
		return nil, meeting.Refuse(meeting.NotAllowed, "This is for people who have an account.")
	}
	begun, err := p.answered(ctx, name, ForConfirm, s)
	if err != nil {
		return nil, err
	}
	id, ok, err := p.shown(ctx, begun, answer, s)
	if err == nil && (!ok || id != s.Account.ID) {
		err = meeting.Refuse(meeting.NotRecognised, "This is not one of the passkeys of your account.")
	}
	if err != nil {
		return nil, err
	}
	return p.renew(ctx, s, &Proof{ByPasskey, p.now()})
}

// proves reports whether password and code are an account's, whose owner is told where they are not. What was typed is hashed
// as often and as long whether there is such an account or not, and whether it has a password. A code of the app counts once, with a right password only.
func (p *People) proves(ctx context.Context, account, key string, login Login, from string) (bool, error) {
	if p.PasskeysOnly {
		return false, noPasswords
	}
	now := p.now()
	if err := p.tries.take("address/"+from, forAddress, now); err != nil {
		return false, err
	}
	if err := p.tries.take(key, forAccount, now); err != nil {
		p.tries.back("address/"+from, now)
		return false, err
	}
	c, err := p.credential(ctx, account)
	if err != nil {
		return false, err
	}
	right, err := p.hasher.is(ctx, c.Password, login.Password)
	if err != nil {
		return false, err
	}
	code := unspaced(login.Code)
	var spare []byte
	if !digits(code) && len(code) <= 2*recoveryLength {
		spare = slow(strings.ToUpper(code), c.Recovery.salted())
	}
	if !right || c.Password == nil {
		return false, p.tried(ctx, account, WrongPassword)
	}
	if right, err = p.takeCode(ctx, account, code, spare); err != nil {
		return false, err
	}
	if !right {
		return false, p.tried(ctx, account, WrongCode)
	}
	p.tries.back("address/"+from, now)
	p.tries.back(key, now)
	return true, nil
}

// takeCode uses up a code of the app, or the recovery code of a hash.
func (p *People) takeCode(ctx context.Context, account, code string, spare []byte) (taken bool, err error) {
	try := p.random(8)
	_, err = change(ctx, p, credentials, account, func(kept *credential, _ bool) error {
		switch {
		case kept.Took == try: // by this try, when it was not known whether that was written
			taken = true
			return nil
		case spare != nil:
			taken = kept.Recovery.take(spare)
		default:
			taken = kept.App != nil && kept.App.take(code, p.now())
		}
		if taken {
			kept.Took = try
		}
		return nil
	})
	return taken, err
}
