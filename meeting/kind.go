package meeting

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
)

// Phase is where a meeting stands.
type Phase string

// The phases. A meeting whose record is empty has none.
const (
	Convened  Phase = "convened"
	Open      Phase = "open"
	Adjourned Phase = "adjourned"
	Closed    Phase = "closed"
)

// Role is what an attendee is in one meeting. Exactly one attendee is chair at a time.
type Role string

// The roles, and Server for what the server itself writes down: who joined and who left.
const (
	Chair       Role = "chair"
	Deputy      Role = "deputy"
	MinuteTaker Role = "minute-taker"
	Member      Role = "member"
	Observer    Role = "observer"
	Server      Role = "server"
)

// Roles are the roles an attendee can have, the most responsible first.
var Roles = []Role{Chair, Deputy, MinuteTaker, Member, Observer}

// Permission is what a role may do with a kind.
type Permission string

// The permissions; a role that a line of the register does not name has none.
const (
	Writes   Permission = "writes"   // it stands when it is written
	Proposes Permission = "proposes" // it stands when chair or minute-taker takes it
	Own      Permission = "own"      // only what is this attendee's own
)

// Kind is one line of the register: a kind of entry, the phases it can be written in and who may write it.
type Kind struct {
	Name    string
	Phases  []Phase // none: only as the first entry
	May     may
	Command reflect.Type // what is sent
	Entry   reflect.Type // what is written down
	Text    bool         // changes the text of the minutes, so not while a version of them is issued

	decide  func(data []byte, a *asking) (body, *Refusal)
	read    func(data []byte) (body, error)
	minutes []section
}

type may map[Role]Permission

// command is what a kind is asked with: it checks and cleans itself and becomes the body of an entry.
type command interface {
	decide(a *asking) (body, *Refusal)
}

// body is what an entry of a kind says. apply takes it into the meeting; an error means that the record could not have
// been written by Decide.
type body interface {
	apply(m *Meeting, e *Entry) error
}

// of makes a line of the register for the command C and the entry body B, the same type where the server completes
// nothing. The sections say where the kind stands in the minutes.
func of[C, B any, PC interface {
	*C
	command
}, PB interface {
	*B
	body
}](name string, phases []Phase, who may, sections ...section) Kind {
	return Kind{
		Name: name, Phases: phases, May: who, minutes: sections,
		Command: reflect.TypeFor[C](), Entry: reflect.TypeFor[B](),
		decide: func(data []byte, a *asking) (body, *Refusal) {
			asked := PC(new(C))
			if err := Decode(data, asked); err != nil {
				return nil, &Refusal{Code: Malformed, Message: fmt.Sprintf("What was sent %v.", err)}
			}
			return asked.decide(a)
		},
		read: func(data []byte) (body, error) {
			said := PB(new(B))
			return said, Decode(data, said)
		},
	}
}

// ofText marks a kind that changes the text of the minutes.
func (k Kind) ofText() Kind {
	k.Text = true
	return k
}

// Command is what someone asks to write down. Body is a JSON object of the kind's form; ID is chosen by the sender, at
// random, and makes a command that is sent twice be written once.
type Command struct {
	ID   string          `json:"id"`
	Kind string          `json:"kind"`
	Body json.RawMessage `json:"body"`
}

// InMinutes says where the kind stands in the minutes: "at the start", "under its item", "at the end", or with which other
// kind, or why nowhere. It is empty where the register forgot it.
func (k Kind) InMinutes() string {
	var places []string
	for _, s := range k.minutes {
		switch s.place {
		case start:
			places = append(places, "at the start")
		case underAnItem:
			places = append(places, "under its item")
		case end:
			places = append(places, "at the end")
		case nowhere:
			if s.with != "" {
				places = append(places, "with "+s.with)
			} else {
				places = append(places, "nowhere: "+s.why)
			}
		}
	}
	return strings.Join(places, ", ")
}

// Kinds are the lines of the register in its order.
func Kinds() []Kind { return register }

var kindByName = func() map[string]*Kind {
	names := make(map[string]*Kind, len(register))
	for i := range register {
		names[register[i].Name] = &register[i]
	}
	return names
}()
