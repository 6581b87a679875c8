// Package meeting is the core of Strategy Room: what a child-protection strategy meeting is, what may be written down
// in it, by whom and when, and what follows.
//
// A meeting is the fold of its record. Decide turns a Command into an Entry or a Refusal; Apply is the one step by
// which an entry, new or read back, changes the Meeting. Nothing here knows a disk, a network, a clock or randomness:
// time, identity and salt come in as arguments, so the same record always makes the same meeting and the same minutes.
//
// To add a kind of entry: one file with its command, its check, its step and its part of the minutes, and its line in
// kinds.go.
package meeting
