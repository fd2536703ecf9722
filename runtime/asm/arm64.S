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
