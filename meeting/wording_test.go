package meeting_test

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"strategyroom/meeting"
)

// TestTheWordingIsKept makes the minutes of every vector and compares them with those of the release that gave the wording
// its number: a signature signs those words. Who changes them raises meeting.Wording and writes a new file with -update;
// the old files stay, so that it can be told what an old document was made with.
func TestTheWordingIsKept(t *testing.T) {
	var got bytes.Buffer
	files, err := filepath.Glob(filepath.Join(vectorFolder, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no vectors: %v", err)
	}
	for _, file := range files {
		record, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		m := meeting.New()
		for line := range bytes.Lines(record) {
			entry, err := meeting.ParseEntry(bytes.TrimSpace(line))
			if err != nil {
				t.Fatal(err)
			}
			if entry.Hidden() {
				break
			}
			if err := m.Apply(entry); err != nil {
				t.Fatal(err)
			}
		}
		document, err := meeting.Canonical(meeting.Minutes(m))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "%s %x\n", filepath.Base(file), sha256.Sum256(document))
	}
	kept := fmt.Sprintf("testdata/wording/%d.txt", meeting.Wording)
	if *update {
		if err := os.WriteFile(kept, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(want) { // a vector more does no harm
		if !bytes.Contains(got.Bytes(), line) {
			t.Errorf("the minutes read otherwise than wording %d: %s", meeting.Wording, line)
		}
	}
}
