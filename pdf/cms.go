package pdf

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
)

// The types of RFC 5652. What one kind of signature leaves open stays raw.
type (
	contentInfo struct {
		Type    asn1.ObjectIdentifier
		Content asn1.RawValue `asn1:"explicit,optional,tag:0"`
	}
	signedData struct {
		Version      int
		Digests      []pkix.AlgorithmIdentifier `asn1:"set"`
		Content      contentInfo
		Certificates asn1.RawValue `asn1:"optional,tag:0"`
		Revoked      asn1.RawValue `asn1:"optional,tag:1"`
		Signers      []signerInfo  `asn1:"set"`
	}
	signerInfo struct {
		Version   int
		Signer    asn1.RawValue
		Digest    pkix.AlgorithmIdentifier
		Signed    asn1.RawValue `asn1:"optional,tag:0"`
		Algorithm pkix.AlgorithmIdentifier
		Value     []byte
		Unsigned  asn1.RawValue `asn1:"optional,tag:1"`
	}
	attribute struct {
		Type   asn1.ObjectIdentifier
		Values []asn1.RawValue `asn1:"set"`
	}
	issuerAndSerial struct {
		Issuer asn1.RawValue
		Serial *big.Int
	}
	// signing-certificate-v2, RFC 5035; the first version has no Algorithm and means SHA-1.
	signingCertificates struct {
		Certificates []certificateID
		Policies     asn1.RawValue `asn1:"optional"`
	}
	certificateID struct {
		Algorithm pkix.AlgorithmIdentifier `asn1:"optional"`
		Hash      []byte
		Issuer    asn1.RawValue `asn1:"optional"`
	}
)

var (
	oidData          = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 1}
	oidSignedData    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 7, 2}
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidDigest        = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 4}
	oidCertificate   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12}
	oidCertificateV2 = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47}
	oidToken         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14}
	oidTokenContent  = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidSHA256        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 1}
	oidSHA384        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 2}
	oidSHA512        = asn1.ObjectIdentifier{2, 16, 840, 1, 101, 3, 4, 2, 3}
	oidWithRSA       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 1}
	oidWithECDSA     = asn1.ObjectIdentifier{1, 2, 840, 10045, 4, 3}
)

// context is a value with a tag of its context, the form that optional parts of a signature have.
func context(tag int, content []byte) asn1.RawValue {
	return asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: tag, IsCompound: true, Bytes: content}
}

// sign signs the digest of a file: the attributes that are signed, DER, and the signature's value. There is no signing
// time among them, as PAdES has it: it stands in the file.
func (s Signature) sign(digest []byte) (attributes, value []byte, err error) {
	if attributes, err = signedAttributes(digest, s.Chain); err != nil {
		return nil, nil, err
	}
	sum := sha256.Sum256(attributes)
	value, err = s.Signer.Sign(rand.Reader, sum[:], crypto.SHA256)
	return attributes, value, err
}

// signedAttributes are those of a seal, as the SET that is signed: the digest of the file, and of every certificate, so
// that none can be exchanged or altered.
func signedAttributes(digest []byte, chain []*x509.Certificate) ([]byte, error) {
	var named signingCertificates
	for _, c := range chain {
		named.Certificates = append(named.Certificates, certificateID{Hash: sum(crypto.SHA256, c.Raw)})
	}
	var all [][]byte
	for _, a := range []struct {
		of    asn1.ObjectIdentifier
		value any
	}{{oidContentType, oidData}, {oidDigest, digest},
		{oidCertificateV2, named}} {
		der, err := asn1.Marshal(a.value)
		if err != nil {
			return nil, err
		}
		one, err := asn1.Marshal(attribute{a.of, []asn1.RawValue{{FullBytes: der}}})
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	slices.SortFunc(all, bytes.Compare) // the order of a set
	return asn1.Marshal(asn1.RawValue{Tag: asn1.TagSet, IsCompound: true, Bytes: bytes.Join(all, nil)})
}

// encodeSeal gives the CMS of a seal, byte for byte what stands in the file before the zeros that fill it up. token may
// be empty.
func encodeSeal(chain []*x509.Certificate, signed, value, token []byte) ([]byte, error) {
	signer, err := asn1.Marshal(issuerAndSerial{asn1.RawValue{FullBytes: chain[0].RawIssuer}, chain[0].SerialNumber})
	if err != nil {
		return nil, err
	}
	var attributes asn1.RawValue
	if _, err := asn1.Unmarshal(signed, &attributes); err != nil {
		return nil, err
	}
	info := signerInfo{
		Version: 1, Signer: asn1.RawValue{FullBytes: signer}, Digest: pkix.AlgorithmIdentifier{Algorithm: oidSHA256},
		Signed: context(0, attributes.Bytes), Algorithm: algorithmOf(chain[0], crypto.SHA256), Value: value,
	}
	if len(token) > 0 {
		stamp, err := asn1.Marshal(attribute{oidToken, []asn1.RawValue{{FullBytes: token}}})
		if err != nil {
			return nil, err
		}
		info.Unsigned = context(1, stamp)
	}
	return encodeSigned(signedData{
		Version: 1, Digests: []pkix.AlgorithmIdentifier{info.Digest}, Content: contentInfo{Type: oidData},
		Certificates: certificateSet(chain), Signers: []signerInfo{info},
	})
}

func certificateSet(chain []*x509.Certificate) asn1.RawValue {
	var all []byte
	for _, c := range chain {
		all = append(all, c.Raw...)
	}
	return context(0, all)
}

func encodeSigned(data signedData) ([]byte, error) {
	inner, err := asn1.Marshal(data)
	if err != nil {
		return nil, err
	}
	return asn1.Marshal(contentInfo{oidSignedData, context(0, inner)})
}
