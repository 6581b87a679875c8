package main_test

import (
	"errors"
	"io"
	"net"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// TestTricklingHeaders has 200 connections send a byte of a header a second. All are cut, and meanwhile a meeting goes
// on.
func TestTricklingHeaders(t *testing.T) {
	b := besiege(t)
	const many = 200
	var trickling sync.WaitGroup
	var cut, stay atomic.Int64
	over := make(chan struct{})
	for range many {
		connection, err := net.Dial("tcp", b.host)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { connection.Close() })
		trickling.Go(func() {
			io.WriteString(connection, "GET /healthz HTTP/1.1\r\nHost: "+b.host+"\r\nX-Slow: ")
			connection.SetReadDeadline(time.Now().Add(2 * time.Minute))
			ended := make(chan struct{})
			go func() {
				defer close(ended)
				for tick := time.NewTicker(time.Second); ; {
					select {
					case <-over:
						return
					case <-tick.C:
						if _, err := io.WriteString(connection, "x"); err != nil {
							return
						}
					}
				}
			}()
			var timeout net.Error
			if _, err := io.Copy(io.Discard, connection); errors.As(err, &timeout) && timeout.Timeout() {
				stay.Add(1)
			} else {
				cut.Add(1)
			}
			connection.Close()
			<-ended
		})
	}
	all := make(chan struct{})
	go func() { trickling.Wait(); close(all) }()
	other := b.convene("other")
	b.chair.write(other, "phase", `{"phase":"open"}`)
	written := []time.Duration{}
	for waiting := true; waiting; {
		begun := time.Now()
		b.chair.write(other, "information", `{"item":"q1","text":"Meanwhile."}`)
		written = append(written, time.Since(begun))
		select {
		case <-all:
			waiting = false
		case <-time.After(200 * time.Millisecond):
		}
	}
	close(over)
	if got := cut.Load(); got != many || stay.Load() != 0 {
		t.Errorf("%d were cut and %d stayed, want %d cut", got, stay.Load(), many)
	}
	slices.Sort(written)
	t.Logf("%d entries meanwhile, the slowest in %v", len(written), written[len(written)-1])
	if len(written) < 2 { // the first would be if they were held up until all were cut
		t.Errorf("%d entries were written meanwhile, want more", len(written))
	}
	b.unharmed()
}
