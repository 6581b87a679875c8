package web

import (
	"context"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// peopleForm takes the forms that make links or let in; the others of the page go where all of the record goes.
func (d *door) peopleForm(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	sent, err := typed(c)
	if err != nil {
		return err
	}
	switch sent.get("step") {
	case "knock", "decline":
		err := d.answerKnock(c, at, sent.get("knock"), AdmitBody{Admit: sent.get("step") == "knock" && sent.get("admit") == "true"})
		if err != nil {
			return d.peopleAgain(c, at, sent, err)
		}
		did(c, sent.get("knock"))
		return c.Redirect("/meetings/"+at.meeting+"/people", fiber.StatusSeeOther)
	case "pass":
		answer, err := d.passAs(c.UserContext(), at, sent.get("attendee"))
		if err != nil {
			return d.peopleAgain(c, at, sent, err)
		}
		did(c, sent.get("attendee"))
		return d.render(c, "sign", d.passPage(at, sent.get("attendee"), answer))
	case "start":
		page, err := d.tellStart(c, at, sent)
		if err != nil {
			return d.peopleAgain(c, at, sent, err)
		}
		return d.render(c, "people", page)
	case "lines":
		return d.checkLines(c, at, sent)
	case "rows":
		return d.inviteRows(c, at, sent)
	default: // "invite", "link"
		answer, err := pressed(d, c, at, sent.get("id"), d.latest, func() (InviteAnswer, bool, error) {
			answer, err := d.inviteForm(c, at, sent, sent.get("id"))
			told := err == nil && d.send(c.UserContext(), invitationSubject, &answer)
			return answer, told, err
		})
		if err != nil {
			return d.peopleAgain(c, at, sent, err)
		}
		did(c, answer.Attendee)
		page, err := d.people(c, at)
		if err != nil {
			return err
		}
		at.View(func(m *meeting.Meeting) { page.link(m, invitationSubject, answer) })
		return d.render(c, "people", page)
	}
}

// inviteForm writes an attendee down, unless the form names one, and makes their link.
func (d *door) inviteForm(c *fiber.Ctx, at seat, sent form, id string) (InviteAnswer, error) {
	body := InviteBody{ID: id, Attendee: sent.get("attendee"), Email: sent.trimmed("email")}
	if body.Email != "" {
		if err := account.CheckEmail(body.Email); err != nil {
			return InviteAnswer{}, err
		}
	}
	if body.Attendee == "" && at.role() == meeting.Chair {
		details := form{}
		for name, values := range sent {
			if name != "step" && name != "email" && name != "attendee" {
				details[name] = values
			}
		}
		said, err := bodyOf("attendee", details)
		if err != nil {
			return InviteAnswer{}, err
		}
		result, err := at.Write(c.UserContext(), at.attendee, meeting.Command{ID: id, Kind: "attendee", Body: said})
		if err != nil {
			return InviteAnswer{}, err
		}
		body.Attendee = meeting.AttendeeID(result.Number)
	}
	answer, err := d.inviteAs(c.UserContext(), at, body)
	did(c, answer.Attendee)
	return answer, err
}

// peopleAgain shows the page with what went wrong in one of its forms.
func (d *door) peopleAgain(c *fiber.Ctx, at seat, sent form, failed error) error {
	page, err := d.people(c, at)
	if err != nil {
		return err
	}
	d.failed(c, failed, sent, &page.frame, page.sheets())
	return d.render(c, "people", page)
}

// checkLines reads a pasted list and asks whether it was read right.
func (d *door) checkLines(c *fiber.Ctx, at seat, sent form) error {
	guests := pasted(sent.get("lines"))
	wrong := &meeting.Refusal{Code: meeting.Content, Field: "lines"}
	switch {
	case len(guests) == 0:
		wrong.Message = "Nobody stands there: write a name or an e-mail address on each line."
	case len(guests) > mostGuests:
		wrong.Message = fmt.Sprintf("There are %d lines; paste at most %d at once.", len(guests), mostGuests)
	case at.role() != meeting.Chair:
		wrong = meeting.Refuse(meeting.NotAllowed, "Only the chair invites.")
	default:
		for i := range guests {
			guests[i].ID = fmt.Sprintf("%s/%d", sent.get("id"), i)
		}
		return d.render(c, "sheet", d.rows(at, guests))
	}
	return d.peopleAgain(c, at, sent, wrong)
}

// rows asks about each guest. A row without a name is left out.
func (d *door) rows(at seat, guests []guest) sheetPage {
	fields := []field{hidden("step", "rows")}
	for i, g := range guests {
		row := fmt.Sprintf("rows.%d.", i)
		var sector field
		at.View(func(m *meeting.Meeting) {
			sector = choice(row+"agency.sector", "Sector", g.Agency.Sector, sectors(&m.Procedure)...)
		})
		name := field{Sort: "text", Name: row + "name", Label: "Name", Value: g.Name, Fill: "off"}
		if g.Guessed {
			name.Hint = "None stood there: this is made of the e-mail address. Put it right"
		}
		agency := field{Sort: "text", Name: row + "agency.name", Label: "Agency", Hint: "Empty: that of the sector", Value: g.Agency.Name, Fill: "off"}
		if g.Unsure {
			agency.Hint = "If this is part of the name, move it there. Empty: that of the sector"
		}
		fields = append(fields, field{Sort: "part", Label: g.Name, Fields: []field{
			name, sector,
			agency,
			choice(row+"role", "Role", string(g.Role), roles()...),
			{Sort: "text", Name: row + "position", Label: "Position", Value: g.Position, Fill: "off"},
			{Sort: "email", Name: row + "email", Label: "E-mail address", Value: g.Email, Fill: "off"}, hidden(row+"id", g.ID),
		}})
	}
	return sheetPage{frame{Title: "Check who to invite", Back: "/meetings/" + at.meeting + "/people"},
		"Nobody has been invited yet. Take somebody off the list by emptying the name.",
		(&sheet{ID: "rows", Command: newID(), Action: "/meetings/" + at.meeting + "/people", Fields: fields,
			Button: "Make " + count(len(guests), "link")}).named()}
}

// invitedRows are what became of a checked list: who was invited, and where one was refused, why, and who is left from there on.
type invitedRows struct {
	made    []*InviteAnswer
	left    []guest
	refused error
}

// latestRows are those whose links still count; where none does, they are to be made anew.
func (d *door) latestRows(ctx context.Context, became invitedRows) (invitedRows, bool) {
	good := []*InviteAnswer{}
	for _, answer := range became.made {
		if _, counts := d.latest(ctx, *answer); counts {
			good = append(good, answer)
		}
	}
	became.made = good
	return became, len(good) > 0
}

// inviteRows invites everybody of a checked list. Where one is refused, those before are invited: their links are shown,
// and the rest stays to be put right.
func (d *door) inviteRows(c *fiber.Ctx, at seat, sent form) error {
	became, err := pressed(d, c, at, sent.get("id"), d.latestRows, func() (invitedRows, bool, error) {
		became := d.inviteEach(c, at, sent)
		return became, d.send(c.UserContext(), invitationSubject, became.made...), nil
	})
	if err != nil {
		return err
	}
	page, err := d.people(c, at) // with those who were invited
	if err != nil {
		return err
	}
	at.View(func(m *meeting.Meeting) {
		for _, answer := range became.made {
			page.link(m, invitationSubject, *answer)
		}
	})
	if became.refused == nil {
		return d.render(c, "people", page)
	}
	rest := d.rows(at, became.left) // under the same ids: who was written down after all is not written down twice
	told := *d.refusal(became.refused)
	told.Field = "rows.0." + told.Field
	answered(c, told.Code)
	rest.Failed = []failure{rest.Sheet.blame(&told)}
	page.frame = rest.frame
	page.Knocks, page.Attendees, page.Sheets = nil, nil, []*sheet{rest.Sheet}
	return d.render(c, "people", page)
}

func (d *door) inviteEach(c *fiber.Ctx, at seat, sent form) (became invitedRows) {
	for i := range mostGuests {
		row := sent.under(fmt.Sprintf("rows.%d.", i))
		g := guest{ID: row.get("id"), Name: row.trimmed("name"), Email: row.trimmed("email"), Position: row.trimmed("position"),
			Agency: row.agency("agency"), Role: meeting.Role(row.get("role"))}
		if g.Name == "" {
			continue
		}
		if became.refused == nil {
			var answer InviteAnswer
			if answer, became.refused = d.inviteForm(c, at, row, g.ID); became.refused == nil {
				became.made = append(became.made, &answer)
				continue
			}
		}
		became.left = append(became.left, g)
	}
	return became
}
