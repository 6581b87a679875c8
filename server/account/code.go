package account

import (
	"context"
	"crypto/pbkdf2"
	"crypto/sha256"
	"crypto/subtle"
	"slices"
	"strings"
	"time"
	"unicode"

	"strategyroom/meeting"
)

// How long a code is good for, and how many wrong ones may be typed until it ends.
const (
	CodeLife  = 24 * time.Hour
	CodeTries = 5
)

const (
	// codeLetters are those of a code: of what is taken for another, 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U and V,
	// VV and W, at most one.
	codeLetters = "23456789ACDEFGHJKMNPQRTVXY"
	codeLength  = 8 // 200,000 million codes, for five tries
)

// code is what is kept of a code, such as that of one attendee in one meeting. A token's hash would not do: there are so few codes that a
// fast one could be searched through.
type code struct {
	Salt  string    `json:"salt"`
	Hash  []byte    `json:"hash"`
	Until time.Time `json:"until"`
	Used  string    `json:"used,omitempty"`  // the command that it was used for
	Wrong []string  `json:"wrong,omitempty"` // an id for each wrong try, so that one is not counted twice; it begins with who tried, where that may be several
}

// slow is a hash that takes some milliseconds. Who found a code by it would still need the attendee's session.
func slow(typed, salt string) []byte {
	key, err := pbkdf2.Key(sha256.New, typed, []byte(salt), 20_000, 32)
	if err != nil { // lengths are ours
		panic("account: no hash: " + err.Error())
	}
	return key
}

func codeID(meeting, attendee string) string { return meeting + "/" + attendee }

// MakeCode makes the code by which an attendee of a meeting shows, when they sign, who they are, in place of one made before.
// It is good for one use until the moment returned. Who may make one, and when, is for the caller to know.
func (p *People) MakeCode(ctx context.Context, meeting, attendee string) (typed string, until time.Time, err error) {
	return p.makeCode(ctx, codeID(meeting, attendee), CodeLife)
}

func (p *People) makeCode(ctx context.Context, id string, life time.Duration) (typed string, until time.Time, err error) {
	typed = p.letters(codeLength)
	made := code{Salt: p.random(16), Until: p.now().Add(life)}
	made.Hash = slow(typed, made.Salt)
	_, err = change(ctx, p, codes, id, func(c *code, _ bool) error { *c = made; return nil })
	return typed[:codeLength/2] + "-" + typed[codeLength/2:], made.Until, err
}

// letters is random letters of a code, each as likely as the others.
func (p *People) letters(count int) string {
	all, raw := make([]byte, 0, count), make([]byte, 4*count)
	for len(all) < count {
		p.fill(raw)
		for _, b := range raw {
			if int(b) < 256/len(codeLetters)*len(codeLetters) { // the bytes above would favour the first letters
				all = append(all, codeLetters[int(b)%len(codeLetters)])
			}
		}
	}
	return string(all[:count])
}

// UseCode claims an attendee's code for the command of that id, which may claim it again: whatever becomes of the command,
// sending it once more finds the code as it was. The code may be typed in any case, with spaces and hyphens. Refused with
// unconfirmed (field "code") where there is none, it is wrong, its time is over, another command has used it, or wrong ones
// were typed CodeTries times, which ends it. However many try at once, no more tries are answered.
func (p *People) UseCode(ctx context.Context, meeting, attendee, typed, command string) error {
	return p.useCode(ctx, codeID(meeting, attendee), typed, command, "", codeWords{
		none: "The chair has made no code for you. Ask for one.", ended: codeEnded,
		used:  "Your code was used already: each works once. Ask the chair for another.",
		over:  "The time of your code is over: it was good for 24 hours. Ask the chair for another.",
		wrong: "This is not the code that the chair made for you. Check each letter and digit; after five wrong tries it ends."})
}

// codeWords are the sentences for what is wrong with a code.
type codeWords struct{ none, ended, used, over, wrong string }

// useCode is UseCode for any code. Where several may try it, by is who does, and wrong ones end it for them only.
func (p *People) useCode(ctx context.Context, id, typed, command, by string, words codeWords) error {
	typed, ok := plainCode(typed)
	if !ok {
		return unconfirmed("A code has 8 letters and digits, and never B, I, L, O, S, U, W, Z, 0 or 1. Look at it again.")
	}
	try, right := by+p.random(8), false
	var salt string
	var hash []byte // of what was typed, with that salt: made once, however often the step is taken
	c, err := change(ctx, p, codes, id, func(c *code, found bool) error {
		right = false
		switch {
		case !found:
			return unconfirmed(words.none)
		case c.tries(by) >= CodeTries:
			return unconfirmed(words.ended)
		case c.Used != "" && c.Used != command:
			return unconfirmed(words.used)
		case c.Used == "" && !p.now().Before(c.Until):
			return unconfirmed(words.over)
		}
		if c.Salt != salt {
			salt, hash = c.Salt, slow(typed, c.Salt)
		}
		switch {
		case subtle.ConstantTimeCompare(c.Hash, hash) == 1:
			c.Used, right = command, true
		case !slices.Contains(c.Wrong, try):
			c.Wrong = append(c.Wrong, try)
		}
		return nil
	})
	switch {
	case err != nil || right:
		return err
	case c.tries(by) >= CodeTries:
		return unconfirmed(words.ended)
	default:
		return unconfirmed(words.wrong)
	}
}

const codeEnded = "A wrong code was typed five times, so your code has ended. Ask the chair for another."

// ReturnCode gives back a code that was claimed for a command which is refused, so that the next may use it.
func (p *People) ReturnCode(ctx context.Context, meeting, attendee, command string) error {
	_, err := change(ctx, p, codes, codeID(meeting, attendee), func(c *code, found bool) error {
		if found && c.Used == command {
			c.Used = ""
		}
		return nil
	})
	return err
}

// plainCode is a code as it was made, from how somebody typed it; false for what cannot be one.
func plainCode(typed string) (string, bool) {
	plain := strings.ToUpper(unspaced(typed))
	return plain, len(plain) == codeLength && strings.Trim(plain, codeLetters) == ""
}

// unspaced is what was typed without the spaces and hyphens that make it easier to read.
func unspaced(typed string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) {
			return -1
		}
		return r
	}, typed)
}

func unconfirmed(message string) error {
	return &meeting.Refusal{Code: meeting.Unconfirmed, Field: "code", Message: message}
}
