package web

import (
	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// startPage is where people find their meetings.
type startPage struct {
	frame
	Who               string // empty: nobody is signed in
	Account           bool
	Manages           bool     // accounts
	Choose, Passwords bool     // how to sign in: so far it takes a link each time
	News              []string // that happened to how they sign in, and that they may not know of
	Convenes          bool
	Audits            bool
	Meetings          []listedLine
	Keeps             bool   // looks after how long meetings are kept
	Copies            []link // given to who is not in the meeting
	Outboxes          string // the names of their outboxes, with spaces between
}

// listedLine is one meeting of the list, in words.
type listedLine struct{ Href, Reference, Title, When, Phase, Role, Minutes string }

func (d *door) start(c *fiber.Ctx) error {
	session, err := d.session(c)
	if err != nil {
		return err
	}
	page := startPage{frame: frame{Title: "Your meetings"}}
	if session == nil {
		page.Title = "Start"
		return d.render(c, "start", page)
	}
	listed, err := d.meetingsOf(c.UserContext(), session)
	if err != nil {
		return err
	}
	page.Who, page.Convenes, page.Audits = "guest", session.Account.Has(account.Chair), session.Account.Has(account.Auditor)
	page.Keeps = session.Account.Has(account.Administrator) || session.Account.Has(account.Auditor)
	if session.Account != nil {
		page.Who, page.Account, page.Manages = session.Account.Name, true, session.Account.Has(account.Administrator)
		ways, err := d.People.Ways(c.UserContext(), session.Account.ID)
		if err != nil {
			return err
		}
		page.Choose, page.Passwords, page.News = !ways.Any(), !d.People.PasskeysOnly, d.news(ways.Untold(session))
	}
	for _, m := range listed {
		page.Meetings = append(page.Meetings, listedLine{"/meetings/" + m.Meeting, m.Reference, m.Title,
			d.dayAndTime(m.StartsAt), words(" · ", phaseWords[m.Phase], d.rehearsed(m)), roleWords[m.Role], m.stage})
		if outbox, err := d.People.Outbox(c.UserContext(), m.Meeting, m.Attendee); err == nil { // else nothing is asked
			page.Outboxes += outbox.Name + " "
		}
	}
	for _, taking := range session.Takings(d.Rooms.Now()) {
		page.Copies = append(page.Copies, link{"/copies/" + taking.Meeting + "/" + taking.Circulation,
			"A copy of minutes, here until " + taking.Until.In(d.London).Format("Monday 2 January 2006, 15:04 MST")})
	}
	return d.render(c, "start", page)
}

func (d *door) signOutPage(c *fiber.Ctx) error {
	if err := d.leave(c); err != nil {
		return err
	}
	return c.Redirect("/", fiber.StatusSeeOther)
}

// again answers a form with its page: with the status of what is wrong, beside the field that it is about, and with all
// that was typed. What is not the person's mistake to put right is for the error page.
func (config Config) again(c *fiber.Ctx, err error, sent form, f *frame, s *sheet) {
	told := config.refusal(err)
	answered(c, told.Code)
	s.fill(sent)
	f.Failed = append(f.Failed, s.blame(told))
	if told.Code == meeting.Away { // it may have been written after all, under this id
		s.Command = sent.get("id")
	}
}

// rehearsed says of a meeting in a list that it is a rehearsal, where not the whole page says so.
func (d *door) rehearsed(m Listed) string {
	if d.RealNames && m.rehearsal {
		return "Rehearsal"
	}
	return ""
}
