package web

import (
	"cmp"
	"fmt"
	"slices"

	"strategyroom/meeting"
)

// request is a correction that somebody asks for, beside how the passage reads.
type request struct {
	ID, Name, Where string
	Was, Is         []stretch // with what changes marked
	WasWords        string    // above Was
	IsWords         string    // above Is
	Asked           string    // when
	Reason          string
	Reply           string // the chair's, with what became of it
	Sheets          []*sheet
	passage         string
}

// requests fills in what is asked for, in the order of the text, so that requests for one passage stand together.
func (p *correctionsPage) requests(d *door, m *meeting.Meeting, at seat) {
	place := map[string]int{}
	for i, block := range p.Text {
		if block.Heading != nil {
			place[block.Heading.ID] = i
		} else if block.Paragraph != nil && block.Paragraph.ID != "" {
			place[block.Paragraph.ID] = i
		}
	}
	ids := slices.Clone(m.Order.Corrections)
	slices.SortStableFunc(ids, func(a, b string) int {
		return cmp.Compare(place[m.Corrections[a].Passage], place[m.Corrections[b].Passage])
	})
	for _, id := range ids {
		switch asked := m.Corrections[id]; {
		case asked.Withdrawn != nil:
		case asked.Settled > 0:
			p.Settled = append(p.Settled, d.request(m, at, id))
		default:
			p.Waiting = append(p.Waiting, d.request(m, at, id))
		}
	}
	for _, r := range p.Waiting {
		if i, there := place[r.passage]; there {
			p.Text[i].Requests = append(p.Text[i].Requests, link{"#" + r.ID, r.Name})
		}
	}
	if open, _ := requests(m); correctable(m) && open == 0 && m.Attendees[at.attendee].Role == meeting.Chair {
		p.Next = &nextStep{Links: []link{{"/meetings/" + at.meeting + "/minutes#next", nextWords(m)}}}
	}
}

// nextWords say where the chair goes on when every request has a reply.
func nextWords(m *meeting.Meeting) string {
	if _, accepted := requests(m); accepted > 0 {
		return fmt.Sprintf("Go on to issuing version %d", len(m.Versions)+1)
	}
	if m.Stage == meeting.Correcting {
		return fmt.Sprintf("Go on to the signing of version %d", len(m.Versions))
	}
	return "Go on"
}

func (d *door) request(m *meeting.Meeting, at seat, id string) request {
	asked := m.Corrections[id]
	compared := meeting.Compared(asked.Was, asked.Reads())
	r := request{ID: id, Where: asked.Where, Reason: asked.Reason, WasWords: "Reads now", IsWords: "To read", passage: asked.Passage,
		Was: stretches(asked.Was, compared.Gone), Is: stretches(asked.Reads(), compared.New)}
	r.Name = fmt.Sprintf("Request %d by %s", slices.Index(m.Order.Corrections, id)+1, nameOfAttendee(m, asked.By))
	r.Asked = d.dayAndTime(asked.At)
	if asked.Late {
		r.Asked += ". Late: asked for after the time for corrections"
	}
	switch {
	case asked.Was == "":
		r.IsWords, r.Is = "To be put right", []stretch{{Text: asked.Reads()}}
	case asked.Reads() == "":
		r.IsWords, r.Is = "To read", []stretch{{Text: "This line is to be taken out."}}
	}
	if reply := asked.Ruling; reply != nil {
		r.Reply = "Declined: " + reply.Reply
		if reply.Accepted {
			r.Reply = "Accepted: " + reply.Reply
			if reply.Text != "" {
				r.IsWords = "To read, as the chair words it"
			}
		}
		if asked.Settled > 0 {
			r.WasWords = "Read before"
			r.Reply += fmt.Sprintf("\nTold of in version %d", asked.Settled)
		}
		r.Reply += "\n" + words(", ", nameOfAttendee(m, reply.By), d.dayAndTime(reply.At))
	}
	if asked.Settled == 0 && correctable(m) {
		r.sheets(m, at, asked)
	}
	return r
}

// sheets are the chair's reply, and the way back for who asked.
func (r *request) sheets(m *meeting.Meeting, at seat, asked *meeting.Correction) {
	back := []field{hidden("correction", r.ID), hidden("place", r.ID)}
	if asked.Ruling == nil {
		change(m, at, &r.Sheets, "correction.withdraw", r.ID+"-withdraw", "corrections", sheet{Button: "Withdraw this request", Look: "secondary",
			Of: r.Name, Fields: back[:1:1]}, asked.By)
	}
	reads := lines("text", "How it is to read", 2)
	reads.Value = asked.Reads()
	s := sheet{Button: "Reply", Of: r.Name, Fields: append([]field{
		radios("accepted", "Your reply", option{Value: "true", Words: "Accept"}, option{Value: "false", Words: "Decline"}),
		more("Accept it in other words", reads),
		lines("reply", "What you answer", 2)}, back...)}
	if asked.Ruling != nil {
		s.Title, s.Folded = "Reply otherwise", true
	}
	change(m, at, &r.Sheets, "ruling", r.ID+"-reply", "corrections", s)
}
