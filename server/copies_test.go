package main_test

import (
	"regexp"
	"strings"
	"testing"
)

// finalMinutes is a meeting whose minutes are final, and its address.
func finalMinutes(t *testing.T, program running) (chair, police *browser, at string) {
	t.Helper()
	chair, _, police, at = closedMeeting(t, program)
	id := strings.TrimPrefix(at, "/meetings/")
	api := &client{t: t, url: program.url, cookie: chair.cookie}
	api.write(id, "version", `{"by":""}`)
	api.write(id, "signing", `{"by":"","reason":"A rehearsal"}`)
	api.must(201, "POST", "/api"+at+"/signatures", `{"id":"chair-signs","version":1,"agree":true,"name":"Sam Example"}`)
	api.write(id, "final", `{"version":1,"reason":"A rehearsal"}`)
	return chair, police, at
}

var copyLinked = regexp.MustCompile(`http://[^\s<"]+/copy#([A-Za-z0-9_-]+)`)

func TestGivingCopiesWhenTheMeetingIsClosed(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, minuteTaker, police, at := closedMeeting(t, program)
	chair.open(at + "/copies")
	chair.is(200)
	chair.shows("Minutes sent to those who were there: by ", "1 working day (England)", "only decisions and actions can be given", "Nobody yet.")
	if strings.Contains(chair.page, `value="whole"`) {
		t.Error("the whole minutes are offered before they are final")
	}
	_, offered := chair.form("attendees")
	if offered.Get("to.a1") != "true" {
		t.Errorf("who attended is not ticked: %v", offered)
	}
	chair.send("attendees", "to.a1", "")
	chair.is(200)
	chair.shows("Nothing is given yet.", "Mo Minutes, Example County Council", "The same for Pat Sample, Example Police", "Robin Placeholder", "Give these 2 copies")
	for _, kept := range []string{"Tuseday", "since noon"} {
		if strings.Contains(chair.page, kept) {
			t.Errorf("decisions and actions have %q in them", kept)
		}
	}
	before := chair.page
	chair.send("give")
	chair.at(at + "/copies")
	chair.page = before // a double press
	chair.send("give")
	chair.shows("Saved", "Pat Sample, Example Police Decisions and actions Given by Sam Example", "Not opened yet")
	if got := strings.Count(chair.page, `__one" id="copy-c`); got != 2 {
		t.Errorf("given twice: got %d copies, want 2", got)
	}
	_, offered = chair.form("attendees")
	for id, values := range offered {
		if strings.HasPrefix(id, "to.") && id != "to.a1" && values[0] == "true" {
			t.Errorf("%s is ticked, who has a copy already", id)
		}
	}
	for _, b := range []*browser{minuteTaker, police} {
		b.open(at + "/copies")
		b.is(200)
		b.shows("Mo Minutes, Example County Council", "Pat Sample, Example Police", "This copy (PDF)")
		if got := strings.Count(b.page, "This copy (PDF)"); got != 1 || strings.Contains(b.page, "<form") {
			t.Errorf("got %d copies to take and forms %v, want one's own and none", got, strings.Contains(b.page, "<form"))
		}
	}
	police.open(at + "/minutes")
	police.shows("Your copy (PDF): Decisions and actions", "Who got a copy")
	police.post(at+"/copies", "step=preview&name=Kim&agency.sector=police&copy=decisions-and-actions&id=x")
	police.is(403)
	police.post(at+"/copies", "step=link&copy=c19&id=x")
	police.is(403)
	police.post(at+"/copies", "step=give&to.a3=true&what.a3=decisions-and-actions&id=x")
	police.is(403)

	chair.open(at + "/copies")
	chair.send("none", "name", "Example Employer", "agency.sector", "other", "agency.name", "Example Works")
	chair.is(422)
	chair.shows("Say why: this needs a reason.")
	chair.send("none", "withheld", "It would warn the person suspected.")
	chair.shows("Example Employer, Example Works No copy: It would warn the person suspected.")
	chair.open(at + "/copies")
	chair.post(at+"/copies", "step=preview&sheet=attendees&id=y")
	chair.is(422)
	chair.shows("Nobody is ticked.")
}

func TestACopyForSomebodyElse(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, police, at := finalMinutes(t, program)
	chair.open(at + "/copies")
	chair.send("other", "agency.sector", "education", "agency.name", "Ysgol Placeholder", "copy", "without-names", "withhold", "Tuseday")
	chair.is(422)
	chair.shows("The name is missing.")
	chair.send("other", "name", "Head Teacher", "position", "Referrer")
	chair.is(200)
	chair.shows("Head Teacher, Referrer, Ysgol Placeholder", "Names, dates of birth and reference numbers of the children, and addresses, and 1 other word or phrase",
		"Taken out In ", " places", "[child A] told a teacher on [withheld].", "Copy for Head Teacher, Referrer, Ysgol [name withheld]")
	if strings.Contains(chair.page, "Robin") {
		t.Error("the preview names the child")
	}
	before := chair.page
	chair.send("give")
	chair.is(200)
	chair.shows("Copies are not sent by e-mail.", "New link", "Head Teacher", "Taken out as well: Tuseday")
	ended := copyLinked.FindStringSubmatch(chair.page)
	chair.page = before // a double press
	chair.send("give")
	token := copyLinked.FindStringSubmatch(chair.page)
	if ended == nil || token == nil || strings.Count(chair.page, `__one" id="copy-c`) != 1 {
		t.Fatalf("given twice: got the links %v and %v: %s", ended, token, chair.text())
	}

	head := &browser{t: t, url: program.url}
	for range 20 { // a scanner of links
		head.open("/copy")
	}
	head.send("copy", "token", ended[1])
	head.is(401)
	head.shows("This link has ended: its two weeks are over, or another was made in its place.")
	head.open("/copy")
	head.send("copy", "token", "nonsense")
	head.is(404)
	head.open("/join")
	head.send("look", "token", token[1])
	head.shows("This link is not for a meeting")
	head.open("/copy")
	head.send("copy", "token", program.url+"/copy#"+token[1])
	head.is(200)
	head.shows("A copy for you", "Head Teacher, Referrer, Ysgol Placeholder", "Sam Example", "strategy meeting SM-", "Without the child’s name", "Download (PDF, sealed)")
	if strings.Contains(head.page, "Robin") {
		t.Error("the page for the recipient names the child")
	}
	place := head.path
	head.open(place + "/copy.pdf")
	head.is(200)
	if !strings.HasPrefix(head.page, "%PDF") {
		t.Errorf("got %.20q, want a PDF", head.page)
	}
	head.open("/")
	head.shows("Copies for you", "A copy of minutes, here until ", "You are here as a guest.")
	for _, path := range []string{at, at + "/minutes", at + "/copies", "/api" + at + "/minutes", "/api" + at + "/record", "/api" + at + "/minutes.pdf"} {
		head.open(path)
		head.is(404)
	}
	elsewhere := &browser{t: t, url: program.url}
	elsewhere.open("/copy")
	elsewhere.send("copy", "token", token[1])
	elsewhere.is(401)
	elsewhere.shows("This link was used already")
	elsewhere.open(place)
	elsewhere.is(401)

	police.open(at + "/copies")
	police.shows("Head Teacher, Referrer, Ysgol Placeholder Without the child’s name", "First opened ")
	if strings.Contains(police.page, "Taken out as well") {
		t.Error("the words that the chair had taken out are shown to others")
	}
	chair.open(at + "/copies")
	fresh := regexp.MustCompile(`name="sheet" value="(copy-c\d+-link)"`).FindStringSubmatch(chair.page)
	chair.send(fresh[1])
	if again := copyLinked.FindStringSubmatch(chair.page); again == nil || again[1] == token[1] {
		t.Errorf("got %v, want another link", again)
	}
}
