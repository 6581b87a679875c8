package main_test

import (
	"bufio"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"strategyroom/pdf/pdftest"
	"strategyroom/server/provider/providertest"
)

// traced is the program as a process whose calls into the network are watched by strace.
type traced struct {
	*exec.Cmd
	t     *testing.T
	trace string
}

// trace prepares one. It skips the test where strace cannot be had.
func trace(t *testing.T, args ...string) traced {
	t.Helper()
	if err := exec.Command("strace", "-o", "/dev/null", "true").Run(); err != nil {
		t.Skip("strace is not installed or may not be used:", err)
	}
	file := filepath.Join(t.TempDir(), "trace")
	child := exec.Command("strace", append([]string{"-D", "-f", "--seccomp-bpf", "-o", file, "-e", "trace=connect,sendto,sendmsg,sendmmsg", "strategyroom"}, args...)...)
	for _, variable := range os.Environ() {
		if !strings.Contains(strings.ToUpper(variable), "_PROXY=") {
			child.Env = append(child.Env, variable)
		}
	}
	return traced{child, t, file}
}

// reached matches a call by which something is sent to an address.
var reached = regexp.MustCompile(`sa_family=AF_INET6?, sin6?_port=htons\((\d+)\).*?(?:inet_addr\(|inet_pton\(AF_INET6, )"([^"]+)"`)

// called are the addresses that it sent something to, once it has ended.
func (p traced) called() []string {
	p.t.Helper()
	var calls []byte
	over := regexp.MustCompile(fmt.Sprintf(`(?m)^%d +\+\+\+ `, p.Process.Pid)) // strace fills short ids up with spaces
	for began := time.Now(); !over.Match(calls); time.Sleep(10 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			p.t.Fatalf("strace does not say that it ended: %s", calls)
		}
		calls, _ = os.ReadFile(p.trace)
	}
	all := map[string]bool{}
	for _, call := range reached.FindAllSubmatch(calls, -1) {
		port, host := string(call[1]), string(call[2])
		if port == "9" && (host == "127.0.0.1" || host == "::1") {
			continue // how Go finds out which of the addresses of localhost can be used: nothing is sent
		}
		all[host+":"+port] = true
	}
	return slices.Sorted(maps.Keys(all))
}

// serves starts it on a free port, and returns where and the set-up token.
func (p traced) serves() (address, setUp string) {
	p.t.Helper()
	out, err := p.StdoutPipe()
	if err == nil {
		err = p.Start()
	}
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { p.Process.Kill(); p.Wait() })
	setUp, address = greeted(p.t, out)
	return address, setUp
}

// stops asks it to stop.
func (p traced) stops() {
	p.t.Helper()
	p.Process.Signal(syscall.SIGTERM)
	p.Wait()
}

// TestNothingIsCalled goes through what the program does, each command as a process of its own: it sends nothing to
// anybody who did not come to it.
func TestNothingIsCalled(t *testing.T) {
	needAssets(t)
	data := t.TempDir()
	server := trace(t, "serve", "--addr", "127.0.0.1:0", "--data", data, "--metrics", "127.0.0.1:0")
	address, setUp := server.serves()
	typeCanaries(t, address, setUp)
	adds := trace(t, "account", "add", "--data", data, "--name", "Sam Example", "--email", "xylophonist@council.example", "--agency", "Example County Council")
	link, err := adds.Output()
	if err != nil {
		t.Fatal(err)
	}
	sam := &client{t: t, url: address}
	sam.join(strings.TrimSpace(string(link)))
	at := "/api/meetings/" + sam.must(200, "GET", "/api/meetings", "")["meetings"].([]any)[0].(map[string]any)["meeting"].(string)
	await(t, sam.live(strings.TrimPrefix(at, "/api/meetings/"), ""), "snapshot", nil)
	files := []string{sam.file(at+"/minutes.pdf", "minutes.pdf"), sam.file(at+"/record", "record.jsonl")}
	for _, path := range []string{"/healthz", "/", "/verify", "/sign-in", "/people", "/account", strings.TrimPrefix(at, "/api"), strings.TrimPrefix(at, "/api") + "/minutes"} {
		sam.must(200, "GET", path, "")
	}
	(&client{t: t, url: address}).call("POST", "/api/session/password", `{"email":"xylophonist@council.example","password":"wrong","code":"1"}`)
	commands := map[string]traced{"serve": server, "account add": adds}
	for _, args := range [][]string{
		{"backup", filepath.Join(t.TempDir(), "backup"), "--data", data},
		{"data-key", "rotate", "--data", data},
		{"verify", files[0]},
		{"verify", files[1]},
	} {
		command := trace(t, args...)
		if out, err := command.CombinedOutput(); err != nil {
			t.Errorf("%v: %v: %s", args, err, out)
		}
		commands[strings.Join(args, " ")] = command
	}
	server.stops()
	demo := trace(t, "demo", "--addr", "127.0.0.1:0")
	demo.Env = append(demo.Env, "TMPDIR="+t.TempDir())
	out, err := demo.StdoutPipe()
	if err == nil {
		err = demo.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { demo.Process.Kill(); demo.Wait() })
	lines := bufio.NewScanner(out)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "Strategy Room is at ") {
	}
	if lines.Text() == "" {
		t.Error("the demo does not serve")
	}
	demo.stops()
	commands["demo"] = demo
	for name, command := range commands {
		if got := command.called(); len(got) > 0 {
			t.Errorf("%s called %v, want nobody", name, got)
		}
	}
}

// TestOnlyWhatIsConfiguredIsCalled has it sign somebody in with another service and ask for a time-stamp: it calls those
// two and nobody else.
func TestOnlyWhatIsConfiguredIsCalled(t *testing.T) {
	needAssets(t)
	service := providertest.New(t, time.Now, "")
	authority := pdftest.NewAuthority(t)
	authority.Now = time.Now()
	stamps := httptest.NewServer(authority)
	t.Cleanup(stamps.Close)
	data := t.TempDir()
	server := trace(t, "serve", "--addr", "127.0.0.1:0", "--data", data, "--oidc", service.Settings(t), "--tsa", stamps.URL)
	address, setUp := server.serves()
	service.Base = address
	typeCanaries(t, address, setUp)
	sam := &client{t: t, url: address}
	link, code := run(t, "account", "add", "--data", data, "--name", "Kim Keeper", "--email", "kim@council.example", "--agency", "Example County Council", "--role", "administrator")
	if code != 0 {
		t.Fatal("no account was added")
	}
	sam.join(strings.TrimSpace(link))
	for _, one := range sam.must(200, "GET", "/api/accounts", "")["accounts"].([]any) {
		if account := one.(map[string]any); account["name"] == "Sam Example" {
			sam.must(204, "PUT", fmt.Sprint("/api/accounts/", account["id"], "/provider"), `{"provider":"council"}`)
		}
	}
	service.Email = "xylophonist@council.example"
	elsewhere(t, service, address)
	server.stops()
	want := []string{strings.TrimPrefix(service.URL, "http://"), strings.TrimPrefix(stamps.URL, "http://")}
	slices.Sort(want)
	if got := server.called(); !slices.Equal(got, want) {
		t.Errorf("called %v, want %v", got, want)
	}
}

// elsewhere goes by way of the service, and comes in.
func elsewhere(t *testing.T, service *providertest.Service, address string) {
	t.Helper()
	browser := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := browser.Get(address + "/sign-in/with/council")
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	to, err := url.Parse(answer.Header.Get("Location"))
	if err != nil || !strings.HasPrefix(to.String(), service.URL) {
		t.Fatalf("got %d to %s, want the service", answer.StatusCode, to)
	}
	request, _ := http.NewRequest("GET", address+service.Ask(to.Query()), nil)
	for _, cookie := range answer.Cookies() {
		request.AddCookie(cookie)
	}
	if answer, err = browser.Do(request); err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther || len(answer.Cookies()) == 0 {
		t.Fatalf("came back: got %d", answer.StatusCode)
	}
}
