package pdf_test

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/pdf/pdftest"
)

// opening is how a seal begins, which hostile words might imitate.
const opening = "<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/ByteRange [0 1 2 3]\n/Contents <00>\n%%EOF\n"

// seal draws and seals a document with an attachment.
func seal(t testing.TB, doc meeting.Document, s pdf.Signature) []byte {
	t.Helper()
	file, err := pdf.Draw(doc, fonts(t), pdf.Attachment{Name: "record.jsonl", Type: "application/json",
		Description: "The record", Relation: "Source", Data: []byte(opening)})
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := pdf.Seal(file, s)
	if err != nil || sealed.StampError != nil {
		t.Fatal(err, sealed.StampError)
	}
	return sealed.File
}

// trusting makes a folder in which NSS, which poppler asks, trusts a root.
func trusting(t testing.TB, root *x509.Certificate) string {
	t.Helper()
	dir := t.TempDir()
	file := keep(t, "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Raw}))
	reader(t, "certutil", "-N", "-d", dir, "--empty-password")
	reader(t, "certutil", "-A", "-d", dir, "-n", "root", "-t", ",C,", "-i", file)
	return dir
}

func keep(t testing.TB, name string, content []byte) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestReadersTrustTheSeal asks poppler, OpenSSL and qpdf.
func TestReadersTrustTheSeal(t *testing.T) {
	root, authority := pdftest.NewRoot(t, "Root of Example County Council"), pdftest.NewAuthority(t)
	trusted := trusting(t, root.Certificate)
	roots := keep(t, "root.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: root.Certificate.Raw}))
	tests := []struct {
		name  string
		doc   meeting.Document
		key   crypto.Signer
		stamp func([]byte) ([]byte, error)
	}{
		{"P-256", sample(10, 5), pdftest.EC(t), nil},
		{"P-256 with a time-stamp", sample(10, 5), pdftest.EC(t), authority.Stamp},
		{"RSA", sample(10, 5), pdftest.RSA(t), nil},
		{"RSA with a time-stamp", sample(10, 5), pdftest.RSA(t), authority.Stamp},
		{"an empty meeting", meeting.Document{}, pdftest.EC(t), nil},
		{"hostile words", meeting.Document{Title: opening, Subtitle: opening, Reference: opening, Organisation: opening,
			Blocks: []meeting.Block{heading(2, opening, opening), paragraph(opening, opening, opening)}}, pdftest.EC(t), nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := root.Signature(t, test.key)
			s.Stamp = test.stamp
			sealed := seal(t, test.doc, s)
			file := keep(t, "sealed.pdf", sealed)
			said := reader(t, "pdfsig", "-nssdir", trusted, file)
			for _, want := range []string{"Signature #1", "Signature is Valid.", "Certificate is Trusted.", "Total document signed",
				"ETSI.CAdES.detached", "Seal of Siân Llŵyd’s team", "2026 16:07:00"} {
				if !strings.Contains(said, want) {
					t.Errorf("pdfsig does not say %q:\n%s", want, said)
				}
			}
			if strings.Contains(said, "Signature #2") {
				t.Errorf("pdfsig finds a second signature:\n%s", said)
			}
			if said := reader(t, "qpdf", "--check", file); strings.Contains(said, "WARNING") {
				t.Error(said)
			}
			if said := reader(t, "pdfinfo", file); !strings.Contains(strings.Join(strings.Fields(said), " "), "Tagged: yes") {
				t.Errorf("pdfinfo does not say that it is tagged:\n%s", said)
			}
			if _, err := pdf.Check(sealed, []*x509.Certificate{root.Certificate}); err != nil {
				t.Error(err)
			}
			from, to := pdftest.Range(t, sealed)
			signature, err := hex.DecodeString(string(sealed[from+1 : to-1]))
			if err != nil {
				t.Fatal(err)
			}
			covered := keep(t, "covered", append(bytes.Clone(sealed[:from]), sealed[to:]...))
			reader(t, "openssl", "cms", "-verify", "-cades", "-binary", "-inform", "DER", "-in", keep(t, "cms", signature),
				"-content", covered, "-CAfile", roots, "-attime", "1795536420", "-out", os.DevNull)
			if plain := text(t, draw(t, test.doc)); strings.Join(plain, "") != strings.Join(text(t, file), "") {
				t.Error("the sealed file reads differently from the one that was sealed")
			}
		})
	}
}

// TestReadersRefuse shows that those readers do refuse.
func TestReadersRefuse(t *testing.T) {
	root := pdftest.NewRoot(t, "Root of Example County Council")
	sealed := seal(t, head(), root.Signature(t, pdftest.EC(t)))
	other := trusting(t, pdftest.NewRoot(t, "Another root").Certificate)
	if said := reader(t, "pdfsig", "-nssdir", other, keep(t, "sealed.pdf", sealed)); strings.Contains(said, "is Trusted") {
		t.Errorf("pdfsig under another root:\n%s", said)
	}
	// The attack that they do not see is one on what people read.
	if said := text(t, keep(t, "replaced.pdf", pdftest.ReplacePage(t, sealed))); !strings.Contains(said[0], "No further action.") {
		t.Errorf("the replaced page says:\n%s", said[0])
	}
	changed := bytes.Clone(sealed)
	changed[100] ^= 1
	out, _ := exec.Command("pdfsig", "-nssdir", other, keep(t, "changed.pdf", changed)).CombinedOutput()
	if strings.Contains(string(out), "Signature is Valid") {
		t.Errorf("pdfsig of a changed file:\n%s", out)
	}
}

func TestCheck(t *testing.T) {
	root, authority := pdftest.NewRoot(t, "Root of Example County Council"), pdftest.NewAuthority(t)
	s := root.Signature(t, pdftest.EC(t))
	s.Stamp = authority.Stamp
	sealed := seal(t, sample(10, 5), s)
	for _, roots := range [][]*x509.Certificate{nil, {root.Certificate}, {pdftest.NewRoot(t, "Other").Certificate, root.Certificate}} {
		got, err := pdf.Check(sealed, roots)
		if err != nil {
			t.Fatal(err)
		}
		if got.Name != s.Name || got.Reason != s.Reason || !got.At.Equal(s.At) || !got.Signer.Equal(s.Chain[0]) {
			t.Errorf("got %q %q %s %s", got.Name, got.Reason, got.At, got.Signer.Subject)
		}
		if want := len(roots) > 0; got.Trusted != want || !got.Root.Equal(root.Certificate) {
			t.Errorf("got trusted %t with root %s, want %t", got.Trusted, got.Root.Subject, want)
		}
		if got.Stamp == nil || !got.Stamp.Time.Equal(authority.Now) || got.Stamp.By != "CN=Example time" {
			t.Fatalf("got time-stamp %+v", got.Stamp)
		}
		if err := got.Stamp.Leads([]*x509.Certificate{authority.Root.Certificate}); err != nil {
			t.Error(err)
		}
		if err := got.Stamp.Leads([]*x509.Certificate{root.Certificate}); err == nil {
			t.Error("the time-stamp leads to the root of the seal")
		}
	}
}

// TestSealWithoutTime holds that no authority can fail a seal.
func TestSealWithoutTime(t *testing.T) {
	root, authority := pdftest.NewRoot(t, "Root of Example County Council"), pdftest.NewAuthority(t)
	tests := []struct {
		name  string
		stamp func([]byte) ([]byte, error)
		want  string
	}{
		{"down", func([]byte) ([]byte, error) { return nil, errors.New("nobody answers") }, "nobody answers"},
		{"nothing", func([]byte) ([]byte, error) { return nil, nil }, "cannot be read"},
		{"garbage", func([]byte) ([]byte, error) { return []byte("<html>Sorry</html>"), nil }, "cannot be read"},
		{"for something else", func([]byte) ([]byte, error) { return authority.Stamp([]byte("else")) }, "is for something else"},
		{"another signature", func(value []byte) ([]byte, error) {
			token, err := authority.Stamp(value)
			token[len(token)-10] ^= 1
			return token, err
		}, "cannot be relied on"},
		{"no certificate for time", func(value []byte) ([]byte, error) {
			wrong := *authority
			wrong.Now = time.Date(2019, 1, 1, 0, 0, 0, 0, time.UTC)
			return wrong.Stamp(value)
		}, "out of date"},
	}
	plain, err := pdf.Draw(head(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := root.Signature(t, pdftest.EC(t))
			s.Stamp = test.stamp
			sealed, err := pdf.Seal(plain, s)
			if err != nil {
				t.Fatal(err)
			}
			if sealed.StampError == nil || !strings.Contains(sealed.StampError.Error(), test.want) || !sealed.Stamped.IsZero() {
				t.Errorf("got %v %s, want %q", sealed.StampError, sealed.Stamped, test.want)
			}
			got, err := pdf.Check(sealed.File, []*x509.Certificate{root.Certificate})
			if err != nil || got.Stamp != nil {
				t.Errorf("got %v %v", got.Stamp, err)
			}
		})
	}
}

func TestNotSealed(t *testing.T) {
	root := pdftest.NewRoot(t, "Root of Example County Council")
	good := root.Signature(t, pdftest.EC(t))
	plain, err := pdf.Draw(head(), nil)
	if err != nil {
		t.Fatal(err)
	}
	sealed := seal(t, head(), good)
	other := pdftest.NewRoot(t, "Another root")
	tests := []struct {
		name   string
		file   []byte
		change func(*pdf.Signature)
		want   string
	}{
		{"sealed already", sealed, nil, "a file that has been sealed"},
		{"no PDF", []byte("Dear all"), nil, "not a file as this program writes it"},
		{"an update behind it", pdftest.ReplacePage(t, sealed), nil, "not a file as this program writes it"},
		{"no key", plain, func(s *pdf.Signature) { s.Signer = nil }, "without a key"},
		{"no certificate", plain, func(s *pdf.Signature) { s.Chain = nil }, "without a key or a certificate"},
		{"another key", plain, func(s *pdf.Signature) { s.Signer = pdftest.EC(t) }, "does not fit its certificate"},
		{"expired", plain, func(s *pdf.Signature) { s.At = s.At.AddDate(10, 0, 0) }, "is not valid on 24 November 2036"},
		{"another issuer", plain, func(s *pdf.Signature) { s.Chain = []*x509.Certificate{s.Chain[0], other.Certificate} }, "was not issued by"},
		{"for servers", plain, func(s *pdf.Signature) {
			s.Chain = []*x509.Certificate{root.Leaf(t, s.Signer, func(c *x509.Certificate) {
				c.ExtKeyUsage, c.UnknownExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, nil
			})}
		}, "not for signing documents"},
		{"for encryption", plain, func(s *pdf.Signature) {
			s.Chain = []*x509.Certificate{root.Leaf(t, s.Signer, func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyEncipherment })}
		}, "not for signatures"},
	}
	for _, test := range tests {
		s := good
		if test.change != nil {
			test.change(&s)
		}
		if _, err := pdf.Seal(test.file, s); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got %v, want %q", test.name, err, test.want)
		}
	}
}

func BenchmarkSeal(b *testing.B) {
	root := pdftest.NewRoot(b, "Root")
	s := root.Signature(b, pdftest.EC(b))
	plain, err := pdf.Draw(sample(20, 60), fonts(b))
	if err != nil {
		b.Fatal(err)
	}
	sealed, err := pdf.Seal(plain, s)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("seal", func(b *testing.B) {
		for b.Loop() {
			if _, err := pdf.Seal(plain, s); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if _, err := pdf.Check(sealed.File, s.Chain[1:]); err != nil {
				b.Fatal(err)
			}
		}
	})
}
