package storetest

import (
	"github.com/anishathalye/porcupine"

	"strategyroom/meeting"
)

// Said puts an answer into a history with the times at which it was asked for and given.
func (h *History) Said(client int, from, to int64, command string, number int, fingerprint meeting.Hash) {
	h.answers = append(h.answers, porcupine.Operation{ClientId: client, Input: command, Call: from, Return: to,
		Output: position{number: number, fingerprint: fingerprint.String()}})
}
