package meeting

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// TimeFormat is how the record writes a moment: RFC 3339 in UTC with milliseconds, always 24 bytes.
const TimeFormat = "2006-01-02T15:04:05.000Z"

// The tags keep the hashes apart, and apart from hashes made for anything else.
const (
	commitTag      = "strategyroom commit 1"
	fingerprintTag = "strategyroom fingerprint 1"
	askedTag       = "strategyroom asked 1"
)

// SaltSize is the length of an entry's salt in bytes.
const SaltSize = 16

// Hash is a SHA-256 hash or a salt: lower-case hex in JSON.
type Hash []byte

// MarshalText writes lower-case hex.
func (h Hash) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(h)), nil }

// UnmarshalText reads lower-case hex and nothing else.
func (h *Hash) UnmarshalText(text []byte) error {
	raw, err := hex.DecodeString(string(text))
	if err != nil || hex.EncodeToString(raw) != string(text) {
		return errors.New("is not lower-case hex")
	}
	*h = raw
	return nil
}

// String is the lower-case hex.
func (h Hash) String() string { return hex.EncodeToString(h) }

// Entry is one line of a meeting's record: what one command wrote down. Entries are never changed or deleted.
// An entry whose body the reader may not see has only Number, Commit and Fingerprint.
type Entry struct {
	At          string          `json:"at,omitempty"`      // when it was written down, in TimeFormat, never before the entry before it
	Body        json.RawMessage `json:"body,omitempty"`    // what was written down, canonical JSON
	By          string          `json:"by,omitempty"`      // the attendee who sent it; empty for the server's own
	Command     string          `json:"command,omitempty"` // the id of the command, unique in the meeting
	Commit      Hash            `json:"commit"`            // binds all of the above and the salt
	Fingerprint Hash            `json:"fingerprint"`       // ends the record so far: binds the fingerprint before, the number and the commit
	Kind        string          `json:"kind,omitempty"`
	Number      int             `json:"number"` // from 1 without gaps
	Salt        Hash            `json:"salt,omitempty"`
}

// Time is At as a time in UTC; the zero time where At is not readable.
func (e Entry) Time() time.Time {
	at, _ := time.Parse(TimeFormat, e.At)
	return at
}

// Hidden reports whether the entry shows nothing but its place in the chain.
func (e Entry) Hidden() bool { return e.Kind == "" }

// Veil is the entry without all that it says.
func (e Entry) Veil() Entry {
	return Entry{Number: e.Number, Commit: e.Commit, Fingerprint: e.Fingerprint}
}

// Seal completes an entry that Decide made, to follow the entry numbered number-1 with the fingerprint previous (empty
// for the first). Salt is SaltSize random bytes from the caller; now is rounded down to milliseconds and moved up to
// last, the time of the entry before, where the clock was set back.
func (e Entry) Seal(number int, previous Hash, last, now time.Time, salt []byte) Entry {
	if now.Before(last) {
		now = last
	}
	e.Number = number
	e.At = now.UTC().Truncate(time.Millisecond).Format(TimeFormat)
	e.Salt = bytes.Clone(salt)
	e.Commit = e.commit()
	e.Fingerprint = fingerprint(previous, number, e.Commit)
	return e
}

// Line is the entry's canonical JSON, as stored and exported, without a line end. Its body is canonical already.
func (e Entry) Line() []byte {
	line := make([]byte, 0, len(e.Body)+450)
	add := func(key string) { line = append(append(append(line, `,"`...), key...), `":`...) }
	text := func(key, value string) {
		if value != "" {
			add(key)
			line = appendString(line, value)
		}
	}
	hash := func(key string, value Hash) {
		if len(value) > 0 {
			add(key)
			line = append(hex.AppendEncode(append(line, '"'), value), '"')
		}
	}
	text("at", e.At)
	if len(e.Body) > 0 {
		add("body")
		line = append(line, e.Body...)
	}
	text("by", e.By)
	text("command", e.Command)
	hash("commit", e.Commit)
	hash("fingerprint", e.Fingerprint)
	text("kind", e.Kind)
	add("number")
	line = strconv.AppendInt(line, int64(e.Number), 10)
	hash("salt", e.Salt)
	line[0] = '{' // in place of the first comma
	return append(line, '}')
}

// ParseEntry reads one line of a record. It refuses whatever would not re-encode to the same bytes. It does not check
// the hashes: see Chain.
func ParseEntry(line []byte) (Entry, error) {
	e, err := parseLine(line)
	if err == nil {
		err = e.whole()
	}
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

// ParseWords is ParseEntry for a line that shows neither commit nor fingerprint, which are kept elsewhere.
func ParseWords(line []byte, commit, fingerprint Hash) (Entry, error) {
	e, err := parseLine(line)
	if err == nil && (len(e.Commit) > 0 || len(e.Fingerprint) > 0) {
		err = errors.New("the line has a commit or fingerprint of its own")
	}
	if err == nil {
		e.Commit, e.Fingerprint = commit, fingerprint
		err = e.whole()
	}
	if err != nil {
		return Entry{}, err
	}
	return e, nil
}

func parseLine(line []byte) (Entry, error) {
	if e := read(line); bytes.Equal(e.Line(), line) {
		return e, nil
	}
	tree, err := parse(line)
	if err == nil {
		err = decode(tree, line, new(Entry))
	}
	if err != nil {
		return Entry{}, fmt.Errorf("the line %w", err)
	}
	return Entry{}, errors.New("the line is not in canonical form")
}

// whole says what an entry lacks.
func (e Entry) whole() error {
	if len(e.Commit) != sha256.Size || len(e.Fingerprint) != sha256.Size {
		return errors.New("the line has no whole commit or fingerprint")
	}
	if !e.Hidden() {
		if at, err := time.Parse(TimeFormat, e.At); err != nil || at.Format(TimeFormat) != e.At || at.Year() < 1 {
			return errors.New("the line's time is not in the record's form")
		}
		if e.Command == "" || len(e.Salt) != SaltSize || len(e.Body) == 0 || e.Body[0] != '{' {
			return errors.New("the line has no command, no salt or no body")
		}
	} else if e.At != "" || e.By != "" || e.Command != "" || len(e.Body) > 0 || len(e.Salt) > 0 {
		return errors.New("the line has no kind, yet says something")
	}
	return nil
}

// read takes what an entry has from a line, with its body in canonical form. Whatever it does not take, or takes amiss,
// shows in that the entry's line is another.
func read(line []byte) (e Entry) {
	p := parser{data: line}
	if !utf8.Valid(line) || !p.take('{') {
		return e
	}
	_ = p.members(1, func(key string, value any) error {
		text, _ := value.(string)
		switch key {
		case "at":
			e.At = text
		case "body":
			e.Body = appendCanonical(make([]byte, 0, len(line)), value)
		case "by":
			e.By = text
		case "command":
			e.Command = text
		case "commit":
			e.Commit, _ = hex.DecodeString(text)
		case "fingerprint":
			e.Fingerprint, _ = hex.DecodeString(text)
		case "kind":
			e.Kind = text
		case "number":
			number, _ := value.(json.Number)
			e.Number, _ = strconv.Atoi(number.String())
		case "salt":
			e.Salt, _ = hex.DecodeString(text)
		}
		return nil
	})
	return e
}

func (e Entry) commit() Hash {
	return hashed(commitTag, e.Salt, []byte(e.At), []byte(e.By), []byte(e.Command), []byte(e.Kind), e.Body)
}

func fingerprint(previous Hash, number int, commit Hash) Hash {
	return hashed(fingerprintTag, previous, binary.BigEndian.AppendUint64(nil, uint64(number)), commit)
}

// hashed is the SHA-256 of the parts, each behind its length as eight bytes, most significant first: no two lists of
// parts share their bytes.
func hashed(tag string, parts ...[]byte) Hash {
	size := 8 + len(tag)
	for _, part := range parts {
		size += 8 + len(part)
	}
	whole := append(binary.BigEndian.AppendUint64(make([]byte, 0, size), uint64(len(tag))), tag...)
	for _, part := range parts {
		whole = append(binary.BigEndian.AppendUint64(whole, uint64(len(part))), part...)
	}
	sum := sha256.Sum256(whole)
	return sum[:]
}
