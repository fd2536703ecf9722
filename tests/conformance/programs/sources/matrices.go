// Matrices over several kinds of numbers: a generic type with a constraint of methods, exact rationals, remainders modulo
// a prime and floats as fields, elimination, powers, method values and expressions as tables of operations.
package main

import (
	"errors"
	"fmt"
	"math"
	"strings"
)

// Field is what elimination needs of numbers.
type Field[T any] interface {
	Add(T) T
	Mul(T) T
	Neg() T
	Inverse() T // panics with errZero
	IsZero() bool
	One() T
	comparable
	fmt.Stringer
}

var (
	errZero     = errors.New("inverse of zero")
	errShape    = errors.New("shapes do not fit")
	errSingular = errors.New("singular matrix")
)

// Rational is a fraction in lowest terms.
type Rational struct{ num, den int64 }

func ratio(num, den int64) Rational {
	if den < 0 {
		num, den = -num, -den
	}
	a, b := max(num, -num), den
	for b != 0 {
		a, b = b, a%b
	}
	return Rational{num / a, den / a}
}

func (r Rational) Add(s Rational) Rational { return ratio(r.num*s.den+s.num*r.den, r.den*s.den) }
func (r Rational) Mul(s Rational) Rational { return ratio(r.num*s.num, r.den*s.den) }
func (r Rational) Neg() Rational           { return Rational{-r.num, r.den} }
func (r Rational) IsZero() bool            { return r.num == 0 }
func (Rational) One() Rational             { return Rational{1, 1} }
func (r Rational) Inverse() Rational {
	if r.num == 0 {
		panic(errZero)
	}
	return ratio(r.den, r.num)
}
func (r Rational) String() string {
	if r.den == 1 {
		return fmt.Sprint(r.num)
	}
	return fmt.Sprintf("%d/%d", r.num, r.den)
}

// Remainder is a number modulo 97.
type Remainder uint8

const prime = 97

func (r Remainder) Add(s Remainder) Remainder { return (r + s) % prime }
func (r Remainder) Mul(s Remainder) Remainder { return Remainder(uint16(r) * uint16(s) % prime) }
func (r Remainder) Neg() Remainder            { return (prime - r) % prime }
func (r Remainder) IsZero() bool              { return r == 0 }
func (Remainder) One() Remainder              { return 1 }
func (r Remainder) Inverse() (power Remainder) {
	if r == 0 {
		panic(errZero)
	}
	power = 1
	for range prime - 2 {
		power = power.Mul(r)
	}
	return power
}
func (r Remainder) String() string { return fmt.Sprintf("%02d", uint8(r)) }

// Real is a float that counts as zero when it is tiny.
type Real float64

func (r Real) Add(s Real) Real { return r + s }
func (r Real) Mul(s Real) Real { return r * s }
func (r Real) Neg() Real       { return -r }
func (r Real) IsZero() bool    { return math.Abs(float64(r)) < 1e-12 }
func (Real) One() Real         { return 1 }
func (r Real) Inverse() Real   { return 1 / r }
func (r Real) String() string  { return fmt.Sprintf("%.4f", math.Round(float64(r)*1e4)/1e4+0) }

// Matrix is a rectangle of numbers, row by row.
type Matrix[T Field[T]] struct {
	rows, columns int
	cells         []T
}

func build[T Field[T]](rows, columns int, f func(i, j int) T) Matrix[T] {
	m := Matrix[T]{rows, columns, make([]T, 0, rows*columns)}
	for i := range rows {
		for j := range columns {
			m.cells = append(m.cells, f(i, j))
		}
	}
	return m
}

func identity[T Field[T]](n int) Matrix[T] {
	var some T
	one := some.One()
	return build(n, n, func(i, j int) T {
		if i == j {
			return one
		}
		return one.Add(one.Neg())
	})
}

func (m Matrix[T]) row(i int) []T { return m.cells[i*m.columns : (i+1)*m.columns : (i+1)*m.columns] }

func (m Matrix[T]) String() string {
	var b strings.Builder
	for i := range m.rows {
		fmt.Fprintln(&b, m.row(i))
	}
	return strings.TrimSuffix(b.String(), "\n")
}

func (m Matrix[T]) Mul(n Matrix[T]) Matrix[T] {
	if m.columns != n.rows {
		panic(fmt.Errorf("%d×%d times %d×%d: %w", m.rows, m.columns, n.rows, n.columns, errShape))
	}
	return build(m.rows, n.columns, func(i, j int) (sum T) {
		for k, v := range m.row(i) {
			product := v.Mul(n.row(k)[j])
			if k == 0 {
				sum = product
				continue
			}
			sum = sum.Add(product)
		}
		return
	})
}

func (m Matrix[T]) Transpose() Matrix[T] {
	return build(m.columns, m.rows, func(i, j int) T { return m.row(j)[i] })
}

// Power squares.
func (m Matrix[T]) Power(n uint) Matrix[T] {
	result := identity[T](m.rows)
	for square := m; n > 0; n, square = n>>1, square.Mul(square) {
		if n&1 == 1 {
			result = result.Mul(square)
		}
	}
	return result
}

// eliminate brings m to the reduced echelon form, with the same steps on side; the determinant.
func (m Matrix[T]) eliminate(side Matrix[T]) (det T, err error) {
	det = det.One()
pivots:
	for p := range m.rows {
		for i := p; i < m.rows; i++ {
			if m.row(i)[p].IsZero() {
				continue
			}
			if i != p {
				for _, x := range [...]Matrix[T]{m, side} {
					for j := range x.columns {
						x.row(i)[j], x.row(p)[j] = x.row(p)[j], x.row(i)[j]
					}
				}
				det = det.Neg()
			}
			pivot := m.row(p)[p]
			det = det.Mul(pivot)
			scale(m.row(p), pivot.Inverse())
			scale(side.row(p), pivot.Inverse())
			for k := range m.rows {
				if factor := m.row(k)[p].Neg(); k != p && !factor.IsZero() {
					addTo(m.row(k), m.row(p), factor)
					addTo(side.row(k), side.row(p), factor)
				}
			}
			continue pivots
		}
		return det.Add(det.Neg()), fmt.Errorf("column %d: %w", p, errSingular)
	}
	return det, nil
}

func scale[T Field[T]](row []T, by T) {
	for i, v := range row {
		row[i] = v.Mul(by)
	}
}

func addTo[T Field[T]](row, other []T, factor T) {
	for i, v := range other {
		row[i] = row[i].Add(v.Mul(factor))
	}
}

func (m Matrix[T]) Inverse() (inverse Matrix[T], det T, err error) {
	copied := build(m.rows, m.columns, func(i, j int) T { return m.row(i)[j] })
	inverse = identity[T](m.rows)
	det, err = copied.eliminate(inverse)
	return
}

func try(what string, f func()) {
	defer func() {
		if r := recover(); r != nil {
			err, ok := r.(error)
			fmt.Println(what, "panics:", r, ok && (errors.Is(err, errShape) || errors.Is(err, errZero)))
		}
	}()
	f()
}

func main() {
	hilbert := build(4, 4, func(i, j int) Rational { return ratio(1, int64(i+j+1)) })
	inverse, det, err := hilbert.Inverse()
	fmt.Println(inverse, det, err)
	fmt.Println(hilbert.Mul(inverse))

	caesar := build(3, 3, func(i, j int) Remainder { return Remainder((i*i*31 + j*17 + i*j*j*5 + 3) % prime) })
	back, d, err := caesar.Inverse()
	fmt.Println(caesar, "/", d, err)
	same := true
	for i, v := range back.Mul(caesar).cells {
		same = same && v == identity[Remainder](3).cells[i]
	}
	fmt.Println(same, caesar.Power(96).row(1))

	rotation := build(2, 2, func(i, j int) Real {
		angle := math.Pi / 6
		return [...]Real{Real(math.Cos(angle)), -Real(math.Sin(angle)), Real(math.Sin(angle)), Real(math.Cos(angle))}[2*i+j]
	})
	fmt.Println(rotation.Power(3).row(1), rotation.Power(12).row(0)[0], rotation.Transpose().Mul(rotation).row(1)[1])

	_, zero, err := build(3, 3, func(i, j int) Rational { return ratio(int64(i+j), 2) }).Inverse()
	fmt.Println(zero, err, errors.Is(err, errSingular))

	fibonacci := Matrix[Rational]{2, 2, []Rational{{1, 1}, {1, 1}, {1, 1}, {0, 1}}}
	fmt.Println(fibonacci.Power(60).row(0))

	operations := []struct {
		name  string
		apply func(Rational, Rational) Rational
	}{{"add", Rational.Add}, {"mul", Rational.Mul}, {"from a half", func(r, s Rational) Rational { return s.Add(r.Neg()) }}}
	for _, op := range operations {
		fmt.Print(op.name, " ", op.apply(ratio(1, 2), ratio(-2, 6)), "; ")
	}
	half := ratio(2, 4)
	bound, negate := half.Add, half.Neg
	half = ratio(100, 1)
	fmt.Println(bound(ratio(1, 3)), negate(), half)
	power := Matrix[Rational].Power
	fmt.Println(power(fibonacci, 10).row(0)[1], fmt.Sprintf("%T", power))

	try("shape", func() { fmt.Println(hilbert.Mul(fibonacci)) })
	try("zero", func() { fmt.Println(Remainder(0).Inverse()) })
	try("nothing", func() { fmt.Println(Real(0).Inverse()) })
	try("row", func() { fmt.Println(fibonacci.row(2)) })
}
