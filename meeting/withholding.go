package meeting

import (
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// withholding is what a copy must not say, by its first letter.
type withholding map[rune][]withheld

// withheld is one text that a copy must not say, and what it says instead.
type withheld struct {
	letters  []rune
	instead  string
	breaks   []int // of a date: where its words and numbers begin, and nowhere else
	noYear   bool  // of a date without one: no year may follow
	initials bool  // counts only in capitals, or as letters that stand alone
	alone    bool  // and of those only as capitals that stand alone
}

// What stands in place of what was withheld.
const (
	nameWithheld = "[name withheld]"
	dateWithheld = "[date withheld]"
	textWithheld = "[withheld]"
)

// toWithhold is what must not stand in a copy without the children's names: their names whole and in parts, those they
// had before their entry was amended, their dates of birth in the forms that people type, their numbers, and the
// address of everybody whom the meeting is about, since the child may live there; and the words that the chair added.
// Children who were taken off the list count too.
func (m *Meeting) toWithhold(more []string) withholding {
	h := withholding{}
	others := m.otherNames()
	number := 0
	for _, id := range m.Order.People {
		p := m.People[id]
		for _, was := range append(slices.Clone(p.earlier), p.person) {
			h.address(was.Address)
		}
		states := p.asChild()
		if len(states) > 0 {
			number++
		}
		child := "[child " + letterOf(number) + "]"
		for _, was := range states {
			h.name(was.Name, child, others)
			h.date(was.Born)
			h.date(was.Due)
			for _, text := range []string{was.References.CaseSystem, was.References.NHS, was.References.Crime} {
				if len(folded(text)) > 2 {
					h.text(text)
				}
			}
		}
	}
	for _, text := range more {
		h.text(text)
	}
	return h
}

// asChild are the states of a person's entry in which they are a child. Who was put down as one by mistake keeps the
// name that they have now.
func (p *Person) asChild() []person {
	states := append(slices.Clone(p.earlier), p.person)
	if p.Category == Child {
		return states
	}
	return slices.DeleteFunc(states, func(was person) bool { return was.Category != Child || was.Name == p.Name })
}

// otherNames are the words of which no child alone can be meant: names of other people, and of months.
func (m *Meeting) otherNames() map[string]bool {
	others := map[string]bool{}
	add := func(name string) {
		for _, word := range namedWords(name) {
			others[folded(word)] = true
		}
	}
	for _, p := range m.People {
		if p.Category != Child {
			add(p.Name)
		}
	}
	for _, at := range m.Attendees {
		add(at.Name)
	}
	for _, names := range months {
		add(strings.Join(names, " "))
	}
	return others
}

// letterOf counts A to Z, AA, AB.
func letterOf(n int) string {
	letters := ""
	for ; n > 0; n = (n - 1) / 26 {
		letters = string(rune('A'+(n-1)%26)) + letters
	}
	return letters
}

func (h withholding) add(w withheld, text string) {
	for _, spelt := range []bool{false, true} {
		w.letters = nil
		for _, l := range lettersOf(text, spelt) {
			w.letters = append(w.letters, l.is)
		}
		if len(w.letters) == 0 {
			continue
		}
		of := h[w.letters[0]]
		at := slices.IndexFunc(of, func(o withheld) bool {
			return slices.Equal(o.letters, w.letters) && o.initials == w.initials && slices.Equal(o.breaks, w.breaks)
		})
		switch {
		case at < 0:
			h[w.letters[0]] = append(of, w)
		case of[at].instead != w.instead: // of two people
			of[at].instead = nameWithheld
		}
	}
}

// text has a text withheld as a whole, however its words are joined.
func (h withholding) text(text string) {
	h.add(withheld{instead: textWithheld, initials: initials(text)}, text)
}

// initials reports whether a name is made of single letters: "A.B.", "K".
func initials(name string) bool {
	return !slices.ContainsFunc(namedWords(name), func(word string) bool { return len(lettersOf(word, false)) > 1 })
}

// namedWords are the parts of a name: O'Brien has two.
func namedWords(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.Cf)
	})
}

// name has a name withheld: as a whole, each word either whole or by its initial, the surname first or last; and each
// part of it that has two letters or more.
func (h withholding) name(name, child string, others map[string]bool) {
	words := strings.Fields(name)
	h.add(withheld{instead: child, initials: initials(name)}, name)
	if n := len(words); n > 1 && n <= 5 {
		for short := range 1 << n {
			shortened := slices.Clone(words)
			for i := range shortened {
				if short>>i&1 == 1 {
					shortened[i] = initialOf(words[i])
				}
			}
			all := short == 1<<n-1
			h.add(withheld{instead: child, initials: all, alone: all}, strings.Join(shortened, " "))
			h.add(withheld{instead: child, initials: all, alone: all}, shortened[n-1]+" "+strings.Join(shortened[:n-1], " "))
		}
	}
	for i, word := range words {
		instead := nameWithheld
		if i == 0 {
			instead = child
		}
		for _, part := range append(partsOf(word), word) {
			if others[folded(part)] {
				instead = nameWithheld
			}
			if !initials(part) {
				h.add(withheld{instead: instead}, part)
			}
		}
	}
}

// initialOf is the first letter of a word, without marks.
func initialOf(word string) string {
	for _, l := range lettersOf(word, false) {
		return string(l.is)
	}
	return ""
}

// partsOf are the parts of a word of a name; of Chinese characters any two or more that stand together, since surname
// and given name do not stand apart.
func partsOf(word string) []string {
	parts := namedWords(word)
	signs := []rune(word)
	if !unicode.Is(unicode.Han, signs[0]) {
		return parts
	}
	for i := range signs {
		for j := i + 2; j <= len(signs); j++ {
			parts = append(parts, string(signs[i:j]))
		}
	}
	return parts
}

var postcode = regexp.MustCompile(`(?i)\b[a-z]{1,2}[0-9][0-9a-z]? ?[0-9][a-z]{2}\b`)

// address has an address withheld: as a whole, its lines of two words or more, the street without its number, the
// postcode. A town by itself stays: agencies have its name.
func (h withholding) address(address string) {
	if address == "" {
		return
	}
	h.text(address)
	for _, code := range postcode.FindAllString(address, -1) {
		h.text(code)
	}
	for _, line := range strings.FieldsFunc(address, func(r rune) bool { return strings.ContainsRune(",;\n", r) }) {
		words := namedWords(line)
		for len(words) > 1 {
			h.text(strings.Join(words, " "))
			if !strings.ContainsFunc(words[0], unicode.IsDigit) {
				break
			}
			words = words[1:]
		}
	}
}

// months are their names, in English and Welsh, and what they are shortened to.
var months = [][]string{{"January", "Jan", "Ionawr", "Ion"}, {"February", "Feb", "Chwefror", "Chwe"}, {"March", "Mar", "Mawrth", "Maw"},
	{"April", "Apr", "Ebrill", "Ebr"}, {"May", "Mai"}, {"June", "Jun", "Mehefin", "Meh"}, {"July", "Jul", "Gorffennaf", "Gorff"},
	{"August", "Aug", "Awst"}, {"September", "Sept", "Sep", "Medi"}, {"October", "Oct", "Hydref", "Hyd"}, {"November", "Nov", "Tachwedd", "Tach"},
	{"December", "Dec", "Rhagfyr", "Rhag"}}

// date has a civil date withheld in the forms that people type: in figures in any order, with the month's name, without
// its year. Of figures the American order counts too.
func (h withholding) date(date string) {
	on, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return
	}
	add := func(noYear bool, parts ...string) {
		w, at := withheld{instead: dateWithheld, noYear: noYear, breaks: []int{}}, 0
		for _, part := range parts {
			w.breaks = append(w.breaks, at)
			at += len(part)
		}
		h.add(w, strings.Join(parts, ""))
	}
	days, years := []string{on.Format("2"), on.Format("02")}, []string{on.Format("2006"), on.Format("06")}
	add(false, on.Format("20060102"))
	for i, year := range years {
		add(false, on.Format("0201")+year)
		for _, day := range days {
			for _, month := range []string{on.Format("1"), on.Format("01")} {
				add(false, day, month, year)
				add(false, month, day, year)
				if i == 0 { // nobody begins with two figures of the year
					add(false, year, month, day)
				}
			}
		}
	}
	ordinals := [][]string{{days[0]}, {days[1]}, {days[0], ordinalEnd(on.Day())}}
	for _, month := range months[on.Month()-1] {
		month = strings.ToLower(month)
		for _, day := range ordinals {
			for _, form := range [][]string{append(slices.Clone(day), month), append(slices.Clone(day), "of", month), append([]string{month}, day...)} {
				add(true, form...)
				for _, year := range years {
					add(false, append(slices.Clone(form), year)...)
				}
			}
		}
	}
}

func ordinalEnd(day int) string {
	switch {
	case day/10 == 1:
		return "th"
	case day%10 <= 3:
		return []string{"th", "st", "nd", "rd"}[day%10]
	}
	return "th"
}
