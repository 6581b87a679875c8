package account

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Taking is a copy of a meeting's minutes that a session may take, until a moment.
type Taking struct {
	Meeting, Circulation string
	Until                time.Time
}

func copyKey(meeting, circulation string) string { return meeting + "/" + circulation }

// InviteCopy makes the link by which somebody outside a meeting takes the copy that was given to them, in place of one
// made before, and returns its token: good for one use within CopyLife. With the link before it ends the right of whoever
// used that: it may have been somebody else.
func (p *People) InviteCopy(ctx context.Context, meeting, circulation string) (token string, err error) {
	return p.makeLink(ctx, Link{Purpose: Copy, Meeting: meeting, Circulation: circulation}, CopyLife, "")
}

// Takings are all copies that the session may take at a moment, until it ends at the latest.
func (s *Session) Takings(now time.Time) []Taking {
	all := []Taking{}
	if s == nil {
		return all
	}
	for key, until := range s.copies {
		if meeting, circulation, _ := strings.Cut(key, "/"); now.Before(until) {
			if s.Until.Before(until) {
				until = s.Until
			}
			all = append(all, Taking{meeting, circulation, until})
		}
	}
	slices.SortFunc(all, func(a, b Taking) int {
		return cmp.Or(a.Until.Compare(b.Until), strings.Compare(a.Circulation, b.Circulation))
	})
	return all
}

// stillHeld are those of a session's copies whose link was not made anew since the session used it.
func (p *People) stillHeld(ctx context.Context, id string, copies map[string]time.Time) (map[string]time.Time, error) {
	held := map[string]time.Time{}
	for key, until := range copies {
		of, circulation, _ := strings.Cut(key, "/")
		at, err := get[place](ctx, p, links, Link{Purpose: Copy, Meeting: of, Circulation: circulation}.id())
		switch {
		case err != nil && !errors.Is(err, store.ErrNotFound):
			return nil, err
		case err == nil && at.Used == sessionHolder+id:
			held[key] = until
		}
	}
	return held, nil
}

// exchangeCopy gives the right to a copy to the browser that used the link, also where somebody is signed in there: it
// is not their account's.
func (p *People) exchangeCopy(ctx context.Context, link Link, token string, with *Session) (*Session, error) {
	if with == nil {
		cookie, id := p.fresh()
		until, err := p.useUntil(ctx, link, token, sessionHolder+id)
		if err != nil {
			return nil, err
		}
		began, err := p.begin(ctx, cookie, "", "", nil)
		if err != nil {
			return nil, err
		}
		return p.mayTake(ctx, began, link, until)
	}
	until, err := p.useUntil(ctx, link, token, sessionHolder+with.ID)
	if err != nil {
		return nil, err
	}
	if !p.now().Before(until) { // used in its time, and once more
		return nil, meeting.Refuse(meeting.LinkEnded, "%s", ended[Copy])
	}
	return p.mayTake(ctx, with, link, until)
}

func (p *People) mayTake(ctx context.Context, s *Session, link Link, until time.Time) (*Session, error) {
	key := copyKey(link.Meeting, link.Circulation)
	kept, err := change(ctx, p, sessions, s.ID, func(kept *known, found bool) error {
		if !found {
			return over()
		}
		if kept.Copies == nil {
			kept.Copies = map[string]time.Time{}
		}
		kept.Copies[key] = until
		return nil
	})
	if err != nil {
		return nil, err
	}
	may := *s
	may.copies = maps.Clone(kept.Copies)
	return &may, nil
}
