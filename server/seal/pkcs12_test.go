package seal_test

import (
	"crypto"
	"crypto/x509"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"software.sslmate.com/src/go-pkcs12"

	"strategyroom/pdf/pdftest"
	"strategyroom/server/seal"
)

// store writes a PKCS#12 file and its pass phrase.
func store(t *testing.T, key crypto.Signer, leaf *x509.Certificate, above []*x509.Certificate, phrase string) (file, phraseFile string) {
	t.Helper()
	content, err := pkcs12.Modern2023.Encode(key, leaf, above, phrase)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	file, phraseFile = filepath.Join(dir, "seal.p12"), filepath.Join(dir, "phrase")
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(phraseFile, []byte(phrase+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, phraseFile
}

func TestPKCS12(t *testing.T) {
	root := pdftest.NewRoot(t, "Root of Example County Council")
	for _, key := range []crypto.Signer{pdftest.EC(t), pdftest.RSA(t)} {
		leaf := root.Leaf(t, key, nil)
		file, phrase := store(t, key, leaf, []*x509.Certificate{root.Certificate}, "Tŷ’r Felin 27")
		k := seal.OpenPKCS12(file, phrase, "")
		if err := k.Problem(now); err != nil {
			t.Fatal(err)
		}
		if got := sealed(t, k, now, root.Certificate); got.Name != "Seal of Siân Llŵyd’s team" || !got.Signer.Equal(leaf) {
			t.Errorf("sealed as %q by %s", got.Name, got.Signer.Subject)
		}
	}
	key := pdftest.EC(t)
	leaf := root.Leaf(t, key, nil)
	t.Run("the certificates in another order", func(t *testing.T) {
		k := seal.OpenPKCS12(swapped(t, key, leaf, root.Certificate))
		if got := sealed(t, k, now, root.Certificate); !got.Signer.Equal(leaf) {
			t.Errorf("sealed by %s", got.Signer.Subject)
		}
	})
	t.Run("without its root", func(t *testing.T) {
		file, phrase := store(t, key, leaf, nil, "x")
		k := seal.OpenPKCS12(file, phrase, "")
		if got := sealed(t, k, now, root.Certificate); !got.Root.Equal(root.Certificate) {
			t.Errorf("led to %s", got.Root.Subject)
		}
	})
}

// swapped is a file that begins with the issuer, as some programs write it.
func swapped(t *testing.T, key crypto.Signer, leaf, issuer *x509.Certificate) (file, phrase, name string) {
	file, phrase = store(t, key, issuer, []*x509.Certificate{leaf}, "x")
	return file, phrase, ""
}

func TestPKCS12Refused(t *testing.T) {
	root := pdftest.NewRoot(t, "Root of Example County Council")
	key := pdftest.EC(t)
	leaf := root.Leaf(t, key, nil)
	good, phrase := store(t, key, leaf, []*x509.Certificate{root.Certificate}, "x")
	_, wrong := store(t, key, leaf, nil, "y")
	other, _ := store(t, pdftest.EC(t), leaf, nil, "x")
	server, _ := store(t, key, root.Leaf(t, key, func(c *x509.Certificate) {
		c.ExtKeyUsage, c.UnknownExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, nil
	}), nil, "x")
	old, _ := store(t, key, root.Leaf(t, key, func(c *x509.Certificate) { c.NotAfter = now.AddDate(0, 0, -1) }), nil, "x")
	young, _ := store(t, key, root.Leaf(t, key, func(c *x509.Certificate) { c.NotBefore = now.AddDate(0, 0, 1) }), nil, "x")
	cut, _ := store(t, key, leaf, nil, "x")
	os.Truncate(cut, 200)
	_, open := store(t, key, leaf, nil, "x")
	os.Chmod(open, 0o644)
	tests := []struct{ name, file, phrase, want string }{
		{"the wrong pass phrase", good, wrong, "does not open it"},
		{"another key", other, phrase, "the key does not fit its certificate"},
		{"a certificate for servers", server, phrase, "not for signing documents"},
		{"an expired certificate", old, phrase, "has expired, on 23 November 2026"},
		{"a certificate from tomorrow", young, phrase, "is not valid before 25 November 2026"},
		{"half a file", cut, phrase, "cannot be used"},
		{"no file", good + "x", phrase, "cannot be used: no such file"},
		{"no pass phrase", good, phrase + "x", "its pass phrase file"},
		{"a pass phrase for everybody", good, open, "can be used by everybody (0644)"},
	}
	for _, test := range tests {
		k := seal.OpenPKCS12(test.file, test.phrase, "")
		_, err := k.Signature(now)
		if err == nil || !strings.Contains(err.Error(), test.want) || k.Warning(now) == "" {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
}
