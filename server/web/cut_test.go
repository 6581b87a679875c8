package web_test

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/livetest"
)

// TestFaultLinksCut has six screens of five people write, lines and notes, while their connections are cut at random
// offsets in either direction, in the middle of frames and handshakes. In the end every screen shows what the server
// shows, and every command stands in the record once.
func TestFaultLinksCut(t *testing.T) {
	cuts := 40
	if long() {
		cuts = 1000
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	begun := time.Now()
	h := newHouse(t, 4, time.Now)
	cable := livetest.Lay(t, h.address)
	cable.Break(seed, cuts)
	var writing sync.WaitGroup
	var clients []*livetest.Client
	sent := make([][]meeting.Command, 6)
	for i, attendee := range []string{"a1", "a1", "a2", "a3", "a4", "a5"} {
		c := livetest.Enter(h.seatAt(cable.Address, attendee))
		t.Cleanup(c.Leave)
		clients = append(clients, c)
		writing.Go(func() {
			dice := rand.New(rand.NewPCG(seed, uint64(i+1)))
			for cable.Cuts() < cuts {
				if !c.Wait(time.Minute, func(m *livetest.Mirror, _ livetest.Said, held int) bool { return m.Number > 0 && held < 4 }) {
					return // the end of the test says why
				}
				if dice.IntN(50) == 0 {
					c.Forget()
					continue
				}
				var command meeting.Command
				c.Look(func(m *livetest.Mirror, _ livetest.Said) {
					command = drawn(m, dice, fmt.Sprintf("%d-%d", i, len(sent[i])))
				})
				sent[i] = append(sent[i], command)
				c.Send(command)
			}
		})
	}
	writing.Wait()
	number := livetest.Same(t, h.seat("a1"), clients)
	livetest.Once(t, h.seat("a1"), clients)
	var total, again, resumed, snapshots int
	for i, c := range clients {
		c.Look(func(m *livetest.Mirror, said livetest.Said) {
			total, again, resumed, snapshots = total+len(sent[i]), again+said.Again, resumed+said.Resumed, snapshots+said.Snapshots
			text, _ := m.Text("q1")
			for _, command := range sent[i] {
				if said.Accepted[command.ID] == 0 {
					t.Errorf("%s was not accepted, but refused as %q", command.ID, said.Refused[command.ID])
				}
				if command.Kind == "note" && strings.Contains(string(command.Body), `"q1"`) && strings.Count(text, word(command.ID)) != 1 {
					t.Errorf("%s stands %d times in the notes, want once", word(command.ID), strings.Count(text, word(command.ID)))
				}
			}
		})
	}
	t.Logf("%d links cut in %v: %d commands by %d screens, %d sent again; came back %d times to what was missed and %d to a snapshot; "+
		"none lost, none doubled, all equal to the server at entry %d", cable.Cuts(), time.Since(begun).Round(time.Second), total, len(clients),
		again, resumed, snapshots, number)
}

// word is what a command puts into the notes of q1, with a character of two units.
func word(id string) string { return "<" + id + "😀>" }

// drawn is a command by somebody who sees the meeting as m has it: a line, a word in the notes of q1 between two others,
// or a change anywhere in the notes of q2.
func drawn(m *livetest.Mirror, dice *rand.Rand, id string) meeting.Command {
	switch chance := dice.IntN(10); {
	case chance < 4:
		return info(id, "Line "+id)
	case chance < 7:
		text, version := m.Text("q1")
		between := 0
		if words := strings.SplitAfter(text, ">"); len(words) > 1 {
			between = meeting.Units(strings.Join(words[:dice.IntN(len(words))], ""))
		}
		return note(id, "q1", version, meeting.Edit{At: between, Insert: word(id)})
	default:
		text, version := m.Text("q2")
		runes := []rune(text)
		at := dice.IntN(len(runes) + 1)
		until := min(at+dice.IntN(12), len(runes))
		return note(id, "q2", version, meeting.Edit{At: meeting.Units(string(runes[:at])),
			Delete: meeting.Units(string(runes[at:until])), Insert: "Žo" + id + "👩‍👧"})
	}
}

func note(id, item string, version int, edits ...meeting.Edit) meeting.Command {
	body, _ := json.Marshal(map[string]any{"item": item, "version": version, "edits": edits})
	return meeting.Command{ID: id, Kind: "note", Body: body}
}
