package main_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// whole are the chapters of which level 3 is answered too: signing in, sessions, authorisation, logs.
var whole = map[string]bool{"6": true, "7": true, "8": true, "16": true}

// TestRequirementsAreTheStandards: each that is asked of us stands there once, in order, and with its level.
func TestRequirementsAreTheStandards(t *testing.T) {
	text, err := os.ReadFile("testdata/asvs-5.0.0.txt")
	if err != nil {
		t.Fatal(err)
	}
	var standard []string // "6.2.1 level 1"
	asked := map[string]bool{}
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		of := strings.Fields(line)
		chapter, _, _ := strings.Cut(of[0], ".")
		for i, level := range of[1:] {
			one := fmt.Sprintf("%s.%d level %s", of[0], i+1, level)
			standard = append(standard, one)
			asked[one] = level != "3" || whole[chapter]
		}
	}
	if len(standard) != 345 {
		t.Errorf("the standard has 345 requirements, the list %d", len(standard))
	}
	at := -1
	for _, line := range lines(t) {
		one := line[0] + " level " + line[1]
		next := slices.Index(standard, one)
		if next <= at {
			t.Errorf("%s is not in the standard, stands there twice or is out of order", one)
		}
		at = max(at, next)
		delete(asked, one)
	}
	for one, missing := range asked {
		if missing {
			t.Errorf("%s is missing", one)
		}
	}
}

// TestWhatShowsRequirementsIsThere looks for every test and file that is named.
func TestWhatShowsRequirementsIsThere(t *testing.T) {
	tests := map[string]bool{}
	declared := regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(`)
	err := filepath.WalkDir("../..", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && entry.Name() == "node_modules":
			return fs.SkipDir
		case strings.HasSuffix(name, ".spec.ts"):
			tests[entry.Name()] = true
		case strings.HasSuffix(name, "_test.go"):
			source, err := os.ReadFile(name)
			for _, found := range declared.FindAllStringSubmatch(string(source), -1) {
				tests[found[1]] = true
			}
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	named := 0
	for _, line := range lines(t) {
		for _, name := range strings.Fields(strings.TrimPrefix(line[5], "-")) {
			named++
			if file, read := strings.CutPrefix(name, "reading:"); read {
				if _, err := os.Stat("../../" + file); err != nil {
					t.Errorf("%s: %v", line[0], err)
				}
			} else if !tests[name] {
				t.Errorf("%s: there is no test %s", line[0], name)
			}
		}
	}
	if named < 200 {
		t.Errorf("%d tests are named, want at least 200", named)
	}
}

// lines are those of asvs.tsv without its head.
func lines(t *testing.T) [][]string {
	t.Helper()
	text, err := os.ReadFile("../asvs.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var all [][]string
	for _, line := range strings.Split(strings.TrimSpace(string(text)), "\n")[1:] {
		columns := strings.Split(line, "\t")
		if len(columns) != 6 {
			t.Fatalf("%.40q has %d columns, want 6", line, len(columns))
		}
		all = append(all, columns)
	}
	return all
}
