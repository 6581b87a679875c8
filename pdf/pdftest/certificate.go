// Package pdftest makes what tests of sealed files need: certificates, a time-stamp authority on this machine, and the
// ways in which somebody would alter a file.
package pdftest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"sync/atomic"
	"testing"
	"time"

	"strategyroom/pdf"
)

// A Root issues certificates. Every one has another key.
type Root struct {
	Certificate *x509.Certificate
	key         crypto.Signer
}

var serial atomic.Int64

// NewRoot makes a root that is valid from 2020 to 2049.
func NewRoot(t testing.TB, name string) Root {
	t.Helper()
	key := EC(t)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial.Add(1)), Subject: pkix.Name{CommonName: name},
		NotBefore: time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2049, 1, 1, 0, 0, 0, 0, time.UTC),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
	}
	root := Root{template, key}
	root.Certificate = root.issue(t, template, key)
	return root
}

func (r Root) issue(t testing.TB, template *x509.Certificate, key crypto.Signer) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, template, r.Certificate, key.Public(), r.key)
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return certificate
}

// Leaf is a certificate for sealing, as Strategy Room makes it. change, which may be nil, makes it another.
func (r Root) Leaf(t testing.TB, key crypto.Signer, change func(*x509.Certificate)) *x509.Certificate {
	t.Helper()
	template := &x509.Certificate{
		SerialNumber: big.NewInt(serial.Add(1)), Subject: pkix.Name{CommonName: "Seal of Siân Llŵyd’s team"},
		NotBefore: time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC), NotAfter: time.Date(2035, 1, 1, 0, 0, 0, 0, time.UTC),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment, BasicConstraintsValid: true,
		ExtKeyUsage:        []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection},
		UnknownExtKeyUsage: []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}},
	}
	if change != nil {
		change(template)
	}
	return r.issue(t, template, key)
}

// Signature is one by a new key under the root, on 24 November 2026.
func (r Root) Signature(t testing.TB, key crypto.Signer) pdf.Signature {
	t.Helper()
	return pdf.Signature{Signer: key, Chain: []*x509.Certificate{r.Leaf(t, key, nil), r.Certificate},
		Name: "Cyngor Sir Enghraifft – Example County Council", Reason: "Final minutes",
		At: time.Date(2026, 11, 24, 16, 7, 0, 0, time.UTC)}
}

// EC is a new key on P-256.
func EC(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

// RSA is a new key of 3072 bits.
func RSA(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		t.Fatal(err)
	}
	return key
}
