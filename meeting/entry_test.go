package meeting_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
)

// exported is a record as it is exported, one entry a line.
func exported(entries []meeting.Entry) []byte {
	var record []byte
	for _, entry := range entries {
		record = append(append(record, entry.Line()...), '\n')
	}
	return record
}

// TestSeal holds that times never go back and are whole milliseconds.
func TestSeal(t *testing.T) {
	last := time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC)
	for _, test := range []struct {
		name string
		now  time.Time
		want string
	}{
		{"later", last.Add(1999 * time.Microsecond), "2026-11-27T16:00:00.001Z"},
		{"the clock was set back", last.Add(-time.Hour), "2026-11-27T16:00:00.000Z"},
		{"another zone", last.Add(time.Second).In(time.FixedZone("", 3600)), "2026-11-27T16:00:01.000Z"},
	} {
		sealed := meeting.Entry{Kind: "x", Body: json.RawMessage(`{}`)}.Seal(2, nil, last, test.now, make([]byte, meeting.SaltSize))
		if got := sealed.At; got != test.want {
			t.Errorf("%s: got %s, want %s", test.name, got, test.want)
		}
	}
}

// TestCheckFindsWhatWasChanged changes a sound record in every way that there is, short of one byte, which FuzzTamper
// does.
func TestCheckFindsWhatWasChanged(t *testing.T) {
	entries := busy(t).entries
	veiled := append([]meeting.Entry{}, entries...)
	veiled[4] = veiled[4].Veil()
	other := busy(t)
	other.must("a1", "item.current", `{"item":"q1"}`)
	foreign := append([]meeting.Entry{}, entries...)
	foreign[3] = entries[2]
	for _, test := range []struct {
		name    string
		entries []meeting.Entry
		want    int // the entry at fault; 0 for none
	}{
		{"as it was", entries, 0},
		{"an entry veiled", veiled, 0},
		{"nothing", nil, 0},
		{"the first left out", entries[1:], 1},
		{"one left out", append(append([]meeting.Entry{}, entries[:3]...), entries[4:]...), 4},
		{"one put in twice", append(append([]meeting.Entry{}, entries[:3]...), entries[2:]...), 4},
		{"one in another's place", foreign, 4},
		{"two exchanged", append(append([]meeting.Entry{}, entries[:2]...), entries[3], entries[2]), 3},
	} {
		t.Run(test.name, func(t *testing.T) {
			chain, err := meeting.Check(exported(test.entries))
			got := 0
			if altered := new(meeting.Altered); errors.As(err, &altered) {
				got = altered.Number
			} else if err != nil {
				t.Fatal(err)
			}
			if got != test.want {
				t.Errorf("got entry %d at fault (%v), want %d", got, err, test.want)
			}
			if err == nil && chain.Number != len(test.entries) {
				t.Errorf("got the end at %d, want %d", chain.Number, len(test.entries))
			}
		})
	}
}

// TestTheLastLineEnds: a cut that takes the last line feed alone shows too.
func TestTheLastLineEnds(t *testing.T) {
	record := exported(busy(t).entries)
	_, err := meeting.Check(bytes.TrimSuffix(record, []byte("\n")))
	want := fmt.Sprintf("entry %d is not as it was written: the line has no line feed at its end", bytes.Count(record, []byte("\n")))
	if err == nil || err.Error() != want {
		t.Errorf("got %v, want %s", err, want)
	}
}

// TestVeil holds that what a veiled entry says cannot be read from its line.
func TestVeil(t *testing.T) {
	entry := busy(t).entries[4]
	line := string(entry.Veil().Line())
	for _, secret := range []string{entry.At, entry.Command, entry.Kind, entry.Salt.String()} {
		if strings.Contains(line, `"`+secret+`"`) || strings.Contains(line, string(entry.Body)) {
			t.Errorf("the veiled line %s has %q", line, secret)
		}
	}
}

func TestParseEntryRefuses(t *testing.T) {
	sound := string(busy(t).entries[4].Line())
	veiled := string(busy(t).entries[4].Veil().Line())
	for _, test := range []struct{ name, line string }{
		{"empty", ``},
		{"a space", sound + " "},
		{"a carriage return", sound + "\r"},
		{"keys out of order", strings.Replace(veiled, `{"commit"`, `{"number":5,"commit"`, 1)},
		{"an unknown key", strings.Replace(sound, `"kind"`, `"king"`, 1)},
		{"a capital in the hash", strings.Replace(sound, `"commit":"`, `"commit":"A`, 1)},
		{"half a commit", sound[:strings.Index(sound, `"commit":"`)+20] + sound[strings.Index(sound, `","fingerprint"`):]},
		{"no salt", sound[:strings.Index(sound, `,"salt"`)] + "}"},
		{"no command", regexp.MustCompile(`"command":"[^"]*",`).ReplaceAllString(sound, "")},
		{"seconds without parts", strings.Replace(sound, `.000Z`, `Z`, 1)},
		{"a comma in the time", strings.Replace(sound, `.000Z`, `,000Z`, 1)},
		{"a day that does not exist", strings.Replace(sound, `2026-11-27`, `2026-11-31`, 1)},
		{"a body that is no object", strings.Replace(sound, `"body":{`, `"body":[],"bodx":{`, 1)},
		{"a space in the body", strings.Replace(sound, `"body":{`, `"body":{ `, 1)},
		{"keys of the body out of order", strings.Replace(sound, `"body":{`, `"body":{"zz":1,`, 1)},
		{"a needless escape in the body", strings.Replace(sound, `"body":{`, `"body":{"\u0041":1,`, 1)},
		{"a veiled line with a time", strings.Replace(veiled, `{`, `{"at":"2026-11-27T16:00:00.000Z",`, 1)},
		{"a veiled line with a salt", strings.Replace(veiled, `}`, `,"salt":"00000000000000000000000000000000"}`, 1)},
		{"a number that is a text", strings.Replace(sound, `"number":5`, `"number":"5"`, 1)},
	} {
		if test.line == sound || test.line == veiled {
			t.Errorf("%s: the test changes nothing", test.name)
		} else if _, err := meeting.ParseEntry([]byte(test.line)); err == nil {
			t.Errorf("%s: %s was taken", test.name, test.line)
		}
	}
}

// TestParseWords reads what was kept without its place in the chain, and refuses what has one, or is no line.
func TestParseWords(t *testing.T) {
	entry := busy(t).entries[4]
	words := entry
	words.Commit, words.Fingerprint = nil, nil
	got, err := meeting.ParseWords(words.Line(), entry.Commit, entry.Fingerprint)
	if want := entry.Line(); err != nil || !bytes.Equal(got.Line(), want) {
		t.Errorf("got %s (%v), want %s", got.Line(), err, want)
	}
	for name, line := range map[string][]byte{"a whole line": entry.Line(), "a cut line": words.Line()[:40], "spaced": append(words.Line(), ' ')} {
		if got, err := meeting.ParseWords(line, entry.Commit, entry.Fingerprint); err == nil {
			t.Errorf("%s: got %s, want an error", name, got.Line())
		}
	}
	if _, err := meeting.ParseWords(words.Line(), nil, entry.Fingerprint); err == nil {
		t.Error("taken without a commit")
	}
}

// FuzzParseEntry holds that what parses re-encodes to the same bytes.
func FuzzParseEntry(f *testing.F) {
	for _, entry := range busy(f).entries {
		f.Add(entry.Line())
		f.Add(entry.Veil().Line())
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		entry, err := meeting.ParseEntry(line)
		if err != nil {
			return
		}
		again, err := meeting.Canonicalise(line)
		for _, got := range [][]byte{entry.Line(), again} {
			if !bytes.Equal(got, line) {
				t.Errorf("got %s (%v), want %s", got, err, line)
			}
		}
	})
}

// FuzzTamper changes one byte of a sound record: the change is found, and at the entry that was changed.
func FuzzTamper(f *testing.F) {
	record := exported(busy(f).entries)
	for at := 0; at < len(record); at += 97 {
		f.Add(at, byte(1))
	}
	f.Fuzz(func(t *testing.T, at int, flip byte) {
		if at < 0 || flip == 0 {
			return
		}
		at %= len(record)
		changed := bytes.Clone(record)
		changed[at] ^= flip
		_, err := meeting.Check(changed)
		altered := new(meeting.Altered)
		if !errors.As(err, &altered) {
			t.Fatalf("byte %d became %q and nothing was found (%v)", at, changed[at], err)
		}
		if got, want := altered.Number, 1+bytes.Count(record[:at], []byte("\n")); got != want {
			t.Errorf("byte %d became %q: got entry %d at fault, want %d", at, changed[at], got, want)
		}
	})
}

// FuzzFold applies any lines of the form "kind by body" as entries: nothing panics, whatever a record says that Decide
// did not write, and neither do the minutes of it.
func FuzzFold(f *testing.F) {
	var script strings.Builder
	for _, s := range []*table{busy(f), followed(f)} {
		script.Reset()
		for _, entry := range s.entries {
			fmt.Fprintf(&script, "%s %s %s\n", entry.Kind, entry.By, entry.Body)
			f.Add(script.String())
		}
	}
	f.Fuzz(func(t *testing.T, script string) {
		m := meeting.New()
		for line := range strings.Lines(script) {
			kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
			by, body, _ := strings.Cut(rest, " ")
			number := m.Number() + 1
			entry := meeting.Entry{Kind: kind, By: by, Body: json.RawMessage(body), Number: number, Command: fmt.Sprint(number), At: "2026-11-27T16:00:00.000Z"}
			if _, err := m.ApplyTelling(entry); err != nil {
				break
			}
		}
		meeting.Minutes(m)
	})
}

func BenchmarkCheck(b *testing.B) {
	entries := busy(b).entries
	record := exported(entries)
	for b.Loop() {
		if _, err := meeting.Check(record); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(entries))/b.Elapsed().Seconds(), "entries/s")
}

func BenchmarkFold(b *testing.B) {
	entries := busy(b).entries
	for b.Loop() {
		if _, err := meeting.Fold(entries); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(entries))/b.Elapsed().Seconds(), "entries/s")
}
