package meeting

import (
	"crypto/sha256"
	"slices"
	"strconv"
	"strings"
)

// The statements that are signed. Disagreed is followed by why.
const (
	Agreed    = "I agree that these minutes are an accurate record."
	Disagreed = "I attended and disagree: "
	Spoken    = "What was written in my name is what I said."
)

// How somebody was known when they signed. Further ways are only added.
const (
	ByAccount  = "account"  // signed in with their account
	ByCode     = "code"     // had a code from the chair, by voice or e-mail
	ByPassword = "password" // typed their password, and a code of an authenticator app or for recovery
	ByPasskey  = "passkey"  // showed a passkey of their account
	ByProvider = "provider" // the service that their account signs in with said so
)

// Confirmation is that somebody showed again who they are: how, and when (RFC 3339, UTC).
type Confirmation struct {
	How string `json:"how"`
	At  string `json:"at"`
}

// signatureCommand signs the version of the minutes that stands, as accurate or with a disagreement. Who has spoken by
// telephone, so that others wrote it down, confirms that as well. Signing again takes the place of what one signed
// before.
type signatureCommand struct {
	Version      int    `json:"version"`
	Agree        bool   `json:"agree"`
	Disagreement string `json:"disagreement,omitempty"`
	Spoken       bool   `json:"spoken,omitempty"` // what was written in my name is what I said
	Name         string `json:"name"`             // typed, as it stands in the minutes
}

// signature is what was signed, by whom, and how they were known.
type signature struct {
	signatureCommand
	Signer    Signer       `json:"signer"`
	Minutes   Hash         `json:"minutes"`           // see TextHash
	Wording   int          `json:"wording,omitempty"` // of the minutes; absent: 1
	Statement Hash         `json:"statement"`         // SHA-256 of the statement as it was shown
	Confirmed Confirmation `json:"confirmed"`
	Asked     Hash         `json:"asked"`
}

func (s *signature) asked() Hash { return s.Asked }

// Signer is who signed, as the minutes name them.
type Signer struct {
	Name     string `json:"name"`
	Role     Role   `json:"role"`
	Agency   Agency `json:"agency"`
	Position string `json:"position,omitempty"`
}

// Signature is the latest signature of an attendee. It counts while the version that it signs stands.
type Signature struct {
	Made
	Version      int          `json:"version"`
	Agree        bool         `json:"agree"`
	Disagreement string       `json:"disagreement,omitempty"`
	Spoken       bool         `json:"spoken,omitempty"`
	Signer       Signer       `json:"signer"`
	Minutes      Hash         `json:"minutes"`
	Wording      int          `json:"wording"` // see Wording: another makes another hash of the same record
	Statement    Hash         `json:"statement"`
	Confirmed    Confirmation `json:"confirmed"`
}

// Signers are the attendees whose signature is asked for: all who were there, but observers, and the chair.
func (m *Meeting) Signers() []string {
	var ids []string
	for _, id := range m.Order.Attendees {
		if at := m.Attendees[id]; at.Role == Chair || len(at.Attendance) > 0 && at.Role != Observer {
			ids = append(ids, id)
		}
	}
	return ids
}

// Attributed is one thing that others wrote down in an attendee's name, as it reads now.
type Attributed struct {
	Made
	Where string // "1 Is the child at immediate risk …", "D1"
	Lead  string // "Information", "Disagrees", "Not able to say"
	Text  string // may be empty where somebody was not able to say
}

// WrittenFor is what others wrote down in an attendee's name, who spoke by telephone or in the room: what they shared,
// then what they disagreed with. What was withdrawn is left out.
func (m *Meeting) WrittenFor(attendee string) []Attributed {
	var all []Attributed
	for _, id := range m.Order.Information {
		shared := m.Information[id]
		if shared.From == attendee && shared.By != attendee && shared.Source == nil && shared.Withdrawn == nil {
			item := m.Items[shared.Item]
			where := item.Text
			if item.Question > 0 {
				where = strconv.Itoa(item.Question) + " " + where
			}
			all = append(all, Attributed{shared.Made, where, "Information", shared.Text})
		}
	}
	for _, id := range m.Order.Decisions {
		for _, other := range m.Decisions[id].inOrder() {
			if other.From == attendee && other.By != attendee && other.Withdrawn == nil {
				all = append(all, Attributed{other.Made, id, other.lead(), other.Text})
			}
		}
	}
	return all
}

// SpokeByVoice reports whether others wrote something down in an attendee's name.
func (m *Meeting) SpokeByVoice(attendee string) bool { return len(m.WrittenFor(attendee)) > 0 }

// Statement is the words that are signed.
func Statement(agree, spoken bool, disagreement string) string {
	words := Agreed
	if !agree {
		words = Disagreed + disagreement
	}
	if spoken {
		words += "\n" + Spoken
	}
	return words
}

func (s *signatureCommand) decide(a *asking) (body, *Refusal) {
	a.atStage(Signing)
	if a.refusal != nil {
		return nil, a.refusal
	}
	if s.Version != len(a.Versions) {
		a.refuse("version", "Another version of the minutes stands now: read version %d before you sign.", len(a.Versions))
	}
	who := a.Attendees[a.by]
	if !slices.Contains(a.Signers(), a.by) {
		a.refuse("", "Who did not attend does not sign the minutes.")
	}
	a.optionalText("disagreement", &s.Disagreement)
	switch {
	case !s.Agree && s.Disagreement == "":
		a.refuse("disagreement", "Say what you disagree with.")
	case s.Agree && s.Disagreement != "":
		a.refuse("disagreement", "A disagreement belongs to the other statement.")
	case s.Agree && !s.Spoken && a.SpokeByVoice(a.by):
		a.refuse("spoken", "Others wrote something down in your name. Confirm that it is what you said, or disagree.")
	case s.Spoken && !a.SpokeByVoice(a.by):
		a.refuse("spoken", "Nothing was written down in your name by others.")
	}
	a.name("name", &s.Name)
	if a.refusal == nil && !SameName(s.Name, who.Name) {
		a.refuse("name", "Type your name as it stands in the minutes.")
	}
	if a.refusal == nil && a.given.Confirmed == nil {
		return nil, Refuse(Unconfirmed, "Confirm who you are again before you sign: sign in with your account, or enter the code that the chair gives you.")
	}
	if a.refusal != nil {
		return nil, a.refusal
	}
	statement := sha256.Sum256([]byte(Statement(s.Agree, s.Spoken, s.Disagreement)))
	return &signature{signatureCommand: *s, Signer: Signer{who.Name, who.Role, who.Agency, who.Position},
		Minutes: a.Version().Minutes, Wording: Wording, Statement: statement[:], Confirmed: *a.given.Confirmed, Asked: askedHash(a.command.Body)}, nil
}

func (s *signature) apply(m *Meeting, e *Entry) error {
	if m.Attendees[e.By] == nil {
		return errNone("attendee")
	}
	m.touch("signatures", e.By)
	m.Signatures[e.By] = &Signature{Made: made(e), Version: s.Version, Agree: s.Agree, Disagreement: s.Disagreement, Spoken: s.Spoken,
		Signer: s.Signer, Minutes: s.Minutes, Wording: max(s.Wording, 1), Statement: s.Statement, Confirmed: s.Confirmed}
	return nil
}

// Signed is an attendee's signature under the version that stands; nil where there is none.
func (m *Meeting) Signed(attendee string) *Signature {
	if s := m.Signatures[attendee]; s != nil && s.Version == len(m.Versions) {
		return s
	}
	return nil
}

// Awaited reports whether the signature of one of the Signers is still waited for: not that of who may not attend any more,
// and could not give it.
func (m *Meeting) Awaited(attendee string) bool {
	return m.Signed(attendee) == nil && m.Admission(attendee) != Excluded
}

// unsigned are those whose signature is still waited for.
func (m *Meeting) unsigned() []string {
	var ids []string
	for _, id := range m.Signers() {
		if m.Awaited(id) {
			ids = append(ids, id)
		}
	}
	return ids
}

// SameName reports whether two names are one, whatever their case and white space.
func SameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

var confirmedWords = map[string]string{ByAccount: "Signed in with their account", ByCode: "Known by a code from the chair",
	ByPassword: "Confirmed by password and a second code", ByPasskey: "Confirmed by a passkey", ByProvider: "Confirmed by their organisation's sign-in"}
