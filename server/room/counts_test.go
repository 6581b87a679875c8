package room_test

import (
	"os"
	"testing"
	"testing/synctest"

	"strategyroom/server/room"
)

// tally counts what one screen says of itself.
type tally struct {
	room.Counts
	slow, most int
}

func (c *tally) Slow()             { c.slow++ }
func (c *tally) Behind(frames int) { c.most = max(c.most, frames) }

// failing is a link whose writes fail.
type failing struct{ err error }

func (l failing) Write([][]byte) error    { return l.err }
func (l failing) Ping() error             { return nil }
func (l failing) Close(int, string) error { return nil }

func TestSlowScreensAreCountedOnce(t *testing.T) {
	stuck := func() room.Link {
		link := newTape()
		link.stuck = make(chan struct{})
		return link
	}
	for _, test := range []struct {
		name       string
		link       func() room.Link
		frames     int
		slow, most int
	}{
		{"a full queue, and tries to send more", stuck, 3000, 1, 2048},
		{"a write that takes too long", func() room.Link { return failing{os.ErrDeadlineExceeded} }, 1, 1, 1},
		{"the other side is gone", func() room.Link { return failing{os.ErrClosed} }, 1, 0, 1},
		{"it takes all", func() room.Link { return newTape() }, 3000, 0, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				counts := &tally{}
				screen := room.Open(test.link(), number, counts)
				for range test.frames {
					screen.Send([]byte("{}"))
					synctest.Wait()
				}
				screen.Close(room.Left)
				<-screen.Done()
				if counts.slow != test.slow || counts.most != test.most {
					t.Errorf("got %d slow and %d behind, want %d and %d", counts.slow, counts.most, test.slow, test.most)
				}
			})
		})
	}
}
