package account

import (
	"context"
	"errors"
	"slices"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// KnockLife is how long a knock is heard. It is remembered longer, so that whoever nobody answered can ask again.
const (
	KnockLife   = time.Hour
	knockMemory = GuestLife
)

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
	State  State     `json:"state"`
	Seat   string    `json:"seat,omitempty"` // the attendee as whom they were admitted
	At     time.Time `json:"at"`
	Closed bool      `json:"closed,omitempty"` // it was answered, or a code was asked for, when the meeting was closed
	Unsent bool      `json:"unsent,omitempty"` // the last code that they asked for could not be sent
}

// door is what is kept of the knocks at one meeting, in the order in which they came.
type door struct {
	Knocks []knock `json:"knocks"`
}

type knock struct {
	Knock
	Holder string   `json:"holder"`           // who gets the seat
	Token  string   `json:"token,omitempty"`  // hash of the link's that they came with
	Codes  int      `json:"codes,omitempty"`  // that were sent: see EntryCode
	Claims []string `json:"claims,omitempty"` // who is about to let them in: see Claim
}

func (k knock) heard(now time.Time) bool { return now.Before(k.At.Add(KnockLife)) }

// clear takes away what nobody remembers.
func (d *door) clear(now time.Time) {
	d.Knocks = slices.DeleteFunc(d.Knocks, func(k knock) bool { return !now.Before(k.At.Add(knockMemory)) })
}

// find is a knock that is heard.
func (d *door) find(id string, now time.Time) (*knock, error) {
	d.clear(now)
	i := slices.IndexFunc(d.Knocks, func(k knock) bool { return k.ID == id && k.heard(now) })
	if i < 0 {
		return nil, meeting.Refuse(meeting.NotFound, "Whoever knocked has gone. They can knock again.")
	}
	return &d.Knocks[i], nil
}

// own is the knock of a session that counts: the one that was let in, however often they asked again, else the last. What
// was given before the meeting closed does not count after it.
func (d *door) own(s *Session, now time.Time, closed bool) (*knock, error) {
	d.clear(now)
	var last *knock
	for i, k := range slices.Backward(d.Knocks) {
		if k.Holder != s.holder() || !k.heard(now) {
			continue
		}
		if k.State == Admitted && k.Closed == closed {
			return &d.Knocks[i], nil
		}
		if last == nil {
			last = &d.Knocks[i]
		}
	}
	if last == nil {
		return nil, NotHeard()
	}
	return last, nil
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
	made, err := p.knock(ctx, link, hash(token), holder, caller)
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

// knock keeps a knock with a link, whose token's hash is empty where it took none.
func (p *People) knock(ctx context.Context, link Link, token, holder string, caller Caller) (Knock, error) {
	made := knock{Holder: holder, Token: token, Knock: Knock{ID: p.random(16), Meeting: link.Meeting, Attendee: link.Attendee,
		Caller: caller, State: Waiting, At: p.now()}}
	_, err := change(ctx, p, knocks, link.Meeting, func(d *door, _ bool) error {
		now, waiting, tried := p.now(), 0, 0
		d.clear(now)
		d.Knocks = slices.DeleteFunc(d.Knocks, func(k knock) bool { return k.Holder == holder && !k.heard(now) })
		for i, k := range d.Knocks {
			if !k.heard(now) {
				continue
			}
			if k.State == Waiting {
				waiting++
			}
			if k.Attendee == link.Attendee && k.Token == made.Token && k.State != Admitted {
				tried++
			}
			if k.State == Waiting && k.Holder == holder && k.Attendee == link.Attendee {
				made.Codes, made.Closed, made.Unsent = k.Codes, k.Closed, k.Unsent
				if k.Caller == caller { // else whoever is about to let them in answers somebody else
					made.Knock, made.Claims = k.Knock, k.Claims
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
	waiting := []Knock{}
	d, err := p.door(ctx, meeting)
	if err != nil {
		return nil, err
	}
	for _, k := range d.Knocks {
		if k.State == Waiting && k.heard(p.now()) {
			waiting = append(waiting, k.Knock)
		}
	}
	return waiting, nil
}

// Knocking is the knock of a session at a meeting that counts: one that was let in, else the latest, so that whoever waits
// outside can see what became of it. Closed is whether guests have to be known there and the meeting is closed: then what was
// let in before does not count. It refuses with not-found where there is none any more.
func (p *People) Knocking(ctx context.Context, s *Session, at string, closed bool) (Knock, error) {
	if s == nil {
		return Knock{}, over()
	}
	d, err := p.door(ctx, at)
	if err != nil {
		return Knock{}, err
	}
	k, err := d.own(s, p.now(), closed)
	if err != nil {
		return Knock{}, err
	}
	return k.Knock, nil
}

// NotHeard is the refusal for a session that knocks nowhere.
func NotHeard() error {
	return meeting.Refuse(meeting.NotFound, "Nobody answered. You can ask to be let in again.")
}

func (p *People) door(ctx context.Context, meeting string) (door, error) {
	d, err := get[door](ctx, p, knocks, meeting)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return d, err
}

// Admit gives whoever knocked a seat as that attendee, and may be called again with the same. An attendee for somebody
// else is best written down by a command whose id is made from the knock's, so that two who admit at once write one. It
// refuses with not-found when the knock is heard no longer, with conflict where it was decided otherwise.
func (p *People) Admit(ctx context.Context, meeting, id, attendee string) (Knock, error) {
	k, err := p.decide(ctx, meeting, id, Admitted, attendee, false)
	if err != nil {
		return Knock{}, err
	}
	if err := p.sit(ctx, k.Holder, meeting, attendee); err != nil {
		return Knock{}, err
	}
	p.heard(meeting)
	return k.Knock, nil
}

// Decline turns whoever knocked away. It refuses as Admit does, and with conflict whom somebody is about to let in.
func (p *People) Decline(ctx context.Context, meeting, id string) (Knock, error) {
	k, err := p.decide(ctx, meeting, id, Declined, "", false)
	if err != nil {
		return Knock{}, err
	}
	p.heard(meeting)
	return k.Knock, nil
}

func (p *People) decide(ctx context.Context, at, id string, state State, seat string, closed bool) (knock, error) {
	var decided knock
	_, err := change(ctx, p, knocks, at, func(d *door, _ bool) error {
		k, err := d.find(id, p.now())
		switch {
		case err != nil:
			return err
		case k.State == Waiting && (state == Admitted || len(k.Claims) == 0):
			k.State, k.Seat, k.Closed = state, seat, closed
		case k.State != state || k.Seat != seat:
			return answeredAlready()
		}
		decided = *k
		return nil
	})
	return decided, err
}

func answeredAlready() error {
	return meeting.Refuse(meeting.Conflict, "Somebody else has answered this already.")
}

func (p *People) heard(meeting string) {
	if p.OnKnock != nil {
		p.OnKnock(meeting)
	}
}
