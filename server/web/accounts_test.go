package web_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// keeper is an administrator, who is nothing else.
func (o *office) keeper() *someone {
	o.t.Helper()
	token, err := o.people.Add(context.Background(), account.Details{Name: "Kim Keeper", Email: "kim@council.example",
		Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}, account.Administrator)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.comes("#" + token)
}

// accounts are all by name.
func (s *someone) accounts() map[string]map[string]any {
	s.t.Helper()
	all := map[string]map[string]any{}
	for _, one := range s.must(200, "GET", "/api/accounts", "")["accounts"].([]any) {
		all[one.(map[string]any)["name"].(string)] = one.(map[string]any)
	}
	return all
}

func TestAdministratorsLookAfterAccounts(t *testing.T) {
	o := openOffice(t)
	kim := o.keeper()
	url := kim.must(201, "POST", "/api/accounts", `{"name":"Sam Example","email":"sam@council.example","agency":"Example County Council","roles":["chair","auditor"]}`)["url"].(string)
	if !strings.HasPrefix(url, "http://localhost:8080/sign-in#") {
		t.Errorf("got the link %s", url)
	}
	sam := o.comes(url)
	at := sam.convenes("first")
	id := kim.accounts()["Sam Example"]["id"].(string)
	path := "/api/accounts/" + id
	kim.must(404, "GET", at, "")

	// A role that is taken away ends the sessions, and a fresh link brings the person back without it.
	kim.must(204, "PUT", path+"/roles", `{"roles":["auditor"]}`)
	sam.must(401, "GET", at, "")
	sam = o.comes(kim.must(201, "POST", path+"/link", "")["url"].(string))
	sam.must(403, "POST", "/api/meetings", `{"id":"second"}`)
	sam.must(200, "GET", at, "")
	kim.must(204, "PUT", path+"/roles", `{"roles":["auditor","chair"]}`)
	sam.must(200, "GET", at, "") // a role more ends nothing
	kim.must(204, "DELETE", path+"/sessions", "")
	sam.must(401, "GET", at, "")

	// A disabled account lets nobody in, in no way.
	sam = o.comes(kim.must(201, "POST", path+"/link", "")["url"].(string))
	app, d := sam.secures(), newDevice(t)
	sam.keeps(d, "laptop")
	lying := kim.must(201, "POST", path+"/link", "")["url"].(string)
	kim.must(204, "POST", path+"/disable", "")
	sam.must(401, "GET", "/api/session", "")
	o.pass(time.Minute)
	nobody := &someone{office: o}
	nobody.must(401, "POST", "/api/session/password", fmt.Sprintf(`{"email":"sam@council.example","password":%q,"code":%q}`, password, app.code()))
	if status, said := nobody.shown(d); status != 401 {
		t.Errorf("a passkey of a disabled account: got %d %v, want 401", status, said)
	}
	_, token, _ := strings.Cut(lying, "#")
	nobody.must(401, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
	kim.must(409, "POST", path+"/link", "")
	if kim.accounts()["Sam Example"]["disabled"] == nil {
		t.Error("it does not say that the account is disabled")
	}
	kim.must(204, "POST", path+"/enable", "")
	if status, said := nobody.shown(d); status != 200 {
		t.Errorf("the passkey after that: got %d %v, want to come in", status, said)
	}

	// An administrator stays.
	own := "/api/accounts/" + kim.accounts()["Kim Keeper"]["id"].(string)
	for _, last := range []struct{ method, path, body string }{{"POST", own + "/disable", ""}, {"PUT", own + "/roles", `{"roles":["chair"]}`}} {
		if said := kim.must(409, last.method, last.path, last.body); said["code"] != "conflict" {
			t.Errorf("%s %s: got %v, want conflict", last.method, last.path, said)
		}
	}
	kim.must(422, "PUT", own+"/roles", `{"roles":["king"]}`)
	kim.must(404, "POST", "/api/accounts/nobody/disable", "")
}

// TestAccountsAreForAdministrators: to all others there are no such addresses; an administrator who signed in a while ago
// confirms first who they are.
func TestAccountsAreForAdministrators(t *testing.T) {
	o := openOffice(t)
	kim, sam := o.keeper(), o.signsIn("Sam Example", "sam@council.example")
	id := kim.accounts()["Sam Example"]["id"].(string)
	all := []struct{ method, path, body string }{{"GET", "/api/accounts", ""}, {"GET", "/people", ""}, {"POST", "/api/accounts", `{"name":"X","email":"x@council.example","agency":"E"}`},
		{"POST", "/api/accounts/" + id + "/link", ""}, {"PUT", "/api/accounts/" + id + "/roles", `{"roles":[]}`}, {"DELETE", "/api/accounts/" + id + "/sessions", ""},
		{"POST", "/api/accounts/" + id + "/disable", ""}, {"POST", "/api/accounts/" + id + "/enable", ""}}
	for _, one := range all {
		sam.must(404, one.method, one.path, one.body)
		(&someone{office: o}).must(401, one.method, one.path, one.body)
	}
	app := kim.secures()
	o.pass(time.Minute)
	later := &someone{office: o}
	later.must(200, "POST", "/api/session/password", fmt.Sprintf(`{"email":"kim@council.example","password":%q,"code":%q}`, password, app.code()))
	o.pass(account.ProofLife)
	for _, one := range all {
		want := 403
		if one.method == "GET" {
			want = 200
		}
		later.must(want, one.method, one.path, one.body)
	}
}
