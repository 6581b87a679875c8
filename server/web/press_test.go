package web_test

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"strategyroom/server/mail"
	"strategyroom/server/web"
)

// outbox keeps what is sent.
type outbox chan mail.Letter

func (o outbox) Send(_ context.Context, l mail.Letter) error {
	o <- l
	return nil
}

// letters are those that were sent since the last call, by whom they went to.
func (o outbox) letters() map[string]int {
	to := map[string]int{}
	for len(o) > 0 {
		to[(<-o).To]++
	}
	return to
}

// TestTheSameRequestGivesAGoodLink: it is the one that was sent, used or not, and nothing is sent again; once that has ended,
// another is made and sent.
func TestTheSameRequestGivesAGoodLink(t *testing.T) {
	sent := make(outbox, 20)
	o := openOfficeIn(t, func(_ *office, c *web.Config) { c.Post = sent })
	chair := o.signsIn("Sam Example", "sam@council.example")
	at := "/api/meetings/" + chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Quince"}]}`)["meeting"].(string)
	for _, test := range []struct {
		name  string
		ends  func(attendee, token string)
		again int // letters
	}{
		{"unused", func(string, string) {}, 0},
		{"replaced", func(attendee, _ string) {
			chair.must(201, "POST", at+"/invitations", fmt.Sprintf(`{"id":"another","attendee":%q}`, attendee))
			sent.letters()
		}, 1},
		{"used", func(_, token string) {
			(&someone{office: o}).must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
		}, 0},
	} {
		body := fmt.Sprintf(`{"id":%q,"name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member","email":"pat@police.example"}`, test.name)
		invite := func() (attendee, token string) {
			answer := chair.must(201, "POST", at+"/invitations", body)
			_, token, _ = strings.Cut(answer["url"].(string), "#")
			if answer["email"] != "sent" {
				t.Errorf("%s: got %v, want that it was sent", test.name, answer)
			}
			return answer["attendee"].(string), token
		}
		attendee, first := invite()
		sent.letters()
		test.ends(attendee, first)
		same, token := invite()
		if got := sent.letters()["pat@police.example"]; got != test.again || (token == first) != (test.again == 0) {
			t.Errorf("%s: the same link: %v, and %d letters more; want %d", test.name, token == first, got, test.again)
		}
		if same != attendee {
			t.Errorf("%s: got attendee %s, want %s", test.name, same, attendee)
		}
		if test.name != "used" {
			(&someone{office: o}).must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
		}
	}
}

// TestTheSameListGivesGoodLinks: those that have ended are left out, and the others stay; where all have, all are made anew.
func TestTheSameListGivesGoodLinks(t *testing.T) {
	sent := make(outbox, 20)
	o := openOfficeIn(t, func(_ *office, c *web.Config) { c.Post = sent })
	chair := o.signsIn("Sam Example", "sam@council.example")
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Quince"}]}`)["meeting"].(string)
	list := url.Values{"step": {"rows"}, "id": {"list"}}
	for i, row := range []struct{ name, email string }{{"Pat Sample", "pat@police.example"}, {"Nia Ward", ""}} {
		for name, value := range map[string]string{"id": strings.Fields(row.name)[0], "name": row.name, "email": row.email, "role": "member", "agency.sector": "police", "agency.name": "Example Police"} {
			list.Set(fmt.Sprintf("rows.%d.%s", i, name), value)
		}
	}
	press := func() string {
		t.Helper()
		status, page, _ := chair.submits("/meetings/"+id+"/people", list.Encode())
		if status != 200 {
			t.Fatalf("got %d %s", status, page)
		}
		return page
	}
	link := func(page string) string { // Nia's, the only one that is shown
		_, page, _ = strings.Cut(page, "/join#")
		return page[:min(len(page), 43)]
	}
	first := press()
	if got := sent.letters(); got["pat@police.example"] != 1 || link(first) == "" {
		t.Fatalf("sent: %v; the page shows %q", got, link(first))
	}
	if again := press(); link(again) != link(first) || !strings.Contains(again, "Sent by e-mail to pat@police.example.") {
		t.Errorf("pressed again it shows %q, want %q and what was sent", link(again), link(first))
	}
	ids := map[string]string{}
	for id, who := range chair.must(200, "GET", "/api/meetings/"+id, "")["meeting"].(map[string]any)["attendees"].(map[string]any) {
		ids[who.(map[string]any)["name"].(string)] = id
	}
	chair.must(201, "POST", "/api/meetings/"+id+"/invitations", fmt.Sprintf(`{"id":"another","attendee":%q}`, ids["Nia Ward"]))
	if again := press(); link(again) != "" || !strings.Contains(again, "Sent by e-mail to pat@police.example.") {
		t.Errorf("with a link that has ended it shows %q, want only what was sent", link(again))
	}
	if got := sent.letters(); len(got) != 0 {
		t.Errorf("sent again: %v", got)
	}
	chair.must(201, "POST", "/api/meetings/"+id+"/invitations", fmt.Sprintf(`{"id":"other","attendee":%q}`, ids["Pat Sample"]))
	sent.letters()
	again := press()
	if got := sent.letters(); got["pat@police.example"] != 1 || link(again) == "" {
		t.Errorf("when all have ended: sent %v, and the page shows %q; want one letter and a link", got, link(again))
	}
	(&someone{office: o}).must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, link(again)))
}
