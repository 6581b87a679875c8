package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
)

// comments are the words that stand in the Go code, so that they are written once.
type comments struct {
	types  map[string]string // by "folder.Type" and "folder.Type.Field"
	codes  []code            // of refusals, in the order of the code
	closes []code            // of closed connections
}

// code is one code of a refusal or of a closed connection.
type code struct{ name, words string }

// readComments reads the doc comments of types and fields, and the codes, in the folders given.
func readComments(folders ...string) (comments, error) {
	found := comments{types: map[string]string{}}
	for _, folder := range folders {
		files, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			return found, err
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return found, err
			}
			for _, declared := range file.Decls {
				if group, ok := declared.(*ast.GenDecl); ok {
					found.group(folder, group)
				}
			}
		}
	}
	if len(found.types) == 0 || len(found.codes) == 0 {
		return found, fmt.Errorf("no types or no codes in %v: run from the top folder", folders)
	}
	return found, nil
}

func (c *comments) group(folder string, group *ast.GenDecl) {
	for _, spec := range group.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			doc := spec.Doc
			if doc == nil {
				doc = group.Doc
			}
			place := folder + "." + spec.Name.Name
			c.types[place] = flowing(doc)
			if structure, ok := spec.Type.(*ast.StructType); ok {
				c.fields(place, structure)
			}
		case *ast.ValueSpec:
			c.value(spec)
		}
	}
}

func (c *comments) fields(place string, structure *ast.StructType) {
	for _, field := range structure.Fields.List {
		words := flowing(field.Doc)
		if words == "" {
			words = flowing(field.Comment)
		}
		for _, name := range field.Names {
			c.types[place+"."+name.Name] = words
		}
	}
}

func (c *comments) value(spec *ast.ValueSpec) {
	name := ""
	switch kind := spec.Type.(type) {
	case *ast.Ident:
		name = kind.Name
	case *ast.SelectorExpr:
		name = kind.Sel.Name
	}
	if name != "Code" || len(spec.Values) != 1 {
		return
	}
	literal, ok := spec.Values[0].(*ast.BasicLit)
	switch {
	case !ok:
	case literal.Kind == token.STRING:
		text, _ := strconv.Unquote(literal.Value) // the parser has seen it
		c.codes = append(c.codes, code{text, flowing(spec.Comment)})
	case literal.Kind == token.INT:
		c.closes = append(c.closes, code{literal.Value, flowing(spec.Comment)})
	}
}

// flowing is a comment as one line.
func flowing(group *ast.CommentGroup) string { return strings.Join(strings.Fields(group.Text()), " ") }
