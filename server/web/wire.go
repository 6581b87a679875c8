package web

import (
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// piece is how many bytes must get through within wire.stall. A whole snapshot may take longer on a slow line.
const piece = 64 << 10

// wire is the connection under the websocket. It writes to, reads from and closes the socket itself: what fasthttp hands
// over has a Close that does nothing, and buffers that would stay for as long as somebody is in a meeting. It alone sets
// deadlines.
type wire struct {
	net.Conn
	stall   time.Duration             // within which a piece must get through, less an eighth
	goodbye atomic.Pointer[time.Time] // when all reading and writing ends; nil while the connection is wanted
	early   []byte                    // came together with the handshake and is read first; of the reading goroutine

	writing   sync.Mutex
	gathering bool
	gathered  []byte
	limited   time.Time // when the write deadline was set last
}

// takeOver has what fasthttp read ahead of the handshake read first. Nothing of what it handed over is needed then.
func (w *wire) takeOver(from net.Conn) {
	from.SetReadDeadline(time.Unix(1, 0)) // gives what is buffered, and then an error in place of more
	for buffer := make([]byte, 512); ; {
		n, err := from.Read(buffer)
		w.early = append(w.early, buffer[:n]...)
		if err != nil {
			break
		}
	}
	from.SetReadDeadline(time.Time{})
	w.writing.Lock()
	defer w.writing.Unlock()
	w.limited = time.Time{} // fasthttp took away what was set for the handshake's answer
}

// part says that the connection ends after d, whatever is under way. It reports whether nobody said so before.
func (w *wire) part(d time.Duration) bool {
	at := time.Now().Add(d)
	first := w.goodbye.CompareAndSwap(nil, &at)
	if first {
		w.Conn.SetDeadline(at)
	}
	return first
}

// await gives the other side d to be heard of.
func (w *wire) await(d time.Duration) { w.limit(w.Conn.SetReadDeadline, d) }

// limit sets a deadline, with the last word left to part, which may be called at any moment.
func (w *wire) limit(set func(time.Time) error, d time.Duration) {
	set(time.Now().Add(d))
	if at := w.goodbye.Load(); at != nil {
		set(*at)
	}
}

// SetWriteDeadline does nothing: gorilla's would hold for whatever else is being written.
func (w *wire) SetWriteDeadline(time.Time) error { return nil }

func (w *wire) Read(p []byte) (int, error) {
	if len(w.early) > 0 {
		n := copy(p, w.early)
		w.early = w.early[n:]
		return n, nil
	}
	return w.Conn.Read(p)
}

// Write takes whole websocket frames, from whatever goroutine.
func (w *wire) Write(p []byte) (int, error) {
	w.writing.Lock()
	defer w.writing.Unlock()
	if w.gathering {
		w.gathered = append(w.gathered, p...)
		return len(p), nil
	}
	return w.send(p)
}

// gather holds back what is written, until flush.
func (w *wire) gather(buffer []byte) {
	w.writing.Lock()
	defer w.writing.Unlock()
	w.gathering, w.gathered = true, buffer[:0]
}

// flush sends what was gathered and returns the buffer, which may have grown.
func (w *wire) flush() ([]byte, error) {
	w.writing.Lock()
	defer w.writing.Unlock()
	buffer := w.gathered
	w.gathering, w.gathered = false, nil
	_, err := w.send(buffer)
	return buffer, err
}

// send cuts the connection when a piece does not get through: what follows half a frame could not be read.
func (w *wire) send(p []byte) (sent int, err error) {
	for sent < len(p) && err == nil {
		var n int
		if now := time.Now(); now.Sub(w.limited) > w.stall/8 { // not for each frame of a busy meeting
			w.limited = now
			w.limit(w.Conn.SetWriteDeadline, w.stall)
		}
		n, err = w.Conn.Write(p[sent:min(sent+piece, len(p))])
		sent += n
	}
	if err != nil {
		w.Conn.Close()
	}
	return sent, err
}
