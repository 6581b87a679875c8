package web_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// cameTooLate is the body of a command that adds a text to a closed meeting.
func cameTooLate(id, item, text string) string {
	return fmt.Sprintf(`{"id":%q,"kind":"addition","body":{"item":%q,"text":%q,"typed":"2026-11-24T09:00:00Z"}}`, id, item, text)
}

// count is how often words stand in the record.
func (g gate) count(words string) int {
	g.t.Helper()
	return strings.Count(g.chair.must(200, "GET", g.at+"/record", "")["raw"].(string), words)
}

// TestGuestsAddWhatCameTooLate: who has come back with a code adds what was not saved before the meeting closed, once, for
// as long as they reach their own pages; in this meeting, and nothing that was for the open meeting.
func TestGuestsAddWhatCameTooLate(t *testing.T) {
	g, letters, pat, _ := held(t)
	saved := `{"id":"in-time","kind":"information","body":{"item":"q1","text":"Gooseberry"}}`
	pat.must(201, "POST", g.at+"/commands", saved)
	other := g.chair.must(201, "POST", "/api/meetings", `{"id":"other"}`)["meeting"].(string)
	g.closes()
	pat.must(403, "POST", g.at+"/commands", cameTooLate("late", "q1", "Greengage"))
	pat.asksForCode(g.id)
	pat.types(200, g.id, letters.next(t, "pat@police.example"))

	page := pat.must(200, "GET", "/meetings/"+g.id+"/minutes", "")["raw"].(string)
	for _, want := range []string{`id="held"`, `data-outbox="`, "/belated.js", "Add what came too late"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page of the minutes for who has come back: no %s", want)
		}
	}
	if strings.Contains(page, `data-outbox=""`) || strings.Contains(page, `data-key=""`) {
		t.Error("the page has no key to what the device holds")
	}

	pat.must(200, "POST", g.at+"/commands", saved) // what had no answer is found saved
	for i, want := range []int{201, 200} {
		first := pat.must(want, "POST", g.at+"/commands", cameTooLate("late", "q1", "Greengage"))
		if again := pat.must(200, "POST", g.at+"/commands", cameTooLate("late", "q1", "Greengage")); first["number"] != again["number"] {
			t.Errorf("sent again, %d: got %v, want %v", i, again["number"], first["number"])
		}
	}
	if got := g.count("Greengage"); got != 1 {
		t.Errorf("what came too late stands %d times in the record, want once", got)
	}
	for _, test := range []struct {
		name, at, body string
		want           int
	}{
		{"information in the closed meeting", g.at, `{"id":"x1","kind":"information","body":{"item":"q1","text":"x"}}`, 409},
		{"notes in the closed meeting", g.at, `{"id":"x2","kind":"note","body":{"item":"q1","version":0,"edits":[{"at":0,"insert":"x"}]}}`, 403},
		{"a version", g.at, `{"id":"x3","kind":"version","body":{"by":""}}`, 403},
		{"an addition to nothing", g.at, cameTooLate("x4", "nothing", "x"), 422},
		{"the same id for something else", g.at, cameTooLate("late", "q1", "Damson"), 409},
		{"another meeting", "/api/meetings/" + other, cameTooLate("x5", "q1", "x"), 404},
	} {
		if got, said := pat.call("POST", test.at+"/commands", test.body); got != test.want {
			t.Errorf("%s: got %d %v, want %d", test.name, got, said["code"], test.want)
		}
	}
	minutes := pat.must(200, "GET", g.at+"/minutes", "")["raw"].(string)
	if got := strings.Count(minutes, "Greengage"); got != 1 || !strings.Contains(minutes, "Added late, to: ") || !strings.Contains(minutes, "Typed on 24 November 2026, 09:00 GMT") {
		t.Errorf("the minutes have what came too late %d times, want once, with its date", got)
	}
}

// TestAdditionsByForm: the same without script.
func TestAdditionsByForm(t *testing.T) {
	g, letters, pat, _ := held(t)
	form := "kind=addition&sheet=late&back=minutes&id=by-hand&item=q1&text=Mirabelle"
	write := "/meetings/" + g.id + "/write"
	g.closes()
	if status, page, _ := pat.submits(write, form); status != 403 || !strings.Contains(page, "Mirabelle") {
		t.Errorf("before they have shown again who they are: got %d, want that it is refused and theirs to copy: %s", status, page)
	}
	pat.asksForCode(g.id)
	pat.types(200, g.id, letters.next(t, "pat@police.example"))
	if status, page, _ := pat.submits(write, strings.Replace(form, "Mirabelle", "", 1)); status != 422 || !strings.Contains(page, "There is a problem") {
		t.Errorf("without a text: got %d", status)
	}
	for range 2 {
		if status, page, to := pat.submits(write, form); status != 303 || !strings.HasPrefix(to, "/meetings/"+g.id+"/minutes?saved=") {
			t.Fatalf("by the form: got %d to %s: %s", status, to, page)
		}
	}
	if got := g.count("Mirabelle"); got != 1 {
		t.Errorf("it stands %d times in the record, want once", got)
	}
}

// TestWhoAddsNothingLate: those for whom the room goes on are offered all of it in there; guests whose time is over, and who
// only watched, add nothing.
func TestWhoAddsNothingLate(t *testing.T) {
	g, letters, _, _ := held(t)
	g.invite("Ola Watcher", "other", "observer", "ola@audit.example")
	ola := g.knocks(g.links["Ola"])
	g.letsIn(g.chair)
	ola.state(g.id)
	g.chair.write(g.at, "attendance", fmt.Sprintf(`{"attendee":%q,"state":"joined"}`, g.ids["Ola"]))
	g.closes()
	ola.asksForCode(g.id)
	ola.types(200, g.id, letters.next(t, "ola@audit.example"))
	for name, s := range map[string]*someone{"chair": g.chair, "observer": ola} {
		page := s.must(200, "GET", "/meetings/"+g.id+"/minutes", "")["raw"].(string)
		if strings.Contains(page, "Add what came too late") {
			t.Errorf("the %s is offered the form", name)
		}
		if got, want := strings.Contains(page, "/belated.js"), s == ola; got != want {
			t.Errorf("what the device of the %s holds is looked for: got %v, want %v", name, got, want)
		}
	}
	ola.must(403, "POST", g.at+"/commands", cameTooLate("x", "q1", "x"))

	pat := g.knocks(g.links["Pat"])
	pat.asksForCode(g.id)
	pat.types(200, g.id, letters.next(t, "pat@police.example"))
	g.chair.write(g.at, "version", `{"by":""}`)
	g.chair.write(g.at, "signing", `{"by":"","reason":"A rehearsal"}`)
	g.chair.must(201, "POST", g.at+"/signatures", `{"id":"chair","version":1,"agree":true,"name":"Sam Example"}`)
	g.chair.write(g.at, "final", `{"version":1,"reason":"A rehearsal"}`)
	pat.must(201, "POST", g.at+"/commands", cameTooLate("final", "q1", "x"))
	g.pass(guestTime + time.Hour)
	pat.must(401, "POST", g.at+"/commands", cameTooLate("over", "q1", "x"))
}

// TestSignersSeeWhatCameTooLate: what is added stands on the page to sign, below the text that is signed, with both times and
// the name; and the page of the minutes says how many there are.
func TestSignersSeeWhatCameTooLate(t *testing.T) {
	m := openOffice(t).closed()
	pat, here := m.guests["Pat"], strings.TrimPrefix(m.at, "/api")
	count := "1 addition came after the meeting closed."
	if page := m.chair.must(200, "GET", here+"/minutes", "")["raw"].(string); strings.Contains(page, count) {
		t.Errorf("before anything was added the page of the minutes says %q", count)
	}
	pat.must(201, "POST", m.at+"/commands", cameTooLate("late", "q1", "Greengage"))
	m.chair.write(m.at, "version", `{"by":""}`)
	m.chair.write(m.at, "signing", `{"by":"","reason":"A rehearsal"}`)
	if page := m.chair.must(200, "GET", here+"/minutes", "")["raw"].(string); !strings.Contains(page, count) {
		t.Errorf("the page of the minutes does not say %q", count)
	}
	page := pat.must(200, "GET", here+"/sign", "")["raw"].(string)
	signed, after, found := strings.Cut(page, "End of the version. Its check code:")
	if !found || strings.Contains(signed, "Greengage") {
		t.Error("what came too late stands in what is signed, or nothing is")
	}
	after, _, _ = strings.Cut(after, `id="sign"`)
	for _, want := range []string{"After the meeting", "Greengage", "Typed on 24 November 2026, 09:00 GMT", "16:00 GMT", "Pat Sample", "It is no part of what you sign"} {
		if !strings.Contains(after, want) {
			t.Errorf("under the text on the page to sign: no %q", want)
		}
	}
}
