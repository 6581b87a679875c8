package procedure_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting/procedure"
)

// small is a whole procedure; the tests below change one thing in it.
const small = `id: small
name: Small
version: "1"
nation: wales
emergencyNumber: "999"
sectors:
  - {id: police, name: Police}
  - {id: health, name: Health}
minimumAttendance:
  sectors: [police]
  practice: Police are there.
circumstances:
  - id: first
    text: First
    source: The first.
  - id: second
    text: Second
    source: The second.
agenda:
  - id: q1
    text: Is it so?
    answer: yes-no
    each: child
    source: Is it so?
duties:
  - id: act
    text: Act
    under: q1
    met: meeting-held
    why:
      - when: [first]
        source: Act at first.
      - when:
          - second
        source: Act at second.
timescales:
  - id: conference
    text: Conference
    workingDays: 15
    from: section-47
    practice: Fifteen.
glosses:
  - {term: PVP, today: police}
`

func TestParse(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"an unknown key", "    under: q1\n", "    below: q1\n", `28: there is no key "below"`},
		{"an unknown key at the top", "nation: wales", "country: wales", `4: there is no key "country"`},
		{"a key in another case", "nation: wales", "Nation: wales", `4: there is no key "Nation"`},
		{"a key twice", "    each: child\n", "    text: Again\n", `23: mapping key "text" already defined at [21:5]`},
		{"a list that is none", "      - when: [first]", "      - when: first", `31: the value has another form than belongs here`},
		{"no YAML", "circumstances:", "circumstances: [", `19: ',' or ']' must be specified`},
		{"no text", small, "", `1: is empty`},
		{"a second document", "  - {term: PVP, today: police}\n", "  - {term: PVP, today: police}\n---\nid: next\n", `1: holds more than one procedure, or something after it`},
		{"bytes of another encoding", "name: Small", "name: Sm\xe4ll", `2: is not UTF-8 text`},

		{"no version", "version: \"1\"\n", "", `1: the procedure has no version`},
		{"a bad id", "id: small", "id: Small One", `1: "Small One" is not an id of small letters, digits and hyphens`},
		{"no nation", "nation: wales\n", "", `1: the procedure has no nation`},
		{"no such nation", "wales", "cornwall", `4: nation is "cornwall", not one of: england, wales, scotland, northern-ireland`},
		{"no emergency number", `"999"`, `""`, `5: the procedure has no emergencyNumber`},
		{"a sector twice", "health, name", "police, name", `8: sectors: "police" stands there twice`},
		{"an absent sector", "sectors: [police]", "sectors: [police, school]", `10: minimumAttendance: there is no sector "school"`},
		{"a sector needed twice", "sectors: [police]", "sectors: [police, police]", `10: minimumAttendance: "police" stands there twice`},
		{"attendance without practice", "  practice: Police are there.\n", "", `10: "minimumAttendance" has no practice`},

		{"a circumstance without id", "  - id: first\n", "  - id:\n", `13: circumstances: "" is not an id of small letters, digits and hyphens`},
		{"a circumstance twice", "id: second", "id: first", `16: circumstances: "first" stands there twice`},
		{"a circumstance without words", "text: Second", "text: \"  \"", `17: circumstances: "second" has no words`},
		{"a circumstance without source", "    source: The second.\n", "", `16: "second" has no source`},
		{"a circumstance called any", "id: second", "id: any", `16: circumstances: "any" stands for all of them, so none may have that id`},

		{"a question without source", "    source: Is it so?\n", "", `20: "q1" has neither source nor practice`},
		{"an unknown answer", "answer: yes-no", "answer: maybe", `22: answer is "maybe", not one of: yes-no, text`},
		{"asked for each dog", "each: child", "each: dog", `23: each is "dog", not one of: child`},
		{"an item's id that a meeting makes", "- id: q1", "- id: i12", `20: agenda: ids such as "i12" are for items that a meeting adds`},
		{"an empty line of the agenda", "agenda:\n", "agenda:\n  -\n", `20: agenda: "" is not an id of small letters, digits and hyphens`},

		{"a duty twice", "timescales:", "  - {id: act, text: Act, under: q1, why: [{when: [first], source: Act.}]}\ntimescales:", `36: duties: "act" stands there twice`},
		{"a duty without reasons", "why:\n      - when: [first]\n        source: Act at first.\n      - when:\n          - second\n        source: Act at second.\n", "why: []\n", `30: duties: "act" has no source`},
		{"a duty without source", "        source: Act at second.\n", "", `33: "act" has no source`},
		{"a duty under nothing", "under: q1", "under: q2", `28: duties: "act" stands under "q2", which is not on the agenda`},
		{"a duty that says no place", "    under: q1\n", "", `26: duties: "act" stands under "", which is not on the agenda`},
		{"a duty in no circumstance", "          - second\n", "          - first\n          - third\n", `35: duties: "act" applies when "third", which is no circumstance`},
		{"a duty never", "[first]", "[]", `31: duties: "act" does not say when`},
		{"any beside others", "[first]", "[any, first]", `31: duties: "act" applies when "any", which is no circumstance`},
		{"a circumstance named twice", "[first]", "[first, first]", `31: duties: "act" names "first" twice`},
		{"a duty met by nothing", "meeting-held", "wishing", `29: met is "wishing", not one of: meeting-held, section-47-decided, storage-agreed, delay-recorded, planning-recorded, access-recorded, computer-recorded, counselling-recorded`},

		{"a timescale without reason", "    practice: Fifteen.\n", "", `37: "conference" has neither source nor practice`},
		{"no days", "workingDays: 15", "workingDays: 0", `39: timescales: "conference" needs a whole number of workingDays, from 1`},
		{"half a day", "workingDays: 15", "workingDays: 1.5", `39: timescales: "conference" needs a whole number of workingDays, from 1`},
		{"days in words", "workingDays: 15", "workingDays: fifteen", `39: the value has another form than belongs here`},
		{"from nowhere", "from: section-47", "from: birth", `40: from is "birth", not one of: section-47, last-discussion, closing, disagreement, no-risk`},
		{"half a gloss", ", today: police", "", `43: glosses: a term or its name of today is missing`},
		{"a gloss twice", "  - {term: PVP, today: police}\n", "  - {term: PVP, today: police}\n  - {term: PVP, today: others}\n", `44: glosses: "PVP" stands there twice`},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if strings.Count(small, test.old) != 1 {
				t.Fatalf("%q stands %d times in the procedure", test.old, strings.Count(small, test.old))
			}
			_, err := procedure.Parse("own/rules.yaml", []byte(strings.Replace(small, test.old, test.new, 1)))
			if got, want := words(err), "own/rules.yaml:"+test.want; got != want {
				t.Errorf("\n got %s\nwant %s", got, want)
			}
		})
	}
}

func TestParseGood(t *testing.T) {
	p, err := procedure.Parse("small.yaml", []byte(strings.Replace(small, "[first]", "[any]", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := p.AllDuties[0].Why[0].When, []string{"first", "second"}; !slices.Equal(got, want) {
		t.Errorf("any: got %v, want %v", got, want)
	}
	if got := p.Timescale("conference"); got == nil || got.WorkingDays != 15 || got.From != procedure.FromSection47 {
		t.Errorf("conference: got %v", got)
	}
	if got := p.Timescale("tea"); got != nil {
		t.Errorf("tea: got %v", got)
	}
}

// TestDefault looks at what others rely on.
func TestDefault(t *testing.T) {
	p := procedure.Default()
	if got, want := p.MinimumAttendance.Sectors, []string{"social-care", "police", "health"}; !slices.Equal(got, want) {
		t.Errorf("minimum attendance: got %v, want %v", got, want)
	}
	tests := []struct {
		id   string
		days int
		from string
	}{
		{"conference", 15, procedure.FromSection47},
		{"sending-out", 1, procedure.FromClosing},
		{"escalation", 1, procedure.FromDisagreement},
		{"identity-review", 15, procedure.FromNoRisk},
	}
	for _, test := range tests {
		if got := p.Timescale(test.id); got == nil || got.WorkingDays != test.days || got.From != test.from {
			t.Errorf("%s: got %v, want %d working days from %s", test.id, got, test.days, test.from)
		}
	}
	if p.Nation != procedure.England || p.EmergencyNumber != "999" {
		t.Errorf("got %s, %s", p.Nation, p.EmergencyNumber)
	}
}

// TestOldRecords reads a procedure as meetings kept it before there were duties, and finds the same bytes again.
func TestOldRecords(t *testing.T) {
	const old = `{"id":"small","name":"Small","version":"1","sectors":[{"id":"police","name":"Police"}],` +
		`"circumstances":[{"id":"first","text":"First","source":"The first."}],` +
		`"agenda":[{"id":"q1","text":"Is it so?","answer":"yes-no","each":"child","source":"Is it so?"}]}`
	var p procedure.Procedure
	if err := json.Unmarshal([]byte(old), &p); err != nil {
		t.Fatal(err)
	}
	if got, err := json.Marshal(p); err != nil || string(got) != old {
		t.Errorf("got %s (%v)\nwant %s", got, err, old)
	}
	if got := p.Duties(map[string]bool{"first": true}); len(got) != 0 {
		t.Errorf("duties: got %v", got)
	}
}

// TestNoNulls asks that what a meeting keeps has none: a record may not hold them.
func TestNoNulls(t *testing.T) {
	without := strings.NewReplacer("[first]", "[any]").Replace(small)
	bare := `{id: bare, name: Bare, version: "1", nation: england, emergencyNumber: "999", sectors: [{id: a, name: A}], agenda: [{id: b, text: B, practice: B}]}`
	for _, source := range []string{without, bare} {
		p, err := procedure.Parse("p.yaml", []byte(source))
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := json.Marshal(p); strings.Contains(string(got), "null") {
			t.Errorf("got %s", got)
		}
	}
}

// FuzzParse asks that nothing makes it panic, and that what it refuses is one line with file and number.
func FuzzParse(f *testing.F) {
	f.Add(small)
	f.Add("id: [a\n")
	f.Add("a: &x [*x]\n")
	f.Add("- 1\n---\n")
	f.Fuzz(func(t *testing.T, source string) {
		p, err := procedure.Parse("f", []byte(source))
		if err == nil {
			p.Duties(map[string]bool{"first": true})
			return
		}
		rest, found := strings.CutPrefix(err.Error(), "f:")
		line, said, _ := strings.Cut(rest, ": ")
		if !found || strings.Trim(line, "0123456789") != "" || line == "" || said == "" || strings.Contains(said, "\n") {
			t.Errorf("got %q", err)
		}
	})
}
