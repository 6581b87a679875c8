// Package web is the door: it turns what a browser or a program sends into commands to the rooms, and what they answer
// into pages, JSON and statuses. It decides nothing about meetings.
package web

import (
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"runtime/debug"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/compress"
	"github.com/valyala/fasthttp"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/mail"
	"strategyroom/server/paper"
	"strategyroom/server/provider"
	"strategyroom/server/retention"
	"strategyroom/server/room"
	"strategyroom/server/store"
)

// Config is what the door needs from the program around it.
type Config struct {
	BaseURL string       // what links start with, without a slash at the end; never taken from a request
	Proxies []string     // addresses or CIDR ranges whose X-Forwarded-… headers are believed
	Log     *slog.Logger // for operators: never names, texts or tokens
	Ready   func() error // nil when commands can be taken, else why not, in words for an operator
	People  *account.People
	Rooms   *room.Rooms
	Papers  *paper.Papers

	Trail     *audit.Trail // who read and did what; nil: nothing is noted
	Retention *retention.Register
	Post      mail.Post      // sends e-mails; nil: none is sent
	London    *time.Location // the local time of meetings, Europe/London

	Providers []*provider.Provider // other services that people sign in with
	Known     bool                 // guests have to be known: a link alone gives no seat
	RealNames bool                 // the installation is set up for them: its pages do not say that it is a rehearsal

	Refused func(meeting.Code) // is told of each request that was refused; nil: nobody is
}

// door is one listener's routes and what stands behind them.
type door struct {
	Config
	bridge  bridge
	screens screens
	watcher func(idle <-chan struct{}) // of sessions that other servers end; nil where there are none
	noted   noted
	postal  postal
	presses presses
	tries   tries
}

const (
	silence = 40 * time.Second // after which a browser that sends nothing, not even a pong, is cut
	stall   = 10 * time.Second // within which a piece of what is sent must get through
)

// New makes the door with every route. The caller gives it a listener and shuts it down, after closing the rooms and before
// closing the store.
func New(config Config) *fiber.App {
	origins := origins{base: config.BaseURL, host: config.answersTo}
	d := &door{Config: config, bridge: bridge{origins, config.Log, silence, stall}, tries: tries{over: make(chan struct{})}}
	if config.People != nil {
		config.People.OnEnd = d.screens.end
		config.People.OnNews, config.People.OnTried = d.tell, d.noteTry
	}
	if config.Rooms != nil {
		if _, shared := config.Rooms.Store.(store.Shared); shared {
			d.watcher = d.watch
		}
	}
	app := fiber.New(fiber.Config{
		Immutable:               true, // else a string kept from a request is overwritten by the next one
		StrictRouting:           true,
		CaseSensitive:           true,
		BodyLimit:               2 * bodyLimit, // a form with a text of 10,000 Bengali letters, nine bytes each; JSON is held to bodyLimit
		ReadBufferSize:          8 << 10,
		ReadTimeout:             10 * time.Second, // else a trickled header holds its connection for ever
		WriteTimeout:            30 * time.Second,
		IdleTimeout:             60 * time.Second,
		EnableTrustedProxyCheck: true,
		TrustedProxies:          config.Proxies,
		DisableStartupMessage:   true,
		Views:                   views,
		ErrorHandler:            d.fault,

		DisablePreParseMultipartForm: true, // nobody reads files, so nobody takes them apart either
	})
	keepSockets(app)
	app.Hooks().OnShutdown(d.tries.finish) // behind the last request, before the store is closed
	app.Use(config.armour, d.audited, config.survive, d.ownPages)

	app.Get("/healthz", config.health)
	app.Get("/static/:hash/:name", asset)
	d.api(app.Group("/api"))
	d.pages(app)
	drawFirst(app)
	return app
}

// drawFirst draws a page for nobody: with the first, fiber makes a list that it then only reads, and two requests at once
// would make it at once.
func drawFirst(app *fiber.App) {
	c := app.AcquireCtx(&fasthttp.RequestCtx{})
	defer app.ReleaseCtx(c)
	if err := c.Render("problem", problemPage{frame: frame{Title: "Nothing"}}); err != nil {
		panic("web: a page that cannot be drawn: " + err.Error()) // it is part of the program
	}
}

// api is the interface for programs and for the live room.
func (d *door) api(api fiber.Router) {
	api.Get("/session", d.whoAmI)
	api.Get("/session/time", d.timeLeft)
	api.Post("/session/time", d.stay)
	api.Post("/session", d.exchange)
	api.Delete("/session", d.signOut)
	api.Post("/session/password", d.signInByPassword)
	api.Post("/session/passkey", d.signInByPasskey)
	api.Post("/session/confirmation", d.confirm)
	api.Post("/passkeys/options", d.askPasskey)
	api.Get("/accounts", d.listAccounts)
	api.Post("/accounts", d.addAccount)
	api.Post("/accounts/:account/link", d.accountLink)
	api.Put("/accounts/:account/roles", d.keepsAccount(d.setRoles))
	api.Put("/accounts/:account/provider", d.keepsAccount(d.expect))
	api.Delete("/accounts/:account/sessions", d.keepsAccount(d.endAccountSessions))
	api.Post("/accounts/:account/disable", d.keepsAccount(d.disable))
	api.Post("/accounts/:account/enable", d.keepsAccount(d.enable))
	api.Get("/sessions", d.listSessions)
	api.Delete("/sessions", d.endSessions)
	api.Delete("/sessions/:session", d.endSession)
	api.Get("/account", d.waysOf)
	api.Post("/account/passkeys", d.addPasskey)
	api.Delete("/account/passkeys/:passkey", d.removePasskey)
	api.Get("/account/authenticator", d.newApp)
	api.Put("/account/password", d.setPassword)
	api.Delete("/account/password", d.removePassword)
	api.Post("/account/codes", d.newCodes)
	api.Post("/knocks", d.knock)
	api.Get("/knocks/:meeting", d.knocking)
	api.Post("/knocks/:meeting", d.enterByCode)
	api.Post("/knocks/:meeting/code", d.askForCode)
	api.Get("/meetings", d.listMeetings)
	api.Post("/meetings", d.convene)
	api.Get("/meetings/:meeting", d.snapshot)
	api.Post("/meetings/:meeting/commands", d.command)
	api.Post("/meetings/:meeting/invitations", d.invite)
	api.Post("/meetings/:meeting/refusals", d.attempt)
	api.Post("/meetings/:meeting/knocks/:knock", d.admit)
	api.Post("/meetings/:meeting/attendees/:attendee/code", d.code)
	api.Post("/meetings/:meeting/attendees/:attendee/pass", d.pass)
	api.Post("/meetings/:meeting/signatures", d.sign)
	api.Post("/meetings/:meeting/copies/:circulation/link", d.copyLink)
	api.Get("/meetings/:meeting/record", d.record)
	api.Get("/meetings/:meeting/calendar.ics", d.calendar)
	api.Get("/meetings/:meeting/minutes", d.minutes)
	api.Get("/meetings/:meeting/minutes.pdf", d.minutesPDF)
	api.Get("/meetings/:meeting/decisions.pdf", d.decisionsPDF)
	api.Get("/meetings/:meeting/addenda/:number.pdf", d.addendumPDF)
	api.Get("/meetings/:meeting/copies/:copy.pdf", d.copyPDF)
	api.Post("/meetings/:meeting/seals", d.sealAgain)
	api.Get("/meetings/:meeting/live", d.live)
	api.Get("/audit", d.auditLines)
	api.Get("/audit/record", d.auditRecord)
	api.Get("/meetings/:meeting/frames", d.frames)
}

// pages are for people. Every one works without script; forms are answered with a redirect to a page, or with the same
// page that says what is wrong and holds what was typed.
func (d *door) pages(app fiber.Router) {
	app.Get("/", d.start)
	app.Get("/actions", d.actions)
	app.Get("/tonight", d.tonight)
	app.Get("/verify", d.verify)
	app.Get("/audit", d.auditPage)
	app.Get("/setup", d.setUpPage)
	app.Post("/setup", d.setUp)
	app.Get("/sign-in", d.signInPage)
	app.Post("/sign-in", d.signIn)
	app.Get("/sign-in/with/:provider", d.askElsewhere)
	app.Get("/sign-in/back", d.answeredElsewhere)
	app.Post("/sign-out", d.signOutPage)
	app.Get("/confirm", d.confirmPage)
	app.Post("/confirm", d.confirmForm)
	app.Get("/people", d.accountsPage)
	app.Post("/people", d.accountsForm)
	app.Get("/account", d.accountPage)
	app.Post("/account", d.accountForm)
	app.Get("/account/password", d.passwordPage)
	app.Post("/account/password", d.passwordForm)
	app.Get("/retention", d.retentionPage)
	app.Get("/retention/:id", d.keptPage)
	app.Post("/retention/:id", d.keptForm)
	app.Get("/join", d.joinPage)
	app.Post("/join", d.join)
	app.Get("/meetings/new", d.convenePage)
	app.Post("/meetings/new", d.conveneForm)
	app.Get("/copy", d.copyPage)
	app.Post("/copy", d.takeLink)
	app.Get("/copies/:meeting/:circulation", d.takingPage)
	app.Get("/copies/:meeting/:circulation/copy.pdf", d.downloadCopy)
	app.Get("/meetings/:meeting", compress.New(compress.Config{Level: compress.LevelDefault}), d.room)
	app.Get("/meetings/:meeting/waiting", d.waitingPage)
	app.Post("/meetings/:meeting/waiting", d.entryForm)
	app.Post("/meetings/:meeting/waiting/again", d.askAgain)
	app.Get("/meetings/:meeting/waiting/code", d.entryPage)
	app.Post("/meetings/:meeting/waiting/code", d.sendForm)
	app.Get("/meetings/:meeting/people", d.peoplePage)
	app.Post("/meetings/:meeting/people", d.peopleForm)
	app.Get("/meetings/:meeting/copies", d.copiesPage)
	app.Post("/meetings/:meeting/copies", d.copiesForm)
	app.Get("/meetings/:meeting/details", d.showPage("details"))
	app.Get("/meetings/:meeting/minutes", d.showPage("minutes"))
	app.Get("/meetings/:meeting/tidy", d.showPage("tidy"))
	app.Get("/meetings/:meeting/corrections", d.showPage("corrections"))
	app.Get("/meetings/:meeting/sign", d.showPage("sign"))
	app.Post("/meetings/:meeting/sign", d.signForm)
	app.Post("/meetings/:meeting/write", d.write)
	app.Get("/meetings/:meeting/here", d.hereImage)
}

// ownPages refuses what would change something and comes from a page of another address, and what says its length twice.
func (d *door) ownPages(c *fiber.Ctx) error {
	if twoLengths(c) {
		c.Context().SetConnectionClose() // where the next request begins is not certain
		return fiber.ErrBadRequest
	}
	if method := c.Method(); method != fiber.MethodGet && method != fiber.MethodHead && !d.bridge.origins.allow(c) {
		return fiber.ErrForbidden
	}
	return c.Next()
}

// answersTo reports whether a host, with or without port, is ours beside that of the base URL: on this machine alone,
// localhost and the names below it, so that one browser can be several people in a rehearsal.
func (config Config) answersTo(host string) bool {
	base, err := url.Parse(config.BaseURL)
	if err != nil || !isLocal(base.Hostname()) {
		return false
	}
	name, port, err := net.SplitHostPort(host)
	if err != nil {
		name, port = host, ""
	}
	return port == base.Port() && isLocal(name)
}

func isLocal(name string) bool {
	return name == "localhost" || name == "127.0.0.1" || name == "::1" || strings.HasSuffix(name, ".localhost")
}

// health answers 200 when the program can take commands, else 503 with why.
func (config Config) health(c *fiber.Ctx) error {
	if err := config.Ready(); err != nil {
		return c.Status(fiber.StatusServiceUnavailable).SendString(err.Error() + "\n")
	}
	return c.SendString("ready\n")
}

// survive ends one request where otherwise a panic would end the program. What was panicked with may hold somebody's
// words; the operator is told only its type, and where.
func (config Config) survive(c *fiber.Ctx) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			config.Log.Error("a handler panicked", "with", fmt.Sprintf("%T", cause), "stack", string(debug.Stack()))
			err = internal
		}
	}()
	return c.Next()
}
