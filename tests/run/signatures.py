"""Programs that call functions of random types in every way that package reflect has; they are compared with gc.

Each function digests its arguments and derives its results from the digest. It is called directly, through
reflect.Value.Call, as a function that reflect.MakeFunc makes, and as such a function through Call; methods as method
values that reflect makes, too. The program prints a digest of the results of each call.
"""

from __future__ import annotations

import random
from typing import Final

_NUMBERS: Final = ("int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "int", "uint", "uintptr")
_SCALARS: Final = (*_NUMBERS, "bool", "float32", "float64", "float32", "float64", "complex64", "complex128")
_WORDS: Final = ("string", "[]byte", "[]string", "any", "error", "*int", "map[string]int", "chan int", "func(int) int")
_DEEPEST: Final = 3
_MOST: Final = 9  # parameters

_PRELUDE: Final = """package main

import (
	"errors"
	"math"
	"reflect"
)

type digest uint64

func (d *digest) add(x uint64) {
	for range 8 {
		*d = (*d ^ digest(x&0xff)) * 1099511628211
		x >>= 8
	}
}

func (d *digest) value(v reflect.Value) {
	d.add(uint64(v.Kind()))
	switch v.Kind() {
	case reflect.Bool:
		if v.Bool() {
			d.add(1)
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		d.add(uint64(v.Int()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		d.add(v.Uint())
	case reflect.Float32, reflect.Float64:
		d.add(math.Float64bits(v.Float()))
	case reflect.Complex64, reflect.Complex128:
		d.add(math.Float64bits(real(v.Complex())))
		d.add(math.Float64bits(imag(v.Complex())))
	case reflect.String:
		for _, c := range []byte(v.String()) {
			d.add(uint64(c))
		}
	case reflect.Slice, reflect.Array:
		d.add(uint64(v.Len()))
		for i := range v.Len() {
			d.value(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			d.value(v.Field(i))
		}
	case reflect.Map:
		d.add(uint64(v.Len()))
		for i := range 4 {
			if e := v.MapIndex(reflect.ValueOf(string(rune('a' + i)))); e.IsValid() {
				d.value(e)
			}
		}
	case reflect.Chan:
		d.add(uint64(v.Cap()))
	case reflect.Func:
		if !v.IsNil() {
			d.add(uint64(v.Call([]reflect.Value{reflect.ValueOf(3)})[0].Int()))
		}
	case reflect.Interface, reflect.Pointer:
		if v.Kind() == reflect.Pointer && v.Type().Elem().PkgPath() == "errors" {
			d.add(uint64(v.Elem().Field(0).Len()))
		} else if !v.IsNil() {
			d.value(v.Elem())
		}
	}
}

func digestOf(values ...any) digest {
	d := digest(14695981039346656037)
	for _, p := range values {
		d.value(reflect.ValueOf(p).Elem())
	}
	return d
}

func (d *digest) next() uint64 {
	*d = *d*6364136223846793005 + 1442695040888963407
	return uint64(*d >> 11)
}

func fill(p any, seed digest) {
	fillValue(reflect.ValueOf(p).Elem(), &seed)
}

func fillValue(v reflect.Value, d *digest) {
	x := d.next()
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(x&1 != 0)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(int64(x << 9) >> (64 - v.Type().Bits()))
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64, reflect.Uintptr:
		v.SetUint((x << 9) >> (64 - v.Type().Bits()))
	case reflect.Float32, reflect.Float64:
		v.SetFloat(float64(int32(x)) / 16)
	case reflect.Complex64, reflect.Complex128:
		v.SetComplex(complex(float64(int16(x)), float64(int16(x>>16))))
	case reflect.String:
		v.SetString("abcdefgh"[x%5 : 5+x%3])
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), int(x%4), int(x%4)))
		for i := range v.Len() {
			fillValue(v.Index(i), d)
		}
	case reflect.Array:
		for i := range v.Len() {
			fillValue(v.Index(i), d)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			fillValue(v.Field(i), d)
		}
	case reflect.Map:
		v.Set(reflect.ValueOf(map[string]int{"a": int(x % 100), string(rune('b' + x%3)): 7}))
	case reflect.Chan:
		v.Set(reflect.ValueOf(make(chan int, x%5)))
	case reflect.Func:
		v.Set(reflect.ValueOf(func(n int) int { return n + int(x%1000) }))
	case reflect.Pointer:
		n := int(x % 100000)
		v.Set(reflect.ValueOf(&n))
	case reflect.Interface:
		if v.NumMethod() != 0 {
			v.Set(reflect.ValueOf(errors.New("abcdefgh"[x%8:])))
		} else if x%3 != 0 {
			v.Set(reflect.ValueOf([2]uint16{uint16(x), uint16(x >> 16)}))
		}
	}
}

func through(call func([]reflect.Value) []reflect.Value, typ reflect.Type) reflect.Value {
	return reflect.MakeFunc(typ, func(in []reflect.Value) []reflect.Value { return call(in) })
}

func digestOfAll(values []reflect.Value) digest {
	d := digest(14695981039346656037)
	for _, v := range values {
		d.value(v)
	}
	return d
}

func valuesOf(pointers ...any) []reflect.Value {
	values := make([]reflect.Value, len(pointers))
	for i, p := range pointers {
		values[i] = reflect.ValueOf(p).Elem()
	}
	return values
}
"""


class SignatureGenerator:
    """One program."""

    def __init__(self, seed: int, count: int) -> None:
        self.random = random.Random(seed)
        self.count = count  # of functions
        self.lines: list[str] = []

    def program(self) -> str:
        """The source text."""
        for number in range(self.count):
            self._function(number)
        calls = "".join(f"\ttest{number}()\n" for number in range(self.count))
        return "\n".join([_PRELUDE, *self.lines, f"func main() {{\n{calls}}}", ""])

    def _type(self, depth: int = 0) -> str:
        """A type; its fields are exported, for reflect is to set them."""
        choice = self.random.random()
        if choice < 0.45 or depth == _DEEPEST:
            return self.random.choice(_SCALARS)
        if choice < 0.65:
            return self.random.choice(_WORDS)
        if choice < 0.8:
            return f"[{self.random.choice((0, 1, 1, 2, 3, 4, 5, 7))}]{self._type(depth + 1)}"
        fields = [f"F{i} {self._type(depth + 1)}" for i in range(self.random.choice((0, 1, 1, 2, 2, 3, 4, 6)))]
        return f"struct{{ {'; '.join(fields)} }}"

    def _function(self, number: int) -> None:
        params = [self._type() for _ in range(self.random.randint(0, _MOST))]
        results = [self._type() for _ in range(self.random.choice((0, 1, 1, 2, 2, 3, 4, 6)))]
        variadic = bool(params) and self.random.random() < 0.15
        receiver = self._type(1) if self.random.random() < 0.3 else ""
        shown = list(params)
        if variadic:
            shown[-1] = f"...{params[-1]}"
            params[-1] = f"[]{params[-1]}"
        self._declare(number, params, shown, results, receiver)
        self._test(number, params, shown, results, receiver, "..." if variadic else "")

    def _declare(self, number: int, params: list[str], shown: list[str], results: list[str], receiver: str) -> None:
        names = [f"p{i}" for i in range(len(params))]
        head = f"func f{number}"
        if receiver:
            star = self.random.choice(("", "*"))
            self.lines.append(f"type T{number} struct{{ V {receiver} }}\n")
            head = f"func (t {star}T{number}) M"
            names.append("t")
        digested = ", ".join(f"&{name}" for name in names)
        declared = ", ".join(f"p{i} {typ}" for i, typ in enumerate(shown))
        returned = ", ".join(f"r{i} {typ}" for i, typ in enumerate(results))
        fills = "".join(f"\tfill(&r{i}, d+{i})\n" for i in range(len(results)))
        body = f"\td := digestOf({digested})\n\tprintln(d)\n{fills}\treturn\n"
        self.lines.append(f"{head}({declared}) ({returned}) {{\n{body}}}\n")

    def _test(
        self, number: int, params: list[str], shown: list[str], results: list[str], receiver: str, dots: str
    ) -> None:
        lines = [f"\tvar p{i} {typ}\n\tfill(&p{i}, {number * 100 + i})\n" for i, typ in enumerate(params)]
        function = f"f{number}"
        if receiver:
            lines.append(f"\tvar t T{number}\n\tfill(&t, {number * 100 + 99})\n")
            function = "t.M"
        typ = f"func({', '.join(shown)}) ({', '.join(results)})"
        arguments = ", ".join(f"p{i}" for i in range(len(params)))
        pointers = ", ".join(f"&p{i}" for i in range(len(params)))
        names = [f"r{i}" for i in range(len(results))]
        assigned = f"{', '.join(names)} = " if names else ""
        lines += [f"\tvar {name} {typ}\n" for name, typ in zip(names, results)]
        digested = ", ".join(f"&{name}" for name in names)

        def directly(callee: str) -> str:
            passed = f"{arguments}{dots}"
            return f"\t{assigned}{callee}({passed})\n\tprintln({number}, digestOf({digested}))\n"

        call = "CallSlice" if dots else "Call"
        value = 'reflect.ValueOf(&t).MethodByName("M")' if receiver else f"reflect.ValueOf({function})"
        lines.append(directly(function))
        lines.append(f"\tv := {value}\n\tprintln({number}, digestOfAll(v.{call}(valuesOf({pointers}))))\n")
        lines.append(f"\tm := through(v.{call}, v.Type())\n\tf := m.Interface().({typ})\n{directly('f')}")
        lines.append(f"\tprintln({number}, digestOfAll(m.{call}(valuesOf({pointers}))))\n")
        if receiver:
            lines.append(f"\tg := v.Interface().({typ})\n{directly('g')}")
        self.lines.append(f"func test{number}() {{\n{''.join(lines)}}}\n")
