package meeting

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// withholding is what a copy must not say, and what it says instead: whole texts first, then single words.
type withholding struct {
	texts []withheld        // longest first; in words, as folded
	words map[string]string // by folded word
	glued map[string]string // of scripts without spaces, found inside other text
}

type withheld struct {
	words   []string
	instead string
}

// namesToWithhold are the names of the children, whole and in parts, their dates of birth, addresses and numbers.
func (m *Meeting) namesToWithhold() withholding {
	h := withholding{words: map[string]string{}, glued: map[string]string{}}
	whole := func(text, instead string) {
		if words := foldedWords(text); len(words) > 0 {
			h.texts = append(h.texts, withheld{words, instead})
		}
	}
	number := 0
	for _, id := range m.Order.People {
		p := m.People[id]
		if p.Category != Child {
			continue
		}
		number++
		child := "[child " + numberWords(number) + "]"
		whole(p.Name, child)
		for i, word := range foldedWords(p.Name) {
			switch {
			case unspaced(word):
				h.glued[word] = child
			case len([]rune(word)) == 1: // an initial alone is a word of its own in any text
			case i == 0 && h.words[word] == "":
				h.words[word] = child
			default:
				h.words[word] = "[name withheld]"
			}
		}
		for _, text := range []string{p.Address, p.References.CaseSystem, p.References.NHS, p.References.Crime} {
			whole(text, "[withheld]")
		}
		for _, date := range []string{p.Born, p.Due} {
			whole(date, "[date withheld]")
			whole(dayOrNone(date), "[date withheld]")
		}
	}
	slices.SortStableFunc(h.texts, func(a, b withheld) int { return len(b.words) - len(a.words) })
	return h
}

func numberWords(n int) string { return string(rune('A' + (n-1)%26)) }

// redact takes out of a document all that is to be withheld, wherever it stands.
func redact(doc *Document, h withholding) {
	for _, text := range []*string{&doc.Organisation, &doc.Subtitle, &doc.Reference} {
		*text = h.clean(*text)
	}
	blocks := make([]Block, len(doc.Blocks))
	for i, b := range doc.Blocks {
		blocks[i] = h.block(b)
	}
	doc.Blocks, doc.Text = blocks, 0 // it is not the text that was signed
}

func (h withholding) block(b Block) Block {
	list := func(texts []string) []string {
		clean := make([]string, len(texts))
		for i, text := range texts {
			clean[i] = h.clean(text)
		}
		return clean
	}
	switch {
	case b.Heading != nil:
		b.Heading = &Heading{b.Heading.Level, b.Heading.Number, h.clean(b.Heading.Text), b.Heading.ID}
	case b.Paragraph != nil:
		p := *b.Paragraph
		p.Lead, p.Text, p.Byline, p.Marks = h.clean(p.Lead), h.clean(p.Text), h.clean(p.Byline), nil
		b.Paragraph = &p
	case b.Facts != nil:
		facts := make([]Fact, len(b.Facts))
		for i, fact := range b.Facts {
			facts[i] = Fact{h.clean(fact.Name), h.clean(fact.Text)}
		}
		b.Facts = facts
	case b.Table != nil:
		t := *b.Table
		t.Caption, t.Head, t.Rows = h.clean(t.Caption), list(t.Head), make([][]string, len(t.Rows))
		for i, row := range b.Table.Rows {
			t.Rows[i] = list(row)
		}
		b.Table = &t
	case b.SignOff != nil:
		b.SignOff = &SignOff{h.clean(b.SignOff.Name), list(b.SignOff.About), list(b.SignOff.Done), h.clean(b.SignOff.Disagrees)}
	case b.Box != nil:
		b.Box = &Box{h.clean(b.Box.Lead), list(b.Box.Lines)}
	}
	return b
}

// clean is a text with everything that is withheld replaced. Case, accents and the signs between words do not matter: a
// name that stays because somebody typed it otherwise is worse than a word too many taken out.
func (h withholding) clean(text string) string {
	pieces := words(norm.NFC.String(text))
	var at []int // the pieces that are words
	var folded []string
	for i, piece := range pieces {
		if word := foldedWord(piece); word != "" {
			at, folded = append(at, i), append(folded, word)
		}
	}
	changed := false
	for i := 0; i < len(folded); {
		n, instead := h.match(folded[i:])
		if n == 0 {
			i++
			continue
		}
		changed = true
		pieces[at[i]] = instead + possessive(pieces[at[i+n-1]])
		for j := at[i] + 1; j <= at[i+n-1]; j++ {
			pieces[j] = ""
		}
		i += n
	}
	if !changed && len(h.glued) == 0 {
		return text
	}
	clean := strings.Join(pieces, "")
	for word, instead := range h.glued {
		clean = strings.ReplaceAll(clean, word, instead)
	}
	return clean
}

func (h withholding) match(words []string) (n int, instead string) {
	for _, t := range h.texts {
		if len(t.words) <= len(words) && slices.Equal(t.words, words[:len(t.words)]) {
			return len(t.words), t.instead
		}
	}
	if instead := h.words[words[0]]; instead != "" {
		return 1, instead
	}
	return 0, ""
}

// foldedWords are the words of a text without case, accents and what belongs to none.
func foldedWords(text string) []string {
	var all []string
	for _, piece := range words(norm.NFC.String(text)) {
		if word := foldedWord(piece); word != "" {
			all = append(all, word)
		}
	}
	return all
}

func foldedWord(piece string) string {
	piece = strings.TrimSuffix(piece, possessive(piece))
	var word strings.Builder
	for _, r := range norm.NFD.String(cases.Fold().String(piece)) {
		if unicode.In(r, unicode.L, unicode.N) || unicode.Is(unicode.M, r) && !unicode.Is(unicode.Mn, r) {
			word.WriteRune(r)
		}
	}
	return word.String()
}

// possessive is the "'s" that a name may end with.
func possessive(piece string) string {
	for _, end := range []string{"'s", "’s", "'", "’"} {
		if strings.HasSuffix(piece, end) {
			return end
		}
	}
	return ""
}

// unspaced reports whether a word is of a script that is written without spaces.
func unspaced(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool {
		return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
	})
}
