package meeting_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting"
)

// vectors bind static/src/edit.ts to this package.
type vectors struct {
	About    string       `json:"about"`
	Apply    []applied    `json:"apply"`
	Refused  []applied    `json:"refused"`
	Rebase   []concurrent `json:"rebase"`
	Sequence []sequence   `json:"compose"`
}

type applied struct {
	Text  string  `json:"text"`
	Edits edits   `json:"edits"`
	After *string `json:"after,omitempty"`
}

type concurrent struct {
	Text    string `json:"text"`
	A       edits  `json:"a"`
	B       edits  `json:"b"`
	Rebased edits  `json:"rebased"` // b over a
	Carried edits  `json:"carried"` // a over b
	After   string `json:"after"`
}

type sequence struct {
	Text  string `json:"text"`
	A     edits  `json:"a"`
	B     edits  `json:"b"` // for the text after a
	After string `json:"after"`
}

func TestEditVectors(t *testing.T) {
	const file = "testdata/edits.json"
	if *update {
		writeVectors(t, file)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var v vectors
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	if got := len(v.Apply) + len(v.Refused) + len(v.Rebase) + len(v.Sequence); got < 300 || len(data) > 200_000 {
		t.Errorf("got %d vectors in %d bytes, want at least 300 in at most 200,000", got, len(data))
	}
	for _, c := range v.Apply {
		if got, err := meeting.ApplyEdits(c.Text, c.Edits); err != nil || got != *c.After {
			t.Errorf("%v on %q: got %q, %v, want %q", c.Edits, c.Text, got, err, *c.After)
		}
	}
	for _, c := range v.Refused {
		if got, err := meeting.ApplyEdits(c.Text, c.Edits); err == nil {
			t.Errorf("%v on %q: got %q, want a refusal", c.Edits, c.Text, got)
		}
	}
	for _, c := range v.Rebase {
		if got := meeting.Rebase(c.B, c.A); !slices.Equal(got, c.Rebased) {
			t.Errorf("Rebase(%v, %v): got %v, want %v", c.B, c.A, got, c.Rebased)
		}
		if got := meeting.Carry(c.A, c.B); !slices.Equal(got, c.Carried) {
			t.Errorf("Carry(%v, %v): got %v, want %v", c.A, c.B, got, c.Carried)
		}
		if got := converge(t, c.Text, c.A, c.B); got != c.After {
			t.Errorf("got %q, want %q", got, c.After)
		}
	}
	for _, c := range v.Sequence {
		if got := apply(t, apply(t, c.Text, c.A), c.B); got != c.After {
			t.Errorf("got %q, want %q", got, c.After)
		}
	}
}

func writeVectors(t *testing.T, file string) {
	v := vectors{About: "Written by go test ./meeting -run EditVectors -update. Offsets are UTF-16 units. " +
		"rebase: a came first; rebased is b over a, carried is a over b. compose: b is for the text after a."}
	for _, r := range refusedEdits {
		v.Refused = append(v.Refused, applied{Text: r.text, Edits: r.edits})
	}
	random := rand.New(rand.NewPCG(1, 2))
	text := func(limit int) string {
		var b strings.Builder
		for range random.IntN(limit + 1) {
			b.WriteString(letters[random.IntN(len(letters))])
		}
		return b.String()
	}
	change := func(text string, limit int) edits {
		runes, list, from, at := []rune(text), edits{}, 0, 0
		for range 1 + random.IntN(limit) {
			next := from + random.IntN(len(runes)-from+1)
			to := min(next+random.IntN(5), len(runes))
			at += meeting.Units(string(runes[from:next]))
			insert := [...]string{"", "", "x", "yz", letters[random.IntN(len(letters))]}[random.IntN(5)]
			e := meeting.Edit{At: at, Delete: meeting.Units(string(runes[next:to])), Insert: insert}
			if e.Delete > 0 || e.Insert != "" {
				list = append(list, e)
			}
			from, at = to, at+e.Delete
		}
		return list
	}
	for range 80 {
		before := text(20)
		list := change(before, 4)
		after := apply(t, before, list)
		v.Apply = append(v.Apply, applied{before, list, &after})
	}
	for range 240 {
		before := text(10)
		a, b := change(before, 3), change(before, 3)
		v.Rebase = append(v.Rebase, concurrent{before, a, b, meeting.Rebase(b, a), meeting.Carry(a, b), converge(t, before, a, b)})
	}
	for range 120 {
		before := text(10)
		a := change(before, 3)
		middle := apply(t, before, a)
		b := change(middle, 3)
		v.Sequence = append(v.Sequence, sequence{before, a, b, apply(t, middle, b)})
	}
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	// One vector a line, so that a change of one shows as one.
	data = []byte(strings.NewReplacer(`[{"text"`, "[\n"+`{"text"`, `},{"text"`, "},\n"+`{"text"`).Replace(string(data)))
	if err := os.MkdirAll("testdata", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
		t.Fatal(err)
	}
}
