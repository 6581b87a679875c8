package web

import (
	"encoding/json"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

// The bodies of the HTTP interface about how somebody signs in.
type (
	// PasswordBody signs in with a password and the code of an authenticator app, or a recovery code.
	PasswordBody struct {
		Email    string `json:"email"`
		Password string `json:"password"`
		Code     string `json:"code"`
	}
	// AskPasskeyBody asks for what the browser needs to make a passkey or to show one.
	AskPasskeyBody struct {
		For account.Occasion `json:"for"` // "sign-in", "confirm" or "new"
	}
	// AskPasskeyAnswer is what goes to navigator.credentials, and the name under which it is answered within five minutes.
	AskPasskeyAnswer struct {
		Ceremony  string          `json:"ceremony"`
		PublicKey json.RawMessage `json:"publicKey"` // the options, their bytes in base64url
	}
	// PasskeyBody shows a passkey.
	PasskeyBody struct {
		Ceremony string          `json:"ceremony"`
		Answer   json.RawMessage `json:"answer"` // the credential, as its toJSON() has it
	}
	// ConfirmBody shows again who is signed in: by password and code, or by a passkey.
	ConfirmBody struct {
		Password string          `json:"password,omitempty"`
		Code     string          `json:"code,omitempty"`
		Ceremony string          `json:"ceremony,omitempty"`
		Answer   json.RawMessage `json:"answer,omitempty"`
	}
	// NewPasskeyBody keeps a passkey that was made.
	NewPasskeyBody struct {
		Ceremony string          `json:"ceremony"`
		Answer   json.RawMessage `json:"answer"`
		Name     string          `json:"name,omitempty"` // without one it is called after the device
	}
	// PasskeyAnswer is a passkey of one's own.
	PasskeyAnswer struct {
		ID   string `json:"id"`
		Name string `json:"name"`
		Made string `json:"made"`           // RFC 3339
		Used string `json:"used,omitempty"` // RFC 3339
	}
	// WaysAnswer is how one can sign in.
	WaysAnswer struct {
		Password  bool            `json:"password"` // with an authenticator app
		Codes     int             `json:"codes"`    // recovery codes that are left
		Passkeys  []PasskeyAnswer `json:"passkeys"`
		Recovered string          `json:"recovered,omitempty"` // when a link was used or a service linked though there were other ways; RFC 3339
	}
	// AppAnswer is a secret for an authenticator app. Nothing is kept until a password is set with its nonce.
	AppAnswer struct {
		Nonce  string `json:"nonce"`
		Secret string `json:"secret"` // base32
		URI    string `json:"uri"`    // "otpauth:…"
	}
	// SetPasswordBody sets password and authenticator app together.
	SetPasswordBody struct {
		Password string `json:"password"` // 12 characters or more
		Nonce    string `json:"nonce"`
		Code     string `json:"code"` // that the app shows
	}
	// CodesAnswer is ten recovery codes. They are shown once: only hashes are kept.
	CodesAnswer struct {
		Codes []string `json:"codes"`
	}
)

// begun has the browser remember a session that has just begun in place of the one that it had.
func (d *door) begun(c *fiber.Ctx, session *account.Session) error {
	with, err := d.session(c)
	if err == nil && with != nil && with.ID != session.ID {
		err = d.People.SignOut(c.UserContext(), with)
	}
	if err != nil {
		return err
	}
	d.remember(c, session)
	return d.People.Notice(c.UserContext(), session, d.from(c))
}

func (d *door) signInByPassword(c *fiber.Ctx) error {
	var body PasswordBody
	if err := take(c, &body); err != nil {
		return err
	}
	session, err := d.People.SignIn(c.UserContext(), account.Login(body), d.caller(c))
	if err == nil {
		err = d.begun(c, session)
	}
	if err != nil {
		return err
	}
	return c.JSON(d.sessionAnswer(session, ""))
}

func (d *door) askPasskey(c *fiber.Ctx) error {
	var body AskPasskeyBody
	if err := take(c, &body); err != nil {
		return err
	}
	session, err := d.session(c)
	if err != nil {
		return err
	}
	name, options, err := d.People.AskPasskey(c.UserContext(), session, body.For, d.caller(c))
	if err != nil {
		return err
	}
	return c.JSON(AskPasskeyAnswer{name, options})
}

func (d *door) signInByPasskey(c *fiber.Ctx) error {
	var body PasskeyBody
	if err := take(c, &body); err != nil {
		return err
	}
	session, err := d.People.SignInByPasskey(c.UserContext(), body.Ceremony, body.Answer)
	if err == nil {
		err = d.begun(c, session)
	}
	if err != nil {
		return err
	}
	return c.JSON(d.sessionAnswer(session, ""))
}

func (d *door) confirm(c *fiber.Ctx) error {
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	var body ConfirmBody
	if err := take(c, &body); err != nil {
		return err
	}
	if body.Ceremony != "" {
		session, err = d.People.ConfirmByPasskey(c.UserContext(), session, body.Ceremony, body.Answer)
	} else {
		session, err = d.People.Confirm(c.UserContext(), session, body.Password, body.Code, d.caller(c))
	}
	if err != nil {
		return err
	}
	d.remember(c, session)
	return c.JSON(d.sessionAnswer(session, ""))
}

// accountHolder is who sent the request and has an account.
func (d *door) accountHolder(c *fiber.Ctx) (*account.Session, error) {
	session, err := d.signedIn(c)
	if err == nil && session.Account == nil {
		err = meeting.Refuse(meeting.NotAllowed, "This is for people who have an account.")
	}
	return session, err
}

func (d *door) waysOf(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err != nil {
		return err
	}
	ways, err := d.People.Ways(c.UserContext(), session.Account.ID)
	if err != nil {
		return err
	}
	answer := WaysAnswer{Password: ways.Password, Codes: ways.Codes, Passkeys: []PasskeyAnswer{}}
	if !ways.Recovered.IsZero() {
		answer.Recovered = ways.Recovered.Format(meeting.TimeFormat)
	}
	for _, key := range ways.Passkeys {
		answer.Passkeys = append(answer.Passkeys, passkeyAnswer(key))
	}
	return c.JSON(answer)
}

func passkeyAnswer(key account.Passkey) PasskeyAnswer {
	answer := PasskeyAnswer{ID: key.ID, Name: key.Name, Made: key.Made.Format(meeting.TimeFormat)}
	if !key.Used.IsZero() {
		answer.Used = key.Used.Format(meeting.TimeFormat)
	}
	return answer
}

func (d *door) addPasskey(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err != nil {
		return err
	}
	var body NewPasskeyBody
	if err := take(c, &body); err != nil {
		return err
	}
	key, err := d.People.AddPasskey(c.UserContext(), session, body.Ceremony, body.Name, body.Answer)
	if err != nil {
		return err
	}
	return c.Status(fiber.StatusCreated).JSON(passkeyAnswer(key))
}

func (d *door) removePasskey(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err == nil {
		err = d.People.RemovePasskey(c.UserContext(), session, c.Params("passkey"))
	}
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func (d *door) newApp(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err != nil {
		return err
	}
	app, err := d.People.App(c.UserContext(), session.Account, "")
	if err != nil {
		return err
	}
	return c.JSON(AppAnswer{app.Nonce, app.Secret, app.Key.URL()})
}

func (d *door) setPassword(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err != nil {
		return err
	}
	var body SetPasswordBody
	if err := take(c, &body); err != nil {
		return err
	}
	codes, err := d.People.SetPassword(c.UserContext(), session, body.Password, body.Nonce, body.Code)
	if err != nil {
		return err
	}
	return c.JSON(CodesAnswer{codes})
}

func (d *door) removePassword(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err == nil {
		err = d.People.RemovePassword(c.UserContext(), session)
	}
	if err != nil {
		return err
	}
	return c.SendStatus(fiber.StatusNoContent)
}

func (d *door) newCodes(c *fiber.Ctx) error {
	session, err := d.accountHolder(c)
	if err != nil {
		return err
	}
	codes, err := d.People.NewCodes(c.UserContext(), session)
	if err != nil {
		return err
	}
	return c.JSON(CodesAnswer{codes})
}
