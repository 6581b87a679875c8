package account_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

const password = "zebra ladder violet 7"

// member is somebody with an account, a password and an app.
type member struct {
	house
	session *account.Session
	secret  string
	spare   []string // recovery codes
}

// member gives an account a password.
func (h house) member(email string) *member {
	h.t.Helper()
	m := &member{house: h, session: h.enter(h.add(email), nil)}
	app := must[account.App](h.t)(h.App(h.t.Context(), m.session.Account, ""))
	m.secret = app.Secret
	m.spare = must[[]string](h.t)(h.SetPassword(h.t.Context(), m.session, password, app.Nonce, m.code()))
	return m
}

// code is what the app shows now.
func (m *member) code() string {
	m.t.Helper()
	return must[string](m.t)(totp.GenerateCode(m.secret, m.clock.now()))
}

func (h house) signIn(email, typed, code string) error {
	h.t.Helper()
	s, err := h.SignIn(h.t.Context(), account.Login{Email: email, Password: typed, Code: code}, "192.0.2.7")
	if err == nil && (s.Cookie == "" || s.Proof.How != account.ByPassword) {
		h.t.Errorf("signed in with %+v, want a new cookie and the way", s)
	}
	return err
}

func TestSignInWithAPassword(t *testing.T) {
	h := open(t)
	m := h.member("sam@example.org")
	h.clock.pass(time.Minute)
	tests := []struct {
		name, email, typed string
		code               func() string
		want               meeting.Code // empty: comes in
	}{
		{"a wrong password", "sam@example.org", "zebra ladder violet 8", m.code, meeting.NotRecognised},
		{"a wrong code", "sam@example.org", password, func() string { return "000000" }, meeting.NotRecognised},
		{"no code", "sam@example.org", password, func() string { return "" }, meeting.NotRecognised},
		{"somebody who is not known", "kim@example.org", password, m.code, meeting.NotRecognised},
		{"both right, after a wrong password with the same code", " Sam@Example.ORG ", password, func() string { code := m.code(); return code[:3] + " " + code[3:] }, ""},
		{"the same code again", "sam@example.org", password, m.code, meeting.NotRecognised},
		{"the code before it", "sam@example.org", password, func() string { return must[string](t)(totp.GenerateCode(m.secret, h.clock.now().Add(-30*time.Second))) }, meeting.NotRecognised},
		// An hour later.
		{"the next code, when the clock of the phone is fast", "sam@example.org", password,
			func() string { return must[string](t)(totp.GenerateCode(m.secret, h.clock.now().Add(30*time.Second))) }, ""},
		{"a recovery code", "sam@example.org", password, func() string { return strings.ToLower(m.spare[3]) }, ""},
		{"the same recovery code again", "sam@example.org", password, func() string { return m.spare[3] }, meeting.NotRecognised},
		{"another recovery code", "sam@example.org", password, func() string { return strings.ReplaceAll(m.spare[9], "-", " ") }, ""},
	}
	said := map[string]bool{}
	for _, test := range tests {
		if strings.HasPrefix(test.name, "the next code") {
			h.clock.pass(time.Hour) // so that there are tries again
		}
		err := h.signIn(test.email, test.typed, test.code())
		if got := code(err); got != test.want {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
		if err != nil {
			said[err.Error()] = true
		}
	}
	if len(said) != 1 {
		t.Errorf("got the answers %v, want one for whatever is wrong", said)
	}
	if ways := must[account.Ways](t)(h.Ways(t.Context(), m.session.Account.ID)); ways.Codes != 8 || !ways.Password {
		t.Errorf("got %+v, want a password and 8 codes left", ways)
	}
}

// TestACodeWorksOnce: of many who send the same at once one comes in.
func TestACodeWorksOnce(t *testing.T) {
	h := open(t)
	m := h.member("sam@example.org")
	h.clock.pass(time.Minute)
	for name, fits := range map[string]func() string{"of the app": m.code, "for recovery": func() string { return m.spare[0] }} {
		typed := fits() // now: in whatever order they come, the clock goes on between them
		var in atomic.Int32
		var together sync.WaitGroup
		for i := range 4 {
			together.Go(func() {
				if _, err := h.SignIn(t.Context(), account.Login{Email: "sam@example.org", Password: password, Code: typed}, fmt.Sprint(i)); err == nil {
					in.Add(1)
				}
			})
		}
		together.Wait()
		if got := in.Load(); got != 1 {
			t.Errorf("a code %s: %d came in, want 1", name, got)
		}
		h.clock.pass(time.Hour)
	}
}

func TestTriesEnd(t *testing.T) {
	tests := map[string]struct {
		email func(try int) string
		from  func(try int) string
		tries int
		wait  time.Duration
	}{
		"one account, from everywhere":   {func(int) string { return "sam@example.org" }, func(try int) string { return fmt.Sprint(try) }, 5, 10 * time.Minute},
		"nobody's address":               {func(int) string { return "nobody@example.org" }, func(try int) string { return fmt.Sprint(try) }, 5, 10 * time.Minute},
		"all accounts, from one address": {func(try int) string { return fmt.Sprintf("%d@example.org", try) }, func(int) string { return "192.0.2.7" }, 30, 20 * time.Second},
	}
	for name, test := range tests {
		h := open(t)
		h.member("sam@example.org")
		h.clock.pass(time.Hour)
		try := func(i int) error {
			_, err := h.SignIn(t.Context(), account.Login{Email: test.email(i), Password: "wrong wrong wrong", Code: "000000"}, test.from(i))
			return err
		}
		for i := range test.tries {
			if got := code(try(i)); got != meeting.NotRecognised {
				t.Fatalf("%s: try %d: got %q, want not-recognised", name, i+1, got)
			}
		}
		err := try(test.tries)
		if code(err) != meeting.TooMany || !strings.Contains(err.Error(), "Wait") {
			t.Errorf("%s: got %v, want too-many, with how long to wait", name, err)
		}
		h.clock.pass(test.wait - time.Second)
		if got := code(try(test.tries)); got != meeting.TooMany {
			t.Errorf("%s: a second too early: got %q, want too-many", name, got)
		}
		h.clock.pass(time.Second)
		if got := code(try(test.tries)); got != meeting.NotRecognised {
			t.Errorf("%s: in time: got %q, want not-recognised", name, got)
		}
	}
}

// TestRightTriesDoNotCount: a whole office signs in by one address, and one person as often as they like.
func TestRightTriesDoNotCount(t *testing.T) {
	h := open(t)
	m := h.member("sam@example.org")
	for range 7 {
		h.clock.pass(time.Minute)
		if err := h.signIn("sam@example.org", password, m.code()); err != nil {
			t.Fatal(err)
		}
		h.clock.pass(-30 * time.Second) // so that nothing is earned back
	}
}

func TestPasswordsAreRefused(t *testing.T) {
	tests := []struct {
		password string
		sentence string // empty: it is taken
	}{
		{"zebra 1adder", ""},
		{"gutes pferd läuft", ""},
		{"একটি সবুজ নৌকা", ""},
		{"correct horse battery staple", ""},
		{"too short", "too short"},
		{"e\u0301e\u0301e\u0301e\u0301e\u0301e\u0301zwölf", "too short"}, // eleven characters
		{strings.Repeat("long words ", 30), "too long"},
		{"aaaaaaaaaaaaaa", "easy to guess"},
		{"123456789012345", "easy to guess"},
		{"Password1234!", "easy to guess"},
		{"sam sample 2026", "easy to guess"},
		{"SAMPLE-example-1", "easy to guess"},
		{"Strategy Room 1", "easy to guess"},
		{"StrategyRoom2026!", "easy to guess"},
		{"example county council", "easy to guess"},
		{"summersummer1999", "easy to guess"},
		{"stolen yesterday", "used and stolen"},
	}
	h := open(t)
	h.Leaked = func(password string) bool { return password == "stolen yesterday" }
	s := h.enter(h.add("sam@example.org"), nil)
	for _, test := range tests {
		h.clock.pass(time.Minute)
		app := must[account.App](t)(h.App(t.Context(), s.Account, ""))
		shows := must[string](t)(totp.GenerateCode(app.Secret, h.clock.now()))
		_, err := h.SetPassword(t.Context(), s, test.password, app.Nonce, shows)
		refusal := new(meeting.Refusal)
		errors.As(err, &refusal)
		if refusal.Field != "password" && test.sentence != "" || !strings.Contains(refusal.Message, test.sentence) || (err == nil) != (test.sentence == "") {
			t.Errorf("%q: got %v, want %q", test.password, err, test.sentence)
		}
	}
}

// TestALinkAloneIsForWhoHasNoOtherWay: what was made before does not outlive the first passkey or password.
func TestALinkAloneIsForWhoHasNoOtherWay(t *testing.T) {
	h := open(t)
	m := &member{house: h, session: h.enter(h.add("sam@example.org"), nil)}
	lying := h.add("sam@example.org") // a link that somebody may find in the mail later
	app := must[account.App](t)(h.App(t.Context(), m.session.Account, ""))
	m.secret = app.Secret
	must[[]string](t)(h.SetPassword(t.Context(), m.session, password, app.Nonce, m.code()))
	h.refused("a link from before the password", lying, nil, meeting.LinkEnded)

	if ways := must[account.Ways](t)(h.Ways(t.Context(), m.session.Account.ID)); !ways.Recovered.IsZero() {
		t.Errorf("got %v, want no recovery yet", ways.Recovered)
	}
	recovered := h.enter(h.add("sam@example.org"), nil) // which whoever looks after the accounts made just now
	if ways := must[account.Ways](t)(h.Ways(t.Context(), m.session.Account.ID)); !ways.Recovered.Equal(h.clock.now()) {
		t.Errorf("got %v, want the moment of the recovery", ways.Recovered)
	}
	if err := h.MayChange(t.Context(), recovered); err != nil {
		t.Errorf("whoever came by the link may not choose another password: %v", err)
	}
}

// TestPasskeysOnly: a password that somebody has is as none, whether it is right or not.
func TestPasskeysOnly(t *testing.T) {
	h := open(t)
	m := h.member("sam@example.org")
	h.clock.pass(time.Minute)
	h.PasskeysOnly = true
	app := must[account.App](t)(h.App(t.Context(), m.session.Account, ""))
	set := func() error {
		_, err := h.SetPassword(t.Context(), m.session, password, app.Nonce, must[string](t)(totp.GenerateCode(app.Secret, h.clock.now())))
		return err
	}
	confirm := func() error {
		_, err := h.Confirm(t.Context(), m.session, password, m.code(), "192.0.2.7")
		return err
	}
	for name, try := range map[string]func() error{
		"the right password": func() error { return h.signIn("sam@example.org", password, m.code()) },
		"a recovery code":    func() error { return h.signIn("sam@example.org", password, m.spare[0]) },
		"a wrong one":        func() error { return h.signIn("sam@example.org", "wrong", "000000") },
		"nobody":             func() error { return h.signIn("nobody@example.org", "wrong", "000000") },
		"confirming":         confirm,
		"another password":   set,
	} {
		if got := code(try()); got != meeting.NotAllowed {
			t.Errorf("%s: got %q, want not allowed", name, got)
		}
	}
	if ways := must[account.Ways](t)(h.Ways(t.Context(), m.session.Account.ID)); ways.Password || ways.Any() {
		t.Errorf("got %+v, want no way", ways)
	}
	h.PasskeysOnly = false
	if err := h.signIn("sam@example.org", password, m.code()); err != nil {
		t.Errorf("once it is not asked for any more: %v", err)
	}
}

// TestChangesWantAFreshProof: whoever finds a browser signed in cannot make it theirs.
func TestChangesWantAFreshProof(t *testing.T) {
	h := open(t)
	m := h.member("sam@example.org")
	h.clock.pass(time.Minute)
	s := must[*account.Session](t)(h.SignIn(t.Context(), account.Login{Email: "sam@example.org", Password: password, Code: m.code()}, "192.0.2.7"))
	cookie := s.Cookie
	if err := h.MayChange(t.Context(), s); err != nil {
		t.Errorf("just after the sign-in: got %v", err)
	}
	h.clock.pass(account.ProofLife)
	changes := map[string]func() error{
		"a password":     func() error { _, err := h.SetPassword(t.Context(), s, password, "n", "000000"); return err },
		"recovery codes": func() error { _, err := h.NewCodes(t.Context(), s); return err },
		"no password":    func() error { return h.RemovePassword(t.Context(), s) },
		"no passkey":     func() error { return h.RemovePasskey(t.Context(), s, "x") },
	}
	for name, change := range changes {
		if err := change(); code(err) != meeting.Unconfirmed {
			t.Errorf("%s: got %v, want to be asked who it is", name, err)
		}
	}
	if _, err := h.Confirm(t.Context(), s, "wrong wrong wrong", m.code(), "192.0.2.7"); code(err) != meeting.NotRecognised {
		t.Errorf("a wrong password: got %v, want not-recognised", err)
	}
	confirmed := must[*account.Session](t)(h.Confirm(t.Context(), s, password, m.code(), "192.0.2.7"))
	if err := h.MayChange(t.Context(), confirmed); err != nil {
		t.Errorf("after confirming: got %v", err)
	}
	if old := must[*account.Session](t)(h.Session(t.Context(), cookie)); old != nil {
		t.Errorf("the cookie from before: got %+v, want no session", old)
	}
	if next := must[*account.Session](t)(h.Session(t.Context(), confirmed.Cookie)); next == nil || next.ID != s.ID {
		t.Errorf("got %+v, want the same session", next)
	}
	if err := h.RemovePassword(t.Context(), confirmed); code(err) != meeting.Conflict {
		t.Errorf("the last way: got %v, want conflict", err)
	}
}

// TestPasswordsAreNotKept looks for the password and the recovery codes in what is kept.
func TestPasswordsAreNotKept(t *testing.T) {
	h := open(t)
	m := h.member("sam@example.org")
	kept := must[[]byte](t)(h.body("credential", m.session.Account.ID))
	for _, secret := range append(m.spare, password, strings.ReplaceAll(m.spare[0], "-", "")) {
		if strings.Contains(string(kept), secret) {
			t.Errorf("%q is kept", secret)
		}
	}
	if !strings.Contains(string(kept), "recovery") {
		t.Errorf("got %s, want what is kept of recovery codes", kept)
	}
}

// body is that of a document.
func (h house) body(kind, id string) ([]byte, error) {
	doc, err := h.store.Get(h.t.Context(), kind, id)
	return doc.Body, err
}

// TestUnknownPeopleTakeAsLong: the hashes are made for nobody too. The middle of many tries is compared, with room for a
// machine that is busy.
func TestUnknownPeopleTakeAsLong(t *testing.T) {
	h := open(t)
	h.member("sam@example.org")
	var took [2][]time.Duration
	for i := range 11 {
		for who, email := range []string{"sam@example.org", "nobody@example.org"} {
			h.clock.pass(time.Hour)
			begun := time.Now()
			if _, err := h.SignIn(t.Context(), account.Login{Email: email, Password: "wrong wrong wrong", Code: "234567"}, fmt.Sprint(i)); code(err) != meeting.NotRecognised {
				t.Fatal(err)
			}
			took[who] = append(took[who], time.Since(begun))
		}
	}
	known, nobody := median(took[0]), median(took[1])
	if nobody < known/3 || nobody > known*3 {
		t.Errorf("got %v for nobody and %v for somebody, want as long", nobody, known)
	}
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}
