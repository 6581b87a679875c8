package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// again makes a new link for Pat, perhaps to another address, and returns its token.
func (g gate) again(email string) string {
	g.t.Helper()
	made := g.chair.must(201, "POST", g.at+"/invitations", fmt.Sprintf(`{"id":"again","attendee":%q,"name":"Pat Sample","agency":{"sector":"police","name":"Example police"},"role":"member","email":%q}`, g.ids["Pat"], email))
	_, token, _ := strings.Cut(made["url"].(string), "#")
	return token
}

// TestANewLinkEndsOldCodes: whoever came by a link that went to a wrong address has nothing of the code sent there, once the
// chair has made another link.
func TestANewLinkEndsOldCodes(t *testing.T) {
	g, letters := openPost(t)
	stranger := g.knocks(g.links["Pat"])
	stranger.asksForCode(g.id)
	code := letters.next(t, "pat@police.example")
	g.again("right@police.example")
	stranger.types(403, g.id, code)
}

// TestANewLinkIsHeard: however often a link was tried by others, the one made after it is heard.
func TestANewLinkIsHeard(t *testing.T) {
	g, _ := openPost(t)
	for range 3 {
		g.knocks(g.links["Pat"])
	}
	someoneElse := &someone{office: g.office}
	someoneElse.must(202, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, g.again("")))
}

// TestNobodyLosesASeatByAnother: who takes part keeps their seat, whatever link they use.
func TestNobodyLosesASeatByAnother(t *testing.T) {
	g, _ := openPost(t)
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	g.chair.must(409, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
}

// TestWhoIsInvitedIsNamedSo: whoever says to be the person invited is shown by that person's name, and who says otherwise
// in the meantime is somebody else at the door.
func TestWhoIsInvitedIsNamedSo(t *testing.T) {
	g, _ := openPost(t)
	_, token, _ := strings.Cut(g.links["Pat"], "#")
	lee := &someone{office: g.office}
	knock := func(same bool) {
		lee.must(201, "POST", "/api/knocks", fmt.Sprintf(`{"token":%q,"name":"Lee Known","agency":{"sector":"health","name":"Clinic"},"same":%v}`, token, same))
	}
	knock(true)
	page := g.chair.must(200, "GET", "/meetings/"+g.id+"/people", "")["raw"].(string)
	if strings.Contains(page, "Lee Known") {
		t.Error("Lee is shown as Lee, and would get Pat's seat")
	}
	first := g.asking()[0]
	knock(false)
	g.chair.must(404, "POST", g.at+"/knocks/"+first, `{"admit":true}`)
}

// TestAGuestInTheChair goes on when the meeting is closed, and lets the others back.
func TestAGuestInTheChair(t *testing.T) {
	g, _, pat, mo := held(t)
	g.chair.write(g.at, "chair", fmt.Sprintf(`{"to":%q}`, g.ids["Pat"]))
	pat.write(g.at, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	pat.must(200, "GET", g.at+"/minutes", "")
	mo.must(403, "GET", g.at+"/minutes", "")
	pat.must(201, "POST", g.at+"/attendees/"+g.ids["Mo"]+"/pass", "")
}

// TestAdmittedAfterLong: many wrong codes and a long wait do not keep anybody out who is recognised in the end.
func TestAdmittedAfterLong(t *testing.T) {
	g, _ := openPost(t)
	nurse := g.knocks(g.links["Pat"])
	for range 7 {
		nurse.types(403, g.id, "CXXT-RYN5")
	}
	g.pass(11 * time.Minute)
	g.letsIn(g.chair)
	nurse.must(303, "GET", "/meetings/"+g.id+"/waiting", "")
	nurse.must(200, "GET", g.at, "")
}
