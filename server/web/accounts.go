package web

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/account"
)

// The bodies of the HTTP interface for administrators.
type (
	// AccountsAnswer lists all accounts, by name.
	AccountsAnswer struct {
		Accounts []StaffAnswer `json:"accounts"`
	}
	// StaffAnswer is an account as administrators see it.
	StaffAnswer struct {
		ID string `json:"id"`
		AccountAnswer
		Password bool   `json:"password"`           // whether it has one, with an authenticator app
		Passkeys int    `json:"passkeys"`           // how many it has
		Disabled string `json:"disabled,omitempty"` // since when nobody can sign in with it; RFC 3339
	}
	// AddAccountBody makes an account or, for a known e-mail address, a new link to it.
	AddAccountBody struct {
		Name     string         `json:"name"`
		Email    string         `json:"email"`
		Agency   OwnAgency      `json:"agency"` // or its name alone, of social care
		Position string         `json:"position,omitempty"`
		Roles    []account.Role `json:"roles,omitempty"`
	}
	// AccountLinkAnswer is a sign-in link. It is shown once: only its hash is kept.
	AccountLinkAnswer struct {
		URL string `json:"url"`
	}
	// RolesBody are an account's roles.
	RolesBody struct {
		Roles []account.Role `json:"roles"`
	}
)

// administrator is who asks; refused with not-found for others: that there is such an address is nobody else's business.
// What changes something wants a proof that is fresh, see account.MayChange.
func (d *door) administrator(c *fiber.Ctx) (*account.Session, error) {
	session, err := d.signedIn(c)
	if err == nil && !session.Account.Has(account.Administrator) {
		err = problems[fiber.StatusNotFound]
	}
	if err == nil && c.Method() != fiber.MethodGet {
		err = d.People.MayChange(c.UserContext(), session)
	}
	return session, err
}

func (d *door) listAccounts(c *fiber.Ctx) error {
	if _, err := d.administrator(c); err != nil {
		return err
	}
	all, err := d.People.Accounts(c.UserContext())
	if err != nil {
		return err
	}
	answer := AccountsAnswer{Accounts: []StaffAnswer{}}
	for _, one := range all {
		staff := StaffAnswer{ID: one.ID, AccountAnswer: AccountAnswer{one.Name, one.Email, one.Agency, one.Position, one.Roles},
			Password: one.Ways.Password, Passkeys: len(one.Ways.Passkeys)}
		if !one.Disabled.IsZero() {
			staff.Disabled = one.Disabled.Format(meeting.TimeFormat)
		}
		answer.Accounts = append(answer.Accounts, staff)
	}
	return c.JSON(answer)
}

func (d *door) addAccount(c *fiber.Ctx) error {
	if _, err := d.administrator(c); err != nil {
		return err
	}
	var body AddAccountBody
	if err := take(c, &body); err != nil {
		return err
	}
	token, err := d.People.Add(c.UserContext(), account.Details{Name: body.Name, Email: body.Email, Agency: meeting.Agency(body.Agency),
		Position: body.Position}, body.Roles...)
	if err != nil {
		return err
	}
	did(c, d.accountOf(c, token))
	return c.Status(fiber.StatusCreated).JSON(AccountLinkAnswer{d.BaseURL + "/sign-in#" + token})
}

// accountOf is the id of the account that a sign-in link is for.
func (d *door) accountOf(c *fiber.Ctx, token string) string {
	link, _ := d.People.Look(c.UserContext(), token) // it was made just now
	return link.Account
}

func (d *door) accountLink(c *fiber.Ctx) error {
	if _, err := d.administrator(c); err != nil {
		return err
	}
	token, err := d.People.AccountLink(c.UserContext(), c.Params("account"))
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(AccountLinkAnswer{d.BaseURL + "/sign-in#" + token})
}

// keepsAccount makes a handler of what an administrator does with one account, answered with 204.
func (d *door) keepsAccount(does func(c *fiber.Ctx, id string) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		_, err := d.administrator(c)
		if err == nil {
			err = does(c, c.Params("account"))
		}
		if err != nil {
			return err
		}
		return c.SendStatus(fiber.StatusNoContent)
	}
}

func (d *door) setRoles(c *fiber.Ctx, id string) error {
	var body RolesBody
	if err := take(c, &body); err != nil {
		return err
	}
	return d.People.SetRoles(c.UserContext(), id, body.Roles...)
}

func (d *door) disable(c *fiber.Ctx, id string) error { return d.People.Disable(c.UserContext(), id) }
func (d *door) enable(c *fiber.Ctx, id string) error  { return d.People.Enable(c.UserContext(), id) }
func (d *door) endAccountSessions(c *fiber.Ctx, id string) error {
	if name, err := d.People.Name(c.UserContext(), id); err != nil || name == "" {
		return cmp.Or(err, error(problems[fiber.StatusNotFound]))
	}
	return d.People.EndSessions(c.UserContext(), id, "")
}

// accountsPage is where administrators look after accounts. Of meetings it says nothing.
type accountsPage struct {
	frame
	Link     *madeLink // just made
	Recovers bool      // the link is for somebody who has another way to sign in
	Add      *sheet
	Accounts []thing
}

var accountRoleWords = map[account.Role]string{account.Chair: "convenes meetings", account.Administrator: "looks after accounts", account.Auditor: "reads what was done"}

func (d *door) accounts(c *fiber.Ctx) (*accountsPage, error) {
	all, err := d.People.Accounts(c.UserContext())
	if err != nil {
		return nil, err
	}
	page := &accountsPage{frame: frame{Title: "Accounts", Back: "/", BackTo: "to your meetings"}}
	roles := func(of *account.Account) field {
		ticks := field{Sort: "ticks", Name: "role.", Label: "What they may do here"}
		for _, role := range account.Roles {
			ticks.Options = append(ticks.Options, option{Value: string(role), Words: strings.ToUpper(accountRoleWords[role][:1]) + accountRoleWords[role][1:], Chosen: of.Has(role)})
		}
		return ticks
	}
	page.Add = (&sheet{ID: "add", Action: "/people", Title: "Add somebody", Folded: true, Button: "Make the account and a link", Fields: slices.Concat(
		[]field{hidden("step", "add"), {Sort: "text", Name: "name", Label: "Name", Fill: "off"}, {Sort: "email", Name: "email", Label: "E-mail address", Fill: "off"}},
		agencyFields("agency", procedure.Default()), []field{{Sort: "text", Name: "position", Label: "Position (optional)", Fill: "off"}, roles(nil)})}).named()
	for i, one := range all {
		line := thing{ID: fmt.Sprintf("account-%d", i+1), Name: one.Name + ", " + one.Agency.Name}
		may := []string{}
		for _, role := range one.Roles {
			may = append(may, accountRoleWords[role])
		}
		line.Facts = one.Email + "\n" + words(", ", strings.Join(may, ", "), waysOf(one.Ways))
		if !one.Disabled.IsZero() {
			line.Facts += "\nDisabled since " + d.moment(one.Disabled)
		}
		step := func(step, button, look string, fields ...field) *sheet {
			return (&sheet{ID: line.ID + "-" + step, Action: "/people", Button: button, Of: one.Name, Look: look,
				Fields: append([]field{hidden("step", step), hidden("account", one.ID)}, fields...)}).named()
		}
		if one.Disabled.IsZero() {
			line.Sheets = []*sheet{step("link", "Make a new sign-in link", "secondary"), step("sessions", "End all sessions", "secondary"),
				step("disable", "Disable the account", "warning"), step("roles", "Save what they may do", "", roles(&one.Account))}
			if len(d.Providers) > 0 {
				line.Sheets = append(line.Sheets, step("provider", "Save how they sign in", "", d.services(one.Ways)))
			}
		} else {
			line.Sheets = []*sheet{step("enable", "Enable the account", "secondary")}
		}
		page.Accounts = append(page.Accounts, line)
	}
	return page, nil
}

// services is a choice among other services to sign in with.
func (d *door) services(ways account.Ways) field {
	all, value := []option{}, ways.Expects
	for _, one := range ways.Linked {
		value = one.Provider
	}
	for _, p := range d.Providers {
		all = append(all, option{Value: p.ID, Words: p.Name})
	}
	chosen := choice("provider", "Another service to sign in with", value, all...)
	chosen.Empty = "None"
	return chosen.hinted("The first who comes from there with this e-mail address, verified, is taken for this person")
}

func waysOf(ways account.Ways) string {
	has := []string{}
	if n := len(ways.Passkeys); n > 0 {
		has = append(has, counted(n, "passkey", "passkeys"))
	}
	if ways.Password {
		has = append(has, "a password with an app")
	}
	if len(ways.Linked) > 0 {
		has = append(has, "another service")
	}
	if len(has) == 0 {
		return "signs in by links alone so far"
	}
	return "signs in with " + strings.Join(has, " or ")
}

func (d *door) accountsPage(c *fiber.Ctx) error {
	if _, err := d.administrator(c); err != nil {
		return err
	}
	page, err := d.accounts(c)
	if err != nil {
		return err
	}
	return d.render(c, "accounts", page)
}

func (d *door) accountsForm(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	if _, err := d.administrator(c); refused(err) == meeting.Unconfirmed {
		return c.Redirect("/confirm?to=/people", fiber.StatusSeeOther)
	} else if err != nil {
		return err
	}
	token, err := d.accountStep(c, sent)
	if err == nil && token != "" { // whom the link is for, whatever else the form says
		did(c, d.accountOf(c, token))
	} else if err == nil {
		did(c, sent.get("account"))
	}
	page, drawn := d.accounts(c)
	if drawn != nil {
		return drawn
	}
	switch {
	case err != nil:
		d.failed(c, err, sent, &page.frame, append(sheetsOf(page.Accounts), page.Add))
	case token == "":
		return c.Redirect("/people", fiber.StatusSeeOther)
	default:
		d.shows(page, sent, token)
	}
	return d.render(c, "accounts", page)
}

// accountStep does what a form asks for, and returns the token of a link that was made.
func (d *door) accountStep(c *fiber.Ctx, sent form) (token string, err error) {
	ctx, id := c.UserContext(), sent.get("account")
	roles := []account.Role{}
	for role, ticked := range sent.under("role.") {
		if ticked[len(ticked)-1] == "true" {
			roles = append(roles, account.Role(role))
		}
	}
	switch sent.get("step") {
	case "add":
		return d.People.Add(ctx, account.Details{Name: sent.get("name"), Email: sent.trimmed("email"), Agency: sent.agency("agency"), Position: sent.trimmed("position")}, roles...)
	case "link":
		return d.People.AccountLink(ctx, id)
	case "sessions":
		return "", d.endAccountSessions(c, id)
	case "disable":
		return "", d.People.Disable(ctx, id)
	case "enable":
		return "", d.People.Enable(ctx, id)
	case "provider":
		return "", d.expectFrom(c, id, sent.get("provider"))
	case "roles":
		return "", d.People.SetRoles(ctx, id, roles...)
	}
	return "", unreadable
}

// shows puts a link on the page that was just made.
func (d *door) shows(page *accountsPage, sent form, token string) {
	all, _ := d.People.Accounts(context.Background()) // without them the link has no name beside it
	page.Link = &madeLink{ID: "link", URL: d.BaseURL + "/sign-in#" + token}
	for _, one := range all {
		if one.ID == sent.get("account") || strings.EqualFold(one.Email, sent.trimmed("email")) {
			page.Link.Name, page.Recovers = one.Name, one.Ways.Any()
		}
	}
	page.Title = "Link for " + page.Link.Name
	page.Link.Text = "Open this link and press Sign in. It works once, within 24 hours, and is for you alone.\n" + page.Link.URL
}
