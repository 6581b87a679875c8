package meeting

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"time"

	"strategyroom/meeting/procedure"
)

// Meeting is what a record comes to: everything an attendee sees. Its JSON is the `meeting` of the interface:
// collections are objects keyed by id, their order stands in `order`, and what is not there is absent, never null.
type Meeting struct {
	ID            string                    `json:"id"`
	Reference     string                    `json:"reference"`
	Title         string                    `json:"title,omitempty"`
	StartsAt      string                    `json:"startsAt,omitempty"` // RFC 3339, UTC
	Joining       string                    `json:"joining,omitempty"`
	LawfulBasis   string                    `json:"lawfulBasis,omitempty"`
	Marking       string                    `json:"marking"`
	RealNames     bool                      `json:"realNames,omitempty"` // absent: a rehearsal, which its papers say
	Procedure     procedure.Procedure       `json:"procedure"`
	Phase         Phase                     `json:"phase"`
	Sittings      []Sitting                 `json:"sittings"`
	Closing       *Closing                  `json:"closing,omitempty"`
	Chair         string                    `json:"chair"` // an attendee
	Handovers     []Handover                `json:"handovers"`
	Current       string                    `json:"current,omitempty"` // the item where the chair is
	Circumstances map[string]bool           `json:"circumstances"`     // those that are true
	Items         map[string]*Item          `json:"items"`
	Notes         map[string]*Notes         `json:"notes"` // by item
	People        map[string]*Person        `json:"people"`
	Attendees     map[string]*Attendee      `json:"attendees"`
	Information   map[string]*Information   `json:"information"`
	Restricted    map[string]*Restricted    `json:"restricted"` // information for some only, by id in the order of its numbers
	Decisions     map[string]*Decision      `json:"decisions"`
	Actions       map[string]*Action        `json:"actions"`
	Children      map[string]*Line          `json:"children"`        // what was settled of each child
	Delays        map[string]*Delay         `json:"delays"`          // by what they are about
	Alarm         *Alarm                    `json:"alarm,omitempty"` // a child may be about to meet the person
	Planning      *Part[planning]           `json:"planning,omitempty"`
	Contacts      map[string]*Row[Contact]  `json:"contacts"`
	Access        map[string]*Row[Access]   `json:"access"`
	Storage       map[string]*Row[Storage]  `json:"storage"`
	Computers     map[string]*Row[Computer] `json:"computers"`
	GoingOn       []GoingOn                 `json:"goingOn"`
	FollowUps     []FollowUp                `json:"followUps"`
	Conflicts     []Finding                 `json:"conflicts"`
	Order         Order                     `json:"order"`

	// Of the minutes, once the meeting is closed.
	Stage        Stage                   `json:"stage,omitempty"`
	Versions     []*Version              `json:"versions"`
	Corrections  map[string]*Correction  `json:"corrections"`
	Signatures   map[string]*Signature   `json:"signatures"` // the latest, by attendee
	Addenda      []*Addendum             `json:"addenda"`
	Circulations map[string]*Circulation `json:"circulations"`
	Seals        map[string]*Seal        `json:"seals"` // by file

	// What follows from the record as a whole: see derive.
	GoesOn     bool                  `json:"goesOn"`  // the chair said that it goes on without them
	Missing    []string              `json:"missing"` // sectors of the minimum attendance that nobody is here for
	Duties     map[string]*Duty      `json:"duties"`
	Timescales map[string]*Timescale `json:"timescales"`
	StillOpen  []Unsettled           `json:"stillOpen"`

	number      int
	fingerprint Hash
	last        time.Time
	moves       int // of the start
	commands    map[string]written
	some        map[int][]string           // who may see an entry that is for some only, by its number
	follow      []procedure.Duty           // from the circumstances
	wanted      map[string]bool            // what causes an action by the procedure at present: see deriveOutcomes
	said        map[string]*Part[duty]     // of duties, also of those that do not follow at present
	asClosed    *Meeting                   // as it was closed, and as amended since; what follows afterwards stands outside it
	issued      []phrase                   // the wording of the version issued last, before the first that at closing
	places      map[string]string          // where passages stand in the version issued last: see placesIn
	orders      map[string]json.RawMessage // the JSON of orders that only got longer since it was made: see lengthen
	touched     *touches                   // nil while a record is only folded
	change      *Change                    // of notes, while an entry is told
}

// Order is the order of the collections' ids.
type Order struct {
	Items       []string `json:"items"`
	People      []string `json:"people"`
	Attendees   []string `json:"attendees"`
	Information []string `json:"information"`
	Decisions   []string `json:"decisions"`
	Actions     []string `json:"actions"`
	Contacts    []string `json:"contacts"`
	Access      []string `json:"access"`
	Storage     []string `json:"storage"`
	Computers   []string `json:"computers"`
	Duties      []string `json:"duties"`

	Corrections  []string `json:"corrections"`
	Circulations []string `json:"circulations"`
}

// Agency is an organisation that takes part, in one of the procedure's sectors.
type Agency struct {
	Sector string `json:"sector"`
	Name   string `json:"name"`
}

// Made says which entry made a thing, when (RFC 3339, UTC), and who wrote it (an attendee).
type Made struct {
	Number int    `json:"number"`
	At     string `json:"at"`
	By     string `json:"by"`
}

func made(e *Entry) Made { return Made{Number: e.Number, At: e.At, By: e.By} }

// Earlier is how a thing read before it was amended.
type Earlier struct {
	Text    string `json:"text"`
	Reasons string `json:"reasons,omitempty"`
	Until   Made   `json:"until"` // the amendment
	Reason  string `json:"reason,omitempty"`
}

// Withdrawn says who took a thing back, when and why. It stays in the record and in the minutes, marked so.
type Withdrawn struct {
	Made
	Reason string `json:"reason"`
}

// written is what the meeting remembers of a command, to answer it again when it is sent again.
type written struct {
	place Place
	by    string
	kind  string
	asked Hash // see Meeting.asked
}

// New is a meeting with an empty record.
func New() *Meeting {
	return &Meeting{
		Sittings: []Sitting{}, Handovers: []Handover{}, Circumstances: map[string]bool{}, Items: map[string]*Item{},
		Notes: map[string]*Notes{}, People: map[string]*Person{}, Attendees: map[string]*Attendee{},
		Information: map[string]*Information{}, Restricted: map[string]*Restricted{}, Decisions: map[string]*Decision{}, Actions: map[string]*Action{},
		Children: map[string]*Line{}, Delays: map[string]*Delay{}, Contacts: map[string]*Row[Contact]{},
		Access: map[string]*Row[Access]{}, Storage: map[string]*Row[Storage]{}, Computers: map[string]*Row[Computer]{},
		GoingOn: []GoingOn{}, FollowUps: []FollowUp{}, Conflicts: []Finding{}, Missing: []string{}, Duties: map[string]*Duty{},
		Timescales: map[string]*Timescale{}, StillOpen: []Unsettled{},
		Order: Order{Items: []string{}, People: []string{}, Attendees: []string{}, Information: []string{},
			Decisions: []string{}, Actions: []string{}, Contacts: []string{}, Access: []string{}, Storage: []string{},
			Computers: []string{}, Duties: []string{}, Corrections: []string{}, Circulations: []string{}},
		Versions: []*Version{}, Corrections: map[string]*Correction{}, Signatures: map[string]*Signature{}, Addenda: []*Addendum{},
		Circulations: map[string]*Circulation{}, Seals: map[string]*Seal{},
		commands: map[string]written{}, some: map[int][]string{}, said: map[string]*Part[duty]{},
	}
}

// Number is that of the last entry applied; 0 for an empty record.
func (m *Meeting) Number() int { return m.number }

// Fingerprint is that of the last entry applied.
func (m *Meeting) Fingerprint() Hash { return m.fingerprint }

// Moves is how often the start was changed since the meeting was convened.
func (m *Meeting) Moves() int { return m.moves }

// Last is the time of the last entry applied, in UTC.
func (m *Meeting) Last() time.Time { return m.last }

// Apply takes the next entry of the record into the meeting: the only way in which a meeting changes. An error means
// that this entry cannot follow; the meeting is then of no further use.
func (m *Meeting) Apply(e Entry) error {
	if e.Number != m.number+1 {
		return fmt.Errorf("entry %d cannot follow entry %d", e.Number, m.number)
	}
	if !e.Hidden() {
		kind := kindByName[e.Kind]
		if kind == nil {
			return fmt.Errorf("entry %d is of the unknown kind %q", e.Number, shortened(e.Kind))
		}
		if earlier, twice := m.commands[e.Command]; twice {
			return fmt.Errorf("entry %d has the command id of entry %d", e.Number, earlier.place.Number)
		}
		if first := len(kind.Phases) == 0; first != (m.Phase == "") {
			return fmt.Errorf("entry %d cannot stand there: a record begins with convening, once", e.Number)
		}
		said, err := kind.read(e.Body)
		if err != nil {
			return fmt.Errorf("entry %d: its body %w", e.Number, err)
		}
		if err := m.accept(said, &e); err != nil {
			return fmt.Errorf("entry %d: %w", e.Number, err)
		}
		asked := hashed(askedTag, e.Body)
		if said, ok := said.(completed); ok {
			asked = said.asked()
		}
		m.commands[e.Command] = written{Place{e.Number, e.Fingerprint}, e.By, e.Kind, asked}
		m.last = e.Time()
	}
	m.number, m.fingerprint = e.Number, e.Fingerprint
	return nil
}

// accept has the meeting follow what an entry says. After closing, what belongs to the closed text changes that too; what
// follows outside it, only the meeting as it stands.
func (m *Meeting) accept(said body, e *Entry) error {
	if err := said.apply(m, e); err != nil {
		return err
	}
	if _, outside := said.(aboutMinutes); m.asClosed != nil && !outside {
		if outside := m.followUp(said, e); !outside {
			if err := m.asClosed.accept(said, e); err != nil {
				return err
			}
		}
	}
	m.derive(e)
	if m.Phase == Closed && m.asClosed == nil && e.Kind == "phase" {
		m.asClosed = m.copied()
		m.issued = m.asClosed.wording()
	}
	return nil
}

// Fold applies a whole record to a new meeting.
func Fold(entries []Entry) (*Meeting, error) {
	m := New()
	for _, e := range entries {
		if err := m.Apply(e); err != nil {
			return nil, err
		}
	}
	return m, nil
}

// Place is where in a record an entry stands.
type Place struct {
	Number      int
	Fingerprint Hash
}

// Written looks a command up in the record: the place of the entry that it became, the zero Place where there is none.
// The refusal, command-reused, comes where the id was used by somebody else, or for something else.
func (m *Meeting) Written(c Command, by string) (Place, *Refusal) {
	w, ok := m.commands[c.ID]
	if !ok {
		return Place{}, nil
	}
	if w.by != by || w.kind != c.Kind || !slices.Equal(m.asked(c, by), w.asked) {
		return Place{}, Refuse(CommandReused, "This command id stands in the record already, for something else.")
	}
	return w.place, nil
}

// completed is the body of an entry that the server completes: it keeps the hash of what was asked, so that a command
// sent again is known for the same.
type completed interface{ asked() Hash }

// asked is the hash by which a command is compared with the entry it became: of what was sent where the server
// completes the body, else of the body as it was cleaned.
func (m *Meeting) asked(c Command, by string) Hash {
	kind := kindByName[c.Kind]
	if kind == nil {
		return nil
	}
	if kind.Entry.Implements(reflect.TypeFor[completed]()) || reflect.PointerTo(kind.Entry).Implements(reflect.TypeFor[completed]()) {
		return askedHash(c.Body)
	}
	role := m.roleOf(by)
	said, _ := kind.decide(c.Body, &asking{Meeting: m, by: by, role: role, permission: kind.May[role], command: c})
	if said == nil {
		return nil
	}
	canonical, err := Canonical(said)
	if err != nil {
		return nil
	}
	return hashed(askedTag, canonical)
}

// askedHash is the hash of a body as it was sent; nil where it is not JSON.
func askedHash(sent []byte) Hash {
	canonical, err := Canonicalise(sent)
	if err != nil {
		return nil
	}
	return hashed(askedTag, canonical)
}

// roleOf is the role of an attendee; Server for none, empty for somebody who is not in the meeting.
func (m *Meeting) roleOf(attendee string) Role {
	if attendee == "" {
		return Server
	}
	if a := m.Attendees[attendee]; a != nil {
		return a.Role
	}
	return ""
}
