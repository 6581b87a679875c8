package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// confirmed is what the record says of how an attendee was known when they signed.
func (m minutes) confirmed(attendee string) map[string]any {
	m.t.Helper()
	signed := m.chair.must(200, "GET", m.at, "")["meeting"].(map[string]any)["signatures"].(map[string]any)[attendee]
	return signed.(map[string]any)["confirmed"].(map[string]any)
}

// TestSigningAsksAgain: who has a passkey or a password shows it when they sign, however short ago they signed in by a link.
func TestSigningAsksAgain(t *testing.T) {
	const sign = `{"id":%q,"version":1,"agree":true,"name":"Sam Example"}`
	tests := []struct {
		how    string
		secure func(s *someone) (confirm func())
		words  string
	}{
		{meeting.ByPassword, func(s *someone) func() {
			app := s.secures()
			return func() {
				s.must(200, "POST", "/api/session/confirmation", fmt.Sprintf(`{"password":%q,"code":%q}`, password, app.code()))
			}
		}, "Confirmed by password and a second code"},
		{meeting.ByPasskey, func(s *someone) func() {
			d := newDevice(s.t)
			s.keeps(d, "laptop")
			return func() {
				ceremony, options := s.asks("confirm")
				s.must(200, "POST", "/api/session/confirmation", fmt.Sprintf(`{"ceremony":%q,"answer":%s}`, ceremony, d.shows(options)))
			}
		}, "Confirmed by a passkey"},
	}
	for _, test := range tests {
		m := openOffice(t).signing()
		confirm := test.secure(m.chair)
		m.pass(time.Minute)
		asked := func(when string) {
			t.Helper()
			if said := m.chair.must(403, "POST", m.at+"/signatures", fmt.Sprintf(sign, when)); said["code"] != "unconfirmed" ||
				!strings.Contains(said["message"].(string), "Confirm now that it is you") {
				t.Errorf("%s, %s: got %v, want to be asked", test.how, when, said)
			}
		}
		asked("link")
		confirm()
		m.pass(account.ProofLife)
		asked("late")
		confirm()
		at := m.now().Format(meeting.TimeFormat)
		m.pass(account.ProofLife - time.Second)
		m.chair.must(201, "POST", m.at+"/signatures", fmt.Sprintf(sign, "signed"))
		if got := m.confirmed("a1"); got["how"] != test.how || got["at"] != at {
			t.Errorf("got %v, want %s at %s", got, test.how, at)
		}
		if said := m.chair.must(200, "GET", m.at+"/minutes", "")["raw"].(string); !strings.Contains(said, test.words) {
			t.Errorf("the minutes do not print %q", test.words)
		}
	}
}
