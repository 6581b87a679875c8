package main_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	server "strategyroom/server"
	"strategyroom/server/store/mongo/mongotest"
)

// TestBackup takes a backup of a server that runs and is written to, and restores it into each sort of store: whoever
// was signed in still is, and the meeting is there as it was at some moment of the backup.
func TestBackup(t *testing.T) {
	data := t.TempDir()
	uri := mongotest.Database(t)
	file := filepath.Join(t.TempDir(), "backup")
	program := serve(t, "--data", data)
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"one","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)
	before := chair.write(id, "item", `{"text":"Before"}`)["number"].(float64)
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-stop:
				return
			default:
				chair.write(id, "item", `{"text":"Meanwhile"}`)
			}
		}
	}()
	said, code := run(t, "backup", file, "--data", data)
	close(stop)
	<-stopped
	if code != 0 || !strings.HasPrefix(said, "backed up: 2 records, ") {
		t.Fatalf("got %q and exit code %d", said, code)
	}
	if about, err := os.Stat(file); err != nil || about.Mode().Perm() != 0o600 {
		t.Errorf("got the mode %v and %v, want 0600", about.Mode(), err)
	}
	for _, test := range []struct {
		name string
		args []string
		want string // in the one line
	}{
		{"over a file", []string{"backup", file, "--data", data}, "cannot write"},
		{"into a server that runs", []string{"restore", file, "--data", data}, "in use"},
		{"a file that is none", []string{"restore", filepath.Join(data, "lock"), "--data", t.TempDir()}, "was not restored"},
		{"no file", []string{"restore", filepath.Join(data, "none"), "--data", t.TempDir()}, "cannot read"},
	} {
		if said, code := run(t, test.args...); code != 1 || !strings.Contains(said, test.want) || strings.Count(said, "\n") != 1 {
			t.Errorf("%s: got %q and exit code %d, want %q and 1", test.name, said, code, test.want)
		}
	}
	program.stop()
	keys := filepath.Join(t.TempDir(), "keys")
	if said, code := run(t, "data-key", "backup", keys, "--data", data); code != 0 {
		t.Fatalf("got %q and exit code %d", said, code)
	}
	if said, code := run(t, "restore", file, "--data", t.TempDir()); code != 1 || !strings.Contains(said, "its keys are not there") || strings.Count(said, "\n") != 1 {
		t.Errorf("without keys: got %q and exit code %d", said, code)
	}
	others := t.TempDir()
	serve(t, "--data", others).stop()
	if said, code := run(t, "restore", file, "--data", others); code != 1 || !strings.Contains(said, "sealed with other keys") || strings.Count(said, "\n") != 1 {
		t.Errorf("with others' keys: got %q and exit code %d", said, code)
	}
	for name, flags := range map[string][]string{
		"a file": {"--data", t.TempDir()}, "a MongoDB": {"--data", t.TempDir(), "--mongodb", uri},
	} {
		giveKeys(t, keys, flags[1])
		if said, code := run(t, append([]string{"restore", file}, flags...)...); code != 0 {
			t.Fatalf("%s: got %q and exit code %d", name, said, code)
		}
		again := serve(t, flags...)
		there := &client{t: t, url: again.url, cookie: chair.cookie}
		if got := there.must(200, "GET", "/api/meetings/"+id, "")["number"].(float64); got < before || again.setUp != "" {
			t.Errorf("%s: got entry %v and the set-up token %q, want %v or later and none", name, got, again.setUp, before)
		}
		there.write(id, "item", `{"text":"Afterwards"}`)
		other := filepath.Join(t.TempDir(), "again")
		if said, code := run(t, append([]string{"backup", other}, flags...)...); code != 0 {
			t.Errorf("%s: got %q and exit code %d for a backup of it", name, said, code)
		}
	}
}

// run runs a command and returns what it printed on both streams, and its exit code.
func run(t *testing.T, args ...string) (string, int) {
	t.Helper()
	var said bytes.Buffer
	code := server.Main(t.Context(), args, &said, &said)
	return said.String(), code
}
