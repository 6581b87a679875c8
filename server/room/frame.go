package room

import (
	"bytes"
	"encoding/json"

	"strategyroom/meeting"
)

// The frames that the server sends, one JSON value each. Names are on the wire for ever.
type (
	// Snapshot is the meeting as its reader may see it, at one number.
	Snapshot struct {
		Type        string          `json:"type,omitempty"` // "snapshot"; absent in the answer to GET /api/meetings/{id}
		Number      int             `json:"number"`
		Fingerprint meeting.Hash    `json:"fingerprint"`
		You         You             `json:"you"`
		SetBack     bool            `json:"setBack,omitempty"` // the entry that was named by number and fingerprint is not in this record: it was set back, as from a backup
		Meeting     json.RawMessage `json:"meeting"`
	}
	// You is who the reader is in this meeting.
	You struct {
		Attendee string `json:"attendee"`
	}
	// EntryFrame is one entry: what it changed, as an RFC 7396 merge patch of the meeting, or as a change of notes. Of an
	// entry that is not for the reader there are number and fingerprint alone.
	EntryFrame struct {
		Type        string          `json:"type"` // "entry"
		Number      int             `json:"number"`
		Fingerprint meeting.Hash    `json:"fingerprint"`
		At          string          `json:"at,omitempty"` // RFC 3339, UTC
		By          string          `json:"by,omitempty"` // an attendee; absent: the server
		Kind        string          `json:"kind,omitempty"`
		Command     string          `json:"command,omitempty"`
		Patch       json.RawMessage `json:"patch,omitempty"`
		Change      *meeting.Change `json:"change,omitempty"`
	}
	// Accepted answers a command: it is in the record.
	Accepted struct {
		Type   string `json:"type"` // "accepted"
		ID     string `json:"id"`
		Number int    `json:"number"`
	}
	// Refused answers a command: nothing was written.
	Refused struct {
		Type string `json:"type"` // "refused"
		ID   string `json:"id"`
		meeting.Refusal
	}
	// PresenceFrame says who is here. Only the newest counts.
	PresenceFrame struct {
		Type      string    `json:"type"` // "presence"
		Here      []Here    `json:"here"`
		ChairAway string    `json:"chairAway,omitempty"` // since when the chair has had no screen; RFC 3339, UTC
		Waiting   []Waiting `json:"waiting,omitempty"`   // who asks to come in; told to chair and minute-taker only
		AtDoor    []string  `json:"atDoor,omitempty"`    // attendees whom the chair has to ask first; told to the same
		Holding   []Held    `json:"holding,omitempty"`   // whose devices hold what is not saved yet; told to the same
	}
	// Held is how many things that an attendee wrote are held on their devices, as these said last.
	Held struct {
		Attendee string `json:"attendee"`
		Count    int    `json:"count"`
	}
	// Here is one attendee with a screen.
	Here struct {
		Attendee string `json:"attendee"`
		Typing   string `json:"typing,omitempty"` // the item whose notes they type
	}
	// Waiting is one person who knocks.
	Waiting struct {
		Knock    string         `json:"knock"`
		Attendee string         `json:"attendee"` // whose link was used
		Name     string         `json:"name"`
		Agency   meeting.Agency `json:"agency"`
		Same     bool           `json:"same"` // says to be that attendee, on another device
	}
	// Heartbeat comes every few seconds with the number of the last entry sent.
	Heartbeat struct {
		Type   string `json:"type"` // "heartbeat"
		Number int    `json:"number"`
	}
)

// snapshotFrame puts the meeting, encoded once for all, in its place without reading it again for each screen.
func snapshotFrame(s Snapshot) []byte {
	whole := s.Meeting
	s.Type, s.Meeting = "snapshot", nil
	frame := bytes.TrimSuffix(encoded(s), []byte("null}"))
	return append(append(frame, whole...), '}')
}

func entryFrame(e meeting.Entry, outcome meeting.Outcome) []byte {
	frame := EntryFrame{Type: "entry", Number: e.Number, Fingerprint: e.Fingerprint, At: e.At, By: e.By, Kind: e.Kind, Command: e.Command}
	if frame.Change = outcome.Change; frame.Change != nil {
		return encoded(frame)
	}
	frame.Patch = json.RawMessage("0") // put in its place without reading it again, for it may be long
	head := bytes.TrimSuffix(encoded(frame), []byte("0}"))
	return append(append(head, outcome.Patch...), '}')
}

// veiledFrame is an entry for those whom it is not for.
func veiledFrame(e meeting.Entry) []byte {
	return encoded(EntryFrame{Type: "entry", Number: e.Number, Fingerprint: e.Fingerprint})
}

// AnswerFrame is the frame that answers a command which came over a socket.
func AnswerFrame(id string, result Result, err error) []byte {
	if err == nil {
		return encoded(Accepted{"accepted", id, result.Number})
	}
	return encoded(Refused{"refused", id, *Refusal(err)})
}

// Refusal is the refusal that an error of this package is.
func Refusal(err error) *meeting.Refusal {
	if refusal, ok := err.(*meeting.Refusal); ok {
		return refusal
	}
	return away
}

// encoded is a frame's JSON with < and > and & as they are: escaped for a page, which no frame is put into, a commit of them
// would be six times as long, and every screen would be too far behind at once.
func encoded(frame any) []byte {
	var data bytes.Buffer
	to := json.NewEncoder(&data)
	to.SetEscapeHTML(false)
	if err := to.Encode(frame); err != nil { // frames are made of strings, numbers and JSON
		panic("room: frame without JSON: " + err.Error())
	}
	return bytes.TrimSuffix(data.Bytes(), []byte("\n"))
}
