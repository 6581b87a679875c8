package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"unicode"

	"strategyroom/meeting"
)

// verify checks exported records and sealed PDFs without a server, a network or a data folder.
type verify struct {
	Files []string `arg:"" name:"file" placeholder:"FILE" help:"An exported record or a sealed PDF. Of several of one meeting it is said which stands."`
	Head  *string  `placeholder:"CODE" help:"The check code that the minutes print: entries missing at the end are found only with it."`
	Root  *string  `placeholder:"FILE" help:"The root certificate that a seal must lead to, PEM; “strategyroom seal-key export” gives it out."`
	Pin   *string  `placeholder:"CODE" help:"The SHA-256 of that root certificate, in place of it."`
}

// The ways in which verify ends but well.
const (
	altered    = 1
	cannotTell = 2
)

// verdict is an error with the exit code that goes with it.
type verdict struct {
	code  int
	words string
}

func (v verdict) Error() string { return v.words }

// ExitCode is the program's, see fail.
func (v verdict) ExitCode() int { return v.code }

// Validate takes codes as they are copied from paper, in capitals and in groups.
func (v *verify) Validate() error {
	if err := clean("--head", v.Head); err != nil {
		return err
	}
	return clean("--pin", v.Pin)
}

func clean(flag string, given *string) error {
	if given == nil {
		return nil
	}
	*given = strings.ToLower(strings.Join(strings.FieldsFunc(*given, func(r rune) bool { return r == ':' || unicode.IsSpace(r) }), ""))
	if code, err := hex.DecodeString(*given); err != nil || len(code) != sha256.Size {
		return fmt.Errorf("%s is not a check code of 64 digits and letters a to f", flag)
	}
	return nil
}

// Run says of each file what it is and where it ends, or what was altered and where; of several PDFs of one meeting,
// also which stands.
func (v *verify) Run(to console) error {
	roots, err := v.roots()
	if err != nil {
		return err
	}
	var papers []sheet
	for _, name := range v.Files {
		file, err := os.ReadFile(name)
		if err != nil {
			return verdict{cannotTell, fmt.Sprintf("%s cannot be read: %v", name, cause(err))}
		}
		if bytes.HasPrefix(file, []byte("%PDF-")) {
			checked, err := v.paper(to, name, file, roots)
			if err != nil {
				return err
			}
			papers = append(papers, sheet{name, checked})
		} else if err := v.record(to, name, file); err != nil {
			return err
		}
	}
	return stands(to, papers)
}

// record checks an exported record.
func (v *verify) record(to console, name string, record []byte) error {
	if err := ours(record); err != nil {
		return verdict{cannotTell, fmt.Sprintf("%s %v", name, err)}
	}
	chain, err := meeting.Check(record)
	if err != nil {
		return verdict{altered, fmt.Sprintf("%s: %v", name, err)}
	}
	note := "Compare the check code with the one in the minutes: a record that lost its end has another.\n"
	if v.Head != nil {
		if note, err = v.upTo(name, record, chain); err != nil {
			return err
		}
	}
	if len(v.Files) > 1 {
		fmt.Fprintf(to.out, "%s: ", name)
	}
	fmt.Fprintf(to.out, "entry %d\ncheck code %s\n%s", chain.Number, chain.Fingerprint, note)
	return nil
}

// upTo says which entry of a sound record has the check code given.
func (v *verify) upTo(name string, record []byte, chain meeting.Chain) (note string, err error) {
	switch number := numberOf(record, *v.Head); {
	case number == 0:
		return "", verdict{altered, fmt.Sprintf("%s: no entry has the check code given, the last is entry %d: "+
			"entries are missing at its end, or it is another record", name, chain.Number)}
	case number < chain.Number:
		return fmt.Sprintf("The check code given is that of entry %d; what follows was written later.\n", number), nil
	}
	return "", nil
}

// ours says why a file cannot be a record. A record with one byte changed still is one: every line names two hashes.
func ours(file []byte) error {
	switch {
	case len(file) == 0:
		return errors.New("is empty")
	case !bytes.Contains(file, []byte(`"commit":"`)) && !bytes.Contains(file, []byte(`"fingerprint":"`)):
		return errors.New("is not a record of a meeting")
	}
	return nil
}

// numberOf is the number of the entry of a sound record that has the check code; 0 where none has.
func numberOf(record []byte, code string) int {
	for line := range bytes.Lines(record) {
		entry, err := meeting.ParseEntry(bytes.TrimSuffix(line, []byte("\n")))
		if err == nil && entry.Fingerprint.String() == code {
			return entry.Number
		}
	}
	return 0
}
