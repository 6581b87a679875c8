package web

import (
	"fmt"
	"slices"

	"strategyroom/meeting"
)

// versions are all that were issued, the latest first.
func (d *door) versions(m *meeting.Meeting) []thing {
	all := []thing{}
	for i, v := range slices.Backward(m.Versions) {
		t := thing{ID: fmt.Sprintf("version-%d", i+1), Name: fmt.Sprintf("Version %d", i+1),
			Facts: "Issued by " + nameOfAttendee(m, v.By) + ", " + d.dayAndTime(v.At)}
		line := func(words string) { t.Facts += "\n" + words }
		if v.CorrectBy != "" {
			line("Corrections until " + dayWords(v.CorrectBy))
		}
		if v.SignBy != "" {
			line("Signatures until " + dayWords(v.SignBy))
		}
		for _, early := range v.Early {
			line("Corrections not waited for until " + dayWords(early.Date) + ": " + early.Reason)
		}
		if v.Final != nil {
			line(words(": ", "Final since "+d.dayAndTime(v.Final.At), v.Final.Reason))
		}
		switch {
		case v.Superseded != nil:
			line("Superseded: reopened by " + nameOfAttendee(m, v.Superseded.By) + ", " + d.dayAndTime(v.Superseded.At) + ": " + v.Superseded.Reason)
		case i+1 < len(m.Versions):
			line(fmt.Sprintf("Superseded by version %d", i+2))
		}
		line("Check code " + v.Fingerprint.String())
		all = append(all, t)
	}
	return all
}

// addenda are the sheets that were added to final minutes.
func (d *door) addenda(m *meeting.Meeting, at seat) []thing {
	all := []thing{}
	for i, ad := range m.Addenda {
		all = append(all, thing{ID: fmt.Sprintf("addendum-%d", i+1), Name: fmt.Sprintf("Addendum %d, to version %d", i+1, ad.Version),
			Facts: ad.Text + "\n" + nameOfAttendee(m, ad.By) + ", " + d.dayAndTime(ad.At),
			Href:  fmt.Sprintf("/api/meetings/%s/addenda/%d.pdf", at.meeting, i+1), To: "Its sheet as PDF"})
	}
	return all
}

// answers are a table of who has said what to the version that stands; nothing before the first.
func (d *door) answers(m *meeting.Meeting) []meeting.Block {
	if m.Stage == "" || m.Stage == meeting.Tidying {
		return nil
	}
	signers, rows := m.Signers(), [][]string{}
	for _, id := range m.Order.Attendees {
		asked, waiting := 0, 0
		for _, co := range m.Corrections {
			if co.By == id && co.Withdrawn == nil {
				asked++
				if co.Ruling == nil {
					waiting++
				}
			}
		}
		corrections := "None"
		if asked > 0 {
			corrections = fmt.Sprint(asked)
			if waiting > 0 {
				corrections += fmt.Sprintf(", %d without a reply yet", waiting)
			}
		}
		if who := m.Attendees[id]; asked > 0 || slices.Contains(signers, id) {
			rows = append(rows, []string{who.Name + ", " + who.Agency.Name, corrections, d.signedWords(m, id, slices.Contains(signers, id))})
		}
	}
	return []meeting.Block{{Table: &meeting.Table{Caption: "Who has answered", Head: []string{"Who", "Corrections asked for", "Signature"}, Rows: rows}}}
}

// signedWords say how the signature of an attendee stands.
func (d *door) signedWords(m *meeting.Meeting, id string, asked bool) string {
	signed, v := m.Signed(id), m.Version()
	switch {
	case !asked:
		return "Not asked for"
	case signed != nil && signed.Agree:
		return "Signed, " + d.dayAndTime(signed.At)
	case signed != nil:
		return "Signed, " + d.dayAndTime(signed.At) + ". Disagrees: " + signed.Disagreement
	case !m.Awaited(id):
		return "Not asked: may not attend"
	case v.Final != nil:
		return "No reply"
	case m.Signatures[id] != nil:
		return fmt.Sprintf("Signed version %d, which was superseded. Has to sign again", m.Signatures[id].Version)
	case v.SignBy == "":
		return "Not asked for yet"
	default:
		return "Not yet"
	}
}
