package room_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"strategyroom/server/room"
)

// TestCommitIsOneWrite: what one commit made durable reaches each screen in one write, and whoever sent it reads the
// answers in the same.
func TestCommitIsOneWrite(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t)
		r := h.seated()
		reading, writing := newTape(), newTape()
		if _, err := r.Enter(reading, chair, 0, ""); err != nil {
			t.Fatal(err)
		}
		writer, err := r.Enter(writing, police, 0, "")
		if err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second) // they are written down as here
		for _, tape := range []*tape{reading, writing} {
			tape.mu.Lock()
			tape.writes = nil
			tape.mu.Unlock()
		}
		send := func(i int) {
			id := fmt.Sprint("i", i)
			r.Send(police, information(id, "seen at home"), func(result room.Result, err error) {
				writer.Queue(room.AnswerFrame(id, result, err))
			})
		}
		slowly := func(_ context.Context, write func() error) error {
			time.Sleep(time.Millisecond) // until everything else waits, so that what was told before is on its way
			return write()
		}
		h.store.then(slowly, slowly)
		for i := range 5 { // the first alone, the others while it is being written
			send(i)
			synctest.Wait()
		}
		time.Sleep(time.Second)
		synctest.Wait()
		for _, of := range []struct {
			who  string
			tape *tape
			want string
		}{
			{"the reader", reading, "entry | entry entry entry entry"},
			{"the writer", writing, "entry accepted | entry entry entry entry accepted accepted accepted accepted"},
		} {
			of.tape.mu.Lock()
			if got := shapes(of.tape.writes); got != of.want {
				t.Errorf("%s: got %s, want %s", of.who, got, of.want)
			}
			of.tape.mu.Unlock()
		}
	})
}

// shapes are the types of frames, write by write.
func shapes(writes [][]string) string {
	var lines []string
	for _, frames := range writes {
		var types []string
		for _, frame := range frames {
			_, rest, _ := strings.Cut(frame, `"type":"`)
			name, _, _ := strings.Cut(rest, `"`)
			types = append(types, name)
		}
		lines = append(lines, strings.Join(types, " "))
	}
	return strings.Join(lines, " | ")
}
