package bolt_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// faulty names, in a child, the folder to write in while its system calls fail.
const faulty = "STRATEGYROOM_TEST_FAULTY"

const commands = 60 // that the child writes

// TestFaults makes system calls of a child fail, as a dying disk does. Every answer is true, and the child goes on by
// itself when the disk does.
func TestFaults(t *testing.T) {
	if dir := os.Getenv(faulty); dir != "" {
		writeWithFaults(t, dir)
		return
	}
	faults := []string{
		"fdatasync:error=EIO:when=5+7",
		"fdatasync:error=EIO:when=8..24",
		"pwrite64:error=ENOSPC:when=20..60",
		"mmap:error=ENOMEM:when=1..2",
		"fdatasync:error=EIO:when=2+5",
		"fdatasync:error=EIO:when=9..11",
		"pwrite64:error=EIO:when=7+11",
		"ftruncate:error=ENOSPC:when=1..2",
		"fsync:error=EIO:when=1..3",
	}
	if !long() {
		faults = faults[:4]
	}
	for _, fault := range faults {
		t.Run(fault, func(t *testing.T) {
			dir := t.TempDir()
			t.Log(strained(t, fault, faulty, dir, "TestFaults"))
			s, err := bolt.Open(dir)
			if err != nil {
				t.Fatal(err)
			}
			defer s.Close()
			if got, err := storetest.Record(t.Context(), s, "m1"); err != nil || len(got) != commands {
				t.Errorf("got %d entries and %v, want %d", len(got), err, commands)
			}
		})
	}
}

// writeWithFaults is the child: it writes one command after the other, each again until it stands in the record.
func writeWithFaults(t *testing.T, dir string) {
	s, err := bolt.Open(dir)
	for range 10 {
		if err == nil {
			break
		}
		s, err = bolt.Open(dir)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	answers := map[string]int{}
	var pen storetest.Pen
	for pen.Number < commands {
		next := pen
		entries := next.Pages(1)
		err := s.Append(t.Context(), "m1", pen.Number, entries)
		written := readBack(t, s) == next.Number
		switch {
		case err == nil && written:
			answers["written"]++
		case errors.Is(err, store.ErrAway) && !written:
			answers["away"]++
		case errors.Is(err, store.ErrUnknown):
			answers["unknown"]++
		default:
			t.Fatalf("entry %d: got %v, and written is %v", next.Number, err, written)
		}
		if written {
			pen = next
		}
		if answers["away"]+answers["unknown"] > 20*commands {
			t.Fatalf("it does not get on: %v", answers)
		}
	}
	t.Logf("answers: %v", answers)
}

// readBack is the number of the last entry, as soon as the store can say.
func readBack(t *testing.T, s store.Store) int {
	for range 100 {
		switch entries, err := storetest.Record(t.Context(), s, "m1"); {
		case err == nil:
			return len(entries)
		case !errors.Is(err, store.ErrAway):
			t.Fatal(err)
		}
	}
	t.Fatal("the record cannot be read")
	return 0
}

// slow names, in a child, the folder to write in while each sync takes a tenth of a second.
const slow = "STRATEGYROOM_TEST_SLOW"

// TestSavedThenTold slows down the two syncs of a commit. No reader is shown what the second has not yet made last.
func TestSavedThenTold(t *testing.T) {
	dir := os.Getenv(slow)
	if dir == "" {
		strained(t, "fdatasync:delay_enter=100000", slow, t.TempDir(), "TestSavedThenTold")
		return
	}
	s, err := bolt.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	start := time.Now()
	written := make(chan error)
	go func() { written <- s.Append(t.Context(), "m1", 0, new(storetest.Pen).Pages(1)) }()
	for readBack(t, s) == 0 {
		time.Sleep(time.Millisecond)
	}
	if shown := time.Since(start); shown < 200*time.Millisecond {
		t.Errorf("shown after %v, before the second sync can have ended", shown)
	}
	if err := <-written; err != nil {
		t.Error(err)
	}
}

// strained runs a test of this file in a child in the folder dir, while strace meddles with its calls on the data file,
// and returns the child's last words. It skips the test where strace cannot be had.
func strained(t *testing.T, fault, variable, dir, test string) string {
	t.Helper()
	if err := exec.Command("strace", "-o", "/dev/null", "true").Run(); err != nil {
		t.Skip("strace is not installed or may not be used:", err)
	}
	trace := filepath.Join(t.TempDir(), "trace")
	call, _, _ := strings.Cut(fault, ":")
	child := exec.Command("strace", "-f", "-o", trace, "-P", filepath.Join(dir, bolt.File), "-e", "trace="+call,
		"-e", "inject="+fault, os.Args[0], "-test.v", "-test.run=^"+test+"$")
	child.Env = append(os.Environ(), variable+"="+dir)
	out, err := child.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	calls, err := os.ReadFile(trace)
	if n := bytes.Count(calls, []byte("(INJECTED)")) + bytes.Count(calls, []byte("(DELAYED)")); err != nil || n == 0 {
		t.Fatalf("got %d faults and %v, want some", n, err)
	}
	_, words, _ := strings.Cut(string(out), "answers: ")
	words, _, _ = strings.Cut(words, "\n")
	return words
}
