package main_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/pdf"
	"strategyroom/server/paper"
	"strategyroom/server/seal"
	"strategyroom/static"
)

// drawing names the folder, for a benchmark that is the child of another, with what it is to draw and seal once.
const drawing = "STRATEGYROOM_TEST_DRAWING"

// BenchmarkMinutes draws and seals the final minutes of a short and a long meeting, cold (in a new process) and warm,
// beside what headless Chromium takes to print the page of the same minutes, which it does not seal: with a new profile
// and with a used one. It prints the table of docs/performance.md, with how many times as long Chromium takes.
func BenchmarkMinutes(b *testing.B) {
	if folder := os.Getenv(drawing); folder != "" {
		drawAndSeal(b, folder)
		return
	}
	found, _ := exec.Command("../tools/chromium").Output()
	chromium := strings.TrimSpace(string(found))
	folders := []string{paceMeeting(b, 38), paceMeeting(b, 1467)}
	for b.Loop() {
		fmt.Println("\n| Pages | Ours, cold | Ours, warm | Chromium, cold | Chromium, warm | Cold | Warm |\n|--:|--:|--:|--:|--:|--:|--:|")
		for _, folder := range folders {
			cold := median(5, func(int) {
				child(b, folder, os.Args[0], "-test.run=^$", "-test.bench=^BenchmarkMinutes$", "-test.benchtime=1x")
			})
			pages := bytes.Count(drawAndSeal(b, folder), []byte("/Type /Page\n"))
			warm := median(5, func(int) { drawAndSeal(b, folder) })
			first, again := time.Duration(0), time.Duration(0)
			if chromium != "" {
				profiles := b.TempDir()
				prints := func(profile string) {
					child(b, folder, chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking",
						"--user-data-dir="+filepath.Join(profiles, profile), "--no-pdf-header-footer", "--print-to-pdf=printed.pdf", "minutes.html")
				}
				first = median(3, func(i int) { prints(fmt.Sprint(i)) })
				again = median(3, func(int) { prints("0") })
			}
			ms := func(d time.Duration) string { return fmt.Sprintf("%.0f ms", float64(d)/float64(time.Millisecond)) }
			fmt.Printf("| %d | %s | %s | %s | %s | %.1f× | %.1f× |\n", pages, ms(cold), ms(warm), ms(first), ms(again),
				float64(first)/float64(cold), float64(again)/float64(warm))
		}
	}
}

// median is the time that the middle one of n runs took.
func median(n int, run func(i int)) time.Duration {
	all := make([]time.Duration, n)
	for i := range all {
		from := time.Now()
		run(i)
		all[i] = time.Since(from)
	}
	slices.Sort(all)
	return all[n/2]
}

// child runs another process from its start to its end.
func child(b *testing.B, folder, name string, args ...string) {
	b.Helper()
	run := exec.Command(name, args...)
	run.Dir, run.Env = folder, append(os.Environ(), drawing+"="+folder)
	if said, err := run.CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", name, err, said)
	}
}

// drawAndSeal makes the sealed PDF anew from what it carries.
func drawAndSeal(b *testing.B, folder string) []byte {
	b.Helper()
	var doc meeting.Document
	record, words := readFile(b, folder, paper.Record), readFile(b, folder, paper.Minutes)
	if err := json.Unmarshal(words, &doc); err != nil {
		b.Fatal(err)
	}
	drawn, err := pdf.Draw(doc, static.Fonts(),
		pdf.Attachment{Name: paper.Record, Type: "application/x-ndjson", Relation: "Source", Data: record},
		pdf.Attachment{Name: paper.Minutes, Type: "application/json", Relation: "Data", Data: words})
	if err != nil {
		b.Fatal(err)
	}
	keys, err := seal.Read(folder)
	if err != nil {
		b.Fatal(err)
	}
	signature, err := keys.Signature(time.Now())
	if err != nil {
		b.Fatal(err)
	}
	sealed, err := pdf.Seal(drawn, signature)
	if err != nil {
		b.Fatal(err)
	}
	return sealed.File
}

// paceMeeting holds a meeting in which so much information is shared, and leaves in a folder what its final minutes are
// made of: document, record, keys, and the page with its style.
func paceMeeting(b *testing.B, shared int) string {
	b.Helper()
	folder := b.TempDir()
	program := serve(b, "--data", folder)
	chair := &client{t: b, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Q.X."}]}`)["meeting"].(string)
	chair.write(id, "phase", `{"phase":"open"}`)
	for i := range shared {
		text := strings.Repeat("The school saw the child at the gate with a person it did not know and told the office. ", 1+i%5)
		chair.write(id, "information", fmt.Sprintf(`{"item":"q%d","text":"Line %d. %s"}`, 1+i*10/shared, i, text))
	}
	chair.write(id, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	chair.finish(id, 1)
	sealed, err := pdf.Read(readFile(b, chair.file("/api/meetings/"+id+"/minutes.pdf", "minutes.pdf")))
	if err != nil {
		b.Fatal(err)
	}
	for _, attached := range sealed.Attachments {
		keepFile(b, folder, attached.Name, attached.Data)
	}
	var style []byte
	for _, name := range []string{"main.css", "around.css"} {
		sheet, err := fs.ReadFile(static.Files, name)
		if err != nil {
			b.Fatal(err)
		}
		style = append(style, sheet...)
	}
	page := readFile(b, chair.file("/api/meetings/"+id+"/minutes", "minutes.html"))
	head := append([]byte("<style>"), append(style, "</style></head>"...)...)
	keepFile(b, folder, "minutes.html", bytes.Replace(page, []byte("</head>"), head, 1))
	program.stop()
	return folder
}

func readFile(b *testing.B, at ...string) []byte {
	b.Helper()
	file, err := os.ReadFile(filepath.Join(at...))
	if err != nil {
		b.Fatal(err)
	}
	return file
}

func keepFile(b *testing.B, folder, name string, file []byte) {
	b.Helper()
	if err := os.WriteFile(filepath.Join(folder, name), file, 0o600); err != nil {
		b.Fatal(err)
	}
}
