package main

import (
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"syscall"
)

// suites are those of TLS 1.2: with forward secrecy, and sealed in one step. Those of 1.3 are all so.
var suites = []uint16{
	tls.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, tls.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
	tls.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, tls.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
	tls.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, tls.TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256,
}

// listen opens the address of --addr, with TLS where a certificate is given.
func (s *serve) listen() (net.Listener, error) {
	var certificates []tls.Certificate
	if s.TLSCert != "" {
		pair, err := tls.LoadX509KeyPair(s.TLSCert, s.TLSKey)
		if err != nil {
			return nil, fmt.Errorf("--tls-cert and --tls-key cannot be used: %w", err)
		}
		certificates = append(certificates, pair)
	}
	listener, err := listenAt("--addr", s.Addr)
	if err != nil || certificates == nil {
		return listener, err
	}
	return tls.NewListener(listener, &tls.Config{
		Certificates: certificates,
		MinVersion:   tls.VersionTLS12,
		CipherSuites: suites,
		NextProtos:   []string{"http/1.1"},
	}), nil
}

// listenAt opens the address that a flag gives.
func listenAt(flag, addr string) (net.Listener, error) {
	listener, err := net.Listen("tcp", addr)
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("%s is in use: stop the other program or choose another address with %s", addr, flag)
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("this user may not listen at %s: choose a port above 1023 with %s", addr, flag)
	case err != nil:
		return nil, fmt.Errorf("cannot listen at %s: %w", addr, cause(err))
	}
	return listener, nil
}

// base is the address that links start with: --base-url, else what is listened at, by the name localhost on this
// machine, because passkeys and secure cookies work there and not at 127.0.0.1.
func (s *serve) base(addr net.Addr) string {
	if s.BaseURL != "" {
		return strings.TrimRight(s.BaseURL, "/")
	}
	host, _ := hostOf("--addr", s.Addr) // Validate has seen it
	if host == "" || loopback(host) {
		host = "localhost"
	} else if ip, err := netip.ParseAddr(host); err == nil && ip.IsUnspecified() {
		host = "localhost"
	}
	scheme := "http://"
	if s.TLSCert != "" {
		scheme = "https://"
	}
	return scheme + net.JoinHostPort(host, strconv.Itoa(addr.(*net.TCPAddr).Port))
}

// hostOf takes the host out of a flag's HOST:PORT; an empty one means every address of the machine.
func hostOf(flag, addr string) (string, error) {
	host, port, err := net.SplitHostPort(addr)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err != nil {
		return "", fmt.Errorf("%s %s is not HOST:PORT such as localhost:8080", flag, addr)
	}
	return host, nil
}

// loopback says whether host can be reached from this machine only.
func loopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || err == nil && ip.IsLoopback()
}

// cause is the innermost error, which says in a few words what went wrong.
func cause(err error) error {
	for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(err) {
		err = inner
	}
	return err
}
