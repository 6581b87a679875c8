package main_test

import (
	"regexp"
	"strings"
	"testing"
)

// closedMeeting is a meeting with chair, minute-taker and police that has just been closed, and its address.
func closedMeeting(t *testing.T, program running) (chair, minuteTaker, police *browser, at string) {
	t.Helper()
	chair = seat(t, program)
	at = convened(t, chair)
	minuteTaker = join(t, program, chair.invite(at, "name", "Mo Minutes", "agency.sector", "social-care", "agency.name", "Example County Council",
		"role", "minute-taker"))
	police = join(t, program, chair.invite(at, "name", "Pat Sample", "agency.sector", "police", "agency.name", "Example Police"))
	chair.open(at)
	chair.send("phase-open")
	minuteTaker.open(at + "?item=q1")
	minuteTaker.send("notes-add", "text", "Robin told a teacher on Tuseday.\nThe laptop is with the the police.")
	police.open(at + "?item=q1")
	police.send("information", "text", "The laptop is with us since noon.")
	chair.open(at + "?item=q1")
	chair.send("phase-closed", "reason", "A rehearsal")
	chair.is(200)
	return chair, minuteTaker, police, at
}

func TestMinutesBeforeAndAfterClosing(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	chair.open(at + "/minutes")
	chair.is(200)
	chair.shows("Draft. The meeting is not closed yet", "Read the draft")
	stranger := &browser{t: t, url: program.url}
	stranger.open(at + "/minutes")
	stranger.is(401)
}

func TestMinutesSayWhatIsToBeDone(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, minuteTaker, police, at := closedMeeting(t, program)
	for _, b := range []*browser{chair, minuteTaker, police} {
		b.open("/")
		b.shows("Minutes", "The notes are being put in order for version 1")
		b.open(at)
		b.shows("The notes are being put in order for version 1")
		b.open(at + "/minutes")
		b.is(200)
	}
	police.shows("Chair and minute-taker put the notes in order.")
	chair.shows("Tidy the notes", "Issue version 1")
}

func TestNotesAreTidiedAfterClosing(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	_, minuteTaker, police, at := closedMeeting(t, program)
	police.open(at + "/tidy")
	police.shows("Chair and minute-taker put the notes in order.")
	minuteTaker.open(at + "/tidy")
	minuteTaker.is(200)
	before := minuteTaker.page // in another window
	minuteTaker.open(at + "/tidy")
	minuteTaker.send("notes-q1", "text", "Robin told a teacher on Tuesday.\nThe laptop is with the the police.")
	minuteTaker.at(at + "/tidy")
	minuteTaker.shows("Saved", "Robin told a teacher on Tuesday.")
	minuteTaker.page = before // what it does not touch stays
	minuteTaker.send("notes-q1", "text", "Robin told a teacher on Tuseday.\nThe laptop is with the the police.\nIt is a grey one.")
	minuteTaker.shows("Robin told a teacher on Tuesday.", "It is a grey one.")
	minuteTaker.send("notes-q1")
	minuteTaker.is(422)
	minuteTaker.shows("There is a problem", "Nothing was typed into the notes.")
	minuteTaker.open(at + "/tidy")
	before = minuteTaker.page

	minuteTaker.open(at + "/minutes")
	minuteTaker.send("issue", "by", "1 January 2020")
	minuteTaker.is(422)
	minuteTaker.shows("This date is in the past.")
	minuteTaker.send("issue", "by", "")
	minuteTaker.at(at + "/minutes")
	minuteTaker.shows("Version 1 – corrections until", "Issued by Mo Minutes", "Check code")
	minuteTaker.page = before
	minuteTaker.send("notes-q1", "text", "Too late")
	minuteTaker.is(409)
	minuteTaker.shows("Version 1 of the minutes is issued", "What you typed", "Too late")
}

// issued is a closed meeting whose version 1 is issued.
func issued(t *testing.T, program running) (chair, minuteTaker, police *browser, at string) {
	t.Helper()
	chair, minuteTaker, police, at = closedMeeting(t, program)
	minuteTaker.open(at + "/minutes")
	minuteTaker.send("issue")
	minuteTaker.is(200)
	return chair, minuteTaker, police, at
}

func TestCorrectionsFromRequestToVersion(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, minuteTaker, police, at := issued(t, program)

	police.open(at + "/minutes")
	police.shows("Read version 1. Where something is not right, ask for a correction until")
	police.open(at + "/corrections")
	police.shows("Ask for a correction : The laptop is with the the police.", "Ask for a correction : Attendance and apologies")
	police.open(at + "/corrections?passage=note-q1-2")
	police.shows("It reads now:", "The laptop is with the the police.")
	police.send("ask", "reason", "A word twice")
	police.is(422)
	police.shows("It reads so already.", "A word twice")
	police.send("ask", "text", "The laptop is with the police.")
	police.at(at + "/corrections")
	police.shows("Saved", "Reads now The laptop is with the (taken out: the ) police.", "Request 1 by Pat Sample", "A word twice")
	police.open(at + "/corrections?passage=nothing")
	police.shows("Corrections asked for")
	own := ids(police, "-withdraw")[0]
	police.open(at + "/corrections?passage=attendance")
	police.send("ask", "text", "Pat Sample left at 16:00.", "reason", "So it was")
	police.shows("To be put right Pat Sample left at 16:00.")

	minuteTaker.open(at + "/corrections?passage=note-q1-2")
	minuteTaker.shows("Asked for already:", "The laptop is with the police.")
	minuteTaker.send("ask", "text", "", "reason", "It stands in the information")
	minuteTaker.shows("This line is to be taken out.")
	if got := len(ids(minuteTaker, "-withdraw")); got != 1 {
		t.Errorf("the minute-taker is offered to withdraw %d requests, want their own", got)
	}
	minuteTaker.send(ids(minuteTaker, "-withdraw")[0])
	minuteTaker.at(at + "/corrections")
	if len(ids(minuteTaker, "-withdraw")) != 0 || len(ids(minuteTaker, "-reply")) != 0 {
		t.Error("who asks for nothing has forms")
	}

	chair.open(at + "/minutes")
	chair.shows("2 requests for a correction wait for your reply.")
	if len(ids(chair, "issue")) > 0 || len(ids(chair, "signing")) > 0 {
		t.Error("the chair goes on without a reply")
	}
	chair.open(at + "/corrections")
	first := strings.TrimSuffix(own, "-withdraw") + "-reply"
	chair.send(first, "reply", "Thank you")
	chair.is(422)
	chair.shows("Say whether you accept it or decline it.", "Thank you")
	chair.send(first, "accepted", "true", "text", "The police have the laptop.")
	chair.at(at + "/corrections")
	chair.shows("To read, as the chair words it", "Accepted: Thank you")
	for _, reply := range ids(chair, "-reply") {
		if reply != first {
			chair.send(reply, "accepted", "false", "reply", "Pat was there")
		}
	}
	chair.shows("Declined: Pat was there", "Go on to issuing version 2")
	police.open(at + "/corrections")
	police.shows("Accepted: Thank you", "Declined: Pat was there")

	chair.open(at + "/minutes")
	chair.send("issue")
	chair.is(422)
	chair.shows("The time set is not over")
	chair.send("issue", "reason", "Everybody has answered")
	chair.at(at + "/minutes")
	chair.shows("Version 2 – signatures until", "Corrections not waited for until", "Everybody has answered", "Superseded by version 2")
	police.open(at + "/minutes")
	police.shows("Read version 2 and sign it until")
	police.open("/api" + at + "/minutes")
	police.shows("Changed since the version before", "Now The (changed: police have ) the (changed: laptop ) .", "Accepted, in version 2: Thank you", "Sign-off", "Not signed yet")
	police.open(at + "/corrections")
	police.shows("Corrections that a version tells of (2)", "What is asked for now is taken as late")
}

func TestSigningOpensWithoutCorrections(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, minuteTaker, police, at := issued(t, program)
	minuteTaker.open(at + "/minutes")
	if len(ids(minuteTaker, "signing"))+len(ids(minuteTaker, "issue")) > 0 {
		t.Error("the minute-taker is offered to open the signing")
	}
	chair.open(at + "/minutes")
	chair.shows("No correction was accepted, so version 1 can be signed as it is.", "Tell those who were there: no e-mail is sent.", "People and links")
	chair.send("signing", "reason", "All have read it")
	chair.shows("Version 1 – signatures until", "Tell those who were there: no e-mail is sent.")
	police.open("/")
	police.shows("Version 1 – signatures until")

	// A late request is accepted: version 2.
	police.open(at + "/corrections?passage=note-q1-2")
	police.send("ask", "text", "The laptop is with the police.", "reason", "A word twice")
	police.shows("Late: asked for after the time for corrections")
	chair.open(at + "/minutes")
	chair.shows("1 late request for a correction waits for your reply.")
	chair.open(at + "/corrections")
	chair.send(ids(chair, "-reply")[0], "accepted", "true", "reply", "Right")
	chair.open(at + "/minutes")
	chair.send("issue")
	chair.shows("Version 2 – signatures until")
}

// ids are those of the sheets on a page that end so.
func ids(b *browser, end string) (all []string) {
	for _, found := range regexp.MustCompile(`name="sheet" value="([^"]+)"`).FindAllStringSubmatch(b.page, -1) {
		if strings.HasSuffix(found[1], end) {
			all = append(all, found[1])
		}
	}
	return all
}

func TestFinalMinutesAreAddedToAndReopened(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair, minuteTaker, police, at := issued(t, program)
	chair.open(at + "/minutes")
	chair.send("signing", "reason", "All have read it")
	api := &client{t: t, url: program.url, cookie: chair.cookie}
	api.must(201, "POST", "/api"+at+"/signatures", `{"id":"sign","version":1,"agree":true,"name":"Sam Example"}`)
	chair.open(at + "/minutes")
	chair.shows("You signed version 1.", "Look at who signed, and make version 1 final", "Sam Example, Example County Council None Signed,")
	api.write(strings.TrimPrefix(at, "/meetings/"), "final", `{"version":1,"reason":"Agreed with all by telephone"}`)

	police.open(at + "/minutes")
	police.shows("Version 1 – final", "Nothing in this version changes any more.", "No reply")
	if len(ids(police, "addendum"))+len(ids(police, "reopen")) > 0 {
		t.Error("police are offered to add or reopen")
	}
	chair.open(at + "/minutes")
	chair.send("addendum", "text", " ")
	chair.is(422)
	chair.send("addendum", "text", "The school was told on Monday.")
	chair.shows("Saved", "Addendum 1, to version 1", "The school was told on Monday.")
	chair.send("reopen")
	chair.is(422)
	chair.shows("Say why: this needs a reason.")
	chair.send("reopen", "reason", "The wrong school was named")
	chair.shows("The notes are being put in order for version 2", "Superseded: reopened by Sam Example", "The wrong school was named")
	minuteTaker.open(at + "/tidy")
	minuteTaker.send("notes-q1", "text", "Robin told a teacher on Tuesday.")
	minuteTaker.open(at + "/minutes")
	minuteTaker.send("issue")
	minuteTaker.shows("Version 2 – corrections until", "Addendum 1, to version 1")
}
