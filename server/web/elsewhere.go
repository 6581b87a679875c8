package web

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/provider"
)

// askedCookie is what the browser that was sent to another service brings back with the answer.
const askedCookie = "__Host-asked"

func (d *door) provider(id string) (*provider.Provider, error) {
	for _, p := range d.Providers {
		if p.ID == id {
			return p, nil
		}
	}
	return nil, problems[fiber.StatusNotFound]
}

// askElsewhere sends the browser to another service, to sign in or, where somebody is signed in and is to confirm that, to
// be asked anew. A page of somebody else's cannot have it do so as a picture or a frame, which would use up an office's tries.
func (d *door) askElsewhere(c *fiber.Ctx) error {
	if mode, to := c.Get("Sec-Fetch-Mode", "navigate"), c.Get("Sec-Fetch-Dest", "document"); mode != "navigate" || to != "document" {
		return meeting.Refuse(meeting.NotAllowed, "Open this in a page of its own.")
	}
	service, err := d.provider(c.Params("provider"))
	if err != nil {
		return err
	}
	asked := provider.Asked{Nonce: d.People.Secret(), Verifier: provider.Verifier()}
	q := account.Question{Provider: service.ID, Browser: d.People.Secret(), To: "/"}
	if c.Query("confirm") != "" {
		session, err := d.accountHolder(c)
		if err != nil {
			return err
		}
		q.Session, asked.Again = session.ID, true
		if to := c.Query("confirm"); onward.MatchString(to) {
			q.To = to
		}
	}
	if q.Secret, err = json.Marshal(asked); err != nil {
		return err
	}
	state, err := d.People.Ask(c.UserContext(), q, d.caller(c))
	if err != nil {
		return err
	}
	to, err := service.Address(c.UserContext(), state, asked)
	if err != nil {
		d.Log.Error("another service cannot be asked", "provider", service.ID, "error", err)
		return meeting.Refuse(meeting.Away, "%s cannot be reached just now. Try again, or sign in another way.", service.Name)
	}
	c.Cookie(&fiber.Cookie{Name: askedCookie, Value: q.Browser, Path: "/", Secure: true, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode,
		Expires: d.Rooms.Now().Add(5 * time.Minute)})
	return c.Redirect(to, fiber.StatusSeeOther)
}

// answeredElsewhere takes the answer of another service, once, in the browser that was sent there.
func (d *door) answeredElsewhere(c *fiber.Ctx) error {
	ctx := c.UserContext()
	q, err := d.People.Answered(ctx, c.Query("state"), c.Cookies(askedCookie), d.caller(c))
	if err != nil {
		return err
	}
	c.Cookie(&fiber.Cookie{Name: askedCookie, Path: "/", Secure: true, HTTPOnly: true, SameSite: fiber.CookieSameSiteLaxMode, MaxAge: -1})
	service, err := d.provider(q.Provider)
	if err != nil {
		return err
	}
	var asked provider.Asked
	if err := json.Unmarshal(q.Secret, &asked); err != nil {
		return err
	}
	if from := c.Query("iss"); c.Query("error") != "" || c.Query("code") == "" || from != "" && from != service.Issuer {
		return meeting.Refuse(meeting.NotRecognised, "%s did not sign you in. Try again, or sign in another way.", service.Name)
	}
	who, err := service.Identity(ctx, c.Query("code"), asked)
	if err != nil {
		d.Log.Error("another service's answer was not taken", "provider", service.ID, "error", err)
		if errors.Is(err, provider.ErrRefused) {
			return meeting.Refuse(meeting.NotRecognised, "What %s said cannot be relied on, so you were not signed in. Tell whoever looks after Strategy Room.", service.Name)
		}
		return meeting.Refuse(meeting.Away, "%s cannot be reached just now. Try again, or sign in another way.", service.Name)
	}
	if q.Session == "" {
		session, err := d.People.SignInByProvider(ctx, service.ID, who.Issuer, who.Subject, who.Email)
		if err == nil {
			err = d.begun(c, session)
		}
		if err != nil {
			return err
		}
		return c.Redirect(q.To, fiber.StatusSeeOther)
	}
	session, err := d.accountHolder(c)
	if err == nil && session.ID != q.Session {
		err = signedOut
	}
	if err == nil {
		session, err = d.People.ConfirmByProvider(ctx, session, who.Issuer, who.Subject)
	}
	if err != nil {
		return err
	}
	d.remember(c, session)
	return c.Redirect(q.To, fiber.StatusSeeOther)
}

// elsewhere are links to all services, or to those that an account is linked with.
func (d *door) elsewhere(linked []account.Linked, confirm string) (all []link) {
	for _, p := range d.Providers {
		mine := confirm == ""
		for _, one := range linked {
			mine = mine || one.Provider == p.ID
		}
		to := "/sign-in/with/" + p.ID
		if confirm != "" {
			to += "?confirm=" + confirm
		}
		if mine {
			all = append(all, link{to, p.Name})
		}
	}
	return all
}

// ExpectBody has an account sign in with a service.
type ExpectBody struct {
	Provider string `json:"provider"` // its id; empty: with none, and what was linked ends
}

func (d *door) expect(c *fiber.Ctx, id string) error {
	var body ExpectBody
	if err := take(c, &body); err != nil {
		return err
	}
	return d.expectFrom(c, id, body.Provider)
}

func (d *door) expectFrom(c *fiber.Ctx, id, from string) error {
	if from != "" {
		if _, err := d.provider(from); err != nil {
			return &meeting.Refusal{Code: meeting.Content, Field: "provider", Message: "There is no such service."}
		}
	}
	return d.People.Expect(c.UserContext(), id, from)
}
