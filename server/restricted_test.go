package main_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"strategyroom/pdf"
	"strategyroom/server/web"
)

// TestForSomeOnlyFromOutside asks every address of a meeting from which something can be read for words that only some may
// see, before the meeting closes and when its minutes are final: as those who may, to know that the search finds them, and
// as the others.
func TestForSomeOnlyFromOutside(t *testing.T) {
	program := serve(t, "--data", t.TempDir())
	chair := &client{t: t, url: program.url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"sam@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, program.setUp))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"some","people":[{"category":"child","notKnown":true}]}`)["meeting"].(string)
	invite := func(name, sector, role string) *client {
		guest := &client{t: t, url: program.url}
		guest.join(chair.must(201, "POST", "/api/meetings/"+id+"/invitations", fmt.Sprintf(
			`{"id":%q,"name":%q,"agency":{"sector":%q},"role":%q}`, sector+role, name, sector, role))["url"].(string))
		return guest
	}
	police, minutes, nurse := invite("Pat Sample", "police", "member"), invite("Mo Minutes", "social-care", "minute-taker"), invite("Nia Ward", "health", "member")
	chair.write(id, "phase", `{"phase":"open"}`)
	shared := police.write(id, "restricted", `{"item":"q1","text":"Zebrafish: the house is searched at six.","because":"police-intelligence","for":["a1"],"exceptMinuteTaker":true}`)
	some := fmt.Sprintf("s%v", shared["number"])
	police.write(id, "restricted.amend", fmt.Sprintf(`{"restricted":%q,"text":"Zebrafish: the house is searched at seven."}`, some))
	chair.write(id, "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"Seen on Monday."}]}`)

	found := map[*client]int{}
	look := func() {
		for _, route := range web.New(web.Config{}).GetRoutes(true) {
			if route.Method != "GET" || !strings.Contains(route.Path, ":meeting") {
				continue
			}
			path := strings.NewReplacer(":meeting", id, ":number", "1", ":circulation", "c1", ":knock", "k", ":copy", "c1").Replace(route.Path)
			for _, c := range []*client{chair, police, minutes, nurse} {
				if says := c.body(path + "?item=q1"); strings.Contains(says, "Zebrafish") {
					found[c]++
					if c == minutes || c == nurse {
						t.Errorf("GET %s tells somebody what is not for them", route.Path)
					}
				}
			}
		}
	}
	look()
	chair.write(id, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	chair.finish(id, 1)
	look()
	for c, want := range map[*client]int{chair: 10, police: 10} {
		if got := found[c]; got < want {
			t.Errorf("those who may see it found it at %d addresses, want at least %d: the search sees too little", got, want)
		}
	}
	for kind, body := range map[string]string{
		"restricted.amend":    `{"restricted":%q,"text":"x","reason":"x"}`,
		"restricted.withdraw": `{"restricted":%q,"reason":"x"}`,
	} {
		say := func(to string) (int, map[string]any) {
			return nurse.call("POST", "/api/meetings/"+id+"/commands", fmt.Sprintf(`{"id":"%s-%s","kind":%q,"body":`+body+`}`, to, kind, kind, to))
		}
		got, said := say(some)
		_, none := say("s99")
		if got != 422 || fmt.Sprint(said) != fmt.Sprint(none) {
			t.Errorf("%s of what is not for them: got %d %v, want what is said of nothing: %v", kind, got, said, none)
		}
	}
}

// body is all that an answer says, of a PDF its words and what is attached to it; empty where it is refused.
func (c *client) body(path string) string {
	c.t.Helper()
	_, body := c.fetch(path)
	if !bytes.HasPrefix(body, []byte("%PDF")) {
		return string(body)
	}
	contents, err := pdf.Read(body)
	if err != nil {
		c.t.Fatalf("GET %s: %v", path, err)
	}
	says := contents.Title + contents.Words
	for _, a := range contents.Attachments {
		says += string(a.Data)
	}
	return says
}
