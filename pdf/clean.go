package pdf

import (
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const (
	nonJoiner = '\u200c' // Persian and Bengali names need both
	joiner    = '\u200d'
	maxMarks  = 4 // on one letter; no language needs more, and a tower of them covers the lines above
)

// clean makes any bytes into letters that some font has: valid UTF-8, composed, lines ended by "\n", tabs as spaces.
// What cannot be seen or drawn is named instead, "[U+202E]", so that nothing is dropped and nothing hides.
func (p *pen) clean(text string, bold bool) string {
	if p.easy(text) {
		return text
	}
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n",
		"\t", "    ", "\u2011", "\u2010").Replace(text)
	text = norm.NFC.String(unstack(strings.ToValidUTF8(text, "\ufffd")))
	letters := []rune(text)
	var out strings.Builder
	base := -1 // the family of the letter that a mark would stand on
	for i, r := range letters {
		switch {
		case r == '\n':
			base = -1
			out.WriteRune(r)
		case r == joiner || r == nonJoiner:
			// Joiners mean something between letters of the scripts that are shaped, elsewhere they only hide.
			if base > 0 && i+1 < len(letters) && p.families[base].regular.has(r) {
				out.WriteRune(r)
			} else {
				base = -1
				out.WriteString(named(r))
			}
		case unicode.Is(unicode.M, r):
			if base >= 0 && p.families[base].regular.has(r) {
				out.WriteRune(r)
			} else {
				base = -1
				out.WriteString(named(r))
			}
		default:
			if base = p.family(r); base < 0 {
				out.WriteString(named(r))
				continue
			}
			out.WriteRune(r)
			if unicode.Is(unicode.Zs, r) {
				base = -1
			}
		}
	}
	return out.String()
}

// easy reports whether text is plain ASCII without controls, as nearly all is.
func (p *pen) easy(text string) bool {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c != '\n' && (c < ' ' || c > '~') {
			return false
		}
	}
	return true
}

// family is the first family that can draw a letter, -1 where none can or nobody would see it.
func (p *pen) family(r rune) int {
	if i, ok := p.known[r]; ok {
		return i
	}
	i := -1
	if !unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs, unicode.Variation_Selector,
		unicode.Other_Default_Ignorable_Code_Point) {
		for n, f := range p.families {
			if f.regular.has(r) {
				i = n
				break
			}
		}
	}
	p.known[r] = i
	return i
}

// unstack names the marks above the fourth on one letter. It comes before composing, which puts a joiner of its own
// into a longer row of marks.
func unstack(text string) string {
	var out strings.Builder
	marks := 0
	for _, r := range text {
		if marks++; !unicode.Is(unicode.M, r) {
			marks = 0
		}
		if marks > maxMarks {
			out.WriteString(named(r))
		} else {
			out.WriteRune(r)
		}
	}
	return out.String()
}

func named(r rune) string { return fmt.Sprintf("[U+%04X]", r) }
