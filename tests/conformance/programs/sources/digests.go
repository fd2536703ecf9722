// Hashes by hand: SHA-256, MD5, CRC-32 and Adler-32 behind one interface, with tables of constants that are computed,
// written out or made at the start; rotations, byte orders, writes in odd portions, and the standard library as judge.
package main

import (
	"bytes"
	"crypto/md5"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"hash"
	"hash/adler32"
	"hash/crc32"
	"io"
	"math"
	"math/bits"
	"strings"
)

// blocks collects what is written until there is a whole block.
type blocks struct {
	pending [64]byte
	used    int
	length  uint64 // bytes
	process func(block *[64]byte)
	order   binary.ByteOrder
}

func (b *blocks) Write(p []byte) (int, error) {
	b.length += uint64(len(p))
	for rest := p; len(rest) > 0; {
		n := copy(b.pending[b.used:], rest)
		rest = rest[n:]
		if b.used += n; b.used == len(b.pending) {
			b.process(&b.pending)
			b.used = 0
		}
	}
	return len(p), nil
}

// finish appends the bit 1, zeros, and the length in bits.
func (b *blocks) finish() {
	length := b.length << 3
	b.Write([]byte{0x80})
	for b.used != 56 {
		b.Write([]byte{0})
	}
	var tail [8]byte
	b.order.PutUint64(tail[:], length)
	b.Write(tail[:])
}

func (*blocks) BlockSize() int { return 64 }

// fractions are the first 32 bits of the fractions of roots of the first primes.
func fractions[A interface{ [8]uint32 | [64]uint32 }](root func(float64) float64) (table A) {
	n := 0
candidates:
	for candidate := 2; n < len(table); candidate++ {
		for divisor := 2; divisor*divisor <= candidate; divisor++ {
			if candidate%divisor == 0 {
				continue candidates
			}
		}
		_, fraction := math.Modf(root(float64(candidate)))
		table[n] = uint32(fraction * (1 << 32))
		n++
	}
	return table
}

var (
	initial = fractions[[8]uint32](math.Sqrt)
	rounds  = fractions[[64]uint32](math.Cbrt)
)

type sha struct {
	blocks
	state [8]uint32
}

func newSHA() hash.Hash {
	s := &sha{}
	s.Reset()
	return s
}

func (s *sha) Reset() {
	s.blocks = blocks{process: s.block, order: binary.BigEndian}
	s.state = initial
}

func (s *sha) block(block *[64]byte) {
	var w [64]uint32
	for i := range 16 {
		w[i] = binary.BigEndian.Uint32(block[4*i:])
	}
	for i := 16; i < 64; i++ {
		x, y := w[i-15], w[i-2]
		w[i] = w[i-16] + w[i-7] +
			(bits.RotateLeft32(x, -7) ^ bits.RotateLeft32(x, -18) ^ x>>3) +
			(bits.RotateLeft32(y, -17) ^ bits.RotateLeft32(y, -19) ^ y>>10)
	}
	a, b, c, d, e, f, g, h := s.state[0], s.state[1], s.state[2], s.state[3], s.state[4], s.state[5], s.state[6], s.state[7]
	for i := range w {
		t1 := h + (bits.RotateLeft32(e, -6) ^ bits.RotateLeft32(e, -11) ^ bits.RotateLeft32(e, -25)) + (e&f ^ ^e&g) + rounds[i] + w[i]
		t2 := (bits.RotateLeft32(a, -2) ^ bits.RotateLeft32(a, -13) ^ bits.RotateLeft32(a, -22)) + (a&b ^ a&c ^ b&c)
		a, b, c, d, e, f, g, h = t1+t2, a, b, c, d+t1, e, f, g
	}
	for i, v := range [...]uint32{a, b, c, d, e, f, g, h} {
		s.state[i] += v
	}
}

func (s *sha) Size() int { return 32 }

func (s *sha) Sum(prefix []byte) []byte {
	done := &sha{blocks: s.blocks, state: s.state}
	done.process = done.block
	done.finish()
	for _, word := range done.state {
		prefix = binary.BigEndian.AppendUint32(prefix, word)
	}
	return prefix
}

type md struct {
	blocks
	a, b, c, d uint32
}

var shifts = [4][4]int{{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}}

var sines = func() (table [64]uint32) {
	for i := range table {
		table[i] = uint32(math.Floor(math.Abs(math.Sin(float64(i+1))) * (1 << 32)))
	}
	return table
}()

func newMD() hash.Hash {
	m := new(md)
	m.Reset()
	return m
}

func (m *md) Reset() {
	*m = md{a: 0x67452301, b: 0xefcdab89, c: 0x98badcfe, d: 0x10325476}
	m.blocks = blocks{process: m.block, order: binary.LittleEndian}
}

func (m *md) block(block *[64]byte) {
	var words [16]uint32
	for i := range words {
		words[i] = binary.LittleEndian.Uint32(block[4*i:])
	}
	a, b, c, d := m.a, m.b, m.c, m.d
	for i, sine := range sines {
		var f uint32
		g := i
		switch i / 16 {
		case 0:
			f = b&c | ^b&d
		case 1:
			f, g = d&b|^d&c, 5*i+1
		case 2:
			f, g = b^c^d, 3*i+5
		case 3:
			f, g = c^(b|^d), 7*i
		}
		a, d, c, b = d, c, b, b+bits.RotateLeft32(a+f+sine+words[g%16], shifts[i/16][i%4])
	}
	m.a, m.b, m.c, m.d = m.a+a, m.b+b, m.c+c, m.d+d
}

func (m *md) Size() int { return 16 }

func (m *md) Sum(prefix []byte) []byte {
	done := *m
	done.process = done.block
	done.finish()
	return binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(
		binary.LittleEndian.AppendUint32(prefix, done.a), done.b), done.c), done.d)
}

// Polynomial of CRC-32, reversed; table[i] is what a byte does.
const polynomial = 0xedb88320

var crcTable = [256]uint32{}

func init() {
	i := 0
fill:
	value := uint32(i)
	for bit := 0; bit < 8; bit++ {
		if value&1 == 0 {
			value >>= 1
			continue
		}
		value = value>>1 ^ polynomial
	}
	crcTable[i] = value
	if i++; i < len(crcTable) {
		goto fill
	}
}

type crc uint32

func (c *crc) Write(p []byte) (int, error) {
	value := ^uint32(*c)
	for _, b := range p {
		value = crcTable[byte(value)^b] ^ value>>8
	}
	*c = crc(^value)
	return len(p), nil
}

func (c *crc) Sum(prefix []byte) []byte { return binary.BigEndian.AppendUint32(prefix, uint32(*c)) }
func (c *crc) Reset()                   { *c = 0 }
func (*crc) Size() int                  { return 4 }
func (*crc) BlockSize() int             { return 1 }

type adler struct{ a, b uint32 }

func (s *adler) Write(p []byte) (int, error) {
	for _, v := range p {
		s.a = (s.a + uint32(v)) % 65521
		s.b = (s.b + s.a) % 65521
	}
	return len(p), nil
}

func (s *adler) Sum(prefix []byte) []byte { return binary.BigEndian.AppendUint32(prefix, s.b<<16|s.a) }
func (s *adler) Reset()                   { *s = adler{a: 1} }
func (*adler) Size() int                  { return 4 }
func (*adler) BlockSize() int             { return 4 }

var algorithms = []struct {
	name         string
	ours, theirs func() hash.Hash
}{
	{"SHA-256", newSHA, sha256.New},
	{"MD5", newMD, md5.New},
	{"CRC-32", func() hash.Hash { return new(crc) }, func() hash.Hash { return crc32.NewIEEE() }},
	{"Adler-32", func() hash.Hash { return &adler{a: 1} }, func() hash.Hash { return adler32.New() }},
}

func main() {
	fmt.Printf("%08x %08x %08x\n", initial[0], rounds[63], sines[63])
	million := strings.Repeat("0123456789abcdef", 2000)
	for _, algorithm := range algorithms {
		ours := algorithm.ours()
		for _, text := range []string{"", "a", "abc", strings.Repeat("x", 55), strings.Repeat("y", 56), strings.Repeat("z", 64), million} {
			theirs := algorithm.theirs()
			ours.Reset()
			both := io.MultiWriter(ours, theirs)
			// Portions grow, so that blocks are cut everywhere.
			reader := strings.NewReader(text)
			for n := int64(1); ; n += 7 {
				if _, err := io.CopyN(both, reader, n); err != nil {
					break
				}
			}
			sum := ours.Sum([]byte{0xff})
			same := bytes.Equal(sum[1:], theirs.Sum(nil)) && bytes.Equal(sum, ours.Sum([]byte{0xff}))
			fmt.Printf("%-8s %5d %.16s %t\n", algorithm.name, len(text), hex.EncodeToString(sum[1:]), same)
		}
	}
	var chain [32]byte
	for range 200 {
		h := newSHA()
		h.Write(chain[:])
		copy(chain[:], h.Sum(nil))
	}
	fmt.Printf("%x\n% X\n", chain[:16], chain[28:])
}
