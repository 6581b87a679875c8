package paper_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"strategyroom/meeting"
	"strategyroom/pdf/pdftest"
	"strategyroom/server/paper"
)

func TestPapersAreMadeOnceAndStay(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.finish(r)
	o.write(r, "a1", "addendum", `{"text":"The school was told."}`)
	given := o.write(r, "a1", "circulation", `{"name":"Duty Team","agency":{"sector":"social-care"},"copy":"whole"}`)
	for _, name := range []string{"decisions", "minutes-1", "addendum-1", fmt.Sprintf("copy-c%d", given.Number)} {
		file := o.file(r, name)
		checked := o.sound(file)
		if !checked.Compared || !checked.Trusted {
			t.Errorf("%s: compared %t, trusted %t; want both", name, checked.Compared, checked.Trusted)
		}
		o.later.Add(int64(time.Hour)) // the room closes meanwhile
		r = o.open()
		if again := o.file(r, name); !bytes.Equal(again, file) {
			t.Errorf("%s: another file the second time", name)
		}
		sum := sha256.Sum256(file)
		r.View(func(m *meeting.Meeting) {
			if got := m.Seals[name]; got == nil || !bytes.Equal(got.SHA256, sum[:]) || got.Entries != checked.Head.Number {
				t.Errorf("%s: the record names %+v, want the file's %x at %d", name, got, sum, checked.Head.Number)
			}
		})
	}
}

func TestPapersThatAreNotThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	for _, name := range []string{"decisions", "minutes-1", "minutes-0", "minutes-x", "addendum-1", "copy-c9", "copy-", "", "other"} {
		var refusal *meeting.Refusal
		if _, err := o.File(context.Background(), r, name); !errors.As(err, &refusal) {
			t.Errorf("%q: got %v, want a refusal", name, err)
		}
	}
	o.finish(r)
	o.write(r, "a1", "addendum", `{"text":"One more thing"}`)
	for _, name := range []string{"minutes-01", "minutes-+1", "addendum-01", "addendum-+1", "addendum-1-", "decisions-", "decisions-1"} {
		var refusal *meeting.Refusal
		if _, err := o.File(context.Background(), r, name); !errors.As(err, &refusal) || refusal.Code != meeting.NotFound {
			t.Errorf("%q: got %v, want that there is none: a file has one name, and one seal under it", name, err)
		}
	}
}

func TestReopenedMinutesAreSuperseded(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.finish(r)
	first := o.file(r, "minutes-1")
	o.write(r, "a1", "reopen", `{"reason":"The wrong school"}`)
	o.sign(r, 2)
	second := o.sound(o.file(r, "minutes-2"))
	if got := second.Meeting.Versions[0].Superseded; got == nil || got.Reason != "The wrong school" {
		t.Errorf("version 1: superseded %+v", got)
	}
	if again := o.file(r, "minutes-1"); !bytes.Equal(again, first) {
		t.Error("the first version's file is another after reopening")
	}
}

// TestWithheldIsNotThere looks for the child's name in a copy without it, also where nobody looks.
func TestWithheldIsNotThere(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.write(r, "a1", "note", `{"item":"q1","version":0,"edits":[{"at":0,"insert":"TOMOS ran away. tomos' aunt, Mrs Enghraifft, has him."}]}`)
	o.write(r, "a1", "decision", `{"item":"q1","text":"Enquiries start for Tomos","reasons":"Seen"}`)
	o.finish(r)
	for _, kind := range []string{meeting.WithoutNames, meeting.DecisionsActions} {
		given := o.write(r, "a1", "circulation", `{"name":"Head Teacher","agency":{"sector":"education","name":"Example School"},"copy":"`+kind+`"}`)
		checked := o.sound(o.file(r, fmt.Sprintf("copy-c%d", given.Number)))
		if checked.Meeting != nil || bytes.Contains(checked.Record, []byte(`"body"`)) {
			t.Errorf("%s: the record in it shows words", kind)
		}
		text, err := meeting.Canonical(checked.Document)
		if err != nil {
			t.Fatal(err)
		}
		for _, withheld := range map[string][]string{meeting.WithoutNames: {"tomos", "enghraifft"}, meeting.DecisionsActions: {"ran away", "aunt"}}[kind] {
			if strings.Contains(strings.ToLower(string(text)), withheld) {
				t.Errorf("%s: %q is still in it", kind, withheld)
			}
		}
	}
}

func TestHostileTextIsSealed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	people := make([]string, 60)
	for i := range people {
		people[i] = fmt.Sprintf("Śiân (%d) \\) /Names endobj 王小明 محمد", i)
	}
	r := o.hold(people...)
	texts := []string{"😀 👩\u200d👧 [U+1F600]", strings.Repeat("ab", 5_000), `) Tj ET endstream endobj`, "শেখ হাসিনা \u200d", "tab\\tand\\nline", "%%EOF\\nstartxref\\n0", "e" + strings.Repeat("́", 40)}
	for i := range 300 {
		o.write(r, "a1", "information", fmt.Sprintf(`{"item":"q1","text":%q}`, strings.NewReplacer(`\t`, "\t", `\n`, "\n").Replace(texts[i%len(texts)])))
	}
	o.write(r, "a1", "note", `{"item":"q2","version":0,"edits":[{"at":0,"insert":"`+strings.Repeat("x", 20_000)+`"}]}`)
	o.finish(r)
	if checked := o.sound(o.file(r, "minutes-1")); !checked.Compared {
		t.Error("the minutes were not compared with the record")
	}
}

func TestEmptyMeetingIsSealed(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold()
	o.finish(r)
	o.sound(o.file(r, "decisions"))
	o.sound(o.file(r, "minutes-1"))
}

// TestAFullDiskLosesNothing asks for a file while none can be kept: nothing is given out or written down, and once there
// is room it is made.
func TestAFullDiskLosesNothing(t *testing.T) {
	t.Parallel()
	var told []bool
	o := newOffice(t, func(c *paper.Config) { c.Sealed = func(err error) { told = append(told, err == nil) } })
	r := o.hold("Pat Sample")
	o.finish(r)
	o.store.full = true
	file, err := o.File(context.Background(), r, "minutes-1")
	var refusal *meeting.Refusal
	if !errors.As(err, &refusal) || refusal.Code != meeting.Away || file != nil {
		t.Fatalf("got %d bytes and %v, want the refusal away", len(file), err)
	}
	r.View(func(m *meeting.Meeting) {
		if m.Seals["minutes-1"] != nil {
			t.Error("a seal is written down for a file that was not kept")
		}
	})
	o.store.full = false
	o.sound(o.file(r, "minutes-1"))
	o.file(r, "minutes-1") // kept now: nothing is sealed
	if want := []bool{false, true}; !slices.Equal(told, want) {
		t.Errorf("told %v of what was sealed, want %v", told, want)
	}
}

// TestKeptFileThatIsDamagedIsMadeAgain takes the file away behind the server's back.
func TestKeptFileThatIsDamagedIsMadeAgain(t *testing.T) {
	t.Parallel()
	o := newOffice(t, nil)
	r := o.hold("Pat Sample")
	o.finish(r)
	o.file(r, "minutes-1")
	ctx := context.Background()
	var ids []string
	if err := o.store.List(ctx, "paper", collect(&ids)); err != nil || len(ids) != 1 {
		t.Fatalf("kept: %v (%v)", ids, err)
	}
	doc, err := o.store.Get(ctx, "paper", ids[0])
	if err != nil {
		t.Fatal(err)
	}
	doc.Body[len(doc.Body)/2] ^= 1
	if _, err := o.store.Put(ctx, doc); err != nil {
		t.Fatal(err)
	}
	o.sound(o.file(r, "minutes-1"))
}

func TestTimeStamps(t *testing.T) {
	t.Parallel()
	authority := pdftest.NewAuthority(t)
	down := true
	o := newOffice(t, func(c *paper.Config) {
		c.Stamp = func(value []byte) ([]byte, error) {
			if down {
				return nil, errors.New("the authority does not answer")
			}
			return authority.Stamp(value)
		}
	})
	r := o.hold("Pat Sample")
	o.finish(r)
	first := o.file(r, "minutes-1")
	if o.sound(first).Stamp != nil {
		t.Fatal("stamped by an authority that does not answer")
	}
	down = false
	if again := o.file(r, "minutes-1"); !bytes.Equal(again, first) {
		t.Error("asked for again it was sealed again, unasked")
	}
	stamped, err := o.Again(context.Background(), r, "minutes-1")
	if err != nil || o.sound(stamped).Stamp == nil {
		t.Fatalf("sealed again: %v", err)
	}
	if again := o.file(r, "minutes-1"); !bytes.Equal(again, stamped) {
		t.Error("afterwards it is not the stamped file")
	}
	if twice, err := o.Again(context.Background(), r, "minutes-1"); err != nil || !bytes.Equal(twice, stamped) {
		t.Errorf("a stamped file was sealed again (%v)", err)
	}
}

func TestWithoutKeysNothingIsSealed(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*paper.Config){
		"none":    func(c *paper.Config) { c.Keys = nil },
		"expired": func(c *paper.Config) { k := c.Keys.(keys); k.fail = errors.New("expired"); c.Keys = k },
	} {
		o := newOffice(t, change)
		r := o.hold()
		o.finish(r)
		var refusal *meeting.Refusal
		if _, err := o.File(context.Background(), r, "minutes-1"); !errors.As(err, &refusal) || refusal.Code != meeting.Away {
			t.Errorf("%s: got %v, want the refusal away", name, err)
		}
	}
}
