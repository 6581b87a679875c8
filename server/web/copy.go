package web

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// CopyLinkAnswer is the link by which somebody outside the meeting takes their copy. It is shown once: only its hash is
// kept.
type CopyLinkAnswer struct {
	URL string `json:"url"`
}

var onlyTheChair = meeting.Refuse(meeting.NotAllowed, "Only the chair gives out copies.")

func (d *door) copyLink(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	url, err := d.copyLinkAs(c.UserContext(), at, c.Params("circulation"))
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(CopyLinkAnswer{url})
}

// copyLinkAs makes the link to a copy, in place of one made before. Only the chair makes one, and only for who has no
// seat in the meeting to take the copy from.
func (d *door) copyLinkAs(ctx context.Context, at seat, id string) (string, error) {
	var refusal *meeting.Refusal
	at.View(func(m *meeting.Meeting) {
		switch sent := m.Circulations[id]; {
		case m.Attendees[at.attendee].Role != meeting.Chair:
			refusal = onlyTheChair
		case sent == nil:
			refusal = meeting.Refuse(meeting.NotFound, "There is no such copy in this meeting.")
		case !sent.MayGet():
			refusal = meeting.Refuse(meeting.Content, "They get no copy: %s", sent.Withheld)
		case sent.Attendee != "":
			refusal = meeting.Refuse(meeting.Content, "Whoever is in the meeting takes their copy there and needs no link.")
		}
	})
	if refusal != nil {
		return "", refusal
	}
	token, err := d.People.InviteCopy(ctx, at.meeting, id)
	return d.BaseURL + "/copy#" + token, err
}

// copyPage is where the link of a copy leads. Looking at it uses nothing up; the button does.
func (d *door) copyPage(c *fiber.Ctx) error { return d.render(c, "sheet", d.copyForm()) }

func (d *door) copyForm() sheetPage {
	return sheetPage{frame{Title: "A copy for you"},
		"You were given a copy of minutes. Press Continue in the browser in which you want to keep it: the link works once.",
		(&sheet{ID: "copy", Action: "/copy", Button: "Continue", Fields: []field{tokenField("Code of the copy")}}).named()}
}

func (d *door) takeLink(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	token := sent.code("token")
	link, err := d.People.Look(c.UserContext(), token)
	if err == nil && link.Purpose != account.Copy {
		err = meeting.Refuse(meeting.NotFound, "This link is not one to a copy. Open it as it was sent to you.")
	}
	if err == nil {
		_, _, err = d.enter(c, TokenBody{Token: token})
	}
	if err == nil {
		return c.Redirect("/copies/"+link.Meeting+"/"+link.Circulation, fiber.StatusSeeOther)
	}
	page := d.copyForm()
	told := *d.refusal(err)
	told.Field = "token"
	d.again(c, &told, sent, &page.frame, page.Sheet)
	return d.render(c, "sheet", page)
}

// takingPage is a copy for somebody who is not in the meeting. No child's name stands on it.
type takingPage struct {
	frame
	Facts []meeting.Fact
	PDF   string // address
}

// taking finds the copy of the address, for who may take it. To all others it does not exist.
func (d *door) taking(c *fiber.Ctx) (*room.Room, account.Taking, error) {
	session, err := d.signedIn(c)
	if err != nil {
		return nil, account.Taking{}, err
	}
	none := meeting.Refuse(meeting.NotFound, "There is no such copy for you here. Ask whoever gave it to you for another link.")
	for _, taking := range session.Takings(d.Rooms.Now()) {
		if taking.Meeting == c.Params("meeting") && taking.Circulation == c.Params("circulation") {
			opened, err := d.Rooms.Open(c.UserContext(), taking.Meeting)
			return opened, taking, err
		}
	}
	return nil, account.Taking{}, none
}

func (d *door) takingPage(c *fiber.Ctx) error {
	at, taking, err := d.taking(c)
	if err != nil {
		return err
	}
	page := takingPage{frame: frame{Title: "A copy for you"}, PDF: "/copies/" + taking.Meeting + "/" + taking.Circulation + "/copy.pdf"}
	at.View(func(m *meeting.Meeting) {
		mark(c, m)
		sent := m.Circulations[taking.Circulation]
		page.Facts = []meeting.Fact{{Name: "For", Text: words(", ", sent.Name, sent.Position, sent.Agency.Name)},
			{Name: "From", Text: nameOfAttendee(m, sent.By)},
			{Name: "Given", Text: d.dayAndTime(sent.At)}, {Name: "Minutes of", Text: kindOfMeeting + " " + m.PlainReference()},
			{Name: "What it is", Text: sent.What()}, {Name: "Withheld", Text: sent.WithheldWords()},
			{Name: "In this browser until", Text: taking.Until.In(d.London).Format("Monday 2 January 2006, 15:04 MST")}}
	})
	return d.render(c, "copy", page)
}

// downloadCopy gives out the file. The first time is written down before the file goes; a look at its size is none.
func (d *door) downloadCopy(c *fiber.Ctx) error {
	at, taking, err := d.taking(c)
	if err != nil {
		return err
	}
	return d.sendCopy(c, at, taking.Circulation)
}

// sendCopy gives a copy to who it is for.
func (d *door) sendCopy(c *fiber.Ctx, at *room.Room, id string) error {
	reference := ""
	at.View(func(m *meeting.Meeting) { reference = m.PlainReference() })
	if c.Method() == fiber.MethodHead {
		return sendPDF(c, reference, "-copy-"+id, nil)
	}
	file, err := d.Papers.File(c.UserContext(), at, "copy-"+id)
	if err == nil {
		err = noteOpened(c.UserContext(), at, id)
	}
	if err != nil {
		return err
	}
	return sendPDF(c, reference, "-copy-"+id, file)
}

// noteOpened writes down that a recipient took their copy, the first time.
func noteOpened(ctx context.Context, at *room.Room, id string) error {
	opened := false
	at.View(func(m *meeting.Meeting) { opened = m.Circulations[id] != nil && m.Circulations[id].Opened != nil })
	if opened {
		return nil
	}
	_, err := at.Write(ctx, "", meeting.Command{ID: "server/opened/" + id, Kind: "circulation.opened", Body: mustEncode(map[string]string{"circulation": id})})
	return err
}
