// Surface writes a program for each package named on its standard input: it mentions all functions, variables and types
// that the package exports, and prints their types and methods through reflection, which keeps every method.
//
// Input: a line for each package, `import path, name, folder, files...`, separated by tabs; files are those of the target.
// Output: DIRECTORY/NUMBER/main.go, numbered from 0 in order of the input. Generic functions and types are instantiated
// with int where each type parameter takes any type, what is comparable or what is ordered; others are left out.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"os"
	"path/filepath"
	"strings"
)

// surface is what a package exports: expressions whose types are printed.
type surface struct {
	values []string
}

func (s *surface) addFile(path string) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	for _, decl := range file.Decls {
		switch decl := decl.(type) {
		case *ast.FuncDecl:
			if decl.Recv == nil && decl.Name.IsExported() {
				s.add("%s", decl.Name.Name, decl.Type.TypeParams)
			}
		case *ast.GenDecl:
			for _, spec := range decl.Specs {
				s.addSpec(decl.Tok, spec)
			}
		}
	}
	return nil
}

func (s *surface) addSpec(tok token.Token, spec ast.Spec) {
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		if spec.Name.IsExported() && !isConstraint(spec.Type) {
			s.add("(*%s)(nil)", spec.Name.Name, spec.TypeParams)
		}
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			if tok == token.VAR && name.IsExported() {
				s.add("&%s", name.Name, nil)
			}
		}
	}
}

func (s *surface) add(form, name string, parameters *ast.FieldList) {
	arguments, ok := instance(parameters)
	if ok {
		s.values = append(s.values, fmt.Sprintf(form, "p."+name+arguments))
	}
}

// instance gives type arguments of int for type parameters, if that can be.
func instance(parameters *ast.FieldList) (string, bool) {
	if parameters == nil {
		return "", true
	}
	var arguments []string
	for _, field := range parameters.List {
		switch constraint := field.Type.(type) {
		case *ast.Ident:
			if constraint.Name != "any" && constraint.Name != "comparable" && constraint.Name != "Ordered" {
				return "", false
			}
		case *ast.SelectorExpr:
			if constraint.Sel.Name != "Ordered" {
				return "", false
			}
		default:
			return "", false
		}
		for range field.Names {
			arguments = append(arguments, "int")
		}
	}
	return "[" + strings.Join(arguments, ", ") + "]", true
}

// isConstraint says whether a type is an interface with a union, which no variable can have.
func isConstraint(expr ast.Expr) bool {
	found, ok := expr.(*ast.InterfaceType)
	if !ok {
		return false
	}
	for _, field := range found.Methods.List {
		switch field.Type.(type) {
		case *ast.BinaryExpr, *ast.UnaryExpr:
			return true
		}
	}
	return false
}

const program = `package main

import (
	"fmt"
	"reflect"

	p %q
)

var values = []any{
%s}

func show(t reflect.Type) {
	for i := range t.NumMethod() {
		method := t.Method(i)
		fmt.Println("\t", method.Name, method.Type)
	}
}

func main() {
	for _, value := range values {
		t := reflect.TypeOf(value)
		fmt.Println(t)
		show(t)
		if t.Kind() == reflect.Pointer && t.Elem().Kind() == reflect.Interface {
			show(t.Elem())
		}
	}
}
`

// Package time is there because time/tzdata calls it without importing it.
const bare = "package main\n\nimport (\n\t_ \"time\"\n\n\t_ %q\n)\n\nfunc main() {}\n"

func write(line, folder string) error {
	words := strings.Split(line, "\t")
	found := &surface{}
	for _, name := range words[3:] {
		if err := found.addFile(filepath.Join(words[2], name)); err != nil {
			return err
		}
	}
	text := fmt.Sprintf(bare, words[0])
	if len(found.values) > 0 && words[0] != "unsafe" {
		var lines strings.Builder
		for _, value := range found.values {
			fmt.Fprintf(&lines, "\t%s,\n", value)
		}
		text = fmt.Sprintf(program, words[0], lines.String())
	}
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(folder, "main.go"), []byte(text), 0o666)
}

func main() {
	log.SetFlags(0)
	input := bufio.NewScanner(os.Stdin)
	input.Buffer(nil, 1<<20)
	for number := 0; input.Scan(); number++ {
		if err := write(input.Text(), filepath.Join(os.Args[1], fmt.Sprint(number))); err != nil {
			log.Fatal(err)
		}
	}
}
