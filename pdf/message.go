package pdf

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	_ "crypto/sha1"   // authorities name their certificates by it
	_ "crypto/sha512" // and stamp with SHA-384 and SHA-512
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"slices"
)

// A message is a CMS signature by one signer that was read.
type message struct {
	data         signedData
	certificates []*x509.Certificate // as they stand in it
	leaf         *x509.Certificate   // the signer's
	signed       []byte              // the signed attributes, as the SET that is signed
}

var errCMS = errors.New("the signature is not of a kind that this program can check")

// readMessage reads a signature that has exactly one signer, its certificate and signed attributes. Nothing is checked.
func readMessage(der []byte) (*message, error) {
	var outer contentInfo
	if rest, err := asn1.Unmarshal(der, &outer); err != nil || len(rest) > 0 || !outer.Type.Equal(oidSignedData) {
		return nil, errCMS
	}
	m := new(message)
	if rest, err := asn1.Unmarshal(outer.Content.Bytes, &m.data); err != nil || len(rest) > 0 {
		return nil, errCMS
	}
	var err error
	if m.certificates, err = x509.ParseCertificates(m.data.Certificates.Bytes); err != nil || len(m.data.Signers) != 1 {
		return nil, errCMS
	}
	info := m.data.Signers[0]
	var by issuerAndSerial
	if rest, err := asn1.Unmarshal(info.Signer.FullBytes, &by); err != nil || len(rest) > 0 {
		by = issuerAndSerial{}
	}
	for _, c := range m.certificates {
		named := by.Serial != nil && by.Serial.Cmp(c.SerialNumber) == 0 && bytes.Equal(by.Issuer.FullBytes, c.RawIssuer)
		keyed := info.Signer.Class == asn1.ClassContextSpecific && info.Signer.Tag == 0 && len(c.SubjectKeyId) > 0 &&
			bytes.Equal(info.Signer.Bytes, c.SubjectKeyId)
		if named || keyed {
			m.leaf = c
			break
		}
	}
	if m.leaf == nil || len(info.Signed.FullBytes) == 0 {
		return nil, errCMS
	}
	m.signed, err = asn1.Marshal(asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: info.Signed.Bytes})
	return m, err
}

// attribute reads the one value of a signed or unsigned attribute.
func (m *message) attribute(set asn1.RawValue, of asn1.ObjectIdentifier, value any) error {
	found := false
	for rest := set.Bytes; len(rest) > 0; {
		var a attribute
		var err error
		if rest, err = asn1.Unmarshal(rest, &a); err != nil {
			return errCMS
		}
		if !a.Type.Equal(of) {
			continue
		}
		if found || len(a.Values) != 1 {
			return errCMS
		}
		found = true
		if left, err := asn1.Unmarshal(a.Values[0].FullBytes, value); err != nil || len(left) > 0 {
			return errCMS
		}
	}
	if !found {
		return errCMS
	}
	return nil
}

var errDigest = errors.New("the signature is of something else")

// verify checks that the signature is of content of that kind with that hash, and by the certificate that it names.
func (m *message) verify(kind asn1.ObjectIdentifier, content func(crypto.Hash) []byte) error {
	info := m.data.Signers[0]
	hash := hashOf(info.Digest)
	if hash == 0 {
		return errCMS
	}
	var named asn1.ObjectIdentifier
	var digest []byte
	if err := m.attribute(info.Signed, oidDigest, &digest); err != nil {
		return err
	}
	if !bytes.Equal(digest, content(hash)) {
		return errDigest
	}
	if err := m.attribute(info.Signed, oidContentType, &named); err != nil || !named.Equal(kind) {
		return errCMS
	}
	sum := sum(hash, m.signed)
	ok := false
	switch key := m.leaf.PublicKey.(type) {
	case *rsa.PublicKey:
		ok = rsa.VerifyPKCS1v15(key, hash, sum, info.Value) == nil
	case *ecdsa.PublicKey:
		ok = ecdsa.VerifyASN1(key, sum, info.Value)
	}
	if !ok {
		return errors.New("the signature does not fit its certificate")
	}
	return m.namesLeaf()
}

// namesLeaf checks that the certificate's hash is signed: else another one with the same key could be put in its place.
func (m *message) namesLeaf() error {
	var named signingCertificates
	hash := crypto.SHA256
	if err := m.attribute(m.data.Signers[0].Signed, oidCertificateV2, &named); err != nil {
		hash = crypto.SHA1 // what RFC 5035 replaced; only the tokens of authorities have it
		if err := m.attribute(m.data.Signers[0].Signed, oidCertificate, &named); err != nil {
			return err
		}
	}
	if len(named.Certificates) == 0 {
		return errCMS
	}
	first := named.Certificates[0]
	if len(first.Algorithm.Algorithm) > 0 {
		if hash = hashOf(first.Algorithm); hash == 0 {
			return errCMS
		}
	}
	if !bytes.Equal(sum(hash, m.leaf.Raw), first.Hash) {
		return errors.New("the signature names another certificate than the one that is with it")
	}
	return nil
}

// algorithmOf identifies signatures by the key of that certificate over that hash.
func algorithmOf(leaf *x509.Certificate, hash crypto.Hash) pkix.AlgorithmIdentifier {
	if leaf.PublicKeyAlgorithm == x509.RSA {
		last := map[crypto.Hash]int{crypto.SHA256: 11, crypto.SHA384: 12, crypto.SHA512: 13}[hash]
		return pkix.AlgorithmIdentifier{Algorithm: append(slices.Clone(oidWithRSA), last), Parameters: asn1.NullRawValue}
	}
	last := map[crypto.Hash]int{crypto.SHA256: 2, crypto.SHA384: 3, crypto.SHA512: 4}[hash]
	return pkix.AlgorithmIdentifier{Algorithm: append(slices.Clone(oidWithECDSA), last)}
}

func sum(hash crypto.Hash, texts ...[]byte) []byte {
	h := hash.New()
	for _, text := range texts {
		h.Write(text)
	}
	return h.Sum(nil)
}

// hashOf is the hash that an identifier means, 0 for one that is too weak or unknown.
func hashOf(a pkix.AlgorithmIdentifier) crypto.Hash {
	if len(a.Parameters.FullBytes) > 0 && !bytes.Equal(a.Parameters.FullBytes, asn1.NullBytes) {
		return 0
	}
	switch {
	case a.Algorithm.Equal(oidSHA256):
		return crypto.SHA256
	case a.Algorithm.Equal(oidSHA384):
		return crypto.SHA384
	case a.Algorithm.Equal(oidSHA512):
		return crypto.SHA512
	}
	return 0
}
