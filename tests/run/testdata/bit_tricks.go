// Hashes, random numbers and bit counting: exact unsigned arithmetic in every width.
package main

func fnv(s string) uint32 {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h ^= uint32(s[i])
		h *= 16777619
	}
	return h
}

func popcount(x uint64) (n int) {
	for ; x != 0; x &= x - 1 {
		n++
	}
	return
}

func reverse(x uint32) (r uint32) {
	for i := 0; i < 32; i++ {
		r = r<<1 | x>>i&1
	}
	return
}

type random struct{ a, b uint64 }

func (r *random) next() uint64 {
	s1, s0 := r.a, r.b
	r.a = s0
	s1 ^= s1 << 23
	r.b = s1 ^ s0 ^ (s1 >> 17) ^ (s0 >> 26)
	return r.b + s0
}

func crc(data []byte) uint32 {
	var table [256]uint32
	for i := range table {
		c := uint32(i)
		for range 8 {
			if c&1 != 0 {
				c = c>>1 ^ 0xedb88320
			} else {
				c >>= 1
			}
		}
		table[i] = c
	}
	c := ^uint32(0)
	for _, b := range data {
		c = table[byte(c)^b] ^ c>>8
	}
	return ^c
}

func rotate(x uint8, n int) uint8 { return x<<(n&7) | x>>(8-n&7) }

func gcd(a, b int64) int64 {
	for b != 0 {
		a, b = b, a%b
	}
	return a
}

func isqrt(n uint64) uint64 {
	var r uint64
	for bit := uint64(1) << 62; bit != 0; bit >>= 2 {
		if n >= r+bit {
			n -= r + bit
			r = r>>1 + bit
		} else {
			r >>= 1
		}
	}
	return r
}

func main() {
	println(fnv("hello"), fnv(""), popcount(0xf0f0f0f0), reverse(1), reverse(0xdeadbeef))
	r := random{1, 2}
	for range 5 {
		println(r.next())
	}
	println(crc([]byte("123456789")), rotate(0x81, 1), rotate(0x81, 7), gcd(1071, 462), gcd(-48, 18))
	println(isqrt(1<<63), isqrt(99), isqrt(100))
	var i8 int8 = -128
	println(i8/-1, -i8, i8*i8, i8>>1, uint8(i8)>>1, i8<<1)
	var u16 uint16 = 65535
	println(u16*u16, u16+1, -u16, ^u16, u16<<8, int16(u16))
	var x uint32 = 1 << 31
	println(x*2, x>>31, int32(x), int64(int32(x)), uint64(x)*2)
}
