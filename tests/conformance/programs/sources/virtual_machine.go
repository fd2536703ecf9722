// A small machine: an assembler with labels, an interpreter with one big switch, a table of instructions, faults as
// panics that a deferred closure turns into errors, labelled loops and goto. The program may come from standard input;
// the exit code is the machine's.
// Arguments:
// Arguments: -
// Arguments: - 3 4
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
)

type opcode uint8

const (
	nop opcode = iota
	push
	pop
	dup
	swap
	over
	add
	sub
	mul
	div
	mod
	less
	equal
	not
	jump
	branch
	call
	ret
	load
	store
	arg
	print
	halt
	reserved
	opcodes
)

// info is what assembler and machine know of an instruction.
type info struct {
	name       string
	hasOperand bool
	pops       int
}

var table = [opcodes]info{
	nop: {name: "nop"}, push: {"push", true, 0}, pop: {"pop", false, 1}, dup: {"dup", false, 1}, swap: {"swap", false, 2},
	over: {"over", false, 2}, add: {"add", false, 2}, sub: {"sub", false, 2}, mul: {"mul", false, 2},
	div: {"div", false, 2}, mod: {"mod", false, 2}, less: {"less", false, 2}, equal: {"equal", false, 2},
	not: {"not", false, 1}, jump: {"jump", true, 0}, branch: {"branch", true, 1}, call: {"call", true, 0},
	ret: {"ret", false, 0}, load: {"load", true, 0}, store: {"store", true, 1}, arg: {"arg", true, 0},
	print: {"print", false, 1}, halt: {"halt", false, 1}, reserved: {name: "reserved"},
}

func (o opcode) String() string {
	if int(o) < len(table) {
		return table[o].name
	}
	return "opcode(" + strconv.Itoa(int(o)) + ")"
}

type instruction struct {
	op      opcode
	operand int64
	line    int
}

var byName = func() map[string]opcode {
	names := make(map[string]opcode, opcodes)
	for op := range opcodes {
		names[op.String()] = op
	}
	return names
}()

// assemble translates text; all errors are reported.
func assemble(text io.Reader) (code []instruction, err error) {
	labels := map[string]int64{}
	type reference struct {
		at    int
		label string
	}
	var references []reference
	lines := bufio.NewScanner(text)
	number := 0
	complain := func(format string, args ...any) {
		err = errors.Join(err, fmt.Errorf("line %d: "+format, append([]any{number}, args...)...))
	}
next:
	for lines.Scan() {
		number++
		line, _, _ := strings.Cut(lines.Text(), "#")
		words := strings.Fields(line)
		for len(words) > 0 && strings.HasSuffix(words[0], ":") {
			label := strings.TrimSuffix(words[0], ":")
			if _, twice := labels[label]; twice {
				complain("label %s again", label)
				continue next
			}
			labels[label] = int64(len(code))
			words = words[1:]
		}
		if len(words) == 0 {
			continue
		}
		op, ok := byName[words[0]]
		if !ok {
			complain("unknown instruction %q", words[0])
			continue
		}
		if want := map[bool]int{false: 1, true: 2}[table[op].hasOperand]; len(words) != want {
			complain("%v: %d words, want %d", op, len(words), want)
			continue
		}
		in := instruction{op: op, line: number}
		if table[op].hasOperand {
			if n, bad := strconv.ParseInt(words[1], 0, 64); bad == nil {
				in.operand = n
			} else {
				references = append(references, reference{len(code), words[1]})
			}
		}
		code = append(code, in)
	}
	for _, r := range references {
		target, ok := labels[r.label]
		if !ok {
			number = code[r.at].line
			complain("no label %s", r.label)
		}
		code[r.at].operand = target
	}
	return code, err
}

// Fault is how a program of the machine fails.
type Fault struct {
	At    instruction
	Cause error
}

func (f *Fault) Error() string { return fmt.Sprintf("line %d: %v: %v", f.At.line, f.At.op, f.Cause) }
func (f *Fault) Unwrap() error { return f.Cause }

var (
	errUnderflow = errors.New("stack underflow")
	errSteps     = errors.New("too many steps")
	errEnd       = errors.New("ran off the end")
)

// Machine runs one program.
type Machine struct {
	code   []instruction
	stack  []int64
	calls  []int
	memory [16]int64
	args   []int64
	pc     int
	steps  int
	out    strings.Builder
}

func (m *Machine) pop() int64 {
	top := m.stack[len(m.stack)-1]
	m.stack = m.stack[:len(m.stack)-1]
	return top
}

func (m *Machine) push(v int64) { m.stack = append(m.stack, v) }

func truth(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// Run runs the program to its end; limit is the number of steps.
func (m *Machine) Run(limit int) (exit int, err error) {
	var in instruction
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case runtime.Error:
			err = &Fault{in, cause}
		case error:
			err = &Fault{in, fmt.Errorf("fault: %w", cause)}
		default:
			panic(cause)
		}
	}()
again:
	if m.pc < 0 || m.pc >= len(m.code) {
		panic(errEnd)
	}
	in = m.code[m.pc]
	m.pc++
	if m.steps++; m.steps > limit {
		panic(errSteps)
	}
	if len(m.stack) < table[in.op].pops {
		panic(errUnderflow)
	}
	switch in.op {
	case nop:
	case push:
		m.push(in.operand)
	case pop:
		m.pop()
	case dup:
		m.push(m.stack[len(m.stack)-1])
	case swap:
		n := len(m.stack)
		m.stack[n-1], m.stack[n-2] = m.stack[n-2], m.stack[n-1]
	case over:
		m.push(m.stack[len(m.stack)-2])
	case add, sub, mul, div, mod, less, equal:
		b, a := m.pop(), m.pop()
		m.push(binary(in.op, a, b))
	case not:
		m.push(truth(m.pop() == 0))
	case branch:
		if m.pop() == 0 {
			break
		}
		fallthrough
	case jump:
		m.pc = int(in.operand)
	case call:
		m.calls = append(m.calls, m.pc)
		m.pc = int(in.operand)
	case ret:
		m.pc = m.calls[len(m.calls)-1]
		m.calls = m.calls[:len(m.calls)-1]
	case load:
		m.push(m.memory[in.operand])
	case store:
		m.memory[in.operand] = m.pop()
	case arg:
		m.push(m.args[in.operand])
	case print:
		fmt.Fprintln(&m.out, m.pop())
	case halt:
		return int(m.pop()), nil
	default:
		panic("an instruction without meaning: " + in.op.String())
	}
	goto again
}

func binary(op opcode, a, b int64) int64 {
	switch op {
	case add:
		return a + b
	case sub:
		return a - b
	case mul:
		return a * b
	case div:
		return a / b
	case mod:
		return a % b
	case less:
		return truth(a < b)
	}
	return truth(a == b)
}

const factorial = `
	push 10
	call fact
	print
	push 0
	halt
fact:	dup
	branch more
	pop
	push 1
	ret
more:	dup          # n n
	push 1
	sub          # n n-1
	call fact
	mul
	ret
`

var faulty = []string{
	"push 1\npush 0\ndiv\nhalt", "add", "push 1\nload 99", "ret", "loop: jump loop", "push 7", "push 5\narg 0\nhalt", "frob\nadd 1\nx: x:\njump y",
}

func run(text io.Reader, args []int64) (int, error) {
	code, err := assemble(text)
	if err != nil {
		return 1, err
	}
	m := &Machine{code: code, args: args}
	exit, err := m.Run(100_000)
	fmt.Print(m.out.String())
	fmt.Println("steps:", m.steps, "left:", m.stack)
	return exit, err
}

func main() {
	if len(os.Args) > 1 {
		var args []int64
		for _, text := range os.Args[2:] {
			n, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				panic(err)
			}
			args = append(args, n)
		}
		exit, err := run(os.Stdin, args)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
		}
		os.Exit(exit)
	}
	fmt.Println(run(strings.NewReader(factorial), nil))
	for _, text := range faulty {
		_, err := run(strings.NewReader(text), nil)
		var bounds runtime.Error
		fmt.Println(err, errors.Is(err, errUnderflow), errors.As(err, &bounds))
	}
	defer func() {
		fmt.Println("recovered:", recover())
		os.Exit(4)
	}()
	(&Machine{code: []instruction{{op: reserved}}}).Run(1)
}
