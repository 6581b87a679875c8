package main_test

import (
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// browser is one without script: it reads the pages and sends the forms that stand on them, with what they hold.
type browser struct {
	t      *testing.T
	url    string
	cookie string
	path   string // where it is
	status int
	page   string
	client *http.Client // the default where nil
}

// open loads a page, following redirects.
func (b *browser) open(path string) {
	b.t.Helper()
	b.load("GET", path, "", "")
}

func (b *browser) load(method, path, body, origin string) {
	b.t.Helper()
	client := http.Client{}
	if b.client != nil {
		client = *b.client
	}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	for range 5 {
		path, _, _ = strings.Cut(path, "#")
		request, err := http.NewRequest(method, b.url+path, strings.NewReader(body))
		if err != nil {
			b.t.Fatal(err)
		}
		request.Header.Set("Sec-Fetch-Mode", "navigate")
		if method == "POST" {
			request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			request.Header.Set("Origin", origin)
		} else {
			request.Header.Del("Sec-Fetch-Mode")
		}
		if b.cookie != "" {
			request.Header.Set("Cookie", "__Host-session="+b.cookie)
		}
		answer, err := client.Do(request)
		if err != nil {
			b.t.Fatal(err)
		}
		b.take(path, answer)
		if answer.StatusCode != http.StatusSeeOther {
			return
		}
		method, path, body = "GET", answer.Header.Get("Location"), ""
	}
	b.t.Fatal("redirected for ever")
}

// take keeps what was answered.
func (b *browser) take(path string, answer *http.Response) {
	b.t.Helper()
	for _, cookie := range answer.Cookies() {
		if cookie.Name == "__Host-session" {
			b.cookie = cookie.Value
		}
	}
	raw, err := io.ReadAll(answer.Body)
	answer.Body.Close()
	if err != nil {
		b.t.Fatal(err)
	}
	b.path, b.status, b.page = path, answer.StatusCode, string(raw)
}

// send presses the button of the sheet, or of the first sheet whose name ends so, after typing values: name, value, name, value.
// A name that the form does not have fails the test.
func (b *browser) send(sheet string, typed ...string) {
	b.t.Helper()
	action, values := b.form(sheet)
	for i := 0; i < len(typed); i += 2 {
		if !slices.Contains(values["name "+sheet], typed[i]) {
			b.t.Fatalf("%s: the form %s has no field %q: %v", b.path, sheet, typed[i], values["name "+sheet])
		}
		values.Set(typed[i], typed[i+1])
	}
	values.Del("name " + sheet)
	b.load("POST", action, values.Encode(), b.url)
}

var (
	tags       = regexp.MustCompile(`(?s)<(/?)(form|input|select|option|textarea)\b([^>]*)>`)
	attributes = regexp.MustCompile(`([a-z-]+)(?:="([^"]*)")?`)
)

// form reads the form of a sheet: where it goes, what it holds, and under "name SHEET" the names of its fields.
func (b *browser) form(sheet string) (action string, values url.Values) {
	b.t.Helper()
	for _, part := range strings.Split(b.page, "<form ")[1:] {
		part, _, _ = strings.Cut(part, "</form>")
		if !strings.Contains(part, `name="sheet" value="`+sheet+`"`) {
			continue
		}
		values = url.Values{}
		choice := ""
		all := tags.FindAllStringSubmatchIndex(part, -1)
		for _, at := range all {
			closing, tag := part[at[2]:at[3]] == "/", part[at[4]:at[5]]
			has := map[string]string{}
			for _, a := range attributes.FindAllStringSubmatch(part[at[6]:at[7]], -1) {
				has[a[1]] = html.UnescapeString(a[2])
			}
			_, checked := has["checked"]
			_, selected := has["selected"]
			switch {
			case closing:
			case tag == "select":
				choice = has["name"]
				values.Add("name "+sheet, choice)
				values.Set(choice, "")
			case tag == "option" && selected:
				values.Set(choice, has["value"])
			case tag == "textarea":
				text, _, _ := strings.Cut(part[at[1]:], "</textarea>")
				values.Add("name "+sheet, has["name"])
				values.Set(has["name"], strings.ReplaceAll(html.UnescapeString(strings.TrimPrefix(text, "\n")), "\n", "\r\n"))
			case tag == "input":
				values.Add("name "+sheet, has["name"])
				if has["type"] != "radio" && has["type"] != "checkbox" || checked {
					values.Set(has["name"], strings.ReplaceAll(has["value"], "\n", "\r\n"))
				}
			}
		}
		action, _, _ = strings.Cut(strings.SplitN(part, `action="`, 2)[1], `"`)
		return html.UnescapeString(action), values
	}
	b.t.Fatalf("%s (%d) has no form %q:\n%s", b.path, b.status, sheet, b.text())
	return "", nil
}

var markup = regexp.MustCompile(`(?s)<(script|style|head)\b.*?</(script|style|head)>|<[^>]*>`)

// text is what stands on the page, one space between words.
func (b *browser) text() string {
	return strings.Join(strings.Fields(html.UnescapeString(markup.ReplaceAllString(b.page, " "))), " ")
}

// shows expects each of the texts on the page.
func (b *browser) shows(texts ...string) {
	b.t.Helper()
	for _, want := range texts {
		if !strings.Contains(b.text(), want) {
			b.t.Errorf("%s (%d) does not show %q:\n%s", b.path, b.status, want, b.text())
		}
	}
}

// at expects to be at an address.
func (b *browser) at(path string) {
	b.t.Helper()
	if got, _, _ := strings.Cut(b.path, "?"); got != path {
		b.t.Errorf("at %s (%d), want %s:\n%s", b.path, b.status, path, b.text())
	}
}

// is expects a status.
func (b *browser) is(status int) {
	b.t.Helper()
	if b.status != status {
		b.t.Errorf("%s: got %d, want %d:\n%s", b.path, b.status, status, b.text())
	}
}
