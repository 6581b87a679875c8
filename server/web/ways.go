package web

import (
	"fmt"
	"html/template"
	"image"
	"image/color"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// accountPage is where people see and change how they sign in.
type accountPage struct {
	frame
	Who       string
	None      bool   // there is no way but a link
	Recovered string // when a link was used or a service linked though there were other ways
	CanAdd    bool   // passkeys work at this address
	Passkeys  []thing
	Password  *thing
	Passwords bool     // one may have one
	Services  []string // other services that the account signs in with
	Codes     []string // just made
	News      []string // that happened to all of this
	Sessions  []thing
	EndOthers *sheet // nil where there are none
}

func (d *door) accountPage(c *fiber.Ctx) error {
	session, page, err := d.ownAccount(c)
	if err != nil {
		return err
	}
	_ = d.People.Looked(c.UserContext(), session.Account.ID) // else they are told once more
	return d.render(c, "account", page)
}

func (d *door) ownAccount(c *fiber.Ctx) (*account.Session, *accountPage, error) {
	session, err := d.accountHolder(c)
	if err != nil {
		return nil, nil, err
	}
	ways, err := d.People.Ways(c.UserContext(), session.Account.ID)
	if err != nil {
		return nil, nil, err
	}
	page := &accountPage{frame: frame{Title: "Your account", Back: "/", BackTo: "to your meetings", Script: "passkey.js"}, CanAdd: d.People.Passkeys(), Passwords: !d.People.PasskeysOnly, None: !ways.Any(),
		Who: session.Account.Name + ", " + session.Account.Email}
	page.News = d.news(ways.News)
	if !ways.Recovered.IsZero() {
		page.Recovered = d.moment(ways.Recovered)
	}
	for _, l := range d.elsewhere(ways.Linked, "/account") {
		page.Services = append(page.Services, l.Words)
	}
	remove := func(id, what, step string, fields ...field) *sheet {
		return (&sheet{ID: id, Action: "/account", Button: "Remove", Of: what, Look: "secondary", Fields: append([]field{hidden("step", step)}, fields...)}).named()
	}
	for i, key := range ways.Passkeys {
		line := thing{ID: fmt.Sprintf("passkey-%d", i+1), Name: key.Name, Facts: "Made " + d.moment(key.Made)}
		if !key.Used.IsZero() {
			line.Facts += "\nUsed last " + d.moment(key.Used)
		}
		line.Direct = []*sheet{remove(line.ID+"-remove", key.Name, "passkey", hidden("passkey", key.ID))}
		page.Passkeys = append(page.Passkeys, line)
	}
	if ways.Password {
		page.Password = &thing{ID: "password", Name: "Password and authenticator app", Facts: fmt.Sprintf("Recovery codes left: %d", ways.Codes),
			Href: "/account/password", To: "Change", Direct: []*sheet{
				(&sheet{ID: "codes", Action: "/account", Button: "Make new recovery codes", Look: "secondary", Fields: []field{hidden("step", "codes")}}).named(),
				remove("password-remove", "password and authenticator app", "password")}}
	}
	if page.Sessions, err = d.sessions(c, session); len(page.Sessions) > 1 {
		page.EndOthers = (&sheet{ID: "sessions", Action: "/account", Button: "End all others", Look: "warning", Fields: []field{hidden("step", "sessions")}}).named()
	}
	return session, page, err
}

func (config Config) moment(at time.Time) string { return config.dayAndTime(at.Format(time.RFC3339)) }

// accountForm removes a way to sign in, makes new recovery codes, or ends sessions.
func (d *door) accountForm(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	session, err := d.accountHolder(c)
	if err != nil {
		return err
	}
	var codes []string
	switch sent.get("step") {
	case "passkey":
		err = d.People.RemovePasskey(c.UserContext(), session, sent.get("passkey"))
	case "password":
		err = d.People.RemovePassword(c.UserContext(), session)
	case "codes":
		codes, err = d.People.NewCodes(c.UserContext(), session)
	case "session":
		ended := sent.get("session")
		if err = d.People.EndSession(c.UserContext(), session.Account.ID, ended); err == nil {
			did(c, ended[:min(12, len(ended))])
		}
	case "sessions":
		err = d.People.EndSessions(c.UserContext(), session.Account.ID, session.ID)
	default:
		err = unreadable
	}
	if refused(err) == meeting.Unconfirmed {
		return c.Redirect("/confirm?to=/account", fiber.StatusSeeOther)
	}
	if err == nil && codes == nil {
		return c.Redirect("/account", fiber.StatusSeeOther)
	}
	_, page, drawn := d.ownAccount(c)
	if drawn != nil {
		return drawn
	}
	if err != nil {
		told := d.refusal(err)
		answered(c, told.Code)
		page.Failed = []failure{{Words: told.Message}}
	}
	page.Codes = codes
	if codes != nil {
		page.Title = "Your recovery codes"
	}
	return d.render(c, "account", page)
}

// passwordPage sets a password and an authenticator app.
type passwordPage struct {
	frame
	Who      string
	Secret   string // in groups of four
	URI      template.URL
	Picture  string // of the same, as the path of an SVG
	Side     int    // of the picture, with its margin
	Password *sheet
}

func (d *door) settingPassword(c *fiber.Ctx, nonce string) (*account.Session, *passwordPage, error) {
	session, err := d.accountHolder(c)
	if err == nil {
		err = d.People.MayChange(c.UserContext(), session)
	}
	if err != nil {
		return nil, nil, err
	}
	if d.People.PasskeysOnly {
		return nil, nil, problems[fiber.StatusNotFound]
	}
	app, err := d.People.App(c.UserContext(), session.Account, nonce)
	if err != nil {
		return nil, nil, err
	}
	page := &passwordPage{frame: frame{Title: "Password and authenticator app", Back: "/account", BackTo: "to your account"}, Who: session.Account.Email,
		URI: template.URL(app.Key.URL())} // of our making; the template would take its scheme for a stranger's
	for i := 0; i < len(app.Secret); i += 4 {
		page.Secret += app.Secret[i:min(i+4, len(app.Secret))] + " "
	}
	picture, err := app.Key.Image(pictureSide, pictureSide)
	if err != nil {
		return nil, nil, err
	}
	page.Picture, page.Side = squares(picture), pictureSide+2*16
	page.Password = (&sheet{ID: "set-password", Action: "/account/password", Button: "Save", Fields: []field{hidden("nonce", app.Nonce),
		{Sort: "text", Name: "code", Label: "Code that the app shows now", Fill: "one-time-code", Narrow: true, Hint: "Six digits"},
		{Sort: "password", Name: "password", Label: "New password", Fill: "new-password",
			Hint: "12 characters or more. Three or four words that do not belong together are good; a password manager is better."}}}).named()
	return session, page, nil
}

func (d *door) passwordPage(c *fiber.Ctx) error {
	_, page, err := d.settingPassword(c, "")
	if refused(err) == meeting.Unconfirmed {
		return c.Redirect("/confirm?to=/account/password", fiber.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	return d.render(c, "password", page)
}

func (d *door) passwordForm(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	session, page, err := d.settingPassword(c, sent.get("nonce"))
	if refused(err) == meeting.Unconfirmed {
		return c.Redirect("/confirm?to=/account/password", fiber.StatusSeeOther)
	}
	if err != nil {
		return err
	}
	codes, err := d.People.SetPassword(c.UserContext(), session, sent.get("password"), sent.get("nonce"), sent.get("code"))
	if err != nil {
		d.again(c, err, sent, &page.frame, page.Password)
		return d.render(c, "password", page)
	}
	_, own, err := d.ownAccount(c)
	if err != nil {
		return err
	}
	own.Title, own.Codes = "Your recovery codes", codes
	return d.render(c, "account", own)
}

// pictureSide is the length of a side of a QR picture, in points.
const pictureSide = 200

// squares is the path of an SVG that fills what is dark in a picture, row by row.
func squares(picture image.Image) string {
	var path strings.Builder
	box := picture.Bounds()
	dark := func(x, y int) bool {
		return x < box.Max.X && color.GrayModel.Convert(picture.At(x, y)).(color.Gray).Y < 128
	}
	for y := box.Min.Y; y < box.Max.Y; y++ {
		for x := box.Min.X; x < box.Max.X; x++ {
			if from := x; dark(x, y) {
				for dark(x, y) {
					x++
				}
				fmt.Fprintf(&path, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return path.String()
}
