package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"strategyroom/server/store/bolt"
	"strategyroom/server/store/mongo/mongotest"
	atrest "strategyroom/server/store/sealed"
)

// TestTwoServersOnOneMongoDB has two programs, each with a folder of its own, on one database: accounts, sessions and
// meetings are the same, and what is written at one comes to whoever looks at the other.
func TestTwoServersOnOneMongoDB(t *testing.T) {
	uri := mongotest.Database(t)
	data := t.TempDir()
	first := serve(t, "--data", data, "--mongodb", uri)
	chair := &client{t: t, url: first.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, first.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"one","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)

	t.Setenv("STRATEGYROOM_MONGODB", uri)
	folder := t.TempDir()
	giveKeys(t, filepath.Join(data, atrest.File), folder)
	second := serve(t, "--data", folder, "--metrics", "localhost:0")
	if second.setUp != "" {
		t.Error("the second offers to make the first account")
	}
	there := &client{t: t, url: second.url, cookie: chair.cookie}
	stands := there.must(200, "GET", "/api/meetings/"+id, "")
	socket := there.live(id, fmt.Sprintf("?after=%v&fingerprint=%v", stands["number"], stands["fingerprint"]))
	await(t, socket, "presence", func(map[string]any) bool { return true })
	for i := range 3 {
		began := time.Now()
		words := fmt.Sprintf("Example agenda item %d", i)
		chair.write(id, "item", fmt.Sprintf(`{"text":%q}`, words))
		await(t, socket, "entry", func(frame map[string]any) bool { return strings.Contains(fmt.Sprint(frame), words) })
		t.Logf("told by the other server after %v", time.Since(began).Round(time.Millisecond))
	}
	there.write(id, "item", `{"text":"And from here"}`)
	police := &client{t: t, url: first.url}
	police.join(chair.must(201, "POST", "/api/meetings/"+id+"/invitations",
		`{"id":"police","name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member"}`)["url"].(string))
	began := time.Now()
	police.live(id, "")
	await(t, socket, "presence", func(frame map[string]any) bool { return len(frame["here"].([]any)) == 2 })
	t.Logf("shown as here by the other server after %v", time.Since(began).Round(time.Millisecond))
	for _, metric := range []string{"commit_seconds_count", "commit_writes_sum"} {
		if _, values := second.look(t); values[metric] == "" || values[metric] == "0" {
			t.Errorf("%s: got %q, want what was written from there", metric, values[metric])
		}
	}
	if got, want := chair.must(200, "GET", "/api/meetings/"+id, "")["fingerprint"], there.must(200, "GET", "/api/meetings/"+id, "")["fingerprint"]; got != want {
		for until := time.Now().Add(time.Minute); time.Now().Before(until) && chair.must(200, "GET", "/api/meetings/"+id, "")["fingerprint"] != want; {
			time.Sleep(100 * time.Millisecond)
		}
		if got := chair.must(200, "GET", "/api/meetings/"+id, "")["fingerprint"]; got != want {
			t.Errorf("one server stands at %v, the other at %v", got, want)
		}
	}
	began = time.Now()
	chair.must(204, "DELETE", "/api/session", "")
	socket.SetReadDeadline(began.Add(time.Minute))
	var ended error
	for ended == nil {
		_, _, ended = socket.ReadMessage()
	}
	if !websocket.IsCloseError(ended, 4500) {
		t.Errorf("a session that the first server ended: the socket at the second ends with %v, want 4500", ended)
	}
	t.Logf("ended at the other server after %v", time.Since(began).Round(time.Millisecond))
	if status, said := there.call("POST", "/api/meetings/"+id+"/commands", `{"id":"late","kind":"item","body":{"text":"Too late"}}`); status != 401 {
		t.Errorf("written at the second server after the first ended the session: got %d %v, want 401", status, said)
	}
	if record := police.body("/api/meetings/" + id + "/record"); strings.Contains(record, "Too late") {
		t.Error("something was written in a session that was ended at another server")
	}
	token(t, first.url, data, "new@council.example", "--base-url", first.url) // through the control socket
	if first.stop() != 0 || second.stop() != 0 {
		t.Error("they did not stop in good order")
	}
	if _, err := os.Stat(filepath.Join(data, bolt.File)); !os.IsNotExist(err) {
		t.Errorf("got %v for %s, want none", err, bolt.File)
	}
	token(t, "http://localhost:8080", data, "new@council.example", "--mongodb", uri) // without a server
}

// giveKeys puts a keyset into the folder of another server.
func giveKeys(t *testing.T, keys, folder string) {
	t.Helper()
	text, err := os.ReadFile(keys)
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, atrest.File), text, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
