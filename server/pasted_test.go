package main_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestInvitingAList(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	chair.open(at + "/people")
	chair.send("paste", "lines", " \n")
	chair.is(422)
	chair.open(at + "/people")
	chair.send("paste", "lines", "Pat Sample, Example Police, Detective sergeant\r\nn.ward@example.nhs.uk\nMo Minutes <mo@example.org>, Example County Council, minute-taker\nWho Knows")
	chair.shows("Nobody has been invited yet.", "Make 4 links")
	_, values := chair.form("rows")
	for name, want := range map[string]string{
		"rows.0.agency.sector": "police", "rows.0.position": "Detective sergeant", "rows.0.role": "member",
		"rows.1.name": "N Ward", "rows.1.agency.sector": "health", "rows.1.email": "n.ward@example.nhs.uk",
		"rows.2.role": "minute-taker", "rows.2.agency.sector": "social-care", "rows.2.email": "mo@example.org", "rows.3.agency.sector": "",
	} {
		if got := values.Get(name); got != want {
			t.Errorf("%s: got %q, want %q", name, got, want)
		}
	}
	chair.send("rows", "rows.1.agency.name", "Example Hospital")
	chair.is(422)
	chair.shows("The agency's sector is missing or unknown.", "New links", "Pat Sample", "Make 1 link")
	if got := len(linked.FindAllString(chair.page, -1)); got < 3 {
		t.Errorf("got %d links, want those of the three who were invited", got)
	}
	before := chair.page
	for range 2 { // pressed twice
		chair.page = before
		chair.send("rows", "rows.0.agency.sector", "other")
		chair.is(200)
		chair.shows("New link", "Who Knows", "N Ward, Example Hospital")
	}
	if got := strings.Count(chair.page, `__name">Who Knows`); got != 1 {
		t.Errorf("pressed twice: Who Knows is invited %d times", got)
	}
}

func TestWhatPastedLinesSay(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := seat(t, program)
	at := convened(t, chair)
	const made, halves = "None stood there: this is made of the e-mail address.", "If this is part of the name, move it there."
	cases := []struct {
		lines   string
		want    []string // of each row: name, sector, agency, role, position
		guessed bool
		unsure  bool
	}{
		{"n.ward@example.org, Example Hospital, observer", []string{"N Ward|health|Example Hospital|observer|"}, true, false},
		{"n.ward@example.org; observer; Example Trust; Named nurse", []string{"N Ward||Example Trust|observer|Named nurse"}, true, false},
		{"n.ward@example.org, Nia Ward, Example Hospital", []string{"Nia Ward|health|Example Hospital|member|"}, false, false},
		{"Nia Ward <n1@example.org>, Example Hospital", []string{"Nia Ward|health|Example Hospital|member|"}, false, false},
		{"Nia Ward\tn1@example.org\tExample Hospital", []string{"Nia Ward|health|Example Hospital|member|"}, false, false},
		{"Nia Ward <n1@example.org>; Pat Sample <p1@police.example>", []string{"Nia Ward|||member|", "Pat Sample|police||member|"}, false, false},
		{"nia@example.org, pat@police.example", []string{"Nia|||member|", "Pat|police||member|"}, true, false},
		{"nia@example.org, Example Health; pat@police.example, observer", []string{"Nia|health|Example Health|member|", "Pat|police||observer|"}, true, false},
		{"Ward, Nia <n1@example.org>, Example Hospital", []string{"Ward||Nia|member|Example Hospital"}, false, true},
		{"Ward, Nia", []string{"Ward||Nia|member|"}, false, true},
		{"nia@example.org, Trust", []string{"Nia||Trust|member|"}, true, false},
		{"Nia, Hospital", []string{"Nia|health|Hospital|member|"}, false, false},
	}
	for _, c := range cases {
		chair.open(at + "/people")
		chair.send("paste", "lines", c.lines)
		_, values := chair.form("rows")
		got := []string{}
		for i := 0; values.Has(fmt.Sprintf("rows.%d.name", i)); i++ {
			row := []string{}
			for _, name := range []string{"name", "agency.sector", "agency.name", "role", "position"} {
				row = append(row, values.Get(fmt.Sprintf("rows.%d.%s", i, name)))
			}
			got = append(got, strings.Join(row, "|"))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%q: got %q, want %q", c.lines, got, c.want)
		}
		if got := strings.Contains(chair.page, halves); got != c.unsure {
			t.Errorf("%q: says that the agency may be part of the name: got %v, want %v", c.lines, got, c.unsure)
		}
		if got := strings.Contains(chair.page, made); got != c.guessed {
			t.Errorf("%q: says that the name is made of the address: got %v, want %v", c.lines, got, c.guessed)
		}
	}
}
