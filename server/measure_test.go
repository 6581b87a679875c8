//go:build linux

package main_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// built is the program as make built it.
const built = "../bin/strategyroom"

// started is a server in a process of its own.
type started struct {
	process            *os.Process
	url, setUp, counts string // counts is the address of its metrics
}

// start runs a program that says where it is, and waits until it answers there.
func start(b *testing.B, program string, args ...string) started {
	b.Helper()
	run := exec.Command(program, args...)
	run.Env = append(os.Environ(), "GOGC=25") // so that little of what is measured is rubbish
	out, err := run.StdoutPipe()
	if err == nil {
		err = run.Start()
	}
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		run.Process.Signal(syscall.SIGTERM)
		io.Copy(io.Discard, out)
		run.Wait()
	})
	s := started{process: run.Process}
	for lines := bufio.NewScanner(out); s.url == "" && lines.Scan(); {
		text := lines.Text()
		if at := strings.Index(text, "http://"); strings.Contains(text, "/setup#") {
			s.setUp = text[at:]
		} else if strings.HasPrefix(text, "Metrics are at ") {
			s.counts = text[at:]
		} else if strings.HasPrefix(text, "Strategy Room is at ") {
			s.url = text[at:]
		}
	}
	answer, err := http.Get(s.url + "/healthz")
	if err != nil || answer.StatusCode != 200 {
		b.Fatalf("%s does not answer at %q: %v", program, s.url, err)
	}
	answer.Body.Close()
	return s
}

// bare is a program with one route on fiber and nothing else.
const bare = `package main

import ("fmt"; "net"; "github.com/gofiber/fiber/v2")

func main() {
	app := fiber.New(fiber.Config{DisableStartupMessage: true})
	app.Get("/healthz", func(c *fiber.Ctx) error { return c.SendString("ok") })
	listener, err := net.Listen("tcp", "localhost:0")
	if err != nil { panic(err) }
	fmt.Println("Strategy Room is at http://" + listener.Addr().String())
	app.Listener(listener)
}
`

// BenchmarkStart starts the program on a folder that it has used before, until it takes commands, and turn about a bare
// program on fiber until it answers.
func BenchmarkStart(b *testing.B) {
	needBuilt(b)
	folder := b.TempDir()
	source, other := filepath.Join(folder, "main.go"), filepath.Join(folder, "bare")
	if err := os.WriteFile(source, []byte(bare), 0o600); err != nil {
		b.Fatal(err)
	}
	if said, err := exec.Command("go", "build", "-o", other, source).CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, said)
	}
	once := func(program string, args ...string) float64 {
		begun := time.Now()
		s := start(b, program, args...)
		took := time.Since(begun)
		s.process.Signal(syscall.SIGTERM)
		return took.Seconds() * 1000
	}
	serve := []string{"serve", "--addr", "localhost:0", "--data", filepath.Join(folder, "data")}
	once(built, serve...)
	var ours, ratios []float64
	for b.Loop() {
		for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(10 * time.Millisecond) {
			if _, err := os.Stat(filepath.Join(folder, "data", "control.sock")); err != nil {
				break // the one before has ended
			}
		}
		took := once(built, serve...)
		ours, ratios = append(ours, took), append(ratios, took/once(other))
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(halfway(ours), "ms")
	b.ReportMetric(halfway(ratios), "ratio")
}

// BenchmarkIdle has ten thousand people sit in meetings of twenty, over sockets from another process, and says by how much
// the server's memory grew for each: what it holds of the system, and the heap and stacks in use of that. Pages of the
// data file are not in it: the system takes them back when it wants them. "ratio" is of the former to 25 KB.
func BenchmarkIdle(b *testing.B) {
	needBuilt(b)
	var files syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &files); err != nil {
		b.Fatal(err)
	}
	const each = 20
	rooms := min(10_000, int(files.Max)-500) / each
	for b.Loop() {
		s := start(b, built, "serve", "--addr", "localhost:0", "--data", b.TempDir(), "--metrics", "localhost:0")
		heldBefore, usedBefore := memory(b, s)
		load := exec.Command(built, "bench", "--url", s.url, "--link", s.setUp, "--rooms", fmt.Sprint(rooms), "--attendees", fmt.Sprint(each), "--rate", "0", "--for", "10m")
		load.Stderr = os.Stderr
		out, err := load.StdoutPipe()
		if err == nil {
			err = load.Start()
		}
		if err != nil {
			b.Fatal(err)
		}
		there := false
		for lines := bufio.NewScanner(out); !there && lines.Scan(); {
			there = lines.Text() == "Everybody is there."
		}
		time.Sleep(15 * time.Second) // a heartbeat for everybody
		held, used := memory(b, s)
		load.Process.Kill()
		load.Wait()
		if !there {
			b.Fatal("not everybody came in")
		}
		people := float64(rooms * each)
		b.ReportMetric(people, "attendees")
		b.ReportMetric((held-heldBefore)/people/1000, "KB-held")
		b.ReportMetric((used-usedBefore)/people/1000, "KB-used")
		b.ReportMetric((held-heldBefore)/people/25_000, "ratio")
	}
	b.ReportMetric(0, "ns/op")
}

// memory is what a server holds of the system's memory, files apart, and what its heap and stacks have in use, in bytes.
func memory(b *testing.B, s started) (held, used float64) {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	held = 1024 * number(b, `RssAnon:\s+(\d+) kB`, status)
	answer, err := http.Get(s.counts)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	counts, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	return held, number(b, `(?m)^go_memstats_heap_inuse_bytes (\S+)`, counts) + number(b, `(?m)^go_memstats_stack_inuse_bytes (\S+)`, counts)
}

func number(b *testing.B, at string, text []byte) float64 {
	b.Helper()
	found := regexp.MustCompile(at).FindSubmatch(text)
	if found == nil {
		b.Fatalf("there is no %s in %s", at, text)
	}
	value, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return value
}

// BenchmarkPage counts what the room's page, its scripts and its styles take on the wire. "ratio" is to 60 KB.
func BenchmarkPage(b *testing.B) {
	program := serve(b, "--data", b.TempDir())
	chair := &client{t: b, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Q.X."}]}`)["meeting"].(string)
	chair.write(id, "phase", `{"phase":"open"}`)
	for b.Loop() {
		page := onTheWire(b, chair, "/meetings/"+id)
		total := len(page.wire)
		sizes := map[string]int{"page": len(page.wire)}
		for _, found := range regexp.MustCompile(`<(script|link rel="stylesheet")[^>]*? (?:src|href)="([^"]+)"`).FindAllSubmatch(page.text, -1) {
			size := len(onTheWire(b, chair, string(found[2])).wire)
			sizes[strings.Fields(string(found[1]))[0]] += size
			total += size
		}
		b.ReportMetric(float64(sizes["page"])/1000, "KB-page")
		b.ReportMetric(float64(sizes["script"])/1000, "KB-script")
		b.ReportMetric(float64(sizes["link"])/1000, "KB-style")
		b.ReportMetric(float64(total)/1000, "KB")
		b.ReportMetric(float64(total)/60_000, "ratio")
	}
	b.ReportMetric(0, "ns/op")
}

type answered struct{ wire, text []byte }

// onTheWire is a file as a browser is sent it.
func onTheWire(b *testing.B, c *client, path string) answered {
	b.Helper()
	request, err := http.NewRequest("GET", c.url+path, nil)
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Cookie", "__Host-session="+c.cookie)
	request.Header.Set("Accept-Encoding", "gzip")
	answer, err := http.DefaultTransport.RoundTrip(request)
	if err != nil || answer.StatusCode != 200 {
		b.Fatalf("GET %s: %v, %v", path, answer, err)
	}
	defer answer.Body.Close()
	wire, err := io.ReadAll(answer.Body)
	if err != nil {
		b.Fatal(err)
	}
	return answered{wire, plain(b, wire)}
}

// plain is what a browser makes of an answer that may be compressed.
func plain(b *testing.B, wire []byte) []byte {
	b.Helper()
	unpack, err := gzip.NewReader(bytes.NewReader(wire))
	if err != nil {
		return wire
	}
	text, err := io.ReadAll(unpack)
	if err != nil {
		b.Fatal(err)
	}
	return text
}

func halfway(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

func needBuilt(b *testing.B) {
	b.Helper()
	if _, err := os.Stat(built); err != nil {
		b.Skip("the program is not built: run make")
	}
}
