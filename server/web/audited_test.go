package web_test

import (
	"slices"
	"strings"
	"testing"

	"strategyroom/server/audit"
	"strategyroom/server/web"
)

// TestEveryAddressIsNoted holds the table of what the audit trail is told against the addresses that there are.
func TestEveryAddressIsNoted(t *testing.T) {
	stale := map[string]bool{}
	for address := range web.Notes {
		stale[address] = true
	}
	for _, route := range web.New(web.Config{}).GetRoutes(true) {
		address := route.Method + " " + route.Path
		if route.Method == "HEAD" || route.Path == "/" && route.Method != "GET" {
			continue
		}
		note, known := web.Notes[address]
		switch {
		case !known:
			t.Errorf("%s has no line in Notes: say what the audit trail is told of it, or why it is not", address)
		case strings.TrimPrefix(note, "-") == "" || !strings.HasPrefix(note, "-") && !slices.Contains(audit.Kinds, note):
			t.Errorf("%s: %q is nothing that the trail knows", address, note)
		}
		delete(stale, address)
	}
	for address := range stale {
		t.Errorf("Notes has %s, which is no address", address)
	}
}
