// Package seal keeps what an organisation seals its minutes with: a key and its certificates, from a folder that the
// program fills by itself or from a PKCS#12 file; and asks for time-stamps.
package seal

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"
	"time"

	"strategyroom/pdf"
)

// Keys are one key with its certificates. They may be unfit to seal with, which they say whenever it is asked for: a
// server holds meetings without them. Nil is no keys.
type Keys struct {
	signer crypto.Signer
	chain  []*x509.Certificate // the signer's first
	name   string
	where  string // the folder or file
	made   bool
	broken error // why they cannot be read
}

// soon is how long before its end a certificate is warned of.
const soon = 30 * 24 * time.Hour

// Signature is one by these keys at a time, to which the caller adds a reason and whom to ask for a time-stamp, and the
// name where neither the operator nor the certificate says whose seal it is. The error says in a sentence for an operator
// why there can be none.
func (k *Keys) Signature(at time.Time) (pdf.Signature, error) {
	if err := k.Problem(at); err != nil {
		return pdf.Signature{}, err
	}
	return pdf.Signature{Signer: k.signer, Chain: k.chain, Name: k.name, At: at.Truncate(time.Second)}, nil
}

// Problem is why nothing can be sealed at that time; nil where it can.
func (k *Keys) Problem(at time.Time) error {
	switch {
	case k == nil:
		return errors.New("there are no keys")
	case k.broken != nil:
		return k.broken
	}
	for _, c := range k.chain {
		switch at := at.Truncate(time.Second); {
		case at.Before(c.NotBefore):
			return fmt.Errorf("the certificate %q in %s is not valid before %s", c.Subject.CommonName, k.where, day(c.NotBefore))
		case at.After(c.NotAfter):
			return fmt.Errorf("the certificate %q in %s has expired, on %s: seal with another", c.Subject.CommonName, k.where, day(c.NotAfter))
		}
	}
	return nil
}

// Warning is a sentence for an operator while the keys cannot seal, or soon cannot; else it is empty.
func (k *Keys) Warning(now time.Time) string {
	if err := k.Problem(now); err != nil {
		return "Nothing can be sealed: " + err.Error() + "."
	}
	for _, c := range k.chain {
		if c.NotAfter.Sub(now) <= soon {
			return fmt.Sprintf("The certificate %q in %s expires on %s: nothing can be sealed after that.",
				c.Subject.CommonName, k.where, day(c.NotAfter))
		}
	}
	return ""
}

// Leaf is the certificate that seals; nil where the keys cannot be read.
func (k *Keys) Leaf() *x509.Certificate {
	if k == nil || len(k.chain) == 0 {
		return nil
	}
	return k.chain[0]
}

// Root is the certificate to be trusted by who checks: the highest that is known; nil where the keys cannot be read.
func (k *Keys) Root() *x509.Certificate {
	if k == nil || len(k.chain) == 0 {
		return nil
	}
	return k.chain[len(k.chain)-1]
}

// Made says whether Open has just made the keys.
func (k *Keys) Made() bool { return k.made }

// Where is the folder or file that the keys are in.
func (k *Keys) Where() string { return k.where }

// hold takes a key and certificates in any order, of which one must be that of the key.
func (k *Keys) hold(key crypto.Signer, certificates []*x509.Certificate, name string) error {
	public, ok := key.Public().(interface{ Equal(crypto.PublicKey) bool })
	if !ok {
		return errors.New("the key is neither RSA nor ECDSA")
	}
	i := slices.IndexFunc(certificates, func(c *x509.Certificate) bool { return public.Equal(c.PublicKey) })
	if i < 0 {
		return errors.New("the key does not fit its certificate")
	}
	if err := pdf.Fits(certificates[i]); err != nil {
		return err
	}
	k.signer, k.chain = key, certificates[i:i+1:i+1]
	for last := k.chain[0]; !bytes.Equal(last.RawIssuer, last.RawSubject); k.chain = append(k.chain, last) {
		above := slices.IndexFunc(certificates, func(c *x509.Certificate) bool {
			return bytes.Equal(c.RawSubject, last.RawIssuer) && last.CheckSignatureFrom(c) == nil
		})
		if above < 0 || slices.Contains(k.chain, certificates[above]) {
			break
		}
		last = certificates[above]
	}
	if k.name = name; name == "" {
		k.name = organisation(k.chain[0])
	}
	return nil
}

// organisation is whom a certificate is for; nobody where the program made it and was not told.
func organisation(c *x509.Certificate) string {
	switch {
	case len(c.Subject.Organization) > 0:
		return c.Subject.Organization[0]
	case c.Subject.CommonName == ownName:
		return ""
	}
	return c.Subject.CommonName
}

func day(at time.Time) string { return at.UTC().Format("2 January 2006") }
