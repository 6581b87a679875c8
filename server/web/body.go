package web

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"strategyroom/meeting"
)

// civilKeys are the keys whose text is a civil date, or may be.
var civilKeys = map[string]bool{"born": true, "due": true, "by": true, "until": true, "when": true, "expected": true,
	"review": true, "reportBy": true}

// notOfBody are the fields of a form that say what to do with it.
var notOfBody = map[string]bool{"id": true, "kind": true, "sheet": true, "back": true, "place": true, "show": true}

// bodyOf makes the body of a command of that kind from a form whose fields are named by the keys of the body, "owner.name"
// for the name in the owner. What is empty is left out, except in an amendment, where it takes away what stood there. It
// refuses, with malformed, a field that the kind does not know.
func bodyOf(kind string, sent form) (json.RawMessage, error) {
	i := 0
	all := meeting.Kinds()
	for i < len(all) && all[i].Name != kind {
		i++
	}
	if i == len(all) {
		return nil, meeting.Refuse(meeting.UnknownKind, "There is no such kind of command.")
	}
	known := map[string]bool{}
	body := objectOf(all[i].Command, "", sent, known)
	for name := range sent {
		if !known[name] && !notOfBody[name] {
			return nil, unreadable
		}
	}
	return json.Marshal(body)
}

// objectOf reads the fields of a struct and notes which names of the form it knows.
func objectOf(of reflect.Type, prefix string, sent form, known map[string]bool) map[string]any {
	object := map[string]any{}
	for _, member := range reflect.VisibleFields(of) {
		key, _, _ := strings.Cut(member.Tag.Get("json"), ",")
		if member.Anonymous || !member.IsExported() || key == "" || key == "-" {
			continue
		}
		name, kind, amends := prefix+key, member.Type, member.Type.Kind() == reflect.Pointer
		if amends {
			kind = kind.Elem()
		}
		_, there := sent[name]
		known[name] = true
		value := sent.get(name)
		if civilKeys[key] {
			value = civil(value)
		}
		switch {
		case kind.Kind() == reflect.Struct:
			if inner := objectOf(kind, name+".", sent, known); len(inner) > 0 {
				object[key] = inner
			}
		case kind.Kind() == reflect.Map && kind.Elem().Kind() == reflect.Bool:
			inner := map[string]bool{}
			for id := range sent.under(name + ".") {
				known[name+"."+id] = true
				inner[id] = sent.get(name+"."+id) == "true"
			}
			object[key] = inner
		case kind.Kind() == reflect.Slice && kind.Elem().Kind() == reflect.String:
			ticked := []string{}
			for id := range sent.under(name + ".") {
				known[name+"."+id] = true
				if sent.get(name+"."+id) == "true" {
					ticked = append(ticked, id)
				}
			}
			if slices.Sort(ticked); len(ticked) > 0 {
				object[key] = ticked
			}
		case !there:
		case kind.Kind() == reflect.Bool:
			if value == "true" {
				object[key] = true
			}
		case kind.Kind() == reflect.Int:
			if number, err := strconv.Atoi(value); err == nil {
				object[key] = number
			}
		case kind.Kind() == reflect.String && (value != "" || amends):
			object[key] = value
		}
	}
	return object
}

// notesBody is the change of the notes that a form asks for: text to add at the end of the version that the person saw,
// or that whole version as they left it. What others wrote meanwhile stays: the core rebases.
func notesBody(sent form) (json.RawMessage, error) {
	version, bad := strconv.Atoi(sent.get("version"))
	was, now := sent.get("was"), sent.get("text")
	if bad != nil {
		return nil, unreadable
	}
	edit := changed(was, now)
	if units, err := strconv.Atoi(sent.get("end")); err == nil { // text to add, on a line of its own
		text := strings.TrimSpace(now)
		if text != "" && units > 0 {
			text = "\n" + text
		}
		edit = meeting.Edit{At: units, Insert: text}
	}
	if edit.Delete == 0 && edit.Insert == "" {
		return nil, &meeting.Refusal{Code: meeting.Content, Field: "text", Message: "Nothing was typed into the notes."}
	}
	body, err := json.Marshal(map[string]any{"item": sent.get("item"), "version": version, "edits": []meeting.Edit{edit}})
	if err != nil {
		return nil, fmt.Errorf("web: notes: %w", err)
	}
	return body, nil
}

// changed is the one edit between two texts: what lies between their common beginning and end, in whole characters.
func changed(was, now string) meeting.Edit {
	before, after := []rune(was), []rune(now)
	same := 0
	for same < len(before) && same < len(after) && before[same] == after[same] {
		same++
	}
	end := 0
	for end < len(before)-same && end < len(after)-same && before[len(before)-1-end] == after[len(after)-1-end] {
		end++
	}
	return meeting.Edit{At: meeting.Units(string(before[:same])), Delete: meeting.Units(string(before[same : len(before)-end])),
		Insert: string(after[same : len(after)-end])}
}
