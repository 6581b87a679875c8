package account

import (
	"crypto/subtle"
	"slices"
	"strings"
)

const (
	recoveryCount  = 10
	recoveryLength = 12 // letters of codeLetters, 56 bits
)

// recovery are the codes that stand in, each once, for the one that an authenticator app shows. With so many
// possibilities one salt for all will do.
type recovery struct {
	Salt string   `json:"salt"`
	Left [][]byte `json:"left"` // hashes of those that were not used
}

// recoveryCodes makes new ones, to be shown once, and what is kept of them.
func (p *People) recoveryCodes() (shown []string, kept *recovery) {
	kept = &recovery{Salt: p.random(16)}
	for range recoveryCount {
		code := p.letters(recoveryLength)
		kept.Left = append(kept.Left, slow(code, kept.Salt))
		shown = append(shown, strings.Join([]string{code[:4], code[4:8], code[8:]}, "-"))
	}
	return shown, kept
}

// salted is the salt to hash a recovery code with, also where there is none.
func (r *recovery) salted() string {
	if r == nil {
		return nobodys.Salt
	}
	return r.Salt
}

// take reports whether a hash is that of a code that is left; then it is used up.
func (r *recovery) take(hash []byte) bool {
	if r == nil {
		return false
	}
	i := slices.IndexFunc(r.Left, func(left []byte) bool { return subtle.ConstantTimeCompare(left, hash) == 1 })
	if i >= 0 {
		r.Left = slices.Delete(r.Left, i, i+1)
	}
	return i >= 0
}
