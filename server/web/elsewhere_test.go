package web_test

import (
	"crypto"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/provider"
)

// service is another service that people sign in with: a real server, which can be told to answer otherwise than it should.
type service struct {
	*httptest.Server
	office *office
	key    *rsa.PrivateKey

	mu             sync.Mutex
	asked          url.Values              // of the last question
	lie            func(id map[string]any) // about who it is
	sign           func(head, claims []byte) (string, []byte)
	subject, email string
	verified       bool
	moved          bool // the token address names another one, which answers as it should
	calls          []string
}

func encode(value any) []byte {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return []byte(base64.RawURLEncoding.EncodeToString(raw))
}

func newService(t *testing.T, o *office) *service {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := &service{office: o, key: key, subject: "sam-1", email: "sam@council.example", verified: true}
	mux := http.NewServeMux()
	answer := func(w http.ResponseWriter, value any) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(value)
	}
	mux.HandleFunc("/.well-known/openid-configuration", func(w http.ResponseWriter, r *http.Request) {
		answer(w, map[string]any{"issuer": s.URL, "authorization_endpoint": s.URL + "/ask", "token_endpoint": s.URL + "/token", "jwks_uri": s.URL + "/keys",
			"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}})
	})
	mux.HandleFunc("/keys", func(w http.ResponseWriter, r *http.Request) {
		e := big.NewInt(int64(key.E)).Bytes()
		answer(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "k", "use": "sig", "alg": "RS256",
			"n": base64.RawURLEncoding.EncodeToString(key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(e)}}})
	})
	token := func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.moved && r.URL.Path == "/token" {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
			return
		}
		sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
		user, secret, _ := r.BasicAuth()
		if r.FormValue("client_id") != "" {
			user, secret = r.FormValue("client_id"), r.FormValue("client_secret")
		}
		if s.asked == nil || r.FormValue("code") != "the-code" || user != "room" || secret != "client secret" || s.asked.Get("code_challenge_method") != "S256" ||
			base64.RawURLEncoding.EncodeToString(sum[:]) != s.asked.Get("code_challenge") || r.FormValue("redirect_uri") != "http://localhost:8080/sign-in/back" {
			w.WriteHeader(400)
			answer(w, map[string]any{"error": "invalid_grant"})
			return
		}
		now := o.now()
		claims := map[string]any{"iss": s.URL, "sub": s.subject, "aud": "room", "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "auth_time": now.Unix(),
			"nonce": s.asked.Get("nonce"), "email": s.email, "email_verified": s.verified}
		if s.lie != nil {
			s.lie(claims)
		}
		s.asked = nil // a code is good once
		sign := s.sign
		if sign == nil {
			sign = s.rs256(s.key)
		}
		alg, _ := claims["alg"].(string)
		delete(claims, "alg")
		if alg == "" {
			alg = "RS256"
		}
		head, body := encode(map[string]any{"alg": alg, "kid": "k", "typ": "JWT"}), encode(claims)
		said, signature := sign(head, body)
		answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": said + "." + base64.RawURLEncoding.EncodeToString(signature)})
	}
	mux.HandleFunc("/token", token)
	mux.HandleFunc("/elsewhere", token)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.calls = append(s.calls, r.URL.Path)
		s.mu.Unlock()
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *service) rs256(key *rsa.PrivateKey) func(head, claims []byte) (string, []byte) {
	return func(head, claims []byte) (string, []byte) {
		said := string(head) + "." + string(claims)
		sum := sha256.Sum256([]byte(said))
		signature, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
		if err != nil {
			panic(err)
		}
		return said, signature
	}
}

// joined is an office whose people sign in with such a service too.
func joined(t *testing.T) (*office, *service) {
	t.Helper()
	var s *service
	o := openOfficeWith(t, func(o *office) []*provider.Provider {
		s = newService(t, o)
		folder := t.TempDir()
		secret, settings := filepath.Join(folder, "secret"), filepath.Join(folder, "service.yaml")
		for file, text := range map[string]string{secret: "client secret\n", settings: fmt.Sprintf(
			"id: council\nname: Example Council\nissuer: %s\nclient-id: room\nclient-secret-file: %s\n", s.URL, secret)} {
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		p, err := provider.Read(settings, "http://localhost:8080", o.now)
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
func (v *visit) goes(s *service, path string) {
	v.t.Helper()
	answer, body := v.get(path)
	to, err := url.Parse(answer.Header.Get("Location"))
	if answer.StatusCode != 303 || err != nil || !strings.HasPrefix(to.String(), s.URL+"/ask?") {
		v.t.Fatalf("got %d to %s: %.300s", answer.StatusCode, to, body)
	}
	s.mu.Lock()
	s.asked = to.Query()
	s.mu.Unlock()
	v.back = "/sign-in/back?" + url.Values{"state": {to.Query().Get("state")}, "code": {"the-code"}}.Encode()
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
	s.verified = false
	if status, _ := comes(); status != 401 {
		t.Errorf("an address that was not verified: got %d", status)
	}
	s.verified, s.email = true, "other@council.example"
	if status, _ := comes(); status != 401 {
		t.Errorf("another address: got %d", status)
	}
	s.email = "SAM@council.example"
	status, v := comes()
	if status != 303 || v.must(200, "GET", "/api/session", "")["account"].(map[string]any)["name"] != "Sam Example" {
		t.Errorf("expected: got %d", status)
	}
	s.email, s.verified = "", false // from now on the subject counts, and nothing else
	if status, _ := comes(); status != 303 {
		t.Errorf("the second time: got %d", status)
	}
	s.subject, s.email, s.verified = "somebody-else", "sam@council.example", true
	if status, _ := comes(); status != 401 {
		t.Errorf("another subject with the same address: got %d", status)
	}

	// To sign something they are asked anew, and it must be they.
	confirm := func() int {
		v.goes(s, "/sign-in/with/council?confirm=/account")
		if s.asked.Get("prompt") != "login" || s.asked.Get("max_age") != "0" {
			t.Errorf("got the question %v, want the person asked anew", s.asked)
		}
		answer, _ := v.get(v.back)
		return answer.StatusCode
	}
	if got := confirm(); got != 401 {
		t.Errorf("confirmed by somebody else: got %d", got)
	}
	s.subject = "sam-1"
	before := v.cookie
	if got := confirm(); got != 303 || v.cookie == before {
		t.Errorf("confirmed: got %d, want another cookie", got)
	}
	s.lie = func(id map[string]any) { id["auth_time"] = o.now().Add(-time.Hour).Unix() }
	if got := confirm(); got != 401 {
		t.Errorf("the service did not ask anew: got %d", got)
	}
	s.lie = nil
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
		return func(*visit) { s.lie = func(id map[string]any) { id[name] = value } }
	}
	tests := map[string]func(v *visit){
		"another nonce":       claim("nonce", "other"),
		"no nonce":            claim("nonce", ""),
		"another audience":    claim("aud", "somebody-else"),
		"for two, not for us": func(*visit) { s.lie = func(id map[string]any) { id["aud"], id["azp"] = []string{"room", "x"}, "x" } },
		"over":                claim("exp", o.now().Add(-time.Minute).Unix()),
		"another issuer":      claim("iss", "https://evil.example"),
		"a slash more":        claim("iss", s.URL+"/"),
		"nobody":              claim("sub", ""),
		"another key":         func(*visit) { s.sign = s.rs256(other) },
		"no signature": func(*visit) {
			s.lie = func(id map[string]any) { id["alg"] = "none" }
			s.sign = func(head, claims []byte) (string, []byte) { return string(head) + "." + string(claims), nil }
		},
		"a shared secret": func(*visit) {
			s.lie = func(id map[string]any) { id["alg"] = "HS256" }
			s.sign = func(head, claims []byte) (string, []byte) {
				said := string(head) + "." + string(claims)
				mac := hmac.New(sha256.New, []byte("client secret"))
				mac.Write([]byte(said))
				return said, mac.Sum(nil)
			}
		},
		"another address":     func(*visit) { s.moved = true },
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
		s.lie, s.sign, s.moved = nil, nil, false
		v := &visit{someone: &someone{office: o}}
		v.goes(s, "/sign-in/with/council")
		lie(v)
		answer, body := v.get(v.back)
		if answer.StatusCode != 401 || v.cookie != "" || !strings.Contains(body, "<h1") {
			t.Errorf("%s: got %d and the cookie %q, want a page and no session: %.200s", name, answer.StatusCode, v.cookie, body)
		}
		o.pass(time.Minute) // so that there are tries again
	}
	s.lie, s.sign, s.moved = nil, nil, false
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
