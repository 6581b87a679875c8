package main_test

import (
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"
)

// has reports whether a sheet stands on the page.
func (b *browser) has(sheet string) bool {
	return strings.Contains(b.page, `name="sheet" value="`+sheet+`"`)
}

// hides expects none of the sheets on the page.
func (b *browser) hides(sheets ...string) {
	b.t.Helper()
	for _, sheet := range sheets {
		if b.has(sheet) {
			b.t.Errorf("%s shows the form %s", b.path, sheet)
		}
	}
}

// within waits until a page shows a text: what the server writes down by itself comes in a moment.
func (b *browser) within(path, text string) {
	b.t.Helper()
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if b.open(path); strings.Contains(b.text(), text) {
			return
		}
	}
	b.shows(text)
}

// TestAMeetingWithoutCircumstancesShowsNoneOfIt: nothing of the procedure's slows the start.
func TestAMeetingWithoutCircumstancesShowsNoneOfIt(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	chair.open(at)
	chair.send("phase-open")
	for _, item := range []string{"reason", "q1", "q2", "q5", "q6", "q7", "q9", "q10", "read-back"} {
		chair.open(at + "?item=" + item)
		if strings.Contains(chair.page, `app-part-of-item"`) || strings.Contains(chair.page, "app-alarm") || strings.Contains(chair.page, "Timescales") {
			t.Errorf("%s shows a part of the procedure's", item)
		}
		chair.hides("planning", "delay-forensic-write", "add-access", "add-contact", "add-computer", "add-storage", "assent")
	}
	chair.open(at + "?item=outcome")
	chair.shows("Robin Placeholder Still open: safe tonight, section 47 enquiries, continuing risk of significant harm")
	chair.open(at + "/people")
	chair.hides("none-of-the-others", "may-not-attend")
}

// TestTheProcedureByForms holds a meeting with every circumstance in browsers without script, to its closing and beyond.
func TestTheProcedureByForms(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	health := join(t, program, chair.invite(at, "name", "Nia Ward", "agency.sector", "health", "agency.name", "Example Hospital"))
	chair.open(at + "/details")
	chair.send("circumstances", "circumstances.subject-of-images", "true", "circumstances.household-of-suspect", "true",
		"circumstances.other-children-with-access", "true", "circumstances.suspect-under-18", "true")
	chair.open(at)
	chair.send("phase-open")
	health.open(at + "/here")
	chair.within(at, "Police missing.")

	// Who is missing, and going on without them.
	health.open(at)
	health.hides("quorum", "phase-closed")
	chair.send("quorum", "reason", "Cannot wait", "interim", "Stays with grandparents")
	chair.is(422)
	chair.send("quorum", "told", "The duty inspector, by telephone")
	chair.shows("Police missing. The meeting goes on: Cannot wait")
	chair.hides("quorum")

	// Duties.
	chair.open(at + "?item=reason")
	chair.shows("Tell the police at once Open Why?", "the agency should notify the police immediately", "Because: Child is the subject of abusive images.")
	chair.send("duty-notify-police-done")
	chair.shows("Tell the police at once Done by Sam Example")
	chair.send("duty-refer-to-police-unit-who", "who", "PS Sample", "when", "23/11/2026")
	chair.shows("Done by PS Sample, Monday 23 November 2026")
	chair.open(at + "?item=q1")
	chair.send("duty-refer-child-not-applicable")
	chair.is(422)
	chair.shows("Say why it does not apply.")
	chair.send("duty-refer-child-not-applicable", "reason", "Known to us already")
	chair.shows("Does not apply: Known to us already")
	chair.send("duty-child-protection-response-action", "owner.attendee", "a1", "due", "2026-11-27")
	chair.shows("To be done: A1")
	health.open(at + "?item=q1")
	health.shows("Class the referral as requiring a child protection response To be done: A1")
	health.hides("duty-refer-child-who", "duty-refer-child-done")

	// The alarm, with police away.
	chair.open(at + "?item=q3")
	chair.send("answer", "value", "yes", "text", "Tomorrow, he says")
	for _, b := range []*browser{chair, health} {
		b.open(at)
		b.shows("A child may be about to meet the person", "Police are not here: call 999", "Handed to no officer has it yet")
		if !strings.Contains(b.page, `role="alert"><h2 class="govuk-heading-m" id="alarm-title">A child may be`) {
			t.Error("the alarm is not announced")
		}
	}
	health.send("alarm-known", "where", "Exampleton station", "when", "not known")
	health.shows("Where Exampleton station When not known")
	chair.open(at)
	chair.send("alarm-officer", "officer", "DS Sample")
	chair.is(422)
	chair.shows("Say by when the officer reports.")
	chair.send("alarm-officer", "reportBy", "2026-11-25", "reportTime", "09:00")
	chair.shows("DS Sample, reports by Wednesday 25 November 2026, 09:00", "Where Exampleton station")

	// Grids.
	chair.open(at + "?item=q5")
	chair.send("answer", "value", "yes")
	chair.send("add-access", "is.setting", "Football club")
	chair.is(422)
	chair.send("add-access", "is.known", "no")
	chair.shows("Football club Children there: Not known yet · Who enquires: nobody named · By: no date")
	row := between(t, chair.page, `id="access-`, `"`)
	chair.send("access-"+row+"-write", "is.enquirer", "The allegations officer", "is.by", "2026-11-26")
	chair.shows("Who enquires: The allegations officer · By: Thursday 26 November 2026")
	chair.send("access-"+row+"-withdraw", "reason", "Another club")
	chair.shows("Withdrawn: Another club")
	chair.hides("access-" + row + "-write")
	chair.open(at + "?item=q6")
	expected := time.Now().AddDate(0, 0, 98) // after any conference that is counted from today
	chair.send("answer", "text", "Fourteen weeks", "expected", expected.Format(time.DateOnly))
	chair.send("add-computer", "is.device", "Laptop", "is.left", "On the desk", "is.people", "All in the household")
	chair.send("add-storage", "is.what", "Hard disk", "is.where", "Exampleton store", "is.custodian", "PS Sample", "is.agreedBy", "Police and social care")
	chair.shows("Hard disk Where: Exampleton store", "List everyone who had access to the computer The record shows it", "Agree how the material is stored and preserved securely The record shows it")
	chair.open(at + "?item=q7")
	chair.send("answer", "text", "Not alone with any child")
	chair.send("add-contact", "is.child", "p2", "is.setting", "home", "is.rule", "None")
	chair.shows("Robin Placeholder Setting: home · Rule: None · Who checks: nobody named · Until: no end named")
	chair.send("planning", "seniorManager", "H. Senior", "inspector", "DI Sample", "when", "2026-11-24", "agreed", "Who tells the club")
	chair.shows("A senior manager in children's social care and a detective chief inspector or detective inspector plan together The record shows it", "H. Senior and DI Sample")

	// Each child, and the timescale.
	chair.open(at + "?item=outcome")
	chair.send("child-p2-safety", "safety.tonight", "yes", "safety.how", "With grandparents")
	chair.is(422)
	chair.shows("Say until when the child is safe.")
	chair.send("child-p2-safety", "safety.until", "2026-11-30")
	chair.send("child-p2-enquiries", "enquiries.start", "yes", "enquiries.reasons", "The pictures", "enquiries.jointly", "joint", "enquiries.instead", "early-help")
	chair.is(200)
	chair.send("child-p2-risk", "risk.continuing", "later", "risk.whoElse", "A. Manager, Example County Council", "risk.by", "2026-12-11")
	chair.send("child-p2-tellChild", "tellChild.what", "That she is safe", "tellChild.who", "The school nurse")
	chair.send("child-p2-tellParents", "tellParents.what", "That police took the computer")
	chair.send("child-p2-counselling", "counselling.offered", "yes")
	chair.shows("Safe tonight: Yes; With grandparents; until Monday 30 November 2026", "Section 47 enquiries: Yes; The pictures; Jointly with police",
		"To be decided after the enquiries; by A. Manager, Example County Council; by Friday 11 December 2026", "Timescales Robin Placeholder: Initial Child Protection Conference")

	// What the timescale of question 6 passes wants a reason.
	chair.open(at)
	chair.shows("The forensic examination is expected after")
	chair.open(at + "?item=q6")
	chair.send("delay-forensic-write", "cause", "Backlog", "interim", "No contact", "authorisedBy", "H. Senior", "review", "2026-12-14")
	chair.shows("Cause: Backlog Expected " + expected.Format("Monday 2 January 2006"))
	if strings.Contains(chair.text(), "The forensic examination is expected after") {
		t.Error("the delay is recorded, yet still open")
	}

	// Decisions: who agrees, who does not.
	chair.open(at + "?item=read-back")
	chair.send("decision", "text", "Section 47 enquiries start.", "reasons", "The pictures.")
	health.open(at)
	health.hides("assent")
	health.send("decision-D1-dissent", "abstains", "false")
	health.is(422)
	health.send("decision-D1-dissent", "text", "Too early")
	health.shows("Example Hospital disagrees: Too early")
	chair.open(at)
	chair.shows("Police not connected")
	chair.send("assent")
	chair.shows("Agree: Sam Example")
	chair.hides("assent", "decision-D1-"+between(t, health.page, `value="decision-D1-n`, `"`))
	health.open(at)
	dissent := "decision-D1-n" + between(t, health.page, `value="decision-D1-n`, `"`)
	health.send(dissent, "reason", "Convinced")
	health.shows("Example Hospital disagrees: Too early (taken back: Convinced)")
	chair.open(at)
	chair.send("decision-D1-confirm")

	// Closing: what is open, as a list that leads there.
	chair.open(at)
	chair.send("phase-closed")
	chair.is(409)
	chair.shows("There is a problem", "Question 2: not answered", "Why it closes all the same")
	summary, _, _ := strings.Cut(chair.page[strings.Index(chair.page, "govuk-error-summary__list"):], "</ul>")
	for _, href := range []string{at + "?item=q2#item", at + "?item=q8#duty-refer-young-person", "#phase-closed-reason"} {
		if !strings.Contains(summary, `href="`+href+`"`) {
			t.Errorf("the summary does not lead to %s: %s", href, summary)
		}
	}
	chair.open(at + "?item=q8")
	if !strings.Contains(chair.page, `id="duty-refer-young-person"`) {
		t.Error("the place that the summary leads to is not there")
	}
	chair.open(at + "?item=q9")
	chair.send("answer", "value", "not-known", "who", "a1", "by", "2026-11-30")
	chair.send("phase-closed", "reason", "The rest on Monday, in a second meeting")
	chair.shows("Closed ·")

	// Afterwards: the alarm, what was not known, the risk, progress; nothing else of it.
	chair.open(at + "?item=q9")
	chair.shows("A child may be about to meet the person")
	chair.send("answer", "value", "yes", "text", "The grandparents are")
	chair.send("alarm-outcome", "outcome", "Arrested at the station")
	if strings.Contains(chair.page, "app-alarm") {
		t.Error("the alarm stands although its outcome is recorded")
	}
	chair.open(at + "?item=outcome")
	chair.hides("child-p2-safety", "answer", "planning")
	chair.send("child-p2-risk", "risk.continuing", "yes", "risk.reasons", "Found during enquiries")
	chair.shows("Convene the Initial Child Protection Conference for Robin Placeholder")
	chair.open(at + "?item=q2")
	chair.hides("answer", "add-access")
	chair.open("/api" + at + "/minutes")
	chair.shows("After the meeting", "Arrested at the station", "The grandparents are", "Found during enquiries")
}

func TestAtTheDoor(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	invite := func(name string) string {
		return chair.invite(at, "name", name, "agency.sector", "education", "agency.name", "Example School")
	}
	head, deputy, spare := join(t, program, invite("Ed Head")), join(t, program, invite("Dee Deputy")), invite("Sam Spare")
	chair.open(at + "/details")
	chair.send("person-p3-amend", "employer.sector", "education", "employer.name", "Example School")
	chair.send("person-p3-amend", "relation", "uncle")
	_, values := chair.form("person-p3-amend")
	if got, want := values.Get("employer.name"), "Example School"; got != want {
		t.Errorf("the employer after another change: got %q, want %q", got, want)
	}

	for _, path := range []string{at, at + "/people", "/api" + at + "/minutes"} {
		head.waits(path)
	}
	head.open("/")
	if text := head.text(); strings.Contains(text, "Images") || strings.Contains(text, "Robin") {
		t.Errorf("the list says too much: %s", text)
	}
	deputy.waits(at)
	chair.open(at)
	chair.shows("2 waiting to be asked")
	chair.open(at + "/people")
	chair.shows("to be asked whether they know the person suspected")
	id := attendeeOf(t, chair.page, "Ed Head")
	chair.send("attendee-" + id + "-conflict")
	chair.is(422)
	chair.send("attendee-"+id+"-conflict", "finding", "knows-may-stay", "reason", "Only by name")
	chair.shows("knows the person, and may stay: Only by name")
	head.open(at)
	head.is(200)
	head.shows("You: Ed Head, Member")

	// Who may not attend sees what a stranger sees.
	chair.open(at + "/people")
	for _, name := range []string{"Dee Deputy", "Sam Spare"} {
		chair.send("attendee-"+attendeeOf(t, chair.page, name)+"-conflict", "finding", "may-not-attend", "reason", "A friend of the family")
	}
	stranger := &browser{t: t, url: program.url, cookie: deputy.cookie}
	for _, path := range []string{"", "/waiting", "/people", "/details"} {
		deputy.open(at + path)
		stranger.open("/meetings/nosuchmeeting" + path)
		if deputy.status != stranger.status || deputy.text() != stranger.text() {
			t.Errorf("%s: got %d %s, want %d %s", path, deputy.status, deputy.text(), stranger.status, stranger.text())
		}
	}
	deputy.open("/")
	deputy.shows("You are in no meeting yet.")
	late := &browser{t: t, url: program.url}
	late.open("/join")
	late.send("look", "token", spare)
	late.is(401)
	late.shows("This link has ended")

	chair.open(at + "/people")
	chair.send("none-of-the-others")
	chair.shows("Nobody else here knows the person.")
	chair.hides("none-of-the-others")
	chair.send("may-not-attend", "name", "Uncle Sample", "reason", "His brother")
	chair.shows("May not attend, if somebody invites them: Uncle Sample.")
}

var neutral = regexp.MustCompile(`Robin|Alex|Example|Ed Head|SM-|strategy`)

// waits expects the page of somebody whom the chair has to ask, which says nothing of the meeting and loads itself again.
func (b *browser) waits(path string) {
	b.t.Helper()
	request, _ := http.NewRequest("GET", b.url+path, nil)
	request.Header.Set("Accept", "text/html")
	request.Header.Set("Cookie", "__Host-session="+b.cookie)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		b.t.Fatal(err)
	}
	b.take(path, answer)
	b.is(403)
	b.shows("Please wait", "The chair will speak with you before you come in.")
	if found := neutral.FindString(b.text()); found != "" {
		b.t.Errorf("%s says %q to somebody who waits: %s", path, found, b.text())
	}
	if !strings.Contains(b.page, `<noscript><meta http-equiv="refresh" content="5"></noscript>`) {
		b.t.Errorf("%s does not go on by itself", path)
	}
}
