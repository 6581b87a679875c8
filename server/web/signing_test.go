package web_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// signature is a body that is right but for the code.
func signature(id, name, code, more string) string {
	return fmt.Sprintf(`{"id":%q,"version":1,"agree":true,"name":%q,"code":%q%s}`, id, name, code, more)
}

func TestSigningIsRefused(t *testing.T) {
	tests := []struct {
		name   string
		by     string
		body   func(m minutes) string
		status int
		code   meeting.Code
		field  string
	}{
		{"no code", "Pat", func(m minutes) string { return `{"id":"s","version":1,"agree":true,"name":"Pat Sample"}` }, 403, meeting.Unconfirmed, "code"},
		{"a code that none was made of", "Pat", func(m minutes) string { return signature("s", "Pat Sample", "2222-2222", "") }, 403, meeting.Unconfirmed, "code"},
		{"a wrong code", "Pat", func(m minutes) string { m.code("Pat"); return signature("s", "Pat Sample", "2222-2222", "") }, 403, meeting.Unconfirmed, "code"},
		{"another attendee's", "Pat", func(m minutes) string { return signature("s", "Pat Sample", m.code("Nia"), "") }, 403, meeting.Unconfirmed, "code"},
		{"a code of another meeting", "Pat", func(m minutes) string {
			code, _, err := m.people.MakeCode(context.Background(), "elsewhere", m.ids["Pat"])
			if err != nil {
				m.t.Fatal(err)
			}
			return signature("s", "Pat Sample", code, "")
		}, 403, meeting.Unconfirmed, "code"},
		{"an old code", "Pat", func(m minutes) string { // two of a guest's sessions later
			code := m.code("Pat")
			m.pass(account.CodeLife)
			*m.chair = *m.signsIn("Sam Example", "sam@council.example")
			m.guests["Pat"] = m.comes(m.chair.must(201, "POST", m.at+"/invitations", fmt.Sprintf(`{"attendee":%q}`, m.ids["Pat"]))["url"].(string))
			return signature("s", "Pat Sample", code, "")
		}, 403, meeting.Unconfirmed, "code"},
		{"a name typed wrong", "Pat", func(m minutes) string { return signature("s", "Pat Simple", m.code("Pat"), "") }, 422, meeting.Content, "name"},
		{"another's name", "Sam", func(m minutes) string { return signature("s", "Pat Sample", "", "") }, 422, meeting.Content, "name"},
		{"a version that does not stand", "Pat", func(m minutes) string {
			return strings.Replace(signature("s", "Pat Sample", m.code("Pat"), ""), `"version":1`, `"version":2`, 1)
		}, 422, meeting.Content, "version"},
		{"disagreeing without saying why", "Pat", func(m minutes) string {
			return strings.Replace(signature("s", "Pat Sample", m.code("Pat"), ""), `"agree":true`, `"agree":false`, 1)
		}, 422, meeting.Content, "disagreement"},
		{"nothing spoken by voice", "Pat", func(m minutes) string { return signature("s", "Pat Sample", m.code("Pat"), `,"spoken":true`) }, 422, meeting.Content, "spoken"},
		{"an observer", "Ola", func(m minutes) string { return signature("s", "Ola Watcher", "2222-2222", "") }, 403, meeting.NotAllowed, ""},
		{"who did not attend", "Ed", func(m minutes) string { return signature("s", "Ed School", "2222-2222", "") }, 422, meeting.Content, ""},
	}
	for _, test := range tests {
		o := openOffice(t)
		m := o.signing()
		m.guests["Sam"] = m.chair
		body := test.body(m)
		before := m.record()
		status, said := m.guests[test.by].call("POST", m.at+"/signatures", body)
		if status != test.status || said["code"] != string(test.code) || test.field != "" && said["field"] != test.field {
			t.Errorf("%s: got %d %v, want %d %s in %q", test.name, status, said, test.status, test.code, test.field)
		}
		if !bytes.Equal(m.record(), before) {
			t.Errorf("%s: refused, yet something was written", test.name)
		}
	}
}

func TestSigningWithACode(t *testing.T) {
	m := openOffice(t).signing()
	pat := m.guests["Pat"]
	code := m.code("Pat")
	pat.must(422, "POST", m.at+"/signatures", signature("s1", "Pat Simple", code, "")) // costs neither the code nor a try
	typed := strings.ToLower(strings.ReplaceAll(code, "-", " "))
	first := pat.must(201, "POST", m.at+"/signatures", signature("s2", "pat  SAMPLE", typed, ""))
	if again := pat.must(200, "POST", m.at+"/signatures", signature("s2", "pat  SAMPLE", typed, "")); again["number"] != first["number"] {
		t.Errorf("sent again: got %v, want %v", again, first)
	}
	if again := pat.must(200, "POST", m.at+"/signatures", signature("s2", "pat  SAMPLE", "", "")); again["number"] != first["number"] {
		t.Errorf("sent again without the code: got %v, want %v", again, first)
	}
	if said := pat.must(403, "POST", m.at+"/signatures", signature("s3", "Pat Sample", code, "")); said["code"] != "unconfirmed" ||
		!strings.Contains(said["message"].(string), "used already") {
		t.Errorf("the code once more: got %v", said)
	}
	pat.must(201, "POST", m.at+"/signatures", // another mind, with another code
		fmt.Sprintf(`{"id":"s4","version":1,"agree":false,"disagreement":"I left early.","name":"Pat Sample","code":%q}`, m.code("Pat")))
	signed := m.chair.must(200, "GET", m.at, "")["meeting"].(map[string]any)["signatures"].(map[string]any)[m.ids["Pat"]].(map[string]any)
	if how := signed["confirmed"].(map[string]any)["how"]; how != "code" || signed["disagreement"] != "I left early." {
		t.Errorf("signed: got %v", signed)
	}
}

func TestSigningWithAnAccount(t *testing.T) {
	m := openOffice(t).signing()
	m.pass(account.IdleLife - time.Second)
	m.chair.must(201, "POST", m.at+"/signatures", `{"id":"s1","version":1,"agree":true,"name":"Sam Example"}`)
	signed := m.chair.must(200, "GET", m.at, "")["meeting"].(map[string]any)["signatures"].(map[string]any)["a1"].(map[string]any)
	confirmed := signed["confirmed"].(map[string]any)
	if confirmed["how"] != "account" || confirmed["at"] != "2026-11-27T16:00:00.000Z" {
		t.Errorf("got %v, want the sign-in with the account at 16:00", confirmed)
	}
	m.pass(time.Second)
	m.pass(account.IdleLife)
	m.chair.must(401, "POST", m.at+"/signatures", `{"id":"s2","version":1,"agree":true,"name":"Sam Example"}`)
	later := m.signsIn("Sam Example", "sam@council.example")
	later.must(201, "POST", m.at+"/signatures", `{"id":"s3","version":1,"agree":true,"name":"Sam Example"}`)
}

// TestAnAccountOfAnotherNameShowsNothing: somebody's link was opened in the browser of a colleague who is signed in.
func TestAnAccountOfAnotherNameShowsNothing(t *testing.T) {
	m := openOffice(t).signing()
	for name, want := range map[string]int{"Kim Colleague": 403, "pat  sample": 201} {
		who := m.signsIn(name, strings.Fields(name)[0]+"@council.example")
		_, token, _ := strings.Cut(m.chair.must(201, "POST", m.at+"/invitations", fmt.Sprintf(`{"attendee":%q}`, m.ids["Pat"]))["url"].(string), "#")
		who.must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
		got, said := who.call("POST", m.at+"/signatures", fmt.Sprintf(`{"id":%q,"version":1,"agree":true,"name":"Pat Sample"}`, name[:3]))
		if got != want || want == 403 && said["code"] != "unconfirmed" {
			t.Errorf("%s signs for Pat Sample: got %d %v, want %d", name, got, said, want)
		}
	}
}

// TestSigningByTelephone: who had no screen gets a link after closing, reads, asks for a correction, confirms what was
// written in their name, and signs.
func TestSigningByTelephone(t *testing.T) {
	m := openOffice(t).closed()
	link := m.chair.must(201, "POST", m.at+"/invitations", fmt.Sprintf(`{"attendee":%q}`, m.ids["Nia"]))
	nia := m.comes(link["url"].(string))
	m.chair.write(m.at, "version", `{"by":""}`)
	if page := nia.must(200, "GET", m.at+"/minutes", "")["raw"].(string); !strings.Contains(page, "Seen on Monday, no injury.") {
		t.Errorf("the minutes do not show what was written: %s", page)
	}
	information := "information-n" + strings.TrimPrefix(m.only("information"), "n")
	nia.write(m.at, "correction", fmt.Sprintf(`{"version":1,"passage":%q,"text":"Seen on Tuesday, no injury.","reason":"It was Tuesday"}`, information))
	m.chair.write(m.at, "ruling", fmt.Sprintf(`{"correction":%q,"accepted":true,"reply":"Yes."}`, m.only("corrections")))
	m.chair.write(m.at, "version", `{"by":"","reason":"A rehearsal"}`)
	body := func(id, more string) string {
		return strings.Replace(signature(id, "Nia Nurse", m.code("Nia"), more), `"version":1`, `"version":2`, 1)
	}
	if said := nia.must(422, "POST", m.at+"/signatures", body("s1", "")); said["field"] != "spoken" {
		t.Errorf("without confirming what was written in her name: got %v", said)
	}
	nia.must(201, "POST", m.at+"/signatures", body("s2", `,"spoken":true`))
}

// only is the id of the one thing in a collection of the meeting.
func (m minutes) only(collection string) string {
	m.t.Helper()
	all := m.chair.must(200, "GET", m.at, "")["meeting"].(map[string]any)[collection].(map[string]any)
	for id := range all {
		if len(all) == 1 {
			return id
		}
	}
	m.t.Fatalf("got %d %s, want one", len(all), collection)
	return ""
}

func TestWhoMakesCodes(t *testing.T) {
	m := openOffice(t).closed()
	path := func(name string) string { return m.at + "/attendees/" + m.ids[name] + "/code" }
	m.chair.must(409, "POST", path("Pat"), "")
	m.chair.write(m.at, "version", `{"by":""}`)
	m.chair.must(409, "POST", path("Pat"), "")
	m.chair.write(m.at, "signing", `{"by":"","reason":"A rehearsal"}`)
	m.guests["Pat"].must(403, "POST", path("Pat"), "")
	m.guests["Ola"].must(403, "POST", path("Pat"), "")
	m.chair.must(403, "POST", path("Sam"), "")
	m.chair.must(422, "POST", path("Ola"), "")
	m.chair.must(422, "POST", path("Ed"), "")
	m.chair.must(404, "POST", m.at+"/attendees/a999/code", "")
	if said := m.chair.must(201, "POST", path("Pat"), ""); said["until"] != "2026-11-28T16:00:00Z" {
		t.Errorf("got %v, want until tomorrow", said)
	}
	m.chair.write(m.at, "conflict", fmt.Sprintf(`{"attendee":%q,"finding":"may-not-attend","reason":"A relative"}`, m.ids["Pat"]))
	m.chair.must(422, "POST", path("Pat"), "")
}

func TestFiveWrongCodes(t *testing.T) {
	m := openOffice(t).signing()
	code := m.code("Pat")
	for i := range account.CodeTries {
		m.guests["Pat"].must(403, "POST", m.at+"/signatures", signature(fmt.Sprint("s", i), "Pat Sample", "2222 2222", ""))
	}
	said := m.guests["Pat"].must(403, "POST", m.at+"/signatures", signature("s", "Pat Sample", code, ""))
	if !strings.Contains(said["message"].(string), "A wrong code was typed five times") {
		t.Errorf("the right code afterwards: got %v", said)
	}
	m.guests["Pat"].must(201, "POST", m.at+"/signatures", signature("s", "Pat Sample", m.code("Pat"), ""))
}

// TestACodeOutlivesAStoreThatIsAway: what could not be written is sent again with the same id and the same code.
func TestACodeOutlivesAStoreThatIsAway(t *testing.T) {
	m := openOffice(t).signing()
	code := m.code("Pat")
	m.away.Store(true)
	m.guests["Pat"].must(503, "POST", m.at+"/signatures", signature("s1", "Pat Sample", code, ""))
	m.away.Store(false)
	m.guests["Pat"].must(403, "POST", m.at+"/signatures", signature("s2", "Pat Sample", code, ""))
	m.guests["Pat"].must(201, "POST", m.at+"/signatures", signature("s1", "Pat Sample", code, ""))
}

// TestCodesStandNowhere: neither in the record nor in the log, used or wrong.
func TestCodesStandNowhere(t *testing.T) {
	m := openOffice(t).signing()
	code := m.code("Pat")
	m.away.Store(true)
	m.guests["Pat"].must(503, "POST", m.at+"/signatures", signature("s1", "Pat Sample", code, ""))
	m.away.Store(false)
	m.guests["Pat"].must(201, "POST", m.at+"/signatures", signature("s1", "Pat Sample", code, ""))
	m.guests["Pat"].must(400, "POST", m.at+"/signatures", signature("s2", "Pat Sample", code, `,"loud":true`))
	plain := strings.ReplaceAll(code, "-", "")
	for place, text := range map[string]string{"record": string(m.record()), "log": m.log.String()} {
		if strings.Contains(text, code) || strings.Contains(text, plain) {
			t.Errorf("the code %s stands in the %s: %s", code, place, text)
		}
	}
	if !strings.Contains(m.log.String(), "not written down") {
		t.Errorf("the log tells nothing of the store: %s", m.log)
	}
}

func TestASignatureIsNoPlainCommand(t *testing.T) {
	m := openOffice(t).signing()
	m.code("Pat")
	for name, who := range map[string]*someone{"Pat Sample": m.guests["Pat"], "Sam Example": m.chair} {
		said := who.must(403, "POST", m.at+"/commands", fmt.Sprintf(`{"id":"s1","kind":"signature","body":{"version":1,"agree":true,"name":%q}}`, name))
		if said["code"] != "unconfirmed" {
			t.Errorf("%s: got %v, want unconfirmed", name, said)
		}
	}
}
