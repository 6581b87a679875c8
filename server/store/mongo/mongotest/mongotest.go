// Package mongotest has a MongoDB for tests: the replica set that STRATEGYROOM_TEST_MONGODB_URI names or, without it,
// FerretDB, which speaks the same protocol and stands in a module of its own beside this package.
package mongotest

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// Real is the environment variable with the URI of a real replica set.
const Real = "STRATEGYROOM_TEST_MONGODB_URI"

// Server is a MongoDB that tests may use.
type Server struct{ uri string }

// Main runs the tests of a package, with a server to be had from at, and returns their exit code.
func Main(m *testing.M, at **Server) int {
	if uri := os.Getenv(Real); uri != "" {
		*at = &Server{uri}
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "strategyroom-ferret-")
	if err == nil {
		defer os.RemoveAll(dir)
		var stop func()
		if *at, stop, err = start(dir); err == nil {
			defer stop()
			return m.Run()
		}
	}
	fmt.Fprintln(os.Stderr, "FerretDB could not be started for the tests:", err)
	return 1
}

// start builds FerretDB and runs it in a folder, until stop is called or this process ends.
func start(dir string) (*Server, func(), error) {
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "strategyroom").Output()
	if err != nil {
		return nil, nil, err
	}
	module := filepath.Join(strings.TrimSpace(string(root)), "server/store/mongo/ferret")
	program := filepath.Join(dir, "ferret")
	if out, err := exec.Command("go", "build", "-C", module, "-o", program, ".").CombinedOutput(); err != nil {
		return nil, nil, fmt.Errorf("%w: %s", err, out)
	}
	ferret := exec.Command(program, dir)
	ferret.Stderr = os.Stderr
	in, err := ferret.StdinPipe()
	if err != nil {
		return nil, nil, err
	}
	out, err := ferret.StdoutPipe()
	if err != nil {
		return nil, nil, err
	}
	if err := ferret.Start(); err != nil {
		return nil, nil, err
	}
	stop := func() {
		in.Close()
		ferret.Wait()
	}
	uri, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		stop()
		return nil, nil, err
	}
	return &Server{strings.TrimSpace(uri)}, stop, nil
}

// Database is the URI of a database of its own.
func (s *Server) Database(t testing.TB) string {
	uri, err := url.Parse(s.uri)
	if err != nil {
		t.Fatal(err)
	}
	uri.Path = "/strategyroom-test-" + strings.ToLower(rand.Text())
	return uri.String()
}
