package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"strategyroom/meeting/procedure"
	"strategyroom/server/account"
	"strategyroom/server/room"
	"strategyroom/server/store/bolt"
	"strategyroom/server/web"
	"strategyroom/static"
)

// grace is how long open requests may take once the program is asked to stop. All is over within 10 seconds.
const grace = 8 * time.Second

type serve struct {
	Addr    string   `env:"STRATEGYROOM_ADDR" default:"localhost:8080" placeholder:"HOST:PORT" help:"Where to listen (${default}). Port 0 takes a free one."`
	Data    string   `env:"STRATEGYROOM_DATA" default:"${data}" placeholder:"DIR" help:"Folder of records, accounts and keys (${default})."`
	BaseURL string   `env:"STRATEGYROOM_BASE_URL" name:"base-url" placeholder:"URL" help:"The address that people use, when it is not the one listened at. Links are made from it."`
	TLSCert string   `env:"STRATEGYROOM_TLS_CERT" name:"tls-cert" placeholder:"FILE" help:"Certificate with its chain, PEM."`
	TLSKey  string   `env:"STRATEGYROOM_TLS_KEY" name:"tls-key" placeholder:"FILE" help:"Key of the certificate, PEM."`
	Proxy   []string `env:"STRATEGYROOM_PROXY" placeholder:"CIDR" help:"Addresses of the reverse proxy that ends TLS, such as 10.0.0.0/8. May be given more than once."`
}

// Validate refuses flags that contradict each other or would carry a meeting over the network in the clear.
func (s *serve) Validate() error {
	host, err := hostOf(s.Addr)
	if err != nil {
		return err
	}
	if (s.TLSCert == "") != (s.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together: give both or neither")
	}
	for _, proxy := range s.Proxy {
		_, prefix := netip.ParsePrefix(proxy)
		_, single := netip.ParseAddr(proxy)
		if prefix != nil && single != nil {
			return fmt.Errorf("--proxy %s is not an address range such as 10.0.0.0/8", proxy)
		}
	}
	if !loopback(host) && s.TLSCert == "" && len(s.Proxy) == 0 {
		return fmt.Errorf("--addr %s can be reached from other machines: give --tls-cert and --tls-key, "+
			"or --proxy with the address of the proxy that ends TLS", s.Addr)
	}
	if s.BaseURL != "" {
		base, err := url.Parse(s.BaseURL)
		if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
			return fmt.Errorf("--base-url %s is not an address such as https://meetings.example.org", s.BaseURL)
		}
		if strings.Trim(base.Path, "/") != "" || base.RawQuery != "" || base.Fragment != "" {
			return fmt.Errorf("--base-url %s: leave out what follows the host, Strategy Room needs a host of its own", s.BaseURL)
		}
	}
	return nil
}

// Run serves until ctx ends, then stops in good order.
func (s *serve) Run(ctx context.Context, to console) error {
	if !static.Built() {
		return errors.New("this program was compiled without its pages: run make, then bin/strategyroom")
	}
	data, err := openFolder(s.Data)
	if err != nil {
		return err
	}
	defer data.Close()
	listener, err := s.listen()
	if err != nil {
		return err
	}
	defer listener.Close()

	kept, err := bolt.Open(s.Data)
	if err != nil {
		return err
	}
	defer kept.Close()
	base := s.base(listener.Addr())
	log := slog.New(slog.NewTextHandler(to.err, nil))
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	people := account.New(kept, time.Now, rand.Reader)
	rooms := room.New(room.Config{Store: kept, Procedure: procedure.Default(), Now: time.Now, Random: rand.Reader, Log: log,
		Waiting: web.Waiting(people)})
	people.OnKnock = rooms.Knocked
	app := web.New(web.Config{
		BaseURL: base,
		Proxies: s.Proxy,
		Log:     log,
		Ready:   func() error { return kept.Ready(ctx) },
		People:  people,
		Rooms:   rooms,
		London:  london,
	})
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()
	if token, err := people.SetUp(ctx); err != nil {
		return err
	} else if token != "" {
		fmt.Fprintln(to.out, "Nobody has an account yet. Set up (once, within 30 minutes):", base+"/setup#"+token)
	}
	fmt.Fprintln(to.out, "Strategy Room is at", base)

	select {
	case err := <-served:
		return fmt.Errorf("stopped serving: %w", err)
	case <-ctx.Done():
	}
	rooms.Close() // before the server: it neither waits for sockets nor closes them
	// Connections that are still busy after that are cut when the program ends.
	if err := app.ShutdownWithTimeout(grace); err != nil && !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	listener.Close() // in case the signal came before the server had taken it
	<-served
	return nil
}
