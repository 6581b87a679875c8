package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// TestAuditFromOutside has people sign in, read, download, be refused and be let in, and asks who may read of it what
// stands there: all of that, nothing of what was said in the meeting, and a chain that can be checked.
func TestAuditFromOutside(t *testing.T) {
	data := t.TempDir()
	program := serve(t, "--data", data)
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"noted","people":[{"category":"child","name":"Robin Placeholder"}]}`)["meeting"].(string)
	link := chair.must(201, "POST", "/api/meetings/"+id+"/invitations", `{"id":"pat","name":"Pat Sample","agency":{"sector":"police"},"role":"member"}`)["url"].(string)
	police, stranger := &client{t: t, url: program.url}, &client{t: t, url: program.url}
	police.join(link)
	chair.write(id, "phase", `{"phase":"open"}`)
	chair.write(id, "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"Zebrafish."}]}`)
	for range 3 { // noted once
		police.must(200, "GET", "/api/meetings/"+id, "")
	}
	police.live(id, "").Close()
	police.body("/api/meetings/" + id + "/record")
	police.body("/api/meetings/" + id + "/minutes.pdf")
	police.must(403, "POST", "/api/meetings/"+id+"/commands", `{"id":"no","kind":"phase","body":{"phase":"closed"}}`)
	police.must(422, "POST", "/api/meetings/"+id+"/commands", `{"id":"empty","kind":"information","body":{"item":"q1","text":""}}`)
	stranger.must(401, "GET", "/api/meetings/"+id, "")
	for i := range 5 { // a stranger's own words, and as many as they like
		stranger.must(401, "GET", fmt.Sprintf("/api/meetings/invented-%d", i), "")
		stranger.must(204, "DELETE", "/api/session", "")
	}
	stranger.must(404, "POST", "/api/session", `{"token":"invented"}`)
	police.must(404, "GET", "/api/meetings/nowhere", "")
	chair.must(404, "GET", "/api/audit", "")
	police.must(204, "DELETE", "/api/session", "")

	auditor := &client{t: t, url: program.url}
	added, _ := run(t, "account", "add", "--data", data, "--name", "Ola Watcher", "--email", "ola@audit.example", "--agency", "Example Audit", "--role", "auditor")
	auditor.join(strings.TrimSpace(added))
	auditor.must(404, "GET", "/api/meetings/"+id, "")
	lines := func(query string) (all []string) {
		t.Helper()
		for _, line := range auditor.must(200, "GET", "/api/audit"+query, "")["lines"].([]any) {
			l := line.(map[string]any)
			text := func(key string) string { s, _ := l[key].(string); return s }
			who := text("name")
			if who == "" && text("attendee") != "" {
				who = "guest"
			}
			all = append(all, strings.Join([]string{text("what"), who, text("about"), text("code")}, "|"))
		}
		return all
	}
	got := lines("")
	for _, want := range []string{
		"signed-in|Sam Example|POST /api/session|",
		"convened|Sam Example|POST /api/meetings|",
		"shared|Sam Example|POST /api/meetings/:meeting/invitations|",
		"read|guest|the room|",
		"downloaded|guest|GET /api/meetings/:meeting/record|",
		"downloaded|guest|GET /api/meetings/:meeting/minutes.pdf|",
		"refused|guest|POST /api/meetings/:meeting/commands|role",
		"refused||the room|signed-out",
		"refused||POST /api/session|not-found",
		"refused||the room|not-found",
		"refused|Sam Example|GET /api/audit|not-found",
		"signed-out||DELETE /api/session|",
		"rights||account add, on this machine|",
		"refused|Ola Watcher|the room|not-found",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("the trail has no %s among\n%s", want, strings.Join(got, "\n"))
		}
	}
	if times := strings.Count(strings.Join(got, "\n"), "refused||the room|signed-out"); times != 1 {
		t.Errorf("what a stranger asks for is noted %d times, want once", times)
	}
	if times := strings.Count(strings.Join(got, "\n"), "signed-out|"); times != 1 {
		t.Errorf("signing out is noted %d times, want once: by who was signed in", times)
	}
	if again := lines("?what=read&meeting=" + id); len(again) != 1 {
		t.Errorf("three readings and a socket are %v, want one line", again)
	}
	if mine := lines("?what=read-audit"); len(mine) < 2 || mine[0] != "read-audit|Ola Watcher|GET /api/audit|" {
		t.Errorf("reading the trail stands in it as %v", mine)
	}
	file := auditor.file("/api/audit/record", "audit.jsonl")
	if code, out, said := verify(file); code != 0 {
		t.Errorf("verify of the trail: %d %s %s", code, out, said)
	}
	page := auditor.body("/audit") + auditor.body("/api/audit/record")
	for _, word := range []string{"Zebrafish", "Robin", "Pat Sample", "council.example", "invented"} {
		if strings.Contains(page, word) {
			t.Errorf("%q stands in the trail", word)
		}
	}
	if !strings.Contains(page, "Sam Example") || !strings.Contains(page, "Read this trail") {
		t.Error("the page does not say who did what")
	}
}

// TestAuditSaysOfWhat does things to accounts, attendees, copies, knocks and sessions: the trail says to which, by ids,
// and never in the words of whoever asked.
func TestAuditSaysOfWhat(t *testing.T) {
	data := t.TempDir()
	program := serve(t, "--data", data)
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":"Example County Council"}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"noted","people":[{"category":"child","name":"Robin Placeholder"}]}`)["meeting"].(string)
	at := "/api/meetings/" + id
	invited := chair.must(201, "POST", at+"/invitations", `{"id":"pat","name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member"}`)
	pat, link := invited["attendee"].(string), invited["url"].(string)
	(&client{t: t, url: program.url}).join(link)
	knock(t, program.url, link)
	chair.write(id, "phase", `{"phase":"open"}`)
	waiting := await(t, chair.live(id, ""), "presence", func(f map[string]any) bool { return f["waiting"] != nil })["waiting"].([]any)[0].(map[string]any)["knock"].(string)
	chair.must(204, "POST", at+"/knocks/"+waiting, `{"admit":true}`)
	chair.must(201, "POST", "/api/accounts", `{"name":"Kim Keeper","email":"kim@council.example","agency":"Example County Council","roles":["auditor"]}`)
	kim := ""
	for _, one := range chair.must(200, "GET", "/api/accounts", "")["accounts"].([]any) {
		if account := one.(map[string]any); account["name"] == "Kim Keeper" {
			kim = account["id"].(string)
		}
	}
	chair.must(204, "PUT", "/api/accounts/"+kim+"/roles", `{"roles":["auditor","chair"]}`)
	form := &browser{t: t, url: program.url, cookie: chair.cookie}
	form.post("/people", "step=disable&account="+kim)
	form.post("/people", "step=enable&account="+kim)
	comes := chair.must(201, "POST", "/api/accounts/"+kim+"/link", "")["url"].(string)
	chair.write(id, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	copied := fmt.Sprintf("c%v", chair.write(id, "circulation", `{"name":"Head Teacher","agency":{"sector":"education","name":"Example School"},"copy":"decisions-and-actions"}`)["number"])
	head := &client{t: t, url: program.url}
	head.join(chair.must(201, "POST", at+"/copies/"+copied+"/link", "")["url"].(string))
	head.file("/copies/"+id+"/"+copied+"/copy.pdf", "copy.pdf")
	for _, request := range []string{"POST /api/accounts/Robin-Placeholder/link", "DELETE /api/accounts/Robin-Placeholder/sessions", "DELETE /api/sessions/Robin-Placeholder"} {
		method, path, _ := strings.Cut(request, " ")
		chair.must(404, method, path, "")
	}
	chair.must(204, "DELETE", "/api/accounts/"+kim+"/sessions", "")
	auditor := &client{t: t, url: program.url}
	auditor.join(comes)
	got := []string{}
	for _, line := range auditor.must(200, "GET", "/api/audit", "")["lines"].([]any) {
		l := line.(map[string]any)
		got = append(got, fmt.Sprint(l["about"], "|", l["of"]))
	}
	for _, want := range []string{
		"POST /api/meetings/:meeting/invitations|" + pat,
		"POST /api/meetings/:meeting/knocks/:knock|" + waiting,
		"POST /api/accounts|" + kim,
		"POST /api/accounts/:account/link|" + kim,
		"PUT /api/accounts/:account/roles|" + kim,
		"DELETE /api/accounts/:account/sessions|" + kim,
		"POST /people|" + kim,
		"POST /api/meetings/:meeting/copies/:circulation/link|" + copied,
		"GET /copies/:meeting/:circulation/copy.pdf|" + copied,
	} {
		if !slices.Contains(got, want) {
			t.Errorf("the trail has no %s among\n%s", want, strings.Join(got, "\n"))
		}
	}
	if of := auditor.must(200, "GET", "/api/audit?of="+kim, "")["lines"].([]any); len(of) < 6 {
		t.Errorf("done to one account: got %d lines, want at least 6", len(of))
	}
	page, record := auditor.body("/audit"), auditor.body("/api/audit/record")
	if !strings.Contains(record, `"of":"`+kim+`"`) || !strings.Contains(page, "of Kim Keeper, "+kim) {
		t.Error("export and page do not say to whom it was done")
	}
	if strings.Contains(page+record, "Robin-Placeholder") {
		t.Error("the words of whoever asked stand in the trail")
	}
	if code, out, said := verify(auditor.file("/api/audit/record", "audit.jsonl")); code != 0 {
		t.Errorf("verify of the trail: %d %s %s", code, out, said)
	}
}
