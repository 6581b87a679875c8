package storetest

import (
	"sync"
	"time"

	"github.com/anishathalye/porcupine"

	"strategyroom/meeting"
)

// History is what several who wrote in one record, or read it, were answered, and when. It is linearizable where each
// answer could have been given at one moment between its question and its arrival: where all of them, whichever server
// they asked, saw one list that entries are only ever put at the end of. Its methods may be called at the same time.
type History struct {
	start position

	mu      sync.Mutex
	answers []porcupine.Operation
}

// position is a state of the list: its last entry, and the states before.
type position struct {
	number      int
	fingerprint string // which is one of all that stands before, too
	command     string
	before      *position
}

// NewHistory begins where a record stands already, at the entry with this number and fingerprint.
func NewHistory(number int, fingerprint meeting.Hash) *History {
	return &History{start: position{number: number, fingerprint: fingerprint.String()}}
}

// Asked is the moment at which somebody asks. One client has one question at a time.
type Asked struct {
	history *History
	client  int
	at      int64
}

// Ask notes that a client asks now.
func (h *History) Ask(client int) Asked { return Asked{h, client, time.Now().UnixNano()} }

// Written notes that a command was acknowledged now: it is the entry with this number and fingerprint, from now on or
// from an earlier time that it was sent.
func (a Asked) Written(command string, number int, fingerprint meeting.Hash) {
	a.answered(command, number, fingerprint)
}

// Read notes that the record was said to end with this entry.
func (a Asked) Read(number int, fingerprint meeting.Hash) { a.answered("", number, fingerprint) }

func (a Asked) answered(command string, number int, fingerprint meeting.Hash) {
	answer := porcupine.Operation{ClientId: a.client, Input: command, Call: a.at,
		Output: position{number: number, fingerprint: fingerprint.String()}, Return: time.Now().UnixNano()}
	a.history.mu.Lock()
	defer a.history.mu.Unlock()
	a.history.answers = append(a.history.answers, answer)
}

// Linearizable reports whether the history is, so far as can be told in that time, and whether it could be told.
func (h *History) Linearizable(within time.Duration) (is, told bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	result := porcupine.CheckOperationsTimeout(porcupine.Model{
		Init: func() any { return &h.start },
		Step: func(state, command, answer any) (bool, any) {
			return state.(*position).step(command.(string), answer.(position))
		},
		Equal: func(one, other any) bool {
			a, b := one.(*position), other.(*position)
			return a.number == b.number && a.fingerprint == b.fingerprint
		},
	}, h.answers, within)
	return result == porcupine.Ok, result != porcupine.Unknown
}

// step says whether an answer can be given where the list stands at p, and where it stands afterwards.
func (p *position) step(command string, answer position) (bool, any) {
	if command != "" && answer.number == p.number+1 {
		for at := p; at != nil; at = at.before {
			if at.command == command {
				return false, p // it stands there already
			}
		}
		return true, &position{answer.number, answer.fingerprint, command, p}
	}
	at := p // a reading is of the end, a command sent again of where it stands
	for command != "" && at != nil && at.number > answer.number {
		at = at.before
	}
	return at != nil && at.number == answer.number && at.fingerprint == answer.fingerprint && (command == "" || at.command == command), p
}
