package web

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// eachOfMine calls visit with every meeting that somebody has a seat in and is let into, the newest first. The meeting is
// only lent.
func (d *door) eachOfMine(ctx context.Context, session *account.Session, visit func(at seat, m *meeting.Meeting)) error {
	seats, err := d.seatsOf(ctx, session)
	if err != nil {
		return err
	}
	for _, at := range seats {
		at.View(func(m *meeting.Meeting) {
			if m.Admission(at.attendee) == meeting.Admitted {
				visit(at, m)
			}
		})
	}
	return nil
}

// seatsOf are somebody's seats in their meetings, the newest first, also where they wait at the door; not where they may
// not attend.
func (d *door) seatsOf(ctx context.Context, session *account.Session) ([]seat, error) {
	seats, starts := []seat{}, map[string]string{}
	for id, attendee := range session.Seats() {
		opened, err := d.Rooms.Open(ctx, id)
		if refusal := room.Refusal(err); err != nil && refusal.Code == meeting.NotFound {
			continue // seated, but the power went before the first entry was written
		}
		if err != nil {
			return nil, err
		}
		opened.View(func(m *meeting.Meeting) {
			if m.Admission(attendee) != meeting.Excluded {
				starts[id], seats = m.StartsAt, append(seats, seat{opened, id, attendee})
			}
		})
	}
	slices.SortFunc(seats, func(a, b seat) int {
		return cmp.Or(strings.Compare(starts[b.meeting], starts[a.meeting]), strings.Compare(a.meeting, b.meeting))
	})
	return seats, nil
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
