package main_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// look reads the metrics of a program that was started with --metrics localhost:0.
func (program running) look(t *testing.T) (text string, values map[string]string) {
	t.Helper()
	_, rest, found := strings.Cut(program.said, "Metrics are at ")
	url, _, _ := strings.Cut(rest, "\n")
	if !found {
		t.Fatalf("said %q, want where the metrics are", program.said)
	}
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != 200 {
		t.Fatalf("got %d, %v", answer.StatusCode, err)
	}
	values = map[string]string{}
	for line := range strings.Lines(string(body)) {
		if name, value, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			values[strings.TrimPrefix(name, "strategyroom_")] = value
		}
	}
	return string(body), values
}

func TestMetrics(t *testing.T) {
	program := serve(t, "--data", t.TempDir(), "--metrics", "localhost:0")
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"one","reference":"CASE-7","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)
	for range 2 { // the second is answered again and not written
		chair.call("POST", "/api/meetings/"+id+"/commands", `{"id":"x","kind":"phase","body":{"phase":"open"}}`)
	}
	chair.must(422, "POST", "/api/meetings/"+id+"/commands", `{"id":"y","kind":"nonsense","body":{}}`)
	socket := chair.live(id, "")
	snapshot := await(t, socket, "snapshot", func(map[string]any) bool { return true })
	again := chair.live(id, fmt.Sprintf("?after=%v&fingerprint=%v", snapshot["number"], snapshot["fingerprint"]))
	await(t, again, "heartbeat", func(map[string]any) bool { return true })

	text, got := program.look(t)
	for tries := 0; got[`entered_total{with="resume"}`] == "0" && tries < 1000; tries++ { // a heartbeat may come before it is counted
		time.Sleep(50 * time.Millisecond)
		text, got = program.look(t)
	}
	for name, want := range map[string]string{
		"rooms":                          "1",
		"screens":                        "2",
		`entered_total{with="snapshot"}`: "1",
		`entered_total{with="resume"}`:   "1",
		`commands_accepted_total{kind="convene"}`:     "1",
		`commands_accepted_total{kind="phase"}`:       "1",
		`commands_accepted_total{kind="decision"}`:    "0",
		`commands_refused_total{code="unknown-kind"}`: "1",
		`requests_refused_total{code="unknown-kind"}`: "1",
		`requests_refused_total{code="signed-out"}`:   "0",
		`seals_total{result="made"}`:                  "0",
		"slow_closes_total":                           "0",
		"store_ready":                                 "1",
	} {
		if got[name] != want {
			t.Errorf("%s: got %q, want %s", name, got[name], want)
		}
	}
	for _, name := range []string{"queue_high_frames", "fanout_seconds_count", "fanout_seconds_sum", "commit_seconds_count", "commit_writes_sum", "commit_seconds_sum"} {
		if got[name] == "" || got[name] == "0" {
			t.Errorf("%s: got %q, want more than nothing", name, got[name])
		}
	}
	for _, secret := range []string{id, "CASE-7", "Sam", "Example", "council.example"} {
		if strings.Contains(text, secret) {
			t.Errorf("the metrics hold %q", secret)
		}
	}
	if answer, err := http.Get(program.url + "/metrics"); err != nil || answer.StatusCode != 404 {
		t.Errorf("where people are let in: got %v, %v, want 404", answer, err)
	}
}

func TestNoMetricsUnlessAsked(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	if strings.Contains(program.said, "Metrics are at") {
		t.Errorf("said %q", program.said)
	}
}

// TestMetricsAreDocumented compares the table in docs/operating.md with what the program says of its own metrics.
func TestMetricsAreDocumented(t *testing.T) {
	text, _ := serve(t, "--data", t.TempDir(), "--metrics", "localhost:0").look(t)
	labels := map[string]string{}
	for _, found := range regexp.MustCompile(`(?m)^(strategyroom_\w+)\{(\w+)="`).FindAllStringSubmatch(text, -1) {
		if found[2] != "le" {
			labels[found[1]] = "{" + found[2] + "}"
		}
	}
	var rows []string
	for _, found := range regexp.MustCompile(`(?m)^# HELP (strategyroom_\w+) (.*)\n# TYPE \w+ (\w+)$`).FindAllStringSubmatch(text, -1) {
		rows = append(rows, fmt.Sprintf("| `%s%s` | %s | %s |", found[1], labels[found[1]], found[3], found[2]))
	}
	slices.Sort(rows)
	want := "| Metric | Type | Says |\n|---|---|---|\n" + strings.Join(rows, "\n") + "\n\n"
	page, err := os.ReadFile("../docs/operating.md")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) < 10 || !strings.Contains(string(page), want) {
		t.Errorf("docs/operating.md lacks this table:\n%s", want)
	}
}
