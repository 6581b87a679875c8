package account

import (
	"context"
	"crypto/subtle"
	"slices"
	"strings"
	"time"
	"unicode"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"strategyroom/meeting"
)

// How long a password is, in characters.
const (
	PasswordLeast = 12
	passwordMost  = 256
)

const (
	hashMemory = 19 << 10        // KiB: 19 MiB
	hashPasses = 2               // over that memory
	hashing    = 2               // hashes made at a time: each holds its memory and a core
	hashWait   = 5 * time.Second // for one's turn
)

// hashed is a password, or something as short, as it is kept: argon2id with a salt of its own.
type hashed struct {
	Salt string `json:"salt"`
	Hash []byte `json:"hash"`
}

// nobodys is what a password is compared with where there is none, so that it takes as long.
var nobodys = hashed{Salt: "nobody", Hash: make([]byte, 32)}

// hasher makes slow hashes, a few at a time.
type hasher chan struct{}

// hash takes its turn. Refused with too-many where that does not come soon.
func (h hasher) hash(ctx context.Context, typed, salt string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, hashWait)
	defer cancel()
	select {
	case h <- struct{}{}:
		defer func() { <-h }()
		return argon2.IDKey([]byte(norm.NFC.String(typed)), []byte(salt), hashPasses, hashMemory, 1, 32), nil
	case <-ctx.Done():
		return nil, meeting.Refuse(meeting.TooMany, "Too many people sign in at this moment. Try again.")
	}
}

// is reports whether what was typed is what is kept. It takes as long where nothing is.
func (h hasher) is(ctx context.Context, kept *hashed, typed string) (bool, error) {
	if kept == nil {
		kept = &nobodys
	}
	if len(typed) > 4*passwordMost {
		typed = "" // nobody's; and not worth the work
	}
	made, err := h.hash(ctx, typed, kept.Salt)
	return err == nil && subtle.ConstantTimeCompare(made, kept.Hash) == 1, err
}

// hashed makes what is kept.
func (p *People) hashed(ctx context.Context, typed string) (*hashed, error) {
	kept := &hashed{Salt: p.random(16)}
	var err error
	kept.Hash, err = p.hasher.hash(ctx, typed, kept.Salt)
	return kept, err
}

// checkPassword refuses (content, field "password") one that is too short, that whoever knows the person would try first, or
// that was leaked. It asks for no mixture of letters, digits and signs: those make passwords worse to remember, not to guess.
func (p *People) checkPassword(password string, who *Account) error {
	length := len([]rune(norm.NFC.String(password)))
	switch {
	case length < PasswordLeast:
		return wrong("password", "The password is too short: it needs at least 12 characters. Three or four words that do not belong together are good.")
	case length > passwordMost:
		return wrong("password", "The password is too long: it may have 256 characters at most.")
	case guessable(password, who):
		return wrong("password", "This password is easy to guess: it is made of your name, your e-mail address, the name of this program, or of what many people use. "+
			"Three or four words that do not belong together are better.")
	case p.Leaked != nil && p.Leaked(norm.NFC.String(password)):
		return wrong("password", "This password has been used and stolen elsewhere, and stands on the lists that are tried first. Three or four words that do not belong together are better.")
	}
	return nil
}

// common are words and rows of keys that are tried first; the digits after them change nothing.
var common = []string{"strategyroom", "strategy", "room", "meeting", "password", "passw0rd", "passwort", "qwertyuiop", "qwerty", "asdfghjkl", "zxcvbnm",
	"letmein", "welcome", "iloveyou", "admin", "administrator", "safeguarding", "police", "council", "dragon", "monkey", "football", "liverpool",
	"arsenal", "sunshine", "princess", "abcdefghijklm", "january", "february", "march", "april", "june", "july", "august", "september", "october",
	"november", "december", "spring", "summer", "autumn", "winter", "monday"}

// guessable reports whether fewer than five different characters are left of a password without what is easily known.
func guessable(password string, who *Account) bool {
	left := strings.ToLower(norm.NFKC.String(password))
	known := strings.FieldsFunc(strings.ToLower(norm.NFKC.String(who.Name+" "+who.Email+" "+who.Agency.Name)),
		func(r rune) bool { return !unicode.IsLetter(r) })
	words := append(known, common...)
	slices.SortFunc(words, func(a, b string) int { return len(b) - len(a) }) // Sam Sample: the longer first
	for _, word := range words {
		if len(word) >= 3 {
			left = strings.ReplaceAll(left, word, "")
		}
	}
	different := map[rune]bool{}
	last := rune(0)
	for _, r := range left {
		if r != last && r != last+1 && r != last-1 && !unicode.IsSpace(r) && !unicode.IsPunct(r) { // neither aaaa nor 1234
			different[r] = true
		}
		last = r
	}
	return len(different) < 5
}
