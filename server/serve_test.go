package main_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
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

func TestServeWithCertificate(t *testing.T) {
	// The standard library's test server brings a certificate and a client that trusts it.
	model := httptest.NewTLSServer(nil)
	defer model.Close()
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

	program := serve(t, "--data", t.TempDir(),
		"--tls-cert", filepath.Join(folder, "cert.pem"), "--tls-key", filepath.Join(folder, "key.pem"))
	if want := "https://localhost:"; !strings.HasPrefix(program.url, want) {
		t.Errorf("address: got %q, want it to start with %q", program.url, want)
	}
	// The certificate is for 127.0.0.1 and example.com.
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
