// Package mongotest has a MongoDB for tests: the replica set that STRATEGYROOM_TEST_MONGODB_URI names or, without it,
// FerretDB, which speaks the same protocol and stands in a module of its own beside this package.
package mongotest

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"io"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
)

// Real is the environment variable with the URI of a real replica set.
const Real = "STRATEGYROOM_TEST_MONGODB_URI"

var (
	server = sync.OnceValues(start)
	input  io.Closer // of FerretDB, which ends with it: it must stay reachable
)

// Database is the URI of a database of its own. The first call starts FerretDB, which ends with this process.
func Database(t testing.TB) string {
	t.Helper()
	from := os.Getenv(Real)
	if from == "" {
		var err error
		if from, err = server(); err != nil {
			t.Fatal("FerretDB could not be started for the tests: ", err)
		}
	}
	uri, err := url.Parse(from)
	if err != nil {
		t.Fatal(err)
	}
	runtime.KeepAlive(input)
	uri.Path = "/strategyroom-test-" + strings.ToLower(rand.Text())
	return uri.String()
}

// start builds FerretDB, runs it, and returns its URI.
func start() (string, error) {
	dir, err := os.MkdirTemp("", "strategyroom-ferret-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(dir) // a program that runs needs its file no more
	root, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "strategyroom").Output()
	if err != nil {
		return "", err
	}
	module := filepath.Join(strings.TrimSpace(string(root)), "server/store/mongo/ferret")
	program := filepath.Join(dir, "ferret")
	if out, err := exec.Command("go", "build", "-C", module, "-o", program, ".").CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, out)
	}
	ferret := exec.Command(program)
	ferret.Stderr = os.Stderr
	if input, err = ferret.StdinPipe(); err != nil {
		return "", err
	}
	out, err := ferret.StdoutPipe()
	if err != nil {
		return "", err
	}
	if err := ferret.Start(); err != nil {
		return "", err
	}
	uri, err := bufio.NewReader(out).ReadString('\n')
	return strings.TrimSpace(uri), err
}
