package web

import (
	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting/procedure"
)

// sheetPage is a page that is one form.
type sheetPage struct {
	frame
	Intro string
	Sheet *sheet
}

// tokenField is for the part of a link after #, which never reaches a server by itself: who fetches a link uses nothing
// up.
func tokenField(label string) field {
	return field{Sort: "text", Name: "token", Label: label, Fill: "off", Fragment: true,
		Hint: "What stands behind # in the link. Most browsers fill it in; else paste the whole link here."}
}

func (d *door) setUpForm() sheetPage {
	fields := append([]field{
		tokenField("Set-up code"),
		{Sort: "text", Name: "name", Label: "Your name", Fill: "name"},
		{Sort: "email", Name: "email", Label: "Your e-mail address", Fill: "email"},
	}, agencyFields("agency", procedure.Default())...)
	return sheetPage{
		frame{Title: "Set up Strategy Room"},
		"This makes the first account. It looks after the accounts of others and convenes meetings.",
		(&sheet{ID: "set-up", Action: "/setup", Button: "Make the account", Fields: append(fields,
			field{Sort: "text", Name: "position", Label: "Your position (optional)", Fill: "organization-title"})}).named()}
}

func (d *door) setUpPage(c *fiber.Ctx) error { return d.render(c, "sheet", d.setUpForm()) }

func (d *door) setUp(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	_, _, err = d.enter(c, TokenBody{Token: sent.code("token"), Name: sent.get("name"), Email: sent.get("email"),
		Agency: OwnAgency(sent.agency("agency")), Position: sent.trimmed("position")})
	if err != nil {
		page := d.setUpForm()
		d.again(c, err, sent, &page.frame, page.Sheet)
		return d.render(c, "sheet", page)
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}
