package meeting

import (
	"errors"
	"fmt"
	"slices"

	"strategyroom/meeting/procedure"
)

// Stage is where the minutes of a closed meeting stand. A meeting that is not closed has none.
type Stage string

// The stages. Reopening leads from Final back to Tidying.
const (
	Tidying    Stage = "tidying"    // chair and minute-taker put the notes in order
	Correcting Stage = "correcting" // a version is issued, and corrections of it are collected until a date
	Signing    Stage = "signing"    // a version is signed until a date
	Final      Stage = "final"      // nothing in them changes any more
)

// CorrectionDays is how many working days corrections are collected, and signatures, where nobody sets another date.
// The document is silent; it is a local default.
const CorrectionDays = 2

// versionCommand issues the minutes as they stand. Out of tidying it is the version of which corrections are collected
// until By; out of correcting or signing it takes in the corrections that were accepted, all together, and is signed
// until By: a civil date, Europe/London, to its end. Empty it is CorrectionDays from now.
type versionCommand struct {
	By     string `json:"by"`
	Reason string `json:"reason,omitempty"` // why it is issued before the date until which corrections were collected
}

// version is the command with its date.
type version struct {
	versionCommand
	Asked Hash `json:"asked,omitempty"`
}

// signingCommand opens the version that stands for signature, where no correction of it was accepted. By is as of a
// version.
type signingCommand struct {
	By     string `json:"by"`
	Reason string `json:"reason,omitempty"` // why corrections are not waited for until the date set
}

// signing is the command with its date.
type signing struct {
	signingCommand
	Asked Hash `json:"asked,omitempty"`
}

func (v *version) asked() Hash { return v.Asked }
func (s *signing) asked() Hash { return s.Asked }

// Version is a frozen state of the minutes. The first is version 1. Dates are civil, Europe/London.
type Version struct {
	Made
	Fingerprint Hash        `json:"fingerprint"`         // the record's when it was issued: the version's check code
	Minutes     Hash        `json:"minutes"`             // see TextHash; what a signature signs
	CorrectBy   string      `json:"correctBy,omitempty"` // corrections are collected until then
	SignBy      string      `json:"signBy,omitempty"`    // signatures are waited for until then
	Early       []Early     `json:"early,omitempty"`
	Changes     []Rewording `json:"changes"` // since the version before, or since the meeting closed
	Final       *Finish     `json:"final,omitempty"`
	Superseded  *Withdrawn  `json:"superseded,omitempty"` // by reopening
}

// Early says why something went on before a date that had been set, and which.
type Early struct {
	Made
	Date   string `json:"date"`
	Reason string `json:"reason"`
}

// Version is the one that was issued last; nil before the first.
func (m *Meeting) Version() *Version {
	if len(m.Versions) == 0 {
		return nil
	}
	return m.Versions[len(m.Versions)-1]
}

// atStage notes a refusal where the minutes stand elsewhere.
func (a *asking) atStage(stages ...Stage) {
	if a.refusal == nil && !slices.Contains(stages, a.Stage) {
		a.refusal = Refuse(WrongPhase, "%s", a.stageSentence())
	}
}

// TextFixed reports whether a version of the minutes is issued: then their text changes only by corrections.
func (m *Meeting) TextFixed() bool { return m.Phase == Closed && m.Stage != Tidying }

func (m *Meeting) stageSentence() string {
	switch n := len(m.Versions); m.Stage {
	case Correcting:
		return fmt.Sprintf("Version %d of the minutes is issued, and corrections of it are collected.", n)
	case Signing:
		return fmt.Sprintf("Version %d of the minutes is being signed.", n)
	case Final:
		return fmt.Sprintf("Version %d of the minutes is final.", n)
	default:
		return "No version of the minutes is issued yet."
	}
}

// until cleans a date to be waited for: not in the past, and CorrectionDays from now where there is none.
func (a *asking) until(date *string) {
	today := civilDate(a.given.Now.UTC().Format(TimeFormat))
	if *date == "" {
		counted, err := procedure.WorkingDays(today, CorrectionDays, or(a.Procedure.Nation, procedure.England))
		if err != nil {
			a.refuse("by", "Say until when: the working days cannot be counted.")
		}
		*date = counted
	}
	a.date("by", *date)
	if a.refusal == nil && *date < today {
		a.refuse("by", "This date is in the past.")
	}
}

// waitedFor asks for a reason where a date that was set is not over yet, and refuses one where it is.
func (a *asking) waitedFor(date string, reason *string) {
	a.optionalText("reason", reason)
	switch over := date < civilDate(a.given.Now.UTC().Format(TimeFormat)); {
	case !over && *reason == "":
		a.refuse("reason", "The time set is not over: it ends with %s. Say why you do not wait.", dayWords(date))
	case over && *reason != "":
		a.refuse("reason", "The time set is over, so nothing was left to wait for: leave the reason empty.")
	}
}

func (v *versionCommand) decide(a *asking) (body, *Refusal) {
	a.atStage(Tidying, Correcting, Signing)
	a.until(&v.By)
	if a.refusal != nil {
		return nil, a.refusal
	}
	if a.Stage != Tidying {
		if a.role != Chair {
			return nil, Refuse(NotAllowed, "Only the chair takes in corrections and opens the signing.")
		}
		a.allRuled()
		if a.refusal == nil && !slices.ContainsFunc(a.Order.Corrections, func(id string) bool { return a.Corrections[id].waits() }) {
			a.refuse("", "No correction was accepted: this version can be signed as it is.")
		}
	}
	if a.Stage == Correcting {
		a.waitedFor(a.Version().CorrectBy, &v.Reason)
	} else if a.optionalText("reason", &v.Reason); v.Reason != "" {
		a.refuse("reason", "Issuing this version takes no reason.")
	}
	return &version{*v, askedHash(a.command.Body)}, a.refusal
}

func (s *signingCommand) decide(a *asking) (body, *Refusal) {
	a.atStage(Correcting)
	if a.refusal != nil {
		return nil, a.refusal
	}
	a.until(&s.By)
	a.allRuled()
	if slices.ContainsFunc(a.Order.Corrections, func(id string) bool { return a.Corrections[id].waits() }) {
		a.refuse("", "Corrections were accepted: issue the next version with them.")
	}
	a.waitedFor(a.Version().CorrectBy, &s.Reason)
	return &signing{*s, askedHash(a.command.Body)}, a.refusal
}

func (v *version) apply(m *Meeting, e *Entry) error {
	if m.asClosed == nil {
		return errors.New("minutes are issued of a meeting that is not closed")
	}
	m.touch("versions")
	issued := &Version{Made: made(e), Fingerprint: e.Fingerprint, Changes: []Rewording{}}
	was := m.Stage
	if was != Tidying {
		if v.Reason != "" {
			issued.Early = append(issued.Early, Early{made(e), m.Version().CorrectBy, v.Reason})
		}
	}
	m.takeIn(len(m.Versions)+1, e)
	m.Versions = append(m.Versions, issued)
	now := m.asClosed.wording()
	issued.Changes = reworded(m.issued, now)
	m.issued = now
	if was == Tidying {
		issued.CorrectBy = v.By
		m.moveTo(Correcting)
	} else {
		issued.SignBy = v.By
		m.moveTo(Signing)
	}
	text := m.text()
	issued.Minutes, m.places = TextHash(text), placesIn(text)
	return nil
}

func (s *signing) apply(m *Meeting, e *Entry) error {
	issued := m.Version()
	if issued == nil {
		return errNone("version")
	}
	m.touch("versions")
	if s.Reason != "" {
		issued.Early = append(issued.Early, Early{made(e), issued.CorrectBy, s.Reason})
	}
	issued.SignBy = s.By
	m.moveTo(Signing)
	return nil
}

func (m *Meeting) moveTo(stage Stage) {
	m.touch("stage")
	m.Stage = stage
}

// aboutMinutes are the entries that say something about the minutes and are no part of their text.
type aboutMinutes interface{ aboutMinutes() }

func (*version) aboutMinutes()            {}
func (*signing) aboutMinutes()            {}
func (*correction) aboutMinutes()         {}
func (*correctionWithdraw) aboutMinutes() {}
func (*ruling) aboutMinutes()             {}
func (*signature) aboutMinutes()          {}
func (*final) aboutMinutes()              {}
func (*reopen) aboutMinutes()             {}
func (*addendum) aboutMinutes()           {}
func (*circulation) aboutMinutes()        {}
func (*circulationOpened) aboutMinutes()  {}
func (*seal) aboutMinutes()               {}
