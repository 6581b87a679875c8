package main_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/pdf/pdftest"
	server "strategyroom/server"
	"strategyroom/server/paper"
	"strategyroom/static"
)

// fetch is the status and the body of an answer, whatever it is.
func (c *client) fetch(path string) (status int, body []byte) {
	c.t.Helper()
	request, err := http.NewRequest("GET", c.url+path, nil)
	if err != nil {
		c.t.Fatal(err)
	}
	request.Header.Set("Cookie", "__Host-session="+c.cookie)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		c.t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err = io.ReadAll(answer.Body); err != nil {
		c.t.Fatal(err)
	}
	return answer.StatusCode, body
}

// file is the body of an answer, kept as a file of the test.
func (c *client) file(path, name string) string {
	c.t.Helper()
	status, body := c.fetch(path)
	if status != 200 {
		c.t.Fatalf("GET %s: %d %.200s", path, status, body)
	}
	kept := filepath.Join(c.t.TempDir(), name)
	if err := os.WriteFile(kept, body, 0o600); err != nil {
		c.t.Fatal(err)
	}
	return kept
}

// verify runs the program's own check.
func verify(args ...string) (code int, out, said string) {
	var stdout, stderr bytes.Buffer
	code = server.Main(context.Background(), append([]string{"verify"}, args...), &stdout, &stderr)
	return code, stdout.String(), stderr.String()
}

// sealedMeeting is a meeting whose minutes are final, its chair, and the root that it is sealed under.
func sealedMeeting(t *testing.T) (chair *client, at, root string) {
	t.Helper()
	data := t.TempDir()
	program := serve(t, "--data", data)
	chair = &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Tomos Enghraifft"}]}`)["meeting"].(string)
	chair.write(id, "phase", `{"phase":"open"}`)
	chair.write(id, "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"Tomos is with his aunt."}]}`)
	chair.write(id, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	chair.finish(id, 1)
	return chair, "/api/meetings/" + id, filepath.Join(data, "seal", "root.pem")
}

// finish issues a version, signs it and makes it final.
func (c *client) finish(id string, version int) {
	c.t.Helper()
	c.write(id, "version", `{"by":""}`)
	c.write(id, "signing", `{"by":"","reason":"A rehearsal"}`)
	c.must(201, "POST", "/api/meetings/"+id+"/signatures", fmt.Sprintf(`{"id":"sign-%d","version":%d,"agree":true,"name":"Sam Example"}`, version, version))
	c.write(id, "final", fmt.Sprintf(`{"version":%d,"reason":"A rehearsal"}`, version))
}

func TestSealedFromOutside(t *testing.T) {
	chair, at, root := sealedMeeting(t)
	id := strings.TrimPrefix(at, "/api/meetings/")
	first := chair.file(at+"/minutes.pdf", "first.pdf")
	for _, name := range []string{first, chair.file(at+"/decisions.pdf", "decisions.pdf")} {
		code, out, said := verify(name, "--root", root)
		if code != 0 || !strings.Contains(out, "nothing was changed or added since") || !strings.Contains(out, "The pages say what the record in it says.") {
			t.Errorf("verify %s: %d\n%s%s", name, code, out, said)
		}
	}
	if code, out, _ := verify(first); code != 0 || !strings.Contains(out, "Compare it with the one that the organisation gives out") {
		t.Errorf("without a root: %d\n%s", code, out)
	}

	// Given to somebody, added to, and reopened: the first file stays what it is, and it is told which stands.
	chair.write(id, "addendum", `{"text":"The school was told."}`)
	if code, out, said := verify(chair.file(at+"/addenda/1.pdf", "addendum.pdf"), "--root", root); code != 0 || !strings.Contains(out, "Addendum 1") {
		t.Errorf("the addendum: %d\n%s%s", code, out, said)
	}
	given := chair.write(id, "circulation", `{"name":"Head Teacher","agency":{"sector":"education","name":"Example School"},"copy":"without-names"}`)
	copied := chair.file(fmt.Sprintf("%s/copies/c%v.pdf", at, given["number"]), "copy.pdf")
	if code, out, said := verify(copied, "--root", root); code != 0 || !strings.Contains(out, "This copy withholds something") {
		t.Errorf("the copy: %d\n%s%s", code, out, said)
	}
	chair.write(id, "reopen", `{"reason":"The wrong aunt"}`)
	chair.finish(id, 2)
	second := chair.file(at+"/minutes.pdf", "second.pdf")
	if kept, again := read(t, first), read(t, chair.file(at+"/minutes.pdf?version=1", "again.pdf")); !bytes.Equal(kept, again) {
		t.Error("the first version's file is another after reopening")
	}
	if code, out, said := verify(second, first, "--root", root); code != 1 || !strings.Contains(out, "second.pdf stands: version 2") || !strings.Contains(said, "version 1 is superseded") {
		t.Errorf("both versions: %d\n%s%s", code, out, said)
	}
	_, out, _ := verify(second)
	_, rest, _ := strings.Cut(out, "check code ")
	head, _, _ := strings.Cut(rest, "\n")
	if code, _, said := verify(first, "--head", head); code != 1 || !strings.Contains(said, "no entry has the check code given") {
		t.Errorf("the older with the newer's check code: %d %s", code, said)
	}
	_, out, _ = verify(first)
	_, rest, _ = strings.Cut(out, "check code ")
	head, _, _ = strings.Cut(rest, "\n")
	if code, out, said := verify(second, "--head", head); code != 0 || !strings.Contains(out, "what follows was written later") {
		t.Errorf("the newer with the older's check code: %d %s%s", code, out, said)
	}
}

// TestACopyThatShowsNoWordsTellsOfAnother: its chain alone says whether it is of the same record as the minutes.
func TestACopyThatShowsNoWordsTellsOfAnother(t *testing.T) {
	chair, at, root := sealedMeeting(t)
	minutes := chair.file(at+"/minutes.pdf", "minutes.pdf")
	given := chair.write(strings.TrimPrefix(at, "/api/meetings/"), "circulation",
		`{"name":"Head Teacher","agency":{"sector":"education","name":"Example School"},"copy":"without-names"}`)
	copied := chair.file(fmt.Sprintf("%s/copies/c%v.pdf", at, given["number"]), "copy.pdf")
	if code, out, said := verify(copied, minutes, "--root", root); code != 0 || !strings.Contains(out, "minutes.pdf stands: version 1") {
		t.Errorf("both: %d\n%s%s", code, out, said)
	}
	anew := writtenAnew(t, read(t, copied))
	if code, _, said := verify(anew, minutes); code != 1 || !strings.Contains(said, "two different records of one meeting") {
		t.Errorf("one written anew: %d %s", code, said)
	}
}

// writtenAnew is a copy whose record has other entries from the second on, sealed by somebody who may.
func writtenAnew(t *testing.T, file []byte) string {
	t.Helper()
	sound, err := paper.Check(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	first, _, _ := bytes.Cut(sound.Record, []byte("\n"))
	before, err := meeting.ParseEntry(first)
	if err != nil {
		t.Fatal(err)
	}
	record := append(first, '\n')
	for number := 2; number <= sound.Head.Number; number++ {
		before = meeting.Entry{Command: "c", Kind: "item", Body: []byte("{}")}.Seal(number, before.Fingerprint, sound.At, sound.At, make([]byte, meeting.SaltSize))
		record = append(append(record, before.Veil().Line()...), '\n')
	}
	text, err := meeting.Canonical(sound.Document)
	if err != nil {
		t.Fatal(err)
	}
	drawn, err := pdf.Draw(sound.Document, static.Fonts(), pdf.Attachment{Name: paper.Record, Type: "application/x-ndjson", Relation: "Source", Data: record},
		pdf.Attachment{Name: paper.Minutes, Type: "application/json", Relation: "Data", Data: text})
	if err != nil {
		t.Fatal(err)
	}
	signature := pdftest.NewRoot(t, "Example County Council").Signature(t, pdftest.EC(t))
	signature.At = sound.At
	sealed, err := pdf.Seal(drawn, signature)
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "anew.pdf")
	if err := os.WriteFile(name, sealed.File, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestVerifyRefusesEach(t *testing.T) {
	chair, at, root := sealedMeeting(t)
	minutes, decisions := read(t, chair.file(at+"/minutes.pdf", "m.pdf")), read(t, chair.file(at+"/decisions.pdf", "d.pdf"))
	said := map[string]string{}
	for _, attack := range pdftest.Attacks(t, minutes, decisions) {
		name := filepath.Join(t.TempDir(), "attacked.pdf")
		if err := os.WriteFile(name, attack.File, 0o600); err != nil {
			t.Fatal(err)
		}
		code, out, words := verify(name, "--root", root)
		if code == 0 || out != "" {
			t.Errorf("%s: exit %d, %s", attack.Name, code, out)
		}
		said[attack.Name] = words
	}
	if code, _, words := verify(filepath.Join(filepath.Dir(root), "root.pem"), "--root", root); code != 2 {
		t.Errorf("a certificate taken for a record: %d %s", code, words)
	}
	stranger := filepath.Join(t.TempDir(), "m.pdf")
	if err := os.WriteFile(stranger, minutes, 0o600); err != nil {
		t.Fatal(err)
	}
	if code, _, words := verify(stranger, "--pin", strings.Repeat("0a", 32)); code != 1 || !strings.Contains(words, "sealed by somebody else") {
		t.Errorf("another pin: %d %s", code, words)
	}
}

func TestSealAgainIsTheChairs(t *testing.T) {
	chair, at, _ := sealedMeeting(t)
	first := chair.must(200, "POST", at+"/seals", `{"file":"minutes-1"}`)
	again := chair.must(200, "POST", at+"/seals", `{"file":"minutes-1"}`)
	if a, b := fmt.Sprint(first), fmt.Sprint(again); a != b || first["stamped"] != nil {
		t.Errorf("without an authority: sealed again as %s, was %s", b, a)
	}
	chair.must(404, "POST", at+"/seals", `{"file":"minutes-7"}`)
	chair.must(404, "GET", at+"/addenda/1.pdf", "")
	chair.must(404, "GET", at+"/copies/c1.pdf", "")
	chair.must(404, "GET", at+"/minutes.pdf?version=2", "")
	record := chair.must(200, "GET", at+"/record", "")["raw"].(string)
	var last struct{ Kind, By string }
	lines := strings.Split(strings.TrimSpace(record), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || last.Kind != "seal" || last.By != "" {
		t.Errorf("the record ends with %+v (%v), want the server's seal", last, err)
	}
}

func read(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return file
}
