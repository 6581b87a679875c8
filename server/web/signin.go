package web

import (
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// signInPage is where people sign in: with a passkey, a password or a link.
type signInPage struct {
	frame
	Passkeys bool
	Services []link
	Password *sheet // nil where there are passkeys only
	Link     *sheet
}

func (d *door) signInForms() signInPage {
	page := signInPage{frame: frame{Title: "Sign in", Script: "passkey.js"}, Passkeys: d.People.Passkeys(), Services: d.elsewhere(nil, ""),
		Password: (&sheet{ID: "password", Action: "/sign-in", Button: "Sign in", Title: "With your password", Fields: append(
			[]field{hidden("step", "password"), {Sort: "email", Name: "email", Label: "E-mail address", Fill: "username"}}, passwordFields()...)}).named(),
		Link: (&sheet{ID: "sign-in", Action: "/sign-in", Button: "Sign in", Title: "I have a sign-in link", Folded: true,
			Intro:  "Each sign-in link works once; whoever looks after Strategy Room can make another.",
			Fields: []field{tokenField("Sign-in code")}}).named()}
	if d.People.PasskeysOnly {
		page.Password = nil
	}
	return page
}

// passwordFields are a password with the code of an authenticator app.
func passwordFields() []field {
	return []field{{Sort: "password", Name: "password", Label: "Password", Fill: "current-password"},
		{Sort: "text", Name: "code", Label: "Code", Fill: "one-time-code", Narrow: true, Hint: "The six digits that your authenticator app shows, or a recovery code"}}
}

func (d *door) signInPage(c *fiber.Ctx) error { return d.render(c, "signin", d.signInForms()) }

func (d *door) signIn(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	page := d.signInForms()
	if sent.get("step") == "password" {
		session, err := d.People.SignIn(c.UserContext(), account.Login{Email: sent.trimmed("email"), Password: sent.get("password"), Code: sent.get("code")}, d.caller(c))
		if err == nil {
			err = d.begun(c, session)
		}
		if err != nil && page.Password == nil {
			return err
		}
		if err != nil {
			d.again(c, err, sent, &page.frame, page.Password)
			return d.render(c, "signin", page)
		}
		return c.Redirect("/", fiber.StatusSeeOther)
	}
	session, at, err := d.enter(c, TokenBody{Token: sent.code("token")})
	if err != nil {
		d.again(c, err, sent, &page.frame, page.Link)
		return d.render(c, "signin", page)
	}
	if at != "" { // it was the link of a meeting
		return c.Redirect(into(session, at), fiber.StatusSeeOther)
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}

// confirmPage asks who is signed in to show again who they are, and leads on.
type confirmPage struct {
	frame
	To       string
	Passkey  bool
	Services []link
	Password *sheet
	None     bool // nothing to confirm with
}

// onward is an address of ours that somebody may be led on to.
var onward = regexp.MustCompile(`^/[A-Za-z0-9][A-Za-z0-9/_-]*$`)

func (d *door) confirming(c *fiber.Ctx, to string) (*account.Session, confirmPage, error) {
	page := confirmPage{frame: frame{Title: "Confirm who you are", Script: "passkey.js"}, To: "/account"}
	if onward.MatchString(to) {
		page.To = to
	}
	session, err := d.accountHolder(c)
	if err != nil {
		return nil, page, err
	}
	ways, err := d.People.Ways(c.UserContext(), session.Account.ID)
	if strings.HasPrefix(page.To, "/retention/") { // see keptForm
		ways.Linked = nil
	}
	page.Services = d.elsewhere(ways.Linked, page.To)
	page.Passkey, page.None = len(ways.Passkeys) > 0 && d.People.Passkeys(), !ways.Any()
	if ways.Password {
		page.Password = (&sheet{ID: "confirm", Action: "/confirm", Button: "Confirm", Fields: append([]field{hidden("to", page.To)}, passwordFields()...)}).named()
	}
	return session, page, err
}

func (d *door) confirmPage(c *fiber.Ctx) error {
	_, page, err := d.confirming(c, c.Query("to"))
	if err != nil {
		return err
	}
	return d.render(c, "confirm", page)
}

func (d *door) confirmForm(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	session, page, err := d.confirming(c, sent.get("to"))
	if err != nil {
		return err
	}
	if page.Password == nil {
		return meeting.Refuse(meeting.Conflict, "Your account has no password.")
	}
	session, err = d.People.Confirm(c.UserContext(), session, sent.get("password"), sent.get("code"), d.caller(c))
	if err != nil {
		d.again(c, err, sent, &page.frame, page.Password)
		return d.render(c, "confirm", page)
	}
	d.remember(c, session)
	return c.Redirect(page.To, fiber.StatusSeeOther)
}
