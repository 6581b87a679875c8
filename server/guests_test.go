package main_test

import (
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"strategyroom/server/mail/mailtest"
)

// TestGuestsAreKnown is a meeting from outside whose guests come in by a code that goes over SMTP, and by being recognised.
func TestGuestsAreKnown(t *testing.T) {
	post := mailtest.Serve(t, mailtest.Manner{})
	program := serve(t, "--data", t.TempDir(), "--guests", "known", "--smtp", post.Addr, "--smtp-from", "room@council.example")
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":"Example County Council"}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Quince Kumquat"}]}`)["meeting"].(string)
	at := "/api/meetings/" + id
	const recognised = "\nIf you have an account there, sign in first, and you come in at once.\nOtherwise you wait until somebody who runs the meeting recognises you and lets you in.\n"
	const coded = "Or have a code sent there to this e-mail address, and type it.\n"
	knocks := func(name, sector, email string) *client {
		answer := chair.must(201, "POST", at+"/invitations", fmt.Sprintf(
			`{"id":%q,"name":%q,"agency":{"sector":%q,"name":"Example %s"},"role":"member","email":%q}`, name, name, sector, sector, email))
		text := answer["text"].(string)
		if got := strings.Contains(text, coded); !strings.Contains(text, recognised) || got != (email != "") {
			t.Errorf("the text for %s says that they wait, and of a code: got %q", name, text)
		}
		_, token, _ := strings.Cut(answer["url"].(string), "#")
		guest := &client{t: t, url: program.url}
		guest.must(202, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
		guest.must(404, "GET", at, "")
		return guest
	}
	screen := chair.live(id, "")
	await(t, screen, "snapshot", nil)
	pat, nia := knocks("Pat", "police", "pat@police.example"), knocks("Nia", "health", "")

	pat.must(202, "POST", "/api/knocks/"+id+"/code", "")
	nia.must(202, "POST", "/api/knocks/"+id+"/code", "")
	letter := post.Next(t)
	for strings.Contains(letter.Message(t).Header.Get("Subject"), "invitation") {
		letter = post.Next(t)
	}
	body, err := io.ReadAll(quotedprintable.NewReader(letter.Message(t).Body))
	code := regexp.MustCompile(`[2-9A-Z]{4}-[2-9A-Z]{4}`).Find(body)
	if err != nil || letter.To != "pat@police.example" || code == nil || strings.Contains(string(letter.Data), "Kumquat") {
		t.Fatalf("got a letter to %s (%v): %s", letter.To, err, body)
	}
	nia.must(403, "POST", "/api/knocks/"+id, fmt.Sprintf(`{"code":%q}`, code))
	for range 6 {
		nia.must(403, "POST", "/api/knocks/"+id, `{"code":"2222-2222"}`)
	}
	pat.must(200, "POST", "/api/knocks/"+id, fmt.Sprintf(`{"code":%q}`, code))
	pat.must(200, "GET", at, "")

	waiting := await(t, screen, "presence", func(frame map[string]any) bool {
		waits, _ := frame["waiting"].([]any)
		return len(waits) == 1 && waits[0].(map[string]any)["name"] == "Nia"
	})["waiting"].([]any)[0].(map[string]any)
	chair.must(204, "POST", at+"/knocks/"+waiting["knock"].(string), `{"admit":true}`)
	if got := nia.must(200, "GET", "/api/knocks/"+id, "")["state"]; got != "admitted" {
		t.Errorf("let in: got %v", got)
	}
	nia.must(200, "GET", at, "")
	if got := post.Waiting(); got != 0 {
		t.Errorf("got %d more letters, want none", got)
	}
	_, minutes := chair.call("GET", at+"/minutes", "")
	for _, want := range []string{"Known by a code sent by e-mail", "Recognised by Sam Example"} {
		if !strings.Contains(minutes["raw"].(string), want) {
			t.Errorf("the minutes do not say %q", want)
		}
	}
	chair.write(id, "phase", `{"phase":"open"}`)
	chair.write(id, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	if said := pat.must(403, "GET", at, ""); said["code"] != "room-ended" {
		t.Errorf("after the meeting: got %v, want room-ended", said)
	}
	chair.must(200, "GET", at+"/minutes.pdf", "")
	chair.must(200, "GET", at+"/decisions.pdf", "")
}

// TestCodesAreOfThisSite refuses what another site would have a browser send for whoever waits.
func TestCodesAreOfThisSite(t *testing.T) {
	program := serve(t, "--data", t.TempDir(), "--guests", "known")
	for _, path := range []string{"/meetings/m/waiting", "/meetings/m/waiting/code"} {
		request, err := http.NewRequest("POST", program.url+path, strings.NewReader(url.Values{"code": {"2222-2222"}}.Encode()))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		request.Header.Set("Origin", "https://elsewhere.example")
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s from elsewhere: got %d, want 403", path, answer.StatusCode)
		}
	}
}
