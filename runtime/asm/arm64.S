// Assembly stubs of linux/arm64.
//
// They are called in LLVM's C convention: arguments and result in x0 to x7; x15 holds a closure context that no stub
// needs, x28 is reserved. Between `.globl` of one stub and that of the next stands the code of the first.
// `assemble.py` turns this file into a table of machine words; no relocation may remain.

// func syscall6(number, a1, a2, a3, a4, a5, a6 uintptr) uintptr
// The kernel's result as it is: errors are -4095 to -1.
        .globl  "runtime.syscall6"
"runtime.syscall6":
        mov     x8, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, x4
        mov     x4, x5
        mov     x5, x6
        svc     #0
        ret

// func sigreturn()
// Where a signal handler returns to: the kernel restores the interrupted registers.
        .globl  "runtime.sigreturn"
"runtime.sigreturn":
        mov     x8, #139
        svc     #0
        brk     #0

// func callOnStack(top uintptr, code unsafe.Pointer)
// Calls code, which must not return, on another stack. A zero frame pointer ends the chain of frames.
        .globl  "runtime.callOnStack"
"runtime.callOnStack":
        mov     sp, x0
        mov     x29, xzr
        mov     x30, xzr
        blr     x1
        brk     #0

// func setjmp(list *deferList) int
// Keeps the registers that survive calls, the stack pointer and the return address, and gives 0; longjmp makes it
// return again, with 1.
        .globl  "runtime.setjmp"
"runtime.setjmp":
        stp     x19, x20, [x0]
        stp     x21, x22, [x0, #16]
        stp     x23, x24, [x0, #32]
        stp     x25, x26, [x0, #48]
        stp     x27, x28, [x0, #64]
        stp     x29, x30, [x0, #80]
        mov     x1, sp
        str     x1, [x0, #96]
        stp     d8, d9, [x0, #104]
        stp     d10, d11, [x0, #120]
        stp     d12, d13, [x0, #136]
        stp     d14, d15, [x0, #152]
        mov     x0, #0
        ret

// func longjmp(list *deferList)
        .globl  "runtime.longjmp"
"runtime.longjmp":
        ldp     x19, x20, [x0]
        ldp     x21, x22, [x0, #16]
        ldp     x23, x24, [x0, #32]
        ldp     x25, x26, [x0, #48]
        ldp     x27, x28, [x0, #64]
        ldp     x29, x30, [x0, #80]
        ldr     x1, [x0, #96]
        mov     sp, x1
        ldp     d8, d9, [x0, #104]
        ldp     d10, d11, [x0, #120]
        ldp     d12, d13, [x0, #136]
        ldp     d14, d15, [x0, #152]
        mov     x0, #1
        ret

// func setThreadPointer(p uintptr)
// p is the goroutine: x28 holds it from now on.
        .globl  "runtime.setThreadPointer"
"runtime.setThreadPointer":
        mov     x28, x0
        ret

// func setStackLimit(limit uintptr)
        .globl  "runtime.setStackLimit"
"runtime.setStackLimit":
        str     x0, [x28, #8]
        ret

// func clone(flags, stack, tls uintptr, code unsafe.Pointer) uintptr
// Starts a thread that calls code, which must not return, on its own stack; tls is its first goroutine.
        .globl  "runtime.clone"
"runtime.clone":
        mov     x9, x3
        mov     x10, x2
        mov     x2, xzr
        mov     x3, xzr
        mov     x4, xzr
        mov     x8, #220
        svc     #0
        cbz     x0, 0f
        ret
0:      mov     x28, x10
        mov     x29, xzr
        mov     x30, xzr
        blr     x9
        brk     #0

// func gswitch(from, to *g)
// Leaves one goroutine and goes on with another: registers that survive calls stay on the stack of the one that is left,
// where they are found by who scans it. Of a g is known: 16 stack pointer.
        .globl  "runtime.gswitch"
"runtime.gswitch":
        sub     sp, sp, #160
        stp     x29, x30, [sp]
        stp     x19, x20, [sp, #16]
        stp     x21, x22, [sp, #32]
        stp     x23, x24, [sp, #48]
        stp     x25, x26, [sp, #64]
        stp     x27, x28, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mov     x2, sp
        str     x2, [x0, #16]
        ldr     x2, [x1, #16]
        mov     sp, x2
        mov     x28, x1
        ldp     x29, x30, [sp]
        ldp     x19, x20, [sp, #16]
        ldp     x21, x22, [sp, #32]
        ldp     x23, x24, [sp, #48]
        ldp     x25, x26, [sp, #64]
        ldr     x27, [sp, #80]
        ldp     d8, d9, [sp, #96]
        ldp     d10, d11, [sp, #112]
        ldp     d12, d13, [sp, #128]
        ldp     d14, d15, [sp, #144]
        add     sp, sp, #160
        ret

// func morestack()
// Called by a function whose frame ends below the limit of the stack. The stack cannot grow: the report is written on
// the stack of the scheduler; it gets the stack pointer, the frame and an address of the function. Of a g are known:
// 16 stack pointer, 24 m; of an m: 0 its g0, 8 the code that reports.
        .globl  "runtime.morestack"
"runtime.morestack":
        mov     x0, sp
        mov     x1, x29
        mov     x2, x30
        ldr     x5, [x28, #24]
        ldr     x3, [x5]
        ldr     x3, [x3, #16]
        and     x3, x3, #-16
        mov     sp, x3
        str     xzr, [x28, #8]
        mov     x29, xzr
        mov     x30, xzr
        ldr     x4, [x5, #8]
        blr     x4
        brk     #0

// func sigresume(frame uintptr)
// Goes on where a signal interrupted: frame is what the kernel has put on the signal stack.
        .globl  "runtime.sigresume"
"runtime.sigresume":
        mov     sp, x0
        mov     x8, #139
        svc     #0
        brk     #0

// func rawVforkSyscall(trap, a1, a2, a3 uintptr) (r1, err uintptr)
// The child runs on the stack of the parent, which waits.
        .globl  "syscall.rawVforkSyscall"
"syscall.rawVforkSyscall":
        mov     x8, x0
        mov     x0, x1
        mov     x1, x2
        mov     x2, x3
        mov     x3, xzr
        mov     x4, xzr
        mov     x5, xzr
        svc     #0
        mov     x1, xzr
        cmn     x0, #4095
        b.cc    0f
        neg     x1, x0
        mov     x0, #-1
0:      ret

// func pause()
// Tells the processor that this is a loop that waits.
        .globl  "runtime.pause"
"runtime.pause":
        yield
        ret

// func callRegisters(call *machineCall)
// Calls a function with given registers and words on the stack, and keeps the registers in which results come back. Of
// a machineCall are known: 0 code, 8 context, 16 stack, 24 words, 32 frame, 40 registers.
        .globl  "runtime.callRegisters"
"runtime.callRegisters":
        stp     x29, x30, [sp, #-32]!
        mov     x29, sp
        str     x19, [sp, #16]
        mov     x19, x0
        ldr     x1, [x19, #32]
        mov     x2, x29
        str     x2, [x1]
        ldr     x3, [x19, #24]
        add     x4, x3, #1
        and     x4, x4, #-2
        sub     sp, sp, x4, lsl #3
        ldr     x5, [x19, #16]
        mov     x6, sp
        b       1f
0:      ldr     x7, [x5, x3, lsl #3]
        str     x7, [x6, x3, lsl #3]
1:      subs    x3, x3, #1
        b.hs    0b
        ldr     x9, [x19]
        ldr     x15, [x19, #8]
        ldp     x0, x1, [x19, #40]
        ldp     x2, x3, [x19, #56]
        ldp     x4, x5, [x19, #72]
        ldp     x6, x7, [x19, #88]
        ldp     d0, d1, [x19, #104]
        ldp     d2, d3, [x19, #120]
        ldp     d4, d5, [x19, #136]
        ldp     d6, d7, [x19, #152]
        blr     x9
        stp     x0, x1, [x19, #40]
        stp     x2, x3, [x19, #56]
        stp     x4, x5, [x19, #72]
        stp     x6, x7, [x19, #88]
        stp     d0, d1, [x19, #104]
        stp     d2, d3, [x19, #120]
        stp     d4, d5, [x19, #136]
        stp     d6, d7, [x19, #152]
        mov     sp, x29
        ldr     x19, [sp, #16]
        ldp     x29, x30, [sp], #32
        ret

// func callWithRoom(size uintptr, f func(room unsafe.Pointer))
// Calls f with the address of memory on the stack. The caller has made sure that there is enough.
        .globl  "runtime.callWithRoom"
"runtime.callWithRoom":
        stp     x29, x30, [sp, #-16]!
        mov     x29, sp
        add     x0, x0, #15
        and     x0, x0, #-16
        sub     sp, sp, x0
        mov     x0, sp
        mov     x15, x1
        ldr     x9, [x1]
        blr     x9
        mov     sp, x29
        ldp     x29, x30, [sp], #16
        ret

// func Breakpoint()
// Stops the program in a debugger, which steps over the instruction; without one, SIGTRAP ends it.
        .globl  "runtime.Breakpoint"
"runtime.Breakpoint":
        brk     #0
        ret

// Memory and bytes. 16 bytes at a time; what is not a multiple of that is done with two accesses that overlap. Words that
// may hold pointers are moved whole: the collector reads them meanwhile.

// func(to, from unsafe.Pointer, n uintptr) unsafe.Pointer, as memmove of C. Head and tail are loaded before anything is
// stored, so that the two ranges may overlap.
        .macro  MOVE
        cmp     x2, #16
        b.hi    17f
        cmp     x2, #8
        b.hs    8f
        cmp     x2, #4
        b.hs    4f
        cbz     x2, 0f
        lsr     x5, x2, #1
        sub     x7, x2, #1
        ldrb    w3, [x1]
        ldrb    w4, [x1, x5]
        ldrb    w6, [x1, x7]
        strb    w3, [x0]
        strb    w4, [x0, x5]
        strb    w6, [x0, x7]
0:      ret
4:      sub     x7, x2, #4
        ldr     w3, [x1]
        ldr     w4, [x1, x7]
        str     w3, [x0]
        str     w4, [x0, x7]
        ret
8:      sub     x7, x2, #8
        ldr     x3, [x1]
        ldr     x4, [x1, x7]
        str     x3, [x0]
        str     x4, [x0, x7]
        ret
17:     add     x4, x1, x2
        add     x5, x0, x2
        cmp     x2, #64
        b.hi    65f
        cmp     x2, #32
        b.hi    33f
        ldr     q0, [x1]
        ldur    q1, [x4, #-16]
        str     q0, [x0]
        stur    q1, [x5, #-16]
        ret
33:     ldp     q0, q1, [x1]
        ldp     q2, q3, [x4, #-32]
        stp     q0, q1, [x0]
        stp     q2, q3, [x5, #-32]
        ret
65:     ldp     q0, q1, [x1]
        ldp     q2, q3, [x1, #32]
        ldp     q4, q5, [x4, #-64]
        ldp     q6, q7, [x4, #-32]
        cmp     x2, #128
        b.hi    129f
        stp     q0, q1, [x0]
        stp     q2, q3, [x0, #32]
        stp     q4, q5, [x5, #-64]
        stp     q6, q7, [x5, #-32]
        ret
129:    subs    x3, x0, x1
        b.eq    0b
        cmp     x3, x2
        b.lo    200f
        // From the first byte on, to places that begin at multiples of 16.
        add     x6, x0, #16
        and     x6, x6, #-16
        sub     x1, x6, x3
        sub     x7, x5, #64
130:    ldp     q16, q17, [x1]
        ldp     q18, q19, [x1, #32]
        stp     q16, q17, [x6]
        stp     q18, q19, [x6, #32]
        add     x1, x1, #64
        add     x6, x6, #64
        cmp     x6, x7
        b.lo    130b
        str     q0, [x0]
        stp     q4, q5, [x7]
        stp     q6, q7, [x7, #32]
        ret
200:    // From the last byte on, to places that end at multiples of 16.
        sub     x6, x5, #1
        and     x6, x6, #-16
        sub     x1, x6, x3
        add     x7, x0, #64
210:    ldp     q16, q17, [x1, #-32]
        ldp     q18, q19, [x1, #-64]
        stp     q16, q17, [x6, #-32]
        stp     q18, q19, [x6, #-64]
        sub     x1, x1, #64
        sub     x6, x6, #64
        cmp     x6, x7
        b.hi    210b
        stp     q0, q1, [x0]
        stp     q2, q3, [x0, #32]
        stur    q7, [x5, #-16]
        ret
        .endm

        .globl  "memmove"
"memmove":
        MOVE

        .globl  "memcpy"
"memcpy":
        MOVE

// func(p unsafe.Pointer, value int32, n uintptr) unsafe.Pointer, as memset of C
        .globl  "memset"
"memset":
        dup     v0.16b, w1
        fmov    x3, d0
        add     x5, x0, x2
        cmp     x2, #16
        b.hs    16f
        cmp     x2, #8
        b.hs    8f
        cmp     x2, #4
        b.hs    4f
        cbz     x2, 0f
        lsr     x4, x2, #1
        strb    w3, [x0]
        strb    w3, [x0, x4]
        sturb   w3, [x5, #-1]
0:      ret
4:      str     w3, [x0]
        stur    w3, [x5, #-4]
        ret
8:      str     x3, [x0]
        stur    x3, [x5, #-8]
        ret
16:     str     q0, [x0]
        stur    q0, [x5, #-16]
        cmp     x2, #32
        b.ls    0b
        str     q0, [x0, #16]
        stur    q0, [x5, #-32]
        cmp     x2, #64
        b.ls    0b
        stp     q0, q0, [x5, #-64]
        add     x6, x0, #16
        and     x6, x6, #-16
        sub     x7, x5, #64
        cmp     x6, x7
        b.hs    0b
1:      stp     q0, q0, [x6]
        stp     q0, q0, [x6, #32]
        add     x6, x6, #64
        cmp     x6, x7
        b.lo    1b
        ret

// func(p, q unsafe.Pointer, n uintptr) int32, as bcmp of C: 0 if the bytes are the same
        .globl  "bcmp"
"bcmp":
        cmp     x2, #8
        b.lo    4f
        add     x4, x0, x2
        add     x5, x1, x2
        subs    x2, x2, #16
        b.ls    8f
1:      ldp     x6, x7, [x0], #16
        ldp     x8, x9, [x1], #16
        cmp     x6, x8
        ccmp    x7, x9, #0, eq
        b.ne    9f
        subs    x2, x2, #16
        b.hi    1b
        ldp     x6, x7, [x4, #-16]
        ldp     x8, x9, [x5, #-16]
        cmp     x6, x8
        ccmp    x7, x9, #0, eq
9:      cset    w0, ne
        ret
8:      ldr     x6, [x0]
        ldr     x8, [x1]
        ldur    x7, [x4, #-8]
        ldur    x9, [x5, #-8]
        cmp     x6, x8
        ccmp    x7, x9, #0, eq
        cset    w0, ne
        ret
4:      mov     x4, #0
5:      cmp     x4, x2
        b.hs    6f
        ldrb    w6, [x0, x4]
        ldrb    w7, [x1, x4]
        add     x4, x4, #1
        cmp     w6, w7
        b.eq    5b
        mov     w0, #1
        ret
6:      mov     w0, #0
        ret

// func cmpstring(a, b string) int
        .globl  "runtime.cmpstring"
"runtime.cmpstring":
        cmp     x1, x3
        csel    x4, x1, x3, lo
        cmp     x0, x2
        b.eq    100f
        mov     x6, #0
        subs    x5, x4, #8
        b.lo    2f
1:      ldr     x7, [x0, x6]
        ldr     x8, [x2, x6]
        cmp     x7, x8
        b.ne    8f
        cmp     x6, x5
        b.hs    100f
        add     x6, x6, #8
        cmp     x6, x5
        csel    x6, x6, x5, lo
        b       1b
8:      rev     x7, x7
        rev     x8, x8
        cmp     x7, x8
        b       9f
2:      cmp     x6, x4
        b.hs    100f
        ldrb    w7, [x0, x6]
        ldrb    w8, [x2, x6]
        add     x6, x6, #1
        cmp     w7, w8
        b.eq    2b
        b       9f
100:    // One is the beginning of the other.
        cmp     x1, x3
9:      cset    x0, hi
        csinv   x0, x0, xzr, hs
        ret

// x0: bytes; x1: how many; w2: the byte that is looked for
        .macro  INDEX
        dup     v0.16b, w2
        mov     x3, x0
        add     x4, x0, x1
        cmp     x1, #16
        b.lo    3f
        sub     x5, x4, #16
1:      ldr     q1, [x3]
        cmeq    v1.16b, v1.16b, v0.16b
        shrn    v1.8b, v1.8h, #4
        fmov    x6, d1
        cbnz    x6, 2f
        cmp     x3, x5
        b.hs    100f
        add     x3, x3, #16
        cmp     x3, x5
        csel    x3, x3, x5, lo
        b       1b
2:      rbit    x6, x6
        clz     x6, x6
        sub     x3, x3, x0
        add     x0, x3, x6, lsr #2
        ret
3:      and     w2, w2, #255
4:      cmp     x3, x4
        b.hs    100f
        ldrb    w6, [x3], #1
        cmp     w6, w2
        b.ne    4b
        sub     x0, x3, x0
        sub     x0, x0, #1
        ret
100:    mov     x0, #-1
        ret
        .endm

// func IndexByte(b []byte, c byte) int
        .globl  "internal/bytealg.IndexByte"
"internal/bytealg.IndexByte":
        mov     w2, w3
        INDEX

// func IndexByteString(s string, c byte) int
        .globl  "internal/bytealg.IndexByteString"
"internal/bytealg.IndexByteString":
        INDEX

// Operands as of INDEX.
        .macro  COUNT
        dup     v0.16b, w2
        movi    v2.16b, #1
        mov     x3, #0
        subs    x1, x1, #16
        b.lo    2f
1:      ldr     q1, [x0], #16
        cmeq    v1.16b, v1.16b, v0.16b
        and     v1.16b, v1.16b, v2.16b
        addv    b1, v1.16b
        fmov    w4, s1
        add     x3, x3, x4
        subs    x1, x1, #16
        b.hs    1b
2:      adds    x1, x1, #16
        and     w2, w2, #255
        b.eq    4f
3:      ldrb    w4, [x0], #1
        cmp     w4, w2
        cinc    x3, x3, eq
        subs    x1, x1, #1
        b.ne    3b
4:      mov     x0, x3
        ret
        .endm

// func Count(b []byte, c byte) int
        .globl  "internal/bytealg.Count"
"internal/bytealg.Count":
        mov     w2, w3
        COUNT

// func CountString(s string, c byte) int
        .globl  "internal/bytealg.CountString"
"internal/bytealg.CountString":
        COUNT
