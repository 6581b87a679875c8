package web

import (
	"context"
	"encoding/json"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/room"
)

// live upgrades to the socket that brings a meeting's frames and takes its commands.
func (d *door) live(c *fiber.Ctx) error {
	at, err := d.inRoom(c)
	if err != nil {
		return err
	}
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	after, fingerprint, cookie := c.QueryInt("after"), c.Query("fingerprint"), c.Cookies(account.Cookie)
	line := d.lineOf(c)
	if err := d.note(c); err != nil { // afterwards it is too late to keep anything back
		return err
	}
	return d.bridge.upgrade(c, func(s *socket) {
		screen, err := d.opened(s, session, at, after, fingerprint)
		if err != nil {
			why := room.Restart // the room has just closed: come back, and it opens again
			switch room.Refusal(err).Code {
			case meeting.NotFound:
				why = room.Removed
			case meeting.RoomEnded:
				why = room.Over
			case meeting.TooMany:
				why = room.Crowded
			}
			s.Close(int(why), why.String())
			s.drain()
			return
		}
		forget := d.screens.add(session.ID, screen, d.watcher)
		if still, err := d.People.Session(context.Background(), cookie); err == nil && still == nil { // signed out meanwhile
			screen.Close(room.SignedOut)
		}
		stop := d.closeInTime(session, at, screen)
		defer func() {
			stop()
			forget()
			at.Leave(screen, at.attendee)
			screen.Close(room.Left)
			<-screen.Done()
		}()
		d.listen(at, s, screen, session, line)
	})
}

// listen takes the frames that a browser sends, which the audit trail knows by that line, until the socket ends. Commands
// are answered in their order, when they are durable; while the room has too many waiting, the socket is not read.
func (d *door) listen(at seat, s *socket, screen *room.Screen, session *account.Session, line audit.Line) {
	var noticed time.Time
	for {
		data, err := s.Read()
		if err != nil {
			return
		}
		if screen.Ended() { // the meeting has closed, and what was sent before that is answered
			continue
		}
		if at.Allow(at.attendee, room.Frames) != nil { // it was refused before, and went on
			screen.Close(room.Rate)
			s.drain()
			return
		}
		var any struct {
			Type string `json:"type"`
			ID   string `json:"id"`
		}
		if json.Unmarshal(data, &any) != nil {
			screen.Close(room.NotFrame)
			s.drain()
			return
		}
		if now := time.Now(); any.Type != "heartbeat" && now.Sub(noticed) > lastLook { // somebody is there
			noticed = now
			_ = d.People.Active(context.Background(), session.ID) // the store may be away
		}
		switch any.Type {
		case "heartbeat":
			screen.Beat()
		case "typing":
			var frame TypingFrame
			if meeting.Decode(data, &frame) == nil {
				at.Typing(at.attendee, frame.Item)
			}
		case "holding":
			var frame HoldingFrame
			if meeting.Decode(data, &frame) == nil {
				at.holding(frame.Device, frame.Count)
			}
		case "command":
			if err := at.Allow(at.attendee, room.Commands); err != nil {
				screen.Send(room.AnswerFrame(any.ID, room.Result{}, err))
				continue
			}
			var frame CommandFrame
			if err := meeting.Decode(data, &frame); err != nil {
				screen.Send(room.AnswerFrame(any.ID, room.Result{}, meeting.Refuse(meeting.Malformed, "What was sent %v.", err)))
				continue
			}
			if err := wordsOnly(frame.Body); err != nil {
				screen.Send(room.AnswerFrame(any.ID, room.Result{}, err))
				refused := line
				refused.Code = string(Picture)
				go d.refused(refused)
				continue
			}
			at.Send(at.attendee, meeting.Command{ID: frame.ID, Kind: frame.Kind, Body: frame.Body},
				func(result room.Result, err error) {
					screen.Answer(frame.ID, result, err)
					if err != nil {
						refused := line
						refused.Code = string(room.Refusal(err).Code)
						go d.refused(refused) // the room waits for nobody
					}
				})
		default:
			screen.Close(room.NotFrame)
			s.drain()
			return
		}
	}
}

// holding notes what a device says that it holds. Its name is of the browser's making and only told from others'.
func (at seat) holding(device string, count int) {
	if len(device) > 0 && len(device) <= 64 && count < 1_000_000 {
		at.Holding(at.attendee, device, count)
	}
}

// The frames that a browser sends.
type (
	// CommandFrame asks to write something down.
	CommandFrame struct {
		Type string          `json:"type"` // "command"
		ID   string          `json:"id"`
		Kind string          `json:"kind"`
		Body json.RawMessage `json:"body"`
	}
	// TypingFrame says that the sender types in the notes of an item.
	TypingFrame struct {
		Type string `json:"type"` // "typing"
		Item string `json:"item"`
	}
	// HoldingFrame says how many things the sender's device holds that are not saved yet. Only the newest counts; what was
	// said before a connection was cut is shown to the chair.
	HoldingFrame struct {
		Type   string `json:"type"`   // "holding"
		Device string `json:"device"` // chosen at random by the device, at most 64 characters
		Count  int    `json:"count"`
	}
)
