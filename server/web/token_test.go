package web_test

import (
	"encoding/json"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/account"
	"strategyroom/server/room"
	"strategyroom/server/store/bolt"
	"strategyroom/server/web"
)

// FuzzToken tries codes and cookies: what was made here is taken, as a whole and by whichever way it comes, and nothing
// else. The session that asks has its seat already, so that nothing is used up.
func FuzzToken(f *testing.F) {
	kept, err := bolt.Open(f.TempDir())
	if err != nil {
		f.Fatal(err)
	}
	f.Cleanup(func() { kept.Close() })
	now := func() time.Time { return time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC) }
	source := rand.NewChaCha8([32]byte{7}) // the same in each process that tries, or they would learn nothing from each other
	log := slog.New(slog.DiscardHandler)
	people := account.New(kept, now, source)
	rooms := room.New(room.Config{Store: kept, Procedure: procedure.Default(), Now: now, Random: source, Log: log})
	f.Cleanup(rooms.Close)
	app := web.New(web.Config{BaseURL: "http://localhost:8080", Log: log, People: people, Rooms: rooms, London: time.UTC})
	must := func(text string, err error) string {
		f.Helper()
		if err != nil {
			f.Fatal(err)
		}
		return text
	}
	convener := meeting.Convener{Name: "Sam Example", Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}
	if _, err := rooms.Convene(f.Context(), "m1", convener, []meeting.Command{{ID: "c1", Kind: "convene", Body: json.RawMessage(`{}`)}}); err != nil {
		f.Fatal(err)
	}
	old := must(people.Invite(f.Context(), "m1", "a1", "")) // replaced by the next
	token := must(people.Invite(f.Context(), "m1", "a1", ""))
	other := must(people.Invite(f.Context(), "m1", "a2", ""))
	session, _, err := people.Exchange(f.Context(), token, nil, account.Details{})
	if err != nil {
		f.Fatal(err)
	}
	leads := func(tried string) bool { return tried == token || tried == old } // to the seat that the session has
	made := map[string]string{token: "invitation", old: "invitation", other: "invitation"}
	for _, seed := range []string{token, old, other, session.Cookie, session.Cookie[:16], token[:len(token)-1], token + "=", " " + token + "\n", "http://localhost:8080/join#" + token,
		token + "#", "#" + token, strings.ToLower(token), url.QueryEscape(token + "\x00"), "", "invitation/m1/a1"} {
		f.Add(seed)
	}
	ask := func(path, kind, body, cookie string) int {
		request := httptest.NewRequest("POST", path, strings.NewReader(body))
		request.Header.Set("Content-Type", kind)
		request.Header.Set("Cookie", account.Cookie+"="+cookie)
		answer, err := app.Test(request, -1)
		if err != nil {
			return 0 // no request at all
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	f.Fuzz(func(t *testing.T, tried string) {
		link, err := people.Look(t.Context(), tried)
		if got, want := string(link.Purpose), made[tried]; got != want {
			t.Errorf("%q: got a link for %q (%v), want %q", tried, got, err, want)
		}
		if found, err := people.Session(t.Context(), tried); err != nil || (found != nil) != (tried == session.Cookie) {
			t.Errorf("%q as a cookie: got %v (%v)", tried, found, err)
		}
		if tried != other { // which would then be used up
			if entered, _, err := people.Exchange(t.Context(), tried, nil, account.Details{}); err == nil {
				t.Errorf("%q began a session: %v", tried, entered)
			}
		}
		body, err := json.Marshal(map[string]string{"token": tried})
		if err != nil {
			t.Fatal(err)
		}
		if got, want := ask("/api/session", "application/json", string(body), session.Cookie), leads(strings.TrimSpace(tried)); (got == 200) != want {
			t.Errorf("%q in JSON: got %d, want that to be 200: %t", tried, got, want)
		}
		bare := strings.TrimSpace(tried)
		bare = bare[strings.LastIndexByte(bare, '#')+1:]
		if got := ask("/join", "application/x-www-form-urlencoded", "token="+url.QueryEscape(tried), session.Cookie); got == 303 && !leads(bare) || got != 303 && leads(tried) {
			t.Errorf("%q in the form: got %d", tried, got)
		}
		if got := ask("/api/session", "application/json", `{"token":"`+token+`"}`, tried); got == 200 && !strings.Contains(tried, session.Cookie) {
			t.Errorf("%q as the request's cookie: got %d", tried, got)
		}
	})
}
