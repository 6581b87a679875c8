package web_test

import (
	"crypto/rand"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/audit"
	"strategyroom/server/mail"
	"strategyroom/server/store/bolt"
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
		at := strings.LastIndex(address, " ")
		note, most := web.Notes[address], web.Notes[address[:at]] // of one button, and of the others
		if most != "" && most != note && (strings.HasPrefix(note, "-") || slices.Contains(audit.Kinds, note)) {
			continue
		}
		t.Errorf("Notes has %s, which is no address", address)
	}
}

// noted opens a gate with a trail, and returns the names of what was noted since it was asked last.
func noted(t *testing.T, post mail.Post) (g gate, since func() []string) {
	var trail *audit.Trail
	g = openGate(t, func(c *web.Config) {
		kept, err := bolt.Open(t.TempDir())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { kept.Close() })
		trail = audit.New(kept, time.Now, rand.Reader, slog.New(slog.DiscardHandler))
		c.Trail, c.Post = trail, post
	})
	last := 0
	return g, func() (all []string) {
		t.Helper()
		if err := trail.Entries(t.Context(), last, func(e meeting.Entry) error {
			all, last = append(all, e.Kind), e.Number
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		return all
	}
}

// TestWhatAButtonDoesIsNoted: where an address does several things the trail says which of them was done.
func TestWhatAButtonDoesIsNoted(t *testing.T) {
	g, since := noted(t, make(sink, 20))
	people, sign, copies := "/meetings/"+g.id+"/people", "/meetings/"+g.id+"/sign", "/meetings/"+g.id+"/copies"
	pat := g.knocks(g.links["Pat"])
	g.chair.write(g.at, "phase", `{"phase":"open"}`)
	press := func(by *someone, path, form string, want ...string) {
		t.Helper()
		since()
		if status, page, _ := by.submits(path, form); status >= 400 {
			t.Fatalf("%s %s: got %d %s", path, form, status, page)
		}
		if got := since(); !slices.Equal(got, want) {
			t.Errorf("%s %s: got %v, want %v", path, form, got, want)
		}
	}
	press(pat, "/meetings/"+g.id+"/waiting/code", "", audit.Asked)
	press(g.chair, people, "step=lines&id=l&lines=Kim+Sample")
	press(g.chair, people, "step=knock&admit=true&knock="+g.asking()[0], audit.Admitted)
	pat.state(g.id)
	for _, form := range []string{"step=knock&admit=false", "step=decline&admit=true"} {
		g.knocks(g.links["Mo"])
		press(g.chair, people, form+"&knock="+g.asking()[0], audit.TurnedAway)
	}
	g.knocks(g.links["Mo"])
	since()
	g.chair.must(204, "POST", g.at+"/knocks/"+g.asking()[0], `{"admit":false}`)
	if got := since(); !slices.Equal(got, []string{audit.TurnedAway}) {
		t.Errorf("turned away by a program: got %v", got)
	}
	press(g.chair, people, "step=invite&id=k&name=Kim+Sample&agency.sector=police&role=member", audit.Shared)
	g.chair.write(g.at, "attendance", fmt.Sprintf(`{"attendee":%q,"state":"joined"}`, g.ids["Pat"]))
	g.closes()
	g.chair.write(g.at, "version", `{"by":"2026-12-04"}`)
	g.chair.write(g.at, "signing", `{"by":"2026-12-11","reason":"A rehearsal"}`)
	press(g.chair, people, "step=pass&attendee="+g.ids["Pat"], audit.Shared)
	press(g.chair, sign, "step=code&attendee="+g.ids["Pat"], audit.Shared)
	for path, want := range map[string][]string{
		people + "?step=pass": {"Code for Pat Sample to come back", "comes back to their own pages of the closed meeting. It signs nothing"},
		sign + "?step=code":   {"Code for Pat Sample to sign the minutes", "With it Pat Sample signs the minutes. It lets nobody in"},
	} {
		path, form, _ := strings.Cut(path, "?")
		_, page, _ := g.chair.submits(path, form+"&attendee="+g.ids["Pat"])
		for _, words := range want {
			if !strings.Contains(page, words) {
				t.Errorf("%s: the page with the code does not say %q", path, words)
			}
		}
	}
	press(g.chair, sign, "step=sign&id=s&version=1&agree=true&name=Sam+Example", audit.Signed)
	press(g.chair, copies, "step=preview&id=c&to.a1=true&what.a1=decisions-and-actions", audit.Read)
	press(g.chair, copies, "step=none&id=n&attendee="+g.ids["Mo"]+"&withheld=Absent")
	press(g.chair, copies, "step=give&id=c&to.a1=true&what.a1=decisions-and-actions", audit.Shared)
}
