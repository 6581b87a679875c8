package meeting_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"strategyroom/meeting"
)

var newVector = flag.String("vector", "", "write the record of this scenario as a new vector; never writes over one")

const vectorFolder = "testdata/vectors/v1"

// TestVectors reads the records of every released version, for ever: each must end in the fingerprint that stands in
// heads.txt, by this package and by a verifier that knows nothing but docs/record.md. A vector is never made anew. A
// new kind gets a new one: a scenario, then `go test ./meeting -run Vectors -vector NAME`.
func TestVectors(t *testing.T) {
	if *newVector != "" {
		writeVector(t, *newVector)
	}
	heads, err := os.ReadFile(filepath.Join(vectorFolder, "heads.txt"))
	if err != nil {
		t.Fatal(err)
	}
	kinds := map[string]bool{}
	for line := range strings.Lines(string(heads)) {
		name, want, _ := strings.Cut(strings.TrimSpace(line), " ")
		t.Run(name, func(t *testing.T) {
			record, err := os.ReadFile(filepath.Join(vectorFolder, name+".jsonl"))
			if err != nil {
				t.Fatal(err)
			}
			chain, err := meeting.Check(record)
			if got := fmt.Sprint(chain.Number, " ", chain.Fingerprint); err != nil || got != want {
				t.Errorf("Check: got %s (%v), want %s", got, err, want)
			}
			number, fingerprint, err := verify(record)
			if got := fmt.Sprint(number, " ", fingerprint); err != nil || got != want {
				t.Errorf("the plain verifier: got %s (%v), want %s", got, err, want)
			}
			foldsToo(t, record, kinds)
		})
	}
	files, err := filepath.Glob(filepath.Join(vectorFolder, "*.jsonl"))
	if got, want := bytes.Count(heads, []byte("\n")), len(files); err != nil || got != want || want == 0 {
		t.Errorf("heads.txt has %d vectors, there are %d (%v)", got, want, err)
	}
	for _, kind := range meeting.Kinds() {
		if !kinds[kind.Name] {
			t.Errorf("%s stands in no vector: add one with -vector", kind.Name)
		}
	}
}

// foldsToo applies a record whose bodies are all there; what old versions wrote must make a meeting for ever.
func foldsToo(t *testing.T, record []byte, kinds map[string]bool) {
	m := meeting.New()
	for line := range bytes.Lines(record) {
		entry, err := meeting.ParseEntry(bytes.TrimSpace(line))
		if err != nil {
			t.Fatal(err)
		}
		if entry.Hidden() {
			return
		}
		if err := m.Apply(entry); err != nil {
			t.Fatal(err)
		}
		kinds[entry.Kind] = true
	}
}

func writeVector(t *testing.T, name string) {
	script, err := os.ReadFile("testdata/scenarios/" + name + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	s := newScene(t)
	s.play(string(script))
	file, err := os.OpenFile(filepath.Join(vectorFolder, name+".jsonl"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	heads, err := os.OpenFile(filepath.Join(vectorFolder, "heads.txt"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		t.Fatal(err)
	}
	defer heads.Close()
	if _, err := file.Write(exported(s.entries)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(heads, "%s %d %s\n", name, s.m.Number(), s.m.Fingerprint())
}

// TestTheExampleInTheFormat checks the lines and the hashes that docs/record.md shows.
func TestTheExampleInTheFormat(t *testing.T) {
	page, err := os.ReadFile("../docs/record.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```jsonl\n")
	example, _, found := strings.Cut(rest, "```")
	if !found {
		t.Fatal("docs/record.md shows no example")
	}
	number, fingerprint, err := verify([]byte(example))
	if err != nil || number != 2 || !strings.Contains(string(page), "`"+fingerprint+"`") {
		t.Errorf("the example ends at %d in %s (%v), which the page does not say", number, fingerprint, err)
	}
	if chain, err := meeting.Check([]byte(example)); err != nil || chain.Fingerprint.String() != fingerprint {
		t.Errorf("got %s (%v), want %s", chain.Fingerprint, err, fingerprint)
	}
}

// TestPlainVerifierFinds holds the plain verifier against Check where a byte was changed.
func TestPlainVerifierFinds(t *testing.T) {
	record := exported(busy(t).entries)
	for at := 0; at < len(record); at += 211 {
		changed := bytes.Clone(record)
		changed[at] ^= 2
		if _, _, err := verify(changed); err == nil {
			t.Errorf("byte %d became %q and the plain verifier found nothing", at, changed[at])
		}
	}
}

// verify is a verifier written from docs/record.md alone. It uses nothing of package meeting.
func verify(record []byte) (number int, fingerprint string, err error) {
	previous, last := []byte{}, ""
	lines := strings.Split(string(record), "\n")
	if lines[len(lines)-1] != "" {
		return 0, "", errors.New("the last line does not end")
	}
	for i, line := range lines[:len(lines)-1] {
		e, err := fieldsOf(line)
		if err != nil {
			return i, fingerprint, fmt.Errorf("entry %d: %w", i+1, err)
		}
		if e["kind"] != "" {
			salt, err := hex.DecodeString(e["salt"])
			if err != nil || len(salt) != 16 {
				return i, fingerprint, fmt.Errorf("entry %d: salt", i+1)
			}
			commit := sum("strategyroom commit 1", string(salt), e["at"], e["by"], e["command"], e["kind"], e["body"])
			if hex.EncodeToString(commit) != e["commit"] {
				return i, fingerprint, fmt.Errorf("entry %d: commit", i+1)
			}
			if e["at"] < last {
				return i, fingerprint, fmt.Errorf("entry %d: time", i+1)
			}
			last = e["at"]
		}
		commit, err := hex.DecodeString(e["commit"])
		if err != nil {
			return i, fingerprint, fmt.Errorf("entry %d: commit", i+1)
		}
		place := binary.BigEndian.AppendUint64(nil, uint64(i+1))
		previous = sum("strategyroom fingerprint 1", string(previous), string(place), string(commit))
		if e["number"] != fmt.Sprint(i+1) || e["fingerprint"] != hex.EncodeToString(previous) {
			return i, fingerprint, fmt.Errorf("entry %d: number or fingerprint", i+1)
		}
		number, fingerprint = i+1, e["fingerprint"]
	}
	return number, fingerprint, nil
}

// plainLine is the shape of a line, keys in their order. Of its texts none needs an escape but those in the body.
var plainLine = regexp.MustCompile(`^\{(?:"at":"([^"\\]+)","body":(\{.*\}),(?:"by":"([^"\\]+)",)?"command":"([^"\\]+)",)?"commit":"([0-9a-f]{64})",` +
	`"fingerprint":"([0-9a-f]{64})",(?:"kind":"([^"\\]+)",)?"number":([0-9]+)(?:,"salt":"([0-9a-f]{32})")?\}$`)

func fieldsOf(line string) (map[string]string, error) {
	parts := plainLine.FindStringSubmatch(line)
	if parts == nil || !json.Valid([]byte(line)) {
		return nil, errors.New("not the shape of a line")
	}
	e := map[string]string{}
	for i, name := range []string{"at", "body", "by", "command", "commit", "fingerprint", "kind", "number", "salt"} {
		e[name] = parts[i+1]
	}
	if (e["kind"] == "") != (e["body"] == "") || (e["kind"] == "") != (e["salt"] == "") {
		return nil, errors.New("says half of what an entry says")
	}
	return e, nil
}

func sum(parts ...string) []byte {
	var all []byte
	for _, part := range parts {
		all = binary.BigEndian.AppendUint64(all, uint64(len(part)))
		all = append(all, part...)
	}
	hash := sha256.Sum256(all)
	return hash[:]
}
