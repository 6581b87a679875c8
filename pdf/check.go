package pdf

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"time"
)

// Checked is what the seal of a sound file says.
type Checked struct {
	Name, Reason string            // as the file gives them
	Signer       *x509.Certificate // whose key sealed it
	Root         *x509.Certificate // the one that the signer's leads to; where no roots were given, the highest in the file
	Trusted      bool              // Root is among the roots given
	At           time.Time         // when it was sealed, by the clock of who sealed it
	Stamp        *Stamp            // when it was sealed, by a time-stamp authority; nil without one
	Sum          [sha256.Size]byte // of the whole file
}

// Check reads a file that Seal made, and trusts nothing in it. The seal must be the only one, end the file, cover all of
// it but itself, and permit no change; its certificate must lead to one of the roots and have been valid at the time of
// the seal and of its time-stamp. Without roots all but that is checked, Trusted is false, and whoever asks compares the
// fingerprint of Root. Every other error is a *Fault. It takes as long as hashing the file some few times.
func Check(file []byte, roots []*x509.Certificate) (Checked, error) {
	if !bytes.HasPrefix(file, []byte("%PDF-")) {
		return Checked{}, fault(NotPDF, "this is not a PDF")
	}
	place, err := findSeal(file)
	if err != nil {
		return Checked{}, err
	}
	m, token, err := readSeal(file, place)
	if err != nil {
		return Checked{}, err
	}
	c := Checked{Signer: m.leaf, Root: m.certificates[len(m.certificates)-1], Sum: sha256.Sum256(file)}
	if err := c.describe(file, place); err != nil {
		return Checked{}, err
	}
	if len(token) > 0 {
		stamp, tidy, err := readStamp(token, m.data.Signers[0].Value)
		if err == nil && !bytes.Equal(tidy, token) {
			err = errors.New("more stands in the time-stamp than belongs there")
		}
		if err != nil {
			return Checked{}, fault(Damaged, "the seal itself was changed: %v", err)
		}
		c.Stamp = &stamp
	}
	if err := c.judge(m.certificates, roots); err != nil {
		return Checked{}, err
	}
	return c, nil
}

// readSeal reads the signature and checks that it is one of the file, and nothing more than Seal writes.
func readSeal(file []byte, place place) (m *message, token []byte, err error) {
	m, err = readMessage(place.contents)
	if err != nil {
		return nil, nil, fault(Damaged, "the seal itself was changed: %v", err)
	}
	err = m.verify(oidData, func(hash crypto.Hash) []byte { return place.sum(file, hash) })
	if errors.Is(err, errDigest) {
		return nil, nil, fault(Changed, "the file was changed after it was sealed: its bytes 0 to %d and %d to %d no longer "+
			"give the check sum that was sealed", place.from-1, place.to, len(file)-1)
	}
	info := m.data.Signers[0]
	if len(info.Unsigned.FullBytes) > 0 && err == nil {
		var raw asn1.RawValue
		err = m.attribute(info.Unsigned, oidToken, &raw)
		token = raw.FullBytes
	}
	if err == nil {
		err = linked(m.certificates)
	}
	if err == nil {
		signed, _ := signedAttributes(place.sum(file, crypto.SHA256), m.certificates)
		again, failed := encodeSeal(m.certificates, signed, info.Value, token)
		if failed != nil || m.certificates[0] != m.leaf || !bytes.Equal(again, place.contents) {
			err = errors.New("more stands in the signature than belongs there")
		}
	}
	if err != nil {
		return nil, nil, fault(Damaged, "the seal itself was changed: %v", err)
	}
	return m, token, nil
}

// describe reads the objects of a sealed file: one revision in which one signature is what certifies it.
func (c *Checked) describe(file []byte, place place) error {
	foreign := fault(Foreign, "the seal is good, but the file is not put together as Strategy Room does")
	p, err := takeApart(file)
	if err != nil {
		return foreign
	}
	signatures, field := 0, 0
	for i := range p.objects {
		d, err := p.dict(i + 1)
		switch kind := d.get("Type"); {
		case errors.Is(err, errNoDict):
		case err != nil, kind == "/ObjStm", kind == "/XRef":
			return foreign
		case kind == "/Sig", d.get("ByteRange") != "":
			signatures++
		case d.get("FT") == "/Sig":
			field = i + 1
			signatures++
		}
	}
	if signatures > 2 {
		return fault(Second, "the file holds a second signature")
	}
	seal, failed := p.dict(place.object)
	widget, _ := p.dict(field)
	trailer, _, _ := readDict(p.trailer)
	catalog, _ := p.dict(trailer.reference("Root"))
	if failed != nil || signatures != 2 || widget.reference("V") != place.object ||
		catalog.get("AcroForm") != formOf(field) || catalog.get("Perms") != permissionOf(place.object) ||
		trailer.get("Prev")+trailer.get("XRefStm")+trailer.get("Encrypt") != "" {
		return foreign
	}
	if seal.get("Reference") != noChange {
		return fault(Changeable, "the seal permits changes to the file")
	}
	c.Name, c.Reason = readText(seal.get("Name")), readText(seal.get("Reason"))
	if c.At, err = time.Parse("("+dateForm+")", seal.get("M")); err != nil {
		return foreign
	}
	return nil
}

// judge says whether the certificate is one that may seal, did so in its time, and leads to a root.
func (c *Checked) judge(chain, roots []*x509.Certificate) error {
	if err := Fits(c.Signer); err != nil {
		return fault(Unfit, "it is sealed by a certificate that is not for that: %v", err)
	}
	times := []time.Time{c.At}
	if c.Stamp != nil {
		times = append(times, c.Stamp.Time)
	}
	for _, at := range times {
		for _, certificate := range chain {
			if outside(certificate, at) {
				return fault(OutOfDate, "the certificate of %s was not valid when the file was sealed, on %s: it is valid from %s to %s",
					certificate.Subject.CommonName, day(at), day(certificate.NotBefore), day(certificate.NotAfter))
			}
		}
		if len(roots) == 0 {
			continue
		}
		root, err := leads(chain, roots, at, x509.ExtKeyUsageAny)
		if err != nil {
			return fault(OtherRoot, "it is sealed by a certificate that does not lead to the root given: %q, of the root %s",
				c.Signer.Subject.CommonName, Fingerprint(c.Root))
		}
		c.Root, c.Trusted = root, true
	}
	return nil
}

func day(at time.Time) string { return at.UTC().Format("2 January 2006 at 15:04 UTC") }
