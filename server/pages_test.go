package main_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	server "strategyroom/server"
)

// seat is a chair with an account, in the browser.
func seat(t *testing.T, program running) *browser {
	t.Helper()
	chair := &browser{t: t, url: program.url}
	chair.open("/setup")
	chair.send("set-up", "token", program.setUp, "name", "Sam Example", "email", "sam@example.org",
		"agency.sector", "social-care", "agency.name", "Example County Council", "position", "Team manager")
	chair.at("/")
	return chair
}

func TestSetUpByAForm(t *testing.T) {
	data := t.TempDir()
	program := serve(t, "--data", data)
	first := &browser{t: t, url: program.url}
	first.open("/")
	first.shows("Open the link that you were sent")
	first.open("/setup")
	first.send("set-up", "token", program.url+"/setup#"+program.setUp, "name", "Sam <b>Example</b>", "email", "sam")
	first.is(422)
	first.shows("There is a problem", "The e-mail address is missing or is not one such as s.begum@example.org.")
	if !strings.Contains(first.page, "<title>Error: Set up Strategy Room") {
		t.Error("the title does not tell the error")
	}
	if !strings.Contains(first.page, `value="Sam &lt;b&gt;Example&lt;/b&gt;"`) {
		t.Errorf("what was typed is gone: %s", first.page)
	}
	first.send("set-up", "name", "Sam Example", "email", "sam@example.org", "agency.sector", "social-care")
	first.at("/")
	first.shows("Signed in as Sam Example.", "You are in no meeting yet.", "Convene a meeting")

	second := &browser{t: t, url: program.url}
	second.open("/setup")
	second.send("set-up", "token", program.setUp, "name", "X", "email", "x@example.org", "agency.sector", "police")
	second.is(401)
	second.shows("This set-up link was used already. Ask whoever used it for an account of your own.")
	second.open("/sign-in")
	second.send("sign-in", "token", "nonsense")
	second.is(404)
	second.shows("This link is not known here.")

	// Somebody else gets an account, and signs in once with its link.
	var said, wrong strings.Builder
	if code := server.Main(t.Context(), []string{"account", "add", "--data", data, "--name", "Kim Keeper", "--email", "kim@example.org",
		"--agency", "Example County Council"}, &said, &wrong); code != 0 {
		t.Fatal(code, wrong.String())
	}
	second.open("/sign-in")
	second.send("sign-in", "token", strings.TrimSpace(said.String()))
	second.at("/")
	second.shows("Signed in as Kim Keeper.")
	if strings.Contains(second.page, "/meetings/new") {
		t.Error("who is no chair is offered to convene")
	}
	second.open("/meetings/new")
	second.is(403)
	third := &browser{t: t, url: program.url}
	third.open("/sign-in")
	third.send("sign-in", "token", strings.TrimSpace(said.String()))
	third.is(401)
	third.shows("This sign-in link was used already.")

	first.post("/sign-out", "")
	first.at("/")
	first.open("/meetings/new")
	first.is(401)
}

// post sends a form that stands on no page.
func (b *browser) post(path, body string) {
	b.t.Helper()
	b.load("POST", path, body, b.url)
}

func TestConveneByAForm(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	tests := []struct {
		name  string
		typed []string
		want  string
	}{
		{"no name", nil, "Give the child’s name, or say that it is not known."},
		{"both", []string{"child.name", "R", "child.notKnown", "true"}, "A name is given, yet it is said not to be known."},
		{"half a time", []string{"child.name", "R", "startsAt.date", "2026-11-27"}, "The time is missing or does not exist"},
		{"an hour that summer time leaves out", []string{"child.name", "R", "startsAt.date", "2027-03-28", "startsAt.time", "01:30"},
			"There is no such time on that day"},
		{"a birthday that does not exist", []string{"child.name", "R", "people.2.name", "Alex", "people.2.born", "31/2/1980"},
			"The date of birth is not a date that exists"},
		{"a bidi control", []string{"child.name", "R\u202e"}, "hidden characters"},
	}
	for _, test := range tests {
		chair.open("/meetings/new")
		chair.send("convene", append([]string{"title", "Kept title"}, test.typed...)...)
		chair.is(422)
		chair.shows(test.want)
		if !strings.Contains(chair.page, "Kept title") {
			t.Errorf("%s: what was typed is gone", test.name)
		}
	}

	chair.open("/meetings/new")
	typed := []string{"child.name", "Robin <script>Placeholder", "child.born", "2 March 2017", "title", "Images on a shared computer",
		"startsAt.date", "2026-06-30", "startsAt.time", "16:00", "people.2.name", "Alex Placeholder", "people.2.relation", "stepfather",
		"circumstances.subject-of-images", "true"}
	before := chair.page
	chair.send("convene", typed...)
	chair.is(200)
	convened := chair.path
	chair.page = before // a double press
	chair.send("convene", typed...)
	if chair.path != convened {
		t.Errorf("pressed twice: got %s and %s", convened, chair.path)
	}
	chair.open("/")
	chair.shows("Images on a shared computer", "Tuesday 30 June 2026, 16:00 BST · Not opened yet · You: Chair")
	if got := strings.Count(chair.page, "app-meetings__name"); got != 1 {
		t.Errorf("got %d meetings, want 1", got)
	}
}

// convened is a meeting that the chair convened, by its address.
func convened(t *testing.T, chair *browser) string {
	t.Helper()
	chair.open("/meetings/new")
	chair.send("convene", "child.name", "Robin Placeholder", "people.2.name", "Alex Placeholder")
	at, ok := strings.CutSuffix(chair.path, "/people")
	if !ok {
		t.Fatalf("convened, but at %s: %s", chair.path, chair.text())
	}
	return at
}

var linked = regexp.MustCompile(`http://[^\s<"]+/join#([A-Za-z0-9_-]+)`)

// invite makes a link and returns its token.
func (b *browser) invite(at string, typed ...string) string {
	b.t.Helper()
	b.open(at + "/people")
	b.send("invite", typed...)
	b.is(200)
	found := linked.FindStringSubmatch(b.page)
	if found == nil {
		b.t.Fatalf("no link on the page: %s", b.text())
	}
	return found[1]
}

// join comes in with a token.
func join(t *testing.T, program running, token string) *browser {
	t.Helper()
	b := &browser{t: t, url: program.url}
	b.open("/join")
	b.send("look", "token", token)
	b.send("join")
	return b
}

func TestGettingIn(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	token := chair.invite(at, "name", "Pat Sample", "agency.sector", "police", "agency.name", "Example Police", "email", "pat@example.org")
	chair.shows("New link", "Pat Sample", "Send by e-mail")
	if strings.Contains(chair.page, "Robin") || strings.Contains(chair.page, "Alex") {
		t.Error("the page with the link names somebody of the case")
	}

	scanner := &browser{t: t, url: program.url}
	for range 50 {
		scanner.open("/join")
		scanner.send("look", "token", token)
	}
	scanner.shows("Sam Example, Example County Council, invites you to a strategy meeting.", "Pat Sample, Example Police")
	if strings.Contains(scanner.page, "Robin") {
		t.Error("the invitation names the child")
	}
	scanner.open("/join")
	scanner.send("look", "token", "nonsense")
	scanner.is(404)
	scanner.shows("This link is not known here.")

	police := join(t, program, token)
	police.at(at)
	police.shows("You: Pat Sample, Member", "Child: Robin Placeholder")
	police.open("/")
	police.shows("You are here as a guest of this meeting.", "You: Member")
	police.open("/join")
	police.send("look", "token", token)
	police.at(at)

	// Where somebody is in already as somebody else, the link is not used.
	nurse := chair.invite(at, "name", "Nia Ward", "agency.sector", "health")
	chair.open("/join")
	chair.send("look", "token", nurse)
	chair.shows("In this browser somebody takes part in this meeting already", "Go there")

	// The same link elsewhere knocks.
	second := &browser{t: t, url: program.url}
	second.open("/join")
	second.send("look", "token", token)
	second.shows("This link was used already")
	second.send("knock")
	second.is(422)
	second.shows("Say who you are.")
	second.send("knock", "who", "other", "name", "Di Substitute", "agency.name", "Example Police")
	second.is(422)
	second.shows("The agency's sector is missing or unknown.")
	second.send("knock", "agency.sector", "police")
	second.at(at + "/waiting")
	second.shows("Waiting to be let in")
	if text := second.text(); strings.Contains(text, "Robin") || strings.Contains(text, "SM-") {
		t.Errorf("whoever waits sees the meeting: %s", text)
	}
	second.open(at)
	second.is(404)

	chair.open(at)
	chair.shows("1 asking to come in")
	chair.open(at + "/people")
	chair.shows("Di Substitute, Example Police", "With the link of Pat Sample")
	knock := regexp.MustCompile(`name="sheet" value="(knock-[^"]+-true)"`).FindStringSubmatch(chair.page)
	chair.send(knock[1])
	chair.shows("in place of Pat Sample")
	second.open(at + "/waiting")
	second.at(at)
	second.shows("You: Di Substitute, Member")

	// Another is turned away.
	third := &browser{t: t, url: program.url}
	third.open("/join")
	third.send("look", "token", token)
	third.send("knock", "who", "same")
	third.shows("Waiting to be let in")
	chair.open(at + "/people")
	knock = regexp.MustCompile(`name="sheet" value="(knock-[^"]+-false)"`).FindStringSubmatch(chair.page)
	chair.send(knock[1])
	third.open(at + "/waiting")
	third.shows("You were not let in")

	// A new link ends the old one.
	chair.open(at + "/people")
	attendee := regexp.MustCompile(`name="sheet" value="(attendee-a\d+-link)"`).FindAllStringSubmatch(chair.page, -1)[1]
	chair.send(attendee[1])
	fourth := &browser{t: t, url: program.url}
	fourth.open("/join")
	fourth.send("look", "token", token)
	fourth.is(401)
	fourth.shows("This link has ended", "Use the latest that you were sent, or ask the chair for another.")
}

func TestHostileWordsStayWords(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	hostile := `"><script>alert(1)</script><img src=x onerror=alert(2)> {{.}} javascript:alert(3) '`
	chair.open("/meetings/new")
	chair.send("convene", "child.name", hostile, "title", hostile, "reference", `../"\x`+hostile)
	at := strings.TrimSuffix(chair.path, "/people")
	chair.invite(at, "name", hostile, "agency.sector", "police", "agency.name", hostile, "email", `o'neill+a&b@example.org`, "position", hostile)
	pages := []string{chair.page}
	chair.open(at)
	chair.send("phase-open")
	for _, item := range []string{"q1", "reason"} {
		chair.open(at + "?item=" + item)
		chair.send("information", "text", hostile)
		chair.send("notes-add", "text", hostile+"\n</textarea>"+hostile)
		chair.send("decision", "text", hostile, "reasons", hostile)
		pages = append(pages, chair.page)
	}
	for _, path := range []string{"/", at, at + "/people", at + "/details", "/api" + at + "/minutes"} {
		chair.open(path)
		chair.is(200)
		pages = append(pages, chair.page)
	}
	chair.open(at)
	chair.send("decision-D1-withdraw", "reason", "")
	chair.is(422)
	pages = append(pages, chair.page)
	for i, page := range pages {
		for _, want := range []string{"<script>alert", "<img src=x", `href="javascript:`} {
			if strings.Contains(page, want) {
				t.Errorf("page %d holds %s", i, want)
			}
		}
		if !strings.Contains(page, "&lt;script&gt;alert(1)") {
			t.Errorf("page %d does not show what was written: %.300s", i, page)
		}
	}
}

func TestFormsAreReadStrictly(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	long := strings.Repeat("ক", 10_000)
	tests := []struct {
		name, body string
		want       int
	}{
		{"no such kind", "kind=nonsense&id=a", 422},
		{"no kind", "id=b", 422},
		{"a broken escape", "kind=information&id=c&text=%zz", 400},
		{"not UTF-8", "kind=information&id=d&item=q1&text=%ff", 400},
		{"not a pair", "kind=information&id=e&item", 400},
		{"a field that the kind does not know", "kind=information&id=f&item=q1&text=x&by=a1", 400},
		{"too many fields", "kind=information&id=g&item=q1&text=x" + strings.Repeat("&text=x", 700), 400},
		{"no id", "kind=information&item=q1&text=x", 400},
		{"no such item", "kind=information&id=h&item=q99&text=x", 422},
		{"a text that is too long", "kind=information&id=i&item=q1&text=" + strings.Repeat("x", 10_001), 422},
		{"more than a form may have", "kind=information&id=j&item=q1&text=" + strings.Repeat("x", 140<<10), 413},
		{"notes of a version that is none", "kind=note&id=k&item=q1&version=x&text=x", 400},
		{"notes that do not change", "kind=note&id=l&item=q1&version=0&was=x&text=x", 422},
		{"the longest text, in Bengali", "kind=information&id=m&item=q1&text=" + url.QueryEscape(long), 200},
		{"the same again", "kind=information&id=m&item=q1&text=" + url.QueryEscape(long), 200},
		{"the same id for something else", "kind=information&id=m&item=q1&text=other", 409},
	}
	for _, test := range tests {
		chair.post(at+"/write", test.body)
		if chair.status != test.want {
			t.Errorf("%s: got %d, want %d", test.name, chair.status, test.want)
		}
	}
	chair.open("/api" + at + "/minutes")
	if got := strings.Count(chair.page, "app-document__lead\">Information"); got != 1 {
		t.Errorf("got %d pieces of information, want 1", got)
	}

	// A form from a page of another address, and JSON where a form belongs.
	chair.load("POST", at+"/write", "kind=information&id=n&item=q1&text=x", "https://elsewhere.example")
	chair.is(403)
	request, _ := http.NewRequest("POST", program.url+at+"/write", strings.NewReader(`{"kind":"information"}`))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Cookie", "__Host-session="+chair.cookie)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if got, want := answer.StatusCode, 415; got != want {
		t.Errorf("JSON: got %d, want %d", got, want)
	}
}

// TestWhatWasTypedIsGivenBack where the form's page is out of reach, and where others wrote meanwhile.
func TestWhatWasTypedIsGivenBack(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	minutes := join(t, program, chair.invite(at, "name", "Mo Minutes", "agency.sector", "social-care", "role", "minute-taker"))
	chair.open(at)
	chair.send("phase-open")
	minutes.open(at + "?item=q1")
	minutes.send("notes-add", "text", "First line")
	chair.open(at + "?item=q1")
	chair.send("notes-add", "text", "Second line")
	minutes.send("notes", "text", "First line, hidden \u202e")
	minutes.is(422)
	minutes.send("notes", "text", "The first line")
	minutes.shows("Notes The first line Second line")

	before := minutes.page
	minutes.post("/sign-out", "")
	minutes.page = before
	minutes.send("decision", "text", "Section 47 enquiries start", "reasons", "Risk tonight")
	minutes.is(401)
	minutes.shows("You are signed out.", "What you typed", "Section 47 enquiries start", "Risk tonight")
}
