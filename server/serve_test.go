package main_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	server "strategyroom/server"
)

// running is a program that serves inside the test.
type running struct {
	url   string
	setUp string        // the set-up token, while nobody has an account
	said  string        // what it printed before it served
	log   *bytes.Buffer // to be read after stop
	stop  func() int    // asks it to stop and returns the exit code; may be called again
}

// serve starts the program on a free port and stops it after the test.
func serve(t testing.TB, flags ...string) running {
	t.Helper()
	needAssets(t)
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	var stderr bytes.Buffer
	ended := make(chan struct{})
	var code int
	go func() {
		defer close(ended)
		code = server.Main(ctx, append([]string{"serve", "--addr", "localhost:0"}, flags...), write, &stderr)
		write.Close()
	}()
	stop := func() int {
		cancel()
		<-ended
		return code
	}
	t.Cleanup(func() {
		stop()
		if t.Failed() {
			t.Log(stderr.String())
		}
	})

	lines := bufio.NewScanner(read)
	setUp, said := "", ""
	for lines.Scan() {
		said += lines.Text() + "\n"
		if _, token, ok := strings.Cut(lines.Text(), "/setup#"); ok {
			setUp = token
		}
		if url, ok := strings.CutPrefix(lines.Text(), "Strategy Room is at "); ok {
			go io.Copy(io.Discard, read)
			return running{url, setUp, said, &stderr, stop}
		}
	}
	<-ended
	t.Fatalf("ended with %d before it served: %s", code, &stderr)
	panic("unreachable")
}

func TestServeAnswersAndStops(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	answer, err := http.Get(program.url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(answer.Body)
	answer.Body.Close()
	if got, want := answer.StatusCode, http.StatusOK; got != want {
		t.Errorf("healthz: got %d, want %d", got, want)
	}
	if got, want := string(body), "ready\n"; got != want {
		t.Errorf("healthz: got %q, want %q", got, want)
	}
	// The client keeps its connection open; that must not hold the program up.
	asked := time.Now()
	if got, want := program.stop(), 0; got != want {
		t.Errorf("exit code after a stop: got %d, want %d", got, want)
	}
	if got, limit := time.Since(asked), 10*time.Second; got > limit {
		t.Errorf("stopping took %v, limit %v", got, limit)
	}
	if _, err := http.Get(program.url + "/healthz"); err == nil {
		t.Error("it still answers after it was stopped")
	}
}

func TestServeKeepsItsFolder(t *testing.T) {
	data := filepath.Join(t.TempDir(), "a", "b")
	program := serve(t, "--data", data)
	about, err := os.Stat(data)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := about.Mode().Perm(), os.FileMode(0o700); got != want {
		t.Errorf("mode of the data folder: got %v, want %v", got, want)
	}

	var stderr bytes.Buffer
	second := []string{"--addr", "localhost:0", "--data", data}
	if got, want := server.Main(t.Context(), second, io.Discard, &stderr), 1; got != want {
		t.Errorf("exit code of a second server on the folder: got %d, want %d", got, want)
	}
	want := "strategyroom: the data folder " + data +
		" is in use by another Strategy Room: stop it or choose another with --data\n"
	if got := stderr.String(); got != want {
		t.Errorf("got %q, want %q", got, want)
	}

	program.stop()
	serve(t, "--data", data) // free again
}

// serveTLS starts the program with the certificate of the standard library's test server, for 127.0.0.1 and example.com,
// and returns that server for its client, which trusts it.
func serveTLS(t *testing.T) (running, *httptest.Server) {
	t.Helper()
	model := httptest.NewTLSServer(nil)
	t.Cleanup(model.Close)
	pair := model.TLS.Certificates[0]
	key, err := x509.MarshalPKCS8PrivateKey(pair.PrivateKey)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, block := range map[string]*pem.Block{
		"cert.pem": {Type: "CERTIFICATE", Bytes: pair.Certificate[0]},
		"key.pem":  {Type: "PRIVATE KEY", Bytes: key},
	} {
		if err := os.WriteFile(filepath.Join(folder, name), pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return serve(t, "--data", t.TempDir(),
		"--tls-cert", filepath.Join(folder, "cert.pem"), "--tls-key", filepath.Join(folder, "key.pem")), model
}

func TestServeWithCertificate(t *testing.T) {
	program, model := serveTLS(t)
	if want := "https://localhost:"; !strings.HasPrefix(program.url, want) {
		t.Errorf("address: got %q, want it to start with %q", program.url, want)
	}
	answer, err := model.Client().Get(strings.Replace(program.url, "localhost", "127.0.0.1", 1) + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if got, want := answer.StatusCode, http.StatusOK; got != want {
		t.Errorf("healthz: got %d, want %d", got, want)
	}
	if got, want := answer.Header.Get("Strict-Transport-Security"), "max-age=31536000; includeSubDomains"; got != want {
		t.Errorf("Strict-Transport-Security: got %q, want %q", got, want)
	}

	host := strings.TrimPrefix(program.url, "https://")
	for _, test := range []struct {
		name  string
		offer *tls.Config
		want  bool
	}{
		{"1.3", &tls.Config{MinVersion: tls.VersionTLS13}, true},
		{"1.2", &tls.Config{MaxVersion: tls.VersionTLS12}, true},
		{"1.1", &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, false},
		{"1.2 in CBC mode", &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA}}, false},
		{"1.2 without forward secrecy", &tls.Config{MaxVersion: tls.VersionTLS12, CipherSuites: []uint16{tls.TLS_RSA_WITH_AES_128_GCM_SHA256}}, false},
	} {
		test.offer.InsecureSkipVerify = true // whether it answers is asked, not who it is
		connection, err := tls.Dial("tcp", host, test.offer)
		if got := err == nil; got != test.want {
			t.Errorf("TLS %s: got %v, want it taken: %v", test.name, err, test.want)
		}
		if err == nil {
			connection.Close()
		}
	}
}

// TestHandshakesThatComeToNothing are no faults of the program: its log says nothing of them.
func TestHandshakesThatComeToNothing(t *testing.T) {
	program, model := serveTLS(t)
	host := strings.TrimPrefix(program.url, "https://")
	hello := func(config *tls.Config) []byte { // as it is sent to somebody who does not answer
		ours, theirs := net.Pipe()
		go func() {
			tls.Client(ours, config).Handshake()
			ours.Close()
		}()
		defer theirs.Close()
		sent := make([]byte, 4096)
		n, err := theirs.Read(sent)
		if err != nil {
			t.Fatal(err)
		}
		return sent[:n]
	}(&tls.Config{ServerName: "localhost"})
	rubbish := func(sent []byte) func(net.Conn) {
		return func(c net.Conn) { c.Write(sent) }
	}
	for name, speaks := range map[string]func(net.Conn){
		"hangs up at once":               rubbish(nil),
		"hangs up after half a hello":    rubbish(hello[:len(hello)/2]),
		"hangs up after hello":           rubbish(hello),
		"says what is no TLS":            rubbish([]byte("\x00\xff\xfe rubbish \x16\x16\x16")),
		"says a record of no known kind": rubbish([]byte("\x16\x03\x01\x00\x05\x63\x00\x00\x01\x00")),
		"speaks HTTP without TLS":        rubbish([]byte("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
		"does not trust the certificate": func(c net.Conn) { tls.Client(c, &tls.Config{ServerName: "localhost"}).Handshake() },
		"offers nothing that is taken": func(c net.Conn) {
			tls.Client(c, &tls.Config{ServerName: "localhost", MaxVersion: tls.VersionTLS11, MinVersion: tls.VersionTLS10}).Handshake()
		},
		"hangs up in the middle of asking": func(c net.Conn) { asks(t, c, "GET /healthz HTTP/1.1\r\nHo") },
	} {
		connection, err := net.Dial("tcp", host)
		if err != nil {
			t.Fatal(err)
		}
		connection.SetDeadline(time.Now().Add(time.Minute))
		speaks(connection)
		connection.(*net.TCPConn).CloseWrite()
		if _, err := io.Copy(io.Discard, connection); err != nil && !errors.Is(err, syscall.ECONNRESET) { // until it is dealt with
			t.Errorf("who %s: %v", name, err)
		}
		connection.Close()
	}
	answer, err := model.Client().Get("https://" + strings.Replace(host, "localhost", "127.0.0.1", 1) + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	program.stop()
	for line := range strings.Lines(program.log.String()) {
		if strings.Contains(line, "ERROR") || strings.Contains(line, "Bad Gateway") {
			t.Errorf("the log says %s", line)
		}
	}
}

// asks begins a request over TLS.
func asks(t *testing.T, over net.Conn, words string) {
	t.Helper()
	if _, err := io.WriteString(tls.Client(over, &tls.Config{InsecureSkipVerify: true}), words); err != nil {
		t.Error(err)
	}
}
