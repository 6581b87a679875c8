package seal

import (
	"crypto"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"

	"software.sslmate.com/src/go-pkcs12"
)

// OpenPKCS12 reads a key and its certificates, in any order, from a PKCS#12 file, with the pass phrase that is the first
// line of another file. name is as for Open. What is wrong with them the keys say themselves.
func OpenPKCS12(path, passphraseFile, name string) *Keys {
	k := &Keys{where: path}
	if k.broken = k.openPKCS12(passphraseFile, name); k.broken != nil {
		k.broken = fmt.Errorf("the PKCS#12 file %s cannot be used: %w", path, k.broken)
	}
	return k
}

func (k *Keys) openPKCS12(passphraseFile, name string) error {
	file, err := os.ReadFile(k.where)
	if err != nil {
		return cause(err)
	}
	about, err := os.Stat(passphraseFile)
	if err != nil {
		return fmt.Errorf("its pass phrase file %s: %w", passphraseFile, cause(err))
	}
	if mode := about.Mode().Perm(); mode&0o007 != 0 { // a group may be how a container is given its secrets
		return fmt.Errorf("its pass phrase file %s can be used by everybody (%04o): chmod 600 it", passphraseFile, mode)
	}
	text, err := os.ReadFile(passphraseFile)
	if err != nil {
		return fmt.Errorf("its pass phrase file %s: %w", passphraseFile, cause(err))
	}
	phrase, _, _ := strings.Cut(string(text), "\n")
	private, first, others, err := pkcs12.DecodeChain(file, strings.TrimSuffix(phrase, "\r"))
	switch {
	case errors.Is(err, pkcs12.ErrIncorrectPassword):
		return fmt.Errorf("the pass phrase in %s does not open it", passphraseFile)
	case err != nil:
		return err
	}
	key, ok := private.(crypto.Signer)
	if !ok {
		return errors.New("its key cannot sign")
	}
	return k.hold(key, append([]*x509.Certificate{first}, others...), name)
}
