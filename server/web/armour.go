package web

import (
	"strings"

	"github.com/gofiber/fiber/v2"
)

// policy lets a page load what stands in our own files and nothing else: no script or style in the page, no frame
// around it, no string turned into script.
const policy = "default-src 'none'; object-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; " +
	"base-uri 'none'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"

// armour puts the strict headers on every answer, before anything else can fail.
func (config Config) armour(c *fiber.Ctx) error {
	config.protect(c)
	return c.Next()
}

// protect sets the headers. The error handler calls it too: an unreadable request never reaches armour.
func (config Config) protect(c *fiber.Ctx) {
	c.Set("Content-Security-Policy", policy)
	c.Set("X-Content-Type-Options", "nosniff")
	c.Set("Cross-Origin-Opener-Policy", "same-origin")
	c.Set("Cross-Origin-Resource-Policy", "same-origin")
	c.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
	c.Set("Referrer-Policy", "same-origin") // with no-referrer a plain form would send "Origin: null"
	c.Set("X-Robots-Tag", "noindex, nofollow")
	c.Set("Cache-Control", "no-store") // pages are about children; what may be kept says so itself
	if strings.HasPrefix(config.BaseURL, "https://") {
		c.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains") // the host is ours alone, and so is what is below it
	}
}
