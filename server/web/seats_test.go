package web_test

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/web"
)

// rights say who of the visitors, in their order, are let in (a dot), and how the others are answered: o that they are
// signed out or their time is over (401), n as if there were nothing (404), r that they may not (403).
//
//	a stranger, who knocks, an account, a chair elsewhere, an administrator, an auditor, who may take a copy,
//	who was sent out, whom the chair asks first, a guest after the time,
//	observer, member, minute-taker, deputy, chair
var rights = map[string]string{
	"anybody":       "...... . ... .....",
	"signed in":     "o..... . ... .....",
	"account":       "or.... r rrr rrrr.",
	"convener":      "orr.rr r rrr rrrr.",
	"administrator": "onnn.n n nnn nnnnn",
	"auditor":       "onnnn. n nnn nnnnn",
	"keeper":        "orrr.. r rrr rrrrr",
	"eraser":        "orrr.r r rrr rrrrr",
	"knocking":      "o.nnnn n nnn nnnnn",
	"waiting":       "o.nnnn n n.. .....",
	"recipient":     "onnnnn . nnn nnnnn",
	"seat":          "onnnnn n nro .....",
	"chair":         "onnnnn n nro rrrr.",
	"door":          "onnnnn n nro rr.r.",
	"own copy":      "onnnnn n nro nnnn.",
}

// addresses say of each whose it is, and how those are answered who are let in with a request in which nothing is.
var addresses = map[string]string{
	"GET /healthz":                                         "anybody: 200",
	"GET /static/:hash/:name":                              "anybody: 404",
	"GET /api/session":                                     "signed in: 200",
	"GET /api/session/time":                                "anybody: 200",
	"GET /api/accounts":                                    "administrator: 200",
	"GET /api/sessions":                                    "account: 200",
	"GET /api/account":                                     "account: 200",
	"GET /api/account/authenticator":                       "account: 200",
	"GET /api/knocks/:meeting":                             "knocking: 200",
	"GET /api/meetings":                                    "signed in: 200",
	"GET /api/meetings/:meeting":                           "seat: 200",
	"GET /api/meetings/:meeting/record":                    "seat: 200",
	"GET /api/meetings/:meeting/minutes":                   "seat: 200",
	"GET /api/meetings/:meeting/minutes.pdf":               "seat: 200",
	"GET /api/meetings/:meeting/decisions.pdf":             "seat: 200",
	"GET /api/meetings/:meeting/addenda/:number.pdf":       "seat: 404",
	"GET /api/meetings/:meeting/copies/:copy.pdf":          "own copy: 200",
	"GET /api/meetings/:meeting/calendar.ics":              "seat: 200",
	"GET /api/meetings/:meeting/live":                      "seat: 426",
	"GET /api/audit":                                       "auditor: 200",
	"GET /api/audit/record":                                "auditor: 200",
	"GET /api/meetings/:meeting/frames":                    "seat: 200",
	"GET /":                                                "anybody: 200",
	"GET /actions":                                         "signed in: 200",
	"GET /tonight":                                         "signed in: 200",
	"GET /verify":                                          "anybody: 200",
	"GET /audit":                                           "auditor: 200",
	"GET /setup":                                           "anybody: 200",
	"GET /sign-in":                                         "anybody: 200",
	"GET /sign-in/with/:provider":                          "anybody: 404",
	"GET /sign-in/back":                                    "anybody: 401",
	"GET /confirm":                                         "account: 200",
	"GET /people":                                          "administrator: 200",
	"GET /account":                                         "account: 200",
	"GET /account/password":                                "account: 200",
	"GET /retention":                                       "keeper: 200",
	"GET /retention/:id":                                   "keeper: 200",
	"GET /join":                                            "anybody: 200",
	"GET /meetings/new":                                    "convener: 200",
	"GET /copy":                                            "anybody: 200",
	"GET /copies/:meeting/:circulation":                    "recipient: 200",
	"GET /copies/:meeting/:circulation/copy.pdf":           "recipient: 200",
	"GET /meetings/:meeting":                               "seat: 200",
	"GET /meetings/:meeting/waiting":                       "waiting: 200 or 303",
	"GET /meetings/:meeting/people":                        "seat: 200",
	"GET /meetings/:meeting/copies":                        "seat: 200",
	"GET /meetings/:meeting/details":                       "seat: 200",
	"GET /meetings/:meeting/minutes":                       "seat: 200",
	"GET /meetings/:meeting/tidy":                          "seat: 200",
	"GET /meetings/:meeting/corrections":                   "seat: 200",
	"GET /meetings/:meeting/sign":                          "seat: 200",
	"GET /meetings/:meeting/here":                          "seat: 200",
	"POST /api/session/time":                               "signed in: 200",
	"POST /api/session":                                    "anybody: 404",
	"POST /api/session/password":                           "anybody: 401",
	"POST /api/session/passkey":                            "anybody: 401",
	"POST /api/session/confirmation":                       "account: 401",
	"POST /api/passkeys/options":                           "anybody: 400",
	"POST /api/accounts":                                   "administrator: 422",
	"POST /api/accounts/:account/link":                     "administrator: 201",
	"POST /api/accounts/:account/disable":                  "administrator: 204",
	"POST /api/accounts/:account/enable":                   "administrator: 204",
	"POST /api/account/passkeys":                           "account: 401",
	"POST /api/account/codes":                              "account: 409",
	"POST /api/knocks":                                     "anybody: 404",
	"POST /api/knocks/:meeting":                            "knocking: 404",
	"POST /api/knocks/:meeting/code":                       "knocking: 404",
	"GET /meetings/:meeting/waiting/code":                  "knocking: 404",
	"POST /meetings/:meeting/waiting":                      "knocking: 404",
	"POST /meetings/:meeting/waiting/code":                 "knocking: 404",
	"POST /meetings/:meeting/waiting/again":                "knocking: 303",
	"POST /api/meetings/:meeting/attendees/:attendee/pass": "chair: 409",
	"POST /api/meetings":                                   "convener: 400",
	"POST /api/meetings/:meeting/commands":                 "seat: 400",
	"POST /api/meetings/:meeting/invitations":              "chair: 400",
	"POST /api/meetings/:meeting/refusals":                 "seat: 422",
	"POST /api/meetings/:meeting/knocks/:knock":            "door: 404",
	"POST /api/meetings/:meeting/attendees/:attendee/code": "chair: 201",
	"POST /api/meetings/:meeting/signatures":               "seat: 400",
	"POST /api/meetings/:meeting/copies/:circulation/link": "chair: 201",
	"POST /api/meetings/:meeting/seals":                    "chair: 404",
	"POST /setup":                                          "anybody: 404",
	"POST /sign-in":                                        "anybody: 404",
	"POST /confirm":                                        "account: 409",
	"POST /people":                                         "administrator: 400",
	"POST /account":                                        "account: 400",
	"POST /account/password":                               "account: 422",
	"POST /retention/:id":                                  "eraser: 400",
	"POST /join":                                           "anybody: 404",
	"POST /meetings/new":                                   "convener: 422",
	"POST /copy":                                           "anybody: 404",
	"POST /meetings/:meeting/people":                       "chair: 400",
	"POST /meetings/:meeting/copies":                       "chair: 422",
	"POST /meetings/:meeting/sign":                         "seat: 422",
	"POST /meetings/:meeting/write":                        "seat: 422",
	"PUT /api/accounts/:account/roles":                     "administrator: 204",
	"PUT /api/accounts/:account/provider":                  "administrator: 204",
	"PUT /api/account/password":                            "account: 422",
	"DELETE /api/accounts/:account/sessions":               "administrator: 204",
	"DELETE /api/sessions/:session":                        "account: 404",
	"DELETE /api/account/passkeys/:passkey":                "account: 409",
	"DELETE /api/account/password":                         "account: 409",
	"DELETE /api/sessions":                                 "account: 204",
	"DELETE /api/session":                                  "anybody: 204",
	"POST /sign-out":                                       "anybody: 303",
}

// ends are the addresses that end the session of whoever asks, in the order in which they are asked, last.
var ends = []string{"DELETE /api/sessions", "DELETE /api/session", "POST /sign-out"}

// TestEveryAddressByEveryVisitor asks every address as everybody. One that is not theirs is answered as that of a meeting
// which does not exist, and no refusal says anything of the meeting.
func TestEveryAddressByEveryVisitor(t *testing.T) {
	v := gather(t)
	v.close()
	v.issue()
	routes := web.New(web.Config{}).GetRoutes(true)
	slices.SortStableFunc(routes, func(a, b fiber.Route) int {
		return slices.Index(ends, a.Method+" "+a.Path) - slices.Index(ends, b.Method+" "+b.Path)
	})
	stale := maps.Clone(addresses)
	for _, route := range routes {
		if route.Method == http.MethodHead || route.Path == "/" && route.Method != http.MethodGet {
			continue
		}
		address := route.Method + " " + route.Path
		delete(stale, address)
		for i, want := range answers(t, address) {
			who := v.all[i]
			got, said := v.asks(who, address, who.at, "")
			if !slices.Contains(want, got) {
				t.Errorf("%s by %s: got %d, want %d: %.300s", address, who.name, got, want, said)
			}
			if !strings.Contains(address, ":meeting") || got != 404 && got != 401 && got != 403 {
				continue
			}
			for _, word := range []string{v.reference, "Placeholder", "Sam Example"} {
				if who.role == "" && strings.Contains(said, word) {
					t.Errorf("%s by %s: the refusal says %s", address, who.name, word)
				}
			}
			if who.role == "" && want[0] != 403 && who.name != "a guest after the time" {
				if none, nothing := v.asks(who, address, "nowhere", ""); none != got || nothing != said {
					t.Errorf("%s by %s: got %d %.300s, want what is said of no meeting: %d %.300s", address, who.name, got, said, none, nothing)
				}
			}
			if who.role != "" && strings.Contains(said, "There is no such meeting.") {
				t.Errorf("%s by %s: got %d %.300s", address, who.name, got, said)
			}
		}
		v.pass(10 * time.Second) // or they would ask too often
	}
	for address := range stale {
		t.Errorf("addresses has %s, which there is not", address)
	}
}

// answers are the statuses that may come from an address, for each visitor.
func answers(t *testing.T, address string) [][]int {
	t.Helper()
	row, let, _ := strings.Cut(addresses[address], ": ")
	letters := strings.ReplaceAll(rights[row], " ", "")
	if len(letters) != len(visitorKinds) {
		t.Errorf("%s has no row in addresses: say whose it is", address)
		return nil
	}
	all := [][]int{}
	for _, letter := range letters {
		want := map[rune][]int{'o': {401}, 'n': {404}, 'r': {403}}[letter]
		if letter == '.' {
			for _, status := range strings.Split(let, " or ") {
				number, err := strconv.Atoi(status)
				if err != nil {
					t.Errorf("%s: %q is no status", address, status)
				}
				want = append(want, number)
			}
		}
		all = append(all, want)
	}
	return all
}

// TestEveryKindByEveryVisitor sends a command of every kind as everybody, while the meeting is open and once it is closed.
// The register says who may; those are told that the command itself is not right.
func TestEveryKindByEveryVisitor(t *testing.T) {
	v := gather(t)
	for _, phase := range []meeting.Phase{meeting.Open, meeting.Closed} {
		if phase == meeting.Closed {
			v.close()
		}
		for _, kind := range meeting.Kinds() {
			for i, statuses := range answers(t, "POST /api/meetings/:meeting/commands") {
				who, want := v.all[i], statuses[0]
				switch {
				case who.cookie == "":
					want = 401
				case who.role == "":
				case !slices.Contains(kind.Phases, phase):
					want = 409
				case kind.May[who.role] == "":
					want = 403
				}
				got, said := v.asks(who, "POST /api/meetings/:meeting/commands", who.at, fmt.Sprintf(`{"id":"k","kind":%q,"body":{"nothing":true}}`, kind.Name))
				if got != want {
					t.Errorf("%s, %s, by %s: got %d, want %d: %.300s", kind.Name, phase, who.name, got, want, said)
				}
			}
			v.pass(10 * time.Second)
		}
	}
}

// TestEveryRoleVisits finds a visitor for every role that there is.
func TestEveryRoleVisits(t *testing.T) {
	v := gather(t)
	roles := map[string]bool{}
	for i, who := range v.all {
		if who.name != visitorKinds[i] {
			t.Errorf("visitor %d: got %s, want %s", i, who.name, visitorKinds[i])
		}
		roles[string(who.role)] = true
		if who.cookie != "" && who.name != "a guest after the time" {
			held, _ := who.must(200, "GET", "/api/session", "")["account"].(map[string]any)
			for _, role := range listed(held["roles"]) {
				roles[role] = true
			}
		}
	}
	for _, role := range meeting.Roles {
		if !roles[string(role)] {
			t.Errorf("nobody visits as %s", role)
		}
	}
	for _, role := range account.Roles {
		if !roles[string(role)] {
			t.Errorf("nobody visits with an account as %s", role)
		}
	}
}

func listed(roles any) (all []string) {
	list, _ := roles.([]any)
	for _, role := range list {
		all = append(all, role.(string))
	}
	return all
}

// asks sends what has the form of a request to an address of a meeting: this body, or one in which nothing is.
func (v *visitors) asks(who visitor, address, meeting, body string) (status int, said string) {
	v.t.Helper()
	method, path, _ := strings.Cut(address, " ")
	path = strings.NewReplacer(":meeting", meeting, ":circulation", v.copied, ":copy", v.copied, ":attendee", v.signer, ":account", v.unused,
		":id", meeting, ":number", "1", ":knock", "k", ":session", "s", ":passkey", "p", ":provider", "none", ":hash", "h", ":name", "n").Replace(path)
	kind := ""
	switch {
	case strings.HasSuffix(path, "/frames"):
		path += "?wait=0"
	case method == http.MethodGet:
	case path == "/api/session/password": // the tries of each are counted
		kind, body = "application/json", fmt.Sprintf(`{"email":%q}`, who.name)
	case strings.HasPrefix(path, "/api/"):
		kind, body = "application/json", cmp.Or(body, "{}")
	default:
		kind, body = "application/x-www-form-urlencoded", "a=b"
	}
	request := httptest.NewRequest(method, path, strings.NewReader(body))
	request.Header.Set("Content-Type", kind)
	if who.cookie != "" {
		request.Header.Set("Cookie", account.Cookie+"="+who.cookie)
	}
	answer, err := v.app.Test(request, -1)
	if err != nil {
		v.t.Fatal(err)
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	if err != nil {
		v.t.Fatal(err)
	}
	return answer.StatusCode, string(all)
}
