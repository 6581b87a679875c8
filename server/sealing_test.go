package main_test

import (
	"bytes"
	"crypto/x509"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
	"software.sslmate.com/src/go-pkcs12"

	"strategyroom/pdf/pdftest"
	server "strategyroom/server"
	"strategyroom/server/seal"
)

// sealed is the script command `sealed DIR DAY`: DIR becomes a data folder whose keys were made on that day, or today.
func sealed(script *testscript.TestScript, _ bool, args []string) {
	day, err := time.Parse(time.DateOnly, args[1])
	if args[1] == "today" {
		day, err = time.Now(), nil
	}
	script.Check(err)
	script.Check(seal.Open(script.MkAbs(args[0]), "Example County Council", day).Problem(day))
}

// storePKCS12 is the script command `pkcs12 FILE PASSPHRASEFILE`: it makes a key that an authority issued.
func storePKCS12(t *testing.T) func(*testscript.TestScript, bool, []string) {
	return func(script *testscript.TestScript, _ bool, args []string) {
		script.Check(writePKCS12(t, script.MkAbs(args[0]), script.MkAbs(args[1]), time.Now().AddDate(1, 0, 0)))
	}
}

// writePKCS12 writes a PKCS#12 file with its pass phrase, the certificate being valid until then.
func writePKCS12(t testing.TB, file, phraseFile string, until time.Time) error {
	root, key := pdftest.NewRoot(t, "Root of Example County Council"), pdftest.EC(t)
	leaf := root.Leaf(t, key, func(c *x509.Certificate) { c.NotAfter = until })
	content, err := pkcs12.Modern2023.Encode(key, leaf, []*x509.Certificate{root.Certificate}, "phrase")
	if err != nil {
		return err
	}
	if err := os.WriteFile(phraseFile, []byte("phrase\n"), 0o600); err != nil {
		return err
	}
	return os.WriteFile(file, content, 0o600)
}

// TestFirstStartShowsTheRoot holds that the fingerprint is shown once, and is the one that seal-key says.
func TestFirstStartShowsTheRoot(t *testing.T) {
	data := t.TempDir()
	first := serve(t, "--data", data, "--seal-name", "Example County Council")
	first.stop()
	fingerprint := regexp.MustCompile(`(?m)^[0-9a-f]{64}$`).FindString(first.said)
	if fingerprint == "" || !strings.Contains(first.said, filepath.Join(data, "seal", "root.key")+" to a safe place") {
		t.Fatalf("the first start said:\n%s", first.said)
	}
	var list, stderr bytes.Buffer
	if code := server.Main(t.Context(), []string{"seal-key", "list", "--data", data}, &list, &stderr); code != 0 {
		t.Fatal(stderr.String())
	}
	if got := list.String(); !strings.Contains(got, fingerprint) || !strings.Contains(got, "O=Example County Council") {
		t.Errorf("got %s\nwant the fingerprint %s", got, fingerprint)
	}
	again := serve(t, "--data", data)
	again.stop()
	if strings.Contains(again.said, fingerprint) || strings.Contains(again.said, "root") {
		t.Errorf("the second start said:\n%s", again.said)
	}
}

// TestServesWithoutKeys holds that meetings do not wait for keys that are wrong, and that the log says so.
func TestServesWithoutKeys(t *testing.T) {
	dir := t.TempDir()
	file, phrase := filepath.Join(dir, "seal.p12"), filepath.Join(dir, "phrase")
	tests := []struct {
		name  string
		until time.Time
		file  string
		want  string
	}{
		{"expired", time.Now().AddDate(0, 0, -1), file, "has expired"},
		{"expires soon", time.Now().AddDate(0, 0, 29), file, "nothing can be sealed after that"},
		{"absent", time.Now().AddDate(1, 0, 0), file + "x", "cannot be used: no such file"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if err := writePKCS12(t, file, phrase, test.until); err != nil {
				t.Fatal(err)
			}
			program := serve(t, "--data", t.TempDir(), "--seal-pkcs12", test.file, "--seal-passphrase-file", phrase)
			answer, err := http.Get(program.url + "/healthz")
			if err != nil || answer.StatusCode != http.StatusOK {
				t.Fatalf("got %v, %v", answer, err)
			}
			answer.Body.Close()
			if program.stop(); !strings.Contains(program.log.String(), test.want) || !strings.Contains(program.log.String(), "level=WARN") {
				t.Errorf("the log says %q, want %q", program.log, test.want)
			}
		})
	}
}
