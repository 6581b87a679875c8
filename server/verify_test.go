package main_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	server "strategyroom/server"
)

const recordVector = "../meeting/testdata/vectors/v1/every-kind.jsonl"

// TestVerifyScripts runs what a person types. record.jsonl is a sound record of 47 entries, $HEAD its check code.
func TestVerifyScripts(t *testing.T) {
	record, err := os.ReadFile(recordVector)
	if err != nil {
		t.Fatal(err)
	}
	heads, err := os.ReadFile(filepath.Join(filepath.Dir(recordVector), "heads.txt"))
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/verify",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HEAD", strings.Fields(string(heads))[2])
			return os.WriteFile(filepath.Join(env.WorkDir, "record.jsonl"), record, 0o600)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"refused": refused, "change": change, "keep": keep},
	})
}

// change is the script command `change LINE COLUMN`: it changes one byte of record.jsonl, counted from 1.
func change(script *testscript.TestScript, _ bool, args []string) {
	line, err := strconv.Atoi(args[0])
	script.Check(err)
	column, err := strconv.Atoi(args[1])
	script.Check(err)
	lines := bytes.SplitAfter([]byte(script.ReadFile("record.jsonl")), []byte("\n"))
	lines[line-1][column-1] ^= 1
	script.Check(os.WriteFile(script.MkAbs("record.jsonl"), bytes.Join(lines, nil), 0o600))
}

// keep is the script command `keep FROM TO`: it keeps those lines of record.jsonl, counted from 1.
func keep(script *testscript.TestScript, _ bool, args []string) {
	from, err := strconv.Atoi(args[0])
	script.Check(err)
	to, err := strconv.Atoi(args[1])
	script.Check(err)
	lines := bytes.SplitAfter([]byte(script.ReadFile("record.jsonl")), []byte("\n"))
	script.Check(os.WriteFile(script.MkAbs("record.jsonl"), bytes.Join(lines[from-1:to], nil), 0o600))
}

// TestVerifyNamesTheEntry changes one byte after the other, at many places: each time the entry is named.
func TestVerifyNamesTheEntry(t *testing.T) {
	record, err := os.ReadFile(recordVector)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "record.jsonl")
	for at := 0; at < len(record); at += 101 {
		changed := bytes.Clone(record)
		changed[at] ^= 1 << (at % 8)
		if err := os.WriteFile(file, changed, 0o600); err != nil {
			t.Fatal(err)
		}
		var out, said bytes.Buffer
		got := server.Main(context.Background(), []string{"verify", file}, &out, &said)
		want := fmt.Sprintf("entry %d is not as it was written", 1+bytes.Count(record[:at], []byte("\n")))
		if got != 1 || !strings.Contains(said.String(), want) || out.Len() > 0 {
			t.Errorf("byte %d became %q: got exit code %d, %q and %q; want 1, %q", at, changed[at], got, said.String(), out.String(), want)
		}
	}
}
