package bolt_test

import (
	"bufio"
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// killed names, in a child, the folder to write in; acknowledged how many commands each meeting has had acknowledged.
const killed, acknowledged = "STRATEGYROOM_TEST_KILLED", "STRATEGYROOM_TEST_ACKNOWLEDGED"

// long asks for the long form of what has one.
func long() bool { return os.Getenv("STRATEGYROOM_LONG") == "1" }

// TestFaultKilled kills a child that writes in several meetings, again and again, with kill -9. After each kill all that was
// acknowledged is there, every chain is whole, and no command stands twice, although each child sends again what the
// one before had no answer to. Each has its first acknowledgement soon, in the long form within five seconds of its start.
func TestFaultKilled(t *testing.T) {
	if os.Getenv(killed) != "" {
		writeUntilKilled(t)
		return
	}
	const meetings = 8
	kills, atLeast, readyWithin := 4, 100, time.Minute // acknowledgements before a kill; where other tests take the time
	if long() {
		kills, atLeast, readyWithin = 20, 800, 5*time.Second
	}
	dir := t.TempDir()
	acks := make([]int, meetings)
	total, unanswered := 0, 0
	var slowest time.Duration
	for range kills {
		more, ready := writeAndKill(t, dir, acks, atLeast)
		total += more
		if slowest = max(slowest, ready); ready > readyWithin {
			t.Errorf("the first acknowledgement after a kill came after %v, want at most %v", ready, readyWithin)
		}
		s, err := bolt.Open(dir)
		if err != nil {
			t.Fatal(err)
		}
		for id, want := range acks {
			entries, err := storetest.Record(t.Context(), s, strconv.Itoa(id))
			if err != nil || len(entries) < want || len(entries) > want+1 {
				t.Errorf("meeting %d: got %d entries and %v, want the %d acknowledged and at most one more", id,
					len(entries), err, want)
			}
			unanswered += len(entries) - want
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d kills, %d commands acknowledged: 0 lost, 0 doubled, every chain whole, %d stored without an answer; a new process "+
		"acknowledges at most %v after it is started", kills, total, unanswered, slowest.Round(time.Millisecond))
}

// writeAndKill lets a child write and kills it a moment after so many acknowledgements, which it counts into acks. The
// first comes when it is ready.
func writeAndKill(t *testing.T, dir string, acks []int, atLeast int) (total int, ready time.Duration) {
	t.Helper()
	child := exec.Command(os.Args[0], "-test.run=^TestFaultKilled$")
	child.Env = append(os.Environ(), killed+"="+dir, acknowledged+"="+strings.Trim(fmt.Sprint(acks), "[]"))
	var trouble bytes.Buffer
	child.Stderr = &trouble
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	hang := time.AfterFunc(time.Minute, func() { child.Process.Kill() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		var id, command int
		if _, err := fmt.Sscanf(lines.Text(), "acknowledged %d %d", &id, &command); err != nil {
			t.Errorf("the child says %q", lines.Text())
			continue
		}
		if acks[id] = command; total == 0 {
			ready = time.Since(began)
		}
		if total++; total == atLeast {
			time.AfterFunc(time.Duration(rand.IntN(20_000))*time.Microsecond, func() { child.Process.Kill() })
		}
	}
	if err := child.Wait(); err == nil || total < atLeast || !hang.Stop() {
		t.Fatalf("the child ended with %v after %d acknowledgements: %s", err, total, trouble.String())
	}
	return total, ready
}

// writeUntilKilled is the child: in each meeting it sends one command after the other, from the first that was not
// acknowledged, and as a room does it looks for the command in the record first.
func writeUntilKilled(t *testing.T) {
	s, err := bolt.Open(os.Getenv(killed))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for id, acks := range strings.Fields(os.Getenv(acknowledged)) {
		last, err := strconv.Atoi(acks)
		if err != nil {
			t.Fatal(err)
		}
		group.Go(func() {
			var pen storetest.Pen
			commands := map[string]bool{}
			err := s.Read(t.Context(), strconv.Itoa(id), 0, func(entry meeting.Entry) error {
				commands[entry.Command] = true
				pen = storetest.After(entry)
				return nil
			})
			for command := last + 1; err == nil; command++ {
				if name := fmt.Sprintf("command-%d", command); !commands[name] {
					entry := pen.Write(name)
					err = s.Append(t.Context(), strconv.Itoa(id), entry.Number-1, []meeting.Entry{entry})
				}
				if err == nil {
					_, err = os.Stdout.WriteString(fmt.Sprintf("acknowledged %d %d\n", id, command))
				}
			}
			t.Error(err)
		})
	}
	group.Wait()
}
