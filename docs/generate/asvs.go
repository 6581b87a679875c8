package main

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
)

const asvsHead = `# OWASP ASVS 5.0.0, line by line

Printed from ` + "`docs/asvs.tsv`" + ` by ` + "`make generate`" + `, which is the file to change: a line for each requirement, with tabs between
number, level, state, what it asks, how it is met or why not, and what shows it. The numbers are those of the
[standard](https://owasp.org/www-project-application-security-verification-standard/); what each asks is put here in a
few words of our own, and the standard's own sentence is what counts. Levels 1 and 2 are here whole, level 3 for
authentication, sessions, authorisation and logging. A test holds the numbers to the standard's list, and finds every test
that is named.

**met**; **partly** and **not met**, with what is missing; **operator**: yours to do, by [operating.md](operating.md);
**does not apply**, because there is no such thing here. Nobody else has checked this table yet.
`

// chapters are those of the standard, from the first.
var chapters = []string{"Encoding and cleaning", "Validation and the rules of the business", "Pages", "Interfaces", "Files", "Signing in", "Sessions",
	"Who may do what", "Self-contained tokens", "OAuth and OpenID Connect", "Cryptography", "Connections", "Configuration", "Keeping data",
	"Code and its parts", "Logs and errors", "WebRTC"}

// states are those of a requirement, in the words of the page.
var states = []struct{ name, words string }{{"met", "met"}, {"partly", "partly"}, {"not met", "not met"}, {"operator", "operator"}, {"n/a", "does not apply"}}

// requirement is one line of asvs.tsv.
type requirement struct {
	number, level, state, asks, how string
	shown                           []string // names of tests, files of browser tests, or "reading:" and a file; none where "-" stands
	chapter, stands                 int      // of chapters and states
}

// requirements reads the lines. Refused is what has other columns, an unknown state, or nothing that explains or shows it.
func requirements(name string) ([]requirement, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var all []requirement
	for i, line := range strings.Split(strings.TrimSuffix(string(text), "\n"), "\n")[1:] {
		columns := strings.Split(line, "\t")
		if len(columns) != 6 {
			return nil, fmt.Errorf("%s:%d: %d columns, not 6", name, i+2, len(columns))
		}
		r := requirement{number: columns[0], level: columns[1], state: columns[2], asks: columns[3], how: columns[4]}
		if columns[5] != "-" {
			r.shown = strings.Fields(columns[5])
		}
		r.stands = slices.IndexFunc(states, func(state struct{ name, words string }) bool { return state.name == r.state })
		_, err := fmt.Sscanf(r.number, "%d.", &r.chapter)
		switch {
		case err != nil || r.chapter < 1 || r.chapter > len(chapters) || r.stands < 0:
			return nil, fmt.Errorf("%s:%d: no such number or state", name, i+2)
		case r.asks == "" || r.how == "" || strings.Contains(line, "|"):
			return nil, fmt.Errorf("%s:%d: what it asks or how is missing, or has a bar in it", name, i+2)
		case (r.state == "met" || r.state == "partly") && len(r.shown) == 0:
			return nil, fmt.Errorf("%s:%d: nothing shows it", name, i+2)
		}
		all = append(all, r)
	}
	return all, nil
}

// asvsPage is docs/asvs.md.
func asvsPage(all []requirement) []byte {
	var page bytes.Buffer
	page.WriteString(asvsHead)
	chapter := 0
	for _, r := range all {
		if r.chapter != chapter {
			chapter = r.chapter
			table(&page, fmt.Sprintf("V%d %s", chapter, chapters[chapter-1]), "", []string{"Number", "Level", "What it asks", "How, or why not", "Shown by"})
		}
		how := r.how
		if r.state != "met" {
			how = "**" + states[r.stands].words + "**: " + how
		}
		row(&page, r.number, r.level, r.asks, how, shownBy(r.shown))
	}
	return page.Bytes()
}

// shownBy are the tests of a requirement, with links to what is a file.
func shownBy(names []string) string {
	var shown []string
	for _, name := range names {
		file, read := strings.CutPrefix(name, "reading:")
		switch {
		case read:
			shown = append(shown, fmt.Sprintf("reading [%s](../%s)", file, file))
		case strings.HasSuffix(name, ".ts"):
			shown = append(shown, fmt.Sprintf("[%s](../static/test/%s)", name, name))
		default:
			shown = append(shown, quoted(name))
		}
	}
	return strings.Join(shown, ", ")
}

// asvsCounts is the table of how many requirements of each chapter stand how.
func asvsCounts(all []requirement) string {
	counts := make([][5]int, len(chapters)+1)
	for _, r := range all {
		counts[r.chapter-1][r.stands]++
		counts[len(chapters)][r.stands]++
	}
	out := "| Chapter |"
	for _, state := range states {
		out += " " + state.words + " |"
	}
	out += "\n|---|" + strings.Repeat("---|", len(states)) + "\n"
	for i, of := range counts {
		name := "**all**"
		if i < len(chapters) {
			name = fmt.Sprintf("V%d %s", i+1, chapters[i])
		}
		out += "| " + name + " |"
		for _, count := range of {
			out += strings.TrimSuffix(fmt.Sprintf(" %d", count), " 0") + " |"
		}
		out += "\n"
	}
	return out
}
