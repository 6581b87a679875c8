package meeting

import (
	"slices"
	"strconv"
	"strings"
)

// attendee puts somebody on the list of those who take part: invited, let in, or by telephone only. Nobody is made
// chair this way.
type attendee struct {
	Name          string `json:"name"`
	Agency        Agency `json:"agency"`
	Role          Role   `json:"role"`
	Position      string `json:"position,omitempty"`
	Telephone     bool   `json:"telephone,omitempty"`     // has no screen; others write for them
	SubstituteFor string `json:"substituteFor,omitempty"` // the attendee in whose place they come
}

// Attendee is somebody who takes part, and when they were there.
type Attendee struct {
	Made
	Name          string       `json:"name"`
	Agency        Agency       `json:"agency"`
	Role          Role         `json:"role"`
	Position      string       `json:"position,omitempty"`
	Telephone     bool         `json:"telephone,omitempty"`
	SubstituteFor string       `json:"substituteFor,omitempty"`
	WritesNotes   bool         `json:"writesNotes,omitempty"` // the chair lets them; chair and minute-taker do anyway
	Apologies     bool         `json:"apologies,omitempty"`
	Known         []Known      `json:"known,omitempty"` // how, each time that they came in; absent where a link was enough
	Attendance    []Attendance `json:"attendance"`
}

// Attendance is one stretch of time in which somebody was there. Times are RFC 3339, UTC; To is absent while it lasts.
type Attendance struct {
	From      string `json:"from"`
	To        string `json:"to,omitempty"`
	Telephone bool   `json:"telephone,omitempty"`
}

// Here reports whether somebody is there now, as far as the record says.
func (at *Attendee) Here() bool {
	last := len(at.Attendance) - 1
	return last >= 0 && at.Attendance[last].To == ""
}

func (at *attendee) decide(a *asking) (body, *Refusal) {
	a.name("name", &at.Name)
	a.agency("agency", &at.Agency)
	a.optionalName("position", &at.Position)
	a.oneOf("role", string(at.Role), string(Deputy), string(MinuteTaker), string(Member), string(Observer))
	if at.SubstituteFor != "" {
		a.attendee("substituteFor", at.SubstituteFor)
	}
	if a.barred(at.Name, at.Agency) {
		a.refuse("name", "Somebody of this name may not attend.")
	}
	if a.role != Chair && at.Role != Member && at.Role != Observer && a.refusal == nil {
		return at, Refuse(NotAllowed, "Only the chair may name a deputy or a minute-taker.")
	}
	return at, a.refusal
}

// AttendeeID is the id of the attendee whom the entry of that number put on the list.
func AttendeeID(number int) string { return "a" + strconv.Itoa(number) }

func (at *attendee) apply(m *Meeting, e *Entry) error {
	add(m, "attendees", m.Attendees, &m.Order.Attendees, AttendeeID(e.Number), &Attendee{
		Made: made(e), Name: at.Name, Agency: at.Agency, Role: at.Role, Position: at.Position,
		Telephone: at.Telephone, SubstituteFor: at.SubstituteFor, Attendance: []Attendance{}})
	return nil
}

// attendeeRole gives an attendee another role; the chair's passes only by handing over.
type attendeeRole struct {
	Attendee string `json:"attendee"`
	Role     Role   `json:"role"`
}

func (r *attendeeRole) decide(a *asking) (body, *Refusal) {
	if a.attendee("attendee", r.Attendee).Role == Chair {
		a.refuse("attendee", "The chair's role passes by handing over.")
	}
	a.oneOf("role", string(r.Role), string(Deputy), string(MinuteTaker), string(Member), string(Observer))
	return r, a.refusal
}

func (r *attendeeRole) apply(m *Meeting, _ *Entry) error {
	changed, err := change(m, "attendees", m.Attendees, r.Attendee)
	if err != nil {
		return err
	}
	changed.Role = r.Role
	return nil
}

// attending notes that somebody joined, left, takes part by telephone or sent apologies. The server writes joining and
// leaving by itself when a screen first connects and when it has been gone for a minute.
type attending struct {
	Attendee string `json:"attendee"`
	State    string `json:"state"` // "joined", "telephone", "left" or "apologies"
}

// The states of attendance.
const (
	Joined      = "joined"
	ByTelephone = "telephone"
	Left        = "left"
	Apologies   = "apologies"
)

func (at *attending) decide(a *asking) (body, *Refusal) {
	a.oneOf("state", at.State, Joined, ByTelephone, Left, Apologies)
	who := a.attendee("attendee", at.Attendee)
	switch here := who.Here(); {
	case a.refusal != nil:
	case at.State == Joined && here:
		a.refuse("state", "This attendee is here already.")
	case at.State == ByTelephone && here && who.Attendance[len(who.Attendance)-1].Telephone:
		a.refuse("state", "This attendee is taking part by telephone already.")
	case at.State == Left && !here:
		a.refuse("state", "This attendee is not here.")
	case at.State == Apologies && here:
		a.refuse("state", "This attendee is here.")
	case (at.State == Joined || at.State == ByTelephone) && a.Admission(at.Attendee) == Excluded:
		a.refuse("state", "This attendee may not attend.")
	case (at.State == Joined || at.State == ByTelephone) && a.Admission(at.Attendee) == Waits:
		a.refuse("state", "The chair asks this attendee first whether they know the person suspected.")
	}
	return at, a.refusal
}

func (at *attending) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "attendees", m.Attendees, at.Attendee)
	if err != nil {
		return err
	}
	if changed.Here() {
		changed.Attendance[len(changed.Attendance)-1].To = e.At
	}
	changed.Apologies = at.State == Apologies
	if at.State == Joined || at.State == ByTelephone {
		changed.Attendance = append(changed.Attendance, Attendance{From: e.At, Telephone: at.State == ByTelephone})
	}
	return nil
}

// everybodyLeaves ends the attendance of all who are still there when the meeting closes, and the leave to write the
// notes: what is tidied afterwards is the minute-taker's and the chair's work.
func (m *Meeting) everybodyLeaves(e *Entry) {
	for _, id := range m.Order.Attendees {
		a := m.Attendees[id]
		if !a.Here() && !a.WritesNotes {
			continue
		}
		m.touch("attendees", id)
		a.WritesNotes = false
		if a.Here() {
			a.Attendance[len(a.Attendance)-1].To = e.At
		}
	}
}

var roleNames = map[Role]string{
	Chair: "Chair", Deputy: "Deputy", MinuteTaker: "Minute-taker", Member: "Member", Observer: "Observer",
}

func attendanceAndApologies(w *writer) {
	w.heading(2, "", "Attendance and apologies", "attendance")
	rows := make([][]string, 0, len(w.Order.Attendees))
	for _, id := range w.Order.Attendees {
		a := w.Attendees[id]
		rows = append(rows, []string{a.Name, join(roleNames[a.Role], a.Position), a.Agency.Name, w.attendanceWords(a)})
	}
	w.table(Table{Caption: "Who was invited and who was there", Head: []string{"Name", "Role", "Agency", "Attendance"},
		Widths: []int{27, 27, 23, 23}, Rows: rows})
}

func (w *writer) attendanceWords(a *Attendee) string {
	lines := []string{}
	for _, stretch := range a.Attendance {
		line := w.local(stretch.From, "15:04") + " to " + w.clock(stretch.To)
		if stretch.To == "" {
			line = "from " + w.clock(stretch.From)
		}
		if stretch.Telephone {
			line += ", by telephone"
		}
		lines = append(lines, line)
	}
	switch {
	case a.Apologies:
		lines = append(lines, "Apologies")
	case len(lines) == 0 && w.Phase == Closed:
		lines = append(lines, "Did not attend")
	case len(lines) == 0:
		lines = append(lines, "Not here yet")
	}
	if substituted := w.Attendees[a.SubstituteFor]; substituted != nil {
		lines = append(lines, "in place of "+substituted.Name)
	}
	lines = append(lines, w.knownWords(a)...)
	return strings.Join(lines, "\n")
}

// join puts a comma between the texts that are not empty.
func join(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), ", ")
}
