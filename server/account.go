package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"strategyroom/meeting"
	"strategyroom/server/account"
)

type accountCommands struct {
	Add accountAdd `cmd:"" help:"Make an account, or a new sign-in link for one that is there."`
}

type accountAdd struct {
	Name     string         `required:"" help:"The person's name."`
	Email    string         `required:"" help:"Their e-mail address. Where it is known, in whatever case, the account stays as it is: only the link before this one ends."`
	Agency   string         `required:"" help:"The name of their agency."`
	Sector   string         `default:"social-care" enum:"${sectors}" help:"The agency's sector: ${enum} (${default})."`
	Position string         `help:"Their position there."`
	Role     []account.Role `enum:"chair,administrator,auditor" placeholder:"ROLE" help:"What they may do here: chair (convene meetings), administrator or auditor. May be given more than once, or not at all."`
	BaseURL  string         `env:"STRATEGYROOM_BASE_URL" name:"base-url" placeholder:"URL" help:"What the link starts with. A server that runs knows it; else http://localhost:8080."`

	Place place `embed:""`
}

func (a *accountAdd) details() account.Details {
	return account.Details{Name: a.Name, Email: a.Email, Position: a.Position,
		Agency: meeting.Agency{Sector: a.Sector, Name: a.Agency}}
}

// Validate refuses what could not be written down.
func (a *accountAdd) Validate() error {
	details := a.details()
	if err := details.Clean(); err != nil {
		return err
	}
	return errors.Join(a.Place.valid(), validBase(a.BaseURL))
}

// Run prints one line, the single-use link to sign in with.
func (a *accountAdd) Run(ctx context.Context, to console) error {
	said, err := a.add(ctx)
	if err != nil {
		return err
	}
	base := said.Base
	if a.BaseURL != "" {
		base = strings.TrimRight(a.BaseURL, "/")
	}
	fmt.Fprintln(to.out, base+"/sign-in#"+said.Token)
	return nil
}

// startup is how long a server that has just been started may take until it answers.
const startup = 5 * time.Second

// add has the server that runs on the data folder add the account, or opens the store itself where none runs.
func (a *accountAdd) add(ctx context.Context) (added, error) {
	asked := addition{Details: a.details(), Roles: a.Role}
	for begun := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		said, err := askControl(ctx, a.Place.Data, asked)
		if !errors.Is(err, errNotRunning) {
			return said, err
		}
		said, err = a.addAlone(ctx, asked)
		if !errors.Is(err, errInUse) {
			return said, err
		}
		if ctx.Err() != nil || time.Since(begun) > startup {
			return said, fmt.Errorf("the data folder %s is in use, but no server answers at %s there: stop what uses it and try again",
				a.Place.Data, controlName)
		}
	}
}

func (a *accountAdd) addAlone(ctx context.Context, asked addition) (added, error) {
	folder, err := openFolder(a.Place.Data)
	if err != nil {
		return added{}, err
	}
	defer folder.Close()
	kept, err := a.Place.open(ctx, nil)
	if err != nil {
		return added{}, err
	}
	defer kept.Close()
	people := account.New(kept.Kept(), time.Now, rand.Reader)
	token, err := people.Add(ctx, asked.Details, asked.Roles...)
	return added{Token: token, Base: "http://localhost:8080"}, err
}
