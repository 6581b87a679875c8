package web_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestWhatIsCheckedCannotBeSent: the file that somebody chooses on that page stays in their browser, by the page's own
// policy and because nothing on it could be sent. It is there for anybody, and says what to do without script.
func TestWhatIsCheckedCannotBeSent(t *testing.T) {
	app, _ := bare("http://localhost:8080")
	answer, page := get(t, app, "/verify")
	if got, want := answer.StatusCode, 200; got != want {
		t.Fatalf("got %d, want %d", got, want)
	}
	policy := answer.Header.Get("Content-Security-Policy")
	for _, want := range []string{"default-src 'none'", "script-src 'self';", "connect-src 'none'", "form-action 'none'", "trusted-types 'none'"} {
		if !strings.Contains(policy, want) {
			t.Errorf("the policy %s has no %s", policy, want)
		}
	}
	for _, input := range regexp.MustCompile(`<(form|input|button)[^>]*>`).FindAllString(page, -1) {
		if strings.Contains(input, "<form") || strings.Contains(input, " name=") || strings.Contains(input, `type="submit"`) {
			t.Errorf("%s could be sent", input)
		}
	}
	for _, want := range []string{`type="file"`, "This page needs script", "strategyroom verify FILE"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page has no %s", want)
		}
	}
}
