package web_test

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/web"
)

// gives gives a copy and returns its id.
func (m minutes) gives(body string) string {
	m.t.Helper()
	m.chair.write(m.at, "circulation", body)
	return fmt.Sprintf("c%v", m.chair.must(200, "GET", m.at, "")["number"])
}

const (
	toSchool = `{"name":"Head Teacher","agency":{"sector":"education","name":"Example School"},"copy":"decisions-and-actions"}`
	toPolice = `{"attendee":%q,"copy":"decisions-and-actions"}`
)

func (m minutes) copyLink(id string) string {
	m.t.Helper()
	return m.chair.must(201, "POST", m.at+"/copies/"+id+"/link", "")["url"].(string)
}

// opened counts how often it is written down that a copy was opened.
func (m minutes) opened(id string) int {
	return strings.Count(string(m.record()), `"circulation":"`+id+`"`)
}

func (m minutes) file(id string) string {
	return "/copies/" + strings.TrimPrefix(m.at, "/api/meetings/") + "/" + id + "/copy.pdf"
}

func TestACopyLinkIsRefused(t *testing.T) {
	m := openOffice(t).closed()
	school, police := m.gives(toSchool), m.gives(fmt.Sprintf(toPolice, m.ids["Pat"]))
	none := m.gives(`{"name":"Example Employer","agency":{"sector":"other","name":"Example Works"},"copy":"whole","withheld":"It would warn them."}`)
	tests := []struct {
		name   string
		by     *someone
		copy   string
		status int
		code   meeting.Code
	}{
		{"by a member", m.guests["Pat"], school, 403, meeting.NotAllowed},
		{"by a stranger", &someone{office: m.office}, school, 401, meeting.SignedOut},
		{"of a copy that there is not", m.chair, "c1", 404, meeting.NotFound},
		{"for who takes part", m.chair, police, 422, meeting.Content},
		{"for who gets none", m.chair, none, 422, meeting.Content},
	}
	for _, test := range tests {
		if status, said := test.by.call("POST", m.at+"/copies/"+test.copy+"/link", ""); status != test.status || said["code"] != string(test.code) {
			t.Errorf("%s: got %d %v, want %d %s", test.name, status, said, test.status, test.code)
		}
	}
}

func TestARecipientSeesTheirCopyAndNothingElse(t *testing.T) {
	m := openOffice(t).closed()
	id, other := m.gives(toSchool), m.gives(strings.Replace(toSchool, "Head", "Other", 1))
	old := m.copyLink(id)
	link := m.copyLink(id)
	_, ended, _ := strings.Cut(old, "#")
	(&someone{office: m.office}).must(401, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, ended))
	head := m.comes(link)
	if said := head.must(200, "GET", "/api/session", ""); len(said["seats"].(map[string]any)) != 0 || len(said["copies"].([]any)) != 1 {
		t.Errorf("got %v, want one copy and no seat", said)
	}
	page := head.must(200, "GET", strings.TrimSuffix(m.file(id), "/copy.pdf"), "")["raw"].(string)
	for _, want := range []string{"Head Teacher, Example School", "Sam Example", "Decisions and actions", "Download (PDF, sealed)", "How to check it", "If it is not meant for you"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not say %q", want)
		}
	}
	head.must(404, "GET", m.file(other), "")
	head.must(404, "GET", strings.TrimSuffix(m.file(other), "/copy.pdf"), "")
	m.chair.must(404, "GET", m.file(id), "")
	(&someone{office: m.office}).must(401, "GET", m.file(id), "")
	if got := m.opened(id); got != 0 {
		t.Errorf("before the download it is written down %d times, want never", got)
	}

	asked := 0
	meetingID := strings.TrimPrefix(m.at, "/api/meetings/")
	for _, route := range web.New(web.Config{}).GetRoutes(true) {
		if !strings.Contains(route.Path, "/meetings/:meeting") || route.Method == "HEAD" {
			continue
		}
		path := func(id string) string {
			return strings.NewReplacer(":meeting", id, ":circulation", "c1", ":attendee", "a1", ":knock", "k", ":copy", "c1", ":number", "1").Replace(route.Path)
		}
		asked++
		status, said := head.call(route.Method, path(meetingID), "")
		none, nothing := head.call(route.Method, path("nowhere"), "")
		if status != 404 || none != 404 || fmt.Sprint(said) != fmt.Sprint(nothing) && route.Path != "/meetings/:meeting/waiting" {
			t.Errorf("%s %s: got %d %v, want what is said of no meeting: %d %v", route.Method, route.Path, status, said, none, nothing)
		}
	}
	if want := 18; asked < want {
		t.Errorf("asked %d addresses, want at least %d", asked, want)
	}
}

func TestTheFirstDownloadIsWrittenDown(t *testing.T) {
	m := openOffice(t).closed()
	id := m.gives(toSchool)
	head := m.comes(m.copyLink(id))
	request := httptest.NewRequest("HEAD", m.file(id), nil)
	request.Header.Set("Cookie", account.Cookie+"="+head.cookie)
	if answer, err := m.app.Test(request, -1); err != nil || answer.StatusCode != 200 {
		t.Fatal(answer, err)
	}
	if got := m.opened(id); got != 0 {
		t.Errorf("after a look at the size it is written down %d times, want never", got)
	}
	m.away.Store(true)
	if status, said := head.call("GET", m.file(id), ""); status != 503 || said["raw"] != nil && strings.HasPrefix(said["raw"].(string), "%PDF") {
		t.Errorf("while nothing can be written down: got %d, want 503", status)
	}
	m.away.Store(false)
	for range 2 {
		if file := head.must(200, "GET", m.file(id), "")["raw"].(string); !strings.HasPrefix(file, "%PDF") {
			t.Errorf("got %.20q, want a PDF", file)
		}
	}
	if got := m.opened(id); got != 1 {
		t.Errorf("after two downloads it is written down %d times, want once", got)
	}
	if !strings.Contains(string(m.record()), `"server/opened/`+id+`"`) {
		t.Error("the entry has another command id than server/opened/" + id)
	}
}

// TestAnAttendeesCopy: only the taking by who it is for is written down.
func TestAnAttendeesCopy(t *testing.T) {
	m := openOffice(t).closed()
	id := m.gives(fmt.Sprintf(toPolice, m.ids["Pat"]))
	file := m.at + "/copies/" + id + ".pdf"
	m.guests["Ola"].must(404, "GET", file, "")
	for i, test := range []struct {
		by   *someone
		want int
	}{{m.chair, 0}, {m.guests["Pat"], 1}, {m.guests["Pat"], 1}, {m.chair, 1}} {
		test.by.must(200, "GET", file, "")
		if got := m.opened(id); got != test.want {
			t.Errorf("after download %d it is written down %d times, want %d", i+1, got, test.want)
		}
	}
}

func TestACopyIsThereForTwoWeeks(t *testing.T) {
	m := openOffice(t).closed()
	id := m.gives(toSchool)
	_, token, _ := strings.Cut(m.copyLink(id), "#")
	m.pass(account.CopyLife - time.Hour)
	head := m.comes("#" + token)
	head.must(200, "GET", m.file(id), "")
	m.pass(time.Hour)
	head.must(404, "GET", m.file(id), "")
	if got := len(head.must(200, "GET", "/api/session", "")["copies"].([]any)); got != 0 {
		t.Errorf("got %d copies after two weeks, want none", got)
	}
	head.must(401, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
	m.chair = m.signsIn("Sam Example", "sam@council.example")
	m.comes(m.copyLink(id)).must(200, "GET", m.file(id), "")
}

// A file's name is seen in folders and mails, so a draft's has no child's name in it, even where the reference has.
func TestADraftIsNotNamedByAChild(t *testing.T) {
	o := openOffice(t)
	chair := o.signsIn("Sam Example", "sam@council.example")
	at := chair.must(201, "POST", "/api/meetings", `{"id":"first","reference":"PLACEHOLDER 7","people":[{"category":"child","name":"Rhys Placeholder"}]}`)["meeting"].(string)
	request := httptest.NewRequest("GET", "/api/meetings/"+at+"/minutes.pdf", nil)
	request.Header.Set("Cookie", account.Cookie+"="+chair.cookie)
	answer, err := o.app.Test(request, -1)
	if err != nil {
		t.Fatal(err)
	}
	named := answer.Header.Get("Content-Disposition")
	if answer.StatusCode != 200 || !strings.Contains(named, ".pdf") || strings.Contains(strings.ToLower(named), "placeholder") {
		t.Errorf("got %d, %s", answer.StatusCode, named)
	}
}
