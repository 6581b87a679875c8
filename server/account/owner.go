package account

import "strings"

// Owner is the meeting that a document of this package belongs to and goes with when it is erased; "" where it belongs
// to none: accounts and sessions stay, with their seats, by which people are told what became of the meeting.
func Owner(kind, id string) (meeting string) {
	switch kind {
	case knocks:
		return id
	case codes:
		meeting, _, _ = strings.Cut(id, "/")
	case links:
		purpose, of, _ := strings.Cut(id, "/")
		if purpose == string(Invitation) || purpose == string(Copy) {
			meeting, _, _ = strings.Cut(of, "/")
		}
	}
	return meeting
}
