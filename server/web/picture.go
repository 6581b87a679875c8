package web

import (
	"encoding/json"
	"errors"
	"regexp"
	"strings"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/audit"
	"strategyroom/server/room"
)

// AttemptBody says that a page refused a picture or a file that somebody pasted or dropped; nothing of what it was.
type AttemptBody struct {
	What string `json:"what"` // "picture" or "file"
}

// pictured refuses what is no words. static/src/refuse.ts says the same.
var pictured = meeting.Refuse(Picture, "Pictures and files cannot be put in here, and this one was not read. It is a criminal "+
	"offence under section 1 of the Protection of Children Act 1978 to make or distribute an indecent image of a child. If it may "+
	"be one, leave the computer as it is, let nobody use it, and call the police. If not, write in words what it shows and who holds it.")

// isFile reports whether a content type is that of a picture, a file or a form with files in it.
func isFile(c *fiber.Ctx) bool {
	kind, _, _ := strings.Cut(strings.ToLower(c.Get(fiber.HeaderContentType)), ";")
	kind = strings.TrimSpace(kind)
	return kind != "" && !strings.HasPrefix(kind, "text/") && kind != fiber.MIMEApplicationJSON && kind != fiber.MIMEApplicationForm
}

// wordsOnly refuses, with picture, JSON with a text in it that is a picture or file as letters. What is not JSON is left
// to whoever decodes it.
func wordsOnly(data []byte) error {
	var tree any
	if json.Unmarshal(data, &tree) == nil && holdsCoded(tree) {
		return pictured
	}
	return nil
}

func holdsCoded(tree any) bool {
	switch value := tree.(type) {
	case string:
		return coded(value)
	case []any:
		for _, inner := range value {
			if holdsCoded(inner) {
				return true
			}
		}
	case map[string]any:
		for _, inner := range value {
			if holdsCoded(inner) {
				return true
			}
		}
	}
	return false
}

// beginnings are how pictures, films and PDFs begin in base64: JPEG, PNG, GIF, WebP, HEIC and MP4, PDF.
var beginnings = []string{"/9j/", "_9j_", "iVBORw0KGg", "R0lGOD", "UklGR", "Z0eXB", "JVBERi0"}

const (
	longestHead = 200 // characters of a data URI before its comma
	someContent = 8   // characters after it
	longestWord = 200 // letters and digits in a row, as no language has them
)

// coded reports whether a text has a picture or file in it, as a data URI or in base64. It looks at how that begins and
// decodes nothing. Words that a file could begin with, such as GIF89a, are words.
func coded(text string) bool {
	for rest, found := text, true; found; {
		if _, rest, found = cutFold(rest, "data:"); found && isDataURI(rest) {
			return true
		}
	}
	for _, beginning := range beginnings {
		for rest, found := text, true; found; {
			if _, rest, found = strings.Cut(rest, beginning); found && base64Run(rest) {
				return true
			}
		}
	}
	return false
}

// cutFold is strings.Cut for a mark in any case.
func cutFold(text, mark string) (before, after string, found bool) {
	for i := 0; i+len(mark) <= len(text); i++ {
		if strings.EqualFold(text[i:i+len(mark)], mark) {
			return text[:i], text[i+len(mark):], true
		}
	}
	return text, "", false
}

var filed = regexp.MustCompile(`(?i)^(image|video|audio|font|model|application)/|;base64$`)

func isDataURI(rest string) bool {
	head, content, found := strings.Cut(rest[:min(len(rest), longestHead+someContent)], ",")
	return found && len(content) >= someContent && !strings.ContainsAny(head, " \t\n") && filed.MatchString(head)
}

// base64Run reports whether a text begins with more letters of base64 than a word has; lines may end between them.
func base64Run(text string) bool {
	letters := 0
	for i := 0; i < len(text) && letters < longestWord; i++ {
		switch b := text[i]; {
		case 'a' <= b && b <= 'z', 'A' <= b && b <= 'Z', '0' <= b && b <= '9', b == '+', b == '/', b == '-', b == '_', b == '=':
			letters++
		case b != '\n' && b != '\r':
			return false
		}
	}
	return letters >= longestWord
}

// attempt has the audit trail know that a page refused a picture or file.
func (d *door) attempt(c *fiber.Ctx) error {
	if _, err := d.spending(c, room.Commands); err != nil {
		return err
	}
	var body AttemptBody
	if err := take(c, &body); err != nil {
		return err
	}
	if body.What != "picture" && body.What != "file" {
		return &meeting.Refusal{Code: meeting.Content, Field: "what", Message: "That is neither a picture nor a file."}
	}
	c.Locals(tried, body.What)
	return c.SendStatus(fiber.StatusNoContent)
}

// under is the meeting in an address.
var under = regexp.MustCompile(`^(?:/api)?/meetings/([^/]+)/`)

// fault answers what failed. What never came to a route, because fasthttp could not read it, is noted here; a file that is
// too large is refused as a file. There is no route then: what asks for one panics, and nothing survives that here.
func (d *door) fault(c *fiber.Ctx, err error) error {
	if c.Locals(came) != nil {
		return d.problem(c, err)
	}
	var known *fiber.Error
	switch errors.As(err, &known); {
	case known == nil:
	case known.Code == fiber.StatusRequestEntityTooLarge && isFile(c):
		err = pictured
	case known.Code == fiber.StatusBadGateway:
		// So fiber calls a connection that broke, as in a handshake of TLS that came to nothing. Nobody asked for anything,
		// and it is no fault of ours.
		return d.problem(c, fiber.ErrBadRequest)
	}
	if d.Trail != nil {
		session, _ := d.session(c) // nobody is a line too
		line := audit.Line{Code: codeOf(c, err)}
		if at := under.FindStringSubmatch(c.Path()); at != nil && session != nil && session.Seat(at[1]) != "" {
			line.Meeting = at[1]
		}
		d.refused(by(session, line))
	}
	return d.problem(c, err)
}
