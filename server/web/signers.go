package web

import (
	"fmt"
	"strconv"

	"strategyroom/meeting"
)

// signers is the chair's part of the page to sign.
type signers struct {
	Code    *madeCode // alone on its page
	Signers []thing
	Before  string // what must be done before the version can be made final
	Final   []*sheet
}

// madeCode is a new code with a text to pass on in which nothing about the case stands.
type madeCode struct {
	Name, Code, Until, Text string

	For string // what it is good for, and what not
}

// codePage shows a code that was just made, and nothing else that somebody beside the chair might read.
func (d *door) codePage(at seat, attendee string, answer CodeAnswer) *signPage {
	page := &signPage{frame: frame{Back: "/meetings/" + at.meeting + "/sign", BackTo: "to the signatures"}}
	at.View(func(m *meeting.Meeting) {
		code := &madeCode{Name: m.Attendees[attendee].Name, Code: answer.Code, Until: d.dayAndTime(answer.Until)}
		code.Text = fmt.Sprintf("Your code to sign the minutes %s: %s\nIt works once, until %s. Type it under the statement.", m.Reference, code.Code, code.Until)
		code.For = "With it " + code.Name + " signs the minutes. It lets nobody in: to come back they need a code from the page of the people."
		page.Title, page.Caption, page.Code = "Code for "+code.Name+" to sign the minutes", m.Reference, code
	})
	return page
}

// signersOf lists whose signature is asked for, each with a way to give them a code.
func (d *door) signersOf(m *meeting.Meeting, at seat) signers {
	s, waiting := signers{}, []string{}
	for _, id := range m.Signers() {
		who, signed := m.Attendees[id], m.Signed(id)
		line := thing{ID: "signer-" + id, Name: who.Name + ", " + who.Agency.Name, Facts: d.signedWords(m, id, true)}
		if m.Awaited(id) {
			waiting = append(waiting, who.Name)
		}
		if signed != nil && !signed.Agree {
			line.Facts = "Signed, " + d.dayAndTime(signed.At) + "\nDisagrees: " + signed.Disagreement
		}
		if who.Telephone {
			line.Facts += "\nTook part by telephone"
		}
		if id != at.attendee && m.Admission(id) != meeting.Excluded {
			code := (&sheet{ID: line.ID + "-code", Action: "/meetings/" + at.meeting + "/sign", Button: "Make a code for " + who.Name, Look: "secondary",
				Fields: []field{hidden("step", "code"), hidden("attendee", id)}}).named()
			if signed == nil {
				line.Direct = []*sheet{code}
				line.Href, line.To = "/meetings/"+at.meeting+"/people#attendee-"+id, "Make a link for "+who.Name
			} else {
				line.Fold, line.Sheets = "To sign again", []*sheet{code}
			}
		}
		s.Signers = append(s.Signers, line)
	}
	open, accepted := requests(m)
	switch n := len(m.Versions); {
	case m.Signed(at.attendee) == nil:
		s.Before = fmt.Sprintf("When you have signed, you can make version %d final.", n)
	case open > 0:
		s.Before = counted(open, "request for a correction waits", "requests for a correction wait") + " for your reply. Only then can this version be made final."
	case accepted > 0:
		s.Before = fmt.Sprintf("You accepted a correction: issue version %d with it.", n+1)
	default:
		s.Final = d.finalSheets(m, at, waiting)
	}
	return s
}

// finalSheets make the version final, and say who will be printed as without a reply.
func (d *door) finalSheets(m *meeting.Meeting, at seat, waiting []string) []*sheet {
	n, by := len(m.Versions), m.Version().SignBy
	final := sheet{Title: fmt.Sprintf("Make version %d final", n), Button: fmt.Sprintf("Make version %d final", n), Look: "warning",
		Intro: "Everybody has signed. Nothing in this version changes after that.", Fields: []field{hidden("version", strconv.Itoa(n))}}
	if len(waiting) > 0 {
		final.Intro = fmt.Sprintf("Without a reply: %s. They are printed as “No reply by %s”, never as agreed. Nothing in this version changes after that.",
			listed(waiting), dayWords(by))
		if by >= d.today() {
			final.Intro = fmt.Sprintf("Without a reply: %s. If you do not wait until %s, they are printed as “No reply by” the moment at which you make it final, "+
				"with the date until which they were asked; never as agreed. Nothing in this version changes after that.", listed(waiting), dayWords(by))
			final.Fields = append(final.Fields, reasonField("Why you do not wait longer").hinted("It is printed. The time set ends with "+dayWords(by)))
		}
	}
	all := []*sheet{}
	change(m, at, &all, "final", "final", "sign", final)
	return all
}
