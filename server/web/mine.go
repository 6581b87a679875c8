package web

import (
	"cmp"
	"context"
	"maps"
	"runtime"
	"slices"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// eachOfMine calls visit with every meeting that somebody has a seat in and is let into, the newest first. The meeting is
// only lent, and the seat is one to name things by: its room may be closed.
func (d *door) eachOfMine(ctx context.Context, session *account.Session, visit func(at seat, m *meeting.Meeting)) error {
	return d.eachSeat(ctx, session, func(at seat, m *meeting.Meeting) {
		if m.Admission(at.attendee) == meeting.Admitted {
			visit(at, m)
		}
	})
}

// eachSeat is eachOfMine also of meetings at whose door somebody waits; not of those that they may not attend, nor, for
// guests, of those where their time is over.
func (d *door) eachSeat(ctx context.Context, session *account.Session, visit func(at seat, m *meeting.Meeting)) error {
	seats := session.Seats()
	starts, err := d.startsOf(ctx, seats)
	if err != nil {
		return err
	}
	for _, id := range slices.SortedFunc(maps.Keys(starts), func(a, b string) int {
		return cmp.Or(strings.Compare(starts[b], starts[a]), strings.Compare(a, b))
	}) {
		if err := d.Rooms.Look(ctx, id, func(m *meeting.Meeting) {
			if at := (seat{meeting: id, attendee: seats[id]}); m.Admission(at.attendee) != meeting.Excluded && d.turnedAway(session, m) == nil {
				visit(at, m)
			}
		}); err != nil {
			return err
		}
	}
	return nil
}

// startsOf looks at all meetings, several at a time, and returns when each starts. One without an entry is left out: its
// convener was seated, but the power went before the first was written. So is one that was erased.
func (d *door) startsOf(ctx context.Context, seats map[string]string) (map[string]string, error) {
	var together sync.WaitGroup
	var lock sync.Mutex
	var failed error
	starts, turns := make(map[string]string, len(seats)), make(chan struct{}, runtime.NumCPU())
	for id := range seats {
		turns <- struct{}{}
		together.Go(func() {
			defer func() { <-turns }()
			start := ""
			err := d.Rooms.Look(ctx, id, func(m *meeting.Meeting) { start = m.StartsAt })
			lock.Lock()
			defer lock.Unlock()
			if err == nil {
				starts[id] = start
			} else if code := room.Refusal(err).Code; code != meeting.NotFound && code != meeting.Erased {
				failed = err
			}
		})
	}
	together.Wait()
	return starts, failed
}

// excluded reports whether an attendee may not attend a meeting: everything answers as to a stranger then.
func (d *door) excluded(c *fiber.Ctx, id, attendee string) (excluded bool) {
	opened, err := d.Rooms.Open(c.UserContext(), id)
	if err != nil {
		return false // whatever comes next says so
	}
	opened.View(func(m *meeting.Meeting) { excluded = m.Admission(attendee) == meeting.Excluded })
	return excluded
}

// openActions calls visit with every action that is agreed and neither done nor given up, in the order of their dates.
func openActions(m *meeting.Meeting, visit func(id string, ac *meeting.Action)) {
	ids := slices.DeleteFunc(slices.Clone(m.Order.Actions), func(id string) bool {
		ac := m.Actions[id]
		last := len(ac.Progress) - 1
		return ac.Agreed == nil || ac.Withdrawn != nil || last >= 0 && ac.Progress[last].Status != meeting.InProgress
	})
	slices.SortStableFunc(ids, func(a, b string) int { return strings.Compare(dueBy(m.Actions[a]), dueBy(m.Actions[b])) })
	for _, id := range ids {
		visit(id, m.Actions[id])
	}
}

// dueBy is an action's date and time so that they sort; without a time it is the end of the day.
func dueBy(ac *meeting.Action) string {
	return cmp.Or(ac.Due, "9999-12-31") + " " + cmp.Or(ac.DueTime, "24:00")
}
