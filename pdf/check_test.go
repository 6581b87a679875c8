package pdf_test

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/pdf/pdftest"
)

// code is what Check finds wrong, empty where nothing is.
func code(err error) pdf.Code {
	if fault := new(pdf.Fault); errors.As(err, &fault) {
		return fault.Code
	}
	if err != nil {
		return pdf.Code(err.Error())
	}
	return ""
}

func TestAttacks(t *testing.T) {
	root, authority := pdftest.NewRoot(t, "Root of Example County Council"), pdftest.NewAuthority(t)
	s := root.Signature(t, pdftest.EC(t))
	s.Stamp = authority.Stamp
	sealed := seal(t, sample(10, 5), s)
	s.Stamp = nil
	attacks := pdftest.Attacks(t, sealed, seal(t, head(), s))

	mallory := pdftest.NewRoot(t, root.Certificate.Subject.CommonName)
	attacks = append(attacks, pdftest.Attack{Name: "sealed by somebody else of the same name",
		File: seal(t, sample(10, 5), mallory.Signature(t, pdftest.EC(t))), Want: pdf.OtherRoot},
		pdftest.Attack{Name: "no PDF", File: []byte("{}"), Want: pdf.NotPDF}, pdftest.Attack{Name: "empty", Want: pdf.NotPDF})
	plain, err := pdf.Draw(head(), nil)
	if err != nil {
		t.Fatal(err)
	}
	attacks = append(attacks, pdftest.Attack{Name: "never sealed", File: plain, Want: pdf.Unsealed},
		pdftest.Attack{Name: "signed by another program", Want: pdf.Foreign,
			File: bytes.Replace(plain, []byte("endobj"), []byte("<</Type/Sig/ByteRange[0 1 2 3]>>endobj"), 1)})
	for _, attack := range attacks {
		got, err := pdf.Check(attack.File, []*x509.Certificate{root.Certificate})
		if code(err) != attack.Want {
			t.Errorf("%s: got %q (%v), want %q", attack.Name, code(err), err, attack.Want)
		}
		if err == nil || got.Trusted || strings.Contains(err.Error(), "%!") {
			t.Errorf("%s: got %+v, %v", attack.Name, got, err)
		}
		t.Logf("%s: %v", attack.Name, err)
	}
}

// TestSealedOtherwise holds what Check demands of a file beyond a good signature by the right key.
func TestSealedOtherwise(t *testing.T) {
	root := pdftest.NewRoot(t, "Root of Example County Council")
	key := pdftest.EC(t)
	s := root.Signature(t, key)
	sealed := seal(t, head(), s)
	replace := func(old, new string) []byte {
		if len(old) != len(new) || bytes.Count(sealed, []byte(old)) != 1 {
			t.Fatalf("%q stands %d times in the file", old, bytes.Count(sealed, []byte(old)))
		}
		file := bytes.Replace(sealed, []byte(old), []byte(new), 1)
		pdf.Resign(t, file, s)
		return file
	}
	leaf := func(change func(*x509.Certificate)) []byte {
		file, by := bytes.Clone(sealed), s
		by.Chain = []*x509.Certificate{root.Leaf(t, key, change), root.Certificate}
		pdf.Resign(t, file, by)
		return file
	}
	tests := []struct {
		name string
		file []byte
		want pdf.Code
	}{
		{"signed again", replace("/P 1 ", "/P 1 "), ""},
		{"changes permitted", replace("/P 1 ", "/P 2 "), pdf.Changeable},
		{"certifies nothing", replace("/Perms ", "/Permz "), pdf.Foreign},
		{"a field of another form", replace("/SigFlags 3", "/SigFlags 1"), pdf.Foreign},
		{"a second signature in its revision", replace("/Producer (Strategy Room)", "/ByteRange [0 1 2 3 4 5] "), pdf.Second},
		{"no date", replace("/M (D:2026", "/M (D:20 6"), pdf.Foreign},
		{"older revisions", replace("/Info ", "/Prev "), pdf.Foreign},
		{"a table that leaves something out", replace("trailer\n<<", "trailer  <"), pdf.Foreign},
		{"sealed before the certificate was valid", leaf(func(c *x509.Certificate) { c.NotBefore = s.At.AddDate(0, 0, 1) }), pdf.OutOfDate},
		{"sealed after it had expired", leaf(func(c *x509.Certificate) { c.NotAfter = s.At.AddDate(0, 0, -1) }), pdf.OutOfDate},
		{"a certificate for servers", leaf(func(c *x509.Certificate) {
			c.ExtKeyUsage, c.UnknownExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}, nil
		}), pdf.Unfit},
	}
	for _, test := range tests {
		for _, roots := range [][]*x509.Certificate{nil, {root.Certificate}} {
			if _, err := pdf.Check(test.file, roots); code(err) != test.want {
				t.Errorf("%s: got %q (%v), want %q", test.name, code(err), err, test.want)
			}
		}
	}
}

// TestByteFlips changes every byte of a sealed file, one at a time; each digit of the signature also into others that a
// reader would take for digits. They are seen without the root: the file is covered by the signature; of the signature
// everything is signed, or the only way to write what is signed; and what fills up its place is zeros.
//
// Not seen is who is said to have issued the last certificate of a time-stamp: no signature but its issuer's covers it,
// and by another name its issuer is not there to be asked. What it changes is not the time, nor whether that can be
// relied on, which follows from roots that come from elsewhere. (If the authority's last certificate is no root, the
// same is true of all in it but its key and name.)
//
// Not tried is the second form that every ECDSA signature has: it differs in 32 bytes and says the same.
func TestByteFlips(t *testing.T) {
	root, authority := pdftest.NewRoot(t, "Root"), pdftest.NewAuthority(t)
	s := root.Signature(t, pdftest.EC(t))
	plain := seal(t, meeting.Document{}, s)
	s.Stamp = authority.Stamp
	stamped := seal(t, meeting.Document{}, s)
	last := authority.Root.Certificate
	issuer := bytes.Index(stamped, hex.AppendEncode(nil, last.Raw))
	issuer += bytes.Index(stamped[issuer:], hex.AppendEncode(nil, last.RawIssuer))
	tests := []struct {
		name       string
		file       []byte
		whole      bool // else only the signature
		blindFrom  int
		blindUntil int
	}{
		{"without a time-stamp, the whole file", plain, true, 0, 0},
		{"with a time-stamp, the signature", stamped, false, issuer, issuer + 2*len(last.RawIssuer)},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			tried, unseen := 0, 0
			try := func(at int, value byte) {
				was := test.file[at]
				if was == value {
					return
				}
				test.file[at] = value
				_, err := pdf.Check(test.file, nil)
				switch test.file[at] = was; {
				case err == nil && at >= test.blindFrom && at < test.blindUntil:
					unseen++
				case err == nil:
					t.Errorf("byte %d changed from %q to %q is not seen", at, was, value)
				}
				tried++
			}
			from, to := pdftest.Range(t, test.file)
			end := from + len(bytes.TrimRight(test.file[from:to-1], "0"))
			for at := range test.file {
				if test.whole || at >= from && at < end+100 {
					try(at, test.file[at]^1<<(at%8))
				}
			}
			for at := from + 1; at < end; at++ {
				d := strings.IndexByte(hexDigits, test.file[at])
				try(at, hexDigits[d^1<<(at%4)])
				try(at, hexDigits[d^15])
				try(at, bytes.ToUpper(test.file[at : at+1])[0])
			}
			if _, err := pdf.Check(test.file, []*x509.Certificate{root.Certificate}); err != nil {
				t.Error("the file that nothing was changed in:", err)
			}
			t.Logf("tried %d changes in a file of %d bytes with a signature of %d; not seen: %d, in the name of who issued the "+
				"authority's root", tried, len(test.file), to-from, unseen)
			if want := 2 * (end - from); tried < want || test.whole && tried < len(test.file)+want {
				t.Errorf("only %d changes were tried", tried)
			}
		})
	}
}

const hexDigits = "0123456789abcdef"

// FuzzCheck holds that nothing but the sealed file itself passes.
func FuzzCheck(f *testing.F) {
	root, authority := pdftest.NewRoot(f, "Root"), pdftest.NewAuthority(f)
	s := root.Signature(f, pdftest.EC(f))
	plain, err := pdf.Draw(meeting.Document{}, nil)
	if err != nil {
		f.Fatal(err)
	}
	other, err := pdf.Seal(plain, s)
	if err != nil {
		f.Fatal(err)
	}
	s.Stamp = authority.Stamp
	sealed, err := pdf.Seal(plain, s)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(plain)
	f.Add(sealed.File)
	for _, attack := range pdftest.Attacks(f, sealed.File, other.File) {
		f.Add(attack.File)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		_, err := pdf.Check(file, []*x509.Certificate{root.Certificate})
		if err == nil && !bytes.Equal(file, sealed.File) && !bytes.Equal(file, other.File) {
			t.Error("a file that was not sealed passes")
		}
		if fault := new(pdf.Fault); err != nil && !errors.As(err, &fault) {
			t.Errorf("got %v, want a fault", err)
		}
	})
}
