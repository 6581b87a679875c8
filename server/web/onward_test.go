package web_test

import (
	"fmt"
	"strings"
	"testing"
)

// leads expects that the pages and forms for codes all lead somebody there.
func (s *someone) leads(meeting, want string) {
	s.t.Helper()
	code := "/meetings/" + meeting + "/waiting/code"
	got := map[string]string{}
	_, _, got["the page"] = s.fetches(code)
	_, _, got["having one sent"] = s.submits(code, "")
	for name, to := range got {
		if to != want {
			s.t.Errorf("%s: got %q, want %q", name, to, want)
		}
	}
}

// TestTheCodePageLeadsOn: whoever is let in while they are about to type a code needs none any more.
func TestTheCodePageLeadsOn(t *testing.T) {
	g, letters := openPost(t)
	pat := g.knocks(g.links["Pat"])
	waiting := "/meetings/" + g.id + "/waiting"
	pat.must(200, "GET", waiting+"/code", "")
	before := pat.cookie
	look := func(want string) {
		t.Helper()
		if said := pat.must(200, "GET", "/api/knocks/"+g.id+"?look", ""); said["state"] != want || pat.cookie != before {
			t.Errorf("looking: got %v, another cookie: %v, want %s and the same", said["state"], pat.cookie != before, want)
		}
	}
	look("waiting")
	g.letsIn(g.chair)
	look("admitted") // takes no seat, so that the cookie of what they send meanwhile is good
	pat.must(404, "GET", g.at, "")
	pat.leads(g.id, waiting)
	if status, _, to := pat.submits(waiting, "code="+aWrongCode); status != 303 || to != waiting {
		t.Errorf("a code of who was let in: got %d to %q, want where the seat is taken", status, to)
	}
	if _, _, to := pat.fetches(waiting); to != "/meetings/"+g.id || pat.cookie == before {
		t.Errorf("taking the seat: got to %q, another cookie: %v", to, pat.cookie != before)
	}
	pat.leads(g.id, "/meetings/"+g.id)
	if status, _, to := pat.submits(waiting, "code="+aWrongCode); status != 303 || to != "/meetings/"+g.id {
		t.Errorf("a code of who is inside: got %d to %q, want the room", status, to)
	}
	if seats := pat.types(200, g.id, aWrongCode)["seats"].(map[string]any); seats[g.id] != g.ids["Pat"] {
		t.Errorf("a code of who is inside: got the seats %v", seats)
	}

	mo := g.knocks(g.links["Mo"]) // while one waits outside nothing leads on
	mo.must(200, "GET", waiting+"/code", "")
	mo.types(403, g.id, aWrongCode)
	if len(letters) > 0 {
		t.Error("a code was sent to who needs none")
	}
}

// TestACodeIsAskedForByWhoWasLetInBack: it makes nobody ask to come in whom nobody sees.
func TestACodeIsAskedForByWhoWasLetInBack(t *testing.T) {
	g, letters, pat, _ := held(t)
	g.closes()
	pat.asksForCode(g.id)
	letters.next(t, "pat@police.example")
	g.letsIn(g.chair)
	pat.must(404, "POST", "/api/knocks/"+g.id+"/code", "")
	waiting := "/meetings/" + g.id + "/waiting"
	pat.leads(g.id, waiting)
	if got := g.asking(); len(got) > 0 {
		t.Errorf("got %v asking to come in, want nobody", got)
	}
	if _, _, to := pat.fetches(waiting); to != "/meetings/"+g.id+"/minutes" {
		t.Errorf("got to %q, want their own pages", to)
	}
	g.back(pat)
	pat.leads(g.id, "/meetings/"+g.id+"/minutes")
}

// TestAFormOfTheRoomAfterItsEnd gives the words back, and leads to where they show again that it is them.
func TestAFormOfTheRoomAfterItsEnd(t *testing.T) {
	g, _, pat, _ := held(t)
	g.closes()
	status, page, _ := pat.submits("/meetings/"+g.id+"/write", "kind=information&id=late&item=q1&text=Mirabelle")
	for _, want := range []string{"Mirabelle", fmt.Sprintf(`href="/meetings/%s/waiting"`, g.id)} {
		if status != 403 || !strings.Contains(page, want) {
			t.Errorf("got %d, no %s: %s", status, want, page)
		}
	}
}
