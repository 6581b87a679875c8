package main_test

import (
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
