package paper

import (
	"strconv"
	"strings"

	"strategyroom/meeting"
)

// paper is one PDF: what it shows, up to which entry of the record, and the seal that it has.
type paper struct {
	meeting, name string
	entries       int
	document      func(m *meeting.Meeting) (meeting.Document, bool)
	shows         func(meeting.Entry) bool // whether the record in it shows what an entry says; nil: each
	seal          *meeting.Seal
}

// find says what a file of that name is:
//
//	decisions      the sheet of decisions and actions, as the meeting closed
//	minutes-2      the final minutes of version 2
//	addendum-1     the first addendum
//	copy-c45       the copy that entry 45 gave somebody
func find(m *meeting.Meeting, name string) (paper, *meeting.Refusal) {
	found := paper{meeting: m.ID, name: name}
	kind, of, _ := strings.Cut(name, "-")
	number, err := strconv.Atoi(of)
	if err == nil && strconv.Itoa(number) != of || kind == "decisions" && name != kind { // a file has one name
		return found, meeting.Refuse(meeting.NotFound, "There is no such document.")
	}
	switch kind {
	case "decisions":
		if m.Closing == nil {
			return found, meeting.Refuse(meeting.WrongPhase, "The sheet of decisions and actions is made when the meeting closes.")
		}
		found.entries = m.Closing.Number
		found.document = func(m *meeting.Meeting) (meeting.Document, bool) { return meeting.DecisionSheet(m), true }
	case "minutes":
		if number < 1 || number > len(m.Versions) || m.Versions[number-1].Final == nil {
			return found, meeting.Refuse(meeting.NotFound, "There are no final minutes of this version.")
		}
		found.entries = m.Versions[number-1].Final.Number
		found.document = func(m *meeting.Meeting) (meeting.Document, bool) { return meeting.Minutes(m), true }
	case "addendum":
		if number < 1 || number > len(m.Addenda) {
			return found, meeting.Refuse(meeting.NotFound, "There is no such addendum.")
		}
		found.entries = m.Addenda[number-1].Number
		found.document = func(m *meeting.Meeting) (meeting.Document, bool) { return meeting.AddendumSheet(m, number) }
	case "copy":
		given := m.Circulations[of]
		if given == nil || !given.MayGet() {
			return found, meeting.Refuse(meeting.NotFound, "There is no such copy.")
		}
		found.entries, found.shows = given.Number, given.Shows
		found.document = func(m *meeting.Meeting) (meeting.Document, bool) { return meeting.Copied(m, of) }
	default:
		return found, meeting.Refuse(meeting.NotFound, "There is no such document.")
	}
	return found, nil
}

// Latest is the name of the minutes that are final; empty where none are.
func Latest(m *meeting.Meeting) string {
	if m.Stage != meeting.Final {
		return ""
	}
	return "minutes-" + strconv.Itoa(len(m.Versions))
}
