package web

import (
	"cmp"
	"context"
	"errors"
	"regexp"
	"strings"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
)

// Notes says what the audit trail is told of each address: what is done there, or, with a dash before it, why nothing is.
// Where an address does several things, the buttons that do another than most follow it, each with a line of its own.
// An address that is missing here fails a test. What is refused is noted of every address.
var Notes = map[string]string{
	"GET /healthz":                                         "-says nothing of anybody",
	"GET /static/:hash/:name":                              "-says nothing of anybody",
	"GET /verify":                                          "-says nothing of anybody",
	"GET /setup":                                           "-a form without anything in it",
	"GET /sign-in":                                         "-a form without anything in it",
	"GET /join":                                            "-a form without anything in it",
	"GET /copy":                                            "-a form without anything in it",
	"GET /confirm":                                         "-a form without anything in it",
	"GET /account/password":                                "-a form without anything in it",
	"GET /meetings/new":                                    "-a form without anything in it",
	"GET /":                                                "-one's own meetings, by their references",
	"GET /api/meetings":                                    "-one's own meetings, by their references",
	"GET /api/session":                                     "-oneself",
	"GET /api/sessions":                                    "-oneself",
	"GET /api/session/time":                                "-oneself",
	"POST /api/session/time":                               "-a session that goes on",
	"DELETE /api/sessions":                                 audit.SignedOut,
	"DELETE /api/sessions/:session":                        audit.SignedOut,
	"GET /account":                                         "-oneself",
	"GET /api/account":                                     "-oneself",
	"GET /people":                                          "-accounts, nothing of a meeting",
	"GET /api/accounts":                                    "-accounts, nothing of a meeting",
	"POST /people":                                         audit.Rights,
	"POST /api/accounts":                                   audit.Rights,
	"POST /api/accounts/:account/link":                     audit.Rights,
	"PUT /api/accounts/:account/provider":                  audit.Rights,
	"GET /sign-in/with/:provider":                          "-only begins what is noted when it is done",
	"GET /sign-in/back":                                    audit.SignedIn,
	"PUT /api/accounts/:account/roles":                     audit.Rights,
	"DELETE /api/accounts/:account/sessions":               audit.Rights,
	"POST /api/accounts/:account/disable":                  audit.Rights,
	"POST /api/accounts/:account/enable":                   audit.Rights,
	"POST /account":                                        audit.Rights,
	"POST /account session":                                audit.SignedOut,
	"POST /account sessions":                               audit.SignedOut,
	"POST /account/password":                               audit.Rights,
	"POST /api/account/codes":                              audit.Rights,
	"POST /api/passkeys/options":                           "-only begins what is noted when it is done",
	"GET /api/account/authenticator":                       "-only begins what is noted when it is done",
	"PUT /api/account/password":                            audit.Rights,
	"DELETE /api/account/password":                         audit.Rights,
	"POST /api/account/passkeys":                           audit.Rights,
	"DELETE /api/account/passkeys/:passkey":                audit.Rights,
	"POST /setup":                                          audit.SignedIn,
	"POST /sign-in":                                        audit.SignedIn,
	"POST /join":                                           audit.SignedIn,
	"POST /copy":                                           audit.SignedIn,
	"POST /confirm":                                        audit.SignedIn,
	"POST /api/session":                                    audit.SignedIn,
	"POST /api/session/password":                           audit.SignedIn,
	"POST /api/session/passkey":                            audit.SignedIn,
	"POST /api/session/confirmation":                       audit.SignedIn,
	"POST /api/knocks":                                     audit.SignedIn,
	"DELETE /api/session":                                  audit.SignedOut,
	"POST /sign-out":                                       audit.SignedOut,
	"GET /api/knocks/:meeting":                             "-whether one was let in",
	"GET /meetings/:meeting/waiting":                       "-whether one was let in",
	"GET /meetings/:meeting/waiting/code":                  "-whether one was let in",
	"POST /meetings/:meeting/waiting/again":                audit.SignedIn,
	"POST /meetings/:meeting/waiting/code":                 audit.Asked,
	"POST /api/knocks/:meeting/code":                       audit.Asked,
	"POST /meetings/:meeting/waiting":                      audit.Admitted,
	"POST /api/knocks/:meeting":                            audit.Admitted,
	"POST /api/meetings/:meeting/attendees/:attendee/pass": audit.Shared,
	"POST /api/meetings":                                   audit.Convened,
	"POST /meetings/new":                                   audit.Convened,
	"GET /actions":                                         audit.Read,
	"GET /tonight":                                         audit.Read,
	"GET /meetings/:meeting":                               audit.Read,
	"GET /meetings/:meeting/people":                        audit.Read,
	"GET /meetings/:meeting/copies":                        audit.Read,
	"GET /meetings/:meeting/details":                       audit.Read,
	"GET /meetings/:meeting/minutes":                       audit.Read,
	"GET /meetings/:meeting/tidy":                          audit.Read,
	"GET /meetings/:meeting/corrections":                   audit.Read,
	"GET /meetings/:meeting/sign":                          audit.Read,
	"GET /meetings/:meeting/here":                          "-a picture of one dot, by which a page without script says that it is open",
	"GET /api/meetings/:meeting":                           audit.Read,
	"GET /api/meetings/:meeting/calendar.ics":              "-when the meeting is, and nothing else of it",
	"GET /api/meetings/:meeting/live":                      audit.Read,
	"GET /api/meetings/:meeting/frames":                    audit.Read,
	"GET /api/meetings/:meeting/minutes":                   audit.Read,
	"GET /api/meetings/:meeting/record":                    audit.Downloaded,
	"GET /api/meetings/:meeting/minutes.pdf":               audit.Downloaded,
	"GET /api/meetings/:meeting/decisions.pdf":             audit.Downloaded,
	"GET /api/meetings/:meeting/addenda/:number.pdf":       audit.Downloaded,
	"GET /api/meetings/:meeting/copies/:copy.pdf":          audit.Downloaded,
	"GET /copies/:meeting/:circulation":                    audit.Read,
	"GET /copies/:meeting/:circulation/copy.pdf":           audit.Downloaded,
	"POST /api/meetings/:meeting/commands":                 "-it stands in the meeting's record",
	"POST /meetings/:meeting/write":                        "-it stands in the meeting's record",
	"POST /api/meetings/:meeting/signatures":               audit.Signed,
	"POST /meetings/:meeting/sign":                         audit.Signed,
	"POST /meetings/:meeting/sign code":                    audit.Shared,
	"POST /api/meetings/:meeting/invitations":              audit.Shared,
	"POST /meetings/:meeting/people":                       audit.Shared,
	"POST /meetings/:meeting/people lines":                 "-nobody is invited yet",
	"POST /meetings/:meeting/people knock":                 audit.Admitted,
	"POST /meetings/:meeting/people decline":               audit.TurnedAway,
	"POST /api/meetings/:meeting/attendees/:attendee/code": audit.Shared,
	"POST /api/meetings/:meeting/copies/:circulation/link": audit.Shared,
	"POST /meetings/:meeting/copies":                       audit.Read, // a preview
	"POST /meetings/:meeting/copies give":                  audit.Shared,
	"POST /meetings/:meeting/copies link":                  audit.Shared,
	"POST /meetings/:meeting/copies none":                  "-it stands in the meeting's record",
	"POST /api/meetings/:meeting/refusals":                 audit.Picture,
	"POST /api/meetings/:meeting/knocks/:knock":            audit.Admitted,
	"POST /api/meetings/:meeting/knocks/:knock decline":    audit.TurnedAway,
	"POST /api/meetings/:meeting/seals":                    audit.Sealed,
	"GET /retention":                                       "-ids of meetings, nothing of them",
	"GET /retention/:id":                                   "-ids of meetings, nothing of them",
	"POST /retention/:id":                                  audit.Retained,
	"GET /audit":                                           audit.Audited,
	"GET /api/audit":                                       audit.Audited,
	"GET /api/audit/record":                                audit.Audited,
}

// everyday are the refusals that only say how far a meeting or a form has come.
var everyday = map[string]bool{string(meeting.Content): true, string(meeting.WrongPhase): true, string(meeting.Conflict): true,
	string(meeting.Unfinished): true, string(meeting.Away): true, string(Upgrade): true, string(Timeout): true}

const (
	readAgain    = 15 * time.Minute // until the same reading by the same session is noted once more
	refusedAgain = time.Minute
	mostHeld     = 20_000 // of what was noted just now
)

// The names under which a request keeps its session, the meeting that it made, what somebody tried to put in, that it was
// read, that a session began by it, by which button, what it was done to, and what its page says that it was refused with.
const (
	who         = "session"
	which       = "meeting"
	tried       = "attempt"
	came        = "came"
	began       = "began" // a session
	button      = "button"
	doneTo      = "of" // the id of what it was done to
	refusedWith = "code"
)

// audited notes what was done, once it succeeded. What is only read goes out when that stands: what cannot be noted is not
// shown. What was done is done; its line is written as soon as it can be.
func (d *door) audited(c *fiber.Ctx) error {
	c.Locals(came, true)
	failed := c.Next()
	if d.Trail == nil {
		return failed
	}
	if code := codeOf(c, failed); code != "" {
		line := d.lineOf(c)
		line.Code, line.Of = code, "" // whoever is refused may have asked with words of their own
		d.refused(line)
		return failed
	}
	err := d.note(c)
	reads := c.Method() == fiber.MethodGet || c.Method() == fiber.MethodHead || err != nil && d.lineOf(c).What == audit.Read
	if err != nil && reads && c.Locals(began) == nil {
		c.Response().Reset()
		return err
	}
	return failed
}

// note writes down what a request does that is not refused.
func (d *door) note(c *fiber.Ctx) error {
	line := d.lineOf(c)
	once := map[string]time.Duration{audit.Read: readAgain, audit.Picture: refusedAgain}[line.What]
	if d.Trail == nil || line.What == "" || once > 0 && d.noted.has(line, d.Rooms.Now()) {
		return nil
	}
	err := d.Trail.Write(c.UserContext(), line)
	switch {
	case err == nil && once > 0:
		d.noted.first(line, once, d.Rooms.Now())
	case err != nil && line.What != audit.Read && line.What != audit.Downloaded:
		go d.insist(line)
	}
	return err
}

// insist writes a line of what was done already as soon as the store takes it, for at most an hour.
func (d *door) insist(line audit.Line) {
	for range 720 {
		time.Sleep(5 * time.Second)
		if d.Trail.Write(context.Background(), line) == nil {
			return
		}
	}
	d.Log.Error("a line of the audit trail was lost", "what", line.What, "about", line.About)
}

// roomItself are the addresses that bring the room itself, by one way or another.
var roomItself = regexp.MustCompile(`^GET .*/meetings/:meeting(/live|/frames)?$`)

// lineOf is what a request does, as far as it says who asked, for what and of which meeting; with nothing in What where
// that is not noted.
func (d *door) lineOf(c *fiber.Ctx) audit.Line {
	method := c.Method()
	if method == fiber.MethodHead { // which does the same and says less
		method = fiber.MethodGet
	}
	line := audit.Line{About: method + " " + c.Route().Path, Of: ofWhat(c)}
	note, known := Notes[line.About]
	pressed, _ := c.Locals(button).(string)
	if other, does := Notes[line.About+" "+pressed]; does {
		note = other
	}
	switch {
	case !known:
		line.About = ""
	case roomItself.MatchString(line.About):
		line.About = "the room"
	}
	session, _ := c.Locals(who).(*account.Session)
	line.Meeting = d.meetingOf(c, session)
	line.Code, _ = c.Locals(tried).(string)
	status, to := c.Response().StatusCode(), string(c.Response().Header.Peek(fiber.HeaderLocation))
	switch {
	case strings.HasPrefix(note, "-"), strings.HasPrefix(to, "/confirm"):
	case note == audit.SignedIn && c.Locals(began) == nil, note == audit.SignedOut && session == nil: // nothing came of it
	case note != audit.SignedIn && method == fiber.MethodGet && status >= fiber.StatusMultipleChoices:
	default:
		line.What = note
	}
	return by(session, line)
}

// did keeps the id of what a request was done to.
func did(c *fiber.Ctx, id string) {
	before, _ := c.Locals(doneTo).(string)
	c.Locals(doneTo, strings.Trim(before+","+id, ","))
}

// ofWhat is the id of what a request was done to, or several with commas, where it was done: the handler found it then, so
// these are no words of whoever asked.
func ofWhat(c *fiber.Ctx) string {
	id, _ := c.Locals(doneTo).(string)
	for _, name := range []string{"account", "attendee", "circulation", "copy", "knock", "number"} {
		id = cmp.Or(id, c.Params(name))
	}
	if session := c.Params("session"); session != "" {
		id = session[:min(12, len(session))]
	}
	if !shortID.MatchString(id) {
		return ""
	}
	return id
}

var shortID = regexp.MustCompile(`^[A-Za-z0-9_,-]{1,200}$`)

// anID is the form of a meeting's id.
var anID = regexp.MustCompile(`^[a-v0-9]{24}$`)

// meetingOf is the meeting that a request made or is about. A stranger's word for it is not written down, and somebody's
// who has no seat there only where it could be one.
func (d *door) meetingOf(c *fiber.Ctx, session *account.Session) string {
	if made, _ := c.Locals(which).(string); made != "" {
		return made
	}
	asked := cmp.Or(c.Params("meeting"), c.Params("id"))
	if session == nil || session.Seat(asked) == "" && !anID.MatchString(asked) {
		return ""
	}
	return asked
}

// by is a line of what was asked in a session; nil where nobody is signed in.
func by(session *account.Session, line audit.Line) audit.Line {
	if session == nil {
		return line
	}
	line.Session = session.ID[:min(12, len(session.ID))]
	if session.Account != nil {
		line.Account = session.Account.ID
	}
	line.Attendee = session.Seat(line.Meeting)
	return line
}

// codeOf is the refusal's code that a request was answered with; empty where it was not refused.
func codeOf(c *fiber.Ctx, failed error) string {
	var refusal *meeting.Refusal
	var known *fiber.Error
	switch status := c.Response().StatusCode(); {
	case errors.As(failed, &refusal):
		return string(refusal.Code)
	case errors.As(failed, &known) && problems[known.Code] != nil:
		return string(problems[known.Code].Code)
	case failed != nil:
		return string(Internal)
	case status >= fiber.StatusBadRequest: // a form that was answered with itself
		code, _ := c.Locals(refusedWith).(string)
		return cmp.Or(code, string(meeting.Away)) // without one it is the answer about health
	default:
		return ""
	}
}

// refused notes what was refused to somebody; the same is noted once a minute: a stranger must not be able to fill the
// disk. A refusal that cannot be noted is a refusal still.
func (d *door) refused(line audit.Line) {
	if line.What = audit.Refused; line.Code == string(Picture) {
		line.What = audit.Picture
	}
	once := line
	if line.Attendee == "" {
		once.Meeting = "" // or whoever guesses ids would write as many lines
	}
	if d.Trail == nil || everyday[line.Code] || !d.noted.first(once, refusedAgain, d.Rooms.Now()) {
		return
	}
	if d.Trail.Write(context.Background(), line) != nil {
		d.noted.forget(once)
	}
}

// noted is what was written into the trail a moment ago.
type noted struct {
	mu    sync.Mutex
	until map[audit.Line]time.Time
}

// has reports whether a line was noted a moment ago.
func (n *noted) has(line audit.Line, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	return now.Before(n.until[line])
}

// first reports whether a line was not noted for a while, and takes it for noted from now on.
func (n *noted) first(line audit.Line, again time.Duration, now time.Time) bool {
	n.mu.Lock()
	defer n.mu.Unlock()
	if now.Before(n.until[line]) {
		return false
	}
	if n.until == nil || len(n.until) >= mostHeld {
		kept := map[audit.Line]time.Time{}
		for held, until := range n.until {
			if now.Before(until) && len(kept) < mostHeld/2 {
				kept[held] = until
			}
		}
		n.until = kept
	}
	n.until[line] = now.Add(again)
	return true
}

func (n *noted) forget(line audit.Line) {
	n.mu.Lock()
	defer n.mu.Unlock()
	delete(n.until, line)
}
