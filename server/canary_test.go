package main_test

import (
	"bytes"
	"cmp"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"strategyroom/meeting"
	"strategyroom/server/account"
	"strategyroom/server/audit"
	"strategyroom/server/paper"
	"strategyroom/server/store"
	"strategyroom/server/store/bolt"
	atrest "strategyroom/server/store/sealed"
)

// The canaries are typed in a meeting, each in another place; their letters stand nowhere else.
var canaries = []string{
	"Zephyrine",   // the child
	"quixotry",    // notes
	"wolframite",  // information
	"kumquats",    // a decision
	"Marzipane",   // an attendee
	"xylophonist", // an e-mail address of an account
	"jabberwock",  // an e-mail address of an invitation
	"Ombudsmane",  // who gets a copy
	"phlogiston",  // a correction's reason
	"Vexillary",   // the agency of whoever knocks
}

// TestCanary types words in a meeting, through the program as a process of its own, with a copy, PDFs and a backup made
// of it. None of them is found in the data folder, the log, the temporary files or the backup; all are where the same
// data lies unsealed, so the search can find.
func TestCanary(t *testing.T) {
	needAssets(t)
	data, temp, log := t.TempDir(), t.TempDir(), new(bytes.Buffer)
	child := program(t, "serve", "--addr", "localhost:0", "--data", data)
	child.Env = append(child.Env, "TMPDIR="+temp)
	child.Stderr = log
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { child.Process.Kill() })
	token, url := greeted(t, out)
	typeCanaries(t, url, token)
	backup := filepath.Join(t.TempDir(), "backup")
	must(t, "backed up", "backup", backup, "--data", data)
	for _, place := range []string{data, temp, filepath.Dir(backup)} {
		if found := search(t, place); len(found) > 0 {
			t.Errorf("while it runs: found %v", found)
		}
	}
	must(t, "A new key", "data-key", "rotate", "--data", data)
	child.Process.Kill() // as a power cut would leave it
	child.Wait()
	if err := os.WriteFile(filepath.Join(temp, "log"), log.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, place := range []string{data, temp} {
		if found := search(t, place); len(found) > 0 {
			t.Errorf("after it has ended: found %v", found)
		}
	}
	control := unsealed(t, data)
	goWithTheMeeting(t, control)
	found := search(t, control)
	for _, canary := range canaries {
		if found[canary] == "" {
			t.Errorf("%s is not found where nothing is sealed: it was not kept, or the search finds nothing", canary)
		}
	}
}

// greeted reads what the program prints until it can be used.
func greeted(t *testing.T, out io.Reader) (token, url string) {
	t.Helper()
	printed := make([]byte, 0, 1<<16)
	for deadline := time.Now().Add(time.Minute); time.Now().Before(deadline); {
		part := make([]byte, 1<<12)
		n, err := out.Read(part)
		printed = append(printed, part[:n]...)
		set := regexp.MustCompile(`/setup#(\S+)`).FindSubmatch(printed)
		at := regexp.MustCompile(`Strategy Room is at (\S+)\n`).FindSubmatch(printed)
		if set != nil && at != nil {
			go io.Copy(io.Discard, out)
			return string(set[1]), string(at[1])
		}
		if err != nil {
			break
		}
	}
	t.Fatalf("it does not serve: %s", printed)
	return "", ""
}

// typeCanaries holds a meeting with all of them in it, to its final minutes.
func typeCanaries(t *testing.T, url, token string) {
	t.Helper()
	chair := &client{t: t, url: url}
	chair.must(200, "POST", "/api/session", fmt.Sprintf(
		`{"token":%q,"name":"Sam Example","email":"xylophonist@council.example","agency":{"sector":"social-care","name":"Example County Council"}}`, token))
	id := chair.must(201, "POST", "/api/meetings", `{"id":"first","people":[{"category":"child","name":"Zephyrine Placeholder"}]}`)["meeting"].(string)
	at := "/api/meetings/" + id
	invited := chair.must(201, "POST", at+"/invitations",
		`{"id":"invite","name":"Pat Marzipane","agency":{"sector":"police","name":"Example Police"},"role":"member","email":"jabberwock@police.example"}`)
	police := &client{t: t, url: url}
	police.join(invited["url"].(string))
	chair.write(id, "phase", `{"phase":"open"}`)
	chair.write(id, "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"It was quixotry."}]}`)
	police.write(id, "information", `{"item":"q1","text":"The wolframite is with us."}`)
	chair.write(id, "decision", `{"item":"q1","text":"No kumquats.","reasons":"A rehearsal"}`)
	chair.file(at+"/minutes.pdf", "draft.pdf")
	knock(t, url, invited["url"].(string))
	chair.write(id, "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	chair.file(at+"/decisions.pdf", "decisions.pdf")
	chair.write(id, "version", `{"by":""}`)
	asked := chair.write(id, "correction", `{"version":1,"passage":"note-q1-1","text":"It was not.","reason":"It was phlogiston."}`)
	chair.write(id, "ruling", fmt.Sprintf(`{"correction":"k%v","accepted":false,"reply":"No"}`, asked["number"]))
	chair.write(id, "signing", `{"by":"","reason":"A rehearsal"}`)
	chair.must(201, "POST", at+"/signatures", `{"id":"sign","version":1,"agree":true,"name":"Sam Example"}`)
	chair.write(id, "final", `{"version":1,"reason":"A rehearsal"}`)
	chair.file(at+"/minutes.pdf", "minutes.pdf")
	given := chair.write(id, "circulation", `{"name":"Kim Ombudsmane","agency":{"sector":"education","name":"Example School"},"copy":"without-names"}`)
	chair.file(fmt.Sprintf("%s/copies/c%v.pdf", at, given["number"]), "copy.pdf")
}

// knock asks to be let in as somebody else.
func knock(t *testing.T, url, link string) {
	t.Helper()
	_, token, _ := strings.Cut(link, "#")
	(&client{t: t, url: url}).must(201, "POST", "/api/knocks",
		fmt.Sprintf(`{"token":%q,"name":"Di Specimen","agency":{"sector":"health","name":"Vexillary Hospital"}}`, token))
}

// unsealed is a folder with the same data, not sealed.
func unsealed(t *testing.T, data string) string {
	t.Helper()
	inner, err := bolt.Open(data)
	if err != nil {
		t.Fatal(err)
	}
	defer inner.Close()
	from, _, err := atrest.Open(t.Context(), inner, filepath.Join(data, atrest.File), func(kind, id string) string { return "" })
	if err != nil {
		t.Fatal(err)
	}
	clear := t.TempDir()
	to, err := bolt.Open(clear)
	if err != nil {
		t.Fatal(err)
	}
	defer to.Close()
	meetings, err := from.Meetings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range meetings {
		err := from.Read(t.Context(), id, 0, func(e meeting.Entry) error {
			return to.Append(t.Context(), id, e.Number-1, []meeting.Entry{e})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	kinds, err := from.Kinds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range kinds {
		err := from.List(t.Context(), kind, func(doc store.Document) error {
			doc.Version = 0
			_, err := to.Put(t.Context(), doc)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return clear
}

// outlive are the kinds of documents that name a meeting and stay when it is erased: where somebody had a seat, what a
// link was for, how long it is kept.
var outlive = []string{"account", "session", "token", "retention"}

// goWithTheMeeting expects that every document that names the meeting goes with it when it is erased, but for those that
// are meant to stay. A new kind has its place in account.Owner or paper.Owner, or here.
func goWithTheMeeting(t *testing.T, unsealed string) {
	t.Helper()
	s, err := bolt.Open(unsealed)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	meetings, err := s.Meetings(t.Context())
	meetings = slices.DeleteFunc(meetings, func(id string) bool { return id == audit.Record })
	if err != nil || len(meetings) != 1 {
		t.Fatalf("got the meetings %v and %v, want one", meetings, err)
	}
	kinds, err := s.Kinds(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	going := 0
	for _, kind := range kinds {
		err := s.List(t.Context(), kind, func(doc store.Document) error {
			named := strings.Contains(doc.ID, meetings[0]) || bytes.Contains(doc.Body, []byte(meetings[0]))
			switch owner := cmp.Or(account.Owner(kind, doc.ID), paper.Owner(kind, doc.ID)); {
			case owner == meetings[0]:
				going++
			case owner != "" || named && !slices.Contains(outlive, kind):
				t.Errorf("%s %s: got the owner %q, want the meeting that it names", kind, doc.ID, owner)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if going < 4 {
		t.Errorf("%d documents go with the meeting, want its papers, links and knocks", going)
	}
}

// search looks for the canaries in every file below a folder and says where it found which.
func search(t *testing.T, folder string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		look(found, path, []byte(path))
		if !entry.Type().IsRegular() {
			return nil
		}
		raw, err := os.ReadFile(path)
		look(found, path, raw)
		for i, text := range inflated(raw) {
			look(found, fmt.Sprintf("%s, stream %d", path, i), text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// look notes the canaries that stand in a text, in any case and in one of these forms.
func look(found map[string]string, where string, text []byte) {
	lower := bytes.ToLower(text)
	for _, canary := range canaries {
		for _, form := range forms(canary) {
			if bytes.Contains(lower, form.text) || form.exact && bytes.Contains(text, form.text) {
				found[canary] = where
			}
		}
	}
}

// form is a way in which a text may be written; exact where letters in another case are another text.
type form struct {
	text  []byte
	exact bool
}

var formsOf = map[string][]form{}

func forms(canary string) []form {
	if all := formsOf[canary]; all != nil {
		return all
	}
	lower := strings.ToLower(canary)
	var big, little []byte
	for _, unit := range utf16.Encode([]rune(lower)) {
		big = append(big, byte(unit>>8), byte(unit))
		little = append(little, byte(unit), byte(unit>>8))
	}
	all := []form{{[]byte(lower), false}, {big, false}, {little, false}, {[]byte(hex.EncodeToString([]byte(lower))), false},
		{[]byte(hex.EncodeToString([]byte(canary))), false}, {[]byte(hex.EncodeToString(big)), false}}
	for shift := range 5 { // the middle of an encoding, wherever in a text the canary begins
		padded := []byte(strings.Repeat("x", shift) + canary)
		for _, encoded := range []string{base64.StdEncoding.EncodeToString(padded), base64.URLEncoding.EncodeToString(padded)} {
			all = append(all, form{[]byte(encoded[(shift*8+5)/6 : len(padded)*8/6]), true})
		}
		encoded := base32.StdEncoding.EncodeToString(padded)
		all = append(all, form{[]byte(encoded[(shift*8+4)/5 : len(padded)*8/5]), true})
	}
	formsOf[canary] = all
	return all
}

// inflated is what any stream of deflate in a text holds: behind each zlib or gzip head, and each "stream" of a PDF.
func inflated(raw []byte) (texts [][]byte) {
	try := func(at int) {
		if at >= len(raw) {
			return
		}
		text, _ := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw[at:])), 8<<20))
		if len(text) > 20 { // noise inflates to less
			texts = append(texts, text)
		}
	}
	for i := 0; i+2 < len(raw); i++ {
		switch {
		case raw[i]&0x0f == 8 && raw[i]>>4 <= 7 && (int(raw[i])<<8|int(raw[i+1]))%31 == 0 && raw[i+1]&0x20 == 0: // zlib
			try(i + 2)
		case raw[i] == 0x1f && raw[i+1] == 0x8b && raw[i+2] == 8: // gzip
			try(i + 10)
		case bytes.HasPrefix(raw[i:], []byte("stream\r\n")):
			try(i + 8)
		case bytes.HasPrefix(raw[i:], []byte("stream\n")):
			try(i + 7)
		}
	}
	return texts
}

// TestSearch writes a canary in each way that the search knows, amid noise: it finds each.
func TestSearch(t *testing.T) {
	deflated := func(open func(io.Writer) io.WriteCloser) func(string) []byte {
		return func(text string) []byte {
			var out bytes.Buffer
			w := open(&out)
			io.WriteString(w, strings.Repeat("so and so ", 9)+text)
			w.Close()
			return out.Bytes()
		}
	}
	for name, write := range map[string]func(string) []byte{
		"in capitals": func(s string) []byte { return []byte(strings.ToUpper(s)) },
		"hex":         func(s string) []byte { return []byte(strings.ToUpper(hex.EncodeToString([]byte(s)))) },
		"base64":      func(s string) []byte { return []byte(base64.StdEncoding.EncodeToString([]byte("it is " + s + " now"))) },
		"base64 URL":  func(s string) []byte { return []byte(base64.RawURLEncoding.EncodeToString([]byte("it was " + s))) },
		"base32":      func(s string) []byte { return []byte(base32.StdEncoding.EncodeToString([]byte("or " + s + "!"))) },
		"UTF-16": func(s string) (text []byte) {
			for _, unit := range utf16.Encode([]rune(s)) {
				text = append(text, byte(unit), byte(unit>>8))
			}
			return text
		},
		"zlib": deflated(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }),
		"gzip": deflated(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }),
	} {
		folder := t.TempDir()
		noise := bytes.Repeat([]byte{0x5a, 0x13, 0x77}, 1000)
		text := append(append(bytes.Clone(noise), write(canaries[0])...), noise...)
		if err := os.WriteFile(filepath.Join(folder, "file"), text, 0o600); err != nil {
			t.Fatal(err)
		}
		if found := search(t, folder); found[canaries[0]] == "" {
			t.Errorf("%s: got nothing, want %s", name, canaries[0])
		}
	}
}
