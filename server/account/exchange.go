package account

import (
	"context"

	"strategyroom/meeting"
)

// Exchange uses a token up and returns the session that it gives, with a Cookie where that has just begun, and for an
// invitation the meeting. With is the session that came with the request; nil where there was none.
//
// A set-up token makes the first account, of an administrator and chair, from the details. A sign-in token begins a
// session of its account; what came with the request is then better signed out. An invitation gives a seat, to the
// session that came with the request where there is one, which then gets another cookie, else to a guest's. The token of a copy gives that session the right
// to take it, and no seat: the meeting that is returned is then empty.
//
// Whoever used the token may do so again and gets the same; a session that has the invitation's seat already gets it and
// uses nothing up. Of several at once, exactly one succeeds. It refuses with not-found, link-ended (see Look), link-used,
// conflict where the session has another seat in the meeting (the token is then still good), and with content where the
// details are wrong.
func (p *People) Exchange(ctx context.Context, token string, with *Session, details Details) (*Session, string, error) {
	link, err := p.Look(ctx, token)
	if link.Purpose == Invitation && with.Seat(link.Meeting) == link.Attendee {
		return with, link.Meeting, nil // whatever became of the link
	}
	if err != nil {
		return nil, "", err
	}
	switch link.Purpose {
	case SetUp:
		s, err := p.exchangeSetUp(ctx, link, token, with, details)
		return s, "", err
	case SignIn:
		s, err := p.exchangeSignIn(ctx, link, token, with)
		return s, "", err
	case Copy:
		s, err := p.exchangeCopy(ctx, link, token, with)
		return s, "", err
	default:
		s, err := p.exchangeInvitation(ctx, link, token, with)
		return s, link.Meeting, err
	}
}

func (p *People) exchangeSetUp(ctx context.Context, link Link, token string, with *Session, details Details) (*Session, error) {
	if link.Used {
		return p.again(ctx, link, token, with)
	}
	none, err := p.none(ctx)
	if err != nil {
		return nil, err
	}
	if !none {
		return nil, meeting.Refuse(meeting.LinkEnded, "%s", ended[SetUp])
	}
	if err := details.Clean(); err != nil {
		return nil, err
	}
	cookie, id := p.fresh()
	if err := p.use(ctx, link, token, sessionHolder+id); err != nil {
		return nil, err
	}
	who, err := p.register(ctx, details, Administrator, Chair)
	if err != nil {
		return nil, err
	}
	return p.begin(ctx, cookie, who.ID, ByLink, nil)
}

func (p *People) exchangeSignIn(ctx context.Context, link Link, token string, with *Session) (*Session, error) {
	if link.Used {
		return p.again(ctx, link, token, with)
	}
	cookie, id := p.fresh()
	if err := p.use(ctx, link, token, sessionHolder+id); err != nil {
		return nil, err
	}
	if err := p.recovers(ctx, link.Account); err != nil {
		return nil, err
	}
	return p.begin(ctx, cookie, link.Account, ByLink, nil)
}

// again is for the browser that used the link already: it goes on as it was.
func (p *People) again(ctx context.Context, link Link, token string, with *Session) (*Session, error) {
	holder := "nobody"
	if with != nil {
		holder = sessionHolder + with.ID
	}
	return with, p.use(ctx, link, token, holder)
}

func (p *People) exchangeInvitation(ctx context.Context, link Link, token string, with *Session) (*Session, error) {
	if with == nil {
		cookie, id := p.fresh()
		if err := p.use(ctx, link, token, sessionHolder+id); err != nil {
			return nil, err
		}
		return p.begin(ctx, cookie, "", "", map[string]string{link.Meeting: link.Attendee})
	}
	if with.Seat(link.Meeting) != "" {
		return nil, inAlready()
	}
	if err := p.use(ctx, link, token, with.holder()); err != nil {
		return nil, err
	}
	seated, err := p.Sit(ctx, with, link.Meeting, link.Attendee)
	if err != nil {
		return nil, err
	}
	return p.renew(ctx, seated, nil)
}

func inAlready() error {
	return meeting.Refuse(meeting.Conflict, "In this browser somebody takes part in this meeting already. Go back to it, "+
		"or sign out or use another browser to come in as somebody else.")
}
