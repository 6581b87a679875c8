// Package livetest is what tests of a meeting while people are in it have in common: what a screen makes of the frames, a
// client that keeps what it sends until it is answered, and a line that is cut. It knows docs/interface.md and no server.
package livetest

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"strategyroom/meeting"
)

// Frame is any frame from the server, with what a client has to know of it.
type Frame struct {
	Type, Fingerprint, At, Kind, Command, ID, Code, Message string

	Number         int
	SetBack        bool
	Meeting, Patch map[string]any
	Change         *meeting.Change
}

// Mirror is a meeting as it is put together from the frames: a snapshot, merge patches and changes of notes. It knows no
// rules. The zero value has seen nothing.
type Mirror struct {
	Number      int
	Fingerprint string
	Meeting     map[string]any
}

// Take reads a frame and takes it in. It refuses what cannot follow what was taken before, by number or by the version
// of the notes, and an answer to a command whose entry has not come yet.
func (m *Mirror) Take(data []byte) (Frame, error) {
	var f Frame
	if err := json.Unmarshal(data, &f); err != nil {
		return f, fmt.Errorf("%.100s is no frame: %w", data, err)
	}
	switch {
	case f.Type == "snapshot":
		m.Number, m.Fingerprint, m.Meeting = f.Number, f.Fingerprint, f.Meeting
	case f.Type == "entry" && (f.Number != m.Number+1 || m.Meeting == nil):
		return f, fmt.Errorf("got entry %d after %d", f.Number, m.Number)
	case f.Type == "entry":
		m.Number, m.Fingerprint = f.Number, f.Fingerprint
		merge(m.Meeting, f.Patch)
		if f.Change != nil {
			return f, m.change(f.Change)
		}
	case f.Type == "heartbeat" && f.Number > m.Number: // a smaller one crossed an entry on its way
		return f, fmt.Errorf("got a heartbeat with %d at %d", f.Number, m.Number)
	case f.Type == "accepted" && f.Number > m.Number:
		return f, fmt.Errorf("got the answer for %d at %d, before the entry", f.Number, m.Number)
	}
	return f, nil
}

// Text is the notes under an item and their version.
func (m *Mirror) Text(item string) (text string, version int) {
	notes, _ := m.Meeting["notes"].(map[string]any)
	under, _ := notes[item].(map[string]any)
	text, _ = under["text"].(string)
	number, _ := under["version"].(float64)
	return text, int(number)
}

func (m *Mirror) change(change *meeting.Change) error {
	text, version := m.Text(change.Item)
	if change.Version != version+1 {
		return fmt.Errorf("got a change of notes to version %d after %d", change.Version, version)
	}
	text, err := meeting.ApplyEdits(text, change.Edits)
	merge(m.Meeting, map[string]any{"notes": map[string]any{
		change.Item: map[string]any{"text": text, "version": float64(change.Version)}}})
	return err
}

// merge applies a merge patch as RFC 7396 has it.
func merge(target, patch map[string]any) {
	for key, value := range patch {
		inner, isObject := value.(map[string]any)
		switch {
		case value == nil:
			delete(target, key)
		case isObject:
			if _, ok := target[key].(map[string]any); !ok {
				target[key] = map[string]any{}
			}
			merge(target[key].(map[string]any), inner)
		default:
			target[key] = value
		}
	}
}

// Differs says in what a mirror is another than the meeting of a snapshot, which is the JSON of GET /api/meetings/{id}.
func (m *Mirror) Differs(snapshot []byte) error {
	var want Mirror
	if err := json.Unmarshal(snapshot, &want); err != nil {
		return err
	}
	if m.Number != want.Number || m.Fingerprint != want.Fingerprint {
		return fmt.Errorf("it stands at %d with %.8s, want %d with %.8s", m.Number, m.Fingerprint, want.Number, want.Fingerprint)
	}
	var differs []error
	for key := range want.Meeting {
		if !reflect.DeepEqual(m.Meeting[key], want.Meeting[key]) {
			differs = append(differs, fmt.Errorf("it has other %s:\ngot  %v\nwant %v", key, m.Meeting[key], want.Meeting[key]))
		}
	}
	if len(m.Meeting) != len(want.Meeting) {
		differs = append(differs, fmt.Errorf("it has %d fields, want %d", len(m.Meeting), len(want.Meeting)))
	}
	return errors.Join(differs...)
}
