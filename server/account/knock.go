package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// KnockLife is how long a knock is heard.
const KnockLife = time.Hour

// How many may knock: waiting at one meeting, and with one link while they wait or have been declined.
const (
	MaxKnocks     = 20
	MaxLinkKnocks = 3
)

// State is what became of a knock.
type State string

// The states. Only one that waits can be decided.
const (
	Waiting  State = "waiting"
	Admitted State = "admitted"
	Declined State = "declined"
)

// Caller is what somebody says of themselves when they knock.
type Caller struct {
	Name   string         `json:"name"`
	Agency meeting.Agency `json:"agency"`
	Same   bool           `json:"same"` // they are the attendee, on another device; else somebody else in their place
}

// Knock is somebody at the door of a meeting who has a link of one of its attendees.
type Knock struct {
	ID       string `json:"id"`
	Meeting  string `json:"meeting"`
	Attendee string `json:"attendee"` // of the link
	Caller
	State State     `json:"state"`
	Seat  string    `json:"seat,omitempty"` // the attendee as whom they were admitted
	At    time.Time `json:"at"`
}

// door is what is kept of the knocks at one meeting, in the order in which they came.
type door struct {
	Knocks []knock `json:"knocks"`
}

type knock struct {
	Knock
	Holder string `json:"holder"`          // who gets the seat
	Token  string `json:"token,omitempty"` // hash of the link's that they came with
	Taken  string `json:"taken,omitempty"` // which try took the seat: see TakeSeat
	Codes  int    `json:"codes,omitempty"` // that were sent: see EntryCode
}

// clear takes away what is heard no longer.
func (d *door) clear(now time.Time) {
	d.Knocks = slices.DeleteFunc(d.Knocks, func(k knock) bool { return !now.Before(k.At.Add(KnockLife)) })
}

// Knock asks to be let in with an invitation that was used elsewhere, or that is somebody else's; it uses nothing up. It
// returns the session that will get the seat: the one that came with the request, else a new guest's with its Cookie.
// Knocking again while one waits takes its place: it is another knock where the caller says to be somebody else. It refuses as Look does, with not-found a token that
// is no invitation, with conflict a session that has a seat there, with content, and with too-many.
func (p *People) Knock(ctx context.Context, token string, with *Session, caller Caller) (*Session, Knock, error) {
	link, err := p.Look(ctx, token)
	if err != nil {
		return nil, Knock{}, err
	}
	if link.Purpose != Invitation {
		return nil, Knock{}, meeting.Refuse(meeting.NotFound, "This link leads to no meeting.")
	}
	if with.Seat(link.Meeting) != "" {
		return nil, Knock{}, inAlready()
	}
	if err := cleanName("name", "The name", &caller.Name); err != nil {
		return nil, Knock{}, err
	}
	if err := cleanAgency(&caller.Agency); err != nil {
		return nil, Knock{}, err
	}
	cookie, id := p.fresh()
	holder := sessionHolder + id
	if with != nil {
		holder = with.holder()
	}
	made, err := p.knock(ctx, link, token, holder, caller)
	if err != nil {
		return nil, Knock{}, err
	}
	if with == nil { // only now: a refused knock leaves nothing behind
		if with, err = p.begin(ctx, cookie, "", "", nil); err != nil {
			return nil, Knock{}, err
		}
	}
	p.heard(link.Meeting)
	return with, made, nil
}

func (p *People) knock(ctx context.Context, link Link, token, holder string, caller Caller) (Knock, error) {
	made := knock{Holder: holder, Knock: Knock{ID: p.random(16), Meeting: link.Meeting, Attendee: link.Attendee,
		Caller: caller, State: Waiting, At: p.now()}}
	if token != "" {
		made.Token = hash(token)
	}
	_, err := change(ctx, p, knocks, link.Meeting, func(d *door, _ bool) error {
		d.clear(p.now())
		waiting, tried := 0, 0
		for i, k := range d.Knocks {
			if k.State == Waiting {
				waiting++
			}
			if k.Attendee == link.Attendee && k.Token == made.Token && k.State != Admitted {
				tried++
			}
			if k.State == Waiting && k.Holder == holder && k.Attendee == link.Attendee {
				made.Codes = k.Codes
				if k.Caller == caller { // else whoever is about to let them in answers somebody else
					made.Knock = k.Knock
				}
				d.Knocks[i] = made
				return nil
			}
		}
		if waiting >= MaxKnocks || tried >= MaxLinkKnocks {
			return meeting.Refuse(meeting.TooMany, "Too many ask to be let in. Ask the chair for a link of your own.")
		}
		d.Knocks = append(d.Knocks, made)
		return nil
	})
	return made.Knock, err
}

// Knocks are those that wait at a meeting, in the order in which they came.
func (p *People) Knocks(ctx context.Context, meeting string) ([]Knock, error) {
	return p.atDoor(ctx, meeting, func(k knock) bool { return k.State == Waiting })
}

// Knocking is the latest knock of a session at a meeting, so that whoever waits outside can see what became of it. It
// refuses with not-found where there is none any more.
func (p *People) Knocking(ctx context.Context, s *Session, at string) (Knock, error) {
	if s == nil {
		return Knock{}, over()
	}
	own, err := p.atDoor(ctx, at, func(k knock) bool { return k.Holder == s.holder() })
	if err != nil {
		return Knock{}, err
	}
	if len(own) == 0 {
		return Knock{}, NotHeard()
	}
	return own[len(own)-1], nil
}

func (p *People) atDoor(ctx context.Context, meeting string, wanted func(knock) bool) ([]Knock, error) {
	found := []Knock{}
	d, err := get[door](ctx, p, knocks, meeting)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return nil, err
	}
	d.clear(p.now())
	for _, k := range d.Knocks {
		if wanted(k) {
			found = append(found, k.Knock)
		}
	}
	return found, nil
}

// Admit gives whoever knocked a seat as that attendee, and may be called again with the same. An attendee for somebody
// else is best written down by a command whose id is made from the knock's, so that two who admit at once write one. It
// refuses with not-found when the knock is heard no longer, with conflict where it was decided otherwise.
func (p *People) Admit(ctx context.Context, meeting, id, attendee string) (Knock, error) {
	k, err := p.decide(ctx, meeting, id, Admitted, attendee)
	if err != nil {
		return Knock{}, err
	}
	if err := p.sit(ctx, k.Holder, meeting, attendee); err != nil {
		return Knock{}, err
	}
	p.heard(meeting)
	return k.Knock, nil
}

// Decline turns whoever knocked away. It refuses as Admit does.
func (p *People) Decline(ctx context.Context, meeting, id string) (Knock, error) {
	k, err := p.decide(ctx, meeting, id, Declined, "")
	if err != nil {
		return Knock{}, err
	}
	p.heard(meeting)
	return k.Knock, nil
}

func (p *People) decide(ctx context.Context, at, id string, state State, seat string) (knock, error) {
	var decided knock
	_, err := change(ctx, p, knocks, at, func(d *door, _ bool) error {
		d.clear(p.now())
		i := slices.IndexFunc(d.Knocks, func(k knock) bool { return k.ID == id })
		if i < 0 {
			return meeting.Refuse(meeting.NotFound, "Whoever knocked has gone. They can knock again.")
		}
		if k := &d.Knocks[i]; k.State == Waiting {
			k.State, k.Seat = state, seat
		} else if k.State != state || k.Seat != seat {
			return meeting.Refuse(meeting.Conflict, "Somebody else has answered this already.")
		}
		decided = d.Knocks[i]
		return nil
	})
	return decided, err
}

func (p *People) heard(meeting string) {
	if p.OnKnock != nil {
		p.OnKnock(meeting)
	}
}
