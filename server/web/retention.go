package web

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/retention"
)

// retentionPage lists how long meetings are kept. Of the meetings themselves it says nothing but their ids.
type retentionPage struct {
	frame
	Due, Others []thing
}

// keptPage is what is said of one of them, and where it is changed.
type keptPage struct {
	frame
	Meeting string // id
	Facts   []string
	Sheets  []*sheet
	Changes []string
}

// keeper is who looks after how long meetings are kept: an administrator, or an auditor, who only looks.
func (d *door) keeper(c *fiber.Ctx) (session *account.Session, changes bool, err error) {
	session, err = d.accountHolder(c)
	if err == nil {
		changes = session.Account.Has(account.Administrator)
		if !changes && !session.Account.Has(account.Auditor) {
			err = meeting.Refuse(meeting.NotAllowed, "Administrators and auditors look after how long meetings are kept.")
		}
	}
	return session, changes, err
}

func (d *door) retentionPage(c *fiber.Ctx) error {
	if _, _, err := d.keeper(c); err != nil {
		return err
	}
	all, err := d.Retention.All(c.UserContext())
	if err != nil {
		return err
	}
	page := retentionPage{frame: frame{Title: "How long meetings are kept", Back: "/", BackTo: "to your meetings"}}
	today := d.Rooms.Now().In(d.London).Format(time.DateOnly)
	for _, kept := range all {
		line := thing{ID: "kept-" + kept.Meeting, Name: "Meeting " + kept.Meeting, Href: "/retention/" + kept.Meeting, To: "Look and change"}
		for _, fact := range d.factsOf(kept) {
			line.Facts += fact + "\n"
		}
		if kept.Due(today) {
			page.Due = append(page.Due, line)
		} else {
			page.Others = append(page.Others, line)
		}
	}
	return d.render(c, "retention", page)
}

// factsOf are sentences.
func (config Config) factsOf(kept retention.Kept) []string {
	facts := []string{"Class: " + cmp.Or(kept.Class, "none yet"), "Review: " + cmp.Or(kept.Review, "no day yet")}
	if hold := kept.Hold; hold != nil {
		facts = append(facts, fmt.Sprintf("Legal hold since %s by %s: %s", config.moment(hold.At), hold.By.Name, hold.Reason))
	}
	if asked := kept.Asked; asked != nil {
		facts = append(facts, fmt.Sprintf("%s asked on %s that it be erased: %s", asked.By.Name, config.moment(asked.At), asked.Reason))
		for _, one := range asked.Agreed {
			facts = append(facts, fmt.Sprintf("%s agreed, %s", one.By.Name, config.moment(one.At)))
		}
		facts = append(facts, fmt.Sprintf("Two administrators have to agree until %s", config.moment(asked.Until)))
	}
	if e := kept.Erased; e != nil {
		facts = append(facts, fmt.Sprintf("Erased on %s: %s", config.moment(e.At), e.Reason), fmt.Sprintf("Asked by %s on %s", e.By.Name, config.moment(e.Asked)))
		for _, one := range e.Agreed {
			facts = append(facts, fmt.Sprintf("Agreed by %s on %s", one.By.Name, config.moment(one.At)))
		}
		if !e.Done {
			facts = append(facts, "What is left of it is about to go: it goes when the program is started again at the latest")
		}
	}
	return facts
}

func (d *door) keptPage(c *fiber.Ctx) error {
	session, changes, err := d.keeper(c)
	if err != nil {
		return err
	}
	kept, err := d.Retention.Of(c.UserContext(), c.Params("id"))
	if err != nil {
		return err
	}
	return d.render(c, "kept", d.keptAs(kept, session, changes))
}

func (d *door) keptAs(kept retention.Kept, session *account.Session, changes bool) *keptPage {
	page := &keptPage{frame: frame{Title: "How long it is kept", Back: "/retention", BackTo: "to all meetings"}, Meeting: kept.Meeting, Facts: d.factsOf(kept)}
	for _, change := range slices.Backward(kept.Changes) {
		page.Changes = append(page.Changes, fmt.Sprintf("%s, %s: %s", d.moment(change.At), change.By.Name, change.What))
	}
	if !changes {
		return page
	}
	add := func(step, title, button, look string, fields ...field) {
		page.Sheets = append(page.Sheets, (&sheet{ID: step, Action: "/retention/" + kept.Meeting, Title: title, Button: button, Look: look,
			Fields: append([]field{hidden("step", step)}, fields...)}).named())
	}
	why := reasonField("Why").hinted("No names, and nothing of what was said: it outlives the meeting")
	class := line("class", "Class").hinted("Of your own schedule, such as “Child protection, 25 years”")
	review := day("review", "To be looked at again on")
	class.Value, review.Value = kept.Class, kept.Review
	if kept.Erased != nil {
		return page
	}
	add("terms", "Class and review", "Save", "", class, review)
	if kept.Hold != nil {
		add("release", "Legal hold", "End the hold", "warning", why)
		return page
	}
	add("hold", "Legal hold", "Hold it: it may not be erased", "secondary", why)
	asked := kept.Asked
	if asked == nil || !d.Rooms.Now().Before(asked.Until) {
		add("ask", "Erase it", "Ask that it be erased", "warning", why)
		return page
	}
	if !slices.ContainsFunc(asked.Agreed, func(one retention.Agreement) bool { return one.By.Account == session.Account.ID }) {
		add("agree", "Erase it: "+asked.Reason, "Agree that it is erased for ever", "warning", hidden("asked", asked.ID))
	}
	add("withdraw", "", "Do not erase it", "secondary")
	return page
}

// keptForm changes what is said of a meeting. Who asks or agrees that one is erased shows once more who they are, by a passkey
// or a password alone: whoever can use the command line could make a link for anybody, and a service can name anybody.
func (d *door) keptForm(c *fiber.Ctx) error {
	sent, err := typed(c)
	if err != nil {
		return err
	}
	session, changes, err := d.keeper(c)
	if err == nil && !changes {
		err = meeting.Refuse(meeting.NotAllowed, "Auditors look and do not change.")
	}
	if err != nil {
		return err
	}
	ctx, id, step := c.UserContext(), c.Params("id"), sent.get("step")
	by := retention.Person{Account: session.Account.ID, Name: session.Account.Name}
	reason := sent.get("reason")
	if step == "ask" || step == "agree" {
		if proof := session.Proof; proof.How != account.ByPasskey && proof.How != account.ByPassword || !proof.Fresh(d.Rooms.Now()) {
			return c.Redirect("/confirm?to=/retention/"+id, fiber.StatusSeeOther)
		}
	}
	switch step {
	case "terms":
		_, err = d.Retention.Set(ctx, id, by, retention.Terms{Class: sent.get("class"), Review: civil(sent.get("review"))})
	case "hold":
		_, err = d.Retention.Hold(ctx, id, by, reason)
	case "release":
		_, err = d.Retention.Release(ctx, id, by, reason)
	case "ask":
		_, err = d.Retention.Ask(ctx, id, by, reason)
	case "agree":
		_, err = d.Retention.Agree(ctx, id, sent.get("asked"), by)
	case "withdraw":
		_, err = d.Retention.Withdraw(ctx, id, by)
	default:
		err = unreadable
	}
	if err == nil {
		return c.Redirect("/retention/"+id, fiber.StatusSeeOther)
	}
	kept, read := d.Retention.Of(ctx, id)
	if read != nil {
		return err
	}
	page := d.keptAs(kept, session, changes)
	for _, s := range page.Sheets {
		if s.ID == step {
			d.again(c, err, sent, &page.frame, s)
			return d.render(c, "kept", page)
		}
	}
	return err
}
