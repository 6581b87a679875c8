package meeting_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"strategyroom/meeting"
)

var update = flag.Bool("update", false, "write what comes of the scenarios into their files")

// TestScenarios plays the meetings in testdata/scenarios. A file reads like minutes: who says what, indented what they
// say, and behind "=" what came of it. README.md beside them explains the few words. After each file the record is
// followed, folded and compared with the meeting and with what the patches made of it.
func TestScenarios(t *testing.T) {
	files, err := filepath.Glob("testdata/scenarios/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no scenarios: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			script, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			s := newScene(t)
			got := s.play(string(script))
			s.agrees()
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			} else if diff := cmp.Diff(got, string(script)); diff != "" {
				t.Errorf("something else came of it (-got +want), go test -update writes it down:\n%s", diff)
			}
		})
	}
}

// scene is a table at which a script is played.
type scene struct {
	*table
	ids map[string]string // attendees by first name
}

func newScene(t tester) *scene {
	return &scene{table: newTable(t), ids: map[string]string{"server": "", "Sam": "", "Stranger": "a999"}}
}

// play plays a script and returns it with what came of each step.
func (s *scene) play(script string) string {
	var out strings.Builder
	lines := slices.DeleteFunc(strings.Split(strings.TrimRight(script, "\n"), "\n"), func(line string) bool {
		return strings.HasPrefix(line, "=")
	})
	for i := 0; i < len(lines); i++ {
		out.WriteString(lines[i] + "\n")
		if lines[i] == "" || lines[i][0] == '#' {
			continue
		}
		var said []string
		for i+1 < len(lines) && strings.HasPrefix(lines[i+1], "  ") {
			i++
			out.WriteString(lines[i] + "\n")
			said = append(said, strings.TrimSpace(lines[i]))
		}
		for _, line := range s.step(lines[i-len(said)], said) {
			out.WriteString(strings.TrimRight("= "+line, " ") + "\n")
		}
	}
	return out.String()
}

var spoken = regexp.MustCompile(`^([\p{L}\p{M}]+): ([\w.-]+)(?: \[(.*)\])?$`)

// step does what one line of the script says and returns what came of it.
func (s *scene) step(line string, said []string) []string {
	switch word, rest, _ := strings.Cut(strings.Trim(line, "()"), ": "); {
	case line[0] != '(':
		return s.command(line, said)
	case word == "later":
		s.now = s.now.Add(s.duration(rest))
	case word == "everybody comes":
		for _, id := range s.m.Order.Attendees {
			if !s.m.Attendees[id].Here() && s.m.Admission(id) == meeting.Admitted {
				s.must("", "attendance", `{"attendee":"`+id+`","state":"joined"}`)
			}
		}
	case word == "at the door":
		return []string{s.m.Admission(s.ids[rest])}
	case word == "for real names":
		s.given.RealNames = true
	case word == "chair away":
		s.given.ChairAway = s.duration(rest)
	case word == "minutes":
		return s.sheet(meeting.Minutes(s.m), true)
	case word == "confirmed":
		s.given.Confirmed = &meeting.Confirmation{How: rest, At: s.now.UTC().Format(meeting.TimeFormat)}
	case word == "not confirmed":
		s.given.Confirmed = nil
	case word == "decisions":
		return s.sheet(meeting.DecisionSheet(s.m), true)
	case word == "addendum":
		doc, found := meeting.AddendumSheet(s.m, 1)
		return s.sheet(doc, found)
	case word == "copy":
		doc, found := meeting.Copied(s.m, rest)
		return s.sheet(doc, found)
	case word == "signed text":
		return []string{s.signedText()}
	case word == "guests until":
		if until := s.m.GuestsUntil(); !until.IsZero() {
			return []string{until.Format(time.RFC3339)}
		}
		return []string{"no end"}
	case word == "still open":
		return openLines(s.m.StillOpen)
	case word == "after the meeting":
		return s.afterwards()
	case word == "for some only, to":
		_, lines, _ := strings.Cut(strings.Join(minutesLines(s.m.For(s.ids[rest]), ""), "\n"), "## For some only\n")
		lines, _, _ = strings.Cut(lines, "\n## ")
		return strings.Split(lines, "\n")
	case word == "minutes under":
		return minutesLines(s.m, rest)
	default:
		s.t.Fatalf("the script says %q", line)
	}
	return nil
}

var hexes = regexp.MustCompile(`\b([0-9a-f]{64}|\d+-[0-9A-F]{8})\b`)

// sheet is what a document reads. What its check codes are changes with every word of the procedure.
func (s *scene) sheet(doc meeting.Document, found bool) []string {
	if !found {
		return []string{"there is none"}
	}
	return strings.Split(hexes.ReplaceAllStringFunc(strings.Join(documentLines(doc, ""), "\n"), func(code string) string {
		number, _, signature := strings.Cut(code, "-")
		if signature {
			return number + "-(8 digits)"
		}
		return "(64 digits)"
	}), "\n")
}

// signedText says whether the text of the minutes as they stand is the one that the version names and that was signed.
func (s *scene) signedText() string {
	now, version := meeting.TextHash(meeting.Minutes(s.m)), s.m.Version()
	if !slices.Equal(now, version.Minutes) {
		return "another text than that of the version"
	}
	for attendee := range s.m.Signatures {
		if signed := s.m.Signed(attendee); signed != nil && !slices.Equal(signed.Minutes, now) {
			return "another text than " + attendee + " signed"
		}
	}
	return "the same text"
}

// afterwards is what the minutes read after the meeting. All else must read as it did when the meeting closed, but for
// how far the record goes.
func (s *scene) afterwards() []string {
	if s.m.Closing == nil {
		s.t.Fatal("the meeting is not closed")
	}
	closed := s.again(s.t)
	for at, entry := range s.entries {
		if entry.Kind == "phase" && s.m.Closing.Number == entry.Number {
			closed.entries = s.entries[:at+1]
		}
	}
	then, now := closed.again(s.t).minutesBut("After the meeting", "The record"), s.minutesBut("After the meeting", "The record")
	if diff := cmp.Diff(then, now); diff != "" {
		s.t.Errorf("the closed minutes read otherwise afterwards (-then +now):\n%s", diff)
	}
	_, lines, _ := strings.Cut(strings.Join(minutesLines(s.m, ""), "\n"), "## After the meeting\n")
	lines, _, _ = strings.Cut(lines, "\n## ")
	return strings.Split(lines, "\n")
}

// minutesBut are the minutes without some of their parts.
func (s *table) minutesBut(parts ...string) string {
	var kept []string
	within := true
	for _, line := range minutesLines(s.m, "") {
		if title, opens := strings.CutPrefix(line, "## "); opens {
			within = !slices.Contains(parts, title)
		}
		if within {
			kept = append(kept, line)
		}
	}
	return strings.Join(kept, "\n")
}

func (s *scene) duration(text string) time.Duration {
	d, err := time.ParseDuration(text)
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// command sends one command as a room does, which looks first whether it was written already.
func (s *scene) command(line string, said []string) []string {
	parts := spoken.FindStringSubmatch(line)
	if parts == nil {
		s.t.Fatalf("the script says %q", line)
	}
	by, known := s.ids[parts[1]]
	if !known {
		s.t.Fatalf("%q: nobody of that name is invited", line)
	}
	c := meeting.Command{ID: parts[3], Kind: parts[2], Body: s.body(said)}
	if c.Kind == "convene" {
		by = "" // is nobody yet
	}
	if c.ID == "" {
		c.ID = fmt.Sprintf("c%d", s.m.Number()+1)
	}
	if place, refusal := s.m.Written(c, by); refusal != nil {
		return refusalWords(refusal)
	} else if place.Number > 0 {
		return []string{fmt.Sprintf("entry %d, as before", place.Number)}
	}
	before := s.m.Number()
	if refusal := s.send(c, by); refusal != nil {
		if s.m.Number() != before {
			s.t.Errorf("%s: refused, yet something was written", line)
		}
		return refusalWords(refusal)
	}
	for _, id := range s.m.Order.Attendees {
		s.ids[strings.Fields(s.m.Attendees[id].Name)[0]] = id
	}
	return []string{fmt.Sprintf("entry %d: %s", s.m.Number(), s.touched())}
}

// refusalWords are a refusal with the list of what must be settled first, where it has one.
func refusalWords(r *meeting.Refusal) []string {
	words := fmt.Sprintf("refused (%s): %s", r.Code, r.Message)
	if r.Field != "" {
		words = fmt.Sprintf("refused (%s, %s): %s", r.Code, r.Field, r.Message)
	}
	return append([]string{words}, openLines(r.Open)...)
}

func openLines(open []meeting.Unsettled) []string {
	lines := make([]string, len(open))
	for i, o := range open {
		lines[i] = o.Place + ": " + o.Words
	}
	return lines
}

// touched names the places of the meeting that the last entry changed, and how many things are open where that did.
func (s *scene) touched() string {
	var patch map[string]json.RawMessage
	if err := json.Unmarshal(s.outcome.Patch, &patch); err != nil {
		return err.Error()
	}
	var places []string
	open := ""
	if patch["stillOpen"] != nil {
		open = fmt.Sprintf("; %d still open", len(s.m.StillOpen))
		delete(patch, "stillOpen")
	}
	if len(patch) > 1 {
		delete(patch, "order") // of what was added
	}
	for place, value := range patch {
		var inner map[string]json.RawMessage
		if json.Unmarshal(value, &inner) != nil || len(inner) > 3 {
			places = append(places, place)
			continue
		}
		for key := range inner {
			places = append(places, place+" "+key)
		}
	}
	if change := s.outcome.Change; change != nil {
		places = append(places, fmt.Sprintf("notes %s, version %d", change.Item, change.Version))
	}
	if len(places) == 0 && open == "" {
		return "nothing changed"
	}
	slices.Sort(places)
	return strings.TrimPrefix(strings.Join(places, ", ")+open, "; ")
}

var repeated = regexp.MustCompile(`^(.+) \* (\d+)$`)

// body makes JSON of "key: value" lines: dots in a key open an object; a value is a whole number, true, false, @Name
// for that attendee's id, JSON where it begins with [ or {, a Go string where it begins with a quotation mark,
// "word * 300" for many words, else the text itself. The single key raw sends its value as it stands.
func (s *scene) body(said []string) json.RawMessage {
	body := map[string]any{}
	for _, line := range said {
		key, text, found := strings.Cut(line, ":")
		if !found {
			s.t.Fatalf("the script says %q", line)
		}
		value := s.value(strings.TrimSpace(text))
		if key == "raw" {
			if literal, ok := value.(json.RawMessage); ok {
				return literal
			}
			return json.RawMessage(value.(string))
		}
		at := body
		path := strings.Split(key, ".")
		for _, part := range path[:len(path)-1] {
			if at[part] == nil {
				at[part] = map[string]any{}
			}
			at = at[part].(map[string]any)
		}
		at[path[len(path)-1]] = value
	}
	encoded, err := json.Marshal(body)
	if err != nil {
		s.t.Fatal(err)
	}
	return encoded
}

func (s *scene) value(text string) any {
	if number, err := strconv.Atoi(text); err == nil {
		return number
	}
	switch many := repeated.FindStringSubmatch(text); {
	case text == "true" || text == "false":
		return text == "true"
	case strings.HasPrefix(text, "@"):
		return s.ids[text[1:]]
	case many != nil:
		times, _ := strconv.Atoi(many[2])
		return strings.Repeat(many[1], times)
	case strings.HasPrefix(text, `"`):
		literal, err := strconv.Unquote(text)
		if err != nil {
			s.t.Fatalf("%s: %v", text, err)
		}
		return literal
	case text != "" && strings.Contains("[{", text[:1]):
		return json.RawMessage(text)
	}
	return text
}
