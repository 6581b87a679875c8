package web

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/store"
)

// Statuses are the refusals as HTTP statuses. docs/interface.md prints them.
var Statuses = map[meeting.Code]int{
	meeting.Malformed:     fiber.StatusBadRequest,
	meeting.SignedOut:     fiber.StatusUnauthorized,
	meeting.LinkUsed:      fiber.StatusUnauthorized,
	meeting.LinkEnded:     fiber.StatusUnauthorized,
	meeting.NotRecognised: fiber.StatusUnauthorized,
	meeting.NotAllowed:    fiber.StatusForbidden,
	meeting.Unconfirmed:   fiber.StatusForbidden,
	meeting.AtDoor:        fiber.StatusForbidden,
	meeting.RoomEnded:     fiber.StatusForbidden,
	Origin:                fiber.StatusForbidden,
	meeting.NotFound:      fiber.StatusNotFound,
	Method:                fiber.StatusMethodNotAllowed,
	Timeout:               fiber.StatusRequestTimeout,
	meeting.Erased:        fiber.StatusGone,
	meeting.WrongPhase:    fiber.StatusConflict,
	meeting.CommandReused: fiber.StatusConflict,
	meeting.Conflict:      fiber.StatusConflict,
	meeting.Unfinished:    fiber.StatusConflict,
	meeting.TooLarge:      fiber.StatusRequestEntityTooLarge,
	meeting.NotJSON:       fiber.StatusUnsupportedMediaType,
	Picture:               fiber.StatusUnsupportedMediaType,
	meeting.Content:       fiber.StatusUnprocessableEntity,
	meeting.UnknownKind:   fiber.StatusUnprocessableEntity,
	Upgrade:               fiber.StatusUpgradeRequired,
	meeting.TooMany:       fiber.StatusTooManyRequests,
	Internal:              fiber.StatusInternalServerError,
	meeting.Away:          fiber.StatusServiceUnavailable,
}

// The refusals that only the door makes.
const (
	Origin   meeting.Code = "origin"   // it came from a page of another address
	Method   meeting.Code = "method"   // the address does not take that kind of request
	Timeout  meeting.Code = "timeout"  // it took too long to arrive
	Upgrade  meeting.Code = "upgrade"  // this address speaks websocket
	Picture  meeting.Code = "picture"  // a picture or a file, or one written as text; it was not read
	Internal meeting.Code = "internal" // our fault
)

// problems are the refusals for what fiber itself finds wrong.
var problems = map[int]*meeting.Refusal{
	fiber.StatusBadRequest:                  meeting.Refuse(meeting.Malformed, "The request could not be read."),
	fiber.StatusForbidden:                   meeting.Refuse(Origin, "This did not come from a page of this address. Open the meeting again and retry."),
	fiber.StatusNotFound:                    meeting.Refuse(meeting.NotFound, "There is nothing here. Check the address, or ask whoever sent you the link."),
	fiber.StatusMethodNotAllowed:            meeting.Refuse(Method, "This address does not take that kind of request."),
	fiber.StatusRequestTimeout:              meeting.Refuse(Timeout, "The request took too long to arrive. Try again."),
	fiber.StatusRequestEntityTooLarge:       meeting.Refuse(meeting.TooLarge, "That is too much at once. Send less text."),
	fiber.StatusUnsupportedMediaType:        meeting.Refuse(meeting.NotJSON, "Send JSON or a form."),
	fiber.StatusUpgradeRequired:             meeting.Refuse(Upgrade, "This address is for websockets."),
	fiber.StatusTooManyRequests:             meeting.Refuse(meeting.TooMany, "That was too often. Wait a moment and try again."),
	fiber.StatusRequestHeaderFieldsTooLarge: meeting.Refuse(meeting.TooLarge, "The request's headers are too long."),
	fiber.StatusServiceUnavailable:          meeting.Refuse(meeting.Away, "Strategy Room cannot take this now. Try again in a moment."),
}

var internal = meeting.Refuse(Internal, "Something went wrong on our side. Nothing was written down. Try again.")

// retryAfter is how many seconds after a refusal with too-many it is worth trying again.
const retryAfter = "5"

// problem is fiber's error handler: it answers a refusal with its status, a page to browsers that open an address and JSON
// to who calls the interface. A stranger never sees an internal error; the operator does, without the address asked for.
func (config Config) problem(c *fiber.Ctx, err error) error {
	config.protect(c)
	told := config.refusal(err)
	if config.Refused != nil {
		config.Refused(told.Code)
	}
	c.Status(Statuses[told.Code])
	if told.Code == meeting.TooMany {
		c.Set(fiber.HeaderRetryAfter, retryAfter)
	}
	if known := new(fiber.Error); errors.As(err, &known) && problems[known.Code] == told {
		c.Status(known.Code)
	}
	if told.Code == meeting.AtDoor && c.Method() == fiber.MethodGet && strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) {
		return config.render(c, "door", doorPage{frame{Title: "Please wait", Reload: true}, c.Params("meeting")})
	}
	if told.Code == meeting.RoomEnded && c.Method() == fiber.MethodGet && !strings.HasPrefix(c.Path(), "/api/") {
		return c.Redirect("/meetings/"+c.Params("meeting")+"/waiting", fiber.StatusSeeOther) // where they show who they are, or are led on
	}
	if strings.HasPrefix(c.Path(), "/api/") && !strings.Contains(c.Get(fiber.HeaderAccept), fiber.MIMETextHTML) {
		return c.JSON(told)
	}
	page := problemPage{frame{Title: "That did not work"}, told.Message, told.Code == meeting.SignedOut, ""}
	if told.Code == meeting.RoomEnded {
		page.Ended = c.Params("meeting")
	}
	if sent, err := typed(c); err == nil && told.Code != Origin { // the page that the form was on may be out of reach now
		page.Kept = sent.sentences()
	}
	return config.render(c, "problem", page)
}

// answered sets the status of a page that says itself what was refused.
func answered(c *fiber.Ctx, code meeting.Code) {
	c.Locals(refusedWith, string(code))
	c.Status(Statuses[code])
}

// doorPage is for an attendee whom the chair has to ask first. It says nothing about the meeting, and goes in by itself.
type doorPage struct {
	frame
	Meeting string // id
}

type problemPage struct {
	frame
	Message   string
	SignedOut bool
	Ended     string // the meeting whose room has ended for whoever asks
}

// refusal is what a caller is told of an error.
func (config Config) refusal(err error) *meeting.Refusal {
	var refusal *meeting.Refusal
	var known *fiber.Error
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.As(err, &known) && problems[known.Code] != nil:
		return problems[known.Code]
	case errors.Is(err, store.ErrAway), errors.Is(err, store.ErrUnknown), errors.Is(err, store.ErrConflict):
		config.Log.Error("the store did not take a request", "error", err)
		return problems[fiber.StatusServiceUnavailable]
	default:
		config.Log.Error("a request failed", "error", err)
		return internal
	}
}
