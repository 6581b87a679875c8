package meeting

import "slices"

// How a guest was known when they came in. ByAccount is one as well. Further ways are only added.
const (
	Recognised = "recognised" // by whoever let them in, by voice or face
	ByMail     = "mail"       // had a code that went to the e-mail address they were invited at
	ByPass     = "passed"     // had a code that the chair passed on, since an e-mail could not be sent
)

// attendeeKnown says how somebody was known who came in with a link. Chair and minute-taker write it of those whom they
// recognise, nobody of themselves; all else the server does, which alone knows of codes and accounts. It is written where
// a link is not enough: a record without it is of a meeting where it was, or of the time before.
type attendeeKnown struct {
	Attendee string `json:"attendee"`
	How      string `json:"how"`
}

// Known is how somebody was known once, and by whom they were let in; by nobody where a code or an account did.
type Known struct {
	Made
	How string `json:"how"`
}

func (k *attendeeKnown) decide(a *asking) (body, *Refusal) {
	a.attendee("attendee", k.Attendee)
	a.oneOf("how", k.How, Recognised, ByMail, ByAccount, ByPass)
	switch {
	case a.refusal != nil:
	case a.by != "" && k.How != Recognised:
		return k, Refuse(NotAllowed, "%s can say only that they recognised somebody.", roleWords[a.role])
	case a.by == k.Attendee:
		a.refuse("attendee", "Nobody lets themselves in.")
	case a.Admission(k.Attendee) == Excluded:
		a.refuse("attendee", "This attendee may not attend.")
	}
	return k, a.refusal
}

func (k *attendeeKnown) apply(m *Meeting, e *Entry) error {
	changed, err := change(m, "attendees", m.Attendees, k.Attendee)
	if err == nil {
		changed.Known = append(changed.Known, Known{made(e), k.How})
	}
	return err
}

// knownWords are how an attendee was known, each way once.
func (m *Meeting) knownWords(a *Attendee) (lines []string) {
	for _, known := range a.Known {
		words := map[string]string{ByMail: "Known by a code sent by e-mail", ByAccount: "Known by their account", ByPass: "Known by a code from the chair"}[known.How]
		if by := m.Attendees[known.By]; by != nil {
			words = "Recognised by " + by.Name
		}
		if words != "" && !slices.Contains(lines, words) {
			lines = append(lines, words)
		}
	}
	return lines
}
