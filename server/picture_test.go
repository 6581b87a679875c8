package main_test

import (
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/gorilla/websocket"
)

// TestNoPicturesOrFiles tries every way in with a picture or a file: each is refused unread with what to do, none is in
// the record, and the trail says that somebody tried, not what it was.
func TestNoPicturesOrFiles(t *testing.T) {
	data := t.TempDir()
	program := serve(t, "--data", data)
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"words","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)
	at := "/api/meetings/" + id
	chair.write(id, "phase", `{"phase":"open"}`)
	png := "\x89PNG\r\n\x1a\n" + strings.Repeat("holiday.png \x00\xff", 40)
	coded := base64.StdEncoding.EncodeToString([]byte(png))
	jpeg := base64.URLEncoding.EncodeToString([]byte("\xff\xd8\xff\xe0" + png))
	said := func(text string) string {
		return fmt.Sprintf(`{"id":"p","kind":"information","body":{"item":"q1","text":%q}}`, text)
	}
	form := func(text string) string {
		return url.Values{"id": {"f"}, "kind": {"information"}, "back": {"q1"}, "item": {"q1"}, "text": {text}}.Encode()
	}
	const json, plain = "application/json", "application/x-www-form-urlencoded"
	multipart := "--x\r\nContent-Disposition: form-data; name=\"text\"; filename=\"holiday.png\"\r\n\r\n" + png + "\r\n--x--\r\n"
	for _, test := range []struct{ name, path, kind, body string }{
		{"a picture", at + "/commands", "image/png", png},
		{"a film", at + "/commands", "Video/MP4", png},
		{"any file", at + "/commands", "application/octet-stream", png},
		{"a PDF as a form", "/meetings/" + id + "/write", "application/pdf", "%PDF-1.7"},
		{"a form with a file", "/meetings/" + id + "/write", "multipart/form-data; boundary=x", multipart},
		{"the same to the interface", at + "/commands", "multipart/form-data; boundary=x", multipart},
		{"a large one", at + "/commands", "image/jpeg", strings.Repeat(png, 400)},
		{"a large form with a file", "/meetings/" + id + "/people", "multipart/form-data; boundary=x", strings.Repeat(multipart, 400)},
		{"a data URI", at + "/commands", json, said("See data:image/png;base64," + coded)},
		{"one in capitals", at + "/commands", json, said("DATA:IMAGE/PNG;BASE64," + coded)},
		{"one with escaped letters", at + "/commands", json, `{"id":"p","kind":"information","body":{"item":"q1","text":"\u0064ata\u003aimage/png;base64,` + coded + `"}}`},
		{"a drawing", at + "/commands", json, said("data:image/svg+xml,%3Csvg%20xmlns")},
		{"base64 alone", at + "/commands", json, said("It is " + coded)},
		{"base64 of a JPEG, of the other alphabet, in lines", at + "/commands", json, said(jpeg[:76] + "\r\n" + jpeg[76:152] + "\n" + jpeg[152:])},
		{"a data URI in the notes", at + "/commands", json, `{"id":"n","kind":"note","body":{"item":"q1","version":0,"edits":[{"at":0,"insert":"data:image/png;base64,` + coded + `"}]}}`},
		{"a data URI in a form", "/meetings/" + id + "/write", plain, form("data:image/png;base64," + coded)},
		{"a data URI as a title", "/api/meetings", json, `{"id":"title","title":"data:image/png;base64,` + coded + `"}`},
	} {
		status, answer := chair.sends(test.path, test.kind, test.body)
		if want := "Protection of Children Act 1978"; status != 415 || !strings.Contains(answer, want) || !strings.Contains(answer, "call the police") {
			t.Errorf("%s: got %d and %.300s, want 415 and the sentence of the law", test.name, status, answer)
		}
		if strings.Contains(answer, coded[:40]) || strings.Contains(answer, "holiday") {
			t.Errorf("%s comes back in the answer", test.name)
		}
	}
	socket := chair.live(id, "")
	await(t, socket, "snapshot", nil)
	socket.WriteMessage(websocket.TextMessage, []byte(`{"type":"command",`+said("data:image/png;base64," + coded)[1:]))
	if refused := await(t, socket, "refused", nil); refused["code"] != "picture" || refused["id"] != "p" {
		t.Errorf("through the socket: got %v, want picture", refused)
	}
	chair.must(204, "POST", at+"/refusals", `{"what":"file"}`)
	chair.must(204, "POST", at+"/refusals", `{"what":"file"}`)
	chair.must(422, "POST", at+"/refusals", `{"what":"holiday.png"}`)
	(&client{t: t, url: program.url}).must(401, "POST", at+"/refusals", `{"what":"file"}`)
	for _, kind := range []string{"information", "note"} { // that somebody came is there
		if strings.Contains(chair.body(at+"/record"), `"kind":"`+kind+`"`) {
			t.Errorf("the record has an entry of the kind %s", kind)
		}
	}

	// What only looks like one is words: texts that a file could begin with, and talk of them.
	for i, text := range []string{"%PDF-1.7 stood on the page", "GIF89a; then letters", "<img src=x> and <b>bold</b>", "His data: image/video, 20 GB",
		"/9j/ is how it began, " + strings.Repeat("he said ", 60), "The picture was called data:image", strings.Repeat("Llanfairpwllgwyngyll", 20)} {
		text = fmt.Sprintf("%q", text)
		chair.write(id, "information", `{"item":"q1","text":`+text+`}`)
		if status, answer := chair.sends("/meetings/"+id+"/write", plain, form(strings.Trim(text, `"`)+fmt.Sprint(i))); strings.Contains(answer, "Act 1978") {
			t.Errorf("%s as a form: got %d and %.300s", text, status, answer)
		}
	}

	trail := program.auditor(t, data).body("/api/audit?what=picture")
	for _, want := range []string{`"about":"POST /api/meetings/:meeting/commands","code":"picture"`, `"about":"POST /meetings/:meeting/write","code":"picture"`,
		`"about":"the room","code":"picture"`, `"about":"POST /api/meetings/:meeting/refusals","code":"file"`, `"code":"picture"}`} {
		if !strings.Contains(trail, want) {
			t.Errorf("the trail has no %s: %s", want, trail)
		}
	}
	if got := strings.Count(trail, `"code":"file"`); got != 1 {
		t.Errorf("the same attempt stands there %d times, want once", got)
	}
	if strings.Contains(trail, "holiday") || strings.Contains(trail, coded[:20]) {
		t.Error("the trail says what it was")
	}

	source, err := os.ReadFile("../static/src/refuse.ts")
	if err != nil {
		t.Fatal(err)
	}
	_, answer := chair.sends(at+"/commands", "image/png", png)
	sentence := strings.ReplaceAll(string(source), "\" +\n  \"", "")
	if _, says, _ := strings.Cut(answer, `"message":"`); !strings.Contains(sentence, strings.TrimSuffix(says, `"}`)) {
		t.Errorf("the page says something else than the server: %s", answer)
	}
}

// sends posts bytes of a content type and returns status and answer.
func (c *client) sends(path, kind, body string) (int, string) {
	c.t.Helper()
	request, _ := http.NewRequest("POST", c.url+path, strings.NewReader(body))
	request.Header.Set("Content-Type", kind)
	request.Header.Set("Cookie", "__Host-session="+c.cookie)
	request.Header.Set("Expect", "100-continue") // what is refused by its size is refused before it is sent
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatalf("%s as %s: %v", path, kind, err)
	}
	defer answer.Body.Close()
	said, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(said)
}

// auditor is somebody who may read the trail of a program with that data folder.
func (r running) auditor(t *testing.T, data string) *client {
	t.Helper()
	added, _ := run(t, "account", "add", "--data", data, "--name", "Ola Watcher", "--email", "ola@audit.example", "--agency", "Example Audit", "--role", "auditor")
	auditor := &client{t: t, url: r.url}
	auditor.join(strings.TrimSpace(added))
	return auditor
}
