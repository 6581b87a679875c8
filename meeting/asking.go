package meeting

import (
	"regexp"
	"strings"
	"time"

	"strategyroom/meeting/procedure"
)

// Given is what a decision depends on beyond the record, which the core cannot fetch for itself.
type Given struct {
	Now       time.Time            // UTC
	ChairAway time.Duration        // how long no screen of the chair has been connected; 0 while one is
	Convener  *Convener            // who convenes; only for the first entry
	Procedure *procedure.Procedure // to convene under; only for the first entry
	Meeting   string               // the meeting's id; only for the first entry
	RealNames bool                 // whether the meeting is for real names; only for the first entry
	Confirmed *Confirmation        // that who asks showed again who they are; only for a signature
}

// Convener is who calls the meeting and becomes its first chair.
type Convener struct {
	Name     string `json:"name"`
	Agency   Agency `json:"agency"`
	Position string `json:"position,omitempty"`
}

// TakeOverAfter is how long the chair must have been away before the deputy may take over.
const TakeOverAfter = 2 * time.Minute

// asking is one command on its way to become an entry: what it may refer to, and the first refusal it met. Its
// methods clean a field in place and note what is wrong with it; a kind's decide calls them and returns refusal.
type asking struct {
	*Meeting
	by         string
	role       Role
	permission Permission
	given      Given
	command    Command
	refusal    *Refusal
}

var commandID = regexp.MustCompile(`^[A-Za-z0-9._:/-]{1,100}$`)

// Decide answers one command by the attendee `by` (empty: the server itself): the entry to be sealed, or the refusal.
// The order of the checks is: id, kind known, phase, role, content. It does not change the meeting.
func Decide(m *Meeting, c Command, by string, given Given) (Entry, *Refusal) {
	kind := kindByName[c.Kind]
	switch {
	case !commandID.MatchString(c.ID) || by != "" && strings.HasPrefix(c.ID, "server/"):
		return Entry{}, &Refusal{Code: Malformed, Field: "id",
			Message: "The command needs an id of 1 to 100 letters, digits and . _ : / - that does not begin with server/."}
	case kind == nil:
		return Entry{}, &Refusal{Code: UnknownKind, Field: "kind", Message: "There is no such kind of command."}
	case len(kind.Phases) == 0 && m.Phase != "":
		return Entry{}, Refuse(WrongPhase, "This meeting was convened already.")
	case !kind.in(m.Phase):
		return Entry{}, Refuse(WrongPhase, "%s", phaseSentence(m.Phase))
	}
	role := m.roleOf(by)
	switch {
	case len(kind.Phases) == 0:
		role = Chair
	case role != Server && m.Admission(by) != Admitted: // what was on its way when they were turned away
		role = ""
	}
	permission := kind.May[role]
	if permission == "" {
		return Entry{}, Refuse(NotAllowed, "%s may not do this.", roleWords[role])
	}
	if kind.Text && m.TextFixed() {
		return Entry{}, Refuse(WrongPhase, "%s Its text changes only by a correction that the chair accepts.", m.stageSentence())
	}
	a := &asking{Meeting: m, by: by, role: role, permission: permission, given: given, command: c}
	if len(c.Body) == 0 {
		return Entry{}, &Refusal{Code: Malformed, Field: "body", Message: "The command has no body; where there is nothing to say it is {}."}
	}
	said, refusal := kind.decide(c.Body, a)
	if refusal != nil {
		return Entry{}, refusal
	}
	canonical, err := Canonical(said)
	if err != nil {
		return Entry{}, Refuse(Malformed, "What was sent cannot be written down.")
	}
	return Entry{By: by, Command: c.ID, Kind: c.Kind, Body: canonical}, nil
}

func (k *Kind) in(phase Phase) bool {
	if len(k.Phases) == 0 {
		return phase == ""
	}
	for _, p := range k.Phases {
		if p == phase {
			return true
		}
	}
	return false
}

func phaseSentence(phase Phase) string {
	switch phase {
	case Convened:
		return "The meeting has not been opened yet."
	case Open:
		return "The meeting is open."
	case Adjourned:
		return "The meeting is adjourned."
	case Closed:
		return "The meeting is closed."
	default:
		return "There is no such meeting yet."
	}
}

var roleWords = map[Role]string{
	Chair: "The chair", Deputy: "The deputy", MinuteTaker: "The minute-taker",
	Member: "A member", Observer: "An observer", Server: "The server", "": "Somebody who is not in this meeting",
}

// refuse notes a refusal unless there is one already.
func (a *asking) refuse(field, format string, args ...any) {
	if a.refusal == nil {
		a.refusal = refuseField(field, format, args...)
	}
}

// mine notes a refusal where the permission is for one's own and the thing is another's.
func (a *asking) mine(owners ...string) {
	if a.permission != Own || a.refusal != nil {
		return
	}
	for _, owner := range owners {
		if owner == a.by {
			return
		}
	}
	a.refusal = Refuse(NotAllowed, "%s may do this only with what is their own.", roleWords[a.role])
}

func (a *asking) name(field string, value *string) { a.cleaned(field, value, CleanName) }

func (a *asking) text(field string, value *string) { a.cleaned(field, value, CleanText) }

// optionalName and optionalText take nothing but white space for nothing.
func (a *asking) optionalName(field string, value *string) { a.optional(field, value, CleanName) }

func (a *asking) optionalText(field string, value *string) { a.optional(field, value, CleanText) }

func (a *asking) optional(field string, value *string, clean func(string) (string, string)) {
	if *value = strings.TrimSpace(*value); *value != "" {
		a.cleaned(field, value, clean)
	}
}

func (a *asking) cleaned(field string, value *string, clean func(string) (string, string)) {
	text, fault := clean(*value)
	if fault != "" {
		a.refuse(field, "%s %s.", fieldWord(field), fault)
	}
	*value = text
}

// reason asks for a reason where one is needed: of a withdrawal, and of a change to what no longer changes freely.
func (a *asking) reason(needed bool, value *string) {
	a.optionalText("reason", value)
	if needed && *value == "" {
		a.refuse("reason", "Say why: this needs a reason.")
	}
}

func (a *asking) date(field string, value string) {
	if !isDate(value) {
		a.refuse(field, "%s is not a date that exists; write it as 2026-11-30.", fieldWord(field))
	}
}

func (a *asking) optionalDate(field string, value string) {
	if value != "" {
		a.date(field, value)
	}
}

func (a *asking) oneOf(field, value string, options ...string) {
	for _, option := range options {
		if value == option {
			return
		}
	}
	a.refuse(field, "%s is not one of those possible here.", fieldWord(field))
}

func (a *asking) agency(field string, agency *Agency) {
	if a.procedureOf().Sector(agency.Sector) == nil {
		a.refuse(field+".sector", "The agency's sector is missing or unknown.")
	}
	if agency.Name == "" {
		if sector := a.procedureOf().Sector(agency.Sector); sector != nil {
			agency.Name = sector.Name
		}
	}
	a.name(field+".name", &agency.Name)
}

func (a *asking) procedureOf() *procedure.Procedure {
	if a.given.Procedure != nil && a.Phase == "" {
		return a.given.Procedure
	}
	return &a.Procedure
}

// item, person, attendee and the like note a refusal where there is no such thing; what they return is never nil.
func (a *asking) item(field, id string) *Item {
	return named(a, field, a.Items, id, "item of the agenda")
}

func (a *asking) person(field, id string) *Person { return named(a, field, a.People, id, "person") }

func (a *asking) attendee(field, id string) *Attendee {
	return named(a, field, a.Attendees, id, "attendee")
}

func (a *asking) information(field, id string) *Information {
	return named(a, field, a.Information, id, "information")
}

func (a *asking) decision(field, id string) *Decision {
	return named(a, field, a.Decisions, id, "decision")
}

func (a *asking) action(field, id string) *Action { return named(a, field, a.Actions, id, "action") }

func named[T any](a *asking, field string, things map[string]*T, id, word string) *T {
	if thing := things[id]; thing != nil {
		return thing
	}
	a.refuse(field, "There is no such %s in this meeting.", word)
	return new(T)
}

// fieldWords are the fields whose key, alone or with that of what it belongs to, is not the word for it.
var fieldWords = map[string]string{
	"by": "The date", "dueTime": "The time", "due": "The due date", "startsAt": "The start", "born": "The date of birth",
	"lawfulBasis": "The lawful basis", "agency.name": "The agency's name", "owner.name": "The owner's name",
	"owner.agency.name": "The name of the owner's agency", "source.name": "The name", "who": "Who finds out",
	"source.agency.name": "The agency's name", "references.nhs": "The NHS number",
	"references.crime": "The crime reference", "references.caseSystem": "The case reference",
	"until": "The date", "reportBy": "The date", "review": "The review date", "expected": "The expected date", "when": "The date or time",
	"tonight": "Whether the child is safe tonight", "how": "What keeps the child safe", "interim": "What keeps the child safe meanwhile",
	"start": "Whether section 47 enquiries start", "instead": "What there is instead", "jointly": "Single or joint",
	"continuing": "Whether the risk continues", "risk.who": "Who decides", "offered": "Whether it was offered", "what": "What it is about",
	"tellChild.what": "What the child is told", "tellParents.what": "What the parents are told", "told": "Who will be told",
	"agreed": "What was agreed", "agreedBy": "Who agreed", "authorisedBy": "Who authorised it", "seniorManager": "The senior manager",
	"known": "Whether the children are known", "children": "Who the children are", "enquirer": "Who enquires", "checkedBy": "Who checks",
	"where": "The place", "maySee": "Who may see it", "left": "Where it was left", "lastUsed": "Who used it last", "people": "Who had access",
	"police": "Who of the police has it", "about": "What the delay is about", "employer.name": "The employer's name",
	"because": "The reason", "reasons": "The text of the reasons", "joining": "The text on how to join", "value": "The answer",
}

func fieldWord(field string) string {
	last := field[strings.LastIndexByte(field, '.')+1:]
	return or(fieldWords[field], fieldWords[last], "The "+last)
}
