package main

import (
	"errors"
	"fmt"
	"os"
	"text/tabwriter"
	"time"

	"strategyroom/pdf"
	"strategyroom/server/seal"
)

type sealKeyCommands struct {
	List   sealKeyList   `cmd:"" help:"Print the root's fingerprint, which certificate seals, and until when."`
	Rotate sealKeyRotate `cmd:"" help:"Make a new key and certificate under the same root."`
	Export sealKeyExport `cmd:"" help:"Print the root's certificate, for whoever checks minutes."`
}

// sealKeys are the keys that a command is about.
type sealKeys struct {
	Data    string `env:"STRATEGYROOM_DATA" default:"${data}" placeholder:"DIR" help:"Folder of records, accounts and keys (${default})."`
	keyFile `embed:""`
}

func (s *sealKeys) read() (*seal.Keys, error) {
	if s.PKCS12 == "" {
		return seal.Read(s.Data)
	}
	keys := seal.OpenPKCS12(s.PKCS12, s.Passphrase, "")
	if keys.Leaf() == nil {
		return nil, keys.Problem(time.Now())
	}
	return keys, nil
}

type sealKeyList struct {
	sealKeys `embed:""`
}

// Validate refuses a file without its pass phrase.
func (l *sealKeyList) Validate() error { return l.valid() }

// Run prints a line for each thing that somebody needs to know, and at last what is wrong.
func (l *sealKeyList) Run(to console) error {
	keys, err := l.read()
	if err != nil {
		return err
	}
	describe(to, keys)
	return nil
}

func describe(to console, keys *seal.Keys) {
	root, leaf := keys.Root(), keys.Leaf()
	table := tabwriter.NewWriter(to.out, 0, 0, 2, ' ', 0)
	for _, row := range [][2]string{
		{"Root", root.Subject.String()},
		{"Its fingerprint (SHA-256)", pdf.Fingerprint(root)},
		{"It is valid", validity(root.NotBefore, root.NotAfter)},
		{"Sealed with", leaf.Subject.String()},
		{"It is valid", validity(leaf.NotBefore, leaf.NotAfter)},
		{"Where", keys.Where()},
	} {
		fmt.Fprintf(table, "%s\t%s\n", row[0], row[1])
	}
	table.Flush()
	if warning := keys.Warning(time.Now()); warning != "" {
		fmt.Fprintln(to.err, "strategyroom:", warning)
	}
}

func validity(from, to time.Time) string {
	return "from " + from.UTC().Format("2 January 2006") + " to " + to.UTC().Format("2 January 2006")
}

type sealKeyRotate struct {
	Data    string `env:"STRATEGYROOM_DATA" default:"${data}" placeholder:"DIR" help:"Folder of records, accounts and keys (${default})."`
	RootKey string `name:"root-key" placeholder:"FILE" help:"The root's key, where it was moved away."`
}

// Run makes a new leaf. What was sealed with the one before stays valid: it leads to the same root.
func (r *sealKeyRotate) Run(to console) error {
	keys, err := seal.Rotate(r.Data, r.RootKey, time.Now())
	if err != nil {
		return err
	}
	describe(to, keys)
	fmt.Fprintln(to.out, "A server that runs seals with it from its next start.")
	return nil
}

type sealKeyExport struct {
	sealKeys `embed:""`
	Out      string `placeholder:"FILE" help:"Where to write it, instead of printing it."`
}

// Validate refuses a file without its pass phrase.
func (e *sealKeyExport) Validate() error { return e.valid() }

// Run prints a certificate, PEM; nothing in it is secret.
func (e *sealKeyExport) Run(to console) error {
	keys, err := e.read()
	if err != nil {
		return err
	}
	root := keys.Root()
	if root.Subject.String() != root.Issuer.String() {
		return errors.New("the file has no root in it: ask who issued the certificate, " + root.Issuer.String() + ", for it")
	}
	if e.Out == "" {
		_, err = to.out.Write(seal.PEM(root))
		return err
	}
	if err := os.WriteFile(e.Out, seal.PEM(root), 0o644); err != nil {
		return fmt.Errorf("cannot write %s (%w): choose another with --out", e.Out, cause(err))
	}
	return nil
}
