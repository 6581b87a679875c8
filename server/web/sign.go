package web

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// signPage is where people read the whole of the version that is being signed, sign it, and see what they signed. The chair
// finds there who has answered, makes codes for them, and makes the version final.
type signPage struct {
	frame
	Caption  string
	Words    []string // how the viewer's signature stands
	Void     *voided
	Mine     []meeting.Block
	Again    string // address, where the viewer may sign once more
	Read     string // address of the minutes, where they do not stand here
	Sealed   string // address of the final minutes as PDF, once they are
	Correct  string // address to ask for a correction at
	Document *meeting.Document
	After    []meeting.Block // what followed the meeting, which is not signed
	Spoken   []thing         // what others wrote in the viewer's name
	Known    string          // how the viewer shows who they are
	Passkey  bool            // whether they can do so by one, now
	Services []link          // by which they can
	SignIn   bool            // whether to lead to another sign-in
	Sign     *sheet
	signers
}

// voided is a signature that no longer counts, and why.
type voided struct {
	Words string
	Why   []string
}

// signForm takes the signature and the chair's asking for a code.
func (d *door) signForm(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	sent, err := typed(c)
	if err != nil {
		return err
	}
	if sent.get("step") == "code" {
		answer, err := d.codeAs(c.UserContext(), at, sent.get("attendee"))
		page := d.signing(c, at, false)
		if err != nil {
			d.failed(c, err, sent, &page.frame, page.sheets())
		} else {
			did(c, sent.get("attendee"))
			page = d.codePage(at, sent.get("attendee"), answer)
		}
		return d.render(c, "sign", page)
	}
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	number, err := d.signTyped(c, session, at, sent)
	if err != nil {
		page := d.signing(c, at, true)
		if told := d.refusal(err); told.Field == "version" { // what stands now has not been read yet
			delete(sent, "version")
			delete(sent, "agree")
		}
		d.failed(c, err, sent, &page.frame, page.sheets())
		return d.render(c, "sign", page)
	}
	return c.Redirect(fmt.Sprintf("/meetings/%s/sign?saved=%d", at.meeting, number), fiber.StatusSeeOther)
}

// signTyped writes down what a form signs and returns the entry's number.
func (d *door) signTyped(c *fiber.Ctx, session *account.Session, at seat, sent form) (int, error) {
	if agree := sent.get("agree"); agree != "true" && agree != "false" {
		return 0, &meeting.Refusal{Code: meeting.Content, Field: "agree", Message: "Choose one of the two statements."}
	}
	version, err := strconv.Atoi(sent.get("version"))
	if err != nil {
		return 0, unreadable
	}
	if password := sent.get("password"); password != "" {
		if session, err = d.People.Confirm(c.UserContext(), session, password, sent.get("otp"), d.caller(c)); err != nil {
			return 0, err
		}
		d.remember(c, session)
	}
	result, err := d.signAs(c.UserContext(), session, at, SignatureBody{ID: sent.get("id"), Version: version, Agree: sent.get("agree") == "true",
		Disagreement: sent.get("disagreement"), Spoken: sent.get("spoken") == "true", Name: sent.get("name"), Code: sent.trimmed("code")})
	return result.Number, err
}

// signing draws the page as its viewer may use it; again where they want to sign once more.
func (d *door) signing(c *fiber.Ctx, at seat, again bool) *signPage {
	here := "/meetings/" + at.meeting
	page := &signPage{frame: frame{Title: "Sign the minutes", Script: "passkey.js", Back: here + "/minutes", BackTo: "to the minutes"}, Read: "/api" + here + "/minutes"}
	session, _ := d.session(c) // there is one: the viewer has a seat
	proof, ways, err := d.proofOf(c.UserContext(), session, at)
	if err != nil {
		proof = noAccount // what is pressed then says so
	}
	at.View(func(m *meeting.Meeting) {
		page.Caption, page.Saved = words(" – ", m.Reference, m.Title), d.saved(m, c)
		signed, asked := m.Signed(at.attendee), slices.Contains(m.Signers(), at.attendee)
		if signed != nil {
			page.Mine = signatureBlocks(m, at.attendee)
		}
		page.Void = d.voided(m, at.attendee)
		switch {
		case m.Stage == meeting.Final:
			page.Words = []string{fmt.Sprintf("Version %d of the minutes is final. It is no longer signed.", len(m.Versions))}
			page.Sealed = "/api" + here + "/minutes.pdf"
		case m.Stage != meeting.Signing:
			page.Words = []string{stageWords(m, d.today()) + ". Nothing is to be signed yet."}
		case !asked:
			page.Words = []string{fmt.Sprintf("Version %d is being signed by those who attended. You are not asked to sign.", len(m.Versions))}
		case signed != nil && !again:
			page.Words = []string{fmt.Sprintf("You have signed version %d. This is how it is printed.", len(m.Versions))}
			page.Again = here + "/sign?again=true"
		default:
			page.Mine = nil
			page.asks(d, m, at, session, proof, ways)
		}
		if m.Attendees[at.attendee].Role == meeting.Chair && m.Stage == meeting.Signing {
			page.signers = d.signersOf(m, at)
		}
	})
	return page
}

// asks puts the whole of the version on the page, and under it what is signed.
func (p *signPage) asks(d *door, m *meeting.Meeting, at seat, session *account.Session, proof proof, ways account.Ways) {
	v, n := m.Version(), len(m.Versions)
	doc := meeting.Minutes(m)
	doc.Blocks = doc.Blocks[:doc.Text]
	p.Correct = "/meetings/" + at.meeting + "/corrections"
	p.After = meeting.Afterwards(m)
	p.Document, p.Title, p.Read = &doc, fmt.Sprintf("Read and sign version %d", n), ""
	p.Words = []string{fmt.Sprintf("Read all of version %d. The place to sign is at its end. Signatures are waited for until %s.", n, dayWords(v.SignBy))}
	for i, said := range m.WrittenFor(at.attendee) {
		p.Spoken = append(p.Spoken, thing{ID: fmt.Sprintf("spoken-%d", i+1), Name: said.Where,
			Facts: words(": ", said.Lead, said.Text) + "\nWritten by " + nameOfAttendee(m, said.By) + ", " + d.dayAndTime(said.At)})
	}
	fields := []field{hidden("step", "sign"), hidden("version", strconv.Itoa(n)),
		radios("agree", "Your statement", option{Value: "true", Words: meeting.Agreed}, option{Value: "false", Words: strings.TrimSpace(meeting.Disagreed)}),
		lines("disagreement", "What you disagree with", 3).hinted("Only where you disagree. It is printed beside your name.")}
	if len(p.Spoken) > 0 {
		fields = append(fields, field{Sort: "tick", Name: "spoken", Label: meeting.Spoken})
	}
	name := field{Sort: "text", Name: "name", Label: "Your name", Fill: "name",
		Hint: "Type it as it stands in the minutes: " + m.Attendees[at.attendee].Name}
	p.Sign = (&sheet{ID: "sign", Action: "/meetings/" + at.meeting + "/sign", Command: newID(), Button: fmt.Sprintf("Sign version %d", n),
		Fields: append(append(fields, name), p.known(d, m, at, session, proof, ways)...)}).named()
}

// known says how the viewer shows who they are, and returns the fields for that.
func (p *signPage) known(d *door, m *meeting.Meeting, at seat, session *account.Session, proof proof, ways account.Ways) []field {
	code := field{Sort: "text", Name: "code", Label: "Code from the chair", Fill: "one-time-code", Narrow: true, Hint: "8 letters and digits"}
	chair := m.Chair == at.attendee
	again := "You signed in with your account more than 12 hours ago. To sign, show again who you are: sign in again"
	p.SignIn = proof == longAgo || proof == noAccount && chair
	switch {
	case proof == shows:
		p.Known = "You are known by your sign-in with your account, " + d.dayAndTime(session.Since.Format(time.RFC3339)) + ". That is printed beside your name."
		if !chair {
			code = more("Use a code from the chair instead", code)
		}
	case proof == showsNow:
		p.Known = "You have just confirmed who you are " + wayWords[session.Proof.How] + ". That is printed beside your name."
	case proof == askedNow:
		p.Known = "To sign, confirm now that it is you. How you did is printed beside your name."
		p.Passkey = len(ways.Passkeys) > 0 && d.People.Passkeys()
		p.Services = d.elsewhere(ways.Linked, "/meetings/"+at.meeting+"/sign")
		fields := []field{}
		if ways.Password {
			fields = passwordFields()
			fields[1].Name = "otp"
		}
		if chair {
			return fields
		}
		return append(fields, more("Use a code from the chair instead", code))
	case proof == longAgo && chair:
		p.Known = again + "."
	case proof == longAgo:
		p.Known = again + ", or ask the chair for a code."
	case chair:
		p.Known = "You are here without an account, and nobody can make a code for themselves. Ask whoever looks after Strategy Room for an account, make " +
			"a new link for yourself, sign in with the account and open that link."
	default:
		p.Known = fmt.Sprintf("To sign, show again who you are: ask %s, who chairs, for a code, best by telephone. It works once, within 24 hours.",
			nameOfAttendee(m, m.Chair))
		if proof == otherName {
			p.Known = "The account that you are signed in with has another name than " + m.Attendees[at.attendee].Name + ", so it does not show who signs here. " + p.Known
		}
	}
	if chair {
		return nil
	}
	return []field{code}
}

// signatureBlocks are an attendee's signature as it is printed.
func signatureBlocks(m *meeting.Meeting, attendee string) []meeting.Block {
	i := slices.Index(m.Signers(), attendee)
	for _, block := range meeting.Minutes(m).Blocks {
		if block.SignOff == nil {
			continue
		}
		if i == 0 {
			return []meeting.Block{block}
		}
		i--
	}
	return nil
}

// voided says of a signature under an earlier version why it no longer counts; nil where there is none.
func (d *door) voided(m *meeting.Meeting, attendee string) *voided {
	was := m.Signatures[attendee]
	if was == nil || m.Signed(attendee) != nil {
		return nil
	}
	under := m.Versions[was.Version-1]
	void := &voided{Words: fmt.Sprintf("You signed version %d on %s. That signature no longer counts", was.Version, d.dayAndTime(was.At))}
	if under.Superseded != nil {
		void.Words += fmt.Sprintf(": the minutes were reopened on %s.", d.dayAndTime(under.Superseded.At))
		void.Why = []string{under.Superseded.Reason}
		return void
	}
	void.Words += fmt.Sprintf(", because version %d took in what the chair accepted after you signed:", was.Version+1)
	for _, id := range m.Order.Corrections {
		if asked := m.Corrections[id]; asked.Settled > was.Version && asked.Ruling.Accepted {
			void.Why = append(void.Why, words(": ", asked.Where, asked.Reads())+" (asked for by "+nameOfAttendee(m, asked.By)+": "+asked.Reason+")")
		}
	}
	return void
}

// sheets are all forms of the page.
func (p *signPage) sheets() []*sheet {
	all := append(sheetsOf(p.Signers), p.Final...)
	if p.Sign != nil {
		all = append(all, p.Sign)
	}
	return all
}
