// Package providertest is another service that people sign in with, by OpenID Connect, for tests: a real server, which can be
// told to answer otherwise than it should.
package providertest

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"
)

// Service is one such service. What it says of the person is set between its answers.
type Service struct {
	*httptest.Server
	Base           string // the address of Strategy Room
	Subject, Email string
	Verified       bool
	Moved          bool                                                      // the token address names another one, which answers as it should
	Away           string                                                    // a path that is not answered
	Lie            func(id map[string]any)                                   // changes what it says; "alg" names the signature
	Sign           func(head, claims []byte) (said string, signature []byte) // in place of its own key

	now func() time.Time
	key *rsa.PrivateKey

	mu    sync.Mutex
	asked url.Values // the last question
	calls []string
}

// New starts one that knows Strategy Room at the address base. It is stopped after the test.
func New(t testing.TB, now func() time.Time, base string) *Service {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	s := &Service{now: now, Base: base, key: key, Subject: "sam-1", Email: "sam@council.example", Verified: true}
	mux := http.NewServeMux()
	mux.HandleFunc("/.well-known/openid-configuration", s.configuration)
	mux.HandleFunc("/keys", s.keys)
	mux.HandleFunc("/token", s.token)
	mux.HandleFunc("/elsewhere", s.token)
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		s.calls = append(s.calls, r.URL.Path)
		away := s.Away == r.URL.Path
		s.mu.Unlock()
		if away {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		mux.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

// Settings writes the file that the flag --oidc names: the service is "council" there.
func (s *Service) Settings(t testing.TB) (file string) {
	t.Helper()
	folder := t.TempDir()
	secret, settings := filepath.Join(folder, "secret"), filepath.Join(folder, "service.yaml")
	for file, text := range map[string]string{secret: "client secret\n", settings: fmt.Sprintf(
		"id: council\nname: Example Council\nissuer: %s\nclient-id: room\nclient-secret-file: %s\n", s.URL, secret)} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return settings
}

// Ask has the person answer a question, and returns the path to which the browser is then sent.
func (s *Service) Ask(question url.Values) (back string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = question
	return "/sign-in/back?" + url.Values{"state": {question.Get("state")}, "code": {"the-code"}}.Encode()
}

// Asked is the last question.
func (s *Service) Asked() url.Values {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.asked
}

// Calls are the paths that were asked for, in their order.
func (s *Service) Calls() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.calls...)
}

func answer(w http.ResponseWriter, value any) {
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(value)
}

func (s *Service) configuration(w http.ResponseWriter, _ *http.Request) {
	answer(w, map[string]any{"issuer": s.URL, "authorization_endpoint": s.URL + "/ask", "token_endpoint": s.URL + "/token", "jwks_uri": s.URL + "/keys",
		"id_token_signing_alg_values_supported": []string{"RS256", "HS256", "none"}})
}

func (s *Service) keys(w http.ResponseWriter, _ *http.Request) {
	e := big.NewInt(int64(s.key.E)).Bytes()
	answer(w, map[string]any{"keys": []any{map[string]any{"kty": "RSA", "kid": "k", "use": "sig", "alg": "RS256",
		"n": base64.RawURLEncoding.EncodeToString(s.key.N.Bytes()), "e": base64.RawURLEncoding.EncodeToString(e)}}})
}

// token gives an id token for the code, once, and to who can show that they asked.
func (s *Service) token(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.Moved && r.URL.Path == "/token" {
		http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		return
	}
	sum := sha256.Sum256([]byte(r.FormValue("code_verifier")))
	user, secret, _ := r.BasicAuth()
	if r.FormValue("client_id") != "" {
		user, secret = r.FormValue("client_id"), r.FormValue("client_secret")
	}
	if s.asked == nil || r.FormValue("code") != "the-code" || user != "room" || secret != "client secret" || s.asked.Get("code_challenge_method") != "S256" ||
		base64.RawURLEncoding.EncodeToString(sum[:]) != s.asked.Get("code_challenge") || r.FormValue("redirect_uri") != s.Base+"/sign-in/back" {
		w.WriteHeader(400)
		answer(w, map[string]any{"error": "invalid_grant"})
		return
	}
	now := s.now()
	claims := map[string]any{"iss": s.URL, "sub": s.Subject, "aud": "room", "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "auth_time": now.Unix(),
		"nonce": s.asked.Get("nonce"), "email": s.Email, "email_verified": s.Verified}
	if s.Lie != nil {
		s.Lie(claims)
	}
	s.asked = nil // a code is good once
	sign := s.Sign
	if sign == nil {
		sign = s.RS256(s.key)
	}
	alg, _ := claims["alg"].(string)
	delete(claims, "alg")
	if alg == "" {
		alg = "RS256"
	}
	head, body := encode(map[string]any{"alg": alg, "kid": "k", "typ": "JWT"}), encode(claims)
	token, signature := sign(head, body)
	answer(w, map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": token + "." + base64.RawURLEncoding.EncodeToString(signature)})
}

// RS256 signs with a key.
func (s *Service) RS256(key *rsa.PrivateKey) func(head, claims []byte) (string, []byte) {
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

func encode(value any) []byte {
	raw, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return []byte(base64.RawURLEncoding.EncodeToString(raw))
}
