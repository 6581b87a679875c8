package web

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

// The bodies of the HTTP interface. docs/interface.md and docs/schema.json are made from them.
type (
	// ConveneBody calls a meeting. ID is the command's id: sent again it makes no second meeting.
	ConveneBody struct {
		ID            string            `json:"id"`
		Reference     string            `json:"reference,omitempty"`
		Title         string            `json:"title,omitempty"`
		Circumstances []string          `json:"circumstances,omitempty"` // ids of those that are true
		People        []json.RawMessage `json:"people,omitempty"`        // bodies of the kind "person"
		StartsAt      string            `json:"startsAt,omitempty"`      // RFC 3339
		Joining       string            `json:"joining,omitempty"`
		LawfulBasis   string            `json:"lawfulBasis,omitempty"`
	}
	// ConveneAnswer names the meeting that was convened.
	ConveneAnswer struct {
		Meeting string `json:"meeting"`
	}
	// MeetingsAnswer lists the meetings of the person signed in.
	MeetingsAnswer struct {
		Meetings []Listed `json:"meetings"`
	}
	// Listed is one meeting of the list.
	Listed struct {
		Meeting   string        `json:"meeting"`
		Reference string        `json:"reference"`
		Title     string        `json:"title,omitempty"`
		StartsAt  string        `json:"startsAt"`
		Phase     meeting.Phase `json:"phase"`
		Attendee  string        `json:"attendee"`
		Role      meeting.Role  `json:"role"`

		stage     string // of the minutes, in words
		rehearsal bool
	}
	// AdmitBody answers a knock: lets the person in, or not.
	AdmitBody struct {
		Admit bool `json:"admit"`
	}
)

// seat is one person at one meeting, found before anything else is done there.
type seat struct {
	*room.Room
	meeting  string
	attendee string
	session  string   // that asks
	screens  *screens // where it is known whether that was ended
}

// View lets look read the meeting as this attendee may see it. It must not keep anything of it.
func (at seat) View(look func(*meeting.Meeting)) { at.ViewAs(at.attendee, look) }

// Write, WriteKnown and Send are the room's, as long as the session that asks has not been ended.
func (at seat) Write(ctx context.Context, by string, command meeting.Command) (room.Result, error) {
	return at.WriteKnown(ctx, by, command, nil)
}

func (at seat) WriteKnown(ctx context.Context, by string, command meeting.Command, known *meeting.Confirmation) (room.Result, error) {
	answered, err := at.screens.begin(at.session)
	if err != nil {
		return room.Result{}, err
	}
	defer answered()
	return at.WriteWhile(ctx, at.screens.right(at.session), by, command, known)
}

func (at seat) Send(by string, command meeting.Command, done func(room.Result, error)) {
	answered, err := at.screens.begin(at.session)
	if err != nil {
		done(room.Result{}, err)
		return
	}
	at.SendWhile(at.screens.right(at.session), by, command, func(result room.Result, err error) {
		answered()
		done(result, err)
	})
}

// seated finds who asks and their place in the meeting of the address. A meeting that is not theirs answers as one that
// does not exist.
func (d *door) seated(c *fiber.Ctx) (seat, error) {
	session, err := d.signedIn(c)
	if err != nil {
		return seat{}, err
	}
	id := c.Params("meeting")
	attendee := session.Seat(id)
	if attendee == "" {
		return seat{}, meeting.Refuse(meeting.NotFound, "There is no such meeting.")
	}
	opened, err := d.Rooms.Open(c.UserContext(), id)
	if err != nil {
		return seat{}, err
	}
	at := seat{opened, id, attendee, session.ID, &d.screens}
	if err := opened.Admitted(attendee); err != nil {
		return at, err
	}
	at.View(func(m *meeting.Meeting) {
		err = d.turnedAway(session, m)
		mark(c, m)
	})
	return at, err
}

// spending is seated for what takes an effort of whoever asks. Refused with too-many where they ask too often.
func (d *door) spending(c *fiber.Ctx, effort room.Effort) (seat, error) {
	at, err := d.seated(c)
	if err == nil {
		err = at.Allow(at.attendee, effort)
	}
	return at, err
}

// bodyLimit is the most bytes that a JSON body may have; a form, whose letters are escaped, may have twice as many.
const bodyLimit = 64 << 10

// take decodes a JSON body strictly. Refusals: not-json, picture, too-large, malformed.
func take(c *fiber.Ctx, body any) error {
	if kind, _, _ := strings.Cut(c.Get(fiber.HeaderContentType), ";"); !strings.EqualFold(strings.TrimSpace(kind), fiber.MIMEApplicationJSON) {
		if isFile(c) {
			return pictured
		}
		return meeting.Refuse(meeting.NotJSON, "Send JSON, with the content type application/json.")
	}
	if len(c.Body()) > bodyLimit {
		return fiber.ErrRequestEntityTooLarge
	}
	if err := meeting.Decode(c.Body(), body); err != nil {
		return meeting.Refuse(meeting.Malformed, "What was sent %v.", err)
	}
	return wordsOnly(c.Body())
}

func (d *door) listMeetings(c *fiber.Ctx) error {
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	listed, err := d.meetingsOf(c.UserContext(), session)
	if err != nil {
		return err
	}
	return c.JSON(MeetingsAnswer{listed})
}

// meetingsOf are the meetings that somebody has a seat in, the newest first. Whoever has to be asked first learns of a
// meeting what the invitation said and no more.
func (d *door) meetingsOf(ctx context.Context, session *account.Session) ([]Listed, error) {
	listed := []Listed{}
	err := d.eachSeat(ctx, session, func(at seat, m *meeting.Meeting) {
		line := Listed{at.meeting, m.Reference, m.Title, m.StartsAt, m.Phase, at.attendee, m.Attendees[at.attendee].Role, "", !m.RealNames}
		if m.Stage != "" {
			line.stage = stageWords(m, d.today())
		}
		if m.Admission(at.attendee) == meeting.Waits {
			line.Title, line.stage = "", ""
		}
		listed = append(listed, line)
	})
	return listed, err
}

func (d *door) convene(c *fiber.Ctx) error {
	session, err := d.signedIn(c)
	if err != nil {
		return err
	}
	var body ConveneBody
	if err := take(c, &body); err != nil {
		return err
	}
	id, err := d.conveneAs(c.UserContext(), session, body)
	if err != nil {
		return err
	}
	c.Locals(which, id)
	return c.Status(fiber.StatusCreated).JSON(ConveneAnswer{id})
}

var notConvener = meeting.Refuse(meeting.NotAllowed, "Only somebody whose account is a chair’s may convene a meeting.")

// conveneAs writes a new meeting down and seats its convener. The meeting's id comes from account and command id, so
// that a command sent twice finds the meeting that it made.
func (d *door) conveneAs(ctx context.Context, session *account.Session, body ConveneBody) (string, error) {
	who := session.Account
	if !who.Has(account.Chair) {
		return "", notConvener
	}
	commands, err := body.commands()
	if err != nil {
		return "", err
	}
	hash := sha256.Sum256([]byte("strategyroom meeting 1\x00" + who.ID + "\x00" + body.ID))
	id := strings.ToLower(base32.HexEncoding.WithPadding(base32.NoPadding).EncodeToString(hash[:15]))
	convener := meeting.Convener{Name: who.Name, Agency: who.Agency, Position: who.Position}
	if _, err := d.People.Sit(ctx, session, id, meeting.ConvenerID); err != nil {
		return "", err
	}
	_, err = d.Rooms.Convene(ctx, id, convener, commands)
	return id, err
}

// commands are what the form comes to: the convening, each person, the circumstances.
func (b ConveneBody) commands() ([]meeting.Command, error) {
	convene := map[string]string{}
	for field, text := range map[string]string{"reference": b.Reference, "title": b.Title, "startsAt": b.StartsAt,
		"joining": b.Joining, "lawfulBasis": b.LawfulBasis} {
		if text != "" {
			convene[field] = text
		}
	}
	commands := []meeting.Command{{ID: b.ID, Kind: "convene", Body: mustEncode(convene)}}
	under := b.ID
	if len(under) > 80 { // an id has 100 characters at most
		hash := sha256.Sum256([]byte(b.ID))
		under = hex.EncodeToString(hash[:])
	}
	for i, person := range b.People {
		commands = append(commands, meeting.Command{ID: fmt.Sprintf("%s/person/%d", under, i+1), Kind: "person", Body: person})
	}
	if len(b.Circumstances) > 0 {
		applies := map[string]bool{}
		for _, circumstance := range b.Circumstances {
			applies[circumstance] = true
		}
		commands = append(commands, meeting.Command{ID: under + "/circumstances", Kind: "circumstances",
			Body: mustEncode(map[string]any{"circumstances": applies})})
	}
	return commands, nil
}

func mustEncode(value any) json.RawMessage {
	data, err := json.Marshal(value)
	if err != nil { // maps of plain values
		panic(err)
	}
	return data
}

func (d *door) snapshot(c *fiber.Ctx) error {
	at, err := d.inRoom(c)
	if err != nil {
		return err
	}
	return c.JSON(at.Snapshot(at.attendee))
}

func (d *door) command(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Commands)
	if err != nil {
		return err
	}
	var command meeting.Command
	if err := take(c, &command); err != nil {
		return err
	}
	result, err := at.Write(c.UserContext(), at.attendee, command)
	if err != nil {
		return err
	}
	if !result.Repeated {
		c.Status(fiber.StatusCreated)
	}
	return c.JSON(result)
}

// record is every entry, one JSON value a line, as this reader may see it.
func (d *door) record(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Documents)
	if err != nil {
		return err
	}
	var lines []byte
	err = at.Record(c.UserContext(), at.attendee, func(e meeting.Entry) {
		lines = append(append(lines, e.Line()...), '\n')
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, "application/x-ndjson; charset=utf-8")
	c.Set(fiber.HeaderContentDisposition, `attachment; filename="record.jsonl"`)
	return c.Send(lines)
}

// frames is the slow mode: what a socket would bring, as one JSON array.
func (d *door) frames(c *fiber.Ctx) error {
	at, err := d.spending(c, room.Frames)
	if err == nil {
		err = d.stillInRoom(c, at)
	}
	if err != nil {
		return err
	}
	d.present(c, at)
	at.holding(c.Query("device"), c.QueryInt("holding"))
	wait := time.Duration(c.QueryInt("wait", 25)) * time.Second
	frames, err := at.Frames(c.UserContext(), at.attendee, c.QueryInt("after"), c.Query("fingerprint"), min(max(wait, 0), longestWait))
	if err == nil {
		err = d.stillInRoom(c, at)
	}
	if err != nil {
		return err
	}
	raw := make([]json.RawMessage, len(frames))
	for i, frame := range frames {
		raw[i] = frame
	}
	return c.JSON(raw)
}

// longestWait is how long a request for frames is held open; the server cuts answers that take 30 seconds.
const longestWait = 25 * time.Second
