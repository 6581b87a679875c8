// Package mail sends letters by SMTP: short plain texts, each to one person, with nothing of a case in them.
//
// It opens a connection when a letter is sent, or to find whether one would be taken, and at no other time. Nothing of a
// letter, neither address nor subject nor text, stands in a log or in an error.
package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	smtp "github.com/wneessen/go-mail"
)

// Marking is what every subject begins with.
const Marking = "OFFICIAL-SENSITIVE: "

// Letter is one message: no names in Subject, the marking first.
type Letter struct {
	To       string // one address, without a name
	Subject  string // begins with Marking; one line of at most 150 bytes
	Text     string // plain, lines ended by \n, at most 16 KiB
	Calendar []byte // an iCalendar file that goes with it; nil: none
}

// Post sends letters. Its methods may be called at the same time.
type Post interface {
	// Send returns nil once a letter was accepted for delivery, ErrLetter where it is not one that can be sent, and
	// ErrNotSent for all else. It takes Limit at most.
	Send(ctx context.Context, l Letter) error
}

// The ways in which a letter is not sent. The errors that wrap them have words for an operator, and nothing of a letter.
var (
	ErrLetter  = errors.New("the letter is not one that can be sent")
	ErrNotSent = errors.New("the letter was not accepted")
)

// address is a plain address: no name, quotes, comments, or letters that need more than ASCII. Local part and labels are
// those of RFC 5321 without its quoted strings and address literals.
var address = regexp.MustCompile("^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*" +
	`@[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$`)

// Check refuses what is not one plain e-mail address of at most 254 bytes.
func Check(to string) error {
	local, _, _ := strings.Cut(to, "@")
	if len(to) > 254 || len(local) > 64 || !address.MatchString(to) {
		return fmt.Errorf("%w: not an e-mail address such as s.begum@example.org", ErrLetter)
	}
	return nil
}

func (l Letter) check() error {
	if err := Check(l.To); err != nil {
		return err
	}
	switch {
	case !strings.HasPrefix(l.Subject, Marking) || len(l.Subject) > 150 || !plain(l.Subject, ""):
		return fmt.Errorf("%w: the subject", ErrLetter)
	case l.Text == "" || len(l.Text) > 16<<10 || !plain(l.Text, "\n\t"):
		return fmt.Errorf("%w: the text", ErrLetter)
	}
	return nil
}

// plain reports whether text is UTF-8 without controls but for some, and without what changes the direction of writing
// or ends a line in other words.
func plain(text, but string) bool {
	return utf8.ValidString(text) && !strings.ContainsFunc(text, func(r rune) bool {
		return (unicode.IsControl(r) || unicode.In(r, unicode.Zl, unicode.Zp, unicode.Bidi_Control)) && !strings.ContainsRune(but, r)
	})
}

// message is the letter as it goes out. Its id is told to nobody but the operator and the servers that carry it.
func (l Letter) message(from, id string, at time.Time) (*smtp.Msg, error) {
	m := smtp.NewMsg(smtp.WithNoDefaultUserAgent(), smtp.WithCharset(smtp.CharsetUTF8), smtp.WithEncoding(smtp.EncodingQP))
	m.FromMailAddress(&mail.Address{Address: from})
	m.ToMailAddress(&mail.Address{Address: l.To})
	m.Subject(l.Subject)
	m.SetMessageIDWithValue(id + "@" + domain(from)) // go-mail's own would name this machine
	m.SetDateWithValue(at.UTC())
	m.SetGenHeader("Auto-Submitted", "auto-generated") // so that no absence notice comes back
	m.SetBodyString(smtp.TypeTextPlain, l.Text)
	if l.Calendar != nil {
		err := m.AttachReader("meeting.ics", bytes.NewReader(l.Calendar), smtp.WithFileContentType("text/calendar; charset=utf-8"))
		if err != nil {
			return nil, err
		}
	}
	_, err := m.WriteTo(io.Discard) // what cannot be written is found before anybody is called
	return m, err
}

// domain is what stands behind the @ of an address.
func domain(address string) string { return address[strings.LastIndexByte(address, '@')+1:] }
