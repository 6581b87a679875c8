package web

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// The bodies of the HTTP interface about people.
type (
	// TokenBody exchanges a set-up, sign-in or invitation token, or that of a copy; set-up also takes who the first account is for.
	TokenBody struct {
		Token    string    `json:"token"`
		Name     string    `json:"name,omitempty"`
		Email    string    `json:"email,omitempty"`
		Agency   OwnAgency `json:"agency,omitzero"` // or its name alone, of social care
		Position string    `json:"position,omitempty"`
	}
	// SessionAnswer says who is signed in: by an account, as a guest of meetings, or both.
	SessionAnswer struct {
		Account *AccountAnswer    `json:"account,omitempty"`
		Meeting string            `json:"meeting,omitempty"` // that an invitation led to
		Knock   account.State     `json:"knock,omitempty"`   // "waiting": whoever came has to be known first, and has no seat yet
		Seats   map[string]string `json:"seats"`             // meeting to attendee
		Copies  []CopyAnswer      `json:"copies"`            // that may be taken without a seat
	}
	// CopyAnswer names a copy of a meeting's minutes that was given to somebody outside it.
	CopyAnswer struct {
		Meeting     string `json:"meeting"`
		Circulation string `json:"circulation"`
		Until       string `json:"until"` // RFC 3339, UTC
	}
	// AccountAnswer is what an account may know of itself.
	AccountAnswer struct {
		Name     string         `json:"name"`
		Email    string         `json:"email"`
		Agency   meeting.Agency `json:"agency"`
		Position string         `json:"position,omitempty"`
		Roles    []account.Role `json:"roles"`
	}
	// KnockBody asks to be let in with a link that was used already.
	KnockBody struct {
		Token  string         `json:"token"`
		Name   string         `json:"name"`
		Agency meeting.Agency `json:"agency"`
		Same   bool           `json:"same,omitempty"` // the person invited, on another device
	}
	// KnockAnswer says what became of a knock.
	KnockAnswer struct {
		Meeting string        `json:"meeting"`
		State   account.State `json:"state"` // "waiting", "admitted" or "declined"
	}
)

// OwnAgency is an agency, or just its name where it is one of children's social care.
type OwnAgency meeting.Agency

// UnmarshalJSON takes an object or a string.
func (a *OwnAgency) UnmarshalJSON(data []byte) error {
	if name := ""; json.Unmarshal(data, &name) == nil {
		*a = OwnAgency{Sector: "social-care", Name: name}
		return nil
	}
	return json.Unmarshal(data, (*meeting.Agency)(a))
}

// session is who sent the request, nil for nobody.
func (d *door) session(c *fiber.Ctx) (*account.Session, error) {
	session, err := d.People.Session(c.UserContext(), c.Cookies(account.Cookie))
	c.Locals(who, session)
	if err == nil && session != nil && !byItself(c) {
		// What cannot be written down just now is no reason not to answer.
		_ = d.People.Notice(c.UserContext(), session, d.from(c))
	}
	return session, err
}

// byItself reports whether a browser may have sent a request without anybody doing anything.
func byItself(c *fiber.Ctx) bool {
	path := c.Path()
	return c.Method() == fiber.MethodGet && (strings.HasPrefix(path, "/api/session") || strings.HasPrefix(path, "/api/knocks/") ||
		strings.HasSuffix(path, "/live") || strings.HasSuffix(path, "/frames") || strings.HasSuffix(path, "/here"))
}

// signedIn is who sent the request; refused with signed-out where that is nobody.
func (d *door) signedIn(c *fiber.Ctx) (*account.Session, error) {
	session, err := d.session(c)
	if err == nil && session == nil {
		err = meeting.Refuse(meeting.SignedOut, "You are signed out. Open the link that you were sent, or sign in again.")
	}
	return session, err
}

// pastEnd is how much longer a browser keeps the cookie than the session lasts by itself: a meeting may hold that.
const pastEnd = 12 * time.Hour

// remember gives the browser the cookie of a session that has just begun, or changed it.
func (d *door) remember(c *fiber.Ctx, session *account.Session) {
	c.Locals(who, session)
	c.Locals(began, true)
	if session.Cookie != "" {
		c.Cookie(&fiber.Cookie{Name: account.Cookie, Value: session.Cookie, Path: "/", Secure: true, HTTPOnly: true,
			SameSite: fiber.CookieSameSiteLaxMode, Expires: session.Until.Add(pastEnd)})
	}
}

func (d *door) whoAmI(c *fiber.Ctx) error {
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	return c.JSON(d.sessionAnswer(session, ""))
}

func (d *door) sessionAnswer(session *account.Session, at string) SessionAnswer {
	answer := SessionAnswer{Meeting: at, Seats: session.Seats(), Copies: []CopyAnswer{}}
	for _, taking := range session.Takings(d.Rooms.Now()) {
		answer.Copies = append(answer.Copies, CopyAnswer{taking.Meeting, taking.Circulation, taking.Until.UTC().Format(meeting.TimeFormat)})
	}
	if who := session.Account; who != nil {
		answer.Account = &AccountAnswer{who.Name, who.Email, who.Agency, who.Position, who.Roles}
	}
	return answer
}

func (d *door) exchange(c *fiber.Ctx) error {
	var body TokenBody
	if err := take(c, &body); err != nil {
		return err
	}
	session, at, err := d.enter(c, body)
	if err != nil {
		return err
	}
	answer := d.sessionAnswer(session, at)
	if toWait(session, at) {
		answer.Knock = account.Waiting
		c.Status(fiber.StatusAccepted)
	}
	return c.JSON(answer)
}

// toWait reports whether whoever used a link of a meeting has to wait until they are known.
func toWait(session *account.Session, at string) bool { return at != "" && session.Seat(at) == "" }

// into is the page that the link of a meeting leads to.
func into(session *account.Session, at string) string {
	if toWait(session, at) {
		at += "/waiting"
	}
	return "/meetings/" + at
}

// enter exchanges a token for a session and has the browser remember it; for an invitation it returns the meeting, in which
// the session has no seat where whoever came has to be known first.
func (d *door) enter(c *fiber.Ctx, body TokenBody) (*account.Session, string, error) {
	with, err := d.session(c)
	if err != nil {
		return nil, "", err
	}
	token := strings.TrimSpace(body.Token)
	if err := d.comesLate(c.UserContext(), with, token); err != nil {
		return nil, "", err
	}
	by, err := d.entranceBy(c.UserContext(), with, token)
	if err != nil {
		return nil, "", err
	}
	if by.strict && by.excluded {
		return nil, "", linkEnded
	}
	if by.waits() {
		session, knock, err := d.People.Knock(c.UserContext(), token, by.outside(with), by.invited)
		if err == nil {
			d.remember(c, session)
		}
		return session, knock.Meeting, err
	}
	if by.strict && by.meant && !by.inside { // the record says so before there is a seat; sent again it is written down once
		if err := d.People.Reserve(c.UserContext(), token, with); err != nil {
			return nil, "", err
		}
		id := "server/known/" + by.Attendee + "/" + with.Account.ID
		if err := d.noteKnown(c.UserContext(), by.Meeting, "", by.Attendee, meeting.ByAccount, id); err != nil {
			return nil, "", err
		}
	}
	session, at, err := d.People.Exchange(c.UserContext(), token, with, account.Details{
		Name: body.Name, Email: body.Email, Agency: meeting.Agency(body.Agency), Position: body.Position})
	if err != nil {
		return nil, "", err
	}
	if with != nil && with.ID != session.ID { // a sign-in takes the place of whoever used this browser before
		if err := d.People.SignOut(c.UserContext(), with); err != nil {
			return nil, "", err
		}
	}
	d.remember(c, session)
	_ = d.People.Notice(c.UserContext(), session, d.from(c)) // they are in; what cannot be written down just now is no reason not to say so
	return session, at, nil
}

func (d *door) signOut(c *fiber.Ctx) error {
	if err := d.leave(c); err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// leave ends the session that sent the request and has the browser forget it.
func (d *door) leave(c *fiber.Ctx) error {
	session, err := d.session(c)
	if err != nil || session == nil {
		return err
	}
	if err := d.People.SignOut(c.UserContext(), session); err != nil {
		return err
	}
	c.Cookie(&fiber.Cookie{Name: account.Cookie, Path: "/", Secure: true, HTTPOnly: true,
		SameSite: fiber.CookieSameSiteLaxMode, MaxAge: -1})
	return nil
}
