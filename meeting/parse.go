package meeting

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

var (
	errNotJSON = errors.New("is not JSON")
	errNumber  = errors.New("has a number that is not a whole number in range")
)

// parse reads one value into maps, slices, strings, json.Number, bool and nil, as strictly as Canonicalise promises.
// encoding/json would replace bad UTF-8 and half surrogates without a word and let the last of two equal keys win; and
// opening a meeting is mostly this, which takes a quarter of the time of the library's tokens.
func parse(data []byte) (any, error) {
	if !utf8.Valid(data) {
		return nil, errors.New("is not valid UTF-8")
	}
	p := parser{data: data}
	tree, err := p.value(0)
	if err != nil {
		return nil, err
	}
	if p.space(); p.at < len(p.data) {
		return nil, errors.New("has something after the JSON value")
	}
	return tree, nil
}

// parser stands at one byte of the data, which are valid UTF-8.
type parser struct {
	data []byte
	at   int
}

// next is the byte at which the parser stands; 0, which begins and ends nothing in JSON, at the end.
func (p *parser) next() byte {
	if p.at < len(p.data) {
		return p.data[p.at]
	}
	return 0
}

// take moves on over b, and reports whether it was there.
func (p *parser) take(b byte) bool {
	if p.next() != b || b == 0 {
		return false
	}
	p.at++
	return true
}

func (p *parser) space() {
	for p.at < len(p.data) {
		switch p.data[p.at] {
		case ' ', '\t', '\n', '\r':
			p.at++
		default:
			return
		}
	}
}

func (p *parser) value(depth int) (any, error) {
	p.space()
	switch b := p.next(); {
	case b == '{' || b == '[':
		if depth == MaxDepth {
			return nil, fmt.Errorf("is nested more than %d deep", MaxDepth)
		}
		p.at++
		if b == '{' {
			return p.object(depth + 1)
		}
		return p.array(depth + 1)
	case b == '"':
		return p.text()
	case b == '-' || b >= '0' && b <= '9':
		return p.number()
	}
	for _, literal := range literals {
		if end := p.at + len(literal.word); end <= len(p.data) && string(p.data[p.at:end]) == literal.word {
			p.at = end
			return literal.value, nil
		}
	}
	return nil, errNotJSON
}

var literals = []struct {
	word  string
	value any
}{{"true", true}, {"false", false}, {"null", nil}}

func (p *parser) object(depth int) (any, error) {
	object := map[string]any{}
	return object, p.members(depth, func(key string, value any) error {
		if _, twice := object[key]; twice {
			return fmt.Errorf("has the key %q twice", shortened(key))
		}
		object[key] = value
		return nil
	})
}

// members reads an object after its bracket, and has take take each of its keys with the value.
func (p *parser) members(depth int, take func(key string, value any) error) error {
	if p.space(); p.take('}') {
		return nil
	}
	for {
		p.space()
		if p.next() != '"' {
			return errNotJSON
		}
		key, err := p.text()
		if err != nil {
			return err
		}
		if p.space(); !p.take(':') {
			return errNotJSON
		}
		value, err := p.value(depth)
		if err == nil {
			err = take(key, value)
		}
		if err != nil {
			return err
		}
		if p.space(); p.take('}') {
			return nil
		}
		if !p.take(',') {
			return errNotJSON
		}
	}
}

func (p *parser) array(depth int) (any, error) {
	array := []any{}
	if p.space(); p.take(']') {
		return array, nil
	}
	for {
		value, err := p.value(depth)
		if err != nil {
			return nil, err
		}
		array = append(array, value)
		if p.space(); p.take(']') {
			return array, nil
		}
		if !p.take(',') {
			return nil, errNotJSON
		}
	}
}

// number reads what JSON calls a number, and refuses all but whole ones that every reader keeps exact.
func (p *parser) number() (any, error) {
	from := p.at
	p.take('-')
	if !p.take('0') && p.digits() == 0 {
		return nil, errNotJSON
	}
	whole := p.at
	if p.take('.') && p.digits() == 0 {
		return nil, errNotJSON
	}
	if p.take('e') || p.take('E') {
		_ = p.take('+') || p.take('-')
		if p.digits() == 0 {
			return nil, errNotJSON
		}
	}
	text := string(p.data[from:p.at])
	n, err := strconv.ParseInt(text, 10, 64)
	if p.at > whole || err != nil || n > maxInteger || n < -maxInteger || text == "-0" {
		return nil, errNumber
	}
	return json.Number(text), nil
}

func (p *parser) digits() (many int) {
	for b := p.next(); b >= '0' && b <= '9'; b = p.next() {
		p.at++
		many++
	}
	return many
}
