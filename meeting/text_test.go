package meeting_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"strategyroom/meeting"
)

// FuzzClean holds the cleaning of names and texts to what it promises: what is clean stays as it is when it is cleaned
// again, is no longer than it may be, has nothing in it that is not seen but joiners, and says what was typed.
func FuzzClean(f *testing.F) {
	for _, seed := range []string{"Siân Llŵyd", " a\r\nb\rc\t ", "e\u0301", "\u200d", "রাশেদ\u200cা", "a\u202eb", "\ufeffa", "\xed\xa0\xbd", "\u0344\u2000\u2126", "a\u2028b", "\xf3\u0344 ",
		strings.Repeat("\u0344", 100), strings.Repeat("😀", 100), strings.Repeat("e\u0301", 150), strings.Repeat("x", 10_001)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		for _, of := range []struct {
			sort  string
			clean func(string) (string, string)
			most  int
			lines bool
		}{{"name", meeting.CleanName, meeting.MaxName, false}, {"text", meeting.CleanText, meeting.MaxText, true}} {
			clean, fault := of.clean(typed)
			if !utf8.ValidString(typed) {
				if fault == "" {
					t.Errorf("%s: %q is taken", of.sort, typed)
				}
				continue
			}
			if again, found := of.clean(clean); again != clean || found != fault {
				t.Errorf("%s cleaned again: got %q %q, want %q %q", of.sort, again, found, clean, fault)
			}
			same := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(typed)
			if !of.lines {
				same = norm.NFC.String(typed)
			}
			if want := strings.TrimSpace(same); clean != want {
				t.Errorf("%s: got %q, want what was typed: %q", of.sort, clean, want)
			}
			if fault != "" {
				continue
			}
			if got := meeting.Units(clean); got > of.most || got == 0 {
				t.Errorf("%s: got %d units, want 1 to %d", of.sort, got, of.most)
			}
			if !of.lines && !norm.NFC.IsNormalString(clean) {
				t.Errorf("%s: %q is not in its normal form", of.sort, clean)
			}
			for _, r := range clean {
				joins, breaks := r == '\u200c' || r == '\u200d', of.lines && (r == '\n' || r == '\t')
				if unicode.In(r, unicode.Cc, unicode.Cs, unicode.Co, unicode.Zl, unicode.Zp, unicode.Bidi_Control) && !joins && !breaks {
					t.Errorf("%s: %q has %U in it", of.sort, clean, r)
				}
			}
			if _, err := meeting.Canonical(clean); err != nil {
				t.Errorf("%s: %q cannot be written down: %v", of.sort, clean, err)
			}
		}
	})
}
