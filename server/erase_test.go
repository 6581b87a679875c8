package main_test

import (
	"bytes"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/pquerna/otp/totp"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/store/bolt"
	atrest "strategyroom/server/store/sealed"
)

const passPhrase = "zebra ladder violet 7"

// secured gives an account a password, and returns its recovery codes.
func (c *client) secured() (codes []string) {
	c.t.Helper()
	app := c.must(200, "GET", "/api/account/authenticator", "")
	code, err := totp.GenerateCode(app["secret"].(string), time.Now())
	if err != nil {
		c.t.Fatal(err)
	}
	c.must(422, "PUT", "/api/account/password", fmt.Sprintf(`{"password":"leavemealone","nonce":%q,"code":%q}`, app["nonce"], code)) // it was stolen elsewhere
	said := c.must(200, "PUT", "/api/account/password", fmt.Sprintf(`{"password":%q,"nonce":%q,"code":%q}`, passPhrase, app["nonce"], code))
	for _, one := range said["codes"].([]any) {
		codes = append(codes, one.(string))
	}
	return codes
}

// confirms shows once more who somebody is.
func (c *client) confirms(code string) {
	c.t.Helper()
	c.must(200, "POST", "/api/session/confirmation", fmt.Sprintf(`{"password":%q,"code":%q}`, passPhrase, code))
}

// keeps opens the page of how long a meeting is kept.
func (c *client) keeps(id string) *browser {
	c.t.Helper()
	b := &browser{t: c.t.(*testing.T), url: c.url, cookie: c.cookie}
	b.open("/retention/" + id)
	b.is(200)
	return b
}

// TestErase has a meeting erased as two administrators agree, and as nobody else can: those who could see it are told,
// with their screens sent away; the chain is whole, and nothing can be read, also after the program starts again.
func TestErase(t *testing.T) {
	data := t.TempDir()
	program := serve(t, "--data", data)
	sam := &client{t: t, url: program.url}
	sam.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	kim := &client{t: t, url: program.url}
	kim.must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token(t, program.url, data, "kim@council.example", "--role", "administrator")))
	id := sam.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Tomos Enghraifft"}]}`)["meeting"].(string)
	at := "/api/meetings/" + id
	police := &client{t: t, url: program.url}
	police.join(sam.must(201, "POST", at+"/invitations",
		`{"id":"invite","name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member"}`)["url"].(string))
	sam.write(id, "phase", `{"phase":"open"}`)
	sam.write(id, "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"Tomos is with his aunt."}]}`)

	erase := func(want string, wantCode int) {
		t.Helper()
		said, code := run(t, "erase", id, "--reason", "Its time is over", "--data", data)
		if code != wantCode || !strings.Contains(said, want) {
			t.Fatalf("got %q and exit code %d, want %q and %d", said, code, want, wantCode)
		}
	}
	erase("The meeting is not closed.", 1)
	sam.write(id, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	sam.finish(id, 1)
	sam.file(at+"/minutes.pdf", "minutes.pdf")
	stood := sam.must(200, "GET", at, "")
	erase("there are not two", 1) // who can show who they are
	codes, others := sam.secured(), kim.secured()
	must(t, "legal hold", "retention", "hold", id, "--reason", "An inquiry", "--data", data)
	erase("under a legal hold", 1)
	must(t, id, "retention", "release", id, "--reason", "The inquiry is over", "--data", data)
	must(t, "review 2020-01-31", "retention", "set", id, "--class", "Rehearsal", "--review", "2020-01-31", "--data", data)
	must(t, "class Rehearsal", "retention", "--due", "--data", data)
	erase("Two administrators agree", 0)

	mo := &client{t: t, url: program.url} // made after it was asked
	mo.must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token(t, program.url, data, "mo@council.example", "--role", "administrator")))
	late := mo.secured()
	mo.confirms(late[0])
	b := mo.keeps(id)
	b.send("agree")
	b.is(403)
	b = sam.keeps(id)
	b.shows("Class: Rehearsal", "the command line asked on", "Its time is over")
	b.send("agree")
	b.shows("Confirm who you are") // who is signed in by a link shows nothing
	sam.confirms(codes[0])
	b = sam.keeps(id)
	before := b.page
	b.send("agree")
	b.is(200)
	b.shows("Sam Example agreed")
	b.page = before // again, from an older page
	b.send("agree")
	b.is(409)
	if status, _ := sam.call("GET", at, ""); status != 200 {
		t.Fatalf("one agreed: got %d, want the meeting as it was", status)
	}
	screen := police.live(id, "")
	kim.confirms(others[0])
	b = kim.keeps(id)
	b.send("agree")
	b.is(200)
	b.shows("Erased on ", "Asked by the command line", "Agreed by Sam Example", "Agreed by Sam Sample")

	screen.SetReadDeadline(time.Now().Add(time.Minute))
	for {
		if _, _, err := screen.ReadMessage(); err != nil {
			if !websocket.IsCloseError(err, 4501) {
				t.Errorf("a screen: got %v, want that it is removed", err)
			}
			break
		}
	}
	gone := func() {
		t.Helper()
		for _, c := range []*client{sam, police} {
			for _, path := range []string{at, at + "/minutes.pdf", at + "/record"} {
				if said := c.must(410, "GET", path, ""); said["code"] != "erased" {
					t.Errorf("%s: got %v, want erased", path, said)
				}
			}
			c.must(410, "GET", "/meetings/"+id, "")
			c.must(200, "GET", "/api/meetings", "")
		}
		(&client{t: t, url: sam.url}).must(401, "GET", at, "")
		kim.must(404, "GET", at, "")
		must(t, "erased", "retention", "--data", data)
	}
	gone()
	erase("erased already", 1)
	program.stop()
	must(t, "backed up: 2 records", "backup", filepath.Join(t.TempDir(), "backup"), "--data", data)
	program = serve(t, "--data", data)
	sam.url, police.url, kim.url = program.url, program.url, program.url
	gone()
	program.stop()
	erase("start it, then ask again", 1)

	inner, err := bolt.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	kept, _, err := atrest.Open(t.Context(), inner, filepath.Join(data, atrest.File), account.Owner)
	if err != nil {
		t.Fatal(err)
	}
	var chain meeting.Chain
	var said bytes.Buffer
	same := false
	err = kept.Read(t.Context(), id, 0, func(e meeting.Entry) error {
		said.Write(e.Line())
		same = same || float64(e.Number) == stood["number"] && e.Fingerprint.String() == stood["fingerprint"]
		return chain.Follow(e)
	})
	if err != nil || !same || strings.Contains(said.String(), "Tomos") {
		t.Errorf("got a chain to entry %d, with what stood in it %v, %v, and %.300s; want a whole one that says nothing",
			chain.Number, same, err, said.String())
	}
}
