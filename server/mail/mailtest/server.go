// Package mailtest is a real SMTP server for tests, on loopback, that can also misbehave.
package mailtest

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"io"
	"net"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"
	"time"
)

// Manner is how a server behaves. The zero Manner takes every letter, without TLS or signing in. Steps are "connect",
// the verbs of SMTP in capitals, and "." for the end of a letter.
type Manner struct {
	StartTLS bool // offered
	TLS      bool // from the first byte
	User     string
	Password string            // with User: AUTH PLAIN is asked for
	Answer   map[string]string // said instead, such as "550 no"
	Hang     string            // the step at which it says nothing more
	Cut      string            // the step at which it closes the connection
	Drip     string            // the step at which it says a line each few milliseconds, for ever
}

// Server is a running one.
type Server struct {
	Addr  string         // host:port, by the name localhost
	Roots *x509.CertPool // that its certificate stands under

	manner  Manner
	keys    tls.Certificate
	letters chan Letter
	ends    context.Context
	end     context.CancelFunc

	mu   sync.Mutex
	seen int
	said []string
}

// Serve starts a server, which ends with the test.
func Serve(t testing.TB, manner Manner) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	lender := httptest.NewTLSServer(nil) // has a certificate for example.com and 127.0.0.1
	keys := lender.TLS.Certificates[0]
	roots := x509.NewCertPool()
	roots.AddCert(lender.Certificate())
	lender.Close()
	ends, end := context.WithCancel(context.Background())
	s := &Server{Addr: listener.Addr().String(), Roots: roots, manner: manner, keys: keys, letters: make(chan Letter, 1000), ends: ends, end: end}
	var open sync.WaitGroup
	open.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			open.Go(func() {
				defer context.AfterFunc(ends, func() { conn.Close() })()
				defer conn.Close()
				s.talk(conn)
			})
		}
	})
	t.Cleanup(func() {
		listener.Close()
		end()
		open.Wait()
	})
	return s
}

// Next is the next letter that was accepted. It waits for it.
func (s *Server) Next(t testing.TB) Letter {
	t.Helper()
	select {
	case l := <-s.letters:
		return l
	case <-time.After(time.Minute):
		t.Fatal("no letter came within a minute")
		return Letter{}
	}
}

// End closes every connection, also those that hang.
func (s *Server) End() { s.end() }

// Waiting is how many letters were accepted and not taken by Next.
func (s *Server) Waiting() int { return len(s.letters) }

// Connections is how many were made so far.
func (s *Server) Connections() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.seen
}

// Said is every line that was heard outside letters.
func (s *Server) Said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.said, "\n")
}

// talk is one conversation.
func (s *Server) talk(conn net.Conn) {
	s.mu.Lock()
	s.seen++
	s.mu.Unlock()
	var l Letter
	if s.manner.TLS {
		conn, l.Covered = tls.Server(conn, s.tls()), true
	}
	in := bufio.NewReader(conn)
	known := s.manner.User == ""
	if !s.answer(conn, "connect", "220 mail.example ready") {
		return
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		s.mu.Lock()
		s.said = append(s.said, line)
		s.mu.Unlock()
		verb, rest, _ := strings.Cut(line, " ")
		verb = strings.ToUpper(verb)
		going := true
		switch verb {
		case "EHLO", "HELO":
			l.Hello = rest
			going = s.answer(conn, verb, s.offer(l.Covered))
		case "STARTTLS":
			if going = s.answer(conn, verb, "220 go on"); going {
				conn, l.Covered = tls.Server(conn, s.tls()), true
				in = bufio.NewReader(conn)
			}
		case "AUTH":
			known = rest == "PLAIN "+base64.StdEncoding.EncodeToString([]byte("\x00"+s.manner.User+"\x00"+s.manner.Password))
			going = s.answer(conn, verb, map[bool]string{true: "235 welcome", false: "535 not known: " + rest}[known])
		case "MAIL":
			l.From = inBrackets(rest)
			going = s.answer(conn, verb, map[bool]string{true: "250 ok", false: "530 sign in"}[known])
		case "RCPT":
			l.To = inBrackets(rest)
			going = s.answer(conn, verb, "250 ok")
		case "DATA":
			if going = s.answer(conn, verb, "354 go on"); going && s.manner.Answer[verb] == "" {
				if l.Data, err = io.ReadAll(textproto.NewReader(in).DotReader()); err != nil {
					return
				}
				going = s.accept(conn, l)
			}
		case "QUIT":
			s.answer(conn, verb, "221 goodbye")
			return
		default:
			going = s.answer(conn, verb, "502 not known")
		}
		if !going {
			return
		}
	}
}

// accept takes a letter, unless the manner says otherwise.
func (s *Server) accept(conn net.Conn, l Letter) bool {
	if s.manner.Answer["."] == "" && s.manner.Hang != "." && s.manner.Cut != "." && s.manner.Drip != "." {
		s.letters <- l
	}
	return s.answer(conn, ".", "250 accepted")
}

func (s *Server) offer(covered bool) string {
	offer := "250-mail.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES"
	if s.manner.User != "" {
		offer += "\r\n250-AUTH PLAIN LOGIN"
	}
	if s.manner.StartTLS && !covered {
		offer += "\r\n250-STARTTLS"
	}
	return offer + "\r\n250 SIZE 1000000"
}

// answer says what is usual at a step, or what the manner has for it. It reports whether the conversation goes on.
func (s *Server) answer(conn net.Conn, step, usual string) bool {
	switch step {
	case s.manner.Hang:
		<-s.ends.Done()
		return false
	case s.manner.Cut:
		return false
	case s.manner.Drip:
		for s.ends.Err() == nil {
			if _, err := fmt.Fprintf(conn, "%s-still thinking\r\n", usual[:3]); err != nil {
				return false
			}
			select {
			case <-time.After(20 * time.Millisecond):
			case <-s.ends.Done():
			}
		}
		return false
	}
	if other := s.manner.Answer[step]; other != "" {
		usual = other
	}
	_, err := io.WriteString(conn, usual+"\r\n")
	return err == nil
}

func (s *Server) tls() *tls.Config { return &tls.Config{Certificates: []tls.Certificate{s.keys}} }

// inBrackets is the address in "FROM:<address> …".
func inBrackets(text string) string {
	_, text, _ = strings.Cut(text, "<")
	text, _, _ = strings.Cut(text, ">")
	return text
}
