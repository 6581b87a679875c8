package web_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/web"
)

// gate is a meeting whose guests have to be known: its chair, its address for programs, and links by first name.
type gate struct {
	*office
	chair *someone
	id    string
	at    string
	links map[string]string
	ids   map[string]string
}

// openGate convenes one with Pat of the police, whose invitation has an e-mail address, and Mo, the minute-taker, without.
func openGate(t *testing.T, set ...func(*web.Config)) gate {
	o := openOfficeIn(t, func(_ *office, c *web.Config) {
		c.Known = true
		for _, more := range set {
			more(c)
		}
	})
	g := gate{office: o, chair: o.signsIn("Sam Example", "sam@council.example"), links: map[string]string{}, ids: map[string]string{}}
	g.id = g.chair.must(201, "POST", "/api/meetings", `{"id":"first","title":"Kumquat","people":[{"category":"child","name":"Quince"}]}`)["meeting"].(string)
	g.at = "/api/meetings/" + g.id
	g.invite("Pat Sample", "police", "member", "pat@police.example")
	g.invite("Mo Minutes", "social-care", "minute-taker", "")
	return g
}

func (g gate) invite(name, sector, role, email string) {
	g.t.Helper()
	first, _, _ := strings.Cut(name, " ")
	g.sent++
	answer := g.chair.must(201, "POST", g.at+"/invitations", fmt.Sprintf(
		`{"id":"i%d","name":%q,"agency":{"sector":%q,"name":"Example %s"},"role":%q,"email":%q}`, g.sent, name, sector, sector, role, email))
	g.links[first], g.ids[first] = answer["url"].(string), answer["attendee"].(string)
}

// knocks is somebody who uses a link and has to wait.
func (g gate) knocks(link string) *someone {
	g.t.Helper()
	s := &someone{office: g.office}
	g.waits(s, link)
	return s
}

func (g gate) waits(s *someone, link string) {
	g.t.Helper()
	_, token, _ := strings.Cut(link, "#")
	said := s.must(202, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
	if said["knock"] != "waiting" || said["meeting"] != g.id || len(said["seats"].(map[string]any)) > 0 {
		g.t.Errorf("a link where guests have to be known: got %v, want that they wait", said)
	}
}

// asking are the ids of those who ask to come in.
func (g gate) asking() (ids []string) {
	g.t.Helper()
	waiting, err := g.people.Knocks(context.Background(), g.id)
	if err != nil {
		g.t.Fatal(err)
	}
	for _, knock := range waiting {
		ids = append(ids, knock.ID)
	}
	return ids
}

func (g gate) letsIn(by *someone) {
	g.t.Helper()
	waiting := g.asking()
	if len(waiting) != 1 {
		g.t.Fatalf("got %v asking to come in, want one", waiting)
	}
	by.must(204, "POST", g.at+"/knocks/"+waiting[0], `{"admit":true}`)
}

// submits sends a plain form and returns what it is answered with.
func (s *someone) submits(path, form string) (status int, page, to string) {
	s.t.Helper()
	request := httptest.NewRequest("POST", path, strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return s.browses(request)
}

// fetches is submits for a page.
func (s *someone) fetches(path string) (status int, page, to string) {
	s.t.Helper()
	return s.browses(httptest.NewRequest("GET", path, nil))
}

func (s *someone) browses(request *http.Request) (status int, page, to string) {
	s.t.Helper()
	request.Header.Set("Accept", "text/html")
	if s.cookie != "" {
		request.Header.Set("Cookie", account.Cookie+"="+s.cookie)
	}
	answer, err := s.app.Test(request, -1)
	if err != nil {
		s.t.Fatal(err)
	}
	defer answer.Body.Close()
	for _, cookie := range answer.Cookies() {
		if cookie.Name == account.Cookie {
			s.cookie = cookie.Value
		}
	}
	raw, _ := io.ReadAll(answer.Body)
	return answer.StatusCode, string(raw), answer.Header.Get("Location")
}

func (s *someone) state(meeting string) any {
	s.t.Helper()
	return s.must(200, "GET", "/api/knocks/"+meeting, "")["state"]
}

// knownAs is how the record says that somebody was known: "recognised by a1", "mail".
func (g gate) knownAs(name string) (all []string) {
	g.t.Helper()
	for line := range strings.Lines(g.chair.must(200, "GET", g.at+"/record", "")["raw"].(string)) {
		e, err := meeting.ParseEntry([]byte(strings.TrimSpace(line)))
		if err != nil {
			g.t.Fatal(err)
		}
		var said struct{ Attendee, How string }
		if e.Kind != "attendee.known" || json.Unmarshal(e.Body, &said) != nil || said.Attendee != g.ids[name] {
			continue
		}
		if e.By != "" {
			said.How += " by " + e.By
		}
		all = append(all, said.How)
	}
	return all
}

func (g gate) wantKnown(name string, want ...string) {
	g.t.Helper()
	if got := g.knownAs(name); !slices.Equal(got, want) {
		g.t.Errorf("the record says of %s: got %v, want %v", name, got, want)
	}
}

func TestALinkAloneLetsNobodyIn(t *testing.T) {
	g := openGate(t)
	pat := g.knocks(g.links["Pat"])
	for _, path := range []string{"", "/record", "/minutes", "/frames", "/live"} {
		pat.must(404, "GET", g.at+path, "")
	}
	if got := pat.state(g.id); got != "waiting" {
		t.Errorf("before anybody answered: got %v", got)
	}
	page := pat.must(200, "GET", "/meetings/"+g.id+"/waiting", "")["raw"].(string)
	for _, never := range []string{"Kumquat", "Quince", "SM-", "Sam", "Pat", "Example", "2026", "16:0"} {
		if strings.Contains(page, never) {
			t.Errorf("the page to wait at says %q", never)
		}
	}
	before := pat.cookie
	g.letsIn(g.chair)
	pat.must(404, "GET", g.at, "") // the seat is taken in the session that knocked, with another cookie
	if got := pat.state(g.id); got != "admitted" || pat.cookie == before {
		t.Errorf("let in: got %v, another cookie: %v", got, pat.cookie != before)
	}
	pat.must(200, "GET", g.at, "")
	g.wantKnown("Pat", "recognised by a1")
	old := &someone{office: g.office, cookie: before}
	old.must(401, "GET", g.at, "")
	old.must(401, "GET", "/api/knocks/"+g.id, "")

	now := pat.cookie
	pat.state(g.id)
	pat.must(303, "GET", "/meetings/"+g.id+"/waiting", "")
	if pat.cookie != now {
		t.Error("asking again gave another cookie")
	}
	if got := g.chair.must(200, "GET", g.at+"/minutes", "")["raw"].(string); !strings.Contains(got, "Recognised by Sam Example") {
		t.Error("the minutes do not say who recognised Pat")
	}
}

func TestALinkThatSomebodyElseUses(t *testing.T) {
	g := openGate(t)
	pat := g.knocks(g.links["Pat"])
	other := g.knocks(g.links["Pat"]) // nothing is used up, and nothing is given
	third := g.knocks(g.links["Pat"])
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	(&someone{office: g.office}).must(429, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
	waiting := g.asking()
	if len(waiting) != 3 {
		t.Fatalf("got %d asking, want 3", len(waiting))
	}
	g.chair.must(204, "POST", g.at+"/knocks/"+waiting[1], `{"admit":false}`)
	g.chair.must(204, "POST", g.at+"/knocks/"+waiting[0], `{"admit":true}`)
	if got := other.state(g.id); got != "declined" {
		t.Errorf("turned away: got %v", got)
	}
	for _, s := range []*someone{other, third} {
		s.must(404, "GET", g.at, "")
	}
	pat.state(g.id)
	pat.must(200, "GET", g.at, "")
	g.waits(&someone{office: g.office}, g.links["Pat"])
	if _, page, _ := (&someone{office: g.office}).submits("/join", "step=look&token="+token); !strings.Contains(page, "This link was used already") {
		t.Errorf("the link once it was used: got %s", page)
	}
	g.wantKnown("Pat", "recognised by a1")
}

func TestAccountsThatTheInvitationIsFor(t *testing.T) {
	agency := meeting.Agency{Sector: "police", Name: "Example police"}
	const ( // how they have signed in
		byPassword = "by password"
		byLink     = "by a link, and has a password"
		linkAlone  = "by a link alone"
	)
	tests := []struct {
		name, email, invitedAt, how string
		in                          bool
	}{
		{"Pat Sample", "PAT@police.example", "pat@police.example", byPassword, true},
		{"Pat Sample", "pat@police.example", "pat@police.example", byLink, false},
		{"Pat Sample", "pat@police.example", "pat@police.example", linkAlone, false},
		{"Pat Sample", "pat@elsewhere.example", "", linkAlone, false},
		{"Pat Sample", "pat@elsewhere.example", "pat@police.example", byPassword, false},
		{"Somebody Else", "pat@police.example", "pat@police.example", byPassword, true},
		{"pat  sample", "pat@elsewhere.example", "", byPassword, true},
		{"Pat Simple", "pat@elsewhere.example", "", byPassword, false},
	}
	for _, test := range tests {
		t.Run(test.name+" "+test.email+" "+test.invitedAt+" "+test.how, func(t *testing.T) {
			g := openGate(t)
			link := g.links["Pat"]
			if test.invitedAt == "" {
				g.invite("Pat Sample", "police", "observer", "")
				link = g.links["Pat"]
			}
			token, err := g.people.Add(context.Background(), account.Details{Name: test.name, Email: test.email, Agency: agency})
			if err != nil {
				t.Fatal(err)
			}
			s := g.comes("#" + token)
			if test.how != linkAlone {
				app := s.secures()
				if test.how == byPassword {
					g.pass(time.Minute)
					s = &someone{office: g.office}
					s.must(200, "POST", "/api/session/password", fmt.Sprintf(`{"email":%q,"password":%q,"code":%q}`, test.email, password, app.code()))
				}
			}
			if !test.in {
				g.waits(s, link)
				s.must(404, "GET", g.at, "")
				g.wantKnown("Pat")
				return
			}
			before := s.cookie
			_, token, _ = strings.Cut(link, "#")
			g.away.Store(true)
			s.must(503, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
			s.must(404, "GET", g.at, "") // no seat before the record says how they were known
			g.away.Store(false)
			for range 2 {
				s.must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
			}
			s.must(200, "GET", g.at, "")
			g.wantKnown("Pat", "account")
			if s.cookie == before {
				t.Error("the seat came with the old cookie")
			}
		})
	}
}

func TestASubstituteIsRecognised(t *testing.T) {
	g := openGate(t)
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	gil := &someone{office: g.office}
	gil.must(201, "POST", "/api/knocks", fmt.Sprintf(`{"token":%q,"name":"Gil Relief","agency":{"sector":"police"}}`, token))
	mo := g.knocks(g.links["Mo"])
	waiting := g.asking()
	g.chair.must(204, "POST", g.at+"/knocks/"+waiting[1], `{"admit":true}`)
	if got := mo.state(g.id); got != "admitted" {
		t.Fatalf("the minute-taker: got %v", got)
	}
	mo.must(204, "POST", g.at+"/knocks/"+waiting[0], `{"admit":true}`)
	gil.state(g.id)
	attendee := gil.must(200, "GET", g.at, "")["you"].(map[string]any)["attendee"].(string)
	g.ids["Gil"] = attendee
	g.wantKnown("Gil", "recognised by "+g.ids["Mo"])
	if attendee == g.ids["Pat"] {
		t.Error("a substitute came in as the person invited")
	}
	g.wantKnown("Pat")
}

func TestWhoMayNotAttendIsNotKnown(t *testing.T) {
	g := openGate(t)
	pat := g.knocks(g.links["Pat"])
	g.chair.write(g.at, "conflict", fmt.Sprintf(`{"attendee":%q,"finding":"may-not-attend","reason":"A friend"}`, g.ids["Pat"]))
	g.chair.must(422, "POST", g.at+"/knocks/"+g.asking()[0], `{"admit":true}`)
	if got := pat.state(g.id); got != "waiting" {
		t.Errorf("got %v, want that nothing came of it", got)
	}
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	if said := (&someone{office: g.office}).must(401, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token)); said["code"] != "link-ended" {
		t.Errorf("the link of who may not attend: got %v", said)
	}
}
