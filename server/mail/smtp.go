package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/netip"
	"net/textproto"
	"strconv"
	"time"

	smtp "github.com/wneessen/go-mail"
)

const (
	// Limit is the longest that sending one letter takes, however slow the server is. It is less than a request may take.
	Limit = 15 * time.Second
	// lines are the connections that are open at once; who comes later waits, within Limit.
	lines = 4
	// farewell is how long the server may take to say goodbye once it has the letter.
	farewell = time.Second
)

// Cover is how the way to the server is encrypted.
type Cover int

// The covers. Without TLS a letter goes to a server on this machine only.
const (
	StartTLS Cover = iota // agreed on in the clear, then TLS; a server that does not offer it gets nothing
	TLS                   // from the first byte
	Plain
)

// Usual is the cover that a server is expected to have: TLS on port 465, Plain on this machine, else StartTLS.
func Usual(server string) Cover {
	switch host, port, _ := net.SplitHostPort(server); {
	case port == "465":
		return TLS
	case loopback(host):
		return Plain
	default:
		return StartTLS
	}
}

// Settings are those of the server that takes letters.
type Settings struct {
	Server         string // HOST:PORT
	Cover          Cover
	Roots          *x509.CertPool // that its certificate stands under; nil: those of the system
	User, Password string         // both or neither
	From           string         // the address that letters come from

	Log    *slog.Logger
	Now    func() time.Time
	Random io.Reader // safe for use at the same time
}

// SMTP is a post that hands letters to a server.
type SMTP struct {
	Settings
	host  string
	port  int
	slots chan struct{}
}

// Open checks the settings. It calls nobody: a server that is away is found when the first letter is sent.
func Open(s Settings) (*SMTP, error) {
	host, digits, err := net.SplitHostPort(s.Server)
	port, failed := strconv.ParseUint(digits, 10, 16)
	switch {
	case err != nil || failed != nil || host == "" || port == 0:
		return nil, fmt.Errorf("%s is not HOST:PORT such as mail.example.org:587", s.Server)
	case Check(s.From) != nil:
		return nil, fmt.Errorf("%s is not an e-mail address such as meetings@example.org", s.From)
	case (s.User == "") != (s.Password == ""):
		return nil, errors.New("a user and a password go together: give both or neither")
	case s.Cover == Plain && !loopback(host):
		return nil, fmt.Errorf("%s is another machine: letters go there by TLS only", s.Server)
	}
	return &SMTP{s, host, int(port), make(chan struct{}, lines)}, nil
}

// loopback reports whether host is this machine for certain. A name such as mail.localhost may be looked up elsewhere.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// Send hands a letter to the server and returns when that has accepted or refused it, or after Limit.
func (s *SMTP) Send(ctx context.Context, l Letter) error {
	if err := l.check(); err != nil {
		return err
	}
	id := s.id()
	m, err := l.message(s.From, id, s.Now())
	if err != nil {
		return fmt.Errorf("%w: %T", ErrLetter, err)
	}
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	if err = s.hand(ctx, m); err == nil || m.IsDelivered() { // what fails after that is no longer about this letter
		s.Log.Info("an e-mail was accepted", "id", id)
		return nil
	}
	why := reason(err)
	if ctx.Err() != nil {
		why = "it took too long"
	}
	s.Log.Warn("an e-mail was not accepted", "id", id, "why", why)
	return fmt.Errorf("%w: %s", ErrNotSent, why)
}

// Reach finds whether the server is there and would take letters, and sends none. It takes as long as ctx allows, and Limit at
// most; the error is ErrNotSent.
func (s *SMTP) Reach(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, Limit)
	defer cancel()
	if err := s.hand(ctx, nil); err != nil {
		why := reason(err)
		if ctx.Err() != nil {
			why = "it took too long"
		}
		s.Log.Warn("the server for e-mails cannot be reached", "why", why)
		return fmt.Errorf("%w: %s", ErrNotSent, why)
	}
	return nil
}

// id is 32 random hexadecimal digits.
func (s *SMTP) id() string {
	raw := make([]byte, 16)
	if _, err := io.ReadFull(s.Random, raw); err != nil {
		panic("mail: no randomness: " + err.Error())
	}
	return hex.EncodeToString(raw)
}

// hand opens a connection, hands one letter over, or none, and closes the connection, whatever happens.
func (s *SMTP) hand(ctx context.Context, m *smtp.Msg) (err error) {
	defer func() {
		if cause := recover(); cause != nil { // a server's odd answer must not end the program
			err = fmt.Errorf("a fault of the program: %T", cause)
		}
	}()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	var line net.Conn // go-mail leaves it open where something fails before a letter is sent
	defer func() {
		if line != nil {
			line.Close()
		}
	}()
	client, err := smtp.NewClient(s.host, append(s.options(), smtp.WithDialContextFunc(
		func(dialling context.Context, network, _ string) (_ net.Conn, err error) { // the address it gives is wrong for IPv6
			if line, err = new(net.Dialer).DialContext(dialling, network, s.Server); err != nil {
				line = nil
				return nil, err
			}
			context.AfterFunc(ctx, func() { line.Close() }) // its own deadlines begin anew at every step
			if s.Cover == TLS {
				covered := tls.Client(line, s.tls())
				return covered, covered.HandshakeContext(dialling)
			}
			return line, nil
		}))...)
	if err != nil {
		return err
	}
	open, err := client.DialToSMTPClientWithContext(ctx)
	if err != nil {
		return err
	}
	if m != nil {
		if err := client.SendWithSMTPClient(open, m); err != nil {
			return err
		}
	}
	if open.UpdateDeadline(farewell) == nil {
		_ = open.Quit()
	}
	return nil
}

func (s *SMTP) options() []smtp.Option {
	options := []smtp.Option{
		smtp.WithPort(s.port), smtp.WithTimeout(Limit),
		smtp.WithHELO(domain(s.From)), // go-mail's own would name this machine
		smtp.WithTLSConfig(s.tls()), smtp.WithTLSPolicy(smtp.TLSMandatory),
		smtp.WithoutNoop(), smtp.WithoutRset(), smtp.WithoutSMTPUTF8(), // one letter on each connection, to plain addresses
	}
	switch s.Cover {
	case TLS:
		options = append(options, smtp.WithSSL())
	case Plain:
		options = append(options, smtp.WithTLSPolicy(smtp.NoTLS))
	}
	if s.User != "" {
		options = append(options, smtp.WithUsername(s.User), smtp.WithPassword(s.Password),
			smtp.WithOpportunisticSMTPAuth(smtp.SMTPAuthSCRAMSHA256, smtp.SMTPAuthPlain, smtp.SMTPAuthLogin))
	}
	return options
}

func (s *SMTP) tls() *tls.Config {
	return &tls.Config{ServerName: s.host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
}

// reason is why a letter was not accepted, in words for an operator. What a server says may repeat the address, so only
// the number of its answer is told.
func reason(err error) string {
	var answer *textproto.Error
	var sending *smtp.SendError
	switch {
	case errors.As(err, &sending) && sending.ErrorCode() != 0:
		return fmt.Sprintf("%s: the server answered %d", sending.Reason, sending.ErrorCode())
	case errors.As(err, &sending):
		return sending.Reason.String() + ": the connection ended"
	case errors.As(err, &answer):
		return fmt.Sprintf("the server answered %d", answer.Code)
	default:
		return err.Error() // of the connection, or what is missing in the server's offer
	}
}
