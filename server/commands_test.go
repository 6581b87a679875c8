package main_test

import (
	"errors"
	"net"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	server "strategyroom/server"
	"strategyroom/static"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"strategyroom": server.Program})
}

// TestCommandLine runs the scripts in testdata: what a person types, what is printed, how it ends.
func TestCommandLine(t *testing.T) {
	needAssets(t)
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			taken, err := net.Listen("tcp", "localhost:0")
			if err != nil {
				return err
			}
			env.Defer(func() { taken.Close() })
			env.Setenv("TAKEN", taken.Addr().String()) // an address that another program listens at
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"refused": refused, "sealed": sealed, "pkcs12": storePKCS12(t)},
	})
}

// refused is the script command `refused CODE ARGUMENT…`: strategyroom must end with that code after one line on the
// error stream and nothing on the other. `stderr` looks at the line then.
func refused(script *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	script.Check(err)
	err = script.Exec("strategyroom", args[1:]...)
	got := 0
	if ended := new(exec.ExitError); errors.As(err, &ended) {
		got = ended.ExitCode()
	}
	if got != want {
		script.Fatalf("exit code %d, want %d", got, want)
	}
	if said := script.ReadFile("stderr"); strings.Count(said, "\n") != 1 || !strings.HasPrefix(said, "strategyroom: ") {
		script.Fatalf("error stream %q, want one line", said)
	}
	if said := script.ReadFile("stdout"); said != "" {
		script.Fatalf("output %q, want none", said)
	}
}

// needAssets skips a test of the whole program where nothing was built; `make test` always builds first.
func needAssets(t testing.TB) {
	t.Helper()
	if !static.Built() {
		t.Skip("the assets are not built: run make")
	}
}
