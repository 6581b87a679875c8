package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// sendsNothing is the policy of a page that reads a file of the person's: beside what holds for all, no connection can
// be opened and no form sent, so that the file cannot leave the browser whatever a script does.
var sendsNothing = strings.NewReplacer("connect-src 'self'", "connect-src 'none'",
	"form-action 'self'", "form-action 'none'").Replace(policy)

// verify is the page on which anybody, signed in or not, checks the record of a meeting in the browser's own memory.
func (d *door) verify(c *fiber.Ctx) error {
	c.Set("Content-Security-Policy", sendsNothing)
	return d.render(c, "verify", struct{ frame }{frame{Title: "Check the record of a meeting", Script: "verify.js"}})
}
