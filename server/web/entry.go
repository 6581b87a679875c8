package web

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/mail"
)

// EntryBody is the code by which whoever waits takes their seat: one that was sent, or that the chair passed on.
type EntryBody struct {
	Code string `json:"code"`
}

// knocker is somebody at the door of a meeting.
type knocker struct {
	session  *account.Session
	at       string
	knock    *account.Knock // that counts; nil: none is heard
	strict   bool           // guests have to be known there
	closed   bool           // the meeting is
	left     bool           // they had a seat until the meeting closed
	over     bool           // its room has ended for them
	attendee string         // who they are there; empty for somebody else than was invited
	who      account.Caller // what they are called
}

// stands finds how a session stands at a meeting. Refused with not-found where it has no seat there and knocked nowhere.
func (d *door) stands(ctx context.Context, session *account.Session, at string) (knocker, error) {
	k := knocker{session: session, at: at, attendee: session.Seat(at)}
	hears := func(closed bool) error {
		knock, err := d.People.Knocking(ctx, session, at, closed)
		if err == nil {
			k.knock = &knock
		} else if k.attendee != "" && refused(err) == meeting.NotFound {
			return nil
		}
		return err
	}
	if err := hears(false); err != nil { // before anything is asked of the meeting
		return k, err
	}
	if err := d.Rooms.Look(ctx, at, func(m *meeting.Meeting) {
		k.strict, k.closed = d.strict(m), m.Phase == meeting.Closed
		k.left = k.attendee != "" && d.leftWith(session, m)
	}); err != nil {
		return k, err
	}
	if k.strict && k.closed {
		if err := hears(true); err != nil {
			return k, err
		}
	}
	if k.knock != nil && k.attendee == "" {
		if k.attendee = k.knock.Seat; k.attendee == "" && k.knock.Same {
			k.attendee = k.knock.Attendee
		}
	}
	return k, nil
}

// late reports whether somebody was let in and did not come in before the meeting closed.
func (k knocker) late() bool {
	return k.strict && k.knock != nil && k.knock.State == account.Admitted && k.knock.Closed != k.closed
}

// in reports whether somebody has come in.
func (k knocker) in() bool { return k.session.Seat(k.at) != "" && !k.left }

// onward is the page for whoever needs no code: who has come in, or was let in and takes the seat there. It is empty for all
// others.
func (k knocker) onward() string {
	switch {
	case !k.strict:
		return ""
	case k.in():
		return k.inside()
	case k.knock != nil && k.knock.State == account.Admitted && !k.late():
		return k.waiting()
	}
	return ""
}

func (k knocker) waiting() string { return "/meetings/" + k.at + "/waiting" }

// atDoor finds who asks and how they stand at the meeting of the address. Refused with signed-out, with not-found where
// they may not attend, and with link-ended where the time of guests is over.
func (d *door) atDoor(c *fiber.Ctx) (knocker, error) {
	session, err := d.signedIn(c)
	if err != nil {
		return knocker{}, err
	}
	k, err := d.stands(c.UserContext(), session, c.Params("meeting"))
	if err != nil {
		return k, err
	}
	seated := session.Seat(k.at) != ""
	if looked := d.Rooms.Look(c.UserContext(), k.at, func(m *meeting.Meeting) {
		if who := m.Attendees[k.attendee]; who != nil {
			k.who = account.Caller{Name: who.Name, Agency: who.Agency, Same: true}
		}
		k.over = k.closed && k.strict && session.Account == nil && k.attendee != m.Chair
		switch {
		case (seated || k.strict) && k.attendee != "" && m.Admission(k.attendee) == meeting.Excluded:
			err = account.NotHeard()
		case k.strict && session.Account == nil && d.guestsOver(m):
			err = d.guestsEnded(m)
		}
	}); looked != nil {
		return k, looked
	}
	return k, err
}

// knocked is who asks for a code, or types one: whoever had a seat until the meeting closed, or was let in and did not come
// in, knocks by that. Where a link is enough there are no codes.
func (d *door) knocked(c *fiber.Ctx, k *knocker) error {
	if !k.strict {
		return account.NotHeard()
	}
	unanswered := k.left && (k.knock == nil || k.knock.State == account.Declined)
	if !unanswered && !k.late() {
		return nil
	}
	again, err := d.People.KnockAgain(c.UserContext(), k.session, k.at, k.attendee, k.who)
	k.knock = &again
	return err
}

// sendCode has a code sent to whoever waits. Nobody can tell from the answer whether there is an address, or whether the
// e-mail went out: that takes its time behind it. Where no e-mail would go out now whoever asks is told so at once, whether
// there is an address or not, and may ask again. The chair sees what was not sent,
// also for want of an address, and can pass a code on.
func (d *door) sendCode(c *fiber.Ctx, k *knocker) error {
	if err := d.knocked(c, k); err != nil {
		return err
	}
	if d.Post == nil {
		return meeting.Refuse(meeting.Conflict, "This installation sends no e-mails. Wait to be let in, or ask whoever invited you.")
	}
	if k.knock == nil {
		return account.NotHeard()
	}
	unsent := func() { _ = d.People.Unsent(context.Background(), k.at, k.knock.ID) } // they can ask again in any case
	if !d.postal.open(d.Post, d.Rooms.Now()) {
		unsent()
		return meeting.Refuse(meeting.Away, "No e-mail can be sent just now. Ask for a code again in a minute, wait to be let in, or ask whoever invited you for a code.")
	}
	code, email, err := d.People.EntryCode(c.UserContext(), k.session, k.at, k.closed)
	if err == nil {
		letter := mail.Letter{To: email, Subject: mail.Marking + "your code", Text: fmt.Sprintf(entryLetter, code, account.EntryLife/time.Minute)}
		go func() {
			if email == "" || d.post(letter) != nil {
				unsent()
			}
		}()
	}
	return err
}

// postal remembers for a moment whether the server for e-mails was there, so that it is not asked for each of many codes.
type postal struct {
	mu    sync.Mutex
	asked time.Time
	there bool
}

const (
	postalMemory = 10 * time.Second
	postalLimit  = 5 * time.Second // that whoever asks for a code waits for it
)

// open reports whether letters would be taken. A post that cannot say so takes them.
func (p *postal) open(post mail.Post, now time.Time) bool {
	reaching, ok := post.(interface{ Reach(context.Context) error })
	if !ok {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if since := now.Sub(p.asked); since >= postalMemory || since < 0 {
		ctx, cancel := context.WithTimeout(context.Background(), postalLimit)
		defer cancel()
		p.there, p.asked = reaching.Reach(ctx) == nil, now
	}
	return p.there
}

const entryLetter = `Somebody with the link that you were sent asked for this code, to come in to a meeting.

    %s

Type it on the page where it was asked for. It works once, there only, within %d minutes.

If it was not you, give it to nobody and tell whoever invited you.
`

func (d *door) post(letter mail.Letter) error {
	err := d.Post.Send(context.Background(), letter)
	if err != nil {
		d.Log.Error("an e-mail was not sent", "error", err)
	}
	return err
}

// useCode lets somebody in who typed a code: the record says so first.
func (d *door) useCode(c *fiber.Ctx, k *knocker, typed string) (*account.Session, error) {
	if err := d.knocked(c, k); err != nil {
		return nil, err
	}
	knock, passed, err := d.People.UseEntryCode(c.UserContext(), k.session, k.at, typed, k.closed)
	if err != nil {
		return nil, err
	}
	knock.Seat = knock.Attendee
	how := meeting.ByMail
	if passed {
		how = meeting.ByPass
	}
	if err := d.letIn(c.UserContext(), knock, k.closed, "code", func() error {
		return d.noteKnown(c.UserContext(), k.at, "", knock.Seat, how, "server/knock/"+knock.ID)
	}); err != nil {
		return nil, err
	}
	return d.goIn(c, k.session, k.at, k.closed)
}

func (d *door) askForCode(c *fiber.Ctx) error {
	k, err := d.atDoor(c)
	if err == nil {
		err = d.sendCode(c, &k)
	}
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusAccepted).JSON(KnockAnswer{k.at, account.Waiting})
}

func (d *door) enterByCode(c *fiber.Ctx) error {
	k, err := d.atDoor(c)
	if err != nil { // who is nobody here is told no more than that
		return err
	}
	var body EntryBody
	if err := take(c, &body); err != nil {
		return err
	}
	session := k.session
	if !k.strict || !k.in() { // else it was sent again, or somebody let them in meanwhile
		if session, err = d.useCode(c, &k, body.Code); err != nil {
			return err
		}
	}
	return c.JSON(d.sessionAnswer(session, k.at))
}

// entryPage is where a code is typed. It says nothing about the meeting, and stays as it is while somebody types.
type entryPage struct {
	frame
	Meeting string
	Waits   bool // goes on by itself once they are let in
	Sent    bool
	Type    *sheet
	Send    *sheet // nil where no e-mails are sent
}

func (d *door) entry(k knocker) *entryPage {
	page := &entryPage{frame: frame{Title: "Type your code", Back: k.waiting()}, Meeting: k.at, Send: d.sendSheet(k.at, "Send another code"),
		Waits: k.knock != nil && k.knock.State == account.Waiting}
	page.Type = (&sheet{ID: "code", Action: k.waiting(), Button: "Go in", Fields: []field{
		{Sort: "text", Name: "code", Label: "Code", Hint: "8 letters and digits, such as F7KM-3QXA", Fill: "one-time-code", Narrow: true}}}).named()
	return page
}

// sendSheet is the button that has a code sent; nil where no e-mails are.
func (d *door) sendSheet(at, button string) *sheet {
	if d.Post == nil {
		return nil
	}
	return (&sheet{ID: "send", Action: "/meetings/" + at + "/waiting/code", Button: button, Look: "secondary"}).named()
}

func (d *door) entryPage(c *fiber.Ctx) error {
	k, err := d.atDoor(c)
	if err == nil && !k.strict {
		err = account.NotHeard()
	}
	if err != nil {
		return d.backToWait(c, err)
	}
	if to := k.onward(); to != "" {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	page := d.entry(k)
	page.Sent = c.Query("sent") != "" && page.Send != nil
	return d.render(c, "entry", page)
}

// backToWait leads whoever's knock is heard no longer to the page where they can ask again.
func (d *door) backToWait(c *fiber.Ctx, err error) error {
	if refused(err) == meeting.NotFound && d.unheard(c) != nil {
		return c.Redirect("/meetings/"+c.Params("meeting")+"/waiting", fiber.StatusSeeOther)
	}
	return err
}

func (d *door) sendForm(c *fiber.Ctx) error {
	k, err := d.atDoor(c)
	if err != nil {
		return d.backToWait(c, err)
	}
	if to := k.onward(); to != "" {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	if err = d.sendCode(c, &k); err != nil && k.strict {
		page := d.entry(k)
		d.again(c, err, form{}, &page.frame, page.Type)
		return d.render(c, "entry", page)
	}
	if err != nil {
		return d.backToWait(c, err)
	}
	return c.Redirect(k.waiting()+"/code?sent=1", fiber.StatusSeeOther)
}

func (d *door) entryForm(c *fiber.Ctx) error {
	k, err := d.atDoor(c)
	if err != nil {
		return d.backToWait(c, err)
	}
	if to := k.onward(); to != "" {
		return c.Redirect(to, fiber.StatusSeeOther)
	}
	sent, err := typed(c)
	if err != nil {
		return err
	}
	_, err = d.useCode(c, &k, sent.get("code"))
	if told := refused(err); told == meeting.Unconfirmed || told == meeting.TooMany {
		page := d.entry(k)
		d.again(c, err, sent, &page.frame, page.Type)
		return d.render(c, "entry", page)
	}
	if err != nil {
		return err
	}
	return c.Redirect(k.inside(), fiber.StatusSeeOther)
}

// inside is the page for whoever has come in: the room or, where that has ended for them, their own pages.
func (k knocker) inside() string {
	if k.over {
		return "/meetings/" + k.at + "/minutes"
	}
	return "/meetings/" + k.at
}
