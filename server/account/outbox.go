package account

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
)

// secrets are the kind of the documents that hold what only this installation knows. None of them lets anybody in.
const secrets = "secret"

// Outbox is where, on a device, a browser keeps what an attendee wrote and no server has acknowledged yet.
type Outbox struct {
	Name string // tells its entries from those of other meetings and people, and says nothing of either
	Key  []byte // 32 bytes: they are sealed with it
}

// secret is 32 random bytes, in the base64 of addresses.
type secret struct {
	Secret string `json:"secret"`
}

// Outbox is an attendee's outbox in a meeting. It is made from the installation's secret and is the same for ever, so
// that what is held can be read by whoever signs in as this attendee again, and by nobody else who uses the device.
func (p *People) Outbox(ctx context.Context, meeting, attendee string) (Outbox, error) {
	own, err := p.secret(ctx, "outbox")
	if err != nil {
		return Outbox{}, err
	}
	from := func(label string) []byte {
		mac := hmac.New(sha256.New, []byte(own))
		mac.Write([]byte("strategyroom outbox 1\x00" + label + "\x00" + meeting + "\x00" + attendee))
		return mac.Sum(nil)
	}
	return Outbox{base64.RawURLEncoding.EncodeToString(from("name")[:16]), from("key")}, nil
}

// secret is the installation's secret for a purpose, made when it is first asked for.
func (p *People) secret(ctx context.Context, purpose string) (string, error) {
	kept, err := get[secret](ctx, p, secrets, purpose)
	if err != nil { // at first there is none
		kept, err = change(ctx, p, secrets, purpose, func(kept *secret, found bool) error {
			if !found {
				kept.Secret = p.random(32)
			}
			return nil
		})
	}
	return kept.Secret, err
}
