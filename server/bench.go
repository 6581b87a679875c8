package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"strategyroom/server/account"
	"strategyroom/server/room"
)

// bench puts an installation under the load of people in meetings, by docs/interface.md alone, and prints how it fares.
type bench struct {
	URL       string        `name:"url" env:"STRATEGYROOM_BENCH_URL" placeholder:"URL" help:"Installation to measure. Without one a throw-away server is started, in this same process."`
	Link      string        `env:"STRATEGYROOM_BENCH_LINK" placeholder:"LINK" help:"Set-up or sign-in link of somebody who may convene meetings there. It is used up."`
	Elsewhere bool          `env:"STRATEGYROOM_BENCH_ELSEWHERE" help:"Allow an installation on another machine. Ask whoever runs it first."`
	Rooms     int           `env:"STRATEGYROOM_BENCH_ROOMS" default:"5" placeholder:"N" help:"Meetings at once (${default})."`
	Attendees int           `env:"STRATEGYROOM_BENCH_ATTENDEES" default:"8" placeholder:"N" help:"Attendees in each (${default})."`
	For       time.Duration `env:"STRATEGYROOM_BENCH_FOR" default:"30s" placeholder:"TIME" help:"For how long they send (${default})."`
	Rate      float64       `env:"STRATEGYROOM_BENCH_RATE" default:"0.5" placeholder:"N" help:"Commands that each sends in a second, on average (${default}); 0: they listen. More than 20 are refused."`
}

// Validate refuses what would load somebody else's machine by mistake.
func (b *bench) Validate() error {
	if b.Rooms < 1 || b.Attendees < 1 || b.Rate < 0 || b.For <= 0 {
		return errors.New("--rooms, --attendees and --for must be more than nothing, --rate not less")
	}
	if (b.URL == "") != (b.Link == "") {
		return errors.New("--url and --link belong together: the link lets the measurement in at the address")
	}
	if b.URL == "" {
		return nil
	}
	at, err := url.Parse(b.URL)
	if err != nil || at.Scheme != "http" && at.Scheme != "https" || at.Host == "" {
		return fmt.Errorf("--url %s is not an address such as http://localhost:8080", b.URL)
	}
	if !b.Elsewhere && !loopback(at.Hostname()) {
		return fmt.Errorf("--url %s is on another machine: say --elsewhere if whoever runs it agreed", b.URL)
	}
	return nil
}

// Run measures the installation, or a server of its own that it takes away at the end.
func (b *bench) Run(ctx context.Context, to console) (err error) {
	if b.URL != "" {
		return b.measure(ctx, to.out, strings.TrimRight(b.URL, "/"), b.Link)
	}
	folder, err := os.MkdirTemp("", "strategyroom-bench-")
	if err != nil {
		return fmt.Errorf("cannot make a folder for the server: %w", cause(err))
	}
	defer func() { err = errors.Join(err, os.RemoveAll(folder)) }()
	started := make(chan [2]string, 1)
	s := &serve{Addr: "localhost:0", Place: place{Data: folder}, Sealing: sealing{Name: "Load test"},
		greet: func(ctx context.Context, _ io.Writer, base string, people *account.People, _ *room.Rooms) error {
			token, err := people.SetUp(ctx)
			started <- [2]string{base, base + "/setup#" + token}
			return err
		}}
	serving, stop := context.WithCancel(context.WithoutCancel(ctx)) // an interrupted measurement still tidies up
	defer stop()
	ended := make(chan error, 1)
	go func() { ended <- s.Run(serving, console{io.Discard, to.err}) }()
	select {
	case at := <-started:
		err = b.measure(ctx, to.out, at[0], at[1])
	case err := <-ended:
		return err
	}
	stop()
	return errors.Join(err, <-ended)
}

// measure holds the meetings and prints what came of it. It ends early with ctx, and closes its meetings in any case.
func (b *bench) measure(ctx context.Context, out io.Writer, base, link string) (err error) {
	s := &site{base: base}
	chair, err := s.signIn(ctx, link)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d meetings of %d at %s, each person sending %g commands a second for %v\n", b.Rooms, b.Attendees, base, b.Rate, b.For)
	f := newFigures()
	gatherings := make([]*gathering, b.Rooms)
	defer func() {
		tidying, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
		defer cancel()
		if left := each(gatherings, func(_ int, g *gathering) error { return g.end(tidying) }); left != nil {
			err = errors.Join(err, fmt.Errorf("not every meeting of the measurement could be closed: %w", left))
		}
	}()
	err = each(gatherings, func(i int, _ *gathering) (err error) {
		gatherings[i], err = s.gather(ctx, chair, b.Attendees, f)
		return err
	})
	if err != nil {
		return err
	}
	fmt.Fprintln(out, "Everybody is there.")
	f.begin()
	sending, cancel := context.WithTimeout(ctx, b.For)
	defer cancel()
	var senders sync.WaitGroup
	for _, g := range gatherings {
		for _, p := range g.people {
			senders.Go(func() { p.speak(sending, b.Rate) })
		}
	}
	senders.Wait()
	f.end()
	settled := time.Now().Add(10 * time.Second)
	for _, g := range gatherings {
		for _, p := range g.people {
			f.unanswered(p.settle(settled))
		}
	}
	f.print(out)
	return nil
}

// each does something for all of a list, some at once, and returns the first error.
func each[T any](all []T, do func(i int, one T) error) error {
	var wait sync.WaitGroup
	turns, failed := make(chan struct{}, 32), make(chan error, len(all))
	for i, one := range all {
		turns <- struct{}{}
		wait.Go(func() {
			defer func() { <-turns }()
			if err := do(i, one); err != nil {
				failed <- err
			}
		})
	}
	wait.Wait()
	select {
	case err := <-failed:
		return err
	default:
		return nil
	}
}
