// Command dump prints the syntax trees of files as go/parser builds them: the oracle of the suite beside it.
//
// One line per node: kind, begin and end offset in bytes, in the order of a walk. Names follow go/ast; what two
// parsers may differ on without harm (comments, objects) is left out.
package main

import (
	"bufio"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"strings"
)

func main() {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for _, path := range os.Args[1:] {
		fset := token.NewFileSet()
		file, err := parser.ParseFile(fset, path, nil, parser.SkipObjectResolution)
		if err != nil {
			fmt.Fprintf(out, "file %s refused\n", path)
			continue
		}
		fmt.Fprintf(out, "file %s\n", path)
		base := int(file.FileStart)
		for _, decl := range file.Decls {
			ast.Inspect(decl, func(node ast.Node) bool {
				if node == nil {
					return false
				}
				kind := strings.TrimPrefix(reflect.TypeOf(node).String(), "*ast.")
				fmt.Fprintf(out, "%s %d %d\n", kind, int(node.Pos())-base, int(node.End())-base)
				return true
			})
		}
	}
}
