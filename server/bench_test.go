package main_test

import (
	"bytes"
	"context"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting"
	server "strategyroom/server"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/store/bolt"
	atrest "strategyroom/server/store/sealed"
)

// TestBenchLeavesClosedMeetings measures a server that is there already: all that was sent is saved and was told to
// everybody, and afterwards every meeting is closed.
func TestBenchLeavesClosedMeetings(t *testing.T) {
	folder := t.TempDir()
	program := serve(t, "--data", folder)
	var said, complained bytes.Buffer
	code := server.Main(context.Background(), []string{"bench", "--url", program.url + "/", "--link", program.url + "/setup#" + program.setUp,
		"--rooms", "3", "--attendees", "4", "--rate", "10", "--for", "1s"}, &said, &complained)
	if code != 0 {
		t.Fatalf("got %d: %s", code, &complained)
	}
	for _, want := range []string{`(?m)^acknowledged +[1-9]`, `(?m)^delivered +[1-9]`, `(?m)^refused +0$`, `(?m)^without an answer +0$`} {
		if got := said.String(); !regexp.MustCompile(want).MatchString(got) {
			t.Errorf("got\n%s, want %s", got, want)
		}
	}
	if got := program.stop(); got != 0 {
		t.Errorf("the server ended with %d", got)
	}
	inner, err := bolt.Open(folder)
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	kept, _, err := atrest.Open(t.Context(), inner, filepath.Join(folder, atrest.File), account.Owner)
	if err != nil {
		t.Fatal(err)
	}
	meetings, err := kept.Meetings(t.Context())
	meetings = slices.DeleteFunc(meetings, func(id string) bool { return id == audit.Record })
	if err != nil || len(meetings) != 3 {
		t.Fatalf("got %d meetings (%v), want 3", len(meetings), err)
	}
	words, notes := 0, 0
	for _, id := range meetings {
		m := meeting.New()
		if err := kept.Read(t.Context(), id, 0, m.Apply); err != nil {
			t.Fatal(err)
		}
		for _, shared := range m.Information {
			if strings.Contains(shared.Text, "nobody real") {
				words++
			}
		}
		if m.Notes["q1"] != nil {
			notes++
		}
		if got, want := m.Phase, meeting.Closed; got != want {
			t.Errorf("%s: got %s, want %s", id, got, want)
		}
	}
	if words == 0 || notes == 0 {
		t.Errorf("got %d lines of information and notes in %d meetings, want some", words, notes)
	}
}
