package web

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// The bodies of the HTTP interface about signatures.
type (
	// SignatureBody signs the version of the minutes that stands: a command of the kind "signature" with what shows who signs.
	SignatureBody struct {
		ID           string `json:"id"`
		Version      int    `json:"version"`
		Agree        bool   `json:"agree"`
		Disagreement string `json:"disagreement,omitempty"`
		Spoken       bool   `json:"spoken,omitempty"`
		Name         string `json:"name"`           // typed, as it stands in the minutes
		Code         string `json:"code,omitempty"` // from the chair; not needed just after a confirmation by an account of this name. Never written down
	}
	// CodeAnswer is the code to sign with for one attendee. It is shown once: only a hash is kept.
	CodeAnswer struct {
		Code  string `json:"code"`
		Until string `json:"until"` // RFC 3339
	}
)

// signInFresh is how long after a sign-in by a link it still shows, for a signature, who somebody is whose account has no
// other way.
const signInFresh = 12 * time.Hour

func (d *door) sign(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	var body SignatureBody
	if err := take(c, &body); err != nil {
		return err
	}
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	result, err := d.signAs(c.UserContext(), session, at, body)
	if err != nil {
		return err
	}
	if !result.Repeated {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(result)
}

// command is the body without its code, which has no business in a record nor in the hash of what was asked.
func (b SignatureBody) command() meeting.Command {
	said := map[string]any{"version": b.Version, "agree": b.Agree, "name": b.Name}
	if b.Disagreement != "" {
		said["disagreement"] = b.Disagreement
	}
	if b.Spoken {
		said["spoken"] = true
	}
	return meeting.Command{ID: b.ID, Kind: "signature", Body: mustEncode(said)}
}

// signAs writes a signature down. The core is asked first without a confirmation, which it misses last: so whatever else is
// wrong costs no code and no try.
func (d *door) signAs(ctx context.Context, session *account.Session, at seat, body SignatureBody) (room.Result, error) {
	command := body.command()
	result, err := at.Write(ctx, at.attendee, command)
	if refused(err) != meeting.Unconfirmed {
		return result, err
	}
	known, err := d.confirmed(ctx, session, at, body)
	if err != nil {
		return room.Result{}, err
	}
	result, err = at.WriteKnown(ctx, at.attendee, command, known)
	if why := refused(err); known.How == meeting.ByCode && why != "" && why != meeting.Away {
		err = errors.Join(err, d.People.ReturnCode(ctx, at.meeting, at.attendee, command.ID))
	}
	return result, err
}

// refused is the code of a refusal; empty for anything else.
func refused(err error) meeting.Code {
	if told := new(meeting.Refusal); errors.As(err, &told) {
		return told.Code
	}
	return ""
}

// confirmed is how somebody shows again who they are: by a code of the chair where they give one, else by what they have
// just confirmed or, where their account has no way but links, by their sign-in.
func (d *door) confirmed(ctx context.Context, session *account.Session, at seat, body SignatureBody) (*meeting.Confirmation, error) {
	if body.Code != "" {
		known := &meeting.Confirmation{How: meeting.ByCode, At: d.Rooms.Now().UTC().Format(meeting.TimeFormat)}
		return known, d.People.UseCode(ctx, at.meeting, at.attendee, body.Code, body.ID)
	}
	proof, _, err := d.proofOf(ctx, session, at)
	switch {
	case err != nil:
		return nil, err
	case proof == shows:
		return &meeting.Confirmation{How: meeting.ByAccount, At: session.Since.UTC().Format(meeting.TimeFormat)}, nil
	case proof == showsNow:
		return &meeting.Confirmation{How: string(session.Proof.How), At: session.Proof.At.UTC().Format(meeting.TimeFormat)}, nil
	case proof == askedNow:
		return nil, &meeting.Refusal{Code: meeting.Unconfirmed, Field: "password", Message: "Confirm now that it is you: with your passkey, or with your password and a code."}
	}
	told := "Enter the code that the chair gives you."
	if proof == longAgo {
		told = "You signed in more than 12 hours ago. Sign in again, or enter a code that the chair gives you."
	}
	return nil, &meeting.Refusal{Code: meeting.Unconfirmed, Field: "code", Message: told}
}

// proof is how far a session shows by its account, for a signature, that somebody is an attendee.
type proof int

const (
	noAccount proof = iota
	otherName       // the account is somebody's who took this attendee's link: their sign-in shows nothing of the attendee
	longAgo
	askedNow // they have a passkey or a password, and are to show it now
	showsNow // they have just shown it
	shows    // by a link, of an account that has no other way
)

// proofOf compares names, because an account has no other tie to an attendee than the link that was opened with it. The chair
// is taken for whoever is signed in: nobody else could confirm them.
func (d *door) proofOf(ctx context.Context, session *account.Session, at seat) (proof, account.Ways, error) {
	if session == nil || session.Account == nil {
		return noAccount, account.Ways{}, nil
	}
	named := false
	at.View(func(m *meeting.Meeting) {
		named = at.attendee == m.Chair || meeting.SameName(session.Account.Name, m.Attendees[at.attendee].Name)
	})
	ways, err := d.People.Ways(ctx, session.Account.ID)
	now := d.Rooms.Now()
	switch {
	case err != nil:
		return noAccount, ways, err
	case !named:
		return otherName, ways, nil
	case ways.Any() && session.Proof.How != account.ByLink && session.Proof.Fresh(now):
		return showsNow, ways, nil
	case ways.Any():
		return askedNow, ways, nil
	case now.Sub(session.Since) >= signInFresh:
		return longAgo, ways, nil
	default:
		return shows, ways, nil
	}
}

func (d *door) code(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	answer, err := d.codeAs(c.UserContext(), at, c.Params("attendee"))
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(answer)
}

// codeAs makes the code with which an attendee signs. The chair knows them and gives it to them by voice or as a text
// message: so it shows who signs, and nobody makes one for themselves.
func (d *door) codeAs(ctx context.Context, at seat, attendee string) (CodeAnswer, error) {
	var refusal error
	at.View(func(m *meeting.Meeting) {
		switch {
		case m.Attendees[at.attendee].Role != meeting.Chair:
			refusal = meeting.Refuse(meeting.NotAllowed, "Only the chair makes codes to sign with.")
		case m.Attendees[attendee] == nil:
			refusal = meeting.Refuse(meeting.NotFound, "There is no such attendee in this meeting.")
		case attendee == at.attendee:
			refusal = meeting.Refuse(meeting.NotAllowed, "A code for yourself would show nothing. Sign in with your account, and sign then.")
		case m.Stage != meeting.Signing:
			refusal = meeting.Refuse(meeting.WrongPhase, "Codes are made while a version of the minutes is being signed.")
		case !slices.Contains(m.Signers(), attendee):
			refusal = meeting.Refuse(meeting.Content, "Who did not attend does not sign the minutes.")
		case m.Admission(attendee) == meeting.Excluded:
			refusal = meeting.Refuse(meeting.Content, "Who may not attend does not sign the minutes.")
		}
	})
	if refusal != nil {
		return CodeAnswer{}, refusal
	}
	typed, until, err := d.People.MakeCode(ctx, at.meeting, attendee)
	return CodeAnswer{typed, until.Format(time.RFC3339)}, err
}
