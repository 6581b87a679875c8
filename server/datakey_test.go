package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"strategyroom/server/store/mongo/mongotest"
	atrest "strategyroom/server/store/sealed"
)

// TestDataKeys goes through the life of the keys: made and said, backed up, rotated while a server runs and while none
// does, and refused where they are not as they should be.
func TestDataKeys(t *testing.T) {
	data := t.TempDir()
	server := serve(t, "--data", data)
	const unsaved = "there is no backup of them yet"
	if !strings.Contains(server.said, unsaved) {
		t.Errorf("got %q at the first start, want %q", server.said, unsaved)
	}
	chair := &client{t: t, url: server.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, server.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"one","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)

	old := filepath.Join(t.TempDir(), "old")
	must(t, "take it off this machine", "data-key", "backup", old, "--data", data)
	must(t, "wraps all 3 data keys", "data-key", "rotate", "--data", data)
	chair.write(id, "item", `{"text":"After the rotation"}`)
	server.stop()
	must(t, "wraps all 3 data keys", "data-key", "rotate", "--data", data)
	server = serve(t, "--data", data)
	if !strings.Contains(server.said, unsaved) {
		t.Errorf("got %q after a rotation, want %q", server.said, unsaved)
	}
	chair.url = server.url
	chair.write(id, "item", `{"text":"After another"}`)
	server.stop()
	path := filepath.Join(data, atrest.File)
	must(t, "take it off this machine", "data-key", "backup", filepath.Join(t.TempDir(), "new"), "--data", data)
	server = serve(t, "--data", data)
	if strings.Contains(server.said, unsaved) {
		t.Errorf("got %q with a backup, want nothing of it", server.said)
	}
	server.stop()

	for _, test := range []struct {
		name string
		do   func() error
		want string
	}{
		{"looser", func() error { return os.Chmod(path, 0o644) }, "others than its owner can use it (0644)"},
		{"the old ones", func() error { return os.Rename(old, path) }, "sealed with other keys"},
		{"missing", func() error { return os.Remove(path) }, "its keys are not there"},
	} {
		if err := test.do(); err != nil {
			t.Fatal(err)
		}
		said, code := run(t, "serve", "--addr", "localhost:0", "--data", data)
		if code != 1 || !strings.Contains(said, test.want) || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: got %q and exit code %d, want %q in one line and 1", test.name, said, code, test.want)
		}
	}
	if said, code := run(t, "data-key", "backup", filepath.Join(t.TempDir(), "none"), "--data", data); code != 1 || !strings.Contains(said, "there are no data keys") {
		t.Errorf("got %q and exit code %d, want that there are none", said, code)
	}
}

// TestDataKeysOfSeveralServers rotates at one of two servers: the other goes on, and reads what is new when it is given
// the new keys, without a start.
func TestDataKeysOfSeveralServers(t *testing.T) {
	uri := mongotest.Database(t)
	one, two := t.TempDir(), t.TempDir()
	first := serve(t, "--data", one, "--mongodb", uri)
	chair := &client{t: t, url: first.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, first.setUp))
	giveKeys(t, filepath.Join(one, atrest.File), two)
	second := serve(t, "--data", two, "--mongodb", uri)
	convene := func(id string) string {
		return chair.must(201, "POST", "/api/meetings", fmt.Sprintf(`{"id":%q,"people":[{"category":"child","notKnown":true}]}`, id))["meeting"].(string)
	}
	must(t, "wraps all", "data-key", "rotate", "--keep", "--data", one, "--mongodb", uri)
	chair.url = second.url
	before := convene("at-the-second-with-the-old-keys")
	chair.url = first.url
	after := convene("at-the-first-with-the-new-keys")
	chair.must(200, "GET", "/api/meetings/"+before, "")
	giveKeys(t, filepath.Join(one, atrest.File), two)
	chair.url = second.url
	chair.must(200, "GET", "/api/meetings/"+after, "")
	must(t, "wraps all", "data-key", "rotate", "--data", one, "--mongodb", uri)
	between := convene("at-the-second-before-the-last-copy")
	giveKeys(t, filepath.Join(one, atrest.File), two)
	for _, url := range []string{first.url, second.url} {
		chair.url = url
		for _, id := range []string{before, after, between} {
			chair.must(200, "GET", "/api/meetings/"+id, "")
		}
	}
}

// must runs a command that says something and succeeds.
func must(t *testing.T, want string, args ...string) {
	t.Helper()
	if said, code := run(t, args...); code != 0 || !strings.Contains(said, want) {
		t.Fatalf("%s: got %q and exit code %d, want %q and 0", strings.Join(args, " "), said, code, want)
	}
}
