package web_test

import (
	"strings"
	"testing"
)

// linked has Sam Example sign in with the service.
func (o *office) linked(s *service, kim *someone) *visit {
	o.t.Helper()
	kim.must(204, "PUT", "/api/accounts/"+kim.accounts()["Sam Example"]["id"].(string)+"/provider", `{"provider":"council"}`)
	v := &visit{someone: &someone{office: o}}
	v.comes(s, 303)
	return v
}

// comes goes to the service and back, and expects this status.
func (v *visit) comes(s *service, want int) {
	v.t.Helper()
	v.goes(s, "/sign-in/with/council")
	if answer, body := v.get(v.back); answer.StatusCode != want {
		v.t.Fatalf("got %d, want %d: %.300s", answer.StatusCode, want, body)
	}
}

// confirms is asked anew by the service.
func (v *visit) confirms(s *service) {
	v.t.Helper()
	v.goes(s, "/sign-in/with/council?confirm=/account")
	if answer, body := v.get(v.back); answer.StatusCode != 303 {
		v.t.Fatalf("got %d, want to be led on: %.300s", answer.StatusCode, body)
	}
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
