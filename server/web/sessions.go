package web

import (
	"fmt"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// The bodies of the HTTP interface about sessions.
type (
	// SessionsAnswer lists the sessions of the account that is signed in, the one used last first.
	SessionsAnswer struct {
		Sessions []OpenSession `json:"sessions"`
	}
	// OpenSession is one browser or program in which the account is signed in.
	OpenSession struct {
		ID      string      `json:"id"`
		Device  string      `json:"device,omitempty"`  // "Firefox on Windows"
		Network string      `json:"network,omitempty"` // the beginning of the address it was used from last
		Since   string      `json:"since"`             // RFC 3339
		Seen    string      `json:"seen"`              // when something was asked last, to about a minute; RFC 3339
		How     account.Way `json:"how"`               // how they showed last who they are: "link", "password", "passkey" or "provider"
		This    bool        `json:"this,omitempty"`    // the one that asks
	}
)

func (d *door) listSessions(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err != nil {
		return err
	}
	open, err := d.People.Sessions(c.UserContext(), session.Account.ID)
	if err != nil {
		return err
	}
	answer := SessionsAnswer{Sessions: []OpenSession{}}
	for _, one := range open {
		answer.Sessions = append(answer.Sessions, OpenSession{one.ID, one.From.Device, one.From.Network, one.Since.Format(meeting.TimeFormat),
			one.Seen.Format(meeting.TimeFormat), one.Proof.How, one.ID == session.ID})
	}
	return c.JSON(answer)
}

func (d *door) endSession(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err == nil {
		err = d.People.EndSession(c.UserContext(), session.Account.ID, c.Params("session"))
	}
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

// endSessions ends all of one's own, this one too.
func (d *door) endSessions(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err == nil {
		err = d.People.EndSessions(c.UserContext(), session.Account.ID, "")
	}
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

var wayWords = map[account.Way]string{account.ByLink: "with a link", account.ByPassword: "with the password", account.ByPasskey: "with a passkey",
	account.ByProvider: "by another service"}

// sessions are the lines of the account's page about where somebody is signed in.
func (d *door) sessions(c *fiber.Ctx, session *account.Session) (all []thing, err error) {
	open, err := d.People.Sessions(c.UserContext(), session.Account.ID)
	for i, one := range open {
		line := thing{ID: fmt.Sprintf("session-%d", i+1), Name: words(", ", one.From.Device, one.From.Network)}
		if line.Name == "" {
			line.Name = "Not known from where"
		}
		line.Facts = "Signed in " + words(" ", d.moment(one.Since), wayWords[one.Proof.How]) + "\nUsed last " + d.moment(one.Seen)
		if one.ID == session.ID {
			line.Name += " (here)"
		} else {
			line.Direct = []*sheet{(&sheet{ID: line.ID + "-end", Action: "/account", Button: "End", Of: line.Name, Look: "secondary",
				Fields: []field{hidden("step", "session"), hidden("session", one.ID)}}).named()}
		}
		all = append(all, line)
	}
	return all, err
}
