package web

import (
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"
)

// piece is how many bytes must get through within wire.stall. A whole snapshot may take longer on a slow line.
const piece = 64 << 10

// wire is the connection under the websocket. It writes to and closes the socket itself (what fasthttp hands over has
// a Close that does nothing, and belongs to another client later) and reads through what is handed over, which holds
// the bytes that came together with the handshake. It alone sets deadlines.
type wire struct {
	net.Conn
	stall   time.Duration             // within which a piece must get through, less an eighth
	goodbye atomic.Pointer[time.Time] // when all reading and writing ends; nil while the connection is wanted

	reading sync.Mutex
	source  io.Reader // nil before and after serving

	writing   sync.Mutex
	gathering bool
	gathered  []byte
	limited   time.Time // when the write deadline was set last
}

// begin has reads come from source.
func (w *wire) begin(source io.Reader) {
	w.reading.Lock()
	defer w.reading.Unlock()
	w.source = source
}

// end cuts the connection. It returns when nobody reads any more: fasthttp gives the reader to another client then.
func (w *wire) end() {
	w.Conn.Close()
	w.begin(nil)
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
	w.reading.Lock()
	defer w.reading.Unlock()
	if w.source == nil {
		return 0, net.ErrClosed
	}
	return w.source.Read(p)
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
