package web_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/mail"
	"strategyroom/server/web"
)

// faulty is a sink that cannot be reached, or takes no codes, while that is set.
type faulty struct {
	sink
	away, full atomic.Bool
}

var errMail = errors.New("the mail server is away")

func (f *faulty) Reach(context.Context) error {
	if f.away.Load() {
		return errMail
	}
	return nil
}

func (f *faulty) Send(ctx context.Context, l mail.Letter) error {
	if f.full.Load() {
		return errMail
	}
	return f.sink.Send(ctx, l)
}

// passes has the chair make a code for who waits, on the page of the people.
func (g gate) passes(name string) string {
	g.t.Helper()
	people := "/meetings/" + g.id + "/people"
	page := g.chair.must(200, "GET", people, "")["raw"].(string)
	for _, want := range []string{"A code could not be sent to them by e-mail", "Make a code to pass on to " + name} {
		if !strings.Contains(page, want) {
			g.t.Errorf("the page of the people does not say %q", want)
		}
	}
	first, _, _ := strings.Cut(name, " ")
	status, page, _ := g.chair.submits(people, "step=pass&attendee="+g.ids[first])
	_, code, found := strings.Cut(page, "Your code: ")
	if !strings.Contains(page, "Code for "+name+" to come in") || !strings.Contains(page, "It signs nothing.") {
		g.t.Error("the page with the code does not say that it is to come in")
	}
	if status != 200 || !found || !strings.Contains(page, "On the page where you wait, press Type a code.") {
		g.t.Fatalf("the code to pass on: got %d %s", status, page)
	}
	return code[:9]
}

// TestCodesThatCannotBeSent: whoever asks is told so at once, whether there is an address or not, and loses nothing by it; the
// chair sees it and passes a code on.
func TestCodesThatCannotBeSent(t *testing.T) {
	post := &faulty{sink: make(sink, 20)}
	g := openGate(t, func(c *web.Config) { c.Post = post })
	pat, mo := g.knocks(g.links["Pat"]), g.knocks(g.links["Mo"])
	g.chair.must(409, "POST", g.at+"/attendees/"+g.ids["Pat"]+"/pass", "")
	post.away.Store(true)
	var said []string
	for _, s := range []*someone{pat, mo} {
		said = append(said, fmt.Sprint(s.must(503, "POST", "/api/knocks/"+g.id+"/code", "")))
		if status, page, _ := s.submits("/meetings/"+g.id+"/waiting/code", ""); status != 503 || !strings.Contains(page, "No e-mail can be sent just now.") {
			t.Errorf("by the form: got %d %s", status, page)
		}
	}
	if said[0] != said[1] {
		t.Errorf("with an address: got %s, without one %s", said[0], said[1])
	}
	code := g.passes("Mo Minutes")
	pat.types(403, g.id, code) // it is Mo's
	mo.types(200, g.id, code)
	mo.must(200, "GET", g.at, "")
	g.wantKnown("Mo", "passed")
	if got := g.chair.must(200, "GET", g.at+"/minutes", "")["raw"].(string); !strings.Contains(got, "Known by a code from the chair") {
		t.Error("the minutes do not say that Mo was known by a code from the chair")
	}

	post.away.Store(false)
	g.pass(time.Minute)
	for range account.EntryCodes { // none was counted that could not be sent
		pat.asksForCode(g.id)
		code = post.next(t, "pat@police.example")
	}
	pat.types(200, g.id, code)
}

// unsent waits until it is known that an attendee's code was not sent.
func (g gate) unsent(attendee string) {
	g.t.Helper()
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		waiting, err := g.people.Knocks(g.t.Context(), g.id)
		if err != nil {
			g.t.Fatal(err)
		}
		if slices.ContainsFunc(waiting, func(k account.Knock) bool { return k.Attendee == attendee && k.Unsent }) {
			return
		}
		if time.Since(began) > time.Minute {
			g.t.Fatal("nobody was told that the code was not sent")
		}
	}
}

// TestAGuestWithoutAnAddress sees what all others see who ask for a code; the chair is told, and passes one on.
func TestAGuestWithoutAnAddress(t *testing.T) {
	post := &faulty{sink: make(sink, 20)}
	g := openGate(t, func(c *web.Config) { c.Post = post })
	pat, mo := g.knocks(g.links["Pat"]), g.knocks(g.links["Mo"])
	var said []string
	for _, s := range []*someone{pat, mo} {
		status, _, to := s.submits("/meetings/"+g.id+"/waiting/code", "")
		_, page, _ := s.fetches(to)
		said = append(said, fmt.Sprint(status, to, page))
	}
	if said[0] != said[1] {
		t.Errorf("with an address: got %s, without one %s", said[0], said[1])
	}
	post.next(t, "pat@police.example")
	g.unsent(g.ids["Mo"])
	mo.types(200, g.id, g.passes("Mo Minutes"))
	g.wantKnown("Mo", "passed")
	g.chair.must(409, "POST", g.at+"/attendees/"+g.ids["Pat"]+"/pass", "") // who was sent one needs none
}

// TestCodesThatAreNotTaken: nobody learns from it whether there is an address; the chair does, and passes a code on.
func TestCodesThatAreNotTaken(t *testing.T) {
	post := &faulty{sink: make(sink, 20)}
	g := openGate(t, func(c *web.Config) { c.Post = post })
	post.full.Store(true)
	pat := g.knocks(g.links["Pat"])
	pat.asksForCode(g.id)
	g.unsent(g.ids["Pat"])
	pat.types(200, g.id, g.passes("Pat Sample"))
	g.wantKnown("Pat", "passed")
}

// TestACodePassedOnEndsWithTheMeeting: what the chair made for the room opens nothing after it.
func TestACodePassedOnEndsWithTheMeeting(t *testing.T) {
	post := &faulty{sink: make(sink, 20)}
	g := openGate(t, func(c *web.Config) { c.Post = post })
	g.chair.write(g.at, "phase", `{"phase":"open"}`)
	post.away.Store(true)
	pat := g.knocks(g.links["Pat"])
	pat.must(503, "POST", "/api/knocks/"+g.id+"/code", "")
	code := g.passes("Pat Sample")
	g.closes()
	pat.types(403, g.id, code)
	pat.types(200, g.id, g.chair.must(201, "POST", g.at+"/attendees/"+g.ids["Pat"]+"/pass", "")["code"].(string))
	g.back(pat)
}
