package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"testing"

	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// TestFaultFull fills a small disk. What does not fit is refused, all else stays readable, and there is no need to start
// again when there is room.
func TestFaultFull(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m"); err != nil {
		t.Skip("only root may make a small disk here; TestFaultLimited does nearly the same:", err)
	}
	t.Cleanup(func() { syscall.Unmount(dir, 0) })
	filling := filepath.Join(dir, "filling")
	testFull(t, dir,
		func() error { return os.WriteFile(filling, make([]byte, 700<<10), 0o600) },
		func() error { return os.Remove(filling) })
}

// TestFaultLimited does the same with a limit to the size of files, which needs no rights.
func TestFaultLimited(t *testing.T) {
	const limit = 1 // RLIMIT_FSIZE
	signal.Ignore(syscall.SIGXFSZ)
	defer signal.Reset(syscall.SIGXFSZ)
	var before syscall.Rlimit
	if err := syscall.Getrlimit(limit, &before); err != nil {
		t.Fatal(err)
	}
	lift := func() error { return syscall.Setrlimit(limit, &before) }
	defer lift()
	testFull(t, t.TempDir(),
		func() error { // more than the list of opened files that the test binary itself writes
			return syscall.Setrlimit(limit, &syscall.Rlimit{Cur: 1 << 20, Max: before.Max})
		}, lift)
}

// testFull writes until the disk that fill makes small is full, and after empty goes on.
func testFull(t *testing.T, dir string, fill, empty func() error) {
	s, err := bolt.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	var pen storetest.Pen
	if err := s.Append(t.Context(), "m1", 0, pen.Pages(10)); err != nil {
		t.Fatal(err)
	}
	if err := fill(); err != nil {
		t.Fatal(err)
	}
	refused := 0
	for range 100 {
		next := pen
		switch err := s.Append(t.Context(), "m1", pen.Number, next.Pages(50)); {
		case err == nil: // it may find a little room yet
			pen = next
		case errors.Is(err, store.ErrAway):
			refused++
		default:
			t.Fatalf("got %v after %d refusals, want nil or away", err, refused)
		}
		if refused == 5 {
			break
		}
	}
	if refused < 5 {
		t.Fatal("the disk was never full")
	}
	sound(t, s, pen)
	_, err = s.Put(t.Context(), store.Document{Kind: "account", ID: "1", Body: make([]byte, store.MaxBody)})
	if !errors.Is(err, store.ErrAway) {
		t.Errorf("got %v for a document, want away", err)
	}
	if err := s.Ready(t.Context()); err != nil && !errors.Is(err, store.ErrAway) {
		t.Errorf("ready: got %v, want nil or away", err)
	}
	if err := empty(); err != nil {
		t.Fatal(err)
	}
	after := pen.Number
	if err := s.Append(t.Context(), "m1", after, pen.Pages(50)); err != nil {
		t.Errorf("got %v when there is room again, want nil", err)
	}
	if err := s.Ready(t.Context()); err != nil {
		t.Errorf("ready: got %v, want nil", err)
	}
	sound(t, s, pen)
}

// sound expects the record that the pen wrote.
func sound(t *testing.T, s store.Store, pen storetest.Pen) {
	t.Helper()
	entries, err := storetest.Record(context.Background(), s, "m1")
	if err != nil || len(entries) != pen.Number || !bytes.Equal(entries[len(entries)-1].Fingerprint, pen.Fingerprint) {
		t.Errorf("got %d entries and %v, want the %d acknowledged", len(entries), err, pen.Number)
	}
}
