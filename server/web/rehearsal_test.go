package web_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/server/room"
	"strategyroom/server/web"
)

// TestARehearsalStaysOne sets an installation up for real names after a meeting was convened in it.
func TestARehearsalStaysOne(t *testing.T) {
	var rooms *room.Rooms
	o := openOfficeIn(t, func(_ *office, c *web.Config) { rooms, c.RealNames, c.Known = c.Rooms, true, false })
	before := o.final()
	rooms.RealNames = true
	g := gate{office: o, chair: before.chair, links: map[string]string{}, ids: map[string]string{}}
	g.id = g.chair.must(201, "POST", "/api/meetings", `{"id":"second","people":[{"category":"child","name":"Quince"}]}`)["meeting"].(string)
	g.at = "/api/meetings/" + g.id

	pages := 0
	for _, route := range web.New(web.Config{}).GetRoutes(true) {
		page, of := strings.CutPrefix(route.Path, "/meetings/:meeting")
		if route.Method != http.MethodGet || !of || strings.HasPrefix(page, "/waiting") || page == "/here" {
			continue
		}
		pages++
		for id, rehearsal := range map[string]bool{strings.TrimPrefix(before.at, "/api/meetings/"): true, g.id: false} {
			said := g.chair.must(200, "GET", "/meetings/"+id+page, "")["raw"].(string)
			if got := strings.Contains(said, meeting.Rehearsal); got != rehearsal {
				t.Errorf("%s of a rehearsal %v: says so %v", route.Path, rehearsal, got)
			}
		}
	}
	if pages < 8 {
		t.Errorf("looked at %d pages of a meeting, want at least 8", pages)
	}
	for at, rehearsal := range map[string]bool{before.at: true, g.at: false} {
		minutes := g.chair.must(200, "GET", at+"/minutes", "")["raw"].(string)
		told, _ := g.chair.must(200, "GET", at, "")["meeting"].(map[string]any)["realNames"].(bool)
		if got := strings.Contains(minutes, meeting.Rehearsal); got != rehearsal || told == rehearsal {
			t.Errorf("the minutes of a rehearsal %v: say so %v, for real names %v", rehearsal, got, told)
		}
	}
	start := g.chair.must(200, "GET", "/", "")["raw"].(string)
	if strings.Contains(start, meeting.Rehearsal) || strings.Count(start, "· Rehearsal") != 1 {
		t.Errorf("the start page: want one line of two to say Rehearsal: %s", start)
	}
	// A meeting for real names is held by its rules, whatever the installation is set to since.
	g.invite("Pat Sample", "police", "member", "")
	g.knocks(g.links["Pat"])
	if got := before.comes(before.link("Ed")).meetings(); got != 1 {
		t.Errorf("by a link into the rehearsal: got %d meetings, want 1", got)
	}
	if got, want := fmt.Sprint(g.chair.must(409, "POST", g.at+"/attendees/"+g.ids["Pat"]+"/pass", "")["code"]), "phase"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}
