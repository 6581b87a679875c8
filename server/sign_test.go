package main_test

import (
	"regexp"
	"strings"
	"testing"
)

// underSignature is a closed meeting whose version 1 is being signed, with somebody by telephone.
func underSignature(t *testing.T, program running) (chair, minuteTaker, police *browser, at string) {
	t.Helper()
	chair = seat(t, program)
	at = convened(t, chair)
	minuteTaker = join(t, program, chair.invite(at, "name", "Mo Minutes", "agency.sector", "social-care", "agency.name", "Example County Council",
		"role", "minute-taker"))
	police = join(t, program, chair.invite(at, "name", "Pat Sample", "agency.sector", "police", "agency.name", "Example Police"))
	chair.open(at + "/people")
	chair.send("telephone", "name", "Nia Ward", "agency.sector", "health", "agency.name", "Example Health")
	chair.open(at)
	chair.send("phase-open")
	for _, b := range []*browser{minuteTaker, police} { // without script this is what says that they are here
		b.open(at + "/here")
	}
	chair.open(at + "/people")
	chair.send(sheetEnding(t, chair, "attendee-a6-telephone"))
	minuteTaker.open(at + "?item=q1")
	minuteTaker.send("information", "text", "Seen on Monday, no injury.", "from", "a6")
	minuteTaker.is(200)
	chair.open(at + "?item=q1")
	chair.send("phase-closed", "reason", "A rehearsal")
	chair.open(at + "/minutes")
	chair.send("issue")
	chair.send("signing", "reason", "A rehearsal")
	chair.shows("Version 1 – signatures until")
	return chair, minuteTaker, police, at
}

// sheetEnding is the name of a form on the page; it fails the test where there is none.
func sheetEnding(t *testing.T, b *browser, name string) string {
	t.Helper()
	if !strings.Contains(b.page, `name="sheet" value="`+name+`"`) {
		t.Fatalf("%s has no form %s: %v", b.path, name, regexp.MustCompile(`name="sheet" value="([^"]*)"`).FindAllStringSubmatch(b.page, -1))
	}
	return name
}

var spelled = regexp.MustCompile(`class="app-code">([2-9A-Z]{4}-[2-9A-Z]{4})<`)

// makeCode has the chair make a code for an attendee.
func makeCode(t *testing.T, chair *browser, at, attendee string) string {
	t.Helper()
	chair.open(at + "/sign")
	chair.send("signer-" + attendee + "-code")
	found := spelled.FindStringSubmatch(chair.page)
	if found == nil {
		t.Fatalf("no code on the page: %s", chair.text())
	}
	return found[1]
}

func TestSignByForms(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, minuteTaker, police, at := underSignature(t, program)
	police.open(at + "/minutes")
	police.shows("Read version 1 and sign it until")
	police.open(at + "/sign")
	police.is(200)
	police.shows("Read and sign version 1", "Seen on Monday, no injury.", "Attendance and apologies", "End of the version. Its check code:",
		"I agree that these minutes are an accurate record.", "I attended and disagree:", "To sign, show again who you are: ask Sam Example, who chairs, for a code")
	if strings.Contains(police.page, "Make a code") || strings.Contains(police.page, "Make version 1 final") {
		t.Error("a member is offered what is the chair's")
	}

	police.send("sign")
	police.is(422)
	police.shows("Choose one of the two statements.")
	police.send("sign", "agree", "false", "name", "Pat Sample")
	police.is(422)
	police.shows("Say what you disagree with.")
	police.send("sign", "agree", "false", "disagreement", "I left at 16:00.", "name", "Pat Simple", "code", "2222-2222")
	police.is(422)
	police.shows("Type your name as it stands in the minutes.")
	police.send("sign", "name", "pat sample")
	police.is(403)
	police.shows("The chair has made no code for you.")
	code := makeCode(t, chair, at, "a5")
	chair.shows("Code for Pat Sample", "Read it out or send it as a text message to Pat Sample; it works once, until")
	if strings.Contains(chair.page, "Robin") {
		t.Error("the page with the code names the child")
	}
	chair.open(at + "/sign")
	if spelled.MatchString(chair.page) {
		t.Error("the code is shown a second time")
	}
	police.send("sign", "code", "2222-2222")
	police.is(403)
	police.shows("This is not the code that the chair made for you.")
	police.send("sign", "code", strings.ToLower(code))
	police.at(at + "/sign")
	police.is(200)
	police.shows("Saved", "You have signed version 1.", "Pat Sample", "Electronically signed (typed name)", "Known by a code from the chair", "I left at 16:00.")

	// Who spoke by telephone gets a link now, and confirms what was written for them.
	chair.open(at + "/people")
	chair.send("attendee-a6-link")
	nurse := join(t, program, linked.FindStringSubmatch(chair.page)[1])
	nurse.open(at + "/sign")
	nurse.shows("What was written in your name", "Information: Seen on Monday, no injury.", "Written by Mo Minutes")
	nurse.send("sign", "agree", "true", "name", "Nia Ward", "code", makeCode(t, chair, at, "a6"))
	nurse.is(422)
	nurse.shows("Others wrote something down in your name. Confirm that it is what you said, or disagree.")
	nurse.send("sign", "spoken", "true")
	nurse.is(200)
	nurse.shows("You have signed version 1.", "Confirms what was written in their name")

	// The chair signs by the sign-in of today, and finishes without the minute-taker.
	chair.open(at + "/sign")
	chair.shows("You are known by your sign-in with your account", "Mo Minutes, Example County Council Not yet", "When you have signed, you can make version 1 final.")
	chair.send("sign", "agree", "true", "name", "Pat Sample")
	chair.is(422)
	chair.send("sign", "name", "Sam Example")
	chair.shows("You have signed version 1.", "Signed in with their account", "Disagrees: I left at 16:00.",
		"Without a reply: Mo Minutes.", "Make version 1 final")
	chair.send("final")
	chair.is(422)
	chair.shows("Say why you do not wait.")
	chair.send("final", "reason", "All who were asked have answered")
	chair.is(200)
	chair.shows("Version 1 of the minutes is final.")
	minuteTaker.open(at + "/sign")
	minuteTaker.shows("Version 1 of the minutes is final. It is no longer signed.", "Final minutes (PDF, sealed)")
	minuteTaker.open("/api" + at + "/minutes")
	minuteTaker.shows("Mo Minutes")
}

func TestASignatureThatNoLongerCounts(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, _, police, at := underSignature(t, program)
	police.open(at + "/sign")
	code := makeCode(t, chair, at, "a5")
	stale := *police // a second tab, in which version 1 was read
	stale.open(at + "/sign")
	police.send("sign", "agree", "true", "name", "Pat Sample", "code", code)
	police.is(200)
	chair.open(at + "/sign")
	chair.send("sign", "agree", "true", "name", "Sam Example")

	api := &client{t: t, url: program.url, cookie: police.cookie}
	id := strings.TrimPrefix(at, "/meetings/")
	passage := regexp.MustCompile(`information-n\d+`)
	found := ""
	for key := range api.must(200, "GET", "/api"+at, "")["meeting"].(map[string]any)["information"].(map[string]any) {
		found = passage.FindString("information-" + key)
	}
	api.write(id, "correction", `{"version":1,"passage":"`+found+`","text":"Seen on Tuesday, no injury.","reason":"It was Tuesday"}`)
	byChair := &client{t: t, url: program.url, cookie: chair.cookie}
	for key := range api.must(200, "GET", "/api"+at, "")["meeting"].(map[string]any)["corrections"].(map[string]any) {
		byChair.write(id, "ruling", `{"correction":"`+key+`","accepted":true,"reply":"Yes."}`)
	}
	chair.open(at + "/sign")
	chair.shows("You accepted a correction: issue version 2 with it.")
	byChair.write(id, "version", `{"by":""}`)

	police.open(at + "/sign")
	police.shows("You signed version 1 on", "That signature no longer counts, because version 2 took in what the chair accepted after you signed:",
		"Seen on Tuesday, no injury. (asked for by Pat Sample: It was Tuesday)", "Sign version 2")
	stale.send("sign", "agree", "true", "name", "Pat Sample")
	stale.is(422)
	stale.shows("Another version of the minutes stands now: read version 2 before you sign.", "Seen on Tuesday, no injury.")
	if strings.Contains(stale.page, `value="true" checked`) {
		t.Error("the statement about version 1 is still chosen for version 2")
	}
	stale.send("sign", "agree", "true", "code", makeCode(t, chair, at, "a5"))
	stale.is(200)
	stale.shows("You have signed version 2.")
}

// TestASignatureThroughTheSocket: there as well it is a plain command, which shows nobody.
func TestASignatureThroughTheSocket(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, _, _, at := underSignature(t, program)
	api := &client{t: t, url: program.url, cookie: chair.cookie}
	screen := api.live(strings.TrimPrefix(at, "/meetings/"), "")
	await(t, screen, "snapshot", nil)
	screen.WriteJSON(map[string]any{"type": "command", "id": "s1", "kind": "signature", "body": map[string]any{"version": 1, "agree": true, "name": "Sam Example"}})
	if refused := await(t, screen, "refused", nil); refused["code"] != "unconfirmed" {
		t.Errorf("got %v, want unconfirmed", refused)
	}
}
