package pdf

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"encoding/hex"
	"errors"
	"slices"
	"time"
)

// Purposes that a certificate's extended key usage may name for sealing documents, beside e-mail and any.
var sealingPurposes = []asn1.ObjectIdentifier{
	{1, 3, 6, 1, 5, 5, 7, 3, 36},       // document signing, RFC 9336
	{1, 3, 6, 1, 4, 1, 311, 10, 3, 12}, // the same, Microsoft
	{1, 2, 840, 113583, 1, 1, 5},       // the same, Adobe
}

// Fits says by its error why a certificate cannot seal documents, whatever the date.
func Fits(leaf *x509.Certificate) error {
	switch key := leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() < 2048 {
			return errors.New("the certificate's RSA key is shorter than 2048 bits")
		}
	case *ecdsa.PublicKey:
		if key.Curve != elliptic.P256() && key.Curve != elliptic.P384() {
			return errors.New("the certificate's key is on a curve other than P-256 and P-384")
		}
	default:
		return errors.New("the certificate's key is neither RSA nor ECDSA")
	}
	if leaf.KeyUsage != 0 && leaf.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return errors.New("the certificate is not for signatures (key usage)")
	}
	if len(leaf.ExtKeyUsage)+len(leaf.UnknownExtKeyUsage) == 0 ||
		slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageAny) || slices.Contains(leaf.ExtKeyUsage, x509.ExtKeyUsageEmailProtection) {
		return nil
	}
	for _, purpose := range leaf.UnknownExtKeyUsage {
		if slices.ContainsFunc(sealingPurposes, purpose.Equal) {
			return nil
		}
	}
	return errors.New("the certificate is not for signing documents (extended key usage)")
}

// fits says why a seal cannot be made.
func (s Signature) fits() error {
	if s.Signer == nil || len(s.Chain) == 0 {
		return errors.New("a seal without a key or a certificate")
	}
	if key, ok := s.Signer.Public().(interface{ Equal(crypto.PublicKey) bool }); !ok || !key.Equal(s.Chain[0].PublicKey) {
		return errors.New("the key does not fit its certificate")
	}
	if err := Fits(s.Chain[0]); err != nil {
		return err
	}
	for _, c := range s.Chain {
		if outside(c, s.At) {
			return errors.New("the certificate of " + c.Subject.CommonName + " is not valid on " + s.At.Format("2 January 2006"))
		}
	}
	return linked(s.Chain)
}

// linked says where a chain of certificates breaks.
func linked(chain []*x509.Certificate) error {
	for i, c := range chain {
		if i+1 < len(chain) && !issued(c, chain[i+1]) || i+1 == len(chain) && !selfSound(c) {
			return errors.New("the certificate of " + c.Subject.CommonName + " was not issued by the one that follows it")
		}
	}
	return nil
}

func issued(c, by *x509.Certificate) bool {
	return bytes.Equal(c.RawIssuer, by.RawSubject) && c.CheckSignatureFrom(by) == nil
}

// selfSound says whether a certificate that says it issued itself did. Of others it cannot be told here.
func selfSound(c *x509.Certificate) bool {
	return !bytes.Equal(c.RawIssuer, c.RawSubject) || c.CheckSignature(c.SignatureAlgorithm, c.RawTBSCertificate, c.Signature) == nil
}

// outside says whether a certificate was not valid at a time.
func outside(c *x509.Certificate, at time.Time) bool {
	return at.Before(c.NotBefore) || at.After(c.NotAfter)
}

// Fingerprint is the SHA-256 of a certificate, in hexadecimal: what people compare to know a root.
func Fingerprint(c *x509.Certificate) string {
	hash := sha256.Sum256(c.Raw)
	return hex.EncodeToString(hash[:])
}
