package room_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/room"
)

// BenchmarkRoomAppend writes commands into one meeting of ten people, each sender waiting for its answer before it sends
// again. Next to it, in the same run, the store alone takes entries of about the same size from as many senders, each
// into a meeting of its own: the limit of the group commit.
func BenchmarkRoomAppend(b *testing.B) {
	for _, senders := range []int{1, 20, 200} {
		b.Run(fmt.Sprintf("senders=%d", senders), func(b *testing.B) {
			h := newHouse(b)
			r := h.seated()
			for range 10 {
				h.enter(r, police)
			}
			rate(b, senders, func(int) error {
				_, err := r.Write(context.Background(), chair, meeting.Command{ID: id(), Kind: "item.current", Body: []byte(`{"item":"q1"}`)})
				return err
			})
		})
		b.Run(fmt.Sprintf("senders=%d/store", senders), func(b *testing.B) {
			h := newHouse(b)
			heads := make([]int, senders)
			rate(b, senders, func(sender int) error {
				e := meeting.Entry{Command: id(), Kind: "item.current", Body: []byte(`{"item":"q1"}`), By: chair}
				heads[sender]++
				e = e.Seal(heads[sender], nil, now, now, make([]byte, meeting.SaltSize))
				return h.store.Append(context.Background(), fmt.Sprint("m", sender), heads[sender]-1, []meeting.Entry{e})
			})
		})
	}
}

// BenchmarkRoomAppendTo writes into records that are long already: notes, as most entries are, and information, whose
// order goes with every patch.
func BenchmarkRoomAppendTo(b *testing.B) {
	for _, kind := range []string{"note", "information"} {
		for _, entries := range []int{100, 1_000, 10_000} {
			b.Run(fmt.Sprintf("%s/entries=%d", kind, entries), func(b *testing.B) {
				h := newHouse(b)
				h.fill(b, "m1", kind, entries)
				r := h.open("m1")
				b.ResetTimer()
				rate(b, 20, func(int) error {
					var command meeting.Command
					r.View(func(m *meeting.Meeting) { command = said(kind, m) })
					_, err := r.Write(context.Background(), chair, command)
					return err
				})
			})
		}
	}
}

// BenchmarkOpen reads and folds a record of notes and closes the room again; BenchmarkEnter sends its snapshot to a
// screen that is new.
func BenchmarkOpen(b *testing.B) {
	for _, entries := range []int{100, 1_000, 10_000} {
		b.Run(fmt.Sprintf("entries=%d", entries), func(b *testing.B) {
			h := newHouse(b)
			h.fill(b, "m1", "note", entries)
			for b.Loop() {
				again := open(b, h.store)
				again.open("m1")
				again.Close()
			}
		})
	}
}

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

// rate has so many senders do one thing b.N times between them, and reports how often that was each second.
func rate(b *testing.B, senders int, do func(sender int) error) {
	b.ResetTimer()
	var wait sync.WaitGroup
	var done atomic.Int64
	for sender := range senders {
		wait.Go(func() {
			for done.Add(1) <= int64(b.N) {
				if err := do(sender); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wait.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "commands/s")
	b.StopTimer()
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
