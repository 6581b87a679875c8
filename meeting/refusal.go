package meeting

import "fmt"

// Code names a sort of refusal. Codes are on the wire for ever; new ones are only added.
type Code string

// The refusals. docs/interface.md prints this table with the HTTP status of each.
const (
	Malformed     Code = "malformed"      // not JSON, not UTF-8, an unknown or doubled key
	SignedOut     Code = "signed-out"     // no session, or one that has ended
	NotAllowed    Code = "role"           // this person may not do this
	AtDoor        Code = "at-door"        // the chair has to ask first; come back in a moment
	NotFound      Code = "not-found"      // it does not exist, or is not yours to know of
	WrongPhase    Code = "phase"          // the meeting is not at the point where this can be done
	CommandReused Code = "command-reused" // the command id stands in the record with another body or by another
	Unfinished    Code = "unfinished"     // closing, while something must be settled or explained first; Open lists it
	Conflict      Code = "conflict"       // somebody else was quicker
	TooLarge      Code = "too-large"      // over the size that one request may have
	NotJSON       Code = "not-json"       // a content type that is not taken here
	Content       Code = "content"        // what it says cannot be written down so; Field names where
	UnknownKind   Code = "unknown-kind"   // there is no such kind of command
	TooMany       Code = "too-many"       // too much in too short a time
	LinkUsed      Code = "link-used"      // the link was used by another browser; who is expected may ask to be let in
	LinkEnded     Code = "link-ended"     // the link's time is over, or a newer one has taken its place
	Unconfirmed   Code = "unconfirmed"    // who signs has not shown again who they are
	NotRecognised Code = "not-recognised" // what somebody signs in with, or shows again, is not right
	RoomEnded     Code = "room-ended"     // the meeting has closed; guests show again who they are, and see their own pages
	Erased        Code = "erased"         // the meeting was erased: nobody can read any more what was written in it
	Away          Code = "away"           // it cannot be written down just now; nothing was
)

// Refusal is the polite no: nothing was written. Message is a sentence that a chair understands and never repeats what
// was typed. Field names the key of the body at fault, where one is.
type Refusal struct {
	Code    Code        `json:"code"`
	Message string      `json:"message"`
	Field   string      `json:"field,omitempty"`
	Open    []Unsettled `json:"open,omitempty"` // what must be settled first
}

func (r *Refusal) Error() string { return r.Message }

// Refuse makes a refusal.
func Refuse(code Code, format string, args ...any) *Refusal {
	return &Refusal{Code: code, Message: fmt.Sprintf(format, args...)}
}

func refuseField(field, format string, args ...any) *Refusal {
	return &Refusal{Code: Content, Message: fmt.Sprintf(format, args...), Field: field}
}
