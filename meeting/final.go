package meeting

import "time"

// GuestDays is how long who has no account keeps access after the minutes are final: their own copy, corrections,
// signature and actions.
const GuestDays = 14

// final makes the version that stands final. The chair's signature suffices: who has not answered by the date set is
// printed so, never as agreed.
type final struct {
	Version int    `json:"version"`
	Reason  string `json:"reason,omitempty"` // why others' signatures are not waited for until the date set
}

// reopen takes final minutes back to tidying. The version that stood stays in the record, as superseded.
type reopen struct {
	Reason string `json:"reason"`
}

// Finish is when a version was made final and, where the time for signing was not over, why.
type Finish struct {
	Made
	Reason string `json:"reason,omitempty"`
}

func (f *final) decide(a *asking) (body, *Refusal) {
	a.atStage(Signing)
	if a.refusal != nil {
		return f, a.refusal
	}
	if f.Version != len(a.Versions) {
		a.refuse("version", "Another version of the minutes stands now: read version %d.", len(a.Versions))
	}
	a.allRuled()
	for _, asked := range a.Corrections {
		if asked.waits() {
			a.refuse("", "A correction was accepted: issue the next version with it.")
		}
	}
	if a.Signed(a.Chair) == nil {
		a.refuse("", "The chair signs first.")
	}
	if len(a.unsigned()) > 0 {
		a.waitedFor(a.Version().SignBy, &f.Reason)
	} else {
		a.optionalText("reason", &f.Reason)
	}
	return f, a.refusal
}

func (f *final) apply(m *Meeting, e *Entry) error {
	issued := m.Version()
	if issued == nil {
		return errNone("version")
	}
	m.touch("versions")
	issued.Final = &Finish{made(e), f.Reason}
	m.moveTo(Final)
	return nil
}

func (r *reopen) decide(a *asking) (body, *Refusal) {
	a.atStage(Final)
	if a.refusal != nil {
		return r, a.refusal
	}
	a.reason(true, &r.Reason)
	return r, a.refusal
}

func (r *reopen) apply(m *Meeting, e *Entry) error {
	issued := m.Version()
	if issued == nil {
		return errNone("version")
	}
	m.touch("versions")
	issued.Superseded = &Withdrawn{made(e), r.Reason}
	m.moveTo(Tidying)
	return nil
}

// GuestsUntil is the moment, UTC, at which the access of those without an account ends: GuestDays after the minutes
// were made final. It is zero while they are not, so that reopening lifts it.
func (m *Meeting) GuestsUntil() time.Time {
	v := m.Version()
	if m.Stage != Final || v == nil || v.Final == nil {
		return time.Time{}
	}
	at, err := time.Parse(time.RFC3339, v.Final.At)
	if err != nil { // the chain holds only times in TimeFormat
		return time.Time{}
	}
	return at.AddDate(0, 0, GuestDays)
}
