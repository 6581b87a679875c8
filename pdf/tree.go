package pdf

import (
	"fmt"
	"strconv"
	"strings"
)

// An element is a piece of the document's structure, which programs read out to people who do not see the page.
type element struct {
	kind   string // of PDF's own: "P", "TR"
	scope  string // of a TH: "Row", "Column"
	actual string // what it says, where its content does not say it in order
	of     *element
	kids   []kid
	number int // of its object
}

// A kid is an element or, where that is nil, the marked content of this number on a page.
type kid struct {
	*element
	page, mark int
}

// What is no part of the document: frames and rules; what is said again after a page's end.
var (
	drawing = &element{kind: "Artifact", scope: "/Type/Layout"}
	again   = &element{kind: "Artifact", scope: "/Type/Pagination"}
)

// artifact is one thing that stands on every page.
func artifact(of string) *element {
	return &element{kind: "Artifact", scope: "/Type/Pagination/Subtype/" + of}
}

// add gives an element a new last kid.
func (e *element) add(kind string) *element {
	next := &element{kind: kind, of: e}
	e.kids = append(e.kids, kid{element: next})
	return next
}

// saying gives an element a kid for parts of a line that readers of the page cannot put in order by themselves.
func (e *element) saying(parts []part, spaced bool) *element {
	if e.kind == "Artifact" {
		return e
	}
	next := e.add("Span")
	for _, part := range parts {
		next.actual += string(part.text)
	}
	if spaced {
		next.actual += " "
	}
	return next
}

// empty reports whether there is nothing to read out; an empty cell still has its place in a row.
func (e *element) empty() bool {
	if e.kind == "TH" || e.kind == "TD" {
		return false
	}
	for _, k := range e.kids {
		if k.element == nil || !k.empty() {
			return false
		}
	}
	return true
}

// tag says what is drawn from here on, until the next tag or the end of the page.
func (p *pen) tag(e *element) {
	if p.tagged == e {
		return
	}
	p.untag()
	p.tagged = e
	if e.kind == "Artifact" {
		p.pdf.RawWriteStr("/Artifact<<" + e.scope + ">>BDC")
		return
	}
	page := p.pdf.PageNo() - 1
	for len(p.marks) <= page {
		p.marks = append(p.marks, nil)
	}
	e.kids = append(e.kids, kid{nil, page, len(p.marks[page])})
	p.pdf.RawWriteStr(fmt.Sprintf("/%s<</MCID %d>>BDC", e.kind, len(p.marks[page])))
	p.marks[page] = append(p.marks[page], e)
}

// untag ends what tag began.
func (p *pen) untag() {
	if p.tagged != nil {
		p.pdf.RawWriteStr("EMC")
		p.tagged = nil
	}
}

// pageObject is the number of a page's object; gofpdf writes each before its content, after two others.
func pageObject(page int) int { return 3 + 2*page }

// structure writes the elements that are not empty and returns the number of their root.
func (o *output) structure(document *element, marks [][]*element) int {
	root, parents := o.number(), o.number()
	o.element(document, root)
	var nums strings.Builder
	for page, elements := range marks {
		if len(elements) == 0 {
			continue
		}
		fmt.Fprintf(&nums, "%d[", page)
		for _, e := range elements {
			nums.WriteString(" " + strconv.Itoa(e.number) + " 0 R")
		}
		nums.WriteString("]")
	}
	o.object(parents, "<</Nums["+nums.String()+"]>>")
	o.object(root, fmt.Sprintf("<</Type/StructTreeRoot/K %d 0 R/ParentTree %d 0 R/ParentTreeNextKey %d>>",
		document.number, parents, len(marks)))
	return root
}

// element writes an element and all below it.
func (o *output) element(e *element, parent int) {
	e.number = o.number()
	var kids strings.Builder
	page := -1
	for _, k := range e.kids {
		switch {
		case k.element != nil && k.empty():
		case k.element != nil:
			o.element(k.element, e.number)
			fmt.Fprintf(&kids, " %d 0 R", k.number)
		case page < 0 || page == k.page:
			page = k.page
			fmt.Fprintf(&kids, " %d", k.mark)
		default:
			fmt.Fprintf(&kids, " <</Type/MCR/Pg %d 0 R/MCID %d>>", pageObject(k.page), k.mark)
		}
	}
	dict := fmt.Sprintf("<</S/%s/P %d 0 R/K[%s]", e.kind, parent, strings.TrimPrefix(kids.String(), " "))
	if page >= 0 {
		dict += fmt.Sprintf("/Pg %d 0 R", pageObject(page))
	}
	if e.actual != "" {
		dict += "/ActualText<" + hexadecimal([]rune(e.actual)) + ">"
	}
	if e.scope != "" {
		dict += "/A<</O/Table/Scope/" + e.scope + ">>"
	}
	o.object(e.number, dict+">>")
}
