package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
)

// step is how long each code of an authenticator app stands. The one before and the one after are taken too: clocks
// differ, and typing takes its time.
const step = 30 * time.Second

// authenticator is an app that shows a code of six digits, as it is kept.
type authenticator struct {
	Secret string `json:"secret"` // base32
	Last   int64  `json:"last"`   // the step of the last code that was taken: neither it nor one before it is taken again
}

// App is what somebody puts into their authenticator app.
type App struct {
	Nonce  string // to be sent back with the first code
	Secret string // base32
	Key    *otp.Key
}

// App is a new secret for the account's authenticator app. Nothing is kept before SetPassword is called with its nonce
// and a code: it is made from what only this installation knows.
func (p *People) App(ctx context.Context, who *Account, nonce string) (App, error) {
	if nonce == "" || len(nonce) > 64 {
		nonce = p.random(16)
	}
	own, err := p.secret(ctx, "authenticator")
	if err != nil {
		return App{}, err
	}
	mac := hmac.New(sha256.New, []byte(own))
	mac.Write([]byte("strategyroom authenticator 1\x00" + who.ID + "\x00" + nonce))
	raw := mac.Sum(nil)[:20]
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "Strategy Room", AccountName: who.Email, Secret: raw})
	return App{nonce, base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(raw), key}, err
}

// take reports whether a code is one that the app shows about now and has not been taken before; then it is taken.
func (a *authenticator) take(typed string, now time.Time) bool {
	current := now.Unix() / int64(step/time.Second)
	for _, at := range []int64{current, current - 1, current + 1} {
		code, err := hotp.GenerateCode(a.Secret, uint64(at))
		if err == nil && subtle.ConstantTimeCompare([]byte(code), []byte(typed)) == 1 && at > a.Last {
			a.Last = at
			return true
		}
	}
	return false
}

// digits reports whether what was typed, unspaced, can be a code of an app.
func digits(typed string) bool { return len(typed) == 6 && strings.Trim(typed, "0123456789") == "" }
