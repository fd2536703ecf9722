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
