package account_test

import (
	"bytes"
	"crypto/rand"
	"path/filepath"
	"testing"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/store/bolt"
)

func TestOutbox(t *testing.T) {
	path := t.TempDir()
	open := func(meeting, attendee string) account.Outbox {
		t.Helper()
		kept, err := bolt.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer kept.Close()
		outbox, err := account.New(kept, time.Now, rand.Reader).Outbox(t.Context(), meeting, attendee)
		if err != nil {
			t.Fatal(err)
		}
		return outbox
	}
	first := open("m1", "a1")
	if len(first.Key) != 32 {
		t.Errorf("got a key of %d bytes, want 32", len(first.Key))
	}
	if again := open("m1", "a1"); again.Name != first.Name || !bytes.Equal(again.Key, first.Key) {
		t.Error("after a restart the outbox is another: what is held on devices could not be read")
	}
	seen := map[string]string{first.Name: "m1 a1", string(first.Key): "m1 a1"}
	for _, other := range [][2]string{{"m1", "a2"}, {"m2", "a1"}, {"m1a", "1"}} {
		outbox := open(other[0], other[1])
		for _, part := range []string{outbox.Name, string(outbox.Key)} {
			if of := seen[part]; of != "" {
				t.Errorf("%s %s shares a name or key with %s", other[0], other[1], of)
			}
			seen[part] = other[0] + " " + other[1]
		}
	}
	path = filepath.Join(path, "other") // another installation
	if bytes.Equal(open("m1", "a1").Key, first.Key) {
		t.Error("two installations have the same key")
	}
}
