package web

import (
	"strings"

	"strategyroom/meeting"
)

// childPart is one thing that is settled of a child: its key in the command, its title, what is asked.
type childPart struct {
	key, title string
	needed     bool // before the meeting closes
	fields     func(m *meeting.Meeting) []field
}

var (
	yes   = option{Value: meeting.Yes, Words: "Yes"}
	no    = option{Value: meeting.No, Words: "No"}
	later = option{Value: meeting.Later, Words: "To be decided after the enquiries"}
)

var childParts = []childPart{
	{"safety", "Safe tonight", true, func(*meeting.Meeting) []field {
		return []field{radios("safety.tonight", "Is the child safe tonight?", yes, no, option{Value: meeting.NotKnown, Words: "Not known yet"}),
			lines("safety.how", "By what, or what is done about it", 2), day("safety.until", "Safe until")}
	}},
	{"enquiries", "Section 47 enquiries", true, func(*meeting.Meeting) []field {
		return []field{radios("enquiries.start", "Do section 47 enquiries start?", yes, no), lines("enquiries.reasons", "Reasons", 2),
			radios("enquiries.jointly", "If they start, by whom", option{Value: "joint", Words: "Jointly with police"},
				option{Value: "single", Words: "By social care alone"}),
			radios("enquiries.instead", "If not, what instead", option{Value: meeting.Section17, Words: "Section 17 assessment"},
				option{Value: meeting.EarlyHelp, Words: "Early help"}, option{Value: meeting.NothingFurther, Words: "Nothing further"})}
	}},
	{"risk", "Continuing risk of significant harm", true, func(m *meeting.Meeting) []field {
		return []field{radios("risk.continuing", "Is there a continuing risk of significant harm?", yes, no, later), lines("risk.reasons", "Reasons", 2),
			more("To be decided later: by whom and when", choice("risk.who", "Who decides", "", attendees(m)...),
				line("risk.whoElse", "Or somebody who is not here").hinted("Name and agency"), day("risk.by", "By"))}
	}},
	{"tellChild", "What the child is told", false, func(*meeting.Meeting) []field { return telling("tellChild") }},
	{"tellParents", "What the parents are told", false, func(*meeting.Meeting) []field { return telling("tellParents") }},
	{"counselling", "Counselling", false, func(*meeting.Meeting) []field {
		return []field{radios("counselling.offered", "Is counselling or a therapeutic service offered?", yes, no, option{Value: meeting.Later, Words: "Later"}),
			lines("counselling.text", "In words (optional)", 2)}
	}},
}

func telling(key string) []field {
	return []field{lines(key+".what", "What they are told", 2), line(key+".who", "By whom"), day(key+".when", "When")}
}

// onlyWith are the fields that belong to one choice: what was left in them with another is not meant.
var onlyWith = map[string][2]string{"enquiries.jointly": {"enquiries.start", meeting.Yes}, "enquiries.instead": {"enquiries.start", meeting.No},
	"risk.who": {"risk.continuing", meeting.Later}, "risk.by": {"risk.continuing", meeting.Later}}

// eachChild are the children's lines, under the outcome.
func eachChild(m *meeting.Meeting, at seat, item string) part {
	p := part{ID: "children", Title: "Each child"}
	if item != outcomeOf(m) {
		return p
	}
	for _, id := range childrenOf(m) {
		child := m.Children[id]
		if child == nil {
			child = new(meeting.Line)
		}
		t := thing{ID: "child-" + id, Name: m.People[id].Words(), Facts: childWords(m, child), Fold: "Settle"}
		body := settled(child)
		for _, of := range childParts {
			if m.Phase == meeting.Closed && (of.key != "risk" || child.Risk == nil || child.Risk.Is.Continuing != meeting.Later) {
				continue // the rest is the closed text
			}
			s := sheet{Title: of.title, Folded: true, Button: "Save", Fields: append(holding(body, of.fields(m)...), hidden("person", id))}
			if body[of.key] == nil && of.needed {
				s.Title += ": open"
			}
			change(m, at, &t.Sheets, "child", t.ID+"-"+of.key, item, s)
		}
		p.Lines = append(p.Lines, t)
	}
	return p
}

// settled is what was settled of a child as a command would say it.
func settled(l *meeting.Line) map[string]any {
	body := map[string]any{}
	put(body, "safety", l.Safety)
	put(body, "enquiries", l.Enquiries)
	put(body, "risk", l.Risk)
	put(body, "tellChild", l.TellChild)
	put(body, "tellParents", l.TellParents)
	put(body, "counselling", l.Counselling)
	return body
}

func put[T any](body map[string]any, key string, part *meeting.Part[T]) {
	if part != nil {
		body[key] = part.Is
	}
}

// childWords is what was settled of a child, a line for each part, and what must be settled still.
func childWords(m *meeting.Meeting, l *meeting.Line) string {
	body := settled(l)
	said, open := []string{}, []string{}
	for _, of := range childParts {
		if body[of.key] == nil {
			if of.needed {
				open = append(open, strings.ToLower(of.title[:1])+of.title[1:])
			}
			continue
		}
		facts := []string{}
		each(holding(body, of.fields(m)...), func(f *field) {
			says := f.Value
			for _, o := range f.Options {
				if o.Chosen {
					says = o.Words
				}
			}
			if says == "" || f.Sort == "more" {
				return
			}
			switch name := f.Name[strings.IndexByte(f.Name, '.')+1:]; {
			case name == "until":
				says = "until " + dayWords(says)
			case f.Sort == "date":
				says = "by " + dayWords(says)
			case name == "who", name == "whoElse":
				says = "by " + says
			}
			facts = append(facts, says)
		})
		said = append(said, of.title+": "+strings.Join(facts, "; "))
	}
	if len(open) > 0 {
		said = append(said, "Still open: "+strings.Join(open, ", "))
	}
	return strings.Join(said, "\n")
}
