package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"path/filepath"
	"time"

	"strategyroom/pdf"
	"strategyroom/server/seal"
)

// keyFile says which key seals, where it is not the program's own.
type keyFile struct {
	PKCS12     string `env:"STRATEGYROOM_SEAL_PKCS12" name:"seal-pkcs12" placeholder:"FILE" help:"Key and certificates that final minutes are sealed with, PKCS#12. Without it, the program makes its own in the data folder."`
	Passphrase string `env:"STRATEGYROOM_SEAL_PASSPHRASE_FILE" name:"seal-passphrase-file" placeholder:"FILE" help:"File whose first line is the pass phrase of --seal-pkcs12."`
}

func (f keyFile) valid() error {
	if (f.PKCS12 == "") != (f.Passphrase == "") {
		return errors.New("--seal-pkcs12 and --seal-passphrase-file go together: give both or neither")
	}
	return nil
}

// sealing says what final minutes are sealed with.
type sealing struct {
	keyFile `embed:""`
	Name    string `env:"STRATEGYROOM_SEAL_NAME" name:"seal-name" placeholder:"NAME" help:"The organisation that seals, as readers of PDF show it. Without it, the one that the certificate names, else that of who convened."`
	TSA     string `env:"STRATEGYROOM_TSA" name:"tsa" placeholder:"URL" help:"Time-stamp authority (RFC 3161) that is asked when minutes are sealed. Without it, seals have this machine's time only."`
}

func (s sealing) valid() error {
	if s.TSA != "" {
		at, err := url.Parse(s.TSA)
		if err != nil || at.Host == "" || at.Scheme != "http" && at.Scheme != "https" {
			return fmt.Errorf("--tsa %s is not an address such as https://timestamp.example.org", s.TSA)
		}
	}
	return s.keyFile.valid()
}

// open reads the keys. What is wrong with them they say when something is to be sealed: meetings go on without.
func (s sealing) open(data string, now time.Time) *seal.Keys {
	if s.PKCS12 != "" {
		return seal.OpenPKCS12(s.PKCS12, s.Passphrase, s.Name)
	}
	return seal.Open(data, s.Name, now)
}

// stamp asks the time-stamp authority; nil where there is none.
func (s sealing) stamp() func([]byte) ([]byte, error) {
	if s.TSA == "" {
		return nil
	}
	return seal.Stamp(s.TSA, nil)
}

// introduce prints, once, what whoever checks minutes needs, and what is left to do with the keys.
func introduce(out io.Writer, keys *seal.Keys) {
	if !keys.Made() || keys.Root() == nil {
		return
	}
	fmt.Fprintf(out, "Minutes will be sealed under a root made just now. Its fingerprint, for whoever checks them:\n%s\n"+
		"Move %s to a safe place: only strategyroom seal-key rotate needs it.\n",
		pdf.Fingerprint(keys.Root()), filepath.Join(keys.Where(), "root.key"))
}

// remind logs, now and each day, that keys cannot seal or soon cannot.
func remind(ctx context.Context, keys *seal.Keys, log *slog.Logger) {
	for {
		if warning := keys.Warning(time.Now()); warning != "" {
			log.Warn(warning)
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(24 * time.Hour):
		}
	}
}
