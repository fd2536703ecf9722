# Assembly stubs of linux/amd64.
#
# They are called in LLVM's C convention: arguments in rdi rsi rdx rcx r8 r9 and on the stack, result in rax; r10 holds a
# closure context that no stub needs. Between `.globl` of one stub and that of the next stands the code of the first.
# `assemble.py` turns this file into a table of machine words; no relocation may remain.

# func syscall6(number, a1, a2, a3, a4, a5, a6 uintptr) uintptr
# The kernel's result as it is: errors are -4095 to -1. The kernel destroys rcx and r11.
        .globl  "runtime.syscall6"
"runtime.syscall6":
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        movq    %r8, %r10
        movq    %r9, %r8
        movq    8(%rsp), %r9
        syscall
        ret

# func sigreturn()
# Where a signal handler returns to: the kernel restores the interrupted registers.
        .globl  "runtime.sigreturn"
"runtime.sigreturn":
        movl    $15, %eax
        syscall
        ud2

# func callOnStack(top uintptr, code unsafe.Pointer)
# Calls code, which must not return, on another stack. A zero frame pointer ends the chain of frames.
        .globl  "runtime.callOnStack"
"runtime.callOnStack":
        movq    %rdi, %rsp
        xorl    %ebp, %ebp
        callq   *%rsi
        ud2

# func setjmp(list *deferList) int
# Keeps the registers that survive calls, the stack pointer and the return address, and gives 0; longjmp makes it return
# again, with 1.
        .globl  "runtime.setjmp"
"runtime.setjmp":
        movq    %rbx, (%rdi)
        movq    %rbp, 8(%rdi)
        movq    %r12, 16(%rdi)
        movq    %r13, 24(%rdi)
        movq    %r14, 32(%rdi)
        movq    %r15, 40(%rdi)
        leaq    8(%rsp), %rax
        movq    %rax, 48(%rdi)
        movq    (%rsp), %rax
        movq    %rax, 56(%rdi)
        xorl    %eax, %eax
        ret

# func longjmp(list *deferList)
        .globl  "runtime.longjmp"
"runtime.longjmp":
        movq    (%rdi), %rbx
        movq    8(%rdi), %rbp
        movq    16(%rdi), %r12
        movq    24(%rdi), %r13
        movq    32(%rdi), %r14
        movq    40(%rdi), %r15
        movq    48(%rdi), %rsp
        movl    $1, %eax
        jmpq    *56(%rdi)
