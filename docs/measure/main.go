// Command measure runs the benchmarks that stand in docs/performance.md, prints their figures and writes them there. Run
// it from the top folder, by `make bench`, or with the letters of the commands that are to be run again: the rows of the
// others stay. It takes some minutes and wants a machine that does little else; every ratio is of two things measured
// turn about, so that it holds better than the figures.
package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

const page = "docs/performance.md"

func main() {
	if err := measure(os.Stdout, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "measure:", err)
		os.Exit(1)
	}
}

// measure runs every command, or those of the letters, and writes the table even where one of them failed: its rows say so.
func measure(out io.Writer, letters []string) error {
	was, err := os.ReadFile(page)
	if err != nil {
		return err
	}
	found := figures{}
	var failed error
	for _, c := range commands {
		if len(letters) > 0 && !slices.Contains(letters, c.letter) {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s  %s\n", c.letter, c.line)
		if err := found.run(c); err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", c.line, err))
		}
	}
	text := found.table(func(r row) string {
		if begins := "| " + r.what + " | "; len(letters) > 0 && !slices.Contains(letters, r.by) {
			for line := range strings.Lines(string(was)) {
				if strings.HasPrefix(line, begins) {
					return line
				}
			}
		}
		return ""
	})
	fmt.Fprint(out, text)
	return errors.Join(failed, write(was, text))
}

// figures are values by what was measured and their unit.
type figures map[string]map[string]float64

// run runs a command of the shell and keeps the figures in what it prints: lines of Go's benchmarks, and lines such as
// "usable room: 1234 ms".
func (f figures) run(c command) error {
	process := exec.Command("sh", "-c", c.line)
	process.Stderr = os.Stderr
	printed, err := process.Output()
	for line := range bytes.Lines(printed) {
		if told := saying.FindSubmatch(bytes.TrimSpace(line)); told != nil {
			f.keep(string(told[1]), string(told[3]), string(told[2]))
			continue
		}
		fields := strings.Fields(string(line))
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "Benchmark") {
			continue
		}
		name := processors.ReplaceAllString(strings.TrimPrefix(fields[0], "Benchmark"), "")
		for i := 2; i+1 < len(fields); i += 2 {
			f.keep(name, fields[i+1], fields[i])
		}
	}
	if err != nil {
		os.Stderr.Write(printed)
	}
	return err
}

var (
	saying     = regexp.MustCompile(`^([a-z][a-z ]*): ([0-9.]+) ?(\S*)$`)
	processors = regexp.MustCompile(`-\d+$`) // how many there were, behind the name
)

func (f figures) keep(name, unit, text string) {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return
	}
	if f[name] == nil {
		f[name] = map[string]float64{}
	}
	f[name][unit] = value
}

// table is all rows, those that stay as they are, and the commands below.
func (f figures) table(stays func(row) string) string {
	var text strings.Builder
	text.WriteString("| What | Figure | Ratio | to | Aim | Made by |\n|---|--:|--:|---|--:|---|\n")
	for _, r := range rows {
		if line := stays(r); line != "" {
			text.WriteString(line)
			continue
		}
		figure, ratio := "not measured", ""
		if values, ok := f[r.name]; ok {
			figure = ""
			if r.figure != "" {
				figure = fmt.Sprintf(r.figure, values[r.unit]/max(r.per, 1))
			}
			if r.ratio != "" {
				ratio = fmt.Sprintf("%.2f×", values[r.ratio])
			}
		}
		fmt.Fprintf(&text, "| %s | %s | %s | %s | %s | %s |\n", r.what, figure, ratio, r.to, r.aim, r.by)
	}
	text.WriteString("\n")
	for _, c := range commands {
		fmt.Fprintf(&text, "* **%s** `%s`\n", c.letter, c.line)
	}
	return text.String()
}

// write puts the table between its lines in the page.
func write(was []byte, table string) error {
	const from, to = "<!-- make bench: begins -->\n", "<!-- make bench: ends -->\n"
	before, rest, begins := bytes.Cut(was, []byte(from))
	_, after, ends := bytes.Cut(rest, []byte(to))
	if !begins || !ends {
		return fmt.Errorf("%s needs the lines %q and %q", page, from, to)
	}
	return os.WriteFile(page, fmt.Appendf(nil, "%s%s\n%s\n%s%s", before, from, table, to, after), 0o644)
}
