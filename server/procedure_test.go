package main_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestOwnProcedure holds meetings under a partnership's own procedure: two questions more, other minimum attendance. The
// meeting convened before it was loaded keeps the one that it was convened under.
func TestOwnProcedure(t *testing.T) {
	shipped, err := os.ReadFile("../meeting/procedure/protecting-children-online.yaml")
	if err != nil {
		t.Fatal(err)
	}
	own := strings.NewReplacer(
		"name: Protecting Children Online\n", "name: Protecting Children Online in Exampleshire\n",
		"sectors: [social-care, police, health]", "sectors: [social-care, police, health, education]",
		"  - id: read-back\n", `  - id: sleep
    text: Where does the child sleep tonight?
    answer: text
    each: child
    practice: Asked in every meeting of Exampleshire.
  - id: school
    text: Does the school know?
    answer: yes-no
    practice: Asked in every meeting of Exampleshire.
  - id: read-back
`).Replace(string(shipped))
	file := filepath.Join(t.TempDir(), "exampleshire.yaml")
	if err := os.WriteFile(file, []byte(own), 0o600); err != nil {
		t.Fatal(err)
	}

	data := t.TempDir()
	program := serve(t, "--data", data)
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	before := chair.must(201, "POST", "/api/meetings", `{"id":"before"}`)["meeting"].(string)
	program.stop()
	program = serve(t, "--data", data, "--procedure", file)
	chair.url = program.url
	after := chair.must(201, "POST", "/api/meetings", `{"id":"after"}`)["meeting"].(string)

	chair.write(after, "phase", `{"phase":"open"}`)
	chair.write(after, "answer", `{"item":"school","value":"yes","text":"The head teacher was told."}`)
	tests := []struct{ meeting, name, questions, attendance string }{
		{before, "Protecting Children Online", "10", "[social-care police health]"},
		{after, "Protecting Children Online in Exampleshire", "12", "[social-care police health education]"},
	}
	for _, test := range tests {
		held := chair.must(200, "GET", "/api/meetings/"+test.meeting, "")["meeting"].(map[string]any)
		rules := held["procedure"].(map[string]any)
		questions := 0
		for _, item := range held["items"].(map[string]any) {
			if item.(map[string]any)["question"] != nil {
				questions++
			}
		}
		got := fmt.Sprint(rules["name"], questions, rules["minimumAttendance"].(map[string]any)["sectors"])
		if want := test.name + test.questions + " " + test.attendance; got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
