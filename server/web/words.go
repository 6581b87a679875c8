package web

import (
	"time"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
)

// The words on pages, where the code has others.
var (
	roleWords = map[meeting.Role]string{
		meeting.Chair: "Chair", meeting.Deputy: "Deputy", meeting.MinuteTaker: "Minute-taker",
		meeting.Member: "Member", meeting.Observer: "Observer",
	}
	phaseWords = map[meeting.Phase]string{
		meeting.Convened: "Not opened yet", meeting.Open: "Open", meeting.Adjourned: "Adjourned", meeting.Closed: "Closed",
	}
	stateWords = map[string]string{
		meeting.NotAnswered: "Not answered", meeting.PartAnswered: "Answered for some of the children",
		meeting.Answered: "Answered", meeting.NotKnownYet: "Not known yet", meeting.DoesNotApply: "Does not apply",
		meeting.ProposedAnswer: "Answer proposed",
	}
	categoryWords = map[meeting.PersonCategory]string{
		meeting.Child: "Child", meeting.Suspected: "Person suspected", meeting.Parent: "Parent or carer",
		meeting.Household: "Someone else in the household",
	}
)

// local is a moment of the record, RFC 3339, in local time.
func (config Config) local(at, layout string) string {
	moment, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return at
	}
	return moment.In(config.London).Format(layout)
}

// dayWords is a civil date in words: "Monday 30 November 2026".
func dayWords(date string) string {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return date
	}
	return day.Format("Monday 2 January 2006")
}

// dayAndTime is a moment as people say it: "Friday 27 November 2026, 16:00 GMT".
func (config Config) dayAndTime(at string) string {
	return config.local(at, "Monday 2 January 2006, 15:04 MST")
}

func sectors(p *procedure.Procedure) []option {
	all := make([]option, len(p.Sectors))
	for i, s := range p.Sectors {
		all[i] = option{Value: s.ID, Words: s.Name}
	}
	return all
}

// agencyFields ask for an agency under a name.
func agencyFields(name string, p *procedure.Procedure) []field {
	return []field{
		choice(name+".sector", "Sector", "", sectors(p)...),
		{Sort: "text", Name: name + ".name", Label: "Agency", Hint: "For example, Example County Council", Fill: "organization"},
	}
}

// roles are those that somebody may be given; the chair's passes by handing over.
func roles() []option {
	all := []option{}
	for _, role := range meeting.Roles {
		if role != meeting.Chair {
			all = append(all, option{Value: string(role), Words: roleWords[role], Hint: roleHints[role]})
		}
	}
	return all
}

var roleHints = map[meeting.Role]string{
	meeting.Deputy:      "takes over when the chair is away",
	meeting.MinuteTaker: "writes everything down",
	meeting.Member:      "shares information, proposes answers and actions",
	meeting.Observer:    "reads only",
}
