package store

import "strategyroom/meeting"

// What is kept sealed stands in a store in these forms, so that it can be carried, and its chains followed, without keys.
const (
	// SealedEntry is the kind of an entry that shows its number, commit and fingerprint, and all else only to whoever has
	// the key: sealed, as the text "sealed" of its body, base64. No kind of a meeting's is called so.
	SealedEntry = "sealed"
	// DataKeys is the kind of the documents that hold the data keys, wrapped, by meeting.
	DataKeys = "data-key"
	// Installation is the id of the data key of what belongs to no meeting. No meeting is called so.
	Installation = "installation"
)

// Chained is the entry as a chain is to follow it: what is sealed counts by its commit alone.
func Chained(e meeting.Entry) meeting.Entry {
	if e.Kind == SealedEntry {
		return e.Veil()
	}
	return e
}
