package storetest

import (
	"os"
	"path/filepath"
	"testing"
)

// Group is what a store is measured against: a bare file that takes lines, all that wait with one write and one sync.
type Group struct{ lines chan line }

type line struct {
	text   []byte
	answer chan error
}

// NewGroup makes the file, which is gone after the test.
func NewGroup(t testing.TB) *Group {
	t.Helper()
	file, err := os.Create(filepath.Join(t.TempDir(), "bare"))
	if err != nil {
		t.Fatal(err)
	}
	g := &Group{make(chan line)}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		g.write(file)
	}()
	t.Cleanup(func() {
		close(g.lines)
		<-ended
		file.Close()
	})
	return g
}

// Append writes a line and returns when it is on the disk.
func (g *Group) Append(text []byte) error {
	answer := make(chan error, 1)
	g.lines <- line{text, answer}
	return <-answer
}

func (g *Group) write(file *os.File) {
	for first := range g.lines {
		waiting, text := []line{first}, first.text
		for more := true; more; {
			select {
			case next, open := <-g.lines:
				if more = open; open {
					waiting, text = append(waiting, next), append(text, next.text...)
				}
			default:
				more = false
			}
		}
		_, err := file.Write(text)
		if err == nil {
			err = file.Sync()
		}
		for _, one := range waiting {
			one.answer <- err
		}
	}
}
