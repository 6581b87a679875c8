package mail_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	ics "github.com/arran4/golang-ical"

	"strategyroom/server/mail"
)

// TestTheStartIsRight reads entries on both sides of both changes of the clock, as somebody in London sees them.
func TestTheStartIsRight(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ start, local, bytes string }{
		{"2027-03-27T23:30:00Z", "Sat 27 Mar 2027 23:30 GMT", "20270327T233000Z"},
		{"2027-03-28T00:59:00Z", "Sun 28 Mar 2027 00:59 GMT", "20270328T005900Z"},
		{"2027-03-28T01:00:00Z", "Sun 28 Mar 2027 02:00 BST", "20270328T010000Z"},
		{"2027-03-29T10:00:00+01:00", "Mon 29 Mar 2027 10:00 BST", "20270329T090000Z"},
		{"2027-10-31T00:59:00Z", "Sun 31 Oct 2027 01:59 BST", "20271031T005900Z"},
		{"2027-10-31T01:59:00Z", "Sun 31 Oct 2027 01:59 GMT", "20271031T015900Z"},
		{"2027-11-01T10:00:00Z", "Mon 1 Nov 2027 10:00 GMT", "20271101T100000Z"},
	}
	for _, test := range tests {
		start, err := time.Parse(time.RFC3339, test.start)
		if err != nil {
			t.Fatal(err)
		}
		file := mail.Calendar(mail.Entry{Meeting: "abc", Start: start, Now: start})
		event := read(t, file)
		got, err := event.GetStartAt()
		if err != nil || got.In(london).Format("Mon 2 Jan 2006 15:04 MST") != test.local {
			t.Errorf("%s: got %v (%v), want %s", test.start, got.In(london), err, test.local)
		}
		if end, err := event.GetEndAt(); err != nil || end.Sub(got) != time.Hour {
			t.Errorf("%s: it ends at %v (%v), want an hour later", test.start, end, err)
		}
		if want := "\r\nDTSTART:" + test.bytes + "\r\n"; !strings.Contains(string(file), want) {
			t.Errorf("%s: want %q in\n%s", test.start, want, file)
		}
	}
}

// read is the one event of a file.
func read(t *testing.T, file []byte) *ics.VEvent {
	t.Helper()
	calendar, err := ics.ParseCalendar(bytes.NewReader(file))
	if err != nil {
		t.Fatalf("%v\n%s", err, file)
	}
	if len(calendar.Events()) != 1 {
		t.Fatalf("there are %d events, want 1", len(calendar.Events()))
	}
	return calendar.Events()[0]
}

// TestTheEntrySaysNothing holds the file to what may stand in it, line by line.
func TestTheEntrySaysNothing(t *testing.T) {
	start := time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC)
	file := string(mail.Calendar(mail.Entry{Meeting: "abcdefgh", Start: start, Moves: 2, Now: start.Add(-24 * time.Hour)}))
	lines := strings.Split(strings.TrimSuffix(file, "\r\n"), "\r\n")
	var unfolded []string
	for _, line := range lines {
		if len(line) > 75 || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line has %d bytes or a bare end in it: %q", len(line), line)
		}
		if rest, folded := strings.CutPrefix(line, " "); folded {
			unfolded[len(unfolded)-1] += rest
		} else {
			unfolded = append(unfolded, line)
		}
	}
	uid := read(t, []byte(file)).Id()
	want := []string{"BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Meeting//EN", "BEGIN:VEVENT", "UID:" + uid, "DTSTAMP:20261129T140000Z",
		"SEQUENCE:2", "DTSTART:20261130T140000Z", "DTEND:20261130T150000Z", "SUMMARY:Meeting (OFFICIAL-SENSITIVE)",
		"DESCRIPTION:To join\\, open the link that you were sent. Write no names and no details into this entry.", "CLASS:PRIVATE", "END:VEVENT", "END:VCALENDAR"}
	if got := strings.Join(unfolded, "\n"); got != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", got, strings.Join(want, "\n"))
	}
	if len(uid) != 32 || strings.Contains(file, "abcdefgh") {
		t.Errorf("the id of the entry is %s; want 32 digits that do not name the meeting", uid)
	}
}

// TestAMoveIsTheSameEntry shows that a calendar can tell that an entry replaces the one before.
func TestAMoveIsTheSameEntry(t *testing.T) {
	start := time.Date(2026, 11, 30, 14, 0, 0, 0, time.UTC)
	first := read(t, mail.Calendar(mail.Entry{Meeting: "a", Start: start, Now: start}))
	moved := read(t, mail.Calendar(mail.Entry{Meeting: "a", Start: start.Add(time.Hour), Moves: 1, Now: start}))
	other := read(t, mail.Calendar(mail.Entry{Meeting: "b", Start: start, Now: start}))
	if first.Id() != moved.Id() || first.Id() == other.Id() {
		t.Errorf("the ids are %s, %s and of another meeting %s", first.Id(), moved.Id(), other.Id())
	}
	sequence := func(e *ics.VEvent) string { return e.GetProperty(ics.ComponentPropertySequence).Value }
	if sequence(first) != "0" || sequence(moved) != "1" {
		t.Errorf("the sequences are %s and %s, want 0 and 1", sequence(first), sequence(moved))
	}
}
