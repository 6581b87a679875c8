package room

import (
	"context"
	"sync"

	"strategyroom/meeting"
)

// So much waits for the owner, and is decided and written together, at the most. What comes of it is less than a screen
// may be behind: nobody who keeps up is closed because others said much at once.
const (
	gathered = 256     // commands
	heavy    = 1 << 20 // bytes of their bodies, but for the last
)

// Right says whether somebody may still write: nil, or the refusal. It is asked in the order of the meeting, just before
// a command is decided: a right that was taken away before that is taken away. It must not wait.
type Right func() error

// ask is one command on its way to the owner, who calls done once and must not be kept waiting by it.
type ask struct {
	command meeting.Command
	by      string
	right   Right                 // nil: nothing takes it away
	known   *meeting.Confirmation // that they showed again who they are; nil where they did not
	done    func(Result, error)
}

// asks are the commands that wait for the owner, in the order in which they came.
type asks struct {
	wake chan struct{} // holds one token while something waits

	mu      sync.Mutex
	taken   *sync.Cond
	waiting []ask
	size    int // bytes of the bodies that wait
	ended   bool
}

func newAsks() *asks {
	q := &asks{wake: make(chan struct{}, 1)}
	q.taken = sync.NewCond(&q.mu)
	return q
}

// put has a command wait. While too many do it is patient, or else gives up at once. It reports false where the owner
// will never take the command.
func (q *asks) put(a ask, patient bool) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.full() && !q.ended && patient {
		q.taken.Wait()
	}
	if q.full() || q.ended {
		return false
	}
	q.waiting, q.size = append(q.waiting, a), q.size+len(a.command.Body)
	select {
	case q.wake <- struct{}{}:
	default:
	}
	return true
}

func (q *asks) full() bool { return len(q.waiting) >= gathered || q.size >= heavy }

// take is all that waits.
func (q *asks) take() []ask {
	q.mu.Lock()
	defer q.mu.Unlock()
	taken := q.waiting
	q.waiting, q.size = nil, 0
	q.taken.Broadcast()
	return taken
}

// end is take for the last time: nothing comes in any more.
func (q *asks) end() []ask {
	q.mu.Lock()
	q.ended = true
	q.mu.Unlock()
	return q.take()
}

// Send asks the owner to write a command down for an attendee (empty: for the server itself) and returns; done is called
// once, when the answer is known, and must not wait; what it queues on a screen of the room goes out after it. Errors are
// refusals: those of meeting.Decide, command-reused, and away when it is not known to be written. While too many commands
// wait, Send waits too.
func (r *Room) Send(by string, command meeting.Command, done func(Result, error)) {
	r.SendWhile(nil, by, command, done)
}

// SendWhile is Send for somebody who may lose the right to write.
func (r *Room) SendWhile(right Right, by string, command meeting.Command, done func(Result, error)) {
	if !r.asks.put(ask{command: command, by: by, right: right, done: done}, true) {
		done(Result{}, away)
		r.wake()
	}
}

// Write is Send, and waits for the answer.
func (r *Room) Write(ctx context.Context, by string, command meeting.Command) (Result, error) {
	return r.WriteKnown(ctx, by, command, nil)
}

// WriteKnown is Write for somebody who showed again who they are, as signing asks for.
func (r *Room) WriteKnown(ctx context.Context, by string, command meeting.Command, known *meeting.Confirmation) (Result, error) {
	return r.WriteWhile(ctx, nil, by, command, known)
}

// WriteWhile is WriteKnown for somebody who may lose the right to write. Where the room has closed meanwhile, because
// nobody was in it, it is opened again.
func (r *Room) WriteWhile(ctx context.Context, right Right, by string, command meeting.Command, known *meeting.Confirmation) (Result, error) {
	type answer struct {
		result Result
		err    error
	}
	answered := make(chan answer, 1)
	if !r.asks.put(ask{command, by, right, known, func(result Result, err error) { answered <- answer{result, err} }}, true) {
		again, err := r.rooms.Open(ctx, r.id)
		if err != nil || again == r {
			return Result{}, away
		}
		return again.WriteWhile(ctx, right, by, command, known)
	}
	select {
	case a := <-answered:
		return a.result, a.err
	case <-ctx.Done():
		return Result{}, away
	}
}
