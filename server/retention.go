package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/retention"
	"strategyroom/server/room"
	"strategyroom/server/store/sealed"
)

// keep makes the register of how long meetings are kept.
func keep(kept *sealed.Store, people *account.People, rooms *room.Rooms, log *slog.Logger) *retention.Register {
	return retention.New(retention.Config{
		Store:  kept,
		Except: audit.Record,
		Now:    time.Now,
		Random: rand.Reader,
		May: func(ctx context.Context) ([]string, error) {
			return people.Administrators(ctx, time.Now().Add(-retention.AskedLife))
		},
		Closed: func(ctx context.Context, id string) (err error) {
			looked := rooms.Look(ctx, id, func(m *meeting.Meeting) {
				if m.Phase != meeting.Closed {
					err = meeting.Refuse(meeting.WrongPhase, "The meeting is not closed.")
				}
			})
			return errors.Join(err, looked)
		},
		Erase: func(ctx context.Context, id string) error {
			// What was agreed is done, also where whoever agreed goes away meanwhile.
			err := kept.Erase(context.WithoutCancel(ctx), id)
			rooms.Forget(id)
			log.Info("a meeting was erased", "meeting", id, "error", err)
			return err
		},
	})
}

type retentionCommands struct {
	List    retentionList    `cmd:"" default:"withargs" help:"Print a line for each meeting, those to be reviewed first (what happens without a command)."`
	Set     retentionSet     `cmd:"" help:"Say how long a meeting is kept."`
	Hold    retentionHold    `cmd:"" help:"Have a meeting not be erased: a legal hold."`
	Release retentionRelease `cmd:"" help:"End a legal hold."`
}

// served is the folder of the server that a command needs to run.
type served struct {
	Data string `env:"STRATEGYROOM_DATA" default:"${data}" placeholder:"DIR" help:"Folder of records, accounts and keys (${default})."`
}

// keeps is what a command asks of how long meetings are kept.
type keeps struct {
	Do      string          `json:"do"`
	Meeting string          `json:"meeting,omitempty"`
	Reason  string          `json:"reason,omitempty"`
	Terms   retention.Terms `json:"terms"`
}

// ask has the server that runs on the folder do it.
func (s served) ask(ctx context.Context, to console, asked keeps) error {
	err := command(ctx, s.Data, "retention", asked, to)
	if errors.Is(err, errNotRunning) {
		err = fmt.Errorf("no server runs on %s: start it, then ask again", s.Data)
	}
	return err
}

type retentionList struct {
	Due    bool `help:"Only those whose review is due."`
	served `embed:""`
}

// Run prints the lines.
func (r *retentionList) Run(ctx context.Context, to console) error {
	do := "list"
	if r.Due {
		do = "due"
	}
	return r.ask(ctx, to, keeps{Do: do})
}

type retentionSet struct {
	Meeting string `arg:"" help:"The meeting's id, which is the part after /meetings/ of its address."`
	Class   string `help:"Of your own schedule, such as \"Child protection, 25 years\"."`
	Review  string `placeholder:"YYYY-MM-DD" help:"The day on which it is looked at again."`
	served  `embed:""`
}

// Run prints what is said of the meeting now.
func (r *retentionSet) Run(ctx context.Context, to console) error {
	return r.ask(ctx, to, keeps{Do: "set", Meeting: r.Meeting, Terms: retention.Terms{Class: r.Class, Review: r.Review}})
}

// reasoned is a meeting, and why something is done to it.
type reasoned struct {
	Meeting string `arg:"" help:"The meeting's id, which is the part after /meetings/ of its address."`
	Reason  string `required:"" help:"Why. No names and nothing of what was said: it outlives the meeting."`
	served  `embed:""`
}

type retentionHold struct {
	reasoned `embed:""`
}

// Run prints what is said of the meeting now.
func (r *retentionHold) Run(ctx context.Context, to console) error {
	return r.ask(ctx, to, keeps{Do: "hold", Meeting: r.Meeting, Reason: r.Reason})
}

type retentionRelease struct {
	reasoned `embed:""`
}

// Run prints what is said of the meeting now.
func (r *retentionRelease) Run(ctx context.Context, to console) error {
	return r.ask(ctx, to, keeps{Do: "release", Meeting: r.Meeting, Reason: r.Reason})
}

type eraseCommand struct {
	reasoned `embed:""`
}

// Run asks, and says who has to agree to it.
func (e *eraseCommand) Run(ctx context.Context, to console) error {
	return e.ask(ctx, to, keeps{Do: "erase", Meeting: e.Meeting, Reason: e.Reason})
}

// keeping carries out what commands ask. Nobody is known at the command line, so that nobody agrees there either.
func keeping(register *retention.Register, trail *audit.Trail, log *slog.Logger) order {
	return func(ctx context.Context, about json.RawMessage) ([]string, error) {
		var asked keeps
		if err := json.Unmarshal(about, &asked); err != nil {
			return nil, err
		}
		if asked.Do == "list" || asked.Do == "due" {
			return listed(ctx, register, asked.Do == "due")
		}
		if _, err := register.Of(ctx, asked.Meeting); err != nil {
			return nil, err
		}
		if err := trail.Write(ctx, audit.Line{What: audit.Retained, Meeting: asked.Meeting, About: asked.Do + ", on this machine"}); err != nil {
			return nil, err
		}
		var kept retention.Kept
		var err error
		switch asked.Do {
		case "set":
			kept, err = register.Set(ctx, asked.Meeting, retention.Shell, asked.Terms)
		case "hold":
			kept, err = register.Hold(ctx, asked.Meeting, retention.Shell, asked.Reason)
		case "release":
			kept, err = register.Release(ctx, asked.Meeting, retention.Shell, asked.Reason)
		case "erase":
			kept, err = register.Ask(ctx, asked.Meeting, retention.Shell, asked.Reason)
		default:
			err = errors.New("the server that runs is another version and does not know this")
		}
		log.Info("retention", "done", asked.Do, "error", err)
		if err != nil {
			return nil, err
		}
		lines := []string{lineOf(kept)}
		if kept.Asked != nil {
			lines = append(lines, fmt.Sprintf("Two administrators agree, each signed in by passkey or password, at /retention/%s until %s.",
				kept.Meeting, kept.Asked.Until.Format(time.RFC3339)))
		}
		return lines, nil
	}
}

func listed(ctx context.Context, register *retention.Register, due bool) ([]string, error) {
	all, err := register.All(ctx)
	lines := []string{}
	today := time.Now().Format(time.DateOnly)
	for _, kept := range all {
		if !due || kept.Due(today) {
			lines = append(lines, lineOf(kept))
		}
	}
	return lines, err
}

// lineOf is what is said of a meeting, in a line.
func lineOf(kept retention.Kept) string {
	parts := []string{kept.Meeting}
	add := func(words string, said bool) {
		if said {
			parts = append(parts, words)
		}
	}
	add("class "+kept.Class, kept.Class != "")
	add("review "+kept.Review, kept.Review != "")
	add("legal hold", kept.Hold != nil)
	if a := kept.Asked; a != nil {
		add(fmt.Sprintf("asked to be erased, %d of 2 agreed", len(a.Agreed)), true)
	}
	if e := kept.Erased; e != nil {
		add("erased "+e.At.Format(time.DateOnly), true)
	}
	return strings.Join(parts, "; ")
}
