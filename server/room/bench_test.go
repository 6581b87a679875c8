//go:build unix

package room_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/store/sealed"
	"strategyroom/server/store/storetest"
)

// BenchmarkDurable has people, eight to a meeting, each send a command when the one before is answered; and, turn about in
// the same run, as many write lines as long as what the store keeps of it into a bare file that syncs all that wait at once.
// "ratio" is how many times as many commands are durable each second as lines; "cpu-µs" is the processor's
// time for a command, "cpu-ratio" how many times as much that is as for a line.
func BenchmarkDurable(b *testing.B) {
	for _, senders := range []int{1, 20, 200} {
		b.Run(fmt.Sprintf("senders=%d", senders), func(b *testing.B) {
			h, kept := keptHouse(b)
			var rooms []*room.Room
			for i := range (senders + 7) / 8 {
				h.fill(b, fmt.Sprint("m", i), "note", 1)
				r := h.open(fmt.Sprint("m", i))
				for range 8 {
					screen, err := r.Enter(deaf{}, chair, 0, "")
					if err != nil {
						b.Fatal(err)
					}
					defer func() {
						r.Leave(screen, chair)
						screen.Close(room.Left)
						<-screen.Done()
					}()
				}
				rooms = append(rooms, r)
			}
			file, line := storetest.NewGroup(b), []byte(nil)
			err := kept.Read(b.Context(), "m0", len(convening()), func(e meeting.Entry) error { line = e.Line(); return nil })
			if err != nil || line == nil {
				b.Fatalf("the notes are not kept: %v", err)
			}
			each := max(10, 200/senders)
			var ratios, rates, times, timesAsMuch []float64
			for b.Loop() {
				var ours, bare time.Duration
				spent := processor(b, func() {
					ours = all(b, senders, each, func(sender int) error {
						r := rooms[sender/8]
						_, err := r.Write(b.Context(), chair, next(r, "note"))
						return err
					})
				})
				bareSpent := processor(b, func() {
					bare = all(b, senders, each, func(int) error { return file.Append(line) })
				})
				commands := float64(senders * each)
				ratios, rates = append(ratios, bare.Seconds()/ours.Seconds()), append(rates, commands/ours.Seconds())
				times = append(times, spent.Seconds()*1e6/commands)
				timesAsMuch = append(timesAsMuch, spent.Seconds()/bareSpent.Seconds())
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(middle(rates), "commands/s")
			b.ReportMetric(middle(times), "cpu-µs")
			b.ReportMetric(middle(timesAsMuch), "cpu-ratio")
			b.ReportMetric(middle(ratios), "ratio")
		})
	}
}

// BenchmarkLength writes into long records, and turn about into one of 100 entries: notes, as most entries are, and
// information, whose order goes with every patch. "ratio" is how many times as long it keeps the processor busy.
func BenchmarkLength(b *testing.B) {
	for _, kind := range []string{"note", "information"} {
		for _, entries := range []int{1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/entries=%d", kind, entries), func(b *testing.B) {
				h, _ := keptHouse(b)
				h.fill(b, "long", kind, entries)
				h.fill(b, "short", kind, 100)
				long, short := h.open("long"), h.open("short")
				var ratios []float64
				for b.Loop() {
					took := func(r *room.Room) float64 {
						return processor(b, func() {
							all(b, 1, 10, func(int) error {
								_, err := r.Write(b.Context(), chair, next(r, kind))
								return err
							})
						}).Seconds()
					}
					ratios = append(ratios, took(long)/took(short))
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(middle(ratios), "ratio")
			})
		}
	}
}

// BenchmarkOpen opens a meeting: its record is read, opened, checked and folded. Turn about the same lines are read from a
// bare file into maps by encoding/json. Time is the processor's; "ratio" is how many times as long opening takes as that.
func BenchmarkOpen(b *testing.B) {
	for _, entries := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("entries=%d", entries), func(b *testing.B) {
			h, _ := keptHouse(b)
			h.fill(b, "m1", "note", entries)
			var lines []byte
			for _, entry := range h.record("m1") {
				lines = append(append(lines, entry.Line()...), '\n')
			}
			file := filepath.Join(b.TempDir(), "lines")
			if err := os.WriteFile(file, lines, 0o600); err != nil {
				b.Fatal(err)
			}
			var times, ratios []float64
			for b.Loop() {
				again := open(b, h.store)
				runtime.GC()
				ours := processor(b, func() { again.open("m1") })
				again.Close()
				runtime.GC()
				bare := processor(b, func() { readLines(b, file) })
				times, ratios = append(times, ours.Seconds()*1000), append(ratios, ours.Seconds()/bare.Seconds())
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(middle(times), "ms")
			b.ReportMetric(middle(ratios), "ratio")
		})
	}
}

func readLines(b *testing.B, file string) {
	data, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	for line := range bytes.Lines(data) {
		var entry map[string]any
		if err := json.Unmarshal(line, &entry); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkEnter sends the snapshot of a room to a screen that is new.
func BenchmarkEnter(b *testing.B) {
	for _, entries := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("entries=%d", entries), func(b *testing.B) {
			h := newHouse(b)
			h.fill(b, "m1", "information", entries)
			r := h.open("m1")
			b.SetBytes(int64(len(r.Snapshot(chair).Meeting)))
			for b.Loop() {
				link := newTape()
				screen, err := r.Enter(link, chair, 0, "")
				if err != nil {
					b.Fatal(err)
				}
				r.Leave(screen, chair)
				screen.Close(room.Left)
				<-screen.Done()
			}
		})
	}
}

// deaf is a link that takes everything.
type deaf struct{}

func (deaf) Write([][]byte) error    { return nil }
func (deaf) Ping() error             { return nil }
func (deaf) Close(int, string) error { return nil }

// all has so many senders do one thing so often each, and returns how long that took.
func all(b *testing.B, senders, each int, do func(sender int) error) time.Duration {
	return took(func() {
		var wait sync.WaitGroup
		for sender := range senders {
			wait.Go(func() {
				for range each {
					if err := do(sender); err != nil {
						b.Error(err)
						return
					}
				}
			})
		}
		wait.Wait()
	})
}

func took(do func()) time.Duration {
	begun := time.Now()
	do()
	return time.Since(begun)
}

// processor is how long something keeps the processor busy, on all its cores.
func processor(b *testing.B, do func()) time.Duration {
	var before, after syscall.Rusage
	err := syscall.Getrusage(syscall.RUSAGE_SELF, &before)
	do()
	if err = errors.Join(err, syscall.Getrusage(syscall.RUSAGE_SELF, &after)); err != nil {
		b.Fatal(err)
	}
	return time.Duration(after.Utime.Nano() + after.Stime.Nano() - before.Utime.Nano() - before.Stime.Nano())
}

func middle(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// next is a command that fits a room's meeting as it stands.
func next(r *room.Room, kind string) (command meeting.Command) {
	r.View(func(m *meeting.Meeting) { command = said(kind, m) })
	return command
}

// keptHouse is a house whose store is sealed, as a server's is, and the store in which it is kept so.
func keptHouse(b *testing.B) (*house, store.Records) {
	folder := b.TempDir()
	inner, err := bolt.Open(folder)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { inner.Close() })
	kept, _, err := sealed.Open(b.Context(), inner, filepath.Join(folder, sealed.File), func(string, string) string { return "" })
	if err != nil {
		b.Fatal(err)
	}
	return open(b, &shaky{Records: kept.Kept()}), inner
}

// fill convenes a meeting and writes that many entries into its record at once, without a room.
func (h *house) fill(b *testing.B, at, kind string, entries int) {
	b.Helper()
	if _, err := h.Convene(context.Background(), at, sam, convening()); err != nil {
		b.Fatal(err)
	}
	m, err := meeting.Fold(h.record(at))
	if err != nil {
		b.Fatal(err)
	}
	var lines []meeting.Entry
	for range entries {
		entry, refusal := meeting.Decide(m, said(kind, m), chair, meeting.Given{Now: now})
		if refusal != nil {
			b.Fatal(refusal)
		}
		entry = entry.Seal(m.Number()+1, m.Fingerprint(), m.Last(), now, make([]byte, meeting.SaltSize))
		if err := m.Apply(entry); err != nil {
			b.Fatal(err)
		}
		lines = append(lines, entry)
	}
	if err := h.store.Append(context.Background(), at, len(convening()), lines); err != nil {
		b.Fatal(err)
	}
}

// said is a command of a kind that fits the meeting: for notes, one letter typed over another.
func said(kind string, m *meeting.Meeting) meeting.Command {
	body := `{"item":"q1","text":"She was seen at home with her mother this morning."}`
	if notes := m.Notes["q1"]; kind == "note" && notes == nil {
		body = `{"item":"q1","version":0,"edits":[{"at":0,"insert":"She was seen at home with her mother this morning."}]}`
	} else if kind == "note" {
		body = fmt.Sprintf(`{"item":"q1","version":%d,"edits":[{"at":20,"delete":1,"insert":"x"}]}`, notes.Version)
	}
	return meeting.Command{ID: id(), Kind: kind, Body: json.RawMessage(body)}
}

var (
	sequence atomic.Int64
	now      = time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC)
)

func id() string { return fmt.Sprint("b", sequence.Add(1)) }
