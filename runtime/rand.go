// Random numbers and hashes of memory.
//
// The generator is SplitMix64 over a state per thread that the kernel seeds (Steele, Lea and Flood, 2014). The hash folds 128-bit
// products, as wyhash does.

package runtime

import "unsafe"

const (
	golden   = 0x9e3779b97f4a7c15 // 2**64 / golden ratio
	mixFirst = 0xbf58476d1ce4e5b9
	mixThen  = 0x94d049bb133111eb
	hashKey  = 0xe7037ed1a0b428db
)

// mul64 is expanded in place.
//
//go:linkname mul64 math/bits.Mul64
func mul64(x, y uint64) (high, low uint64)

// rand gives 64 random bits.
func rand() uint64 {
	mp := getg().m
	if mp.random == 0 {
		syscall6(sysGetrandom, uintptr(unsafe.Pointer(&mp.random)), unsafe.Sizeof(mp.random), 0, 0, 0, 0)
		mp.random ^= uint64(nanotime()) | 1
	}
	mp.random += golden
	x := mp.random
	x = (x ^ x>>30) * mixFirst
	x = (x ^ x>>27) * mixThen
	return x ^ x>>31
}

// bootstrapRand is rand before anything else is ready.
func bootstrapRand() uint64 { return rand() }

//go:linkname maps_rand internal/runtime/maps.rand
func maps_rand() uint64 { return rand() }

// randn gives a number below n, by multiplication (Lemire, 2019).
func randn(n uint32) uint32 {
	return uint32(uint64(uint32(rand())) * uint64(n) >> 32)
}

// fold mixes two words.
func fold(x, y uint64) uint64 {
	high, low := mul64(x, y)
	return high ^ low
}

// memhash hashes n bytes.
func memhash(p unsafe.Pointer, seed, n uintptr) uintptr {
	h := uint64(seed) ^ hashKey
	at := uintptr(0)
	for ; at+8 <= n; at += 8 {
		h = fold(h^load64(unsafe.Add(p, at)), golden)
	}
	last := uint64(0)
	for shift := 0; at < n; at++ {
		last |= uint64(*(*byte)(unsafe.Add(p, at))) << shift
		shift += 8
	}
	return uintptr(fold(h^last, uint64(n)^mixFirst))
}

// load64 reads eight bytes that may lie anywhere.
func load64(p unsafe.Pointer) uint64 {
	var x uint64
	memmove(unsafe.Pointer(&x), p, unsafe.Sizeof(x))
	return x
}
