package room

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// Beat is how often, on average, a screen hears a heartbeat and is pinged. Each pause differs by up to a quarter,
	// so that screens which came together do not beat together.
	Beat = 10 * time.Second

	waiting = 2048        // frames a screen may be behind; more than the ring gives at once
	weight  = 2 << 20     // bytes a screen may be behind, besides the frame that is next: a snapshot may be longer than that
	batch   = 64 << 10    // bytes in one write, unless a single frame is longer
	grace   = time.Second // for what a screen is still owed when it ends, unless its rooms give it longer
)

// Screen is the outgoing side of one open connection. Whatever is given to it is queued at once and written by a
// goroutine that runs while there is something to write, all that waits in one write: most screens are idle most of the
// time, and a goroutine that waits costs more memory than all else of them. None of its methods waits, so that they may be
// called under a lock, by any goroutine.
type Screen struct {
	link    Link
	number  func() int
	counts  Counts
	grace   time.Duration
	running sync.WaitGroup // of what writes or beats
	done    chan struct{}  // closed when nothing runs any more

	mu      sync.Mutex
	beat    *time.Timer
	queue   [][]byte
	size    int // bytes in queue
	latest  []latest
	woken   bool // what waits is to go out
	ping    bool // and a ping
	writing bool // a goroutine does
	closed  bool
	ends    Code // with which it closes when what is queued has gone out; 0: it goes on

	untilClosed bool        // the room's: it ends when the meeting closes
	leaving     atomic.Bool // the meeting has closed
}

// latest is a frame of which only the newest matters.
type latest struct {
	key   string
	frame []byte
}

// Open starts to write to link, with a heartbeat every Beat. Number is asked for the number of the last entry that
// every screen was already sent: with one that runs ahead of the queue the browser would think it missed something.
// It is called by a goroutine that holds no lock. Counts may be nil. Whoever opens a screen closes it.
func Open(link Link, number func() int, counts Counts) *Screen {
	if counts == nil {
		counts = uncounted{}
	}
	s := &Screen{link: link, number: number, counts: counts, grace: grace, done: make(chan struct{})}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.beat = time.AfterFunc(pause(), s.tick)
	return s
}

// Send queues frames, each one JSON value that nobody changes any more, behind what waits already. It reports whether
// they were taken. Frames are never dropped one by one: where as much waits already as a screen may be behind, the
// connection closes with Slow, and the browser comes back and resumes.
func (s *Screen) Send(frames ...[]byte) bool {
	defer s.Wake()
	return s.Queue(frames...)
}

// Queue is Send for who has more to say in the same breath and calls Wake then, so that all of it goes in one write.
func (s *Screen) Queue(frames ...[]byte) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue) >= waiting || len(s.queue) > 0 && s.size-len(s.queue[0]) >= weight {
		s.late()
	}
	if s.closed || s.ends != 0 {
		return false
	}
	s.queue = append(s.queue, frames...)
	for _, frame := range frames {
		s.size += len(frame)
	}
	s.counts.Behind(len(s.queue))
	return true
}

// Answer queues what became of a command. Where the screen ends with the meeting, and that has closed, only what was saved
// is answered: all else its person holds, and may add to the minutes.
func (s *Screen) Answer(id string, result Result, err error) {
	if err == nil || !s.leaving.Load() {
		s.Queue(AnswerFrame(id, result, err))
	}
}

// Show has the screen hear of something that passes, like who is present or typing. It goes out after what is queued;
// a newer frame under the same key takes the place of one that still waits. The key "heartbeat" is the screen's own.
func (s *Screen) Show(key string, frame []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ends != 0 {
		return
	}
	defer s.wake()
	for i := range s.latest {
		if s.latest[i].key == key {
			s.latest[i].frame = frame
			return
		}
	}
	s.latest = append(s.latest, latest{key, frame})
}

// Beat has the screen hear a heartbeat now. It asks for the number, so its caller holds no lock.
func (s *Screen) Beat() {
	s.Show("heartbeat", fmt.Appendf(nil, `{"type":"heartbeat","number":%d}`, s.number()))
}

// Close ends the connection and says why; the first call counts. What still waits is not sent: whoever lost a right
// sees nothing more, and whoever comes back resumes.
func (s *Screen) Close(code Code) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.close(code)
}

// End is Close once what is queued has gone out, after Config.Grace at the latest. Nothing more is taken.
func (s *Screen) End(code Code) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.ends != 0 {
		return
	}
	s.ends, s.latest = code, nil
	if len(s.queue) == 0 && !s.writing {
		s.close(code)
		return
	}
	s.wake()
	s.beat.Stop()
	s.beat = time.AfterFunc(s.grace, func() { s.Close(code) })
}

// Ended reports whether the screen has ended, or does as soon as what is queued has gone out.
func (s *Screen) Ended() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed || s.ends != 0
}

// Done is closed when the connection is closed and nothing of the screen runs any more.
func (s *Screen) Done() <-chan struct{} { return s.done }

// failed ends the connection after a write that did not get through.
func (s *Screen) failed(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if errors.Is(err, os.ErrDeadlineExceeded) {
		s.late()
	}
	s.close(Slow) // where the other side is gone nobody hears it
}

// late ends the connection of a screen that does not take what waits for it. mu is held.
func (s *Screen) late() {
	if !s.closed {
		s.counts.Slow()
	}
	s.close(Slow)
}

// close is Close with mu held. The link closes on a goroutine of its own: the writer may be stuck until it has.
func (s *Screen) close(code Code) {
	if s.closed {
		return
	}
	s.closed, s.queue, s.size, s.latest = true, nil, 0, nil
	s.beat.Stop()
	go func() {
		s.link.Close(int(code), code.String()) // an error says that the peer was gone already
		s.running.Wait()
		close(s.done)
	}()
}

// Wake has what waits go out.
func (s *Screen) Wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.queue)+len(s.latest) > 0 {
		s.wake()
	}
}

// wake has what waits go out, by a new writer where none is at work. mu is held, and something waits: a frame, or the end.
// Who is woken and has nothing to take would end its writer with writing still set, and no other would ever begin.
func (s *Screen) wake() {
	s.woken = true
	if !s.writing && !s.closed {
		s.writing = true
		s.running.Go(s.write)
	}
}

// tick is a heartbeat and a ping.
func (s *Screen) tick() {
	s.mu.Lock()
	if s.closed || s.ends != 0 {
		s.mu.Unlock()
		return
	}
	s.running.Add(1)
	defer s.running.Done()
	s.beat.Reset(pause())
	s.ping = true
	s.mu.Unlock()
	s.Beat()
}

// write is the one writer of the link, for as long as there is something to write.
func (s *Screen) write() {
	for {
		frames, ping := s.take()
		if len(frames) == 0 {
			return
		}
		err := s.link.Write(frames)
		if err == nil && ping {
			err = s.link.Ping()
		}
		if err != nil {
			s.failed(err)
			return
		}
	}
}

// take removes what goes into the next write, with a ping behind it where one is due. When the queue is empty after that,
// the frames of Show go along. Where nothing is to go out, there is no writer from then on.
func (s *Screen) take() (frames [][]byte, ping bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ends != 0 && len(s.queue) == 0 {
		s.close(s.ends)
	}
	if s.writing = s.woken && !s.closed; !s.writing {
		return nil, false
	}
	n, size := 0, 0
	for n < len(s.queue) && (n == 0 || size+len(s.queue[n]) <= batch) {
		size += len(s.queue[n])
		n++
	}
	frames, ping = s.queue[:n:n], s.ping
	s.queue, s.size, s.ping = s.queue[n:], s.size-size, false
	if s.woken = len(s.queue) > 0; s.woken {
		return frames, ping
	}
	s.queue = nil
	for _, passing := range s.latest {
		frames = append(frames, passing.frame)
	}
	s.latest = nil
	return frames, ping
}

// pause is the time to the next heartbeat.
func pause() time.Duration { return Beat*3/4 + rand.N(Beat/2) }
