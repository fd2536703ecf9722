// Atomic operations as the runtime uses them. The compiler expands them in place; all are sequentially consistent.

package runtime

import _ "unsafe" // for go:linkname

//go:linkname atomicLoad internal/runtime/atomic.Load
//go:noescape
func atomicLoad(p *uint32) uint32

//go:linkname atomicLoad64 internal/runtime/atomic.Load64
//go:noescape
func atomicLoad64(p *uint64) uint64

//go:linkname atomicLoadUintptr internal/runtime/atomic.Loaduintptr
//go:noescape
func atomicLoadUintptr(p *uintptr) uintptr

//go:linkname atomicStore internal/runtime/atomic.Store
//go:noescape
func atomicStore(p *uint32, new uint32)

//go:linkname atomicStore64 internal/runtime/atomic.Store64
//go:noescape
func atomicStore64(p *uint64, new uint64)

// atomicAdd gives the new value.
//
//go:linkname atomicAdd internal/runtime/atomic.Xadd
//go:noescape
func atomicAdd(p *uint32, delta int32) uint32

//go:linkname atomicAdd64 internal/runtime/atomic.Xadd64
//go:noescape
func atomicAdd64(p *uint64, delta int64) uint64

// atomicSwap gives the old value.
//
//go:linkname atomicSwap internal/runtime/atomic.Xchg
//go:noescape
func atomicSwap(p *uint32, new uint32) uint32

//go:linkname atomicCas internal/runtime/atomic.Cas
//go:noescape
func atomicCas(p *uint32, old, new uint32) bool

//go:linkname atomicCas64 internal/runtime/atomic.Cas64
//go:noescape
func atomicCas64(p *uint64, old, new uint64) bool

// atomicOr and atomicAnd give the old value.
//
//go:linkname atomicOr internal/runtime/atomic.Or32
//go:noescape
func atomicOr(p *uint32, bits uint32) uint32

//go:linkname atomicAnd internal/runtime/atomic.And32
//go:noescape
func atomicAnd(p *uint32, bits uint32) uint32
