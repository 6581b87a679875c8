// Command generate writes what the documentation and the browser take from the Go code: docs/rules.md, docs/procedure.md,
// the generated parts of docs/interface.md, docs/schema.json and static/src/rules.gen.ts; and of docs/asvs.tsv, docs/asvs.md
// and its counts in docs/security.md. Run it from the top folder, by `make
// generate`, which also makes static/src/wire.gen.ts of the schema; `make check` fails where the files are not as they
// would be written.
package main

import (
	"bytes"
	"fmt"
	"os"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/server/web"
)

func main() {
	if err := generate(); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func generate() error {
	words, err := readComments("meeting", "meeting/procedure", "server/room", "server/web")
	if err != nil {
		return err
	}
	for _, code := range words.codes {
		if web.Statuses[meeting.Code(code.name)] == 0 {
			return fmt.Errorf("the refusal %s has no HTTP status in server/web", code.name)
		}
	}
	schema, err := makeSchema(words)
	if err != nil {
		return err
	}
	rules, err := rulesScript(words)
	if err != nil {
		return err
	}
	asvs, err := requirements("docs/asvs.tsv")
	if err != nil {
		return err
	}
	for _, file := range []struct {
		name string
		text []byte
	}{
		{"docs/rules.md", rulesPage()},
		{"docs/procedure.md", procedurePage(procedure.Default(), procedure.BankHolidays())},
		{"docs/schema.json", schema},
		{"docs/asvs.md", asvsPage(asvs)},
		{"static/src/rules.gen.ts", rules},
	} {
		if err := write(file.name, file.text); err != nil {
			return err
		}
	}
	if err := fill("docs/security.md", []part{{"asvs", asvsCounts(asvs)}}); err != nil {
		return err
	}
	return fill("docs/interface.md", []part{
		{"bodies", typesList(words, bodies)},
		{"frames from the server", typesList(words, fromServer)}, {"frames from the browser", typesList(words, fromBrowser)},
		{"close codes", closesTable(words)}, {"codes", codesTable(words)}, {"kinds", kindsList(words)}})
}

// write leaves a file alone that reads so already, so that nothing is built anew for it.
func write(name string, text []byte) error {
	if was, err := os.ReadFile(name); err == nil && bytes.Equal(was, text) {
		return nil
	}
	return os.WriteFile(name, text, 0o644)
}

// part is what stands in a page between the lines <!-- generated: NAME --> and <!-- end: NAME -->.
type part struct{ name, text string }

func fill(name string, parts []part) error {
	page, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	for _, p := range parts {
		from, to := "<!-- generated: "+p.name+" -->\n", "<!-- end: "+p.name+" -->\n"
		before, rest, found := bytes.Cut(page, []byte(from))
		_, after, ended := bytes.Cut(rest, []byte(to))
		if !found || !ended {
			return fmt.Errorf("%s has no place for %s: it needs the lines %q and %q", name, p.name, from, to)
		}
		page = fmt.Appendf(nil, "%s%s\n%s\n%s%s", before, from, p.text, to, after)
	}
	return write(name, page)
}
