package main_test

import (
	"strings"
	"testing"
	"time"
)

// day is a civil date so many days from now, in London.
func day(t *testing.T, days int) string {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return time.Now().In(london).AddDate(0, 0, days).Format(time.DateOnly)
}

func TestActionsOverAllMeetings(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	first, second := convened(t, chair), convened(t, chair)
	police := join(t, program, chair.invite(first, "name", "Pat Sample", "agency.sector", "police", "agency.name", "Example Police"))
	id := attendeeOf(t, chair.visit(first+"/people"), "Pat Sample")
	for _, at := range []string{first, second} {
		chair.open(at)
		chair.send("phase-open")
	}
	write := func(at, text, owner string, days int) {
		chair.open(at + "?item=q1")
		chair.send("action", "text", text, "owner.attendee", owner, "due", day(t, days))
		chair.is(200)
	}
	write(first, "Ask for bail conditions", id, 0)
	write(first, "See the child", "a1", -1)
	write(second, "Ring the school", "a1", 5)
	chair.open(first + "?item=q3")
	chair.send("answer", "value", "yes")
	chair.open(first)
	chair.send("alarm-officer", "officer", "DS Sample", "reportBy", day(t, 0))
	police.open(first + "?item=q1")
	police.send("action", "text", "Only proposed", "owner.attendee", id, "due", day(t, 0))

	chair.open("/")
	if !strings.Contains(chair.page, `href="/actions"`) || !strings.Contains(chair.page, `href="/tonight"`) {
		t.Error("the start page leads neither to actions nor to tonight")
	}
	tests := []struct {
		name, show  string
		by          *browser
		want, never []string
	}{
		{"the chair's own", "mine", chair, []string{"Mine (2)", "Overdue (1)", "By agency (3)", "A child may be about to meet the person", "DS Sample, reports by",
			"Overdue A2 See the child", "Later A1 Ring the school"}, []string{"bail", "Only proposed"}},
		{"overdue", "overdue", chair, []string{"Example County Council (1)", "A2 See the child", "overdue · agreed"}, []string{"Ring the school"}},
		{"by agency", "agency", chair, []string{"Example County Council (2)", "Example Police (1)", "A1 Ask for bail conditions Pat Sample · by "}, []string{"Only proposed"}},
		{"a member's own", "mine", police, []string{"Mine (1)", "Due today A1 Ask for bail conditions", "A child may be about to meet the person"}, []string{"See the child", "Ring"}},
		{"what a member sees of others", "agency", police, []string{"A2 See the child"}, []string{"Ring the school"}},
	}
	for _, test := range tests {
		test.by.open("/actions?show=" + test.show)
		test.by.is(200)
		test.by.shows(test.want...)
		for _, never := range test.never {
			if strings.Contains(test.by.text(), never) {
				t.Errorf("%s: shows %q", test.name, never)
			}
		}
	}

	// Reported from there, also after closing.
	chair.open(first)
	chair.send("phase-closed", "reason", "Goes on tomorrow")
	report := strings.TrimPrefix(first, "/meetings/") + "-action-A1-progress"
	police.open("/actions")
	police.send(report, "status", "not-done")
	police.is(422)
	police.shows("Say why it will not be done.", "Due today A1 Ask for bail conditions")
	police.send(report, "text", "He stays in custody")
	police.at("/actions")
	police.shows("Saved", "Nothing is to be done by you.")
	chair.open("/actions?show=overdue")
	chair.send(strings.TrimPrefix(first, "/meetings/")+"-action-A2-progress", "status", "in-progress", "text", "Seen at school")
	chair.open("/actions?show=overdue")
	chair.shows("in progress, Seen at school")
	chair.open("/api" + first + "/minutes")
	chair.shows("After the meeting", "He stays in custody")

	stranger := &browser{t: t, url: program.url}
	for _, path := range []string{"/actions", "/tonight"} {
		stranger.open(path)
		stranger.is(401)
	}
}

func TestTonight(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	quiet, at := convened(t, chair), convened(t, chair)
	chair.open("/tonight")
	chair.shows("Your meetings have nothing for tonight", "Rehearsal: no real names")
	for _, name := range []string{"Wren", "Ash", "Jay"} {
		chair.open(at + "/details")
		chair.send("add-child", "name", name+" Placeholder", "born", "2020-02-03", "address", "1 Example Row\nExampleton")
	}
	children := map[string]string{}
	for _, part := range strings.Split(chair.page, `id="person-`)[1:] {
		name, _, _ := strings.Cut(part[strings.Index(part, `__name">`)+len(`__name">`):], "<")
		children[name], _, _ = strings.Cut(part, `"`)
	}
	chair.open(at)
	chair.send("phase-open")
	safety := func(name, tonight string, until int) {
		chair.open(at + "?item=outcome")
		typed := []string{"safety.tonight", tonight, "safety.how", "How of " + name}
		if tonight == "yes" {
			typed = append(typed, "safety.until", day(t, until))
		}
		chair.send("child-"+children[name]+"-safety", typed...)
		chair.is(200)
	}
	safety("Robin Placeholder", "yes", 1)
	safety("Wren Placeholder", "no", 0)
	safety("Ash Placeholder", "yes", 9)
	safety("Jay Placeholder", "yes", -3)
	for text, days := range map[string]int{"Ring the hospital": 1, "See the school": 2, "Visit the flat": 0} {
		chair.open(at + "?item=q1")
		chair.send("action", "text", text, "owner.attendee", "a1", "due", day(t, days))
	}
	chair.open(at + "?item=q3")
	chair.send("answer", "value", "yes")
	chair.open(at)
	chair.send("alarm-officer", "officer", "DS Sample", "reportBy", day(t, 0), "reportTime", "21:00")

	chair.open("/tonight")
	chair.shows("OFFICIAL-SENSITIVE · Rehearsal: no real names", "In an emergency call 999.", "For the emergency duty team.",
		"A child may be about to meet the person", "Handed to: DS Sample, reports by", "Robin Placeholder Until ", "How of Robin Placeholder",
		"Wren Placeholder born Monday 3 February 2020 1 Example Row Exampleton No How of Wren Placeholder", "Jay Placeholder", "Was safe until ",
		"Ring the hospital Sam Example, Example County Council", "Visit the flat")
	for _, never := range []string{"Ash", "See the school"} {
		if strings.Contains(chair.text(), never) {
			t.Errorf("tonight shows %q", never)
		}
	}
	if strings.Contains(chair.page, strings.TrimPrefix(quiet, "/meetings/")) {
		t.Error("tonight names a meeting that has nothing for it")
	}
}
