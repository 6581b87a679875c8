package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

func (g gate) closes() {
	g.t.Helper()
	g.chair.write(g.at, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
}

// held is a gate with an open meeting in which Pat and Mo are.
func held(t *testing.T) (g gate, letters sink, pat, mo *someone) {
	t.Helper()
	g, letters = openPost(t)
	g.chair.write(g.at, "phase", `{"phase":"open"}`)
	in := map[string]*someone{}
	for _, name := range []string{"Pat", "Mo"} {
		in[name] = g.knocks(g.links[name])
		g.letsIn(g.chair)
		in[name].state(g.id)
		g.chair.write(g.at, "attendance", fmt.Sprintf(`{"attendee":%q,"state":"joined"}`, g.ids[name]))
	}
	return g, letters, in["Pat"], in["Mo"]
}

// ended expects that a guest is told to show again who they are, wherever they look.
func (g gate) ended(s *someone) {
	g.t.Helper()
	for _, path := range []string{"", "/minutes", "/record", "/live", "/frames?wait=0"} {
		if said := s.must(403, "GET", g.at+path, ""); said["code"] != "room-ended" {
			g.t.Errorf("%s: got %v", path, said)
		}
	}
	s.must(403, "POST", g.at+"/commands", `{"id":"x","kind":"information","body":{"item":"q1","text":"x"}}`)
	if got := s.meetings(); got != 0 {
		g.t.Errorf("got %d meetings, want none", got)
	}
	s.must(303, "GET", "/meetings/"+g.id, "")
	page := s.must(200, "GET", "/meetings/"+g.id+"/waiting", "")["raw"].(string)
	if !strings.Contains(page, "Show that it is you") {
		g.t.Errorf("the page for who was there: got %s", page)
	}
	g.silent(page)
}

// silent expects that a page says nothing of the meeting.
func (g gate) silent(page string) {
	g.t.Helper()
	for _, never := range []string{"Kumquat", "Quince", "SM-", "Sam", "Pat ", "Mo ", "Example", "2026", "closed"} {
		if strings.Contains(page, never) {
			g.t.Errorf("the page says %q", never)
		}
	}
}

func TestTheRoomEndsForGuestsWithTheMeeting(t *testing.T) {
	g, letters, pat, mo := held(t)
	screens := g.screens(g.at, map[string]*someone{"guest": pat, "chair": g.chair})
	for _, ws := range screens {
		ws.SetReadDeadline(time.Now().Add(20 * time.Second))
	}
	g.chair.must(409, "POST", g.at+"/attendees/"+g.ids["Mo"]+"/pass", "")
	g.closes()
	var err error
	for err == nil {
		_, _, err = screens["guest"].ReadMessage()
	}
	if !isClose(err, 4503, "over") {
		t.Errorf("the guest's screen: got %v, want 4503", err)
	}
	g.chair.write(g.at, "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"Tidied."}]}`)
	for {
		var frame struct {
			Kind string `json:"kind"`
		}
		if err := screens["chair"].ReadJSON(&frame); err != nil {
			t.Fatalf("the chair's screen: %v", err)
		}
		if frame.Kind == "note" {
			break
		}
	}
	g.ended(pat)
	g.ended(mo)
	g.chair.must(200, "GET", g.at, "")

	// By a code that is sent, for which they knock again, without the link.
	before := pat.cookie
	pat.asksForCode(g.id)
	pat.types(200, g.id, letters.next(t, "pat@police.example"))
	if pat.cookie == before {
		t.Error("coming back gave no other cookie")
	}
	g.back(pat)
	g.wantKnown("Pat", "recognised by a1") // the closed record says no more
}

// back expects that a guest has their own pages, and no room.
func (g gate) back(s *someone) {
	g.t.Helper()
	s.must(200, "GET", g.at+"/minutes", "")
	for _, page := range []string{"minutes", "corrections", "sign", "copies"} {
		s.must(200, "GET", "/meetings/"+g.id+"/"+page, "")
	}
	for _, path := range []string{"", "/live", "/frames?wait=0"} {
		s.must(403, "GET", g.at+path, "")
	}
	s.must(303, "GET", "/meetings/"+g.id, "")
	if got := s.meetings(); got != 1 {
		g.t.Errorf("got %d meetings, want their own", got)
	}
}

func TestAnOldLinkAsksForACode(t *testing.T) {
	g, _, _, _ := held(t)
	g.closes()
	_, token, _ := strings.Cut(g.links["Mo"], "#")
	mo := &someone{office: g.office}
	_, page, _ := mo.submits("/join", "step=look&token="+token)
	if !strings.Contains(page, "Show that it is you") {
		t.Errorf("the old link: got %s", page)
	}
	g.silent(page)
	waiting := "/meetings/" + g.id + "/waiting"
	if status, _, to := mo.submits("/join", "step=join&token="+token); status != 303 || to != waiting {
		t.Fatalf("going on: got %d to %s", status, to)
	}
	g.silent(mo.must(200, "GET", waiting, "")["raw"].(string))
	mo.must(404, "GET", g.at+"/minutes", "")

	path := g.at + "/attendees/" + g.ids["Mo"] + "/pass"
	mo.must(404, "POST", path, "")
	g.chair.must(403, "POST", g.at+"/attendees/a1/pass", "")
	code := g.chair.must(201, "POST", path, "")["code"].(string)
	pat := g.knocks(g.links["Pat"])
	pat.types(403, g.id, code) // it is Mo's
	if status, _, to := mo.submits(waiting, "code="+code); status != 303 || to != "/meetings/"+g.id+"/minutes" {
		t.Fatalf("the code that the chair passed on: got %d to %s", status, to)
	}
	g.back(mo)
	g.knocks(g.links["Mo"]).types(403, g.id, code)

	if status, page, _ := g.chair.submits("/meetings/"+g.id+"/people", "step=pass&attendee="+g.ids["Pat"]); status != 200 {
		t.Errorf("a code by the form: got %d", status)
	} else if !strings.Contains(page, "Your code: ") {
		t.Errorf("the page of the code: got %s", page)
	}
}

func TestGuestsComeBackUntilTheirTimeIsOver(t *testing.T) {
	g, letters, pat, _ := held(t)
	g.closes()
	g.chair.write(g.at, "version", `{"by":""}`)
	g.chair.write(g.at, "signing", `{"by":"","reason":"A rehearsal"}`)
	g.chair.must(201, "POST", g.at+"/signatures", `{"id":"chair","version":1,"agree":true,"name":"Sam Example"}`)
	g.chair.write(g.at, "final", `{"version":1,"reason":"A rehearsal"}`)
	g.pass(guestTime - time.Hour)
	late := g.knocks(g.links["Pat"])
	late.asksForCode(g.id)
	late.types(200, g.id, letters.next(t, "pat@police.example"))
	g.back(late)
	g.pass(time.Hour / 2)
	waits := g.knocks(g.links["Mo"])
	g.pass(time.Hour / 2)
	for _, s := range []*someone{late, waits} {
		s.must(401, "POST", "/api/knocks/"+g.id+"/code", "")
		s.types(401, g.id, aWrongCode)
		s.must(401, "GET", "/meetings/"+g.id+"/waiting", "")
	}
	late.must(401, "GET", g.at+"/minutes", "")
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	(&someone{office: g.office}).must(401, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
	pat.must(401, "GET", g.at, "") // their session is over
}

// TestPagesLeadOnAfterTheRoom: the chair finds who asks to come in and the codes; guests, who have no room to go back to,
// their meetings and their actions.
func TestPagesLeadOnAfterTheRoom(t *testing.T) {
	g, letters, pat, _ := held(t)
	has := func(whose string, s *someone, path string, want bool, texts ...string) {
		t.Helper()
		page := s.must(200, "GET", path, "")["raw"].(string)
		for _, text := range texts {
			if got := strings.Contains(page, text); got != want {
				t.Errorf("%s for the %s says %q: got %v, want %v", path, whose, text, got, want)
			}
		}
	}
	room := "/meetings/" + g.id
	minutes, codes := room+"/minutes", `href="`+room+`/people" class="govuk-link">Guests and codes`
	back, actions := `href="/" class="govuk-back-link">Back to your meetings`, `href="/actions"`
	has("chair", g.chair, room, true, " data-known", "Guests leave the room when the meeting closes")
	has("chair", g.chair, minutes, false, codes)
	g.closes()
	has("chair", g.chair, minutes, true, codes+"<", "Back to the meeting")
	pat.asksForCode(g.id)
	has("chair", g.chair, minutes, true, codes+", 1 asking to come in<")
	has("chair", g.chair, minutes, false, back, actions)
	pat.types(200, g.id, letters.next(t, "pat@police.example"))
	has("guest", pat, minutes, true, back, actions)
	has("guest", pat, minutes, false, "/people", "Back to the meeting")
}
