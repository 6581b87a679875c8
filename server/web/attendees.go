package web

import (
	"strings"

	"strategyroom/meeting"
)

// thing is one attendee, with what the viewer may change about them.
func (d *door) attendeeThing(m *meeting.Meeting, at seat, id string) thing {
	a := m.Attendees[id]
	name := a.Name
	line := thing{ID: "attendee-" + id, Name: name + ", " + a.Agency.Name}
	facts := []string{roleWords[a.Role], a.Position, d.attendance(a)}
	if substituted := m.Attendees[a.SubstituteFor]; substituted != nil {
		facts = append(facts, "in place of "+substituted.Name)
	}
	if a.WritesNotes {
		facts = append(facts, "writes notes")
	}
	line.Facts = words(" · ", facts...)
	asked(m, at, &line, id)
	add := func(kind, form, button, look string, fields ...field) {
		if allowed(m, at.attendee, kind) != "" {
			line.Sheets = append(line.Sheets, writing(at, kind, line.ID+"-"+form,
				sheet{Button: button, Look: look, Fields: append(fields, hidden("attendee", id))}, "people"))
		}
	}
	chair := m.Attendees[at.attendee].Role == meeting.Chair
	if chair && (!a.Telephone || m.Phase == meeting.Closed) && !d.guestsOver(m) { // afterwards who had no screen reads and signs too
		link := (&peoplePage{room: "/meetings/" + at.meeting}).post(sheet{ID: line.ID + "-link", Button: "Make a new link for " + name,
			Intro: "The link before it ends. Whoever is in stays in.", Look: "secondary", Fields: []field{hidden("attendee", id)}}, "link")
		line.Sheets = append(line.Sheets, link)
		if m.Phase == meeting.Closed && d.strict(m) && id != at.attendee && m.Admission(id) != meeting.Excluded {
			line.Sheets = append(line.Sheets, (&peoplePage{room: "/meetings/" + at.meeting}).post(sheet{ID: line.ID + "-pass", Button: "Make a code for " + name,
				Intro: "By it they come back to read, correct and sign the minutes.", Look: "secondary", Fields: []field{hidden("attendee", id)}}, "pass"))
		}
	}
	for _, state := range attendanceOffered(a) {
		add("attendance", state.id, state.words, "secondary", hidden("state", state.id))
	}
	if a.Role != meeting.Chair {
		add("attendee.role", "role", "Change the role", "secondary", choice("role", "Role of "+name, string(a.Role), roles()...))
		if a.Role != meeting.MinuteTaker {
			button, allow := "Let "+name+" write notes", "true"
			if a.WritesNotes {
				button, allow = "No longer let "+name+" write notes", "false"
			}
			add("note.allow", "notes", button, "secondary", hidden("allowed", allow))
		}
	}
	line.Sheets = append(line.Sheets, handingOver(m, at, id, "people")...)
	return line
}

// handingOver is the form by which the chair passes to an attendee, where the viewer may do so.
func handingOver(m *meeting.Meeting, at seat, id, back string) []*sheet {
	a, may := m.Attendees[id], allowed(m, at.attendee, "chair")
	button := "Hand the chair to " + a.Name
	if may == meeting.Own {
		button = "Take over as chair"
	}
	able := a.Role != meeting.Chair && a.Role != meeting.Observer && !a.Telephone && m.Admission(id) == meeting.Admitted
	if may == "" || !able || may == meeting.Own && id != at.attendee {
		return nil
	}
	return []*sheet{writing(at, "chair", "chair-"+id, sheet{Button: button, Look: "secondary", Fields: []field{hidden("to", id)}}, back)}
}

// attendance is where somebody is, in words.
func (d *door) attendance(a *meeting.Attendee) string {
	last := len(a.Attendance) - 1
	switch {
	case a.Here() && a.Attendance[last].Telephone:
		return "by telephone from " + d.local(a.Attendance[last].From, "15:04")
	case a.Here():
		return "here from " + d.local(a.Attendance[last].From, "15:04")
	case a.Apologies:
		return "sent apologies"
	case last >= 0:
		return "left " + d.local(a.Attendance[last].To, "15:04")
	default:
		return "not here yet"
	}
}

type attendanceOffer struct{ id, words string }

// attendanceOffered is what can be noted of somebody now.
func attendanceOffered(a *meeting.Attendee) []attendanceOffer {
	if a.Here() {
		return []attendanceOffer{{meeting.Left, "Note that " + a.Name + " left"}}
	}
	offered := []attendanceOffer{{meeting.ByTelephone, "Note " + a.Name + " by telephone"}, {meeting.Joined, "Note that " + a.Name + " is here"}}
	if !a.Apologies {
		offered = append(offered, attendanceOffer{meeting.Apologies, "Note apologies from " + a.Name})
	}
	return offered
}

// words puts those that are not empty in a row.
func words(between string, all ...string) string {
	said := all[:0]
	for _, word := range all {
		if word != "" {
			said = append(said, word)
		}
	}
	return strings.Join(said, between)
}
