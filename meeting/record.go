package meeting

import (
	"bytes"
	"errors"
)

// Check follows an exported record, one entry a line, and returns where the chain ends. The error is *Altered, with the
// entry at which the record stops being what was written. A record that lost its last entries looks sound: compare
// where the chain ends with a number and fingerprint known from elsewhere.
func Check(record []byte) (Chain, error) {
	var chain Chain
	for line := range bytes.Lines(record) {
		line, ended := bytes.CutSuffix(line, []byte("\n"))
		entry, err := ParseEntry(line)
		if err == nil && !ended {
			err = errors.New("the line has no line feed at its end")
		}
		if err != nil {
			return chain, &Altered{chain.Number + 1, err.Error()}
		}
		if err := chain.Follow(entry); err != nil {
			return chain, err
		}
	}
	return chain, nil
}
