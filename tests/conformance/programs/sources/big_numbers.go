// Arbitrary precision: factorials and their digits, pi by a spigot and by Machin's formula, Fibonacci numbers by
// doubling, a toy public key, continued fractions of rationals, square roots with big floats, parsing and formatting.
package main

import (
	"errors"
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strings"
)

func factorial(n int64) *big.Int { return new(big.Int).MulRange(1, n) }

func digitSum(n *big.Int) (sum int) {
	for _, digit := range n.String() {
		sum += int(digit - '0')
	}
	return sum
}

// piDigits is Gibbons' spigot: it never ends.
func piDigits() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		num, acc, den := big.NewInt(1), big.NewInt(0), big.NewInt(1)
		var t1, t2 big.Int
		extract := func(n int64) int64 {
			t1.Mul(num, t2.SetInt64(n))
			t1.Add(&t1, acc)
			return t1.Div(&t1, den).Int64()
		}
		for k := int64(1); ; k++ {
			y2 := k*2 + 1
			acc.Add(acc, t1.Lsh(num, 1))
			acc.Mul(acc, t1.SetInt64(y2))
			den.Mul(den, t1.SetInt64(y2))
			num.Mul(num, t1.SetInt64(k))
			if num.Cmp(acc) > 0 {
				continue
			}
			digit := extract(3)
			if digit != extract(4) {
				continue
			}
			if !yield(digit) {
				return
			}
			acc.Sub(acc, t1.Mul(den, t2.SetInt64(digit)))
			acc.Mul(acc, t2.SetInt64(10))
			num.Mul(num, &t2)
		}
	}
}

// machin computes digits of pi as 16 arctan 1/5 - 4 arctan 1/239 in fixed point.
func machin(digits int64) *big.Int {
	unity := new(big.Int).Exp(big.NewInt(10), big.NewInt(digits+10), nil)
	arctan := func(x int64) *big.Int {
		power := new(big.Int).Div(unity, big.NewInt(x))
		sum, square := new(big.Int).Set(power), big.NewInt(x*x)
		for n, sign := int64(3), -1; power.Sign() != 0; n, sign = n+2, -sign {
			power.Div(power, square)
			term := new(big.Int).Div(power, big.NewInt(n))
			if sign < 0 {
				sum.Sub(sum, term)
			} else {
				sum.Add(sum, term)
			}
		}
		return sum
	}
	pi := new(big.Int).Mul(big.NewInt(16), arctan(5))
	pi.Sub(pi, arctan(239).Lsh(arctan(239), 2))
	return pi.Div(pi, new(big.Int).Exp(big.NewInt(10), big.NewInt(10), nil))
}

// fibonacci doubles: F(2k) = F(k)(2F(k+1) - F(k)), F(2k+1) = F(k)² + F(k+1)².
func fibonacci(n uint) (a, b *big.Int) {
	if n == 0 {
		return big.NewInt(0), big.NewInt(1)
	}
	a, b = fibonacci(n / 2)
	c := new(big.Int).Lsh(b, 1)
	c.Sub(c, a).Mul(c, a)
	d := new(big.Int).Mul(a, a)
	d.Add(d, b.Mul(b, b))
	if n%2 == 0 {
		return c, d
	}
	return d, c.Add(c, d)
}

type key struct{ n, e, d *big.Int }

var errTooLong = errors.New("message too long for the key")

func newKey(p, q *big.Int) *key {
	one := big.NewInt(1)
	phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
	e := big.NewInt(65537)
	return &key{new(big.Int).Mul(p, q), e, new(big.Int).ModInverse(e, phi)}
}

func (k *key) seal(message string) (*big.Int, error) {
	m := new(big.Int).SetBytes([]byte(message))
	if m.Cmp(k.n) >= 0 {
		return nil, fmt.Errorf("%d bits: %w", m.BitLen(), errTooLong)
	}
	return m.Exp(m, k.e, k.n), nil
}

func (k *key) open(sealed *big.Int) string {
	return string(new(big.Int).Exp(sealed, k.d, k.n).Bytes())
}

func continued(r *big.Rat) (terms []*big.Int) {
	a, b := new(big.Int).Set(r.Num()), new(big.Int).Set(r.Denom())
	for b.Sign() != 0 {
		quotient, rest := new(big.Int).DivMod(a, b, new(big.Int))
		terms = append(terms, quotient)
		a, b = b, rest
	}
	return terms
}

func main() {
	for _, n := range []int64{0, 1, 20, 25, 100} {
		fmt.Println(n, factorial(n), digitSum(factorial(n)))
	}
	fmt.Println(len(factorial(1000).String()), digitSum(factorial(1000)), factorial(200).TrailingZeroBits())

	var spigot strings.Builder
	for digit := range piDigits() {
		fmt.Fprint(&spigot, digit)
		if spigot.Len() == 120 {
			break
		}
	}
	fmt.Println(spigot.String())
	fmt.Println(machin(119).String() == spigot.String())

	f, next := fibonacci(300)
	fmt.Println(f, new(big.Int).GCD(nil, nil, f, next), f.ProbablyPrime(5))
	for _, n := range []uint{0, 1, 2, 10, 93} {
		f, _ := fibonacci(n)
		fmt.Print(f, " ", f.IsUint64(), " ")
	}
	fmt.Println()

	p, _ := new(big.Int).SetString("170141183460469231731687303715884105727", 10) // 2^127 - 1
	q := new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), 521), big.NewInt(1))
	k := newKey(p, q)
	sealed, err := k.seal("attack at dawn")
	fmt.Printf("%x… %d %v %q\n", sealed.Bytes()[:8], sealed.BitLen(), err, k.open(sealed))
	_, err = newKey(big.NewInt(1009), big.NewInt(2003)).seal("attack")
	fmt.Println(err, errors.Is(err, errTooLong))

	golden, ok := new(big.Rat).SetString("1.6180339887")
	fmt.Println(continued(golden), ok)
	harmonic := new(big.Rat)
	for i := int64(1); i <= 30; i++ {
		harmonic.Add(harmonic, big.NewRat(1, i))
	}
	fmt.Println(harmonic, harmonic.FloatString(25))

	root := new(big.Float).SetPrec(300).SetInt64(2)
	root.Sqrt(root)
	fmt.Println(root.Text('f', 80))
	tiny, _, err := big.ParseFloat("1e-400", 10, 64, big.ToNearestEven)
	float, accuracy := tiny.Float64()
	fmt.Println(tiny, err, float, accuracy)
	_, bad := new(big.Int).SetString("12z", 16)
	hex, good := new(big.Int).SetString("-0x_ff_ff", 0)
	fmt.Printf("%v %v %d %#x %+d %08b %s\n", bad, good, hex, hex, big.NewInt(7), big.NewInt(9), big.NewInt(255).Text(36))
	numbers := []*big.Int{big.NewInt(5), big.NewInt(-7), factorial(22), big.NewInt(0)}
	slices.SortFunc(numbers, (*big.Int).Cmp)
	fmt.Println(numbers, new(big.Int).Quo(big.NewInt(-7), big.NewInt(2)), new(big.Int).Div(big.NewInt(-7), big.NewInt(2)))
	var scanned big.Int
	fmt.Sscan("123456789012345678901234567890", &scanned)
	fmt.Println(scanned.Sqrt(&scanned), scanned.Bit(3), new(big.Int).Not(&scanned).Sign())
	defer func() { fmt.Println("recovered:", recover()) }()
	new(big.Int).Div(&scanned, new(big.Int))
}
