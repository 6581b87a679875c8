package web_test

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/provider"
	"strategyroom/server/provider/providertest"
)

// joined is an office whose people sign in with another service too.
func joined(t *testing.T) (*office, *providertest.Service) {
	t.Helper()
	var s *providertest.Service
	o := openOfficeWith(t, func(o *office) []*provider.Provider {
		s = providertest.New(t, o.now, "http://localhost:8080")
		p, err := provider.Read(s.Settings(t), "http://localhost:8080", o.now)
		if err != nil {
			t.Fatal(err)
		}
		return []*provider.Provider{p}
	})
	return o, s
}

// visit is one browser's way to the service and back.
type visit struct {
	*someone
	asked string // its cookie
	back  string // where the service sends it
}

// get loads an address as the browser would.
func (v *visit) get(path string) (*http.Response, string) {
	v.t.Helper()
	request := httptest.NewRequest("GET", path, nil)
	request.Header.Set("Accept", "text/html")
	for name, value := range map[string]string{account.Cookie: v.cookie, "__Host-asked": v.asked} {
		if value != "" {
			request.AddCookie(&http.Cookie{Name: name, Value: value})
		}
	}
	answer, err := v.app.Test(request, -1)
	if err != nil {
		v.t.Fatal(err)
	}
	for _, cookie := range answer.Cookies() {
		switch cookie.Name {
		case account.Cookie:
			v.cookie = cookie.Value
		case "__Host-asked":
			v.asked = cookie.Value
		}
	}
	body, _ := io.ReadAll(answer.Body)
	return answer, string(body)
}

// goes asks, and has the service send the browser back.
func (v *visit) goes(s *providertest.Service, path string) {
	v.t.Helper()
	answer, body := v.get(path)
	to, err := url.Parse(answer.Header.Get("Location"))
	if answer.StatusCode != 303 || err != nil || !strings.HasPrefix(to.String(), s.URL+"/ask?") {
		v.t.Fatalf("got %d to %s: %.300s", answer.StatusCode, to, body)
	}
	v.back = s.Ask(to.Query())
}

func TestSignInElsewhere(t *testing.T) {
	o, s := joined(t)
	kim := o.keeper()
	o.signsIn("Sam Example", "sam@council.example")
	sam := "/api/accounts/" + kim.accounts()["Sam Example"]["id"].(string)
	comes := func() (int, *visit) {
		v := &visit{someone: &someone{office: o}}
		v.goes(s, "/sign-in/with/council")
		answer, _ := v.get(v.back)
		return answer.StatusCode, v
	}
	if status, v := comes(); status != 401 || v.cookie != "" {
		t.Errorf("nobody expects them: got %d", status)
	}
	kim.must(422, "PUT", sam+"/provider", `{"provider":"nowhere"}`)
	kim.must(204, "PUT", sam+"/provider", `{"provider":"council"}`)
	s.Verified = false
	if status, _ := comes(); status != 401 {
		t.Errorf("an address that was not verified: got %d", status)
	}
	s.Verified, s.Email = true, "other@council.example"
	if status, _ := comes(); status != 401 {
		t.Errorf("another address: got %d", status)
	}
	s.Email = "SAM@council.example"
	status, v := comes()
	if status != 303 || v.must(200, "GET", "/api/session", "")["account"].(map[string]any)["name"] != "Sam Example" {
		t.Errorf("expected: got %d", status)
	}
	s.Email, s.Verified = "", false // from now on the subject counts, and nothing else
	if status, _ := comes(); status != 303 {
		t.Errorf("the second time: got %d", status)
	}
	s.Subject, s.Email, s.Verified = "somebody-else", "sam@council.example", true
	if status, _ := comes(); status != 401 {
		t.Errorf("another subject with the same address: got %d", status)
	}

	// To sign something they are asked anew, and it must be they.
	confirm := func() int {
		v.goes(s, "/sign-in/with/council?confirm=/account")
		if s.Asked().Get("prompt") != "login" || s.Asked().Get("max_age") != "0" {
			t.Errorf("got the question %v, want the person asked anew", s.Asked())
		}
		answer, _ := v.get(v.back)
		return answer.StatusCode
	}
	if got := confirm(); got != 401 {
		t.Errorf("confirmed by somebody else: got %d", got)
	}
	s.Subject = "sam-1"
	before := v.cookie
	if got := confirm(); got != 303 || v.cookie == before {
		t.Errorf("confirmed: got %d, want another cookie", got)
	}
	s.Lie = func(id map[string]any) { id["auth_time"] = o.now().Add(-time.Hour).Unix() }
	if got := confirm(); got != 401 {
		t.Errorf("the service did not ask anew: got %d", got)
	}
	s.Lie = nil
	kim.must(204, "PUT", sam+"/provider", `{"provider":""}`)
	if status, _ := comes(); status != 401 {
		t.Errorf("taken away: got %d", status)
	}
}

// TestAnswersThatLie: each is refused with one page and no session.
func TestAnswersThatLie(t *testing.T) {
	o, s := joined(t)
	kim := o.keeper()
	o.signsIn("Sam Example", "sam@council.example")
	kim.must(204, "PUT", "/api/accounts/"+kim.accounts()["Sam Example"]["id"].(string)+"/provider", `{"provider":"council"}`)
	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	claim := func(name string, value any) func(*visit) {
		return func(*visit) { s.Lie = func(id map[string]any) { id[name] = value } }
	}
	tests := map[string]func(v *visit){
		"another nonce":       claim("nonce", "other"),
		"no nonce":            claim("nonce", ""),
		"another audience":    claim("aud", "somebody-else"),
		"for two, not for us": func(*visit) { s.Lie = func(id map[string]any) { id["aud"], id["azp"] = []string{"room", "x"}, "x" } },
		"over":                claim("exp", o.now().Add(-time.Minute).Unix()),
		"another issuer":      claim("iss", "https://evil.example"),
		"a slash more":        claim("iss", s.URL+"/"),
		"nobody":              claim("sub", ""),
		"another key":         func(*visit) { s.Sign = s.RS256(other) },
		"no signature": func(*visit) {
			s.Lie = func(id map[string]any) { id["alg"] = "none" }
			s.Sign = func(head, claims []byte) (string, []byte) { return string(head) + "." + string(claims), nil }
		},
		"a shared secret": func(*visit) {
			s.Lie = func(id map[string]any) { id["alg"] = "HS256" }
			s.Sign = func(head, claims []byte) (string, []byte) {
				said := string(head) + "." + string(claims)
				mac := hmac.New(sha256.New, []byte("client secret"))
				mac.Write([]byte(said))
				return said, mac.Sum(nil)
			}
		},
		"another address":     func(*visit) { s.Moved = true },
		"another state":       func(v *visit) { v.back = strings.Replace(v.back, "state=", "state=x", 1) },
		"no code":             func(v *visit) { v.back = strings.Replace(v.back, "code=the-code", "", 1) },
		"another code":        func(v *visit) { v.back = strings.Replace(v.back, "the-code", "a-code", 1) },
		"another browser":     func(v *visit) { v.asked = "other" },
		"no browser":          func(v *visit) { v.asked = "" },
		"from another issuer": func(v *visit) { v.back += "&iss=https%3A%2F%2Fevil.example" },
		"the service said no": func(v *visit) { v.back += "&error=access_denied" },
		"five minutes later":  func(*visit) { o.pass(5 * time.Minute) },
	}
	for name, lie := range tests {
		s.Lie, s.Sign, s.Moved = nil, nil, false
		v := &visit{someone: &someone{office: o}}
		v.goes(s, "/sign-in/with/council")
		lie(v)
		answer, body := v.get(v.back)
		if answer.StatusCode != 401 || v.cookie != "" || !strings.Contains(body, "<h1") {
			t.Errorf("%s: got %d and the cookie %q, want a page and no session: %.200s", name, answer.StatusCode, v.cookie, body)
		}
		o.pass(time.Minute) // so that there are tries again
	}
	s.Lie, s.Sign, s.Moved = nil, nil, false
	v := &visit{someone: &someone{office: o}}
	v.goes(s, "/sign-in/with/council")
	asked := v.asked
	if answer, _ := v.get(v.back); answer.StatusCode != 303 || v.cookie == "" {
		t.Errorf("no lie: got %d, want to come in", answer.StatusCode)
	}
	again := &visit{someone: &someone{office: o}, asked: asked}
	if answer, _ := again.get(v.back); answer.StatusCode != 401 || again.cookie != "" {
		t.Errorf("the same answer again: got %d", answer.StatusCode)
	}
	for _, secret := range []string{"sam@council.example", "the-code", "client secret", "sam-1"} {
		if strings.Contains(o.log.String(), secret) {
			t.Errorf("%q is in the log", secret)
		}
	}
}
