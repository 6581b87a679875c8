package meeting

import (
	"errors"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

var errSurrogate = errors.New("has half of a surrogate pair")

// text reads a string. Most have no escape and are taken as they stand.
func (p *parser) text() (string, error) {
	p.at++ // the quotation mark
	from := p.at
	for ; p.at < len(p.data); p.at++ {
		switch b := p.data[p.at]; {
		case b == '"':
			p.at++
			return string(p.data[from : p.at-1]), nil
		case b == '\\':
			return p.escaped(append([]byte(nil), p.data[from:p.at]...))
		case b < 0x20:
			return "", errNotJSON
		}
	}
	return "", errNotJSON
}

// escaped reads on from the first escape of a string.
func (p *parser) escaped(out []byte) (string, error) {
	for p.at < len(p.data) {
		b := p.data[p.at]
		p.at++
		switch {
		case b == '"':
			return string(out), nil
		case b == '\\' && p.take('u'):
			r, err := p.rune()
			if err != nil {
				return "", err
			}
			out = utf8.AppendRune(out, r)
		case b == '\\':
			plain := long[p.next()]
			if plain == 0 {
				return "", errNotJSON
			}
			p.at++
			out = append(out, plain)
		case b < 0x20:
			return "", errNotJSON
		default:
			out = append(out, b)
		}
	}
	return "", errNotJSON
}

// long is what the letter of a short escape stands for.
var long = [256]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// rune reads what follows \u: four digits, and another escape where they are the first half of a surrogate pair.
func (p *parser) rune() (rune, error) {
	first, err := p.unit()
	if err != nil || !utf16.IsSurrogate(first) {
		return first, err
	}
	if !p.take('\\') || !p.take('u') {
		return 0, errSurrogate
	}
	second, err := p.unit()
	if err != nil {
		return 0, err
	}
	if first >= 0xDC00 || second < 0xDC00 || second > 0xDFFF {
		return 0, errSurrogate
	}
	return utf16.DecodeRune(first, second), nil
}

func (p *parser) unit() (rune, error) {
	if p.at+4 > len(p.data) {
		return 0, errNotJSON
	}
	unit, err := strconv.ParseUint(string(p.data[p.at:p.at+4]), 16, 16)
	if err != nil {
		return 0, errNotJSON
	}
	p.at += 4
	return rune(unit), nil
}
