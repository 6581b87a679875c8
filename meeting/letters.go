package meeting

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// letter is a letter or digit of a text as names are compared: without case and accents. What lies between two letters
// is gone but for where words begin.
type letter struct {
	is       rune
	from, to int // the bytes of the text that it stands for
	sign     sign
	first    bool // of a word or number; a capital behind a small letter begins one too
	capital  bool // not a small letter
}

// sign is what a character is to the words of a text.
type sign int

const (
	between  sign = iota // ends a word
	within               // ends none: joiners, hyphens that show only at the end of a line
	alphabet             // a letter of a script whose words stand apart
	glued                // a letter of another script: without spaces, or with endings that are written on
	digit
)

// codes are check codes: hexadecimal digits, in which no name is looked for.
var codes = regexp.MustCompile(`\b[0-9a-f]{64}\b`)

// lettersOf reads a text. Spelt reads ü as ue and the like, as people type whose keyboard has no ü.
func lettersOf(text string, spelt bool) []letter {
	all := make([]letter, 0, len(text))
	skipped := codes.FindAllStringIndex(text, -1)
	last, small := between, false
	for from, to := 0, 0; from < len(text); from = to {
		if len(skipped) > 0 && from >= skipped[0][0] {
			to, skipped, last = max(from, skipped[0][1]), skipped[1:], between
			continue
		}
		if to = from + 1; text[from] >= utf8.RuneSelf || to < len(text) && text[to] >= utf8.RuneSelf {
			to = from + norm.NFC.NextBoundaryInString(text[from:], true) // a letter with its marks
		}
		folded, is := foldedSign(text[from:to], spelt)
		if is == within {
			continue
		}
		r, _ := utf8.DecodeRuneInString(text[from:])
		capital := !unicode.IsLower(r)
		for i, r := range folded {
			all = append(all, letter{r, from, to, is, i == 0 && (is != last || capital && small), capital})
		}
		last, small = is, is == alphabet && !capital
	}
	return all
}

// alphabets are the scripts whose words stand apart.
var alphabets = []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Georgian}

// accents have the marks that are left out by whoever has none on the keyboard. Those of other scripts are vowels.
var accents = []*unicode.RangeTable{unicode.Inherited, unicode.Cyrillic, unicode.Arabic, unicode.Hebrew}

// foldedSign is a character with its marks, as it is compared, and what it is.
func foldedSign(text string, spelt bool) (folded []rune, is sign) {
	if len(text) == 1 && text[0] < utf8.RuneSelf {
		switch r := rune(text[0]); {
		case 'a' <= r && r <= 'z':
			return []rune{r}, alphabet
		case 'A' <= r && r <= 'Z':
			return []rune{r - 'A' + 'a'}, alphabet
		case '0' <= r && r <= '9':
			return []rune{r}, digit
		}
		return nil, between
	}
	var base rune
	for _, r := range cases.Fold().String(norm.NFKD.String(text)) {
		same, known := alike[r]
		switch {
		case spelt && respelt[[2]rune{base, r}] != 0:
			folded = append(folded, respelt[[2]rune{base, r}])
		case spelt && r == 'ø':
			folded, is = append(folded, 'o', 'e'), alphabet
		case known:
			folded, is = append(folded, []rune(same)...), max(is, signOf(r))
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.M, r) && unicode.In(r, accents...):
			is = max(is, within)
		case unicode.In(r, unicode.L, unicode.M):
			folded, is = append(folded, r), max(is, signOf(r))
		case unicode.Is(unicode.N, r):
			folded, is = append(folded, plainDigit(r)), max(is, digit)
		}
		if base == 0 {
			base = r
		}
	}
	return folded, is
}

func signOf(r rune) sign {
	if unicode.In(r, alphabets...) {
		return alphabet
	}
	return glued
}

// alike are letters that have no accent to leave out, and yet are typed as another; of Arabic, those that Persian and
// Urdu write otherwise, and the stroke that only lengthens a word.
var alike = map[rune]string{'ø': "o", 'ł': "l", 'đ': "d", 'ð': "d", 'ħ': "h", 'ŧ': "t", 'ŋ': "n", 'ı': "i", 'æ': "ae", 'œ': "oe", 'þ': "th",
	'ـ': "", 'ى': "ي", 'ی': "ي", 'ک': "ك", 'ة': "ه", 'ہ': "ه", 'ھ': "ه", 'ٱ': "ا"}

// respelt is what a letter's mark is spelt as: ü is ue.
var respelt = map[[2]rune]rune{{'a', '\u0308'}: 'e', {'o', '\u0308'}: 'e', {'u', '\u0308'}: 'e', {'a', '\u030a'}: 'a'}

// plainDigit is 0 to 9 for a digit of any script.
func plainDigit(r rune) rune {
	for _, run := range unicode.Nd.R16 {
		if rune(run.Lo) <= r && r <= rune(run.Hi) {
			return '0' + (r-rune(run.Lo))%10
		}
	}
	return r
}

// unspaced reports whether a letter is of a script that is written without spaces, or puts endings behind names of two
// letters.
func unspaced(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

// folded is a text as it is compared, without where its words begin.
func folded(text string) string {
	var all strings.Builder
	for _, l := range lettersOf(text, false) {
		all.WriteRune(l.is)
	}
	return all.String()
}
