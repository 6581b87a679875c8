package bolt_test

import (
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/storetest"
)

// BenchmarkAppend measures durable entries with 1, 20 and 200 people sending at once, each in a meeting of their own,
// and the same entries written to bare files in the same run: with a sync for each, and with a sync for all that wait.
// "x-each" and "x-group" are how many times as many entries the store takes as those.
func BenchmarkAppend(b *testing.B) {
	for _, senders := range []int{1, 20, 200} {
		b.Run(fmt.Sprintf("senders=%d", senders), func(b *testing.B) {
			s, err := bolt.Open(b.TempDir())
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			b.ResetTimer()
			took := send(b, senders, func(sender int, entry meeting.Entry) error {
				return s.Append(b.Context(), fmt.Sprint(sender), entry.Number-1, []meeting.Entry{entry})
			})
			b.StopTimer()
			each := send(b, senders, syncEach(b))
			group := send(b, senders, syncGroup(b))
			b.ReportMetric(float64(b.N)/took.Seconds(), "entries/s")
			b.ReportMetric(each.Seconds()/took.Seconds(), "x-each")
			b.ReportMetric(group.Seconds()/took.Seconds(), "x-group")
		})
	}
}

// send has b.N entries sent by so many senders and returns how long it took.
func send(b *testing.B, senders int, write func(sender int, entry meeting.Entry) error) time.Duration {
	start := time.Now()
	var group sync.WaitGroup
	for sender := range senders {
		group.Go(func() {
			var pen storetest.Pen
			for i := sender; i < b.N; i += senders {
				if err := write(sender, pen.Pages(1)[0]); err != nil {
					b.Error(err)
				}
			}
		})
	}
	group.Wait()
	return time.Since(start)
}

func bareFile(b *testing.B) *os.File {
	file, err := os.Create(filepath.Join(b.TempDir(), "bare"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { file.Close() })
	return file
}

// syncEach writes and syncs one entry after the other.
func syncEach(b *testing.B) func(int, meeting.Entry) error {
	file := bareFile(b)
	var mu sync.Mutex
	return func(_ int, entry meeting.Entry) error {
		mu.Lock()
		defer mu.Unlock()
		if _, err := file.Write(entry.Line()); err != nil {
			return err
		}
		return file.Sync()
	}
}

// syncGroup writes all entries that wait at once, with one sync.
func syncGroup(b *testing.B) func(int, meeting.Entry) error {
	file := storetest.NewGroup(b)
	return func(_ int, entry meeting.Entry) error { return file.Append(entry.Line()) }
}
