package procedure_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting/procedure"
)

// table is what testdata/duties.md says.
type table struct {
	sections      map[string]string            // by letter
	circumstances []string                     // the columns
	duties        []string                     // the rows
	cells         map[string]map[string]string // letter by duty and circumstance; none: no duty
}

func readTable(t *testing.T) table {
	t.Helper()
	read := table{sections: map[string]string{}, cells: map[string]map[string]string{}}
	for line := range strings.Lines(readFile(t, "testdata/duties.md")) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case len(cells) < 2 || cells[0] == "Letter" || strings.HasPrefix(cells[0], "---"):
		case len(cells) == 2:
			read.sections[cells[0]] = cells[1]
		case cells[0] == "Duty":
			read.circumstances = cells[1:]
		default:
			read.duties = append(read.duties, cells[0])
			read.cells[cells[0]] = map[string]string{}
			for i, letter := range cells[1:] {
				if letter != "–" {
					read.cells[cells[0]][read.circumstances[i]] = letter
				}
			}
		}
	}
	return read
}

func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestTruthTable tries every set of circumstances.
func TestTruthTable(t *testing.T) {
	want, p := readTable(t), procedure.Default()
	if len(want.circumstances) != 6 || len(want.sections) != 9 || len(want.duties) != len(p.AllDuties) {
		t.Fatalf("the table has %d circumstances, %d sections, %d duties", len(want.circumstances), len(want.sections), len(want.duties))
	}
	for i, c := range p.Circumstances {
		if c.ID != want.circumstances[i] {
			t.Errorf("circumstance %d is %s, in the table %s", i, c.ID, want.circumstances[i])
		}
	}
	for set := range 1 << len(want.circumstances) {
		ticked := map[string]bool{}
		for i, c := range want.circumstances {
			ticked[c] = set&(1<<i) != 0 // false is not true, as absent is not
		}
		var ids, expected []string
		for _, duty := range want.duties {
			if slices.ContainsFunc(want.circumstances, func(c string) bool { return ticked[c] && want.cells[duty][c] != "" }) {
				expected = append(expected, duty)
			}
		}
		for _, duty := range p.Duties(ticked) {
			ids = append(ids, duty.ID)
			checkReasons(t, want, ticked, duty)
		}
		if !slices.Equal(ids, expected) {
			t.Errorf("%v:\n got %v\nwant %v", ticked, ids, expected)
		}
	}
}

// checkReasons asks that the reasons of a duty name just those ticked circumstances that the table has for it.
func checkReasons(t *testing.T, want table, ticked map[string]bool, duty procedure.Duty) {
	t.Helper()
	named := map[string]bool{}
	for _, reason := range duty.Why {
		for _, c := range reason.When {
			named[c] = true
		}
	}
	for _, c := range want.circumstances {
		if got, want := named[c], ticked[c] && want.cells[duty.ID][c] != ""; got != want {
			t.Errorf("%v: %s because of %s: got %v, want %v", ticked, duty.ID, c, got, want)
		}
	}
}

// TestReasonsStandInTheirSections looks each sentence up in the section of the document that the table names.
func TestReasonsStandInTheirSections(t *testing.T) {
	want, document := readTable(t), readDocument(t)
	for _, c := range want.circumstances {
		for _, duty := range procedure.Default().Duties(map[string]bool{c: true}) {
			section := want.sections[want.cells[duty.ID][c]]
			for _, reason := range duty.Why {
				if !slices.Contains(document.under(section), reason.Source) {
					t.Errorf("%s, %s: %q is no sentence under %q", c, duty.ID, reason.Source, section)
				}
			}
		}
	}
}

// TestDutiesStandInOrder compares with the order of the sentences in the document.
func TestDutiesStandInOrder(t *testing.T) {
	document, last := readDocument(t), -1
	for _, duty := range procedure.Default().AllDuties {
		at := slices.Index(document.all(), duty.Why[0].Source)
		if at < last {
			t.Errorf("%s stands too late", duty.ID)
		}
		last = at
	}
}

func TestReasonsOfTheTickedOnly(t *testing.T) {
	ticked := map[string]bool{"groomed-or-abused": true, "household-of-suspect": true, "subject-of-images": false}
	for _, duty := range procedure.Default().Duties(ticked) {
		if duty.ID != "refer-child" {
			continue
		}
		want := []procedure.Reason{
			{When: []string{"groomed-or-abused"}, Source: "Refer any child or young person who has been sexually abused, or where there appear to be protection needs, to Social Services"},
			{When: []string{"household-of-suspect"}, Source: "The child or young person is to be referred to Children's Social Care"},
		}
		if !slices.EqualFunc(duty.Why, want, func(a, b procedure.Reason) bool {
			return a.Source == b.Source && slices.Equal(a.When, b.When)
		}) {
			t.Errorf("got %v, want %v", duty.Why, want)
		}
		return
	}
	t.Error("a child who was groomed need not be referred")
}
