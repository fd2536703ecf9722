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
