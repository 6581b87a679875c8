package web

import (
	"fmt"
	"slices"
	"strings"

	"strategyroom/meeting"
)

// noLetters says who tells the others of a version: mail goes out for invitations, new times and codes, and for no version.
const noLetters = "Tell those who were there: no e-mail is sent."

// nextFor says what the viewer is asked to do, by the stage and by who they are.
func (d *door) nextFor(m *meeting.Meeting, at seat) nextStep {
	here, me := "/meetings/"+at.meeting, m.Attendees[at.attendee]
	writes := me.Role == meeting.Chair || me.Role == meeting.MinuteTaker
	switch m.Stage {
	case meeting.Tidying:
		if !writes {
			return nextStep{Words: []string{fmt.Sprintf("Chair and minute-taker put the notes in order. Once version %d is issued you can read it here and ask for corrections.",
				len(m.Versions)+1)}}
		}
		return nextStep{Words: []string{"Put the notes in order. Every change is kept, and version " + fmt.Sprint(len(m.Versions)+1) + " shows what changed."},
			Links: []link{{here + "/tidy", "Tidy the notes"}}, Sheets: d.issueSheets(m, at)}
	case meeting.Correcting:
		return d.correcting(m, at)
	case meeting.Signing:
		return d.signingStep(m, at)
	case meeting.Final:
		next := nextStep{Words: []string{"Nothing in this version changes any more."}, Links: []link{{"/api" + here + "/minutes.pdf", "Final minutes (PDF, sealed)"}}}
		if me.Role == meeting.Chair {
			next.Words = append(next.Words, "Give a copy to those who need one, also to who did not attend.")
			next.Links = []link{{here + "/copies", "Give out copies"}}
		}
		return next
	default:
		return nextStep{Words: []string{"When the chair closes the meeting, the minutes are put in order, corrected and signed here. Until then they are a draft."},
			Links: []link{{"/api" + here + "/minutes", "Read the draft"}}}
	}
}

// correcting is the step while corrections are collected.
func (d *door) correcting(m *meeting.Meeting, at seat) nextStep {
	n, until := len(m.Versions), m.Version().CorrectBy
	next := nextStep{Links: []link{{"/meetings/" + at.meeting + "/corrections", "Read it and ask for corrections"}}}
	next.Words = []string{fmt.Sprintf("Read version %d. Where something is not right, ask for a correction until %s; what comes later is taken as late.", n, dayWords(until))}
	if m.Attendees[at.attendee].Role != meeting.Chair {
		return next
	}
	open, accepted := requests(m)
	switch {
	case open > 0:
		next.Words = append([]string{counted(open, "request for a correction waits", "requests for a correction wait") + " for your reply. The next version takes in all that you accept."}, next.Words...)
		next.Links[0].Words = "Read the requests and reply"
	case accepted > 0:
		next.Words = append(next.Words, "Every request has your reply. Version "+fmt.Sprint(n+1)+" takes in what you accepted, and the signing opens.")
	default:
		next.Words = append(next.Words, "No correction was accepted, so version "+fmt.Sprint(n)+" can be signed as it is.")
	}
	next.Words = append(next.Words, noLetters)
	next.Sheets = d.issueSheets(m, at)
	return next
}

// signingStep is the step while a version is signed.
func (d *door) signingStep(m *meeting.Meeting, at seat) nextStep {
	n, until := len(m.Versions), dayWords(m.Version().SignBy)
	here := "/meetings/" + at.meeting
	next := nextStep{Links: []link{{here + "/sign", "Read and sign"}, {here + "/corrections", "Something is still wrong: ask for a correction"}}}
	switch signed := m.Signed(at.attendee); {
	case !slices.Contains(m.Signers(), at.attendee):
		next.Words = []string{fmt.Sprintf("Version %d is being signed by those who attended, until %s. Nothing is asked of you.", n, until)}
		next.Links = next.Links[1:]
	case signed == nil && m.Signatures[at.attendee] != nil:
		next.Words = []string{fmt.Sprintf("You signed version %d, but a correction was accepted since: your signature no longer counts. Read version %d and sign it until %s.",
			m.Signatures[at.attendee].Version, n, until)}
	case signed == nil:
		next.Words = []string{fmt.Sprintf("Read version %d and sign it until %s, or say what you disagree with.", n, until)}
	case signed.Agree:
		next.Words = []string{fmt.Sprintf("You signed version %d.", n)}
		next.Links[0].Words = "See who has signed"
	default:
		next.Words = []string{fmt.Sprintf("You signed version %d with a disagreement.", n)}
		next.Links[0].Words = "See who has signed"
	}
	if m.Attendees[at.attendee].Role != meeting.Chair {
		return next
	}
	next.Words = append(next.Words, noLetters)
	open, accepted := requests(m)
	switch {
	case open > 0:
		next.Words = append(next.Words, counted(open, "late request for a correction waits", "late requests for a correction wait")+" for your reply. One that you accept makes a new version, and who signed signs again.")
		next.Links[1].Words = "Read the requests and reply"
	case accepted > 0:
		next.Words = append(next.Words, fmt.Sprintf("You accepted a correction. Issue version %d with it: the signatures so far no longer count, and those who gave them are told.", n+1))
		next.Sheets = d.issueSheets(m, at)
	case m.Signed(at.attendee) != nil:
		next.Words = append(next.Words, "When everybody has answered, or the time is over, make the minutes final.")
		next.Links[0].Words = fmt.Sprintf("Look at who signed, and make version %d final", n)
	}
	return next
}

// requests are those that the next version tells of: how many have no reply yet, and how many are accepted.
func requests(m *meeting.Meeting) (open, accepted int) {
	for _, asked := range m.Corrections {
		switch {
		case asked.Withdrawn != nil || asked.Settled > 0:
		case asked.Ruling == nil:
			open++
		case asked.Ruling.Accepted:
			accepted++
		}
	}
	return open, accepted
}

// issueSheets are the forms that bring the minutes to their next version or open it for signature, where the viewer may.
func (d *door) issueSheets(m *meeting.Meeting, at seat) []*sheet {
	all, next := []*sheet{}, len(m.Versions)+1
	if m.Stage == meeting.Tidying {
		change(m, at, &all, "version", "issue", "minutes", sheet{Title: fmt.Sprintf("Issue version %d", next), Button: fmt.Sprintf("Issue version %d", next),
			Intro:  "The notes are fixed then. Everybody who took part can read this version and ask for corrections.",
			Fields: []field{day("by", "Corrections until").hinted("Empty: " + correctionDays())}})
		return all
	}
	open, accepted := requests(m)
	if open > 0 || m.Attendees[at.attendee].Role != meeting.Chair {
		return all
	}
	s := sheet{Fields: []field{day("by", "Signatures until").hinted("Empty: " + correctionDays())}}
	if by := m.Version().CorrectBy; m.Stage == meeting.Correcting && by >= d.today() {
		s.Fields = append(s.Fields, reasonField("Why you do not wait longer for corrections").hinted(
			"Needed while the time set is not over: it ends with "+dayWords(by)))
	}
	switch {
	case accepted > 0:
		s.Title = fmt.Sprintf("Issue version %d", next)
		s.Button = fmt.Sprintf("Issue version %d with %s and open the signing", next, counted(accepted, "correction", "corrections"))
		change(m, at, &all, "version", "issue", "minutes", s)
	case m.Stage == meeting.Correcting:
		s.Title, s.Button = "Open the signing", fmt.Sprintf("Open the signing of version %d", next-1)
		change(m, at, &all, "signing", "signing", "minutes", s)
	}
	return all
}

func correctionDays() string { return count(meeting.CorrectionDays, "working day") }

// furtherSheets are what the chair may do once the minutes are final.
func furtherSheets(m *meeting.Meeting, at seat) []*sheet {
	all := []*sheet{}
	if m.Stage != meeting.Final {
		return all
	}
	n := len(m.Versions)
	change(m, at, &all, "addendum", "addendum", "minutes", sheet{Title: "Add something to the minutes", Folded: true, Button: "Add it",
		Intro:  "An addendum is a dated sheet of its own beside the final minutes. It cannot be changed afterwards.",
		Fields: []field{lines("text", "What is added", 5)}})
	change(m, at, &all, "reopen", "reopen", "minutes", sheet{Title: "Reopen the minutes", Folded: true, Button: "Reopen the minutes", Look: "warning",
		Intro: fmt.Sprintf("Version %d stays in the record and is marked superseded. The notes can be changed again, and version %d has to be corrected and signed anew by everybody. "+
			"To add something and leave the rest as it is, make an addendum.", n, n+1),
		Fields: []field{reasonField("Why they are reopened")}})
	return all
}

// counted is a number with what is counted: "1 request", "3 requests".
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strings.TrimSpace(fmt.Sprint(n) + " " + many)
}
