package pdf

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// parts are a file as finish and Seal write it, taken apart: one revision, one table, one object behind the other.
type parts struct {
	head    []byte
	objects [][]byte // from "n 0 obj" to "endobj", the first being number 1
	order   []int    // their numbers as they stand in the file
	trailer []byte   // its dictionary and the end of the line
}

var (
	errShape  = errors.New("not a file as this program writes it")
	errNoDict = errors.New("no dictionary")
)

// takeApart reads a file of our own. It refuses every other: what it returns gives the same bytes again, so no byte
// stands anywhere but in the head, an object, the table or the trailer.
func takeApart(file []byte) (*parts, error) {
	start := bytes.LastIndex(file, []byte("\nxref\n0 ")) + 1
	rest, ok := bytes.CutPrefix(file[start:], []byte("xref\n0 "))
	if start == 0 || !ok {
		return nil, errShape
	}
	size, rest, _ := bytes.Cut(rest, []byte("\n"))
	count, err := strconv.Atoi(string(size))
	if err != nil || count < 2 || count > len(rest)/20 {
		return nil, errShape
	}
	table, rest := rest[20:20*count], rest[20*count:] // the first line is of no object
	places := make([]int, count-1)
	order := make([]int, count-1)
	for i := range places {
		if places[i], err = strconv.Atoi(string(table[20*i : 20*i+10])); err != nil || places[i] > start {
			return nil, errShape
		}
		order[i] = i + 1
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(places[a-1], places[b-1]) })
	p := &parts{head: file[:max(places[order[0]-1], 0)], objects: make([][]byte, count-1), order: order}
	for i, number := range order {
		end := start
		if i+1 < len(order) {
			end = places[order[i+1]-1]
		}
		p.objects[number-1] = file[max(places[number-1], 0):end]
		if !bytes.HasPrefix(p.objects[number-1], fmt.Appendf(nil, "%d 0 obj\n", number)) {
			return nil, errShape
		}
	}
	p.trailer, _ = bytes.CutPrefix(rest, []byte("trailer\n"))
	_, length, err := readDict(p.trailer)
	if err != nil {
		return nil, err
	}
	p.trailer = p.trailer[:min(length+1, len(p.trailer))]
	if again, _ := p.join(); !bytes.Equal(again, file) {
		return nil, errShape
	}
	return p, nil
}

// join puts the file together again; the places are where each object begins.
func (p *parts) join() (file []byte, places []int) {
	var out bytes.Buffer
	out.Write(p.head)
	places = make([]int, len(p.objects))
	for _, number := range p.order {
		places[number-1] = out.Len()
		out.Write(p.objects[number-1])
	}
	start := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(places)+1)
	for _, place := range places {
		fmt.Fprintf(&out, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&out, "trailer\n%sstartxref\n%d\n%%%%EOF\n", p.trailer, start)
	return out.Bytes(), places
}

// add takes one more object and returns its number.
func (p *parts) add(content []byte) int {
	number := len(p.objects) + 1
	p.objects = append(p.objects, fmt.Appendf(nil, "%d 0 obj\n%sendobj\n", number, content))
	p.order = append(p.order, number)
	return number
}

// dict is the dictionary of an object; streams are not kept.
func (p *parts) dict(number int) (dict, error) {
	if number < 1 || number > len(p.objects) {
		return nil, errShape
	}
	_, content, _ := bytes.Cut(p.objects[number-1], []byte(" obj\n"))
	d, _, err := readDict(content)
	return d, err
}

// replace puts a dictionary in the place of an object that is nothing else.
func (p *parts) replace(number int, d dict) {
	p.objects[number-1] = fmt.Appendf(nil, "%d 0 obj\n%sendobj\n", number, d.bytes())
}

// A dict is a dictionary in the order in which it stands, its values as they are written.
type dict []entry

type entry struct{ name, value string }

func (d dict) get(name string) string {
	for _, e := range d {
		if e.name == name {
			return e.value
		}
	}
	return ""
}

func (d *dict) set(name, value string) {
	for i, e := range *d {
		if e.name == name {
			(*d)[i].value = value
			return
		}
	}
	*d = append(*d, entry{name, value})
}

// reference is the number of the object that an entry points to; 0 where it points to none.
func (d dict) reference(name string) int { return reference(d.get(name)) }

func reference(value string) int {
	var number int
	if n, _ := fmt.Sscanf(value, "%d 0 R", &number); n != 1 || value != fmt.Sprintf("%d 0 R", number) {
		return 0
	}
	return number
}

func (d dict) bytes() []byte {
	out := []byte("<<\n")
	for _, e := range d {
		out = fmt.Appendf(out, "/%s %s\n", e.name, e.value)
	}
	return append(out, ">>\n"...)
}

const (
	white  = "\x00\t\n\f\r "
	marks  = "()<>[]{}/%"
	digits = "0123456789abcdefABCDEF"
)

// readDict reads the dictionary that a text begins with, and returns its length.
func readDict(text []byte) (d dict, length int, err error) {
	if !bytes.HasPrefix(text, []byte("<<")) {
		return nil, 0, errNoDict
	}
	for at := 2; ; {
		at += blank(text[at:])
		if bytes.HasPrefix(text[at:], []byte(">>")) {
			return d, at + 2, nil
		}
		n := word(text[at:])
		if n < 2 || text[at] != '/' || len(d) == 1000 {
			return nil, 0, errShape
		}
		name := string(text[at+1 : at+n])
		if at += n; d.get(name) != "" {
			return nil, 0, errShape // readers differ in which of the two they believe
		}
		at += blank(text[at:])
		if n, err = value(text[at:], 0); err != nil {
			return nil, 0, err
		}
		d = append(d, entry{name, string(text[at : at+n])})
		at += n
	}
}

// value is the length of the value that a text begins with.
func value(text []byte, depth int) (int, error) {
	switch {
	case len(text) == 0 || depth > 20:
		return 0, errShape
	case text[0] == '(':
		return literal(text)
	case text[0] == '[' || bytes.HasPrefix(text, []byte("<<")):
		end := "]"
		if text[0] == '<' {
			end = ">>"
		}
		for at := len(end); ; {
			at += blank(text[at:])
			if bytes.HasPrefix(text[at:], []byte(end)) {
				return at + len(end), nil
			}
			n, err := value(text[at:], depth+1)
			if err != nil {
				return 0, err
			}
			at += n
		}
	case text[0] == '<':
		n := bytes.IndexByte(text, '>')
		if n < 0 || len(bytes.Trim(text[1:n], digits+white)) > 0 {
			return 0, errShape
		}
		return n + 1, nil
	}
	n := word(text)
	if n == 0 {
		return 0, errShape
	}
	// 12 0 R is one value.
	tail, ok := bytes.CutPrefix(text[n:], []byte(" 0 R"))
	if ok && text[0] != '/' && (len(tail) == 0 || strings.IndexByte(white+marks, tail[0]) >= 0) {
		n += len(" 0 R")
	}
	return n, nil
}

// literal is the length of a string in round brackets.
func literal(text []byte) (int, error) {
	open := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return i + 1, nil
			}
		}
	}
	return 0, errShape
}

// word is the length of a name, a number or a keyword, 0 where the text begins with something else.
func word(text []byte) int {
	n := 0
	if len(text) > 0 && text[0] == '/' {
		n = 1
	}
	for n < len(text) && strings.IndexByte(white+marks, text[n]) < 0 {
		n++
	}
	return n
}

func blank(text []byte) int { return len(text) - len(bytes.TrimLeft(text, white)) }
