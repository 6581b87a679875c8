package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"strategyroom/meeting"
)

const rulesHead = `# Who may do what, when

Printed from the register in ` + "`meeting/kinds.go` by `make generate`" + `. A test tries every kind in every phase by every role
and finds the same.

* **writes**: it stands when it is written.
* **proposes**: it stands when chair or minute-taker takes it.
* **own**: only what is the attendee's own; the kind's rule in [interface.md](interface.md) says what that is.
* A dash: not at all.

Some kinds narrow further what they may say; that, too, stands in the kind's rule. The server writes by itself who
joined and who left.

`

// columns are the roles in the order of the table.
var columns = []meeting.Role{meeting.Chair, meeting.Deputy, meeting.MinuteTaker, meeting.Member, meeting.Observer, meeting.Server}

func rulesPage() []byte {
	var page bytes.Buffer
	page.WriteString(rulesHead)
	page.WriteString("| Kind | Phases | Chair | Deputy | Minute-taker | Member | Observer | Server |\n|---|---|---|---|---|---|---|---|\n")
	for _, kind := range meeting.Kinds() {
		cells := []string{"`" + kind.Name + "`", phases(kind)}
		for _, role := range columns {
			permission := string(kind.May[role])
			if permission == "" {
				permission = "–"
			}
			cells = append(cells, permission)
		}
		fmt.Fprintf(&page, "| %s |\n", strings.Join(cells, " | "))
	}
	return page.Bytes()
}

func phases(kind meeting.Kind) string {
	if len(kind.Phases) == 0 {
		return "as the first entry"
	}
	names := make([]string, len(kind.Phases))
	for i, phase := range kind.Phases {
		names[i] = string(phase)
	}
	return strings.Join(names, ", ")
}

// rulesScript is the register as the browser needs it, to show only what can be done. The server decides anyway.
func rulesScript(words comments) ([]byte, error) {
	type rule struct {
		Phases []meeting.Phase                     `json:"phases"`
		May    map[meeting.Role]meeting.Permission `json:"may"`
		Text   bool                                `json:"text,omitempty"`
	}
	var rules, names []string
	for _, kind := range meeting.Kinds() {
		encoded, err := json.Marshal(rule{append([]meeting.Phase{}, kind.Phases...), kind.May, kind.Text}) // writes roles in order
		if err != nil {
			return nil, err
		}
		rules = append(rules, fmt.Sprintf("%q: %s", kind.Name, encoded))
	}
	for _, code := range words.codes {
		names = append(names, fmt.Sprintf("%q", code.name))
	}
	return fmt.Appendf(nil, `// Made by docs/generate from meeting/kinds.go and the codes of refusals. Do not edit: run make generate.

/**
 * Which roles may write a kind, and in which phases; a kind without phases can only begin a record. One of the text is not
 * written while a version of the minutes is issued.
 */
export const rules = {
  %s,
} as const;

export type Kind = keyof typeof rules;

/** Every code of a refusal that this version gives; later versions may give more. */
export const codes = [
  %s,
] as const;

export type Code = (typeof codes)[number];
`, strings.Join(rules, ",\n  "), strings.Join(names, ",\n  ")), nil
}
