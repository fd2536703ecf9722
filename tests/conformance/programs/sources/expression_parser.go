// A calculator: lexer, recursive-descent parser, tree of interfaces, simplifier and evaluator, with errors that know
// their column.
package main

import (
	"errors"
	"fmt"
	"math"
	"os"
	"strconv"
	"strings"
	"unicode"
)

// Node is a part of an expression.
type Node interface {
	Eval(env Env) (float64, error)
	fmt.Stringer
}

// Env holds variables and functions.
type Env struct {
	vars  map[string]float64
	funcs map[string]func(...float64) (float64, error)
}

type (
	number float64
	name   string
	unary  struct {
		op rune
		x  Node
	}
	binary struct {
		op   rune
		x, y Node
	}
	call struct {
		fn   string
		args []Node
	}
)

// SyntaxError is an error at a column.
type SyntaxError struct {
	Column int
	Text   string
}

func (e *SyntaxError) Error() string { return fmt.Sprintf("column %d: %s", e.Column, e.Text) }

var errDivision = errors.New("division by zero")

func (n number) Eval(Env) (float64, error) { return float64(n), nil }
func (n number) String() string            { return strconv.FormatFloat(float64(n), 'g', -1, 64) }

func (n name) Eval(env Env) (float64, error) {
	if v, ok := env.vars[string(n)]; ok {
		return v, nil
	}
	return 0, fmt.Errorf("undefined: %s", string(n))
}
func (n name) String() string { return string(n) }

func (u *unary) Eval(env Env) (float64, error) {
	v, err := u.x.Eval(env)
	if u.op == '-' {
		v = -v
	}
	return v, err
}
func (u *unary) String() string { return fmt.Sprintf("(%c%v)", u.op, u.x) }

func (b *binary) Eval(env Env) (float64, error) {
	x, err := b.x.Eval(env)
	if err != nil {
		return 0, err
	}
	y, err := b.y.Eval(env)
	if err != nil {
		return 0, err
	}
	switch b.op {
	case '+':
		return x + y, nil
	case '-':
		return x - y, nil
	case '*':
		return x * y, nil
	case '/':
		if y == 0 {
			return 0, fmt.Errorf("%v: %w", b, errDivision)
		}
		return x / y, nil
	case '^':
		return math.Pow(x, y), nil
	}
	panic("unknown operator " + string(b.op))
}
func (b *binary) String() string { return fmt.Sprintf("(%v %c %v)", b.x, b.op, b.y) }

func (c *call) Eval(env Env) (float64, error) {
	f, ok := env.funcs[c.fn]
	if !ok {
		return 0, fmt.Errorf("no function %q", c.fn)
	}
	var args []float64
	for _, arg := range c.args {
		v, err := arg.Eval(env)
		if err != nil {
			return 0, fmt.Errorf("%s: %w", c.fn, err)
		}
		args = append(args, v)
	}
	return f(args...)
}
func (c *call) String() string { return fmt.Sprint(c.fn, c.args) }

type parser struct {
	text []rune
	at   int
}

// Parse reads an expression; it recovers the panics of its parser.
func Parse(text string) (node Node, err error) {
	p := &parser{text: []rune(text)}
	defer func() {
		if r := recover(); r != nil {
			syntax, ok := r.(*SyntaxError)
			if !ok {
				panic(r)
			}
			node, err = nil, syntax
		}
	}()
	node = p.sum()
	if p.peek() != 0 {
		p.fail("unexpected %q", p.peek())
	}
	return node, nil
}

func (p *parser) fail(format string, args ...any) {
	panic(&SyntaxError{p.at + 1, fmt.Sprintf(format, args...)})
}

func (p *parser) peek() rune {
	for p.at < len(p.text) && unicode.IsSpace(p.text[p.at]) {
		p.at++
	}
	if p.at == len(p.text) {
		return 0
	}
	return p.text[p.at]
}

func (p *parser) accept(ops string) (rune, bool) {
	if r := p.peek(); r != 0 && strings.ContainsRune(ops, r) {
		p.at++
		return r, true
	}
	return 0, false
}

func (p *parser) chain(ops string, operand func() Node) Node {
	x := operand()
	for {
		op, ok := p.accept(ops)
		if !ok {
			return x
		}
		x = &binary{op, x, operand()}
	}
}

func (p *parser) sum() Node     { return p.chain("+-", p.product) }
func (p *parser) product() Node { return p.chain("*/", p.power) }

func (p *parser) power() Node {
	x := p.factor()
	if _, ok := p.accept("^"); ok {
		return &binary{'^', x, p.power()}
	}
	return x
}

func (p *parser) factor() Node {
	switch r := p.peek(); {
	case r == '-' || r == '+':
		p.at++
		return &unary{r, p.factor()}
	case r == '(':
		p.at++
		defer p.expect(')')
		return p.sum()
	case unicode.IsDigit(r) || r == '.':
		start := p.at
		for p.at < len(p.text) && (unicode.IsDigit(p.text[p.at]) || p.text[p.at] == '.') {
			p.at++
		}
		v, err := strconv.ParseFloat(string(p.text[start:p.at]), 64)
		if err != nil {
			p.fail("%v", errors.Unwrap(err))
		}
		return number(v)
	case unicode.IsLetter(r):
		start := p.at
		for p.at < len(p.text) && unicode.IsLetter(p.text[p.at]) {
			p.at++
		}
		word := string(p.text[start:p.at])
		if _, ok := p.accept("("); !ok {
			return name(word)
		}
		c := &call{fn: word}
		for more := p.peek() != ')'; more; _, more = p.accept(",") {
			c.args = append(c.args, p.sum())
		}
		p.expect(')')
		return c
	case r == 0:
		p.fail("unexpected end")
	default:
		p.fail("unexpected %q", r)
	}
	return nil
}

func (p *parser) expect(want rune) {
	if _, ok := p.accept(string(want)); !ok {
		p.fail("expected %q", want)
	}
}

// Simplify folds constants and drops what changes nothing.
func Simplify(n Node) Node {
	switch n := n.(type) {
	case *unary:
		x := Simplify(n.x)
		if v, ok := x.(number); ok && n.op == '-' {
			return -v
		}
		return &unary{n.op, x}
	case *binary:
		x, y := Simplify(n.x), Simplify(n.y)
		a, isA := x.(number)
		b, isB := y.(number)
		switch {
		case isA && isB:
			if v, err := (&binary{n.op, a, b}).Eval(Env{}); err == nil {
				return number(v)
			}
		case n.op == '*' && isA && a == 1, n.op == '+' && isA && a == 0:
			return y
		case (n.op == '*' || n.op == '/') && isB && b == 1, (n.op == '+' || n.op == '-') && isB && b == 0:
			return x
		}
		return &binary{n.op, x, y}
	case *call:
		simple := &call{fn: n.fn}
		for _, arg := range n.args {
			simple.args = append(simple.args, Simplify(arg))
		}
		return simple
	default:
		return n
	}
}

func main() {
	env := Env{
		vars: map[string]float64{"pi": math.Pi, "x": 2.5, "größe": 3},
		funcs: map[string]func(...float64) (float64, error){
			"sqrt": func(a ...float64) (float64, error) { return math.Sqrt(a[0]), nil },
			"max": func(a ...float64) (m float64, err error) {
				if len(a) == 0 {
					return 0, errors.New("max of nothing")
				}
				for i, v := range a {
					if i == 0 || v > m {
						m = v
					}
				}
				return
			},
		},
	}
	failed := 0
	for _, text := range []string{
		"1 + 2 * 3", "(1 + 2) * 3", "2 ^ 3 ^ 2", "-x^2 + 1*größe", "sqrt(16) / (3 - 3)", "max(1, x*4, -3) - 0",
		"max()", "1 +", "2 * (3 + 4", "7 $ 2", "1.2.3", "foo(1)", "y + 1", "1*x + 0*2 + (4-1)/2", "sqrt(sqrt(2*1)/0)",
	} {
		node, err := Parse(text)
		if err != nil {
			var syntax *SyntaxError
			fmt.Println(text, "=>", err, errors.As(err, &syntax) && syntax.Column > 3)
			failed++
			continue
		}
		simple := Simplify(node)
		v, err := simple.Eval(env)
		fmt.Printf("%s => %v => %v = %.6g (%v, %t)\n", text, node, simple, v, err, errors.Is(err, errDivision))
	}
	if failed != 4 {
		os.Exit(1)
	}
	os.Exit(3)
}
