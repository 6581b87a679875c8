package web_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/meeting/procedure"
	"strategyroom/pdf"
	"strategyroom/pdf/pdftest"
	"strategyroom/server/account"
	"strategyroom/server/paper"
	"strategyroom/server/provider"
	"strategyroom/server/room"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	"strategyroom/server/web"
	"strategyroom/static"
)

// office is a door with all that stands behind it, and a clock that the test moves.
type office struct {
	t      *testing.T
	app    *fiber.App
	people *account.People
	kept   *bolt.Store
	log    *safeBuffer
	away   *atomic.Bool            // the records, while it is set
	lost   *atomic.Bool            // what is written into a record next is, and nobody can learn of it, while it is set
	during *atomic.Pointer[func()] // is called before something is written into a record

	mu   sync.Mutex
	at   time.Time
	sent int
}

// someone is a browser or program with a session.
type someone struct {
	*office
	cookie string
}

func (o *office) now() time.Time {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.at
}

func (o *office) pass(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.at = o.at.Add(d)
}

// failing is a store whose records can be away, or slow, or whose answers get lost.
type failing struct {
	*bolt.Store
	away   *atomic.Bool
	lost   *atomic.Bool
	during *atomic.Pointer[func()]
}

func (f failing) Append(ctx context.Context, meeting string, after int, entries []meeting.Entry) error {
	if during := f.during.Swap(nil); during != nil {
		(*during)()
	}
	if f.away.Load() {
		return store.ErrAway
	}
	err := f.Store.Append(ctx, meeting, after, entries)
	if err == nil && f.lost.Load() {
		err = store.ErrUnknown
	}
	return err
}

func (f failing) Read(ctx context.Context, meeting string, after int, visit func(meeting.Entry) error) error {
	if f.lost.Load() {
		return store.ErrAway
	}
	return f.Store.Read(ctx, meeting, after, visit)
}

func openOffice(t *testing.T, proxies ...string) *office {
	t.Helper()
	return openOfficeWith(t, func(*office) []*provider.Provider { return nil }, proxies...)
}

// openOfficeWith is openOffice with other services to sign in with.
func openOfficeWith(t *testing.T, services func(o *office) []*provider.Provider, proxies ...string) *office {
	t.Helper()
	return openOfficeIn(t, func(o *office, config *web.Config) { config.Proxies, config.Providers = proxies, services(o) })
}

// openOfficeIn is openOffice with what is changed of its configuration.
func openOfficeIn(t *testing.T, changed func(*office, *web.Config)) *office {
	t.Helper()
	kept, err := bolt.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { kept.Close() })
	o := &office{t: t, kept: kept, log: &safeBuffer{}, away: &atomic.Bool{}, lost: &atomic.Bool{}, during: &atomic.Pointer[func()]{}, at: time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC)}
	log := slog.New(slog.NewTextHandler(o.log, nil))
	rooms := room.New(room.Config{Store: failing{kept, o.away, o.lost, o.during}, Procedure: procedure.Default(), Now: o.now, Random: rand.Reader, Log: log,
		Grace: time.Minute}) // no test is to depend on how fast this machine is
	t.Cleanup(rooms.Close)
	o.people = account.New(kept, o.now, rand.Reader)
	o.people.Site = "http://localhost:8080"
	papers := paper.New(paper.Config{Store: kept, Keys: sealing(pdftest.NewRoot(t, "Example County Council").Signature(t, pdftest.EC(t))),
		Fonts: static.Fonts(), Now: o.now, Log: log})
	config := web.Config{BaseURL: "http://localhost:8080", Log: log, People: o.people, Rooms: rooms, Papers: papers, London: time.UTC,
		Ready: func() error { return nil }}
	changed(o, &config)
	o.app = web.New(config)
	return o
}

// sealing seals under a root of the test.
type sealing pdf.Signature

func (s sealing) Signature(at time.Time) (pdf.Signature, error) {
	s.At = at
	return pdf.Signature(s), nil
}

// call sends a request and returns status and answer; where that is no JSON object, all of it under "raw".
func (s *someone) call(method, path, body string) (int, map[string]any) {
	s.t.Helper()
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	if body != "" {
		request.Header.Set("Content-Type", "application/json")
	}
	if s.cookie != "" {
		request.Header.Set("Cookie", account.Cookie+"="+s.cookie)
	}
	answer, err := s.app.Test(request, -1)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, cookie := range answer.Cookies() {
		if cookie.Name == account.Cookie {
			s.cookie = cookie.Value
		}
	}
	raw, _ := io.ReadAll(answer.Body)
	said := map[string]any{}
	if json.Unmarshal(raw, &said) != nil {
		said = map[string]any{"raw": string(raw)}
	}
	return answer.StatusCode, said
}

// must is call where one status is expected.
func (s *someone) must(want int, method, path, body string) map[string]any {
	s.t.Helper()
	got, said := s.call(method, path, body)
	if got != want {
		s.t.Fatalf("%s %s %s: got %d, want %d: %.500s", method, path, body, got, want, fmt.Sprint(said))
	}
	return said
}

// write sends a command of a meeting and expects it to be written.
func (s *someone) write(meeting, kind, body string) {
	s.t.Helper()
	s.sent++
	s.must(201, "POST", meeting+"/commands", fmt.Sprintf(`{"id":"t-%d","kind":%q,"body":%s}`, s.sent, kind, body))
}

// comes joins by a link.
func (o *office) comes(url string) *someone {
	o.t.Helper()
	_, token, _ := strings.Cut(url, "#")
	s := &someone{office: o}
	s.must(200, "POST", "/api/session", fmt.Sprintf(`{"token":%q}`, token))
	return s
}

// signsIn begins a session of an account.
func (o *office) signsIn(name, email string) *someone {
	o.t.Helper()
	token, err := o.people.Add(context.Background(), account.Details{Name: name, Email: email,
		Agency: meeting.Agency{Sector: "social-care", Name: "Example County Council"}}, account.Chair)
	if err != nil {
		o.t.Fatal(err)
	}
	return o.comes("#" + token)
}

// minutes is a closed meeting: its address, its chair, and its attendees by first name, each with an id and, but for who
// took part by telephone, a session.
type minutes struct {
	*office
	at     string
	chair  *someone
	ids    map[string]string
	guests map[string]*someone
}

// closed is a meeting that was held and closed: police were there, health by telephone, audit watched, education never came.
func (o *office) closed() minutes {
	o.t.Helper()
	m := minutes{o, "", o.signsIn("Sam Example", "sam@council.example"), map[string]string{"Sam": "a1"}, map[string]*someone{}}
	m.at = "/api/meetings/" + m.chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)
	for _, who := range []struct{ name, sector, role string }{
		{"Pat Sample", "police", "member"}, {"Ola Watcher", "other", "observer"}, {"Ed School", "education", "member"}} {
		first, _, _ := strings.Cut(who.name, " ")
		answer := m.chair.must(201, "POST", m.at+"/invitations", fmt.Sprintf(
			`{"id":%q,"name":%q,"agency":{"sector":%q,"name":"Example"},"role":%q}`, first, who.name, who.sector, who.role))
		m.ids[first], m.guests[first] = answer["attendee"].(string), o.comes(answer["url"].(string))
	}
	m.chair.write(m.at, "attendee", `{"name":"Nia Nurse","agency":{"sector":"health","name":"Example"},"role":"member","telephone":true}`)
	m.ids["Nia"] = fmt.Sprintf("a%v", m.chair.must(200, "GET", m.at, "")["number"])
	m.chair.write(m.at, "phase", `{"phase":"open"}`)
	for _, there := range []struct{ name, state string }{{"Sam", "joined"}, {"Pat", "joined"}, {"Ola", "joined"}, {"Nia", "telephone"}} {
		m.chair.write(m.at, "attendance", fmt.Sprintf(`{"attendee":%q,"state":%q}`, m.ids[there.name], there.state))
	}
	m.chair.write(m.at, "information", fmt.Sprintf(`{"item":"q1","text":"Seen on Monday, no injury.","from":%q}`, m.ids["Nia"]))
	m.chair.write(m.at, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	return m
}

// signing is such a meeting whose version 1 is being signed.
func (o *office) signing() minutes {
	o.t.Helper()
	m := o.closed()
	m.chair.write(m.at, "version", `{"by":""}`)
	m.chair.write(m.at, "signing", `{"by":"","reason":"A rehearsal"}`)
	return m
}

// code makes one for somebody.
func (m minutes) code(name string) string {
	m.t.Helper()
	return m.chair.must(201, "POST", m.at+"/attendees/"+m.ids[name]+"/code", "")["code"].(string)
}

// record is all that is written down.
func (m minutes) record() []byte {
	m.t.Helper()
	raw := m.chair.must(200, "GET", m.at+"/record", "")["raw"].(string)
	return bytes.TrimSpace([]byte(raw))
}
