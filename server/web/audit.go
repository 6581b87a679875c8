package web

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
)

type (
	// AuditAnswer is what was done, the newest first, at most 200 lines.
	AuditAnswer struct {
		Lines []AuditLine `json:"lines"`
		More  bool        `json:"more"` // there may be older ones: ask again with before
		// Before is the number to ask with for those; each look goes through the newest 20,000 lines before it
		Before int `json:"before,omitempty"`
	}
	// AuditLine is one thing that somebody did.
	AuditLine struct {
		Number   int    `json:"number"`
		At       string `json:"at"`                 // RFC 3339, UTC
		What     string `json:"what"`               // "signed-in", "read", "downloaded", "refused" …
		Account  string `json:"account,omitempty"`  // an account's id
		Name     string `json:"name,omitempty"`     // of the account, where there still is one
		Session  string `json:"session,omitempty"`  // tells the sessions of one person apart; nobody gets in with it
		Meeting  string `json:"meeting,omitempty"`  // a meeting's id
		Attendee string `json:"attendee,omitempty"` // who it was in that meeting
		About    string `json:"about,omitempty"`
		Of       string `json:"of,omitempty"`   // the id of the account, attendee, copy, knock or session that it was done to
		Code     string `json:"code,omitempty"` // of a refusal
	}
	auditPage struct {
		frame
		Filter *sheet
		Blocks []meeting.Block
		Older  string // address
	}
)

// auditWords are what was done, on the screen.
var auditWords = map[string]string{audit.SignedIn: "Signed in", audit.SignedOut: "Signed out", audit.Read: "Read", audit.Downloaded: "Downloaded",
	audit.Shared: "Shared a link, a code or a copy", audit.Asked: "Asked for a code", audit.Admitted: "Let in", audit.TurnedAway: "Turned away",
	audit.Convened: "Convened", audit.Signed: "Signed the minutes",
	audit.Sealed: "Sealed again", audit.Rights: "Changed an account", audit.Refused: "Refused",
	audit.Picture: "Tried to put in a picture or file", audit.Kept: "Backed up", audit.Retained: "Changed how long a meeting is kept", audit.Keys: "Changed the keys of what is kept", audit.Started: "Server started", audit.Audited: "Read this trail"}

// auditor refuses with not-found who is none: that there is such an address is nobody else's business.
func (d *door) auditor(c *fiber.Ctx) error {
	session, err := d.signedIn(c)
	if err == nil && (!session.Account.Has(account.Auditor) || d.Trail == nil) {
		err = fiber.ErrNotFound
	}
	return err
}

// found is what the query of an address asks for: from and until, both civil dates in Europe/London and meant with the
// whole of the day, what, account, meeting, of, before.
func (d *door) found(c *fiber.Ctx) (AuditAnswer, error) {
	f := audit.Filter{What: c.Query("what"), Account: c.Query("account"), Meeting: c.Query("meeting"), Of: c.Query("of"), Before: c.QueryInt("before")}
	for name, at := range map[string]*time.Time{"from": &f.From, "until": &f.Until} {
		text := civil(c.Query(name))
		if text == "" {
			continue
		}
		day, err := time.ParseInLocation(time.DateOnly, text, d.London)
		if err != nil {
			return AuditAnswer{}, &meeting.Refusal{Code: meeting.Content, Field: name, Message: "That is not a date that exists; write it as 2026-11-30."}
		}
		if *at = day; name == "until" {
			*at = day.AddDate(0, 0, 1)
		}
	}
	lines, older, err := d.Trail.Find(c.UserContext(), f)
	answer := AuditAnswer{Lines: []AuditLine{}, More: older > 0, Before: older}
	names := map[string]string{}
	for _, l := range lines {
		if _, known := names[l.Account]; l.Account != "" && !known {
			if names[l.Account], err = d.People.Name(c.UserContext(), l.Account); err != nil {
				return answer, err
			}
		}
		answer.Lines = append(answer.Lines, AuditLine{l.Number, l.At.Format(time.RFC3339), l.What, l.Account, names[l.Account], l.Session,
			l.Meeting, l.Attendee, l.About, l.Of, l.Code})
	}
	return answer, err
}

func (d *door) auditLines(c *fiber.Ctx) error {
	if err := d.auditor(c); err != nil {
		return err
	}
	answer, err := d.found(c)
	if err != nil {
		return err
	}
	return c.JSON(answer)
}

// auditRecord is the whole trail as a record, which strategyroom verify checks.
func (d *door) auditRecord(c *fiber.Ctx) error {
	if err := d.auditor(c); err != nil {
		return err
	}
	var record []byte
	err := d.Trail.Entries(c.UserContext(), 0, func(e meeting.Entry) error {
		record = append(append(record, e.Line()...), '\n')
		return nil
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/x-ndjson; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="audit.jsonl"`)
	return c.Send(record)
}

func (d *door) auditPage(c *fiber.Ctx) error {
	if err := d.auditor(c); err != nil {
		return err
	}
	page := auditPage{frame: frame{Title: "Who read and did what", Back: "/", BackTo: "to your meetings"}, Filter: auditFilter(c)}
	answer, err := d.found(c)
	var refusal *meeting.Refusal
	if errors.As(err, &refusal) {
		page.Failed = append(page.Failed, page.Filter.blame(refusal))
		answered(c, refusal.Code)
		return d.render(c, "audit", page)
	}
	if err != nil {
		return err
	}
	if len(answer.Lines) > 0 {
		page.Blocks = append(page.Blocks, meeting.Block{Table: d.auditTable(c.UserContext(), answer.Lines)})
	}
	if answer.More {
		query := c.Context().QueryArgs()
		query.SetUint("before", answer.Before)
		page.Older = "/audit?" + query.String()
	}
	return d.render(c, "audit", page)
}

// auditFilter is the form of the page; it holds what was asked for.
func auditFilter(c *fiber.Ctx) *sheet {
	what := []option{}
	for _, name := range audit.Kinds {
		what = append(what, option{Value: name, Words: auditWords[name]})
	}
	kind := choice("what", "What was done", c.Query("what"), what...)
	kind.Empty = "Anything"
	s := &sheet{ID: "filter", Action: "/audit", Button: "Show", Look: "secondary", Fields: []field{
		{Sort: "date", Name: "from", Label: "From (optional)", Value: c.Query("from"), Narrow: true},
		{Sort: "date", Name: "until", Label: "Until (optional)", Value: c.Query("until"), Narrow: true}, kind,
		line("meeting", "Meeting (optional)").hinted("Its id, as it stands in the table"), line("account", "Account (optional)").hinted("Its id, as it stands in the table"),
		line("of", "Done to (optional)").hinted("The id of an account, attendee, copy or knock")}}
	s.Fields[3].Value, s.Fields[4].Value, s.Fields[5].Value = c.Query("meeting"), c.Query("account"), c.Query("of")
	return s.named()
}

func (d *door) auditTable(ctx context.Context, lines []AuditLine) *meeting.Table {
	table := &meeting.Table{Caption: "What was done, the newest first", Head: []string{"When", "Who", "What", "Meeting"}, Rows: [][]string{}}
	references := map[string]string{}
	for _, l := range lines {
		who := l.Name
		switch {
		case l.Account != "":
			who = strings.TrimSpace(who + "\n" + l.Account)
		case l.Session != "":
			who = "A guest" + join(", attendee ", l.Attendee) + "\nsession " + l.Session
		default:
			who = "Nobody signed in"
		}
		what := auditWords[l.What]
		if l.Code != "" {
			what += ": " + l.Code
		}
		if _, known := references[l.Meeting]; l.Meeting != "" && !known {
			references[l.Meeting] = "" // one that does not exist was asked for
			_ = d.Rooms.Look(ctx, l.Meeting, func(m *meeting.Meeting) { references[l.Meeting] = m.PlainReference() + "\n" })
		}
		at, _ := time.Parse(time.RFC3339, l.At)
		table.Rows = append(table.Rows, []string{at.In(d.London).Format("2 January 2006, 15:04:05 MST"), who, what + join("\n", l.About) + join("\nof ", d.named(ctx, l.Of)),
			references[l.Meeting] + l.Meeting})
	}
	return table
}

// named is an id, with the name where it is that of an account.
func (d *door) named(ctx context.Context, id string) string {
	name, err := "", error(nil)
	if len(id) > 12 { // no attendee, copy or session
		name, err = d.People.Name(ctx, id)
	}
	if err != nil || name == "" {
		return id
	}
	return name + ", " + id
}

// join is a word with what leads to it; nothing where there is no word.
func join(lead, word string) string {
	if word == "" {
		return ""
	}
	return lead + word
}
