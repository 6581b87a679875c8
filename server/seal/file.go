package seal

import (
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// readPrivate reads a PEM file with a key in it, which only its owner may be able to read.
func readPrivate(path string) ([]*x509.Certificate, crypto.Signer, error) {
	about, err := os.Stat(path)
	if err != nil {
		return nil, nil, named(path, err)
	}
	if mode := about.Mode().Perm(); mode&0o077 != 0 {
		return nil, nil, fmt.Errorf("%s can be used by others than its owner (%04o): chmod 600 it, and think about who may have copied it",
			filepath.Base(path), mode)
	}
	certificates, key, err := readPEM(path)
	if err == nil && key == nil {
		err = fmt.Errorf("there is no key in %s", filepath.Base(path))
	}
	return certificates, key, err
}

// readPEM reads the certificates and, where there is one, the key in a file.
func readPEM(path string) (certificates []*x509.Certificate, key crypto.Signer, err error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, nil, named(path, err)
	}
	for {
		var block *pem.Block
		if block, text = pem.Decode(text); block == nil {
			break
		}
		switch block.Type {
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, nil, fmt.Errorf("%s has a certificate that cannot be read", filepath.Base(path))
			}
			certificates = append(certificates, c)
		case "PRIVATE KEY":
			private, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			signer, ok := private.(crypto.Signer)
			if err != nil || !ok {
				return nil, nil, fmt.Errorf("%s has a key that cannot be read", filepath.Base(path))
			}
			key = signer
		}
	}
	if len(certificates) == 0 && key == nil {
		return nil, nil, fmt.Errorf("%s holds neither a certificate nor a key", filepath.Base(path))
	}
	return certificates, key, nil
}

// write puts a file in its place when it is whole and on the disk, so that there is the new one, the old one, or none.
func write(path string, content []byte) error {
	part := path + ".part"
	os.Remove(part) // with whatever permissions an earlier start left it
	file, err := os.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return named(path, err)
	}
	_, err = file.Write(content)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil {
		err = os.Rename(part, path)
	}
	if err != nil {
		os.Remove(part)
		return named(path, err)
	}
	folder, err := os.Open(filepath.Dir(path))
	if err != nil {
		return named(path, err)
	}
	defer folder.Close()
	return folder.Sync()
}

// named says of which file an error of the system is.
func named(path string, err error) error {
	return fmt.Errorf("%s: %w", filepath.Base(path), cause(err))
}

// cause leaves out the path and the call that Go puts before the system's words.
func cause(err error) error {
	if at := new(fs.PathError); errors.As(err, &at) {
		return at.Err
	}
	return err
}
