package main_test

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	ics "github.com/arran4/golang-ical"

	"strategyroom/server/mail/mailtest"
)

// posting is a program that sends e-mails to a server of this manner, with a chair and their meeting, by its address.
func posting(t *testing.T, manner mailtest.Manner) (running, *mailtest.Server, *client, string) {
	t.Helper()
	server := mailtest.Serve(t, manner)
	program := serve(t, "--data", t.TempDir(), "--smtp", server.Addr, "--smtp-from", "meetings@council.example")
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","title":"About Robin","reference":"ROBIN-1","startsAt":"2027-06-01T09:30:00Z",
		"people":[{"category":"child","name":"Robin Placeholder"},{"category":"suspected","name":"Alex Placeholder"}]}`)["meeting"].(string)
	return program, server, chair, id
}

// event is the one event of a calendar's file.
func event(t *testing.T, file []byte) *ics.VEvent {
	t.Helper()
	calendar, err := ics.ParseCalendar(bytes.NewReader(file))
	if err != nil || len(calendar.Events()) != 1 {
		t.Fatalf("no calendar with one event: %v\n%s", err, file)
	}
	return calendar.Events()[0]
}

// startOf is when an event starts and how often it was moved.
func startOf(t *testing.T, e *ics.VEvent) (start, sequence string) {
	t.Helper()
	at, err := e.GetStartAt()
	if err != nil {
		t.Fatal(err)
	}
	return at.UTC().Format(time.RFC3339), e.GetProperty(ics.ComponentPropertySequence).Value
}

const pat = `{"id":"pat","name":"Pat Sample","agency":{"sector":"police","name":"Example Police"},"role":"member","email":"pat@police.example"}`

func TestInvitationsAreSent(t *testing.T) {
	program, server, chair, id := posting(t, mailtest.Manner{})
	at := "/api/meetings/" + id
	if server.Connections() != 0 {
		t.Error("the server was called before there was a letter")
	}
	answer := chair.must(201, "POST", at+"/invitations", pat)
	first := answer
	letter := server.Next(t)
	url := answer["url"].(string)
	want := "Sam Example, Example County Council, invites you to a strategy meeting.\nWhen: Tuesday 1 June 2027, 10:30 BST\n\n" +
		"Open this link and press Join. It works once and is for you alone: do not pass it on.\n" + url + "\n"
	text, calendar := letter.Parts(t)
	if text != want || answer["text"] != want || answer["email"] != "sent" {
		t.Errorf("the letter says %q and the answer %v, want %q, sent", text, answer, want)
	}
	if letter.To != "pat@police.example" || letter.From != "meetings@council.example" || letter.Subject(t) != "OFFICIAL-SENSITIVE: invitation to a meeting" {
		t.Errorf("it went to %s from %s as %s", letter.To, letter.From, letter.Subject(t))
	}
	for _, word := range []string{"Robin", "ROBIN", "Alex", "stepfather", id, "Strategy Room", "strategyroom"} {
		if bytes.Contains(letter.Data, []byte(word)) || strings.Contains(text, word) || bytes.Contains(calendar, []byte(word)) {
			t.Errorf("%s stands in the letter:\n%s\n%s", word, letter.Data, calendar)
		}
	}
	if start, _ := startOf(t, event(t, calendar)); start != "2027-06-01T09:30:00Z" {
		t.Errorf("the calendar has %s, want 2027-06-01T09:30:00Z", start)
	}
	(&client{t: t, url: program.url}).join(url)

	// Without an address nothing goes out; a new link goes where the one before went.
	answer = chair.must(201, "POST", at+"/invitations", `{"id":"nia","name":"Nia Ward","agency":{"sector":"health"},"role":"member"}`)
	if _, is := answer["email"]; is || server.Waiting() != 0 || !strings.Contains(answer["text"].(string), answer["url"].(string)) {
		t.Errorf("without an address: got %v and %d letters, want a text and no letter", answer, server.Waiting())
	}
	// The same request is answered again, and nothing is sent; another id is another press.
	if same := chair.must(201, "POST", at+"/invitations", pat); !maps.Equal(same, first) || server.Waiting() != 0 {
		t.Errorf("sent again: got %v and %d letters, want %v and none", same, server.Waiting(), first)
	}
	again := chair.must(201, "POST", at+"/invitations", `{"id":"again","attendee":"`+named(t, chair, at, "Pat Sample")+`"}`)
	if text, _ := server.Next(t).Parts(t); again["email"] != "sent" || !strings.Contains(text, again["url"].(string)) {
		t.Errorf("a new link: got %v and the letter %q", again, text)
	}
	chair.write(id, "phase", `{"phase":"open"}`)
	chair.must(201, "POST", at+"/invitations", strings.ReplaceAll(pat, "pat", "kit"))
	if _, calendar := server.Next(t).Parts(t); calendar != nil {
		t.Errorf("in the meeting an invitation still has a calendar's entry:\n%s", calendar)
	}
	program.stop()
	log := program.log.String()
	if got := len(regexp.MustCompile(`msg="an e-mail was accepted" id=[0-9a-f]{32}\n`).FindAllString(log, -1)); got != 3 {
		t.Errorf("the log tells of %d letters, want 3:\n%s", got, log)
	}
	nothingOf(t, log)
}

// named is the id of an attendee by their name.
func named(t *testing.T, c *client, at, name string) string {
	t.Helper()
	for id, a := range c.must(200, "GET", at, "")["meeting"].(map[string]any)["attendees"].(map[string]any) {
		if a.(map[string]any)["name"] == name {
			return id
		}
	}
	t.Fatalf("no attendee is called %s", name)
	return ""
}

// nothingOf checks that nothing of a letter stands in a log.
func nothingOf(t *testing.T, log string) {
	t.Helper()
	for _, word := range []string{"police.example", "Pat", "OFFICIAL", "invite", "join#", "Robin"} {
		if strings.Contains(log, word) {
			t.Errorf("%s stands in the log:\n%s", word, log)
		}
	}
}

func TestInvitationsThatCannotBeSent(t *testing.T) {
	program, _, chair, id := posting(t, mailtest.Manner{Answer: map[string]string{"RCPT": "550 pat@police.example is not known, Pat"}})
	answer := chair.must(201, "POST", "/api/meetings/"+id+"/invitations", pat)
	if answer["email"] != "failed" {
		t.Errorf("got %v, want that it failed", answer)
	}
	again := chair.must(201, "POST", "/api/meetings/"+id+"/invitations", pat) // is tried again
	if again["email"] != "failed" || again["url"] == answer["url"] {
		t.Errorf("sent again: got %v, want another link, and that it failed", again)
	}
	(&client{t: t, url: program.url}).join(again["url"].(string)) // the link is good
	program.stop()
	if log := program.log.String(); !strings.Contains(log, "an e-mail was not accepted") || !strings.Contains(log, "the server answered 550") {
		t.Errorf("the log does not say that it failed:\n%s", log)
	}
	nothingOf(t, program.log.String())
}

// TestAHangingServerHoldsNobodyUp writes while an invitation waits for a server that says nothing.
func TestAHangingServerHoldsNobodyUp(t *testing.T) {
	_, server, chair, id := posting(t, mailtest.Manner{Hang: "DATA"})
	type result struct {
		status int
		answer map[string]any
	}
	invited := make(chan result, 1)
	other := &client{t: t, url: chair.url, cookie: chair.cookie}
	go func() {
		status, answer := other.call("POST", "/api/meetings/"+id+"/invitations", pat)
		invited <- result{status, answer}
	}()
	for !strings.Contains(server.Said(), "DATA") {
		select {
		case got := <-invited:
			t.Fatalf("the invitation was answered by %v before the server hung", got)
		case <-time.After(10 * time.Millisecond):
		}
	}
	chair.write(id, "phase", `{"phase":"open"}`)
	chair.must(200, "GET", "/api/meetings/"+id, "")
	select {
	case got := <-invited:
		t.Fatalf("the invitation was answered by %v, want that it waits", got)
	default:
	}
	server.End()
	if got := <-invited; got.status != 201 || got.answer["email"] != "failed" {
		t.Errorf("got %v, want 201 and that it failed", got)
	}
}

// TestInvitingByFormsSends shows what the chair sees of it without script.
func TestInvitingByFormsSends(t *testing.T) {
	server := mailtest.Serve(t, mailtest.Manner{})
	program := serve(t, "--data", t.TempDir(), "--smtp", server.Addr, "--smtp-from", "meetings@council.example")
	chair := seat(t, program)
	at := convened(t, chair)
	chair.open(at + "/people")
	chair.send("invite", "name", "Pat Sample", "agency.sector", "police", "email", "pat@police.example")
	chair.shows("New link", "Pat Sample", "Sent by e-mail to pat@police.example.")
	if strings.Contains(chair.page, "/join#") || strings.Contains(chair.page, "shown only once") {
		t.Error("the page shows a link that was sent")
	}
	text, _ := server.Next(t).Parts(t)
	if !strings.Contains(text, "\nWhen: now (the start was ") {
		t.Errorf("of a meeting that was convened to start at once the letter says %q", text)
	}
	join(t, program, linked.FindStringSubmatch(text)[1]).shows("You: Pat Sample")

	chair.open(at + "/people")
	chair.send("paste", "lines", "Kit Sample <kit@police.example>, Example Police\nNia Ward, Example Health\nUna Known <una@health.example>, Example Health")
	chair.send("rows", "rows.1.agency.sector", "health")
	chair.is(200)
	chair.shows("New links", "Sent by e-mail to kit@police.example.", "Nia Ward", "Sent by e-mail to una@health.example.", "shown only once")
	if says := strings.Index(chair.page, "shown only once"); says < strings.LastIndex(chair.page, "Sent by e-mail") || says > strings.Index(chair.page, "/join#") {
		t.Error("that a link is to be passed on stands above those that were sent")
	}
	if got := len(linked.FindAllString(chair.page, -1)); got != 1 {
		t.Errorf("the page shows %d links, want that of the one without an address", got)
	}
	to := server.Next(t).To + " " + server.Next(t).To
	if to != "kit@police.example una@health.example" && to != "una@health.example kit@police.example" {
		t.Errorf("letters went to %s", to)
	}
}

func TestFormsSayThatALetterWasNotSent(t *testing.T) {
	server := mailtest.Serve(t, mailtest.Manner{Cut: "."})
	program := serve(t, "--data", t.TempDir(), "--smtp", server.Addr, "--smtp-from", "meetings@council.example")
	chair := seat(t, program)
	token := chair.invite(convened(t, chair), "name", "Pat Sample", "agency.sector", "police", "email", "pat@police.example")
	chair.shows("The e-mail could not be sent. Pass the text on yourself.", "shown only once")
	join(t, program, token).shows("You: Pat Sample")
}

func TestCalendarOfAMeeting(t *testing.T) {
	_, _, chair, id := posting(t, mailtest.Manner{})
	at := "/api/meetings/" + id
	request, _ := http.NewRequest("GET", chair.url+at+"/calendar.ics", nil)
	request.Header.Set("Cookie", "__Host-session="+chair.cookie)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if got := answer.Header.Get("Content-Type") + " " + answer.Header.Get("Content-Disposition"); got != `text/calendar; charset=utf-8 attachment; filename="meeting.ics"` {
		t.Errorf("it comes as %s", got)
	}
	steps := []struct{ amend, start, sequence string }{
		{`{"title":"x"}`, "2027-06-01T09:30:00Z", "0"},
		{`{"startsAt":"2027-06-01T09:30:00Z"}`, "2027-06-01T09:30:00Z", "0"},
		{`{"startsAt":"2027-06-02T14:00:00+01:00"}`, "2027-06-02T13:00:00Z", "1"},
		{`{"startsAt":"2027-11-02T14:00:00Z"}`, "2027-11-02T14:00:00Z", "2"},
	}
	uid := ""
	for _, step := range steps {
		chair.write(id, "convene.amend", step.amend)
		file := chair.body(at + "/calendar.ics")
		e := event(t, []byte(file))
		start, sequence := startOf(t, e)
		if start != step.start || sequence != step.sequence || uid != "" && e.Id() != uid {
			t.Errorf("after %s: it starts %s, moved %s, id %s; want %s, %s", step.amend, start, sequence, e.Id(), step.start, step.sequence)
		}
		uid = e.Id()
		for _, word := range []string{"Robin", "ROBIN", "Sam", "Example", "Placeholder", id, "join"} {
			if strings.Contains(strings.ReplaceAll(file, "To join", ""), word) {
				t.Errorf("%s stands in the calendar:\n%s", word, file)
			}
		}
	}
	chair.write(id, "convene.amend", `{"startsAt":""}`)
	chair.must(404, "GET", at+"/calendar.ics", "")
}

// lastOf is the id of the attendee who was invited last.
func lastOf(t *testing.T, c *client, at string) string {
	t.Helper()
	all := c.must(200, "GET", at, "")["meeting"].(map[string]any)["order"].(map[string]any)["attendees"].([]any)
	return all[len(all)-1].(string)
}

// TestEverybodyIsToldTheNewTime moves the start: who has an address gets the entry that replaces the one before, the chair
// the text for the others, and who may not attend nothing.
func TestEverybodyIsToldTheNewTime(t *testing.T) {
	program, server, chair, id := posting(t, mailtest.Manner{})
	at := "/api/meetings/" + id
	url := chair.must(201, "POST", at+"/invitations", pat)["url"].(string)
	_, first := server.Next(t).Parts(t)
	chair.must(201, "POST", at+"/invitations", `{"id":"nia","name":"Nia Ward","agency":{"sector":"health"},"role":"member"}`)
	chair.must(201, "POST", at+"/invitations", strings.ReplaceAll(pat, "pat", "kit"))
	server.Next(t)
	chair.write(id, "conflict", fmt.Sprintf(`{"attendee":%q,"finding":"may-not-attend","reason":"Works with Alex"}`, lastOf(t, chair, at)))
	b := &browser{t: t, url: program.url, cookie: chair.cookie}
	b.open("/meetings/" + id + "/people")
	if strings.Contains(b.page, "new time") {
		t.Error("the page offers to tell a start that was not changed")
	}
	chair.write(id, "convene.amend", `{"startsAt":"2027-11-02T14:00:00Z"}`)
	b.open("/meetings/" + id + "/people")
	before := b.page
	b.send("start")
	b.shows("The new time", "Sent by e-mail to pat@police.example.", "Nia Ward", "When: Tuesday 2 November 2027, 14:00 GMT")
	letter := server.Next(t)
	text, moved := letter.Parts(t)
	if want := "Sam Example, Example County Council, has changed when the strategy meeting is to which you are invited.\n" +
		"When: Tuesday 2 November 2027, 14:00 GMT\n\nThe link that you were sent stays as it is.\n"; text != want || letter.To != "pat@police.example" {
		t.Errorf("got %q to %s, want %q", text, letter.To, want)
	}
	start, sequence := startOf(t, event(t, moved))
	if start != "2027-11-02T14:00:00Z" || sequence != "1" || event(t, moved).Id() != event(t, first).Id() {
		t.Errorf("the entry starts %s, moved %s; want that it replaces the one before", start, sequence)
	}
	for _, word := range []string{"Robin", "ROBIN", "Alex", "join#", id} {
		if bytes.Contains(letter.Data, []byte(word)) || strings.Contains(text, word) {
			t.Errorf("%s stands in the letter:\n%s", word, letter.Data)
		}
	}
	(&client{t: t, url: program.url}).join(url)
	b.page = before
	b.send("start") // pressed twice
	b.shows("The new time", "Sent by e-mail to pat@police.example.", "Nia Ward")
	if server.Waiting() != 0 {
		t.Errorf("%d letters more", server.Waiting())
	}
	b.open("/meetings/" + id + "/people")
	b.send("start") // pressed anew
	if to := server.Next(t).To; to != "pat@police.example" {
		t.Errorf("pressed anew it went to %s", to)
	}
}

// TestPressedTwice presses while the first press is still being sent, and after it, by each way that sends an invitation.
func TestPressedTwice(t *testing.T) {
	server := mailtest.Serve(t, mailtest.Manner{})
	program := serve(t, "--data", t.TempDir(), "--smtp", server.Addr, "--smtp-from", "meetings@council.example")
	chair := seat(t, program)
	at := convened(t, chair)
	chair.open(at + "/people")
	chair.send("paste", "lines", "Kit Sample <kit@police.example>, Example Police\nNia Ward, Example Health")
	list := chair.page
	chair.open(at + "/people")
	for name, press := range map[string]func(*browser) string{
		"one": func(b *browser) string {
			b.send("invite", "name", "Pat Sample", "agency.sector", "police", "email", "pat@police.example")
			return "Sent by e-mail to pat@police.example."
		},
		"a list": func(b *browser) string {
			b.page = list
			b.send("rows")
			return "Sent by e-mail to kit@police.example."
		},
	} {
		var presses sync.WaitGroup
		for range 3 {
			b := *chair
			presses.Go(func() {
				if says := press(&b); !strings.Contains(b.page, says) {
					t.Errorf("%s: the page does not say %s", name, says)
				}
			})
		}
		presses.Wait()
		b := *chair
		press(&b)
		server.Next(t)
		if n := server.Waiting(); n != 0 {
			t.Errorf("%s: pressed four times, %d letters too many went out", name, n)
		}
	}
}
