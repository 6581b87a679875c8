package strategyroom_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "strategyroom"

// arrows are the rooms of the house and, for each, the rooms it may import; what those import it may import as well. A
// new room gets its place here and in docs/architecture.md first.
var arrows = map[string][]string{
	".":                 {},
	"docs/generate":     {"meeting", "server/web"},
	"docs/measure":      {},
	"meeting":           {"meeting/procedure"},
	"meeting/procedure": {},
	"pdf":               {"meeting"},
	"pdf/pdftest":       {"pdf"},
	"server": {"server/web", "server/provider", "server/audit", "server/paper", "server/room", "server/account", "server/store", "server/store/backup", "server/store/bolt", "server/store/mongo", "server/store/sealed",
		"server/retention", "server/seal", "server/mail", "meeting", "pdf", "static"},
	"server/account":               {"server/store"},
	"server/audit":                 {"meeting", "server/store"},
	"server/livetest":              {"meeting"},
	"server/mail":                  {},
	"server/mail/mailtest":         {},
	"server/paper":                 {"meeting", "pdf", "server/room", "server/store"},
	"server/retention":             {"meeting", "server/store"},
	"server/provider":              {},
	"server/provider/providertest": {},
	"server/room":                  {"meeting", "server/store"},
	"server/seal":                  {"pdf"},
	"server/store":                 {"meeting"},
	"server/store/backup":          {"server/store"},
	"server/store/bolt":            {"server/store"},
	"server/store/mongo":           {"server/store"},
	"server/store/mongo/ferret":    {},
	"server/store/mongo/mongotest": {},
	"server/store/sealed":          {"server/store"},
	"server/store/storetest":       {"server/store"},
	"server/web":                   {"server/provider", "server/audit", "server/paper", "server/retention", "server/room", "server/account", "server/mail", "meeting", "pdf", "static"},
	"static":                       {},
}

// core are the rooms that must give the same result for the same record on every machine for ever.
var core = []string{"meeting", "meeting/procedure"}

// outside are the standard packages, with all below them, that would let the world into the core.
var outside = map[string]string{
	"crypto/rand":   "randomness comes from the caller",
	"database":      "the core has no disk",
	"io/ioutil":     "the core has no disk",
	"log":           "the core returns what it has to say",
	"math/rand":     "randomness comes from the caller",
	"net":           "the core has no network",
	"os":            "the core has no disk and no environment",
	"path/filepath": "the core has no disk",
	"plugin":        "the core is complete",
	"runtime":       "the core does not know the machine",
	"syscall":       "the core has no system",
	"testing":       "tests stand in test files",
	"unsafe":        "the core does not know the machine",
}

// clocks are the names in package time that read the clock, wait, or read the disk.
var clocks = []string{"After", "AfterFunc", "LoadLocation", "Local", "NewTicker", "NewTimer", "Now", "Since", "Sleep",
	"Tick", "Until"}

// guests are the packages of others that a room of the core may import.
var guests = map[string][]string{
	"meeting":           {"golang.org/x/text/unicode/norm", "golang.org/x/text/cases"},
	"meeting/procedure": {"golang.org/x/text/unicode/norm", "github.com/goccy/go-yaml"},
}

func TestArrows(t *testing.T) {
	broken, err := check(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range broken {
		t.Error(line)
	}
}

// TestArrowsAreHeld shows that each way of breaking the rules is found.
func TestArrowsAreHeld(t *testing.T) {
	tests := []struct{ file, source, want string }{
		{"meeting/a.go", `import "time"; var _ = time.Unix(0, 0)`, ""},
		{"meeting/a.go", `import "strategyroom/meeting/procedure"`, ""},
		{"meeting/a.go", `import "golang.org/x/text/unicode/norm"`, ""},
		{"meeting/procedure/a.go", `import "github.com/goccy/go-yaml"`, ""},
		{"meeting/a_test.go", `import "os"`, ""},
		{"server/web/a.go", `import "strategyroom/server/store"`, ""},
		{"static/node_modules/x/a.go", `import "strategyroom/server"`, ""},

		{"meeting/a.go", `import "time"; var _ = time.Now`, "meeting/a.go: time.Now: the time comes from the caller"},
		{"meeting/a.go", `import t "time"; var _ = t.LoadLocation`, "meeting/a.go: time.LoadLocation: the time comes from the caller"},
		{"meeting/a.go", `import . "time"`, `meeting/a.go: imports "time" as .: its names could not be told apart`},
		{"meeting/a.go", `import "os"`, `meeting/a.go: imports "os": the core has no disk and no environment`},
		{"meeting/a.go", `import "net/http"`, `meeting/a.go: imports "net/http": the core has no network`},
		{"meeting/procedure/a.go", `import "math/rand/v2"`, `meeting/procedure/a.go: imports "math/rand/v2": randomness comes from the caller`},
		{"meeting/a.go", `import "github.com/goccy/go-yaml"`, `meeting/a.go: imports "github.com/goccy/go-yaml": not a guest of meeting`},
		{"meeting/a.go", `import "strategyroom/server/store"`, `meeting/a.go: imports "strategyroom/server/store": no arrow leads from meeting to server/store`},
		{"meeting/procedure/a.go", `import "strategyroom/meeting"`, `meeting/procedure/a.go: imports "strategyroom/meeting": no arrow leads from meeting/procedure to meeting`},
		{"pdf/a.go", `import "strategyroom/static"`, `pdf/a.go: imports "strategyroom/static": no arrow leads from pdf to static`},
		{"server/web/a.go", `import "strategyroom/server/store/bolt"`, `server/web/a.go: imports "strategyroom/server/store/bolt": no arrow leads from server/web to server/store/bolt`},
		{"helper/a.go", ``, "helper/a.go: helper has no place among the arrows in arrows_test.go"},
	}
	for _, test := range tests {
		broken, err := check(fstest.MapFS{test.file: {Data: []byte("package a\n" + test.source)}})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(broken, "\n"); got != test.want {
			t.Errorf("%s with %s:\n got %q\nwant %q", test.file, test.source, got, test.want)
		}
	}
}

// check reads every Go file but the tests and returns a line, with file and reason, for each rule that one breaks.
func check(house fs.FS) ([]string, error) {
	var broken []string
	err := fs.WalkDir(house, ".", func(name string, entry fs.DirEntry, err error) error {
		switch base := entry.Name(); {
		case err != nil:
			return err
		case entry.IsDir() && name != "." && (base == "node_modules" || base == "testdata" || strings.HasPrefix(base, ".")):
			return fs.SkipDir
		case entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go"):
			return nil
		}
		source, err := fs.ReadFile(house, name)
		if err != nil {
			return err
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, reason := range reasons(path.Dir(name), file) {
			broken = append(broken, name+": "+reason)
		}
		return nil
	})
	return broken, err
}

// reasons says which rules a file of that room breaks.
func reasons(room string, file *ast.File) []string {
	if _, ok := arrows[room]; !ok {
		return []string{room + " has no place among the arrows in arrows_test.go"}
	}
	var found []string
	for _, spec := range file.Imports {
		target, _ := strconv.Unquote(spec.Path.Value) // the parser has seen it
		if reason := forbidden(room, target); reason != "" {
			found = append(found, fmt.Sprintf("imports %q: %s", target, reason))
		}
		if target == "time" && slices.Contains(core, room) {
			found = append(found, clockUse(file, spec)...)
		}
	}
	return found
}

// forbidden says why the room may not import the target, or nothing.
func forbidden(room, target string) string {
	if inner, ok := strings.CutPrefix(target, module+"/"); ok {
		if !reaches(room, inner) {
			return fmt.Sprintf("no arrow leads from %s to %s", room, inner)
		}
		return ""
	}
	if !slices.Contains(core, room) {
		return ""
	}
	if first, _, _ := strings.Cut(target, "/"); strings.Contains(first, ".") {
		if !slices.Contains(guests[room], target) {
			return "not a guest of " + room
		}
		return ""
	}
	for name, reason := range outside {
		if target == name || strings.HasPrefix(target, name+"/") {
			return reason
		}
	}
	return ""
}

// reaches follows the arrows.
func reaches(from, to string) bool {
	return slices.ContainsFunc(arrows[from], func(next string) bool { return next == to || reaches(next, to) })
}

// clockUse finds the uses of the clock by a file that imports package time with spec.
func clockUse(file *ast.File, spec *ast.ImportSpec) []string {
	name := "time"
	if spec.Name != nil {
		name = spec.Name.Name
	}
	if name == "." {
		return []string{`imports "time" as .: its names could not be told apart`}
	}
	var found []string
	ast.Inspect(file, func(node ast.Node) bool {
		selector, ok := node.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if of, ok := selector.X.(*ast.Ident); ok && of.Name == name && slices.Contains(clocks, selector.Sel.Name) {
			found = append(found, "time."+selector.Sel.Name+": the time comes from the caller")
		}
		return true
	})
	return found
}
