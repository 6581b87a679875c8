package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"strategyroom/server/web"
)

// forKnocking are the addresses of a meeting for those who ask to be let in.
var forKnocking = []string{"/api/knocks/:meeting", "/meetings/:meeting/waiting"}

// forRecipients are the addresses for those who were given a copy and have no seat.
const forRecipients = "/copies/"

// TestNobodySeesAMeetingWithoutASeat asks every address of a meeting as those who may not be in it.
func TestNobodySeesAMeetingWithoutASeat(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	convene := func(id string) string {
		return chair.must(201, "POST", "/api/meetings", fmt.Sprintf(`{"id":%q,"people":[{"category":"child","notKnown":true}]}`, id))["meeting"].(string)
	}
	id, other := convene("one"), convene("other")
	invite := func(to, name, sector string) (guest *client, attendee string) {
		answer := chair.must(201, "POST", "/api/meetings/"+to+"/invitations", fmt.Sprintf(
			`{"id":%q,"name":%q,"agency":{"sector":%q,"name":"Example %s"},"role":"member"}`, name, name, sector, sector))
		guest = &client{t: t, url: program.url}
		guest.join(answer["url"].(string))
		return guest, answer["attendee"].(string)
	}
	member, _ := invite(id, "Pat", "police")
	elsewhere, _ := invite(other, "Mo", "police")
	waits, _ := invite(id, "Ed", "education")
	excluded, who := invite(id, "Dee", "health")
	keeper := &client{t: t, url: program.url}
	keeper.join(chair.must(201, "POST", "/api/accounts",
		`{"name":"Kim Keeper","email":"kim@council.example","agency":"Example County Council","roles":["administrator","auditor"]}`)["url"].(string))
	chair.write(id, "person", `{"category":"suspected","name":"Alex Placeholder","employer":{"sector":"education","name":"example EDUCATION"}}`)
	chair.write(id, "conflict", fmt.Sprintf(`{"attendee":%q,"finding":"may-not-attend","reason":"A friend"}`, who))

	asked := 0
	for _, route := range web.New(web.Config{}).GetRoutes(true) {
		if !strings.Contains(route.Path, ":meeting") || route.Method == "HEAD" || slices.Contains(forKnocking, route.Path) || strings.HasPrefix(route.Path, forRecipients) {
			continue
		}
		asked++
		path := func(meeting string) string {
			return strings.NewReplacer(":meeting", meeting, ":knock", "k", ":circulation", "c1").Replace(route.Path)
		}
		for _, test := range []struct {
			name string
			by   *client
			want int
		}{
			{"nobody", &client{t: t, url: program.url}, 401},
			{"a guest of another meeting", elsewhere, 404},
			{"an administrator and auditor without a seat", keeper, 404},
			{"somebody who may not attend", excluded, 404},
			{"somebody whom the chair asks first", waits, 403},
		} {
			got, said := test.by.call(route.Method, path(id), "")
			if got != test.want {
				t.Errorf("%s %s by %s: got %d, want %d: %v", route.Method, route.Path, test.name, got, test.want, said)
			}
			if status, none := test.by.call(route.Method, path("nowhere"), ""); test.want != 403 && (status != got || fmt.Sprint(none) != fmt.Sprint(said)) {
				t.Errorf("%s %s by %s: got %v, want what is said of no meeting: %v", route.Method, route.Path, test.name, said, none)
			}
		}
		// What is not there in this meeting, such as an addendum, is another 404 than a meeting that is not theirs.
		if got, said := member.call(route.Method, path(id), ""); got == 401 || said["message"] == "There is no such meeting." {
			t.Errorf("%s %s by a member: got %d: %v", route.Method, route.Path, got, said)
		}
	}
	if want := 14; asked < want {
		t.Errorf("asked %d addresses, want at least %d", asked, want)
	}
}
