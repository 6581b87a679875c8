package pdf

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"time"
)

// maxToken is how many bytes a time-stamp token may have. Those of public authorities have 3,000 to 7,000.
const maxToken = 16 << 10

// A Stamp is the time that an independent authority gave to a seal.
type Stamp struct {
	Time  time.Time
	By    string              // the authority as its certificate names it
	Chain []*x509.Certificate // its certificate, and those above it as far as the token has them
}

// Leads says by its error why the authority's certificate does not lead to one of the roots. Without that, anybody may
// have made the time-stamp.
func (s Stamp) Leads(roots []*x509.Certificate) error {
	_, err := leads(s.Chain, roots, s.Time, x509.ExtKeyUsageTimeStamping)
	return err
}

// leads returns the root that a chain leads to.
func leads(chain, roots []*x509.Certificate, at time.Time, usage x509.ExtKeyUsage) (*x509.Certificate, error) {
	options := x509.VerifyOptions{Roots: x509.NewCertPool(), Intermediates: x509.NewCertPool(), CurrentTime: at,
		KeyUsages: []x509.ExtKeyUsage{usage}}
	for _, root := range roots {
		options.Roots.AddCert(root)
	}
	for _, above := range chain[1:] {
		options.Intermediates.AddCert(above)
	}
	found, err := chain[0].Verify(options)
	if err != nil {
		return nil, err
	}
	return found[0][len(found[0])-1], nil
}

// tokenContent is TSTInfo of RFC 3161 up to what is used of it.
type tokenContent struct {
	Version int
	Policy  asn1.ObjectIdentifier
	Imprint struct {
		Algorithm pkix.AlgorithmIdentifier
		Hash      []byte
	}
	Serial *big.Int
	Time   time.Time `asn1:"generalized"`
}

// stamp asks for a time-stamp and returns it as it goes into the file.
func (s Signature) stamp(value []byte) ([]byte, Stamp, error) {
	answer, err := s.Stamp(value)
	if err != nil {
		return nil, Stamp{}, err
	}
	stamp, token, err := readStamp(answer, value)
	if err == nil && len(token) > maxToken {
		err = fmt.Errorf("the time-stamp has %d bytes: a file has room for %d", len(token), maxToken)
	}
	return token, stamp, err
}

// readStamp checks a token for a signature value. tidy is the token without what is neither signed nor needed: other
// certificates, lists of revoked ones, attributes of whoever passed it on.
func readStamp(token, value []byte) (stamp Stamp, tidy []byte, err error) {
	m, err := readMessage(token)
	if err != nil {
		return Stamp{}, nil, fmt.Errorf("the time-stamp cannot be read: %w", err)
	}
	var inner []byte
	var content tokenContent
	if rest, err := asn1.Unmarshal(m.data.Content.Content.Bytes, &inner); err != nil || len(rest) > 0 ||
		!m.data.Content.Type.Equal(oidTokenContent) {
		return Stamp{}, nil, errors.New("the time-stamp has no time in it")
	}
	if rest, err := asn1.Unmarshal(inner, &content); err != nil || len(rest) > 0 {
		return Stamp{}, nil, errors.New("the time-stamp has no time in it")
	}
	hash := hashOf(content.Imprint.Algorithm)
	if hash == 0 || !bytes.Equal(sum(hash, value), content.Imprint.Hash) {
		return Stamp{}, nil, errors.New("the time-stamp is for something else")
	}
	if err := m.verify(oidTokenContent, func(hash crypto.Hash) []byte { return sum(hash, inner) }); err != nil {
		return Stamp{}, nil, fmt.Errorf("the time-stamp cannot be relied on: %w", err)
	}
	if !slices.Contains(m.leaf.ExtKeyUsage, x509.ExtKeyUsageTimeStamping) || outside(m.leaf, content.Time) {
		return Stamp{}, nil, errors.New("the time-stamp is by a certificate that is not for time-stamps, or was out of date")
	}
	stamp = Stamp{Time: content.Time.UTC(), By: m.leaf.Subject.String(), Chain: m.line()}
	m.data.Version = 3
	m.data.Digests = []pkix.AlgorithmIdentifier{m.data.Signers[0].Digest}
	m.data.Certificates = certificateSet(stamp.Chain)
	m.data.Revoked = asn1.RawValue{}
	info := &m.data.Signers[0]
	info.Signed, info.Unsigned = context(0, info.Signed.Bytes), asn1.RawValue{}
	info.Algorithm = algorithmOf(m.leaf, hashOf(info.Digest))
	if info.Version = 1; info.Signer.Class == asn1.ClassContextSpecific {
		info.Version = 3
	}
	tidy, err = encodeSigned(m.data)
	return stamp, tidy, err
}

// line is the signer's certificate with those that follow from it, each issued by the next.
func (m *message) line() []*x509.Certificate {
	line := []*x509.Certificate{m.leaf}
	for last := m.leaf; len(line) < 10 && !bytes.Equal(last.RawIssuer, last.RawSubject); {
		i := slices.IndexFunc(m.certificates, func(c *x509.Certificate) bool {
			return issued(last, c) && selfSound(c)
		})
		if i < 0 {
			break
		}
		last = m.certificates[i]
		line = append(line, last)
	}
	return line
}
