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

# func setThreadPointer(p uintptr)
# arch_prctl(ARCH_SET_FS): the words below p are the thread's own. -8(p) is the goroutine, -16(p) its stack limit.
        .globl  "runtime.setThreadPointer"
"runtime.setThreadPointer":
        movq    %rdi, %rsi
        movl    $0x1002, %edi
        movl    $158, %eax
        syscall
        ret

# func setStackLimit(limit uintptr)
        .globl  "runtime.setStackLimit"
"runtime.setStackLimit":
        movq    %rdi, %fs:-16
        ret

# func clone(flags, stack, tls uintptr, code unsafe.Pointer) uintptr
# Starts a thread that calls code, which must not return, on its own stack.
        .globl  "runtime.clone"
"runtime.clone":
        movq    %rcx, %r9
        movq    %rdx, %r8
        xorl    %edx, %edx
        xorl    %r10d, %r10d
        movl    $56, %eax
        syscall
        testq   %rax, %rax
        je      0f
        ret
0:      xorl    %ebp, %ebp
        callq   *%r9
        ud2

# func gswitch(from, to *g)
# Leaves one goroutine and goes on with another: registers that survive calls stay on the stack of the one that is left,
# where they are found by who scans it. Of a g are known: 8 stack limit, 16 stack pointer.
        .globl  "runtime.gswitch"
"runtime.gswitch":
        pushq   %rbp
        pushq   %rbx
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        movq    %rsp, 16(%rdi)
        movq    %rsi, %fs:-8
        movq    8(%rsi), %rax
        movq    %rax, %fs:-16
        movq    16(%rsi), %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        popq    %rbx
        popq    %rbp
        ret

# func morestack()
# Called by a function whose frame ends below the limit of the stack. The stack cannot grow: the report is written on the
# stack of the scheduler; it gets the stack pointer, the frame and an address of the function. Of a g are known: 16 stack
# pointer, 24 m; of an m: 0 its g0, 8 the code that reports.
        .globl  "runtime.morestack"
"runtime.morestack":
        movq    %rsp, %rdi
        movq    %rbp, %rsi
        movq    (%rsp), %rdx
        movq    %fs:-8, %rax
        movq    24(%rax), %rax
        movq    (%rax), %rcx
        movq    16(%rcx), %rsp
        andq    $-16, %rsp
        movq    $0, %fs:-16
        xorl    %ebp, %ebp
        callq   *8(%rax)
        ud2

# func sigresume(frame uintptr)
# Goes on where a signal interrupted: frame is the ucontext, as the kernel has laid it out.
        .globl  "runtime.sigresume"
"runtime.sigresume":
        movq    %rdi, %rsp
        movl    $15, %eax
        syscall
        ud2

# func rawVforkSyscall(trap, a1, a2, a3 uintptr) (r1, err uintptr)
# The child runs on the stack of the parent, which waits; the return address is kept in a register, for the child
# overwrites it.
        .globl  "syscall.rawVforkSyscall"
"syscall.rawVforkSyscall":
        movq    %rdi, %rax
        movq    %rsi, %rdi
        movq    %rdx, %rsi
        movq    %rcx, %rdx
        xorl    %r10d, %r10d
        xorl    %r8d, %r8d
        popq    %r9
        syscall
        pushq   %r9
        xorl    %edx, %edx
        cmpq    $-4095, %rax
        jb      0f
        negq    %rax
        movq    %rax, %rdx
        movq    $-1, %rax
0:      ret

# func pause()
# Tells the processor that this is a loop that waits.
        .globl  "runtime.pause"
"runtime.pause":
        pause
        ret

# func callRegisters(call *machineCall)
# Calls a function with given registers and words on the stack, and keeps the registers in which results come back. Of a
# machineCall are known: 0 code, 8 context, 16 stack, 24 words, 32 frame, 40 registers.
        .globl  "runtime.callRegisters"
"runtime.callRegisters":
        pushq   %rbp
        movq    %rsp, %rbp
        pushq   %rbx
        subq    $8, %rsp
        movq    %rdi, %rbx
        movq    32(%rbx), %rax
        movq    %rbp, (%rax)
        movq    24(%rbx), %rcx
        leaq    1(%rcx), %rax
        andq    $-2, %rax
        shlq    $3, %rax
        subq    %rax, %rsp
        movq    16(%rbx), %rsi
        jmp     1f
0:      movq    (%rsi,%rcx,8), %rax
        movq    %rax, (%rsp,%rcx,8)
1:      subq    $1, %rcx
        jae     0b
        movq    40(%rbx), %rdi
        movq    48(%rbx), %rsi
        movq    56(%rbx), %rdx
        movq    64(%rbx), %rcx
        movq    72(%rbx), %r8
        movq    80(%rbx), %r9
        movsd   104(%rbx), %xmm0
        movsd   112(%rbx), %xmm1
        movsd   120(%rbx), %xmm2
        movsd   128(%rbx), %xmm3
        movsd   136(%rbx), %xmm4
        movsd   144(%rbx), %xmm5
        movsd   152(%rbx), %xmm6
        movsd   160(%rbx), %xmm7
        movq    8(%rbx), %r10
        callq   *(%rbx)
        movq    %rax, 40(%rbx)
        movq    %rdx, 48(%rbx)
        movq    %rcx, 56(%rbx)
        movsd   %xmm0, 104(%rbx)
        movsd   %xmm1, 112(%rbx)
        leaq    -8(%rbp), %rsp
        popq    %rbx
        popq    %rbp
        ret

# func callWithRoom(size uintptr, f func(room unsafe.Pointer))
# Calls f with the address of memory on the stack. The caller has made sure that there is enough.
        .globl  "runtime.callWithRoom"
"runtime.callWithRoom":
        pushq   %rbp
        movq    %rsp, %rbp
        addq    $15, %rdi
        andq    $-16, %rdi
        subq    %rdi, %rsp
        movq    %rsp, %rdi
        movq    %rsi, %r10
        callq   *(%rsi)
        movq    %rbp, %rsp
        popq    %rbp
        ret

# func Breakpoint()
# Stops the program in a debugger; without one, SIGTRAP ends it.
        .globl  "runtime.Breakpoint"
"runtime.Breakpoint":
        int3
        ret
