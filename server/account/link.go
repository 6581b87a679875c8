package account

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// How long links are good for. An invitation is good until it is used or replaced.
const (
	SetUpLife  = 30 * time.Minute
	SignInLife = 24 * time.Hour
	CopyLife   = 14 * 24 * time.Hour // with what it leads to
)

// Purpose is what a link is for.
type Purpose string

// The purposes. Each link works once.
const (
	SetUp      Purpose = "set-up"     // makes the first account
	SignIn     Purpose = "sign-in"    // begins a session of an account
	Invitation Purpose = "invitation" // gives a seat in a meeting
	Copy       Purpose = "copy"       // gives one copy of its minutes, and nothing else
)

// Link is what a token stands for.
type Link struct {
	Purpose           Purpose
	Meeting, Attendee string // of an invitation
	Circulation       string // of a copy, with Meeting
	Account           string // of a sign-in link
	Used              bool
}

// id names the one place where the links for the same purpose and person replace each other.
func (l Link) id() string {
	switch l.Purpose {
	case SignIn:
		return "sign-in/" + l.Account
	case Invitation:
		return "invitation/" + l.Meeting + "/" + l.Attendee
	case Copy:
		return "copy/" + copyKey(l.Meeting, l.Circulation)
	default:
		return string(l.Purpose)
	}
}

// place is what is kept there.
type place struct {
	Token string    `json:"token,omitempty"` // hash of the latest token; empty when it was ended
	Until time.Time `json:"until,omitzero"`
	Used  string    `json:"used,omitempty"`  // the holder who used it
	Email string    `json:"email,omitempty"` // where an invitation was sent to
}

// issued is what is kept of each token, also after another has replaced it, so that it can be told why it ended.
type issued struct {
	Purpose     Purpose   `json:"purpose"`
	Account     string    `json:"account,omitempty"`
	Meeting     string    `json:"meeting,omitempty"`
	Attendee    string    `json:"attendee,omitempty"`
	Circulation string    `json:"circulation,omitempty"`
	At          time.Time `json:"at"`
}

func (i issued) link() Link {
	return Link{Purpose: i.Purpose, Account: i.Account, Meeting: i.Meeting, Attendee: i.Attendee, Circulation: i.Circulation}
}

// SetUp makes the set-up link, in place of one made before, and returns its token: good for one use within SetUpLife.
// The token is empty where there is an account, since nothing is left to set up.
func (p *People) SetUp(ctx context.Context) (token string, err error) {
	if none, err := p.none(ctx); err != nil || !none {
		return "", err
	}
	return p.makeLink(ctx, Link{Purpose: SetUp}, SetUpLife, "")
}

// endSetUp ends the set-up link, if there is one.
func (p *People) endSetUp(ctx context.Context) error { return p.endLink(ctx, Link{Purpose: SetUp}) }

// endLink ends a link that was not used.
func (p *People) endLink(ctx context.Context, link Link) error {
	_, err := change(ctx, p, links, link.id(), func(at *place, _ bool) error {
		if at.Used == "" {
			at.Token = ""
		}
		return nil
	})
	return err
}

// Invite makes the link for an attendee of a meeting, in place of one made before, and returns its token. Who has the
// seat already keeps it. The e-mail address may be empty; where it is not, it is kept with the link and nowhere else.
func (p *People) Invite(ctx context.Context, meeting, attendee, email string) (token string, err error) {
	link := Link{Purpose: Invitation, Meeting: meeting, Attendee: attendee}
	if email != "" {
		if err := cleanEmail(&email); err != nil {
			return "", err
		}
	}
	return p.makeLink(ctx, link, 0, email)
}

// makeLink puts a new token in the place of the old one. It ends at once when the new one begins.
func (p *People) makeLink(ctx context.Context, link Link, life time.Duration, email string) (token string, err error) {
	token = p.random(32)
	made := issued{link.Purpose, link.Account, link.Meeting, link.Attendee, link.Circulation, p.now()}
	if _, err := change(ctx, p, tokens, hash(token), func(i *issued, _ bool) error { *i = made; return nil }); err != nil {
		return "", err
	}
	_, err = change(ctx, p, links, link.id(), func(at *place, _ bool) error {
		*at = place{Token: hash(token), Email: at.Email}
		if life > 0 {
			at.Until = made.At.Add(life)
		}
		if email != "" {
			at.Email = email
		}
		return nil
	})
	return token, err
}

// Look says what a token stands for, and uses nothing up. It refuses with not-found where the token was never made
// here, with link-ended where its time is over or another has taken its place; then it still says what it stood for. A
// used link is no refusal here.
func (p *People) Look(ctx context.Context, token string) (Link, error) {
	made, err := get[issued](ctx, p, tokens, hash(token))
	if errors.Is(err, store.ErrNotFound) {
		return Link{}, meeting.Refuse(meeting.NotFound, "This link is not known here. Check that it was copied as a whole, "+
			"or ask whoever sent it for another.")
	}
	if err != nil {
		return Link{}, err
	}
	link := made.link()
	now, err := get[place](ctx, p, links, link.id())
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return Link{}, err
	}
	link.Used = now.Token == hash(token) && now.Used != ""
	return link, p.current(link, now, token)
}

// current refuses a token that is not the latest, or too old. One that was used in its time stays a used one.
func (p *People) current(link Link, at place, token string) error {
	if at.Token != hash(token) || at.Used == "" && !at.Until.IsZero() && !p.now().Before(at.Until) {
		return meeting.Refuse(meeting.LinkEnded, "%s", ended[link.Purpose])
	}
	return nil
}

// use marks the latest link as used by this holder, who may do so again. Of several at once, one succeeds.
func (p *People) use(ctx context.Context, link Link, token, holder string) error {
	_, err := p.useUntil(ctx, link, token, holder)
	return err
}

// useUntil is use, and says until when the link was good; zero where it has no end.
func (p *People) useUntil(ctx context.Context, link Link, token, holder string) (time.Time, error) {
	used, err := change(ctx, p, links, link.id(), func(at *place, _ bool) error {
		if err := p.current(link, *at, token); err != nil {
			return err
		}
		if at.Used != "" && at.Used != holder {
			return meeting.Refuse(meeting.LinkUsed, "%s", usedAlready[link.Purpose])
		}
		at.Used = holder
		return nil
	})
	return used.Until, err
}

var usedAlready = map[Purpose]string{
	SetUp: "This set-up link was used already. Ask whoever used it for an account of your own.",
	SignIn: "This sign-in link was used already. Ask whoever looks after Strategy Room for another: " +
		"“strategyroom account add” prints one.",
	Invitation: "This link was used already. Ask to be let in, or ask the chair for another link.",
	Copy:       "This link was used already: each works once, in one browser. Ask whoever gave you the copy for another.",
}

var ended = map[Purpose]string{
	SetUp: "This set-up link has ended. If nobody has an account yet, start Strategy Room again: it prints another. " +
		"If somebody has, ask them for one.",
	SignIn: "This sign-in link has ended. Ask whoever looks after Strategy Room for another: " +
		"“strategyroom account add” prints one.",
	Invitation: "This link has ended because another was made in its place. Use the latest that you were sent, or ask the " +
		"chair for another.",
	Copy: "This link has ended: its two weeks are over, or another was made in its place. Ask whoever gave you the copy for another.",
}

// hash is what is kept in place of a token or cookie.
func hash(secret string) string {
	sum := sha256.Sum256([]byte(secret))
	return hex.EncodeToString(sum[:])
}
