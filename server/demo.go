package main

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/room"
)

type demo struct {
	Addr string `env:"STRATEGYROOM_ADDR" default:"localhost:0" placeholder:"HOST:PORT" help:"Where to listen, on this machine only (a free port)."`
}

// Validate refuses to show links that let anybody in to other machines.
func (d *demo) Validate() error {
	host, err := hostOf("--addr", d.Addr)
	if err == nil && !loopback(host) {
		err = fmt.Errorf("--addr %s can be reached from other machines: a rehearsal stays on this one", d.Addr)
	}
	return err
}

// Run serves one fictional meeting from a folder of its own, and takes it away at the end.
func (d *demo) Run(ctx context.Context, to console) (err error) {
	folder, err := os.MkdirTemp("", "strategyroom-demo-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the demo: %w", cause(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	s := &serve{Addr: d.Addr, Place: place{Data: folder}, greet: rehearse, Sealing: sealing{Name: seats[0].agency}}
	return s.Run(ctx, to)
}

// seat is one person of the demo. Under host names of their own, one browser can be several of them.
type seat struct{ host, name, sector, agency, position, role string }

var seats = []seat{
	{"chair", "Sam Example", "social-care", "Example County Council", "Team manager", "chair"},
	{"minutes", "Mo Minutes", "social-care", "Example County Council", "Business support", "minute-taker"},
	{"police", "Pat Sample", "police", "Example Police", "Detective sergeant", "member"},
	{"health", "Nia Ward", "health", "Bwrdd Iechyd Enghraifft", "Named nurse", "member"},
	{"school", "Ed Head", "education", "Example Primary School", "Head teacher", "member"},
	{"observer", "Di Specimen", "social-care", "Example County Council", "Social worker in training", "observer"},
}

// rehearse writes the meeting down and prints who can come in by which link.
func rehearse(ctx context.Context, out io.Writer, base string, people *account.People, rooms *room.Rooms) error {
	random := make([]byte, 15) // in the form of any other meeting's id, which the audit trail knows by
	rand.Read(random)
	id := strings.ToLower(base32.HexEncoding.EncodeToString(random))
	attendees, err := writeDemo(ctx, rooms, id)
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "A rehearsal: one fictional meeting, gone when this program stops (Ctrl+C).")
	fmt.Fprintln(out, "Open a link, then press Join. Each works once. Several people fit into one browser.")
	fmt.Fprintln(out)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	for i, who := range seats {
		token, err := people.Invite(ctx, id, attendees[i], "")
		if err != nil {
			return err
		}
		fmt.Fprintf(table, "%s, %s\t%s\t%s\n", who.name, who.agency, who.role, strings.Replace(base, "://", "://"+who.host+".", 1)+"/join#"+token)
	}
	if err := table.Flush(); err != nil {
		return err
	}
	fmt.Fprintln(out)
	fmt.Fprintln(out, "Strategy Room is at", base)
	return nil
}

// writeDemo convenes the meeting and writes down what was said so far. It returns the attendees in the order of seats.
func writeDemo(ctx context.Context, rooms *room.Rooms, id string) ([]string, error) {
	chair := seats[0]
	convener := meeting.Convener{Name: chair.name, Agency: meeting.Agency{Sector: chair.sector, Name: chair.agency}, Position: chair.position}
	commands := []meeting.Command{}
	for i, line := range demoConvened {
		commands = append(commands, meeting.Command{ID: fmt.Sprintf("demo/convened/%d", i), Kind: line.kind, Body: []byte(line.body)})
	}
	if _, err := rooms.Convene(ctx, id, convener, commands); err != nil {
		return nil, err
	}
	opened, err := rooms.Open(ctx, id)
	if err != nil {
		return nil, err
	}
	attendees := []string{meeting.ConvenerID}
	today := time.Now()
	words := []string{"@chair", meeting.ConvenerID, "@tomorrow", today.AddDate(0, 0, 1).Format(time.DateOnly), "@soon", today.AddDate(0, 0, 3).Format(time.DateOnly)}
	write := func(by, kind, body string) (int, error) {
		names := strings.NewReplacer(words...)
		result, err := opened.Write(ctx, names.Replace("@"+by), meeting.Command{ID: "demo/" + rand.Text(), Kind: kind, Body: []byte(names.Replace(body))})
		if err != nil {
			return 0, fmt.Errorf("the demo's %s by %s: %w", kind, by, err)
		}
		return result.Number, nil
	}
	for _, who := range seats[1:] {
		number, err := write("chair", "attendee", fmt.Sprintf(`{"name":%q,"agency":{"sector":%q,"name":%q},"position":%q,"role":%q}`,
			who.name, who.sector, who.agency, who.position, who.role))
		if err != nil {
			return nil, err
		}
		attendees = append(attendees, meeting.AttendeeID(number))
		words = append(words, "@"+who.host, meeting.AttendeeID(number))
	}
	for _, line := range demoSpoken {
		if _, err := write(line.by, line.kind, line.body); err != nil {
			return nil, err
		}
	}
	return attendees, nil
}
