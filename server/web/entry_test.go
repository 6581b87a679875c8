package web_test

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/mail"
	"strategyroom/server/web"
)

// sink takes the letters that are sent, but for invitations.
type sink chan mail.Letter

func (s sink) Send(_ context.Context, l mail.Letter) error {
	if !strings.Contains(l.Subject, "invitation") {
		s <- l
	}
	return nil
}

// openPost is a gate whose letters come into the sink.
func openPost(t *testing.T) (gate, sink) {
	letters := make(sink, 20)
	return openGate(t, func(c *web.Config) { c.Post = letters }), letters
}

var typedCode = regexp.MustCompile(`(?m)^ +([2-9A-Z]{4}-[2-9A-Z]{4})$`)

// next is the code in the next letter, which must go to that address.
func (s sink) next(t *testing.T, to string) string {
	t.Helper()
	select {
	case letter := <-s:
		if letter.Subject == "OFFICIAL-SENSITIVE: invitation to a meeting" { // which is another test's
			return s.next(t, to)
		}
		found := typedCode.FindStringSubmatch(letter.Text)
		if letter.To != to || found == nil || letter.Subject != "OFFICIAL-SENSITIVE: your code" {
			t.Fatalf("got %+v, want a code for %s", letter, to)
		}
		for _, never := range []string{"Kumquat", "Quince", "SM-", "Sam", "Pat", "Example", "http"} {
			if strings.Contains(letter.Text, never) {
				t.Errorf("the letter says %q", never)
			}
		}
		return found[1]
	case <-time.After(20 * time.Second):
		t.Fatal("no letter came")
		return ""
	}
}

const aWrongCode = "2222-2222"

// asks has a code sent.
func (s *someone) asksForCode(meeting string) {
	s.t.Helper()
	if said := s.must(202, "POST", "/api/knocks/"+meeting+"/code", ""); fmt.Sprint(said) != fmt.Sprintf("map[meeting:%s state:waiting]", meeting) {
		s.t.Errorf("asking for a code: got %v", said)
	}
}

func (s *someone) types(want int, meeting, code string) map[string]any {
	s.t.Helper()
	return s.must(want, "POST", "/api/knocks/"+meeting, fmt.Sprintf(`{"code":%q}`, code))
}

func TestACodeLetsInOnce(t *testing.T) {
	g, letters := openPost(t)
	pat := g.knocks(g.links["Pat"])
	pat.asksForCode(g.id)
	code := letters.next(t, "pat@police.example")
	other := g.knocks(g.links["Pat"])
	other.types(403, g.id, code) // it is of another knock
	other.must(404, "GET", g.at, "")
	(&someone{office: g.office}).types(401, g.id, code)

	before := pat.cookie
	said := pat.types(200, g.id, strings.ToLower(code))
	if seats := said["seats"].(map[string]any); seats[g.id] != g.ids["Pat"] || pat.cookie == before {
		t.Errorf("a code: got the seats %v, another cookie: %v", seats, pat.cookie != before)
	}
	pat.must(200, "GET", g.at, "")
	(&someone{office: g.office, cookie: before}).must(401, "GET", g.at, "")
	pat.types(200, g.id, code) // sent again: they are in
	other.types(403, g.id, code)
	g.knocks(g.links["Pat"]).types(403, g.id, code)
	g.wantKnown("Pat", "mail")
	if got := g.chair.must(200, "GET", g.at+"/minutes", "")["raw"].(string); !strings.Contains(got, "Known by a code sent by e-mail") {
		t.Error("the minutes do not say that Pat was known by a code")
	}
}

func TestCodesEnd(t *testing.T) {
	tests := []struct {
		name string
		ends func(g gate, pat *someone)
	}{
		{"after five wrong tries", func(g gate, pat *someone) {
			for range account.CodeTries {
				pat.types(403, g.id, aWrongCode)
			}
		}},
		{"after their time", func(g gate, pat *someone) { g.pass(account.EntryLife) }},
		{"when another is sent", func(g gate, pat *someone) { pat.asksForCode(g.id) }},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			g, letters := openPost(t)
			pat := g.knocks(g.links["Pat"])
			pat.asksForCode(g.id)
			code := letters.next(t, "pat@police.example")
			test.ends(g, pat)
			if said := pat.types(403, g.id, code); said["code"] != "unconfirmed" || said["field"] != "code" {
				t.Errorf("got %v, want that the code has ended", said)
			}
			pat.must(404, "GET", g.at, "")
			g.wantKnown("Pat")
			if test.name == "when another is sent" {
				code = letters.next(t, "pat@police.example")
			} else {
				pat.asksForCode(g.id)
				code = letters.next(t, "pat@police.example")
			}
			pat.types(200, g.id, code)
			pat.must(200, "GET", g.at, "")
		})
	}
}

func TestNobodyLearnsWhoHasAnAddress(t *testing.T) {
	g, letters := openPost(t)
	pat, mo := g.knocks(g.links["Pat"]), g.knocks(g.links["Mo"])
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	gil := &someone{office: g.office}
	gil.must(201, "POST", "/api/knocks", fmt.Sprintf(`{"token":%q,"name":"Gil Relief","agency":{"sector":"police"}}`, token))
	for _, s := range []*someone{gil, mo, pat} {
		s.asksForCode(g.id)
	}
	code := letters.next(t, "pat@police.example")
	gil.types(403, g.id, code)
	got, want := fmt.Sprint(mo.types(403, g.id, aWrongCode)), fmt.Sprint(pat.types(403, g.id, aWrongCode))
	if got != want {
		t.Errorf("a wrong code without an address: got %s, want %s", got, want)
	}
	for range account.EntryCodes - 1 {
		mo.asksForCode(g.id)
	}
	mo.must(429, "POST", "/api/knocks/"+g.id+"/code", "")
	if len(letters) > 0 {
		t.Errorf("got another letter: %+v", <-letters)
	}
	without := openGate(t)
	without.knocks(without.links["Pat"]).must(409, "POST", "/api/knocks/"+without.id+"/code", "")
}

func TestCodesByPlainForms(t *testing.T) {
	g, letters := openPost(t)
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	pat := &someone{office: g.office}
	waiting := "/meetings/" + g.id + "/waiting"
	if status, _, to := pat.submits("/join", "step=join&token="+token); status != 303 || to != waiting {
		t.Fatalf("joining: got %d to %s, want to wait", status, to)
	}
	shows := func(path string, words ...string) {
		t.Helper()
		page := pat.must(200, "GET", path, "")["raw"].(string)
		for _, word := range words {
			if !strings.Contains(page, word) {
				t.Errorf("%s does not say %q", path, word)
			}
		}
		for _, never := range []string{"Kumquat", "Quince", "SM-", "Sam", "Pat ", "police.example"} {
			if strings.Contains(page, never) {
				t.Errorf("%s says %q", path, never)
			}
		}
	}
	shows(waiting, "recognise you, by voice or face", "Send me a code by e-mail", `http-equiv="refresh"`)
	if status, _, to := pat.submits(waiting+"/code", ""); status != 303 || to != waiting+"/code?sent=1" {
		t.Fatalf("asking for a code: got %d to %s", status, to)
	}
	shows(waiting+"/code?sent=1", "If you were invited at an e-mail address, a code is on its way there.")
	if page := pat.must(200, "GET", waiting+"/code", "")["raw"].(string); strings.Contains(page, `http-equiv="refresh"`) {
		t.Error("the page for the code is loaded anew while somebody types")
	}
	if status, page, _ := pat.submits(waiting, "code="+aWrongCode); status != 403 || !strings.Contains(page, "This is not a code that lets you in") {
		t.Errorf("a wrong code: got %d: %s", status, page)
	}
	if status, _, to := pat.submits(waiting, "code="+letters.next(t, "pat@police.example")); status != 303 || to != "/meetings/"+g.id {
		t.Errorf("the code: got %d to %s, want the room", status, to)
	}
	pat.must(200, "GET", "/meetings/"+g.id, "")
}
