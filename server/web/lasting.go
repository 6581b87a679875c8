package web

import (
	"context"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// lastLook is how often a connection to an open meeting is looked at while that alone keeps its session.
const lastLook = time.Minute

// lasts is how long a connection of a session may stay until this is asked again; not at all where its time is over.
// Being connected to an open meeting keeps the session.
func (d *door) lasts(session *account.Session, at seat) time.Duration {
	now := d.Rooms.Now()
	end := session.Until
	if kept, err := d.People.Lasts(context.Background(), session.ID); err == nil {
		end = kept
	} else { // the store is away: nobody is cut off for that
		end = now.Add(lastLook)
	}
	open := false
	at.View(func(m *meeting.Meeting) {
		open = m.Phase == meeting.Open && m.Admission(at.attendee) == meeting.Admitted
		if until := m.GuestsUntil(); session.Account == nil && !until.IsZero() && until.Before(end) {
			end = until
		}
	})
	left := end.Sub(now)
	switch {
	case !open || end.IsZero():
		return left
	case left > account.HoldLife:
		return left - account.HoldLife
	case left < 2*lastLook && d.People.Hold(context.Background(), session.ID) != nil && left <= 0:
		return min(left, 0)
	default:
		return lastLook
	}
}

// closeInTime closes a screen when the time of its session is over, and returns what gives that up.
func (d *door) closeInTime(session *account.Session, at seat, screen *room.Screen) (stop func()) {
	var mu sync.Mutex
	var timer *time.Timer
	stopped := false
	var look func()
	look = func() {
		mu.Lock()
		defer mu.Unlock()
		if stopped {
			return
		}
		if left := d.lasts(session, at); left <= 0 {
			screen.Close(room.SignedOut)
		} else {
			timer = time.AfterFunc(left, look)
		}
	}
	look()
	return func() {
		mu.Lock()
		defer mu.Unlock()
		stopped = true
		if timer != nil {
			timer.Stop()
		}
	}
}

// present counts a request for frames like a connection.
func (d *door) present(c *fiber.Ctx, at seat) {
	if session, err := d.session(c); err == nil && session != nil {
		d.lasts(session, at)
	}
}

// TimeAnswer is how long the session lasts.
type TimeAnswer struct {
	Left  int  `json:"left,omitempty"`  // seconds, if nothing is asked meanwhile; absent: nobody is signed in
	Final bool `json:"final,omitempty"` // asking for something does not make it longer
}

// timeLeft says how long the session lasts, and leaves it so.
func (d *door) timeLeft(c *fiber.Ctx) error {
	session, err := d.session(c)
	if err != nil || session == nil {
		return c.JSON(TimeAnswer{})
	}
	end, err := d.People.Lasts(c.UserContext(), session.ID)
	if err != nil {
		return err
	}
	return c.JSON(TimeAnswer{max(1, int(end.Sub(d.Rooms.Now())/time.Second)), !end.Before(session.Until)})
}

// stay is a request that asks for nothing but that the session goes on.
func (d *door) stay(c *fiber.Ctx) error {
	if _, err := d.signedIn(c); err != nil {
		return err
	}
	return d.timeLeft(c)
}
