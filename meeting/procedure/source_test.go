package procedure_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"strategyroom/meeting/procedure"
)

// document is the sentences and bullets of testdata/procedure.txt, to the letter but for white space and for the
// semicolon or colon that only joins a bullet to the next line.
type document []section

type section struct {
	title     string
	sentences []string
}

var sentenceEnd = regexp.MustCompile(`[.?](\s+|$)`)

// readDocument takes a short line without a full stop, between empty lines, for a title.
func readDocument(t *testing.T) document {
	t.Helper()
	var read document
	lines := strings.Split(readFile(t, "testdata/procedure.txt"), "\n")
	for i, line := range lines {
		line = strings.Join(strings.Fields(line), " ")
		bullet, isBullet := strings.CutPrefix(line, "• ")
		switch {
		case line == "":
		case isBullet:
			here := &read[len(read)-1]
			here.sentences = append(here.sentences, strings.TrimRight(bullet, ";"))
		case !strings.ContainsAny(line, ".:") && (i == 0 || strings.TrimSpace(lines[i-1]) == ""):
			read = append(read, section{title: line})
		default:
			here := &read[len(read)-1]
			here.sentences = append(here.sentences, sentences(line)...)
		}
	}
	return read
}

// sentences are those of a paragraph, and each two that follow each other, for where one makes no sense alone.
func sentences(paragraph string) []string {
	var single, all []string
	for paragraph != "" {
		end := len(paragraph)
		if at := sentenceEnd.FindStringIndex(paragraph); at != nil {
			end = at[1]
		}
		single = append(single, strings.TrimRight(paragraph[:end], ": "))
		paragraph = paragraph[end:]
	}
	for i, sentence := range single {
		all = append(all, sentence)
		if i+1 < len(single) {
			all = append(all, sentence+" "+single[i+1])
		}
	}
	return all
}

func (d document) under(title string) []string {
	for _, s := range d {
		if s.title == title {
			return s.sentences
		}
	}
	return nil
}

func (d document) all() []string {
	var all []string
	for _, s := range d {
		all = append(all, s.sentences...)
	}
	return all
}

// TestSourcesAreTheDocuments asks of every source that it is one whole sentence or bullet of the document.
func TestSourcesAreTheDocuments(t *testing.T) {
	p, all := procedure.Default(), readDocument(t).all()
	sources := map[string]string{}
	for _, c := range p.Circumstances {
		sources[c.ID] = c.Source
	}
	for _, item := range p.Agenda {
		if item.Source != "" {
			sources[item.ID] = item.Source
		}
	}
	for _, duty := range p.AllDuties {
		for _, reason := range duty.Why {
			sources[duty.ID+" "+reason.When[0]+" "+reason.Source] = reason.Source
		}
	}
	for _, timescale := range p.Timescales {
		if timescale.Source != "" {
			sources[timescale.ID] = timescale.Source
		}
	}
	if len(sources) < 40 {
		t.Errorf("only %d sources were looked up", len(sources))
	}
	for what, source := range sources {
		if !slices.Contains(all, source) {
			t.Errorf("%s: the document has no such sentence: %q", what, source)
		}
	}
}

// TestQuestionsAreTheDocuments asks that the ten issues "to consider" are asked, in the document's words and order.
func TestQuestionsAreTheDocuments(t *testing.T) {
	var got []string
	for _, item := range procedure.Default().Agenda {
		if item.Answer != "" {
			got = append(got, item.Text)
		}
	}
	bullets := slices.DeleteFunc(readDocument(t).under("The Strategy Meeting"), func(s string) bool {
		return !strings.HasSuffix(s, "?")
	})
	if len(got) != 10 || !slices.Equal(got, bullets) {
		t.Errorf("got %q\nwant %q", got, bullets)
	}
}

// TestGlossesExplainTheDocument asks that each term is one of the document's, and that sources show theirs.
func TestGlossesExplainTheDocument(t *testing.T) {
	p, text := procedure.Default(), strings.Join(strings.Fields(readFile(t, "testdata/procedure.txt")), " ")
	for _, gloss := range p.Glosses {
		if !strings.Contains(text, gloss.Term) {
			t.Errorf("the document does not say %q", gloss.Term)
		}
	}
	tests := []struct{ text, want string }{
		{"Child protection (Section 47) enquiries and core assessment are to be undertaken.", "core assessment"},
		{"for an LSCB agency", "LSCB"},
		{"a referral to social services", "Social Services"},
		{"Ascertain whether there are children", ""},
	}
	for _, test := range tests {
		got := ""
		for _, gloss := range p.Explain(test.text) {
			got += gloss.Term
		}
		if got != test.want {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}
