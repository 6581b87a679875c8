package web

import (
	"crypto/sha256"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// presses are what the chair had sent by e-mail lately, so that the same request does not send it again: a second click, or
// one sent anew because its answer was lost. They are of this server alone.
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
func pressed[T any](d *door, c *fiber.Ctx, at seat, id string, do func() (answer T, sent bool, err error)) (T, error) {
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
			return known.answer.(T), nil
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
	forget := func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.made, key)
	}
	if ended.sent {
		time.AfterFunc(pressMemory, forget)
	} else {
		forget()
	}
	close(ended.over)
}
