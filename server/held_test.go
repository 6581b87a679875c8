package main_test

import (
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestAMeetingHeldWithForms goes from the set-up link to the minutes in browsers without script.
func TestAMeetingHeldWithForms(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	minutes := join(t, program, chair.invite(at, "name", "Mo Minutes", "agency.sector", "social-care", "role", "minute-taker"))
	police := join(t, program, chair.invite(at, "name", "Pat Sample", "agency.sector", "police", "agency.name", "Example Police"))
	observer := join(t, program, chair.invite(at, "name", "Di Specimen", "agency.sector", "health", "role", "observer"))

	// Without script a picture tells that somebody looks.
	observer.open(at + "/here")
	observer.is(200)
	for deadline := time.Now().Add(5 * time.Second); !strings.Contains(observer.text(), "here from") && time.Now().Before(deadline); {
		observer.open(at) // the server writes it down by itself, in a moment
	}
	observer.shows("Di Specimen, Health Observer · here from ")

	// Before it is opened: details, agenda, attendance.
	minutes.open(at + "/details")
	minutes.send("meeting", "title", "Images on a shared computer", "startsAt.date", "27/11/2026", "startsAt.time", "16:00")
	minutes.at(at + "/details")
	minutes.shows("Saved ")
	minutes.send("circumstances", "circumstances.subject-of-images", "true")
	minutes.send("add-child", "notKnown", "true", "due", "2027-01-15")
	minutes.shows("Name not known Child")
	minutes.send("person-p2-amend", "born", "2 March 2017", "address", "1 Example Row\nExampleton", "references.nhs", "000 000 0000")
	minutes.send("person-p3-withdraw", "reason", "")
	minutes.is(422)
	minutes.shows("Say why: this needs a reason.")
	minutes.send("person-p3-withdraw", "reason", "Wrong person")
	minutes.shows("taken off the list: Wrong person")
	chair.open(at + "/details")
	chair.send("add-item", "text", "Foster placement", "after", "q10")
	own := between(t, chair.page, `id="own-`, `"`)
	chair.send("own-"+own+"-amend", "text", "The foster placement")
	chair.send("own-"+own+"-order", "after", "q1")
	chair.shows("The foster placement")
	minutes.open(at + "/people")
	minutes.send("telephone", "name", "Nia Ward", "agency.sector", "health", "agency.name", "Example Hospital")
	nia := attendeeOf(t, minutes.page, "Nia Ward")
	minutes.send("attendee-" + nia + "-telephone")
	minutes.shows("by telephone from")
	chair.open(at + "/people")
	chair.send("attendee-" + attendeeOf(t, chair.page, "Pat Sample") + "-notes")
	chair.shows("writes notes")
	chair.send("attendee-"+attendeeOf(t, chair.page, "Di Specimen")+"-role", "role", "deputy")
	chair.shows("Deputy · here from ")

	// What a role may not, it is not shown; and not taken where it is sent all the same.
	police.open(at + "?item=q1")
	for _, form := range []string{`value="decision"`, `value="phase"`, `value="answer"`} {
		if strings.Contains(police.page, `name="kind" `+form) {
			t.Errorf("police is shown %s before the meeting is open", form)
		}
	}
	police.post(at+"/write", "kind=phase&phase=open&id=x&sheet=phase-open&back=q1")
	police.is(403)
	police.post(at+"/write", "kind=information&item=q1&id=y&text=Kept+words&nonsense=1")
	police.is(400)
	police.shows("What you typed", "Kept words")
	chair.open(at)
	chair.send("phase-open")
	chair.shows("Open · Children: Robin Placeholder and Name not known")

	// Under the items.
	minutes.open(at + "?item=q1")
	minutes.send("answer", "person", "p2", "value", "not-applicable")
	minutes.is(422)
	minutes.shows("Say why the question does not apply.")
	minutes.send("answer", "value", "not-known", "whoElse", "A duty worker, Example County Council", "by", "30 November 2026")
	minutes.shows("Not known yet. A duty worker, Example County Council finds out by Monday 30 November 2026")
	minutes.send("notes-add", "text", "Police seized a computer. ‘Nid yw’n hysbys’ 𝒳")
	before := minutes.page
	police.open(at + "?item=q1")
	police.send("notes-add", "text", "Second line by police")
	minutes.page = before
	_, values := minutes.form("notes")
	minutes.send("notes", "text", strings.Replace(values.Get("text"), "a computer", "two computers", 1))
	minutes.shows("Notes Police seized two computers. ‘Nid yw’n hysbys’ 𝒳 Second line by police")
	police.send("information", "text", "He was arrested this morning.")
	police.send("answer", "person", "", "value", "yes", "text", "Until bail conditions are set.")
	police.shows("Proposed answer, not taken Yes. Until bail conditions are set.")
	police.send("action", "text", "Ask for bail conditions", "owner.attendee", attendeeOf(t, chair.visit(at+"/people"), "Pat Sample"), "due", "2026-11-27", "dueTime", "18:00")
	minutes.open(at + "?item=q1")
	minutes.send("proposal-" + between(t, minutes.page, `id="proposal-`, `"`) + "-confirm")
	minutes.shows("Answer for all Yes. Until bail conditions are set.")
	minutes.send("action-A1-confirm")
	minutes.send("information", "text", "Attends every day", "source.name", "Ed Head", "source.agency.sector", "education")
	minutes.send("decision", "text", "Section 47 enquiries start today.")
	minutes.shows("D1 Section 47 enquiries start today. Proposed · no reasons yet")
	minutes.send("decision-D1-amend", "reasons", "The child is at risk.")
	minutes.send("action", "text", "Tell the school", "owner.name", "Ed Head", "owner.agency.sector", "education", "due", "2026-11-30")
	minutes.is(422)
	minutes.shows("Say which attendee will tell the owner.")
	minutes.send("action", "owner.toldBy", "a1")
	chair.open(at + "?item=q1")
	chair.send("decision-D1-confirm")
	chair.shows("D1 Section 47 enquiries start today. Confirmed · The child is at risk.")
	chair.send("pointer")
	chair.shows("chair is here")
	police.open(at + "?item=q1")
	police.send("action-A1-progress", "status", "done")
	police.shows("done")
	observer.open(at + "?item=q1")
	observer.shows("Propose an answer") // a deputy now

	chair.open(at)
	chair.send("phase-adjourned", "reason", "Until 17:00")
	chair.send("phase-open")
	chair.shows("Open ·")
	chair.send("chair-" + attendeeOf(t, chair.visit(at+"/people"), "Di Specimen"))
	observer.open(at)
	observer.send("phase-closed")
	observer.is(409)
	observer.shows("Question 2: not answered", "Robin Placeholder: safety tonight")
	observer.send("phase-closed", "reason", "The rest is for a second meeting")
	observer.shows("Closed ·")

	// A form from before the close.
	minutes.page = before
	minutes.send("decision", "text", "Too late, but not lost")
	minutes.is(409)
	minutes.shows("The meeting is closed.", "What you typed", "Too late, but not lost")

	// The minutes, as HTML and on paper, hold every word.
	said := []string{"Images on a shared computer", "27 November 2026", "Robin Placeholder", "Wrong person", "The foster placement", "Nia Ward",
		"two computers", "Second line by police", "He was arrested this morning.", "Attends every day", "Ed Head",
		"Section 47 enquiries start today.", "The child is at risk.", "Ask for bail conditions", "Tell the school", "Until bail conditions are set."}
	police.open("/api" + at + "/minutes")
	police.shows(append(said, "OFFICIAL-SENSITIVE · Draft · Rehearsal: no real names", "Check code")...)
	paper := police.paper("/api" + at + "/minutes.pdf")
	for _, want := range append(said, "Draft", "Rehearsal: no real names") {
		if !strings.Contains(paper, want) {
			t.Errorf("the PDF does not say %q", want)
		}
	}
	stranger := &browser{t: t, url: program.url}
	stranger.open("/api" + at + "/minutes")
	stranger.is(401)
}

// visit opens a page and returns it.
func (b *browser) visit(path string) string {
	b.t.Helper()
	back, page := b.path, b.page
	b.open(path)
	got := b.page
	b.path, b.page = back, page
	return got
}

// attendeeOf finds an attendee's id on the page of people.
func attendeeOf(t *testing.T, page, name string) string {
	t.Helper()
	head, _, found := strings.Cut(page, `app-meetings__name">`+name)
	if !found {
		t.Fatalf("%s is not on the page", name)
	}
	head = head[strings.LastIndex(head, `id="attendee-`)+len(`id="attendee-`):]
	id, _, _ := strings.Cut(head, `"`)
	return id
}

func between(t *testing.T, page, before, after string) string {
	t.Helper()
	_, rest, found := strings.Cut(page, before)
	if !found {
		t.Fatalf("the page has no %s", before)
	}
	text, _, _ := strings.Cut(rest, after)
	return text
}

// paper is the text of a PDF as pdftotext reads it, one space between words.
func (b *browser) paper(path string) string {
	b.t.Helper()
	if _, err := exec.LookPath("pdftotext"); err != nil {
		b.t.Skip("poppler-utils is not installed")
	}
	request, _ := http.NewRequest("GET", b.url+path, nil)
	request.Header.Set("Cookie", "__Host-session="+b.cookie)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	defer answer.Body.Close()
	drawn, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 {
		b.t.Fatalf("%d %v %s", answer.StatusCode, err, drawn)
	}
	if got := answer.Header.Get("Content-Disposition"); !strings.HasPrefix(got, `inline; filename="SM-`) || strings.Contains(got, "Robin") {
		b.t.Errorf("the file's name: got %s", got)
	}
	file := filepath.Join(b.t.TempDir(), "minutes.pdf")
	if err := os.WriteFile(file, drawn, 0o600); err != nil {
		b.t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Join(strings.Fields(string(text)), " ")
}
