// Package web is the door: it turns what a browser or a program sends into commands to the rooms, and what they answer
// into pages, JSON and statuses. It decides nothing about meetings.
package web

import (
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/recover"
)

// Config is what the door needs from the program around it.
type Config struct {
	BaseURL string       // what links start with, without a slash at the end; never taken from a request
	Proxies []string     // addresses or CIDR ranges whose X-Forwarded-… headers are believed
	Log     *slog.Logger // for operators: never names, texts or tokens
	Ready   func() error // nil when commands can be taken, else why not, in words for an operator
}

// New makes the door with every route. The caller gives it a listener and shuts it down.
func New(config Config) *fiber.App {
	app := fiber.New(fiber.Config{
		Immutable:               true, // else a string kept from a request is overwritten by the next one
		StrictRouting:           true,
		CaseSensitive:           true,
		BodyLimit:               64 << 10,
		ReadBufferSize:          8 << 10,
		ReadTimeout:             10 * time.Second, // else a trickled header holds its connection for ever
		WriteTimeout:            30 * time.Second,
		IdleTimeout:             60 * time.Second,
		EnableTrustedProxyCheck: true,
		TrustedProxies:          config.Proxies,
		DisableStartupMessage:   true,
		Views:                   views,
		ErrorHandler:            config.problem,
	})
	app.Use(config.armour, recover.New(recover.Config{EnableStackTrace: true, StackTraceHandler: config.panicked}))

	app.Get("/healthz", config.health)
	app.Get("/static/:hash/:name", asset)
	app.Get("/", start)
	return app
}

// health answers 200 when the program can take commands, else 503 with why.
func (config Config) health(c *fiber.Ctx) error {
	if err := config.Ready(); err != nil {
		return c.Status(fiber.StatusServiceUnavailable).SendString(err.Error() + "\n")
	}
	return c.SendString("ready\n")
}

// panicked tells the operator where a handler failed; without recover the whole program would end with it.
func (config Config) panicked(_ *fiber.Ctx, _ any) {
	config.Log.Error("a handler panicked", "stack", string(debug.Stack()))
}

// start is the first page.
func start(c *fiber.Ctx) error { return c.Render("start", nil) }
