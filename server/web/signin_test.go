package web_test

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/store"
	"strategyroom/server/web"
)

const password = "zebra ladder violet 7"

// app is an authenticator app with the secret of an account.
type app struct {
	*office
	secret string
}

func (a app) code() string {
	a.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.now())
	if err != nil {
		a.t.Fatal(err)
	}
	return code
}

// secures gives the account of a session a password and an app.
func (s *someone) secures() app {
	s.t.Helper()
	said := s.must(200, "GET", "/api/account/authenticator", "")
	a := app{s.office, said["secret"].(string)}
	codes := s.must(200, "PUT", "/api/account/password", fmt.Sprintf(`{"password":%q,"nonce":%q,"code":%q}`, password, said["nonce"], a.code()))["codes"]
	if got := len(codes.([]any)); got != 10 {
		s.t.Errorf("got %d recovery codes, want 10", got)
	}
	return a
}

func TestPasswordByTheInterface(t *testing.T) {
	o := openOffice(t)
	sam := o.signsIn("Sam Example", "sam@council.example")
	app := sam.secures()
	if ways := sam.must(200, "GET", "/api/account", ""); ways["password"] != true || ways["codes"] != 10.0 || len(ways["passkeys"].([]any)) != 0 {
		t.Errorf("got %v, want a password and ten codes", ways)
	}
	o.pass(time.Minute)
	again := &someone{office: o}
	said := again.must(401, "POST", "/api/session/password", fmt.Sprintf(`{"email":"sam@council.example","password":"wrong wrong wrong","code":%q}`, app.code()))
	if said["code"] != "not-recognised" || again.cookie != "" {
		t.Errorf("a wrong password: got %v, and the cookie %q", said, again.cookie)
	}
	said = again.must(200, "POST", "/api/session/password", fmt.Sprintf(`{"email":"sam@council.example","password":%q,"code":%q}`, password, app.code()))
	if said["account"].(map[string]any)["name"] != "Sam Example" {
		t.Errorf("got %v, want Sam's session", said)
	}
	again.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","notKnown":true}]}`)

	// What changes how somebody signs in wants a proof that is fresh.
	o.pass(account.ProofLife)
	if said := again.must(403, "POST", "/api/account/codes", ""); said["code"] != "unconfirmed" {
		t.Errorf("new codes: got %v, want unconfirmed", said)
	}
	before := again.cookie
	again.must(200, "POST", "/api/session/confirmation", fmt.Sprintf(`{"password":%q,"code":%q}`, password, app.code()))
	if before == again.cookie {
		t.Error("the cookie is the same after confirming")
	}
	(&someone{o, before}).must(401, "GET", "/api/session", "")
	again.must(200, "POST", "/api/account/codes", "")
	if said := again.must(409, "DELETE", "/api/account/password", ""); said["code"] != "conflict" {
		t.Errorf("the last way is removed: got %v", said)
	}
	for _, words := range []string{password, app.secret, "Sam Example", "sam@council.example"} {
		if strings.Contains(o.log.String(), words) {
			t.Errorf("%q is in the log", words)
		}
	}
}

// TestTriesAreNoted: each wrong try stands in the trail with the account that it was for, and of nobody's none does.
func TestTriesAreNoted(t *testing.T) {
	var trail *audit.Trail
	o := openOfficeIn(t, func(o *office, c *web.Config) {
		trail = audit.New(o.kept, o.now, rand.Reader, slog.New(slog.DiscardHandler))
		c.Trail = trail
	})
	app := o.signsIn("Sam Example", "sam@council.example").secures()
	o.pass(time.Minute)
	for _, test := range []struct{ email, password string }{
		{"sam@council.example", "wrong wrong wrong"}, {"sam@council.example", "wrong wrong again"}, {"kim@council.example", "wrong wrong wrong"}, {"sam@council.example", password}} {
		(&someone{office: o}).must(401, "POST", "/api/session/password", fmt.Sprintf(`{"email":%q,"password":%q,"code":"000000"}`, test.email, test.password))
	}
	sam := (&someone{office: o})
	sam.must(200, "POST", "/api/session/password", fmt.Sprintf(`{"email":"sam@council.example","password":%q,"code":%q}`, password, app.code()))
	want := map[string]int{"wrong-password": 2, "wrong-code": 1}
	got := triesIn(t, trail)
	for began := time.Now(); !maps.Equal(got, want) && time.Since(began) < 30*time.Second; time.Sleep(10 * time.Millisecond) {
		got = triesIn(t, trail)
	}
	if !maps.Equal(got, want) {
		t.Errorf("got %v in the trail, want %v", got, want)
	}
}

// triesIn counts the wrong tries in a trail whose account is known.
func triesIn(t *testing.T, trail *audit.Trail) map[string]int {
	t.Helper()
	got := map[string]int{}
	if err := trail.Entries(t.Context(), 0, func(e meeting.Entry) error {
		var line audit.Line
		if err := json.Unmarshal(e.Body, &line); err != nil {
			return err
		}
		if line.Code == "not-recognised" && line.Account != "" {
			got[line.About]++
		}
		return nil
	}); err != nil && !errors.Is(err, store.ErrNotFound) {
		t.Fatal(err)
	}
	return got
}

// TestTriesAreNotedBeforeTheEnd: a server that is stopped at once loses none of those that wait for their moment.
func TestTriesAreNotedBeforeTheEnd(t *testing.T) {
	var trail *audit.Trail
	o := openOfficeIn(t, func(o *office, c *web.Config) {
		trail = audit.New(o.kept, o.now, rand.Reader, slog.New(slog.DiscardHandler))
		c.Trail = trail
	})
	o.signsIn("Sam Example", "sam@council.example").secures()
	for range 3 {
		(&someone{office: o}).must(401, "POST", "/api/session/password", `{"email":"sam@council.example","password":"wrong wrong wrong","code":"000000"}`)
	}
	if err := o.app.Shutdown(); err != nil {
		t.Fatal(err)
	}
	if got, want := triesIn(t, trail), (map[string]int{"wrong-password": 3}); !maps.Equal(got, want) {
		t.Errorf("got %v in the trail, want %v", got, want)
	}
}

// TestNewsAreSent: to the account's address, with nothing that would let anybody in or that says whose it is.
func TestNewsAreSent(t *testing.T) {
	letters := make(sink, 20)
	o := openOfficeIn(t, func(_ *office, c *web.Config) { c.Post = letters })
	sam := o.signsIn("Sam Example", "sam@council.example")
	wait := func(want string) {
		t.Helper()
		select {
		case letter := <-letters:
			if letter.To != "sam@council.example" || letter.Subject != "OFFICIAL-SENSITIVE: how you sign in" || !strings.Contains(letter.Text, want) {
				t.Errorf("got %+v, want %q for Sam", letter, want)
			}
			if strings.Contains(letter.Text, "Sam") || strings.Contains(letter.Text, "#") {
				t.Errorf("the letter has a name or a link that lets somebody in: %s", letter.Text)
			}
		case <-time.After(20 * time.Second):
			t.Fatalf("no letter came, want %q", want)
		}
	}
	app := sam.secures()
	wait("A password and an authenticator app were chosen, Friday 27 November 2026, 16:00")
	o.pass(time.Minute)
	try := func(password string) {
		(&someone{office: o}).must(401, "POST", "/api/session/password", fmt.Sprintf(`{"email":"sam@council.example","password":%q,"code":"000000"}`, password))
	}
	try(password)
	wait("The right password was typed with a wrong code")
	try(password) // told once until they look
	for range 3 {
		try("wrong wrong wrong")
	}
	wait("A wrong password was typed 3 times")
	kim := o.keeper()
	o.comes(kim.must(201, "POST", "/api/accounts/"+kim.accounts()["Sam Example"]["id"].(string)+"/link", "")["url"].(string))
	wait("A link was used to sign in")
	o.pass(time.Hour)
	(&someone{office: o}).must(200, "POST", "/api/session/password", fmt.Sprintf(`{"email":"sam@council.example","password":%q,"code":%q}`, password, app.code()))
	if len(letters) > 0 {
		t.Errorf("signing in well is told: %+v", <-letters)
	}
}

// TestPagesWithPasskeysOnly: they offer no password and take none.
func TestPagesWithPasskeysOnly(t *testing.T) {
	o := openOffice(t)
	sam := &visit{someone: o.signsIn("Sam Example", "sam@council.example")}
	stranger := &visit{someone: &someone{office: o}}
	for _, only := range []bool{false, true} {
		o.people.PasskeysOnly = only
		for _, test := range []struct {
			by   *visit
			path string
		}{{stranger, "/sign-in"}, {sam, "/"}, {sam, "/account"}} {
			answer, page := test.by.get(test.path)
			if got := strings.Contains(page, "assword"); answer.StatusCode != 200 || got == only {
				t.Errorf("%s, passkeys only: %v: got %d, with a password: %v", test.path, only, answer.StatusCode, got)
			}
		}
	}
	if answer, _ := sam.get("/account/password"); answer.StatusCode != 404 {
		t.Errorf("the page of a password: got %d, want 404", answer.StatusCode)
	}
	said := stranger.must(403, "POST", "/api/session/password", `{"email":"sam@council.example","password":"zebra ladder violet 7","code":"000000"}`)
	if said["code"] != "role" {
		t.Errorf("a password: got %v, want that it is not allowed", said)
	}
	request := httptest.NewRequest("POST", "/sign-in", strings.NewReader("step=password&email=sam%40council.example&password=zebra&code=1"))
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if answer, err := o.app.Test(request, -1); err != nil || answer.StatusCode != 403 {
		t.Errorf("a password by the form: got %v %v, want 403", answer, err)
	}
}

// TestNewsAreShown: on the first page until the owner's own page was looked at, and there for longer.
func TestNewsAreShown(t *testing.T) {
	o := openOffice(t)
	sam := o.signsIn("Sam Example", "sam@council.example")
	app := sam.secures()
	o.pass(time.Minute)
	again := &visit{someone: &someone{office: o}}
	again.must(401, "POST", "/api/session/password", fmt.Sprintf(`{"email":"sam@council.example","password":%q,"code":"000000"}`, password))
	again.must(200, "POST", "/api/session/password", fmt.Sprintf(`{"email":"sam@council.example","password":%q,"code":%q}`, password, app.code()))
	const chosen, tried = "A password and an authenticator app were chosen", "The right password was typed with a wrong code"
	for _, test := range []struct {
		path string
		want bool
	}{{"/", true}, {"/account", true}, {"/", false}, {"/account", true}} {
		_, page := again.get(test.path)
		for _, line := range []string{chosen, tried} {
			if got := strings.Contains(page, line); got != test.want {
				t.Errorf("%s says that %q: %v, want %v", test.path, line, got, test.want)
			}
		}
	}
}

// TestWhoseTriesAreCounted: wrong tries are counted for whom the declared proxy names, and nobody can name another.
func TestWhoseTriesAreCounted(t *testing.T) {
	tests := []struct {
		name, forwarded string
		proxies         []string
		same            bool // whether all are one address's
	}{
		{"without a proxy nobody is believed", "203.0.113.%d", nil, true},
		{"the proxy is believed", "203.0.113.%d", []string{"0.0.0.0/32"}, false},
		{"but not what was sent to it", "203.0.113.%d, 198.51.100.7", []string{"0.0.0.0/32"}, true},
		{"two proxies, one behind the other", "198.51.100.7, 203.0.113.%d, 10.0.0.9", []string{"0.0.0.0/32", "10.0.0.0/8"}, false},
	}
	for _, test := range tests {
		o := openOffice(t, test.proxies...)
		refused := 0
		for i := range 31 {
			request := httptest.NewRequest("POST", "/api/passkeys/options", strings.NewReader(`{"for":"sign-in"}`))
			request.Header.Set("Content-Type", "application/json")
			request.Header.Set("X-Forwarded-For", strings.ReplaceAll(test.forwarded, "%d", fmt.Sprint(i+1)))
			answer, err := o.app.Test(request, -1)
			if err != nil {
				t.Fatal(err)
			}
			if answer.StatusCode == 429 {
				refused++
			}
		}
		if got := refused > 0; got != test.same {
			t.Errorf("%s: %d tries were too many, want some: %v", test.name, refused, test.same)
		}
	}
}
