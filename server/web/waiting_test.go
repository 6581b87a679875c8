package web_test

import (
	"fmt"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// TestNobodyIsTurnedAwayAndKnown: whoever is turned away at the instant in which somebody else lets them in, or in which their
// code is right, is either in and noted, or neither.
func TestNobodyIsTurnedAwayAndKnown(t *testing.T) {
	g, letters := openPost(t)
	for _, how := range []string{"recognised by a1", "mail"} {
		g.invite("Pat Sample", "police", "member", "pat@police.example")
		pat := g.knocks(g.links["Pat"])
		knock := g.asking()[0]
		if how == "mail" {
			pat.asksForCode(g.id)
		}
		var declined error
		decline := func() { _, declined = g.people.Decline(t.Context(), g.id, knock) }
		g.during.Store(&decline)
		if how == "mail" {
			pat.types(200, g.id, letters.next(t, "pat@police.example"))
		} else {
			g.chair.must(204, "POST", g.at+"/knocks/"+knock, `{"admit":true}`)
			pat.state(g.id)
		}
		if got := codeOf(declined); got != meeting.Conflict {
			t.Errorf("turned away while that was written: got %v, want conflict", declined)
		}
		pat.must(200, "GET", g.at, "")
		g.wantKnown("Pat", how)
	}
	pat := g.knocks(g.links["Mo"])
	knock := g.asking()[0]
	g.chair.write(g.at, "conflict", fmt.Sprintf(`{"attendee":%q,"finding":"may-not-attend","reason":"A friend"}`, g.ids["Mo"]))
	g.chair.must(422, "POST", g.at+"/knocks/"+knock, `{"admit":true}`)
	g.chair.must(204, "POST", g.at+"/knocks/"+knock, `{"admit":false}`) // who was not let in can be turned away
	pat.must(404, "GET", g.at, "")
	g.wantKnown("Mo")
}

// TestNobodyIsTurnedAwayOfWhomItMayBeWritten: while it is not known whether the record says that somebody is known, nobody
// turns them away.
func TestNobodyIsTurnedAwayOfWhomItMayBeWritten(t *testing.T) {
	g := openGate(t)
	pat := g.knocks(g.links["Pat"])
	knock := g.asking()[0]
	g.lost.Store(true)
	g.chair.must(503, "POST", g.at+"/knocks/"+knock, `{"admit":true}`)
	if _, err := g.people.Decline(t.Context(), g.id, knock); codeOf(err) != meeting.Conflict {
		t.Errorf("turned away of whom it may be written: got %v, want conflict", err)
	}
	g.lost.Store(false)
	g.chair.must(204, "POST", g.at+"/knocks/"+knock, `{"admit":true}`)
	pat.state(g.id)
	pat.must(200, "GET", g.at, "")
	g.wantKnown("Pat", "recognised by a1")
}

func codeOf(err error) meeting.Code {
	if told, ok := err.(*meeting.Refusal); ok {
		return told.Code
	}
	return ""
}

// TestLetInTooLate: whoever was let in, or was sent a code, and did not come in before the meeting closed, shows again who they
// are, and has their own pages then.
func TestLetInTooLate(t *testing.T) {
	g, letters, _, _ := held(t)
	g.invite("Gil Late", "police", "member", "gil@police.example")
	g.invite("Lee Late", "police", "member", "lee@police.example")
	gil := g.knocks(g.links["Gil"])
	g.letsIn(g.chair)
	lee := g.knocks(g.links["Lee"])
	lee.asksForCode(g.id)
	old := letters.next(t, "lee@police.example")
	g.closes()

	if said := gil.must(403, "GET", "/api/knocks/"+g.id, ""); said["code"] != "room-ended" {
		t.Errorf("let in too late: got %v, want room-ended", said)
	}
	waiting := "/meetings/" + g.id + "/waiting"
	page := gil.must(200, "GET", waiting, "")["raw"].(string)
	if !strings.Contains(page, "You were let in, but did not come in in time.") {
		t.Errorf("the page for who was let in too late: got %s", page)
	}
	g.silent(page)
	gil.must(404, "GET", g.at+"/minutes", "")
	gil.asksForCode(g.id)
	gil.types(200, g.id, letters.next(t, "gil@police.example"))
	g.back(gil)

	lee.types(403, g.id, old)
	lee.must(404, "GET", g.at+"/minutes", "")
	lee.asksForCode(g.id)
	lee.types(200, g.id, letters.next(t, "lee@police.example"))
	g.back(lee)
}

// TestLetInAfterClosing: what is answered after the meeting is for the pages after it, whenever they knocked.
func TestLetInAfterClosing(t *testing.T) {
	g, _, _, _ := held(t)
	pat := g.knocks(g.links["Pat"])
	g.closes()
	g.letsIn(g.chair)
	if got := pat.state(g.id); got != "admitted" {
		t.Errorf("let in: got %v", got)
	}
	g.back(pat)
}

// TestWaitingWhereALinkIsEnough leads who is in to the meeting, closed or not.
func TestWaitingWhereALinkIsEnough(t *testing.T) {
	m := openOffice(t).closed()
	page := strings.TrimPrefix(m.at, "/api")
	for _, s := range []*someone{m.chair, m.guests["Pat"]} {
		if _, _, to := s.fetches(page + "/waiting"); to != page {
			t.Errorf("got %q, want %q", to, page)
		}
	}
}

// TestASubstituteForWhoMayNotAttend: what was found of the person invited is not found of who comes in their place.
func TestASubstituteForWhoMayNotAttend(t *testing.T) {
	g := openGate(t)
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	gil := &someone{office: g.office}
	gil.must(201, "POST", "/api/knocks", fmt.Sprintf(`{"token":%q,"name":"Gil Relief","agency":{"sector":"police"}}`, token))
	finds := func(attendee string) {
		g.chair.write(g.at, "conflict", fmt.Sprintf(`{"attendee":%q,"finding":"may-not-attend","reason":"A friend"}`, attendee))
	}
	finds(g.ids["Pat"])
	waiting := "/meetings/" + g.id + "/waiting"
	gil.must(200, "GET", waiting, "")
	g.letsIn(g.chair)
	found := ""
	for line := range strings.Lines(g.chair.must(200, "GET", g.at+"/record", "")["raw"].(string)) {
		if e, err := meeting.ParseEntry([]byte(strings.TrimSpace(line))); err == nil && strings.Contains(string(e.Body), "Gil Relief") {
			found = meeting.AttendeeID(e.Number)
		}
	}
	finds(found)
	gil.must(404, "GET", waiting, "") // now it was found of them
}

// TestAKnockThatNobodyAnswered can be repeated with a button, without the link.
func TestAKnockThatNobodyAnswered(t *testing.T) {
	g := openGate(t)
	pat := g.knocks(g.links["Pat"])
	waiting := "/meetings/" + g.id + "/waiting"
	pat.must(303, "POST", waiting+"/again", "") // while it is heard there is nothing to do
	if got := g.asking(); len(got) != 1 {
		t.Errorf("got %d asking, want 1", len(got))
	}
	g.pass(account.KnockLife)
	page := pat.must(404, "GET", waiting, "")["raw"].(string)
	if !strings.Contains(page, `action="`+waiting+`/again"`) || !strings.Contains(page, "Ask to be let in again") || strings.Contains(page, `http-equiv="refresh"`) {
		t.Errorf("the page of a knock that ended: got %s", page)
	}
	g.silent(page)
	pat.must(404, "GET", "/api/knocks/"+g.id, "")
	for _, path := range []string{waiting, waiting + "/code"} {
		if status, _, to := pat.submits(path, "code="+aWrongCode); status != 303 || to != waiting {
			t.Errorf("%s: got %d to %q, want to ask again", path, status, to)
		}
	}
	if status, _, to := pat.submits(waiting+"/again", ""); status != 303 || to != waiting {
		t.Fatalf("asking again: got %d to %q", status, to)
	}
	g.chair = g.signsIn("Sam Example", "sam@council.example") // whose session is over
	g.letsIn(g.chair)
	pat.must(303, "GET", waiting, "")
	pat.must(200, "GET", g.at, "")
	g.wantKnown("Pat", "recognised by a1")
	(&someone{office: g.office}).must(401, "POST", waiting+"/again", "")
	g.chair.must(404, "POST", waiting+"/again", "")
}

// TestAskedAgainInTheMeantime: an admission counts though the link was used once more in that browser.
func TestAskedAgainInTheMeantime(t *testing.T) {
	g := openGate(t)
	pat := g.knocks(g.links["Pat"])
	g.letsIn(g.chair)
	g.waits(pat, g.links["Pat"])
	if got := pat.state(g.id); got != "admitted" {
		t.Errorf("got %v, want that they are in", got)
	}
	pat.must(200, "GET", g.at, "")
	if got := g.asking(); len(got) > 0 {
		t.Errorf("got %v asking, want none", got)
	}
}

// TestTheCodePageStays while somebody types who does not wait for an answer: it would be loaded anew every two seconds.
func TestTheCodePageStays(t *testing.T) {
	g, _, pat, _ := held(t)
	shows := func(s *someone) bool {
		return strings.Contains(s.must(200, "GET", "/meetings/"+g.id+"/waiting/code", "")["raw"].(string), "data-waiting")
	}
	if !shows(g.knocks(g.links["Pat"])) {
		t.Error("the page of who waits does not go on by itself")
	}
	g.closes()
	if shows(pat) {
		t.Error("the page of who does not wait is loaded anew")
	}
}
