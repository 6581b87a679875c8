package web_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/provider/providertest"
)

// linked has Sam Example sign in with the service.
func (o *office) linked(s *providertest.Service, kim *someone) *visit {
	o.t.Helper()
	kim.must(204, "PUT", "/api/accounts/"+kim.accounts()["Sam Example"]["id"].(string)+"/provider", `{"provider":"council"}`)
	v := &visit{someone: &someone{office: o}}
	v.comes(s, 303)
	return v
}

// comes goes to the service and back, and expects this status.
func (v *visit) comes(s *providertest.Service, want int) {
	v.t.Helper()
	v.goes(s, "/sign-in/with/council")
	if answer, body := v.get(v.back); answer.StatusCode != want {
		v.t.Fatalf("got %d, want %d: %.300s", answer.StatusCode, want, body)
	}
}

// confirms is asked anew by the service.
func (v *visit) confirms(s *providertest.Service) {
	v.t.Helper()
	v.goes(s, "/sign-in/with/council?confirm=/account")
	if answer, body := v.get(v.back); answer.StatusCode != 303 {
		v.t.Fatalf("got %d, want to be led on: %.300s", answer.StatusCode, body)
	}
}

// sends posts a form.
func (v *visit) sends(path, form string) *http.Response {
	v.t.Helper()
	request := httptest.NewRequest("POST", path, strings.NewReader(form))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.AddCookie(&http.Cookie{Name: account.Cookie, Value: v.cookie})
	answer, err := v.app.Test(request, -1)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer
}

// TestSigningAsksAgainElsewhere: a service may let somebody in without asking them, so that they came from there does not
// show, for a signature or a change of how they sign in, who they are. That they were asked anew does.
func TestSigningAsksAgainElsewhere(t *testing.T) {
	o, s := joined(t)
	m := o.signing()
	v := o.linked(s, o.keeper())
	const sign = `{"id":"sign","version":1,"agree":true,"name":"Sam Example"}`
	for _, asked := range [][3]string{{"POST", m.at + "/signatures", sign}, {"DELETE", "/api/account/password", ""}} {
		if said := v.must(403, asked[0], asked[1], asked[2]); said["code"] != "unconfirmed" {
			t.Errorf("%s just after the sign-in: got %v, want unconfirmed", asked[1], said)
		}
	}
	v.confirms(s)
	v.must(204, "DELETE", "/api/account/password", "")
	v.must(201, "POST", m.at+"/signatures", sign)
	if got := m.confirmed("a1"); got["how"] != "provider" {
		t.Errorf("got %v, want it signed by the service", got)
	}
	if _, page := v.get("/account"); !strings.Contains(page, "by another service") {
		t.Error("the account's page does not say how they signed in")
	}
}

// TestElsewhereIsLinkedAgain: whom an administrator has no longer come from a service may come from there again when one
// expects them again.
func TestElsewhereIsLinkedAgain(t *testing.T) {
	o, s := joined(t)
	o.signsIn("Sam Example", "sam@council.example")
	kim := o.keeper()
	o.linked(s, kim).comes(s, 303)
	kim.must(204, "PUT", "/api/accounts/"+kim.accounts()["Sam Example"]["id"].(string)+"/provider", `{"provider":""}`)
	(&visit{someone: &someone{office: o}}).comes(s, 401)
	o.linked(s, kim).comes(s, 303)
}

// TestElsewhereLeavesLinks: that an administrator says from where somebody will sign in does not end the link they were sent.
func TestElsewhereLeavesLinks(t *testing.T) {
	for _, provider := range []string{"council", ""} {
		o, _ := joined(t)
		o.signsIn("Sam Example", "sam@council.example")
		kim := o.keeper()
		at := "/api/accounts/" + kim.accounts()["Sam Example"]["id"].(string)
		url := kim.must(201, "POST", at+"/link", "")["url"].(string)
		kim.must(204, "PUT", at+"/provider", `{"provider":"`+provider+`"}`)
		o.comes(url) // fails where the link has ended
	}
}

// TestElsewhereShowsAndErasesNothing: a service that was linked beside other ways is shown to the account's owner, who may not
// agree to an erasure for a week; and what a service says is never enough for one.
func TestElsewhereShowsAndErasesNothing(t *testing.T) {
	o, s := joined(t)
	kim := o.keeper()
	o.signsIn("Sam Example", "sam@council.example").secures()
	id := kim.accounts()["Sam Example"]["id"].(string)
	kim.must(204, "PUT", "/api/accounts/"+id+"/roles", `{"roles":["administrator"]}`)
	may := func() bool {
		t.Helper()
		all, err := o.people.Administrators(context.Background(), o.now().Add(-7*24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		return slices.Contains(all, id)
	}
	if !may() {
		t.Error("with a password: got nothing, want that they may agree")
	}
	v := o.linked(s, kim)
	if got := v.must(200, "GET", "/api/account", "")["recovered"]; got != o.now().Format(meeting.TimeFormat) {
		t.Errorf("got %v, want the owner to see when it was linked", got)
	}
	if may() {
		t.Error("just linked: got that they may agree")
	}
	v.confirms(s)
	answer := v.sends("/retention/first", "step=ask&reason=Over")
	if to := answer.Header.Get("Location"); answer.StatusCode != 303 || to != "/confirm?to=/retention/first" {
		t.Errorf("confirmed by the service: got %d to %q, want to be asked for a passkey or password", answer.StatusCode, to)
	}
	if _, page := v.get("/confirm?to=/retention/first"); strings.Contains(page, "Example Council</a>") || !strings.Contains(page, `name="password"`) {
		t.Errorf("the page offers the service, or no password: %s", page)
	}
	if _, page := v.get("/confirm?to=/account"); !strings.Contains(page, "Confirm with Example Council</a>") {
		t.Errorf("for anything else the page does not offer the service: %s", page)
	}
	o.pass(7*24*time.Hour + time.Second)
	if !may() {
		t.Error("a week later: got nothing, want that they may agree")
	}
}

// TestElsewhereAloneIsNoAdministrator: who has no way but a service may not agree to an erasure.
func TestElsewhereAloneIsNoAdministrator(t *testing.T) {
	o, s := joined(t)
	kim := o.keeper()
	o.signsIn("Sam Example", "sam@council.example")
	kim.must(204, "PUT", "/api/accounts/"+kim.accounts()["Sam Example"]["id"].(string)+"/roles", `{"roles":["administrator"]}`)
	v := o.linked(s, kim)
	if all, err := o.people.Administrators(context.Background(), o.now().Add(-time.Hour)); err != nil || len(all) != 0 {
		t.Errorf("got %v and %v, want nobody", all, err)
	}
	if got := v.must(200, "GET", "/api/account", "")["recovered"]; got != nil {
		t.Errorf("got %v, want nothing shown of a first way", got)
	}
}

// TestElsewhereTakesNoTries: an office behind one address signs in as often as it likes, and no other page can use up its tries.
func TestElsewhereTakesNoTries(t *testing.T) {
	o, s := joined(t)
	o.signsIn("Sam Example", "sam@council.example")
	v := o.linked(s, o.keeper())
	for range 40 { // an address has 30
		v.comes(s, 303)
	}
	asks := func(mode, to string) int {
		t.Helper()
		request := httptest.NewRequest("GET", "/sign-in/with/council", nil)
		request.Header.Set("Sec-Fetch-Mode", mode)
		request.Header.Set("Sec-Fetch-Dest", to)
		answer, err := o.app.Test(request, -1)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode
	}
	for _, kind := range [][2]string{{"no-cors", "image"}, {"cors", "empty"}, {"navigate", "iframe"}} {
		for range 15 {
			if got := asks(kind[0], kind[1]); got != 403 {
				t.Fatalf("%v: got %d, want it refused", kind, got)
			}
		}
	}
	if got := asks("navigate", "document"); got != 303 {
		t.Errorf("a page: got %d, want to be sent to the service", got)
	}
	for range 40 { // never answered
		asks("navigate", "document")
	}
	if got := asks("navigate", "document"); got != 429 {
		t.Errorf("asked too often without an answer: got %d, want 429", got)
	}
}

// TestElsewhereIsAway: a service that goes away before it is asked about a code, or about its keys, is not called one that
// lies.
func TestElsewhereIsAway(t *testing.T) {
	for name, goes := range map[string]func(s *providertest.Service){
		"wholly":        func(s *providertest.Service) { s.Close() },
		"its keys only": func(s *providertest.Service) { s.Away = "/keys" },
	} {
		o, s := joined(t)
		v := &visit{someone: &someone{office: o}}
		v.goes(s, "/sign-in/with/council")
		goes(s)
		if answer, body := v.get(v.back); answer.StatusCode != 503 || !strings.Contains(body, "Example Council cannot be reached just now") {
			t.Errorf("%s: got %d, want 503 and to try again: %.300s", name, answer.StatusCode, body)
		}
	}
}
