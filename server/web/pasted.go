package web

import (
	"regexp"
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
}

// mostGuests is how many may be pasted at once.
const mostGuests = 30

var (
	address   = regexp.MustCompile(`<?([^\s<>,;"()]+@[^\s<>,;"()]+)>?`)
	separator = regexp.MustCompile(`[,;\t]`)
)

// pasted reads a list of people, one a line: a name, an e-mail address or both, then agency, role and position in any
// order that can be told apart. "Pat Sample <pat@example.police.uk>", "Nia Ward, Example Hospital, observer".
func pasted(text string) []guest {
	guests := []guest{}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			guests = append(guests, pastedLine(line))
		}
	}
	return guests
}

func pastedLine(line string) guest {
	g := guest{Role: meeting.Member}
	if found := address.FindStringSubmatch(line); found != nil {
		g.Email = found[1]
		line = strings.Replace(line, found[0], "", 1)
	}
	for _, part := range separator.Split(line, -1) {
		part = strings.Trim(strings.TrimSpace(part), `"`)
		role := pastedRoles[strings.ToLower(part)]
		switch {
		case part == "":
		case g.Name == "":
			g.Name = part
		case role != "":
			g.Role = role
		case g.Agency.Name == "":
			g.Agency.Name = part
		case g.Position == "":
			g.Position = part
		}
	}
	local, domain, _ := strings.Cut(g.Email, "@")
	if g.Name == "" {
		g.Name = nameOf(local)
	}
	if g.Agency.Sector = sectorOf(g.Agency.Name); g.Agency.Sector == "" {
		g.Agency.Sector = sectorOf(domain)
	}
	return g
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
