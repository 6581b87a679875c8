package pdftest

import (
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
)

// An Authority gives time-stamps (RFC 3161), over HTTP or directly.
type Authority struct {
	Root Root
	Now  time.Time                  // the time that it gives
	Bend func(*timestamp.Timestamp) // changes an answer before it is signed; nil for none

	certificate *x509.Certificate
	key         crypto.Signer
}

// NewAuthority makes one whose time is a few seconds after that of Signature.
func NewAuthority(t testing.TB) *Authority {
	t.Helper()
	a := &Authority{Root: NewRoot(t, "Root of example time"), Now: time.Date(2026, 11, 24, 16, 7, 3, 0, time.UTC), key: EC(t)}
	a.certificate = a.Root.Leaf(t, a.key, func(c *x509.Certificate) {
		c.Subject.CommonName = "Example time"
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}
		c.UnknownExtKeyUsage = nil
	})
	return a
}

// Answer is what it answers to a request, both DER.
func (a *Authority) Answer(request []byte) ([]byte, error) {
	asked, err := timestamp.ParseRequest(request)
	if err != nil {
		return nil, err
	}
	given := &timestamp.Timestamp{
		HashAlgorithm: asked.HashAlgorithm, HashedMessage: asked.HashedMessage, Nonce: asked.Nonce, Time: a.Now,
		Policy: asn1.ObjectIdentifier{1, 3, 6, 1, 4, 1, 32473, 1}, AddTSACertificate: asked.Certificates,
		Certificates: []*x509.Certificate{a.Root.Certificate},
	}
	if a.Bend != nil {
		a.Bend(given)
	}
	return given.CreateResponseWithOpts(a.certificate, a.key, crypto.SHA256)
}

// ServeHTTP answers as RFC 3161 has it over HTTP.
func (a *Authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	request, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<16))
	if err != nil || r.Header.Get("Content-Type") != "application/timestamp-query" {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	answer, err := a.Answer(request)
	if err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "application/timestamp-reply")
	w.Write(answer)
}

// Stamp is for Signature.Stamp.
func (a *Authority) Stamp(value []byte) ([]byte, error) {
	hash := crypto.SHA256.New()
	hash.Write(value)
	asked := timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: hash.Sum(nil), Certificates: true}
	request, err := asked.Marshal()
	if err != nil {
		return nil, err
	}
	answer, err := a.Answer(request)
	if err != nil {
		return nil, err
	}
	given, err := timestamp.ParseResponse(answer)
	if err != nil {
		return nil, err
	}
	return given.RawToken, nil
}
