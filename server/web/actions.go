package web

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
)

// actionsPage is what is still to be done in all meetings of one person: one's own, what is overdue, all by agency.
// Everybody who may come into a meeting sees all of its actions, as they do in there.
type actionsPage struct {
	frame
	Alarms []thing
	Views  []actionView
	Groups []actionGroup
	Empty  string
}

// mostForms is how many actions can be reported on from the page; of those due later, in their meetings.
const mostForms = 50

// actionView is one choice of which actions are shown.
type actionView struct {
	Href, Words string
	Count       int
	Chosen      bool
}

type actionGroup struct {
	Title string
	Lines []thing
}

// listedAction is one open action of one meeting.
type listedAction struct {
	thing
	due, agency   string
	mine, overdue bool
}

func (d *door) actions(c *fiber.Ctx) error {
	page, err := d.actionsAt(c, c.Query("show"))
	if err != nil {
		return err
	}
	if c.Query("saved") != "" {
		page.Saved = "Saved"
	}
	return d.render(c, "actions", page)
}

// actionsAgain shows the page with what is wrong in one of its forms.
func (d *door) actionsAgain(c *fiber.Ctx, sent form, failed error) error {
	page, err := d.actionsAt(c, sent.get("show"))
	if err != nil {
		return err
	}
	all := []*sheet{}
	for _, group := range page.Groups {
		all = append(all, sheetsOf(group.Lines)...)
	}
	d.failed(c, failed, sent, &page.frame, all)
	return d.render(c, "actions", page)
}

// actionsAt draws the page: "mine", "overdue" or "agency".
func (d *door) actionsAt(c *fiber.Ctx, show string) (*actionsPage, error) {
	session, err := d.signedIn(c)
	if err != nil {
		return nil, err
	}
	page := &actionsPage{frame: frame{Title: "Actions", Back: "/", BackTo: "to your meetings"}}
	all := []listedAction{}
	now := d.Rooms.Now().In(d.London)
	today, minute := now.Format("2006-01-02"), now.Format("2006-01-02 15:04")
	err = d.eachOfMine(c.UserContext(), session, func(at seat, m *meeting.Meeting) {
		mark(c, m)
		if alarmStands(m.Alarm) {
			page.Alarms = append(page.Alarms, thing{ID: "alarm-" + at.meeting, Name: alarmTitle,
				Facts: "Handed to: " + officerWords(m.Alarm), Href: placeOf(m, at.meeting, "alarm"), To: meetingWords(m)})
		}
		openActions(m, func(id string, ac *meeting.Action) { all = append(all, listAction(m, at, id, ac, minute)) })
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(all, func(a, b listedAction) int { return strings.Compare(a.due, b.due) })
	mine := slices.DeleteFunc(slices.Clone(all), func(a listedAction) bool { return !a.mine })
	overdue := slices.DeleteFunc(slices.Clone(all), func(a listedAction) bool { return !a.overdue })
	byAgency := func(a listedAction) string { return a.agency }
	most := mostForms
	switch show {
	case "overdue":
		page.Groups, page.Empty = grouped(overdue, byAgency), "Nothing is overdue."
	case "agency":
		page.Groups, page.Empty = grouped(all, byAgency), "Nothing is to be done in your meetings."
		most = 0 // one reports on others' in their meetings
	default:
		show = "mine"
		page.Groups, page.Empty = byTime(mine, today), "Nothing is to be done by you."
	}
	for _, view := range []struct {
		id, words string
		count     int
	}{{"mine", "Mine", len(mine)}, {"overdue", "Overdue", len(overdue)}, {"agency", "By agency", len(all)}} {
		page.Views = append(page.Views, actionView{"/actions?show=" + view.id, view.words, view.count, view.id == show})
	}
	forms := 0
	for _, group := range page.Groups {
		for i := range group.Lines {
			if forms++; forms > most {
				group.Lines[i].Sheets = nil
			}
			for _, s := range group.Lines[i].Sheets {
				s.Fields = append(s.Fields, hidden("show", show))
			}
		}
	}
	return page, nil
}

func listAction(m *meeting.Meeting, at seat, id string, ac *meeting.Action, now string) listedAction {
	a := listedAction{due: dueBy(ac), overdue: dueBy(ac) < now, mine: ac.Owner.Attendee == at.attendee || ac.Owner.ToldBy == at.attendee}
	if owner := m.Attendees[ac.Owner.Attendee]; owner != nil {
		a.agency = owner.Agency.Name
	} else if ac.Owner.Agency != nil {
		a.agency = ac.Owner.Agency.Name
	}
	by := "no date could be counted"
	if ac.Due != "" {
		by = "by " + words(", ", dayWords(ac.Due), ac.DueTime)
	}
	if a.overdue {
		by += ", overdue"
	}
	a.thing = thing{ID: at.meeting + "-action-" + id, Name: id + " " + ac.Text, Facts: words(" · ", ownerName(m, ac.Owner), by, actionState(ac)),
		Href: "/meetings/" + at.meeting + "?item=" + ac.Item + "#action-" + id, To: meetingWords(m), Fold: "Report"}
	change(m, at, &a.Sheets, "action.progress", a.ID+"-progress", "actions", sheet{Button: "Report", Fields: append(progressFields(), hidden("action", id))},
		ac.Owner.Attendee, ac.Owner.ToldBy)
	return a
}

// meetingWords name a meeting where several are listed.
func meetingWords(m *meeting.Meeting) string { return words(" – ", "Meeting "+m.Reference, m.Title) }

// byTime puts actions, which are in the order of their dates, under what is overdue, due today, and later.
func byTime(all []listedAction, today string) []actionGroup {
	groups := []actionGroup{}
	for _, a := range all {
		title := "Later"
		switch {
		case a.overdue:
			title = "Overdue"
		case strings.HasPrefix(a.due, today):
			title = "Due today"
		}
		if last := len(groups) - 1; last < 0 || groups[last].Title != title {
			groups = append(groups, actionGroup{Title: title})
		}
		group := &groups[len(groups)-1]
		group.Lines = append(group.Lines, a.thing)
	}
	return groups
}

// grouped puts actions under titles, in the titles' order.
func grouped(all []listedAction, title func(listedAction) string) []actionGroup {
	under := map[string][]thing{}
	for _, a := range all {
		under[title(a)] = append(under[title(a)], a.thing)
	}
	groups := []actionGroup{}
	for _, name := range slices.SortedFunc(maps.Keys(under), cmp.Compare[string]) {
		groups = append(groups, actionGroup{fmt.Sprintf("%s (%d)", cmp.Or(name, "No agency"), len(under[name])), under[name]})
	}
	return groups
}
