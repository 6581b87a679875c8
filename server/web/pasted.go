package web

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"strategyroom/meeting"
)

// guest is somebody to invite, as far as a pasted line says. Whoever pasted it checks it before anything is written.
type guest struct {
	ID                    string // of the command that invites them
	Name, Email, Position string
	Agency                meeting.Agency
	Role                  meeting.Role
	Guessed               bool // the name is made of the address, because none stands there
	Unsure                bool // the agency may be the other half of the name: "Ward, Nia"
}

// mostGuests is how many may be pasted at once.
const mostGuests = 30

var (
	address   = regexp.MustCompile(`<?([^\s<>,;"()]+@[^\s<>,;"()]+)>?`)
	separator = regexp.MustCompile(`[,;\t]`)
)

// pasted reads a list of people, one a line: a name, an e-mail address or both, then agency, role and position in any
// order that can be told apart. "Pat Sample <pat@example.police.uk>", "Nia Ward, Example Hospital, observer",
// "n.ward@example.nhs.uk, Example Hospital". A line with several addresses is several people, as mail programs have it.
func pasted(text string) []guest {
	guests := []guest{}
	for line := range strings.Lines(text) {
		for _, one := range persons(line) {
			guests = append(guests, pastedLine(one))
		}
	}
	return guests
}

// persons takes a line apart where it has several addresses: at semicolons, and then behind each address.
func persons(line string) []string {
	if len(address.FindAllString(line, 2)) < 2 {
		if line = strings.TrimSpace(line); line == "" {
			return nil
		}
		return []string{line}
	}
	if parts := strings.Split(line, ";"); len(parts) > 1 {
		found := []string{}
		for _, part := range parts {
			found = append(found, persons(part)...)
		}
		return found
	}
	ends := address.FindAllStringIndex(line, -1)
	found, from := []string{}, 0
	for i, end := range ends {
		to := end[1]
		if i == len(ends)-1 {
			to = len(line)
		}
		found, from = append(found, line[from:to]), to
	}
	return found
}

func pastedLine(line string) guest {
	g := guest{Role: meeting.Member}
	first := false // the address stands before everything else
	if at := address.FindStringSubmatchIndex(line); at != nil {
		g.Email = line[at[2]:at[3]]
		first = strings.Trim(line[:at[0]], " ,;\t\"") == ""
		line = line[:at[0]] + line[at[1]:]
	}
	local, domain, _ := strings.Cut(g.Email, "@")
	for _, part := range separator.Split(line, -1) {
		part = strings.Trim(strings.TrimSpace(part), `"`)
		role := pastedRoles[strings.ToLower(part)]
		switch {
		case part == "":
		case role != "" && (first || g.Name != ""):
			g.Role = role
		case g.Name == "" && (!first || named(part, local)):
			g.Name = part
		case g.Agency.Name == "":
			g.Agency.Name = part
		case g.Position == "":
			g.Position = part
		}
	}
	if g.Name == "" {
		g.Name, g.Guessed = nameOf(local), local != ""
	}
	g.Unsure = !g.Guessed && halves(g.Name, g.Agency.Name)
	if g.Agency.Sector = sectorOf(g.Agency.Name); g.Agency.Sector == "" {
		g.Agency.Sector = sectorOf(domain)
	}
	return g
}

// named reports whether the first part of an address is made of a name: "ward" of "n.ward" is a word of "Nia Ward". What
// says of which sector it is, is an agency: "Example School" at school@example.sch.uk.
func named(part, local string) bool {
	if sectorOf(part) != "" {
		return false
	}
	words := strings.Fields(strings.ToLower(part))
	return slices.ContainsFunc(strings.Fields(strings.ToLower(nameOf(local))), func(word string) bool {
		return slices.Contains(words, word)
	})
}

// halves reports whether a name and an agency may be one name, written "Ward, Nia": one word each, the second of no sector.
func halves(name, agency string) bool {
	return len(strings.Fields(name)) == 1 && len(strings.Fields(agency)) == 1 && sectorOf(agency) == ""
}

var pastedRoles = map[string]meeting.Role{
	"deputy": meeting.Deputy, "deputy chair": meeting.Deputy, "minute-taker": meeting.MinuteTaker,
	"minute taker": meeting.MinuteTaker, "minutes": meeting.MinuteTaker, "member": meeting.Member, "observer": meeting.Observer,
}

// nameOf makes a name of the first part of an address: "s.begum" is "S Begum".
func nameOf(local string) string {
	words := strings.FieldsFunc(local, func(r rune) bool { return r == '.' || r == '_' || r == '-' || r == '+' })
	for i, word := range words {
		first, size := utf8.DecodeRuneInString(word)
		words[i] = string(unicode.ToUpper(first)) + word[size:]
	}
	return strings.Join(words, " ")
}

// marks tell the sector of an agency by its name or its domain. The first that fits counts: the legal team of a council
// is legal.
var marks = []struct {
	sector string
	words  []string
}{
	{"police", []string{"police", "heddlu", "constabulary"}},
	{"allegations-officer", []string{"lado", "allegations"}},
	{"legal", []string{"legal", "solicitor", "law"}},
	{"health", []string{"health", "nhs", "hospital", "clinic", "surgery", "iechyd", "camhs"}},
	{"education", []string{"school", "academy", "college", "ysgol", "nursery", "education", "sch.uk"}},
	{"social-care", []string{"social", "council", "cyngor", "children", "gov.uk"}},
}

// sectorOf guesses the sector; empty where nothing tells it.
func sectorOf(agency string) string {
	agency = strings.ToLower(agency)
	for _, mark := range marks {
		for _, word := range mark.words {
			if strings.Contains(agency, word) {
				return mark.sector
			}
		}
	}
	return ""
}
