package seal

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"time"
)

// ownName is what the certificates say that the program makes for itself.
const ownName = "Strategy Room seal"

// The files of a folder. The leaf's key stands in one file with its certificate, so that a power cut never leaves the
// one without the other. The root's key is needed only to make another leaf, and may be kept elsewhere.
const (
	rootFile    = "root.pem"
	rootKeyFile = "root.key"
	leafFile    = "leaf.key"
)

const (
	rootLife = 10 // years
	leafLife = 2
	early    = 24 * time.Hour // before its making that a certificate is valid, for clocks that are behind
)

// Open reads the keys in the folder seal of the data folder, and makes them where there are none: a root and a leaf for
// the organisation, which may be empty. name is who seals, as readers of PDF show it; empty for the organisation. What
// is wrong with them the keys say themselves.
func Open(data, name string, now time.Time) *Keys {
	k := &Keys{where: filepath.Join(data, "seal")}
	if k.broken = k.open(name, now); k.broken != nil {
		k.broken = fmt.Errorf("the keys in %s cannot be used: %w", k.where, k.broken)
	}
	return k
}

// Read reads the keys like Open, but makes none.
func Read(data string) (*Keys, error) {
	k := &Keys{where: filepath.Join(data, "seal")}
	if _, err := os.Stat(filepath.Join(k.where, rootFile)); errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there are no keys in %s yet: they are made when the server is first started", k.where)
	}
	if err := k.read(""); err != nil {
		return nil, fmt.Errorf("the keys in %s cannot be used: %w", k.where, err)
	}
	return k, nil
}

func (k *Keys) open(name string, now time.Time) error {
	if err := os.MkdirAll(k.where, 0o700); err != nil {
		return cause(err)
	}
	_, noRoot := os.Stat(filepath.Join(k.where, rootFile))
	_, noLeaf := os.Stat(filepath.Join(k.where, leafFile))
	switch {
	case errors.Is(noRoot, fs.ErrNotExist) && errors.Is(noLeaf, fs.ErrNotExist):
		if err := k.makeRoot(name, now); err != nil { // over a root's key that an earlier start was left with
			return err
		}
		fallthrough
	case errors.Is(noLeaf, fs.ErrNotExist): // an earlier start came no further
		if err := k.makeLeaf(filepath.Join(k.where, rootKeyFile), now); err != nil {
			return err
		}
		k.made = true
	}
	return k.read(name)
}

func (k *Keys) read(name string) error {
	roots, _, err := readPEM(filepath.Join(k.where, rootFile))
	if err != nil {
		return err
	}
	leaf, key, err := readPrivate(filepath.Join(k.where, leafFile))
	if err != nil {
		return err
	}
	// A root's key that others can read is as bad as a leaf's.
	if _, _, err := readPrivate(filepath.Join(k.where, rootKeyFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return k.hold(key, append(leaf, roots...), name)
}

// makeRoot writes the certificate last: without it there is no root.
func (k *Keys) makeRoot(organisation string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	template := template("Strategy Room root", organisation, now, now.AddDate(rootLife, 0, 0))
	template.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	template.IsCA, template.MaxPathLenZero = true, true
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return err
	}
	private, err := keyPEM(key)
	if err != nil {
		return err
	}
	if err := write(filepath.Join(k.where, rootKeyFile), private); err != nil {
		return err
	}
	return write(filepath.Join(k.where, rootFile), certificatePEM(der))
}

// makeLeaf writes a leaf under the root, in the place of the one before.
func (k *Keys) makeLeaf(rootKey string, now time.Time) error {
	roots, _, err := readPEM(filepath.Join(k.where, rootFile))
	if err != nil {
		return err
	}
	if len(roots) == 0 {
		return fmt.Errorf("there is no certificate in %s", rootFile)
	}
	root := roots[0]
	_, signer, err := readPrivate(rootKey)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("the root's key is not at %s: say where it is with --root-key", rootKey)
	}
	if err != nil {
		return err
	}
	if public, ok := signer.Public().(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(root.PublicKey) {
		return fmt.Errorf("%s is not the key of the root in %s", rootKey, k.where)
	}
	until := now.AddDate(leafLife, 0, 0)
	if !now.Before(root.NotAfter) {
		return fmt.Errorf("the root has expired, on %s: move %s away, and the next start makes new keys", day(root.NotAfter), k.where)
	}
	if until.After(root.NotAfter) {
		until = root.NotAfter
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	organisation := ""
	if len(root.Subject.Organization) > 0 {
		organisation = root.Subject.Organization[0]
	}
	template := template(ownName, organisation, now, until)
	template.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	template.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection} // without it poppler trusts nothing
	template.UnknownExtKeyUsage = []asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 36}}
	der, err := x509.CreateCertificate(rand.Reader, template, root, key.Public(), signer)
	if err != nil {
		return err
	}
	private, err := keyPEM(key)
	if err != nil {
		return err
	}
	return write(filepath.Join(k.where, leafFile), append(certificatePEM(der), private...))
}

func template(name, organisation string, now, until time.Time) *x509.Certificate {
	number := make([]byte, 16)
	rand.Read(number) // never fails
	number[0] &= 0x7f
	subject := pkix.Name{CommonName: name}
	if organisation != "" {
		subject.Organization = []string{organisation}
	}
	return &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(number), Subject: subject, BasicConstraintsValid: true,
		NotBefore: now.UTC().Add(-early), NotAfter: until.UTC(),
	}
}

// Rotate makes a new leaf under the root, whose key is in the folder or, where rootKey is given, in that file. The old
// leaf's certificate is kept beside it, its key is gone. A server that runs uses the new one from its next start.
func Rotate(data, rootKey string, now time.Time) (*Keys, error) {
	k, err := Read(data)
	if err != nil {
		return nil, err
	}
	if rootKey == "" {
		rootKey = filepath.Join(k.where, rootKeyFile)
	}
	old := k.Leaf()
	if err := write(filepath.Join(k.where, fmt.Sprintf("leaf-%x.pem", old.SerialNumber)), certificatePEM(old.Raw)); err != nil {
		return nil, err
	}
	if err := k.makeLeaf(rootKey, now); err != nil {
		return nil, err
	}
	return Read(data)
}

func certificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// PEM is a certificate as it is handed out.
func PEM(c *x509.Certificate) []byte { return certificatePEM(c.Raw) }

func keyPEM(key crypto.Signer) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}
