package account

import (
	"fmt"
	"sync"
	"time"

	"strategyroom/meeting"
)

// allowance is how many wrong tries there may be: at once, and then one each so often.
type allowance struct {
	most  float64
	every time.Duration
	words string // that it was too often
}

// The allowances. A code of an app is right by chance three times in a million: for an account whose password somebody
// knows that is once in six years. An address may be that of a whole office.
var (
	forAccount = allowance{5, 10 * time.Minute, tooOften}
	forAddress = allowance{30, 20 * time.Second, tooOften}
)

const tooOften = "That was wrong too often. A passkey works at once, and so does a new link from whoever looks after Strategy Room."

// remembered is how many accounts and addresses are remembered; beyond it the ones without a wrong try go first.
const remembered = 50_000

// tries counts wrong ones since the program started. Right ones do not count.
type tries struct {
	mu   sync.Mutex
	left map[string]left
}

type left struct {
	allowance
	tries float64
	at    time.Time
}

// now is what is left at a moment.
func (l left) now(at time.Time) left {
	l.tries = min(l.most, l.tries+float64(at.Sub(l.at))/float64(l.every))
	l.at = at
	return l
}

// take has a try count as wrong until it is given back. It refuses with too-many where none is left.
func (t *tries) take(key string, allowed allowance, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	has, known := t.left[key]
	if !known {
		t.forget(now)
		has = left{allowed, allowed.most, now}
	}
	has = has.now(now)
	if has.tries < 1 {
		wait := time.Duration((1 - has.tries) * float64(has.every))
		return meeting.Refuse(meeting.TooMany, "%s Wait %s, then try again.", has.words, spoken(wait))
	}
	has.tries--
	t.left[key] = has
	return nil
}

// back gives a try back that was right.
func (t *tries) back(key string, now time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if has, known := t.left[key]; known {
		has = has.now(now)
		has.tries = min(has.most, has.tries+1)
		t.left[key] = has
	}
}

// forget makes room for one more. The lock is held.
func (t *tries) forget(now time.Time) {
	if t.left == nil {
		t.left = map[string]left{}
	}
	if len(t.left) < remembered {
		return
	}
	for key, has := range t.left {
		if has.now(now).tries >= has.most {
			delete(t.left, key)
		}
	}
	for key := range t.left {
		if len(t.left) < remembered {
			break
		}
		delete(t.left, key)
	}
}

// spoken is a time to wait in words.
func spoken(wait time.Duration) string {
	if minutes := int((wait + time.Minute - 1) / time.Minute); minutes > 1 {
		return fmt.Sprintf("%d minutes", minutes)
	}
	return "a minute"
}
