package meeting

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxDepth is how deeply objects and arrays may be nested in anything that is read from outside.
const MaxDepth = 16

// maxInteger is the largest magnitude that every reader of JSON keeps exact (RFC 8785 §3.2.2.3 builds on
// ECMAScript numbers; 2^53-1 is their last safe integer).
const maxInteger = 1<<53 - 1

// Canonical encodes a value as the JSON of RFC 8785 without floats: keys in the order of their UTF-16 units, no white
// space, shortest escapes. The stored bytes of the record are these bytes, and these are what is hashed.
func Canonical(value any) ([]byte, error) {
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, err
	}
	return Canonicalise(plain.Bytes())
}

// Canonicalise checks one JSON value from outside and returns its canonical bytes. It refuses, with an error that says
// what and never repeats the input: bad UTF-8, lone surrogates, a key twice in one object, numbers that are no
// whole numbers of at most 2^53-1, nesting beyond MaxDepth, anything after the value.
func Canonicalise(data []byte) ([]byte, error) {
	tree, err := parse(data)
	if err != nil {
		return nil, err
	}
	return appendCanonical(nil, tree), nil
}

// Decode reads one JSON object from outside into target, a pointer to a struct, as strictly as Canonicalise and without
// unknown keys, keys in another case, or null: what is not there is left out. The error names the key.
func Decode(data []byte, target any) error {
	tree, err := parse(data)
	if err != nil {
		return err
	}
	return decode(tree, data, target)
}

// decode is Decode of data that were parsed into tree.
func decode(tree any, data []byte, target any) error {
	if _, ok := tree.(map[string]any); !ok {
		return errors.New("is not a JSON object")
	}
	if err := knownKeys(tree, reflect.TypeOf(target)); err != nil {
		return err
	}
	if err := json.Unmarshal(data, target); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) {
			return fmt.Errorf("has another sort of value than expected under the key %q", wrong.Field)
		}
		return errors.New("is not of the form expected here")
	}
	return nil
}

// knownKeys checks every object of the tree against the struct it is meant for: encoding/json takes a key in any case.
func knownKeys(tree any, target reflect.Type) error {
	for target.Kind() == reflect.Pointer {
		target = target.Elem()
	}
	if target == reflect.TypeFor[json.RawMessage]() {
		return nil // whoever decodes it looks through it
	}
	switch value := tree.(type) {
	case map[string]any:
		var first string // of the keys at fault
		var fault error
		for key, inner := range value {
			if err := knownKey(key, inner, target); err != nil && (fault == nil || key < first) {
				first, fault = key, err
			}
		}
		return fault
	case []any:
		if target.Kind() == reflect.Slice {
			for _, inner := range value {
				if inner == nil {
					return errors.New("has null in a list")
				}
				if err := knownKeys(inner, target.Elem()); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// knownKey checks one key of an object and what stands under it.
func knownKey(key string, inner any, target reflect.Type) error {
	if inner == nil {
		return fmt.Errorf("has null under the key %q, which is to be left out instead", shortened(key))
	}
	switch target.Kind() {
	case reflect.Struct:
		field, ok := fieldFor(target, key)
		if !ok {
			return fmt.Errorf("has the unknown key %q", shortened(key))
		}
		return knownKeys(inner, field)
	case reflect.Map:
		return knownKeys(inner, target.Elem())
	}
	return nil // the decoder refuses an object here
}

func fieldFor(target reflect.Type, key string) (reflect.Type, bool) {
	known, ok := fields.Load(target)
	if !ok {
		byKey := map[string]reflect.Type{}
		for _, field := range reflect.VisibleFields(target) {
			if name, _, _ := strings.Cut(field.Tag.Get("json"), ","); !field.Anonymous && field.IsExported() && name != "" && name != "-" {
				byKey[name] = field.Type
			}
		}
		known, _ = fields.LoadOrStore(target, byKey)
	}
	field, ok := known.(map[string]reflect.Type)[key]
	return field, ok
}

// fields are the JSON keys of each struct that was met, with their types: looking them up takes longer than parsing.
var fields sync.Map

func shortened(key string) string {
	if runes := []rune(key); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return key
}

func appendCanonical(out []byte, tree any) []byte {
	switch value := tree.(type) {
	case map[string]any:
		keys := make([]string, 0, len(value))
		for key := range value {
			keys = append(keys, key)
		}
		slices.SortFunc(keys, compareUTF16)
		out = append(out, '{')
		for i, key := range keys {
			if i > 0 {
				out = append(out, ',')
			}
			out = append(appendString(out, key), ':')
			out = appendCanonical(out, value[key])
		}
		return append(out, '}')
	case []any:
		out = append(out, '[')
		for i, inner := range value {
			if i > 0 {
				out = append(out, ',')
			}
			out = appendCanonical(out, inner)
		}
		return append(out, ']')
	case string:
		return appendString(out, value)
	case json.Number:
		return append(out, value.String()...)
	case bool:
		return strconv.AppendBool(out, value)
	case json.RawMessage: // canonical already
		return append(out, value...)
	default:
		return append(out, "null"...)
	}
}

var short = [256]byte{'"': '"', '\\': '\\', '\b': 'b', '\f': 'f', '\n': 'n', '\r': 'r', '\t': 't'}

// appendString writes the escapes of RFC 8785 §3.2.2.2: the short ones where there are, \u00xx for other controls.
func appendString(out []byte, s string) []byte {
	const hex = "0123456789abcdef"
	out = append(out, '"')
	from := 0 // of what stands as it is
	for i := 0; i < len(s); i++ {
		b := s[i]
		letter := short[b]
		if letter == 0 && b >= 0x20 {
			continue
		}
		out = append(out, s[from:i]...)
		from = i + 1
		if letter != 0 {
			out = append(out, '\\', letter)
		} else {
			out = append(out, '\\', 'u', '0', '0', hex[b>>4], hex[b&15])
		}
	}
	return append(append(out, s[from:]...), '"')
}

func compareUTF16(a, b string) int {
	if plainASCII(a) && plainASCII(b) {
		return strings.Compare(a, b)
	}
	return slices.Compare(utf16.Encode([]rune(a)), utf16.Encode([]rune(b)))
}

func plainASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
