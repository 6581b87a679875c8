package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"strings"
	"sync"
	"time"

	"strategyroom/meeting/procedure"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/paper"
	"strategyroom/server/provider"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/store/backup"
	"strategyroom/server/store/mongo"
	"strategyroom/server/web"
	"strategyroom/static"
)

// known is the value of --guests where a link alone lets nobody in.
const known = "known"

// grace is how long open requests may take once the program is asked to stop. All is over within 10 seconds.
const grace = 8 * time.Second

type serve struct {
	Addr    string   `env:"STRATEGYROOM_ADDR" default:"localhost:8080" placeholder:"HOST:PORT" help:"Where to listen (${default}). Port 0 takes a free one."`
	BaseURL string   `env:"STRATEGYROOM_BASE_URL" name:"base-url" placeholder:"URL" help:"The address that people use, when it is not the one listened at. Links are made from it."`
	TLSCert string   `env:"STRATEGYROOM_TLS_CERT" name:"tls-cert" placeholder:"FILE" help:"Certificate with its chain, PEM."`
	TLSKey  string   `env:"STRATEGYROOM_TLS_KEY" name:"tls-key" placeholder:"FILE" help:"Key of the certificate, PEM."`
	Proxy   []string `env:"STRATEGYROOM_PROXY" placeholder:"CIDR" help:"Addresses of the reverse proxy that ends TLS, such as 10.0.0.0/8. May be given more than once."`
	Metrics string   `env:"STRATEGYROOM_METRICS" placeholder:"HOST:PORT" help:"Where to answer /metrics, for Prometheus: on this machine only, and not where people are let in. Without it, nowhere."`
	Rules   string   `env:"STRATEGYROOM_PROCEDURE" name:"procedure" placeholder:"FILE" help:"The partnership's own procedure, YAML. Without it, meetings are held under Protecting Children Online."`

	Guests string `env:"STRATEGYROOM_GUESTS" enum:"link,known" default:"link" help:"How people without an account come in: link, by their link alone, which is for rehearsals; known, once they are known by a code or to whoever lets them in (${default})."`

	PasskeysOnly bool `env:"STRATEGYROOM_PASSKEYS_ONLY" name:"passkeys-only" help:"Accounts sign in with a passkey, and not with a password. Links and --oidc stay."`

	OIDC []string `env:"STRATEGYROOM_OIDC" name:"oidc" placeholder:"FILE" help:"Another service that people sign in with, by OpenID Connect: a YAML file with id, name, issuer, client-id and client-secret-file. May be given more than once."`

	Place   place   `embed:""`
	Sealing sealing `embed:""`
	Letters letters `embed:""`

	greet greeting // what is done and printed once people can be let in; greet where it is nil
}

type greeting func(ctx context.Context, out io.Writer, base string, people *account.People, rooms *room.Rooms) error

// Validate refuses flags that contradict each other or would carry a meeting over the network in the clear.
func (s *serve) Validate() error {
	host, err := hostOf("--addr", s.Addr)
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
	if err := errors.Join(s.validMetrics(), s.Place.valid(), s.Sealing.valid(), s.Letters.valid()); err != nil {
		return err
	}
	return validBase(s.BaseURL)
}

// validBase refuses a --base-url that links cannot be made from; an empty one is none.
func validBase(given string) error {
	if given == "" {
		return nil
	}
	base, err := url.Parse(given)
	if err != nil || base.Host == "" || base.Scheme != "http" && base.Scheme != "https" {
		return fmt.Errorf("--base-url %s is not an address such as https://meetings.example.org", given)
	}
	if strings.Trim(base.Path, "/") != "" || base.RawQuery != "" || base.Fragment != "" {
		return fmt.Errorf("--base-url %s: leave out what follows the host, Strategy Room needs a host of its own", given)
	}
	return nil
}

// Run serves until ctx ends, then stops in good order.
func (s *serve) Run(ctx context.Context, to console) error {
	if !static.Built() {
		return errors.New("this program was compiled without its pages: run make, then bin/strategyroom")
	}
	rules, err := s.rules()
	if err != nil {
		return err
	}
	data, err := openFolder(s.Place.Data)
	if err != nil {
		return err
	}
	defer data.Close()
	log := slog.New(slog.NewTextHandler(to.err, nil))
	post, err := s.Letters.open(log)
	if err != nil {
		return err
	}
	listener, err := s.listen()
	if err != nil {
		return err
	}
	defer listener.Close()

	counts := newCounts()
	sealed, err := s.Place.open(ctx, counts.committed)
	if err != nil {
		return err
	}
	defer sealed.Close()
	kept := sealed.Kept()
	base := s.base(listener.Addr())
	lacking := s.lacking(base)
	if mongo.InTheClear(s.Place.MongoDB) {
		log.Warn("what goes to MongoDB can be read on the way, but for what is sealed: put tls=true into --mongodb")
	}
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		return err
	}
	people := account.New(kept, time.Now, rand.Reader)
	people.Site, people.Leaked, people.PasskeysOnly = base, static.Leaked, s.PasskeysOnly
	if s.PasskeysOnly && !people.Passkeys() {
		return fmt.Errorf("--passkeys-only: passkeys do not work at %s: they need https, or localhost, and a name in place of a number", base)
	}
	rooms := room.New(room.Config{Store: kept, Procedure: rules, RealNames: len(lacking) == 0, Now: time.Now, Random: rand.Reader, Log: log,
		Waiting: web.Waiting(people), Counts: counts, Erased: func(ctx context.Context, id string) bool {
			gone, err := sealed.Erased(ctx, id)
			return gone && err == nil // away, it is told what is in memory
		}})
	people.OnKnock = rooms.Knocked
	trail := audit.New(kept, time.Now, rand.Reader, log)
	_ = trail.Write(ctx, audit.Line{What: audit.Started}) // where it cannot be written, that is logged, and nothing else can be either
	register := keep(sealed, people, rooms, log)
	if err := register.Finish(ctx); err != nil {
		log.Error("a meeting that was to be erased is not erased yet", "error", err)
	}
	control, err := openControl(s.Place.Data, func(ctx context.Context, asked addition) (added, error) {
		if err := trail.Write(ctx, audit.Line{What: audit.Rights, About: "account add, on this machine"}); err != nil {
			return added{}, err
		}
		token, err := people.Add(ctx, asked.Details, asked.Roles...)
		return added{Token: token, Base: base}, err
	}, func(ctx context.Context, to io.Writer) error {
		if err := trail.Write(ctx, audit.Line{What: audit.Kept, About: "backup, on this machine"}); err != nil {
			return err
		}
		contents, err := backup.Write(ctx, sealed.Inner(), to)
		log.Info("backup", "meetings", contents.Meetings, "entries", contents.Entries, "documents", contents.Documents, "error", err)
		return err
	}, map[string]order{"rotate": rotation(sealed, trail, log), "retention": keeping(register, trail, log)})
	if err != nil {
		return err
	}
	defer control.Close()
	keys := s.Sealing.open(s.Place.Data, time.Now())
	var services []*provider.Provider
	for _, file := range s.OIDC {
		service, err := provider.Read(file, base, time.Now)
		if err != nil {
			return fmt.Errorf("--oidc: %w", err)
		}
		services = append(services, service)
	}
	app := web.New(web.Config{
		Providers: services,
		Known:     s.Guests == known,
		RealNames: len(lacking) == 0,
		BaseURL:   base,
		Proxies:   s.Proxy,
		Log:       log,
		Ready:     ready(kept, log),
		People:    people,
		Rooms:     rooms,
		Trail:     trail,
		Post:      post,
		London:    london,
		Refused:   counts.requestRefused,

		Retention: register,
		Papers: paper.New(paper.Config{Store: kept, Keys: keys, Stamp: s.Sealing.stamp(), Fonts: static.Fonts(), Now: time.Now, Log: log,
			Sealed: counts.sealed}),
	})
	if s.Metrics != "" {
		metrics, err := openMetrics(s.Metrics, counts.registry(rooms, kept))
		if err != nil {
			return err
		}
		defer metrics.Close()
		fmt.Fprintf(to.out, "Metrics are at http://%s/metrics\n", metrics.addr)
	}
	if s.greet == nil {
		introduce(to.out, keys)
		if len(lacking) > 0 {
			fmt.Fprintf(to.out, "This is a rehearsal: no real names. For real ones it lacks %s.\n", strings.Join(lacking, ", and "))
		} else {
			fmt.Fprintf(to.out, "This is for real names: TLS, and guests who have to be known, %s. What is convened from now on is no rehearsal.\n",
				s.Letters.codes())
		}
		remindOfKeys(to.out, s.Place.keys())
		s.greet = greet
	}
	if err := s.greet(ctx, to.out, base, people, rooms); err != nil {
		return err
	}
	var rounds sync.WaitGroup
	defer rounds.Wait() // behind stop
	going, stop := context.WithCancel(ctx)
	defer stop()
	rounds.Go(func() { sweep(going, people, log) })
	rounds.Go(func() { remind(going, keys, log) })
	served := make(chan error, 1)
	go func() { served <- app.Listener(listener) }()

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

// lacking is what an installation at an address needs before real names may be written down in it; nothing where they may.
func (s *serve) lacking(base string) (all []string) {
	switch {
	case s.TLSCert == "" && len(s.Proxy) == 0:
		all = append(all, "TLS (--tls-cert and --tls-key, or --proxy with the address of a proxy that ends it)")
	case !strings.HasPrefix(base, "https://"):
		all = append(all, "a --base-url that begins with https://")
	}
	if s.Guests != known {
		all = append(all, "guests who have to be known (--guests known)")
	}
	return all
}

// rules is the procedure that new meetings are convened under.
func (s *serve) rules() (*procedure.Procedure, error) {
	if s.Rules == "" {
		return procedure.Default(), nil
	}
	text, err := os.ReadFile(s.Rules)
	if err != nil {
		return nil, fmt.Errorf("cannot read the procedure %s (%w): choose another with --procedure", s.Rules, cause(err))
	}
	return procedure.Parse(s.Rules, text)
}

// greet prints, while there is no account, the link by which the first is made, and at last where the server is: whoever
// reads that line has read all, and is answered.
func greet(ctx context.Context, out io.Writer, base string, people *account.People, _ *room.Rooms) error {
	token, err := people.SetUp(context.WithoutCancel(ctx)) // asked to stop at once, it stops in good order
	if err != nil {
		return err
	}
	if token != "" {
		fmt.Fprintf(out, "Nobody has an account yet. Set up (once, within %d minutes): %s/setup#%s\n",
			account.SetUpLife/time.Minute, base, token)
	}
	fmt.Fprintln(out, "Strategy Room is at", base)
	return nil
}

// ready says whether entries can be written. Anybody may ask, so the reason goes to the log.
func ready(kept store.Store, log *slog.Logger) func() error {
	return func() error {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		if err := kept.Ready(ctx); err != nil {
			log.Error("the store is not ready", "error", err)
			return errors.New("the store cannot be written to at present")
		}
		return nil
	}
}

// sweep takes away, now and each hour, what is left of people who have gone.
func sweep(ctx context.Context, people *account.People, log *slog.Logger) {
	for {
		if err := people.Sweep(ctx); err != nil && ctx.Err() == nil {
			log.Error("what is over could not be swept away", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(time.Hour):
		}
	}
}
