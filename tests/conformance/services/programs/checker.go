// Go's own tools over a source: parser, printer, types, constants, docs, build constraints, templates of declarations.
package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/constant"
	"go/doc"
	"go/doc/comment"
	"go/format"
	"go/parser"
	"go/printer"
	"go/scanner"
	"go/token"
	"go/types"
	"go/version"
	"os"
	"slices"
	"strings"
)

const source = `// Package shapes has shapes.
//
// # Areas
//
// They are computed by [Shape.Area].
//   - circles
//   - squares
package shapes

import ("fmt"; m "math")

// Shape is a shape.
type Shape interface { Area() float64; fmt.Stringer }

// A Circle is round.
type Circle struct { R float64 ` + "`json:\"r\"`" + `; next *Circle }

// Area of the circle.
func (c Circle) Area() float64 { return m.Pi * c.R * c.R }
func (c *Circle) String() string { return fmt.Sprintf("circle %v", c.R) }

// Number is what can be summed.
type Number interface { ~int | ~float64 }

// Sum adds.
func Sum[S ~[]E, E Number](s S) (total E) {
	for _, x := range s { total += x }
	defer func() { recover() }()
	switch y := any(total).(type) { case int: _ = y << 3; case float64, string: _ = y }
	return
}

// Kinds.
const (
	A Kind = iota // first
	B
	Huge = 1 << 100 >> 98
)

// Kind of thing.
type Kind uint8

var table = map[string][]func(int) (bool, error){"x": {nil, func(i int) (bool, error) { return i > 0, nil }}}

var _ Shape = (*Circle)(nil)

// Old does nothing.
//
// Deprecated: use Sum.
func Old() { label: for i := range 10 { if i == 3 { break label }; go Old() } ; var p *Circle; if s, ok := Shape(p).(*Circle); ok { _ = s.next.Area } }
`

const wrong = `package wrong
import "fmt"
func f(a int) string {
	var unused int
	b := a + "x"
	return 1
}
func g() { f(); f(1, 2); undefined(); var s []int = map[int]int{}; s.x = 3; for { break outer } }
type T struct { T }
func (T) m() {}
func (T) m() {}
var x, y = 1
const c int8 = 300
`

type importer struct{ known map[string]*types.Package }

func (i importer) Import(path string) (*types.Package, error) {
	if p := i.known[path]; p != nil {
		return p, nil
	}
	return nil, fmt.Errorf("no package %s", path)
}

// known makes packages of what the source imports, by hand.
func known() importer {
	fmts := types.NewPackage("fmt", "fmt")
	text := types.NewVar(token.NoPos, fmts, "", types.Typ[types.String])
	method := types.NewFunc(token.NoPos, fmts, "String", types.NewSignatureType(nil, nil, nil, nil, types.NewTuple(text), false))
	stringer := types.NewInterfaceType([]*types.Func{method}, nil).Complete()
	fmts.Scope().Insert(types.NewTypeName(token.NoPos, fmts, "Stringer", nil))
	types.NewNamed(fmts.Scope().Lookup("Stringer").(*types.TypeName), stringer, nil)
	args := types.NewTuple(types.NewVar(token.NoPos, fmts, "f", types.Typ[types.String]), types.NewVar(token.NoPos, fmts, "a", types.NewSlice(types.Universe.Lookup("any").Type())))
	fmts.Scope().Insert(types.NewFunc(token.NoPos, fmts, "Sprintf", types.NewSignatureType(nil, nil, nil, args, types.NewTuple(text), true)))
	fmts.MarkComplete()
	maths := types.NewPackage("math", "math")
	maths.Scope().Insert(types.NewConst(token.NoPos, maths, "Pi", types.Typ[types.UntypedFloat], constant.MakeFromLiteral("3.14159265358979323846264338327950288419716939937510582097494459", token.FLOAT, 0)))
	maths.MarkComplete()
	return importer{map[string]*types.Package{"fmt": fmts, "math": maths}}
}

func check(err error) {
	if err != nil {
		fmt.Println("error:", err)
	}
}

func typed(fset *token.FileSet, file *ast.File) {
	info := &types.Info{
		Types: map[ast.Expr]types.TypeAndValue{}, Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{}, Instances: map[*ast.Ident]types.Instance{}, Implicits: map[ast.Node]types.Object{},
	}
	config := types.Config{Importer: known(), Error: func(err error) { fmt.Println(err) }, Sizes: types.SizesFor("gc", "amd64")}
	pkg, err := config.Check("example.com/shapes", fset, []*ast.File{file}, info)
	check(err)
	for _, name := range pkg.Scope().Names() {
		obj := pkg.Scope().Lookup(name)
		fmt.Println(types.ObjectString(obj, types.RelativeTo(pkg)), fset.Position(obj.Pos()))
		if named, ok := obj.Type().(*types.Named); ok {
			set := types.NewMethodSet(types.NewPointer(named))
			for method := range set.Methods() {
				fmt.Println("\t", method)
			}
			if types.IsInterface(named) && named.Underlying().(*types.Interface).IsMethodSet() {
				circle := pkg.Scope().Lookup("Circle").Type()
				fmt.Println("\t", types.Implements(circle, named.Underlying().(*types.Interface)), types.Implements(types.NewPointer(circle), named.Underlying().(*types.Interface)))
			}
			if named.TypeParams().Len() == 0 && !types.IsInterface(named) {
				fmt.Println("\t", config.Sizes.Sizeof(named), config.Sizes.Alignof(named))
			}
		}
	}
	kinds := map[string]int{}
	var shifts []string
	for expr, tv := range info.Types {
		kinds[fmt.Sprintf("%T", expr)]++
		if tv.Value != nil && strings.Contains(types.ExprString(expr), "<<") {
			shifts = append(shifts, fmt.Sprint(types.ExprString(expr), " ", tv.Value.ExactString(), " ", tv.Type))
		}
	}
	slices.Sort(shifts)
	fmt.Println(shifts)
	fmt.Println(kinds, len(info.Defs), len(info.Uses), len(info.Selections), len(info.Implicits))
	sum := pkg.Scope().Lookup("Sum").Type()
	instance, err := types.Instantiate(nil, sum, []types.Type{types.NewSlice(types.Typ[types.Int]), types.Typ[types.Int]}, true)
	fmt.Println(instance, err)
	_, err = types.Instantiate(nil, sum, []types.Type{types.NewSlice(types.Typ[types.String]), types.Typ[types.String]}, true)
	fmt.Println(err)
	for _, expr := range []string{"Huge + 1.5", "Sum([]int{1})", "Circle{}.R", "len(table)", "A | 2", "1 / 0", "table[3]"} {
		tv, err := types.Eval(fset, pkg, file.End(), expr)
		fmt.Println(expr, tv.Type, tv.Value, err)
	}
}

func printed(fset *token.FileSet, file *ast.File) {
	var b bytes.Buffer
	check(format.Node(&b, fset, file))
	fmt.Print(b.String())
	again, err := format.Source(b.Bytes())
	fmt.Println(bytes.Equal(again, b.Bytes()), err)
	b.Reset()
	check((&printer.Config{Mode: printer.RawFormat, Tabwidth: 2}).Fprint(&b, fset, file.Decls[len(file.Decls)-1]))
	fmt.Println(b.Len())
	b.Reset()
	check(ast.Fprint(&b, fset, file.Decls[3], ast.NotNilFilter))
	fmt.Print(b.String())
	counts := map[string]int{}
	for node := range ast.Preorder(file) {
		counts[fmt.Sprintf("%T", node)]++
	}
	fmt.Println(counts)
}

func documented(fset *token.FileSet, file *ast.File) {
	pkg, err := doc.NewFromFiles(fset, []*ast.File{file}, "example.com/shapes", doc.AllDecls)
	check(err)
	fmt.Print(pkg.Name, pkg.Synopsis(pkg.Doc), "\n", string(pkg.Text(pkg.Doc)), string(pkg.HTML(pkg.Doc)), string(pkg.Markdown(pkg.Doc)))
	for _, t := range pkg.Types {
		fmt.Printf("%s %q %d %d %d\n", t.Name, t.Doc, len(t.Consts), len(t.Funcs), len(t.Methods))
	}
	for _, f := range pkg.Funcs {
		fmt.Printf("%s %q\n", f.Name, f.Doc)
	}
	var p comment.Parser
	fmt.Printf("%s", new(comment.Printer).Comment(p.Parse("A list:\n  1. one\n  2. two\n\n\tcode\n\nend of [fmt.Println].\n")))
}

func main() {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "shapes.go", source, parser.ParseComments)
	check(err)
	typed(fset, file)
	printed(fset, file)
	documented(fset, file)
	bad, err := parser.ParseFile(fset, "wrong.go", wrong, parser.AllErrors)
	check(err)
	config := types.Config{Importer: known(), Error: func(err error) { fmt.Println(err) }}
	_, err = config.Check("wrong", fset, []*ast.File{bad}, nil)
	fmt.Println("first:", err)
	for _, text := range []string{"package p; func f( { }", "package", "package p\nvar s = \"open\nvar r = 'ab'\nx := 08", "package p; func f() { if x { } else }"} {
		_, err := parser.ParseFile(fset, "syntax.go", text, parser.AllErrors|parser.SkipObjectResolution)
		if list, ok := err.(scanner.ErrorList); ok {
			scanner.PrintError(os.Stdout, list)
		}
	}
	for _, line := range []string{"//go:build linux && (amd64 || !cgo) && go1.21", "// +build linux,386 darwin", "//go:build ("} {
		expr, err := constraint.Parse(line)
		if err != nil {
			fmt.Println(err)
			continue
		}
		fmt.Println(expr, expr.Eval(func(tag string) bool { return tag == "linux" || tag == "amd64" }), constraint.GoVersion(expr))
	}
	fmt.Println(version.Compare("go1.21rc2", "go1.21.0"), version.Lang("go1.27.3"), version.IsValid("1.2"))
	x := constant.BinaryOp(constant.MakeFromLiteral("1e400", token.FLOAT, 0), token.QUO, constant.MakeInt64(3))
	fmt.Println(x, constant.Compare(x, token.GTR, constant.MakeInt64(1)), constant.ToInt(constant.Shift(constant.MakeInt64(5), token.SHL, 90)).ExactString())
	expr, err := parser.ParseExpr("f(a.b[c:d], func(x ...int) {}, <-ch, *p, []int{1, 2: 3}...)")
	fmt.Println(types.ExprString(expr), err)
	words := slices.Sorted(slices.Values(strings.Fields("func go range")))
	fmt.Println(words, token.Lookup("range").IsKeyword(), token.IsExported("Ünï"), token.IsIdentifier("ü_1"))
}
