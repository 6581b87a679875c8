package meeting_test

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"strategyroom/meeting"
)

// child is what is written down of a person, as JSON; a child where it says nothing else.
type child map[string]any

func named(names ...string) (all []child) {
	for _, name := range names {
		all = append(all, child{"name": name})
	}
	return all
}

// without is a copy without the children's names, of a meeting about them in whose notes something was typed.
func without(t tester, about []child, typed string, withhold ...string) (doc meeting.Document, places int) {
	t.Helper()
	s := newTable(t)
	s.must("", "convene", "{}")
	for _, c := range about {
		body := child{"category": "child"}
		for key, value := range c {
			body[key] = value
		}
		encoded, _ := json.Marshal(body)
		s.must("a1", "person", string(encoded))
	}
	s.must("a1", "phase", `{"phase":"open"}`)
	edits, _ := json.Marshal(map[string]any{"item": "q1", "version": 0, "edits": []meeting.Edit{{Insert: typed}}})
	s.must("a1", "note", string(edits))
	return meeting.CopyPreview(s.m, meeting.Circulation{Made: meeting.Made{By: "a1"}, Name: "Head Teacher",
		Agency: meeting.Agency{Sector: "education", Name: "Example School"}, Copy: meeting.WithoutNames, Withhold: withhold})
}

// notes are the notes of a document.
func notes(doc meeting.Document) string {
	var lines []string
	for _, b := range doc.Blocks {
		if b.Paragraph != nil && strings.HasPrefix(b.Paragraph.ID, "note-q1-") {
			lines = append(lines, b.Paragraph.Text)
		}
	}
	return strings.Join(lines, "\n")
}

func TestNamesAreTakenOut(t *testing.T) {
	tomos, both := named("Tomos Enghraifft"), named("Tomos Enghraifft", "Siân Llŵyd")
	tests := []struct {
		about       []child
		typed, want string
	}{
		{tomos, "Tomos Enghraifft is eight.", "[child A] is eight."},
		{tomos, "TOMOS and Tomos and tomos.", "[child A] and [child A] and [child A]."},
		{tomos, "The Enghraifft family; Enghraifft, Tomos.", "The [name withheld] family; [child A]."},
		{tomos, "Tomos’s bag, Tomos' room, the Enghraiffts, Enghraifft's car", "[child A]’s bag, [child A]' room, the [name withheld]s, [name withheld]'s car"},
		{tomos, "T. Enghraifft and T Enghraifft or Tomos E., as E. Tomos: his T.E. and T. E.", "[child A] and [child A] or [child A]., as [child A]: his [child A]. and [child A]."},
		{tomos, "tomos.enghraifft@example.org, Tomos_Enghraifft.docx, @TomosEnghraifft or tomos2016, #tomosenghraifft", "[child A]@example.org, [child A].docx, @[child A] or [child A]2016, #[child A]"},
		{tomos, "To\u00admos, To\u200dmos, T\u0302omos, T-o-m-o-s, Ｔｏｍｏｓ, 𝐓𝐨𝐦𝐨𝐬", "[child A], [child A], [child A], [child A], [child A], [child A]"},
		{tomos, "Tomos, Enghraifft, Tomos", "[child A]"}, // what reaches into each other is one place
		{tomos, "Tomos\nEnghraifft", "[child A]\n[name withheld]"},
		{tomos, "Tomorrow the atomos are engulfed.", "Tomorrow the atomos are engulfed."},
		{both, "Sian Llwyd and SIÂN LLŴYD and Sia\u0302n", "[child B] and [child B] and [child B]"},
		{named("Sian Llwyd"), "Siân Llŵyd", "[child A]"},
		{named("Tomos Llwyd", "Siân Llŵyd"), "Llŵyd children: Tomos, Sian", "[name withheld] children: [child A], [child B]"},
		{named("Tomos Llwyd", "Tomos Enghraifft"), "Tomos said; Tomos Llwyd said", "[name withheld] said; [child A] said"},
		{named("Müller", "Łukasz", "Ørjan", "Strauß"), "Mueller, Muller, Lukasz, Oerjan, Orjan, STRAUSS", "[child A], [child A], [child B], [child C], [child C], [child D]"},
		{named("Mueller"), "Müller", "[child A]"},
		{named("Aoife O'Brien"), "O’Brien, OBrien, O Brien, o-brien, Brien", "[name withheld], [name withheld], [name withheld], [name withheld], [name withheld]"},
		{named("Anne-Marie Poe"), "Anne-Marie or AnneMarie or Anne Marie or annemarie or Anne or Marie's or Annes", "[child A] or [child A] or [child A] or [child A] or [child A] or [child A]'s or [child A]s"},
		{named("Rhys ap Ŷnyr"), "Rhys ap Ynyr or R. ap Ynyr or Ap Ŷnyr or Ynyr", "[child A] or [child A] or [name withheld] [name withheld] or [name withheld]"},
		{named("Tomos (Tom) Enghraifft"), "Tom and Tommy", "[name withheld] and Tommy"},
		{named("A.B."), "A.B. saw a. b., AB; a B side, cab, ab ovo", "[child A]. saw [child A]., [child A]; [child A] side, cab, ab ovo"},
		{named("K"), "K. went; ask k", "[child A]. went; ask k"},
		{named("May Will"), "May I? It will be in May. Willing.", "[name withheld] I? It [name withheld] be in [name withheld]. Willing."},
		{named("Sam Poe"), "Sam said", "[name withheld] said"}, // the chair is a Sam too: the sentence must not name the child instead
		{named("محمد أحمد"), "قال محمد; محمّد قال; احمد, وأحمد, الأحمد", "قال [child A]; [child A] قال; [name withheld], و[name withheld], ال[name withheld]"},
		{named("সুমি আক্তার"), "সুমি, সুমির, আক্তার", "[child A], [child A]র, [name withheld]"},
		{named("王小明"), "今天王小明在家。小明说，王 小 明。明天", "今天[child A]在家。[child A]说，[child A]。明天"},
		{named("佐藤さくら"), "佐藤さくらは", "[child A]は"},
		{named("김민준"), "김민준이가", "[child A]이가"},
		{named("สมชาย ใจดี"), "วันนี้สมชายใจดีมา", "วันนี้[child A]มา"},
		{named("Анна Петрова"), "АННА, Анны", "[child A], Анны"}, // an ending that changes the name: not known
		{[]child{{"name": "Elin Enghraifft", "category": "parent"}}, "Elin Enghraifft", "Elin Enghraifft"},
		{[]child{{"notKnown": true}, {"name": "Tomos"}}, "Tomos", "[child B]"},
		{[]child{{"notKnown": true}}, "Nobody is named.", "Nobody is named."},
	}
	for _, test := range tests {
		doc, _ := without(t, test.about, test.typed)
		if got := notes(doc); got != test.want {
			t.Errorf("%v: of %q\n got %q\nwant %q", test.about, test.typed, got, test.want)
		}
	}
}

func TestParticularsAreTakenOut(t *testing.T) {
	born := []child{{"name": "Tomos", "born": "2016-05-04"}}
	references := []child{{"name": "Tomos", "references": map[string]string{"nhs": "943 476 5919", "caseSystem": "CS-2026/0017", "crime": "7"}}}
	home := []child{{"name": "Tomos", "address": "Flat 3, 12 Example Road, Sampletown, EX1 2AB"}}
	tests := []struct {
		about       []child
		typed, want string
	}{
		{born, "2016-05-04 or 2016/5/4, 04/05/2016, 4/5/16, 4.5.16, 04-05-16, 4. 5. 2016", "[date withheld] or " + strings.TrimSuffix(strings.Repeat("[date withheld], ", 6), ", ")},
		{born, "4 May 2016, 4th May 2016, 04 May 16, May 4th, 2016, 4th of May, 2016, 4-May-2016, 4 MAI 2016", strings.TrimSuffix(strings.Repeat("[date withheld], ", 7), ", ")},
		{born, "20160504 04052016 040516 05/04/2016 ٤/٥/٢٠١٦ 4May2016", "[date withheld] [date withheld] [date withheld] [date withheld] [date withheld] [date withheld]"},
		{born, "birthday: 4 May, May 4th", "birthday: [date withheld], [date withheld]"},
		{born, "4 May 2026; 14/05/2016; 4516; 45/16; 2016", "4 May 2026; 14/05/2016; 4516; 45/16; 2016"},
		{[]child{{"name": "Tomos", "due": "2027-01-22"}}, "due 22nd January 2027, 22/1/27", "due [date withheld], [date withheld]"},
		{references, "NHS 9434765919, 943 476 5919, 943-476-5919; cs 2026 0017; 7 lines", "NHS [withheld], [withheld], [withheld]; [withheld]; 7 lines"},
		{home, "12 example road, ex12ab, Example Road, Flat 3, Sampletown", "[withheld], [withheld], [withheld], [withheld], Sampletown"},
		{home, "Flat 3 12 Example Road Sampletown EX1 2AB", "[withheld]"},
		{[]child{{"name": "Tomos"}, {"category": "parent", "name": "Elin", "address": "Rose Cottage, EX9 9ZZ"}}, "At Rose Cottage, EX9 9ZZ, Elin", "At [withheld], Elin"},
	}
	for _, test := range tests {
		doc, _ := without(t, test.about, test.typed)
		if got := notes(doc); got != test.want {
			t.Errorf("of %q\n got %q\nwant %q", test.typed, got, test.want)
		}
	}
}

func TestWordsThatTheChairAddsAreTakenOut(t *testing.T) {
	doc, places := without(t, named("Tomos"), "Tommy plays as xX_Drag0n_Xx at Rose Villa; roses.", "tommy", "xX Drag0n Xx", "rose villa")
	if got, want := notes(doc), "[withheld] plays as [withheld] at [withheld]; roses."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if want := 5; places != want { // and the child's name in the title and the list of people
		t.Errorf("got %d places, want %d", places, want)
	}
}

// TestFormerNamesAreTakenOut of children whose entry was amended, and of those who were taken off the list.
func TestFormerNamesAreTakenOut(t *testing.T) {
	s := newTable(t)
	s.must("", "convene", `{"title":"About Tomos, once Twm","reference":"SM/Tomos/26"}`)
	s.must("a1", "person", `{"category":"child","name":"Twm Wrth","born":"2016-05-04"}`)
	s.must("a1", "person.amend", `{"person":"p2","category":"child","name":"Tomos Enghraifft","born":"2016-05-05"}`)
	s.must("a1", "person", `{"category":"child","name":"Robin Placeholder"}`)
	s.must("a1", "person.withdraw", `{"person":"p4","reason":"Robin lives elsewhere"}`)
	s.must("a1", "person", `{"category":"child","name":"Elin Enghraifft"}`)
	s.must("a1", "person.amend", `{"person":"p6","category":"parent","name":"Elin Enghraifft"}`)
	doc, _ := meeting.CopyPreview(s.m, meeting.Circulation{Made: meeting.Made{By: "a1"}, Name: "Kim", Agency: meeting.Agency{Name: "Ysgol Wrth"}, Copy: meeting.WithoutNames})
	text := strings.Join(documentLines(doc, ""), "\n")
	for _, name := range []string{"Twm", "Wrth", "Tomos", "Enghraifft", "Robin", "Placeholder", "4 May 2016", "5 May 2016"} {
		if strings.Contains(text, name) {
			t.Errorf("%s is in the copy:\n%s", name, text)
		}
	}
	for _, stays := range []string{"Elin [name withheld]", "[child A]", "[child B]"} {
		if !strings.Contains(text, stays) {
			t.Errorf("%s is not in the copy:\n%s", stays, text)
		}
	}
}

// TestNothingOfANameIsLeft looks for parts of names in every text of copies, by a reading of its own.
func TestNothingOfANameIsLeft(t *testing.T) {
	name := rapid.Custom(func(t *rapid.T) string {
		words := rapid.SliceOfN(rapid.StringMatching(`[A-ZÂÊŴŶŁØÉ][a-zâêîôŵŷłøéñç]{0,8}([-'’][A-Z][a-zü]{1,6})?`), 1, 4).Draw(t, "words")
		return strings.Join(words, " ")
	})
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(name, 1, 3).Draw(t, "names")
		var typed []string
		for range rapid.IntRange(1, 6).Draw(t, "pieces") {
			of := rapid.SampledFrom(names).Draw(t, "name")
			if rapid.Bool().Draw(t, "a part") {
				of = rapid.SampledFrom(strings.FieldsFunc(of, func(r rune) bool { return !unicode.IsLetter(r) })).Draw(t, "part")
			}
			typed = append(typed, rapid.SampledFrom([]func(string) string{strings.ToUpper, strings.ToLower, unaccented, norm.NFD.String,
				func(s string) string { return s + "'s" }, func(s string) string { return "(" + s + ")" }, func(s string) string { return s + "2016" },
				func(s string) string { return strings.ReplaceAll(s, " ", "\n") }, func(s string) string { return strings.ReplaceAll(s, " ", "_") },
			}).Draw(t, "typed as")(of), rapid.SampledFrom([]string{"said", ",", "4 May 2016", "–", "\n", "и", "今天"}).Draw(t, "between"))
		}
		doc, _ := without(t, named(names...), strings.Join(typed, " "))
		encoded, err := json.Marshal(doc)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.Unmarshal(encoded, &tree); err != nil {
			t.Fatal(err)
		}
		own := plainWords("[name withheld] [child A] [date withheld]")
		for _, name := range names {
			for _, part := range plainWords(name) {
				if len([]rune(part)) < 2 || slices.Contains(own, part) {
					continue
				}
				for _, text := range textsOf(tree) {
					if slices.Contains(plainWords(text), part) {
						t.Fatalf("%q, of %q, is left in %q", part, name, text)
					}
				}
			}
		}
	})
}

func unaccented(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'ł':
			return 'l'
		case r == 'ø':
			return 'o'
		case r == 'Ł':
			return 'L'
		case r == 'Ø':
			return 'O'
		}
		return r
	}, norm.NFD.String(text))
}

var hashes = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// plainWords are the words of a text without case and accents, check codes left out.
func plainWords(text string) []string {
	plain := unaccented(cases.Fold().String(hashes.ReplaceAllString(text, "")))
	return strings.FieldsFunc(plain, func(r rune) bool { return !unicode.Is(unicode.Latin, r) })
}

// textsOf are all strings in a piece of JSON, but for the ids of its parts, its language and its check code.
func textsOf(tree any) (texts []string) {
	switch value := tree.(type) {
	case string:
		return []string{value}
	case []any:
		for _, inner := range value {
			texts = append(texts, textsOf(inner)...)
		}
	case map[string]any:
		for key, inner := range value {
			if key != "id" && key != "language" && key != "fingerprint" {
				texts = append(texts, textsOf(inner)...)
			}
		}
	}
	return texts
}

// TestAnyTextCanBeTakenFrom: whatever was typed, the copy is made, and what was not withheld stays as it was.
func TestAnyTextCanBeTakenFrom(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := rapid.SliceOf(rapid.SampledFrom([]string{"said", "ﬁ", "é", "e\u0301\u0302", "🏳️‍🌈", "ß", "王", "ক্ষ", "ﷺ", "\u0301", "İ", "ŉ", "½", "٤", "\t", "\n", "x\u200dy", "ǆ"})).Draw(t, "words")
		typed := strings.Join(words, rapid.SampledFrom([]string{"", " ", "-"}).Draw(t, "between")) + "."
		doc, _ := without(t, named("Qqqq Zzzz"), typed)
		whole := map[string]bool{}
		for line := range strings.SplitSeq(typed, "\n") {
			whole[strings.TrimSpace(line)] = true
		}
		for line := range strings.SplitSeq(notes(doc), "\n") {
			if !whole[strings.TrimSpace(line)] {
				t.Fatalf("%q reads %q", typed, line)
			}
		}
	})
}

// TestDecisionsAndActionsSayNothingElse: not the notes, not what agencies shared, not the answers.
func TestDecisionsAndActionsSayNothingElse(t *testing.T) {
	s := newTable(t)
	s.must("", "convene", "{}")
	s.must("a1", "person", `{"category":"child","name":"Tomos"}`)
	s.must("a1", "phase", `{"phase":"open"}`)
	for _, kind := range []struct{ kind, body string }{
		{"note", `{"item":"q1","version":0,"edits":[{"at":0,"delete":0,"insert":"SECRET notes"}]}`},
		{"information", `{"item":"q1","text":"SECRET information"}`},
		{"answer", `{"item":"q1","value":"yes","text":"SECRET answer"}`},
		{"access", `{"item":"q5","is":{"setting":"SECRET setting","known":"yes"}}`},
	} {
		if refusal := s.say("a1", kind.kind, kind.body); refusal != nil && kind.kind != "access" {
			t.Fatalf("%s: %v", kind.kind, refusal)
		}
	}
	s.must("a1", "decision", `{"item":"q1","text":"Tomos is seen tonight","reasons":"Agreed"}`)
	s.must("a1", "phase", `{"phase":"closed","reason":"A rehearsal"}`)
	s.must("a1", "circulation", `{"name":"Kim","agency":{"sector":"education","name":"Example School"},"copy":"decisions-and-actions","withhold":[" Tomos","","Tomos"]}`)
	id := fmt.Sprintf("c%d", s.m.Number())
	doc, found := meeting.Copied(s.m, id)
	text := strings.Join(documentLines(doc, ""), "\n")
	if !found || strings.Contains(text, "SECRET") || strings.Contains(text, "Tomos") || !strings.Contains(text, "[withheld] is seen tonight") {
		t.Errorf("the copy reads:\n%s", text)
	}
	if got, want := s.m.Circulations[id].Withhold, []string{"Tomos"}; !slices.Equal(got, want) {
		t.Errorf("withheld are %q, want %q", got, want)
	}
	for _, test := range []struct{ body, field string }{
		{`"copy":"decisions-and-actions","withhold":["a\u202eb"]`, "withhold"},
		{`"copy":"decisions-and-actions","withhold":["1","2","3","4","5","6","7","8","9","10","11","12","13","14","15","16","17","18","19","20","21"]`, "withhold"},
		{`"copy":"whole","withhold":["Tomos"]`, "withhold"},
		{`"copy":"half"`, "copy"},
	} {
		refusal := s.say("a1", "circulation", `{"attendee":"a1",`+test.body+`}`)
		if refusal == nil || refusal.Field != test.field {
			t.Errorf("%s: got %v, want a refusal of %s", test.body, refusal, test.field)
		}
	}
}
