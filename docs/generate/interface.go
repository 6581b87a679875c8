package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"strategyroom/meeting"
	"strategyroom/server/web"
)

// of is the comment of a type, or of one of its fields.
func (c comments) of(t reflect.Type, field string) string {
	place := strings.TrimPrefix(t.PkgPath(), "strategyroom/") + "." + t.Name()
	if field != "" {
		place += "." + field
	}
	return c.types[place]
}

// codesTable is the table of refusals.
func codesTable(words comments) string {
	var table strings.Builder
	table.WriteString("| Code | HTTP | Means |\n|---|---|---|\n")
	for _, code := range words.codes {
		fmt.Fprintf(&table, "| `%s` | %d | %s |\n", code.name, web.Statuses[meeting.Code(code.name)], code.words)
	}
	return table.String()
}

// typesList is types of the wire with their fields.
func typesList(words comments, types []reflect.Type) string {
	var list strings.Builder
	for _, t := range types {
		fmt.Fprintf(&list, "%s\n\n", wrapped("**"+t.Name()+"** "+strings.TrimPrefix(words.of(t, ""), t.Name()+" ")))
		fields(&list, words, t)
	}
	return strings.TrimSuffix(list.String(), "\n")
}

// closesTable is the table of close codes.
func closesTable(words comments) string {
	table := "| Code | Means | Come back? |\n|---|---|---|\n"
	for _, code := range words.closes {
		back := "no"
		if number, _ := strconv.Atoi(code.name); number > 1000 && number < 4500 {
			back = "yes"
		}
		means, _, _ := strings.Cut(code.words, ": come back")
		table += fmt.Sprintf("| %s | %s | %s |\n", code.name, means, back)
	}
	return table
}

// kindsList is each kind with its rule in prose and the fields of what is sent and written down.
func kindsList(words comments) string {
	var list strings.Builder
	for _, kind := range meeting.Kinds() {
		fmt.Fprintf(&list, "### %s\n\n%s\n\n", kind.Name, prose(words, kind, kind.Command))
		fields(&list, words, kind.Command)
		if kind.Entry != kind.Command {
			fmt.Fprintf(&list, "Written down, %s\n\n", prose(words, kind, kind.Entry))
			fields(&list, words, kind.Entry)
		}
		fmt.Fprintf(&list, "In the minutes: %s.\n\n", kind.InMinutes())
	}
	return strings.TrimSuffix(list.String(), "\n")
}

// prose is a type's comment, with the kind's name for the Go name that it begins with.
func prose(words comments, kind meeting.Kind, t reflect.Type) string {
	text := strings.TrimPrefix(words.of(t, ""), t.Name()+" ")
	return wrapped("`" + kind.Name + "` " + text)
}

// wrapped breaks a text into lines of at most 120 characters.
func wrapped(text string) string {
	var out strings.Builder
	column := 0
	for _, word := range strings.Fields(text) {
		switch width := utf8.RuneCountInString(word); {
		case column == 0:
			column = width
		case column+1+width > 120:
			out.WriteByte('\n')
			column = width
		default:
			out.WriteByte(' ')
			column += 1 + width
		}
		out.WriteString(word)
	}
	return out.String()
}

// fields lists the keys of a body. A question mark marks what may be left out.
func fields(list *strings.Builder, words comments, t reflect.Type) {
	for _, f := range keys(t) {
		optional := ""
		if f.optional {
			optional = "?"
		}
		fmt.Fprintf(list, "* `%s`%s %s", f.name, optional, typeWords(f.of))
		if comment := words.of(f.in, f.goName); comment != "" {
			fmt.Fprintf(list, ": %s", comment)
		}
		list.WriteString("\n")
	}
	list.WriteString("\n")
}

type key struct {
	name, goName string
	optional     bool
	in, of       reflect.Type
}

// keys are a struct's JSON keys, those of embedded structs in their place.
func keys(t reflect.Type) []key {
	var all []key
	for i := range t.NumField() {
		f := t.Field(i)
		tag, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && tag == "":
			all = append(all, keys(f.Type)...)
		case f.IsExported() && tag != "-":
			all = append(all, key{tag, f.Name, options != "", t, f.Type})
		}
	}
	return all
}

// typeWords says what JSON a field takes.
func typeWords(t reflect.Type) string {
	switch t.Kind() {
	case reflect.Pointer:
		return typeWords(t.Elem())
	case reflect.Int:
		return "whole number"
	case reflect.Bool:
		return "true or false"
	case reflect.Map:
		return "object of " + typeWords(t.Elem())
	case reflect.Slice:
		if t == reflect.TypeFor[json.RawMessage]() {
			return "JSON"
		}
		if t == reflect.TypeFor[meeting.Hash]() {
			return "lower-case hex"
		}
		return "list of " + typeWords(t.Elem())
	case reflect.Struct:
		var names []string
		for _, f := range keys(t) {
			optional := ""
			if f.optional {
				optional = "?"
			}
			names = append(names, "`"+f.name+"`"+optional)
		}
		return "{" + strings.Join(names, ", ") + "}"
	default:
		if words := enums[t]; words != nil {
			return "one of `" + strings.Trim(fmt.Sprint(words), "[]") + "`"
		}
		return "text"
	}
}
