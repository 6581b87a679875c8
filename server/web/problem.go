package web

import (
	"errors"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// Problem is what a caller is told when something cannot be done: a code for programs, a sentence for people.
type Problem struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

var problems = map[int]Problem{
	fiber.StatusBadRequest:                  {"malformed", "The request could not be read."},
	fiber.StatusForbidden:                   {"origin", "This did not come from a page of this address. Open the meeting again and retry."},
	fiber.StatusNotFound:                    {"not-found", "There is nothing here. Check the address, or ask whoever sent you the link."},
	fiber.StatusMethodNotAllowed:            {"method", "This address does not take that kind of request."},
	fiber.StatusRequestTimeout:              {"timeout", "The request took too long to arrive. Try again."},
	fiber.StatusRequestEntityTooLarge:       {"too-large", "That is too much at once. Send less text."},
	fiber.StatusUnsupportedMediaType:        {"media-type", "Send JSON or a form."},
	fiber.StatusTooManyRequests:             {"rate", "That was too often. Wait a moment and try again."},
	fiber.StatusRequestHeaderFieldsTooLarge: {"too-large", "The request's headers are too long."},
	fiber.StatusServiceUnavailable:          {"unavailable", "Strategy Room cannot take this now. Try again in a moment."},
}

var internal = Problem{"internal", "Something went wrong on our side. Nothing was written down. Try again."}

// problem is fiber's error handler: it turns what went wrong into a status with a code and a sentence, JSON under /api/
// and a page elsewhere. A stranger never sees an internal error; the operator does, without the address asked for.
func (config Config) problem(c *fiber.Ctx, err error) error {
	config.protect(c)
	status := fiber.StatusInternalServerError
	if known := new(fiber.Error); errors.As(err, &known) {
		status = known.Code
	}
	told, ok := problems[status]
	if !ok {
		told, status = internal, fiber.StatusInternalServerError
		config.Log.Error("a request failed", "error", err)
	}
	c.Status(status)
	if strings.HasPrefix(c.Path(), "/api/") {
		return c.JSON(told)
	}
	return c.Render("problem", told)
}
