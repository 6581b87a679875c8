package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"

	"strategyroom/meeting"
)

// verify checks an exported record without a server, a network or a data folder.
type verify struct {
	File string  `arg:"" placeholder:"FILE" help:"An exported record."`
	Head *string `placeholder:"CODE" help:"The check code that the minutes print: entries missing at the end are found only with it."`
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

// Validate takes the check code as it is copied from paper, in capitals and in groups.
func (v *verify) Validate() error {
	if v.Head == nil {
		return nil
	}
	*v.Head = strings.ToLower(strings.Join(strings.Fields(*v.Head), ""))
	if code, err := hex.DecodeString(*v.Head); err != nil || len(code) != sha256.Size {
		return errors.New("--head is not a check code of 64 digits and letters a to f")
	}
	return nil
}

// Run prints the number of the last entry and its check code, or says what was altered and where.
func (v *verify) Run(to console) error {
	record, err := os.ReadFile(v.File)
	if err != nil {
		return verdict{cannotTell, fmt.Sprintf("%s cannot be read: %v", v.File, cause(err))}
	}
	if err := ours(record); err != nil {
		return verdict{cannotTell, fmt.Sprintf("%s %v", v.File, err)}
	}
	chain, err := meeting.Check(record)
	if err != nil {
		return verdict{altered, fmt.Sprintf("%s: %v", v.File, err)}
	}
	note := "Compare the check code with the one in the minutes: a record that lost its end has another.\n"
	if v.Head != nil {
		number := numberOf(record, *v.Head)
		switch note = ""; {
		case number == 0:
			return verdict{altered, fmt.Sprintf("%s: no entry has the check code given, the last is entry %d: "+
				"entries are missing at its end, or it is another record", v.File, chain.Number)}
		case number < chain.Number:
			note = fmt.Sprintf("The check code given is that of entry %d; what follows was written later.\n", number)
		}
	}
	fmt.Fprintf(to.out, "entry %d\ncheck code %s\n%s", chain.Number, chain.Fingerprint, note)
	return nil
}

// ours says why a file cannot be a record. A record with one byte changed still is one: every line names two hashes.
func ours(file []byte) error {
	switch {
	case len(file) == 0:
		return errors.New("is empty")
	case bytes.HasPrefix(file, []byte("%PDF-")):
		return errors.New("is a PDF: only an exported record can be checked")
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
