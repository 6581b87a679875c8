package web

import (
	"context"
	"crypto/sha256"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// presses are what the chair had sent by e-mail lately, so that the same request does not send it again: a second click, or
// one sent anew because its answer was lost. They are of this server alone, and hold the links that were sent, in memory only.
type presses struct {
	mu   sync.Mutex
	made map[[sha256.Size]byte]*press
}

type press struct {
	over   chan struct{} // closed when what follows stands
	sent   bool          // else it is as if it had not been
	answer any
}

// pressMemory is how long a press is known. Who presses later, or a page loaded anew, means it.
const pressMemory = 10 * time.Minute

// pressed does what the chair asked for, or answers once more what came of it where the request is the same to the byte
// and e-mails were sent; while they are being sent it waits. Without a command's id, and without e-mail, it just does it.
// Still says what of an answer is still good; where nothing is, it is done anew.
func pressed[T any](d *door, c *fiber.Ctx, at seat, id string, still func(context.Context, T) (T, bool), do func() (answer T, sent bool, err error)) (T, error) {
	if id == "" || d.Post == nil || at.role() != meeting.Chair {
		answer, _, err := do()
		return answer, err
	}
	key := sha256.Sum256([]byte(c.Path() + "\x00" + at.attendee + "\x00" + string(c.Body())))
	known, mine := d.presses.begin(key)
	for ; !mine; known, mine = d.presses.begin(key) {
		select {
		case <-known.over:
		case <-c.UserContext().Done():
			return *new(T), c.UserContext().Err()
		}
		if known.sent {
			if answer, good := still(c.UserContext(), known.answer.(T)); good {
				return answer, nil
			}
			d.presses.forget(key, known)
		}
	}
	defer d.presses.end(key, known)
	answer, sent, err := do()
	known.answer, known.sent = answer, sent && err == nil
	return answer, err
}

// begin returns the press of a request, and whether it is a new one, which is to be ended.
func (p *presses) begin(key [sha256.Size]byte) (known *press, mine bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if known = p.made[key]; known != nil {
		return known, false
	}
	if p.made == nil {
		p.made = map[[sha256.Size]byte]*press{}
	}
	known = &press{over: make(chan struct{})}
	p.made[key] = known
	return known, true
}

// end keeps a press for a while where something was sent.
func (p *presses) end(key [sha256.Size]byte, ended *press) {
	if ended.sent {
		time.AfterFunc(pressMemory, func() { p.forget(key, ended) })
	} else {
		p.forget(key, ended)
	}
	close(ended.over)
}

// forget takes a press away, unless another stands there already.
func (p *presses) forget(key [sha256.Size]byte, old *press) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.made[key] == old {
		delete(p.made, key)
	}
}

// latest reports whether the link of an answer is still the one that counts, used or not. While that cannot be read it does.
func (d *door) latest(ctx context.Context, answer InviteAnswer) (InviteAnswer, bool) {
	_, token, _ := strings.Cut(answer.URL, "#")
	_, err := d.People.Look(ctx, token)
	return answer, refused(err) == ""
}
