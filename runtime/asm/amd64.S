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

# func cpuid(registers *[4]uint32, eax, ecx uint32)
# rbx belongs to the caller.
        .globl  "runtime.cpuid"
"runtime.cpuid":
        movq    %rbx, %r8
        movl    %esi, %eax
        movl    %edx, %ecx
        cpuid
        movl    %eax, (%rdi)
        movl    %ebx, 4(%rdi)
        movl    %ecx, 8(%rdi)
        movl    %edx, 12(%rdi)
        movq    %r8, %rbx
        ret

# func xgetbv() uint64
        .globl  "runtime.xgetbv"
"runtime.xgetbv":
        xorl    %ecx, %ecx
        xgetbv
        shlq    $32, %rdx
        orq     %rdx, %rax
        ret

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

# Memory and bytes. 16 bytes at a time; what is not a multiple of that is done with two accesses that overlap. Words that
# may hold pointers are moved whole: the collector reads them meanwhile.

# func(to, from unsafe.Pointer, n uintptr) unsafe.Pointer, as memmove of C. Head and tail are loaded before anything is
# stored, so that the two ranges may overlap.
        .macro  MOVE
        movq    %rdi, %rax
        cmpq    $16, %rdx
        ja      17f
        cmpq    $8, %rdx
        jae     8f
        cmpq    $4, %rdx
        jae     4f
        testq   %rdx, %rdx
        je      0f
        movq    %rdx, %r9
        shrq    %r9
        movzbl  (%rsi), %ecx
        movzbl  (%rsi,%r9), %r10d
        movzbl  -1(%rsi,%rdx), %r8d
        movb    %cl, (%rdi)
        movb    %r10b, (%rdi,%r9)
        movb    %r8b, -1(%rdi,%rdx)
0:      ret
4:      movl    (%rsi), %ecx
        movl    -4(%rsi,%rdx), %r8d
        movl    %ecx, (%rdi)
        movl    %r8d, -4(%rdi,%rdx)
        ret
8:      movq    (%rsi), %rcx
        movq    -8(%rsi,%rdx), %r8
        movq    %rcx, (%rdi)
        movq    %r8, -8(%rdi,%rdx)
        ret
17:     movups  (%rsi), %xmm0
        movups  -16(%rsi,%rdx), %xmm1
        cmpq    $32, %rdx
        ja      33f
        movups  %xmm0, (%rdi)
        movups  %xmm1, -16(%rdi,%rdx)
        ret
33:     movups  16(%rsi), %xmm2
        movups  -32(%rsi,%rdx), %xmm3
        cmpq    $64, %rdx
        ja      65f
        movups  %xmm0, (%rdi)
        movups  %xmm2, 16(%rdi)
        movups  %xmm3, -32(%rdi,%rdx)
        movups  %xmm1, -16(%rdi,%rdx)
        ret
65:     movups  32(%rsi), %xmm4
        movups  48(%rsi), %xmm5
        movups  -48(%rsi,%rdx), %xmm6
        movups  -64(%rsi,%rdx), %xmm7
        cmpq    $128, %rdx
        ja      129f
        movups  %xmm0, (%rdi)
        movups  %xmm2, 16(%rdi)
        movups  %xmm4, 32(%rdi)
        movups  %xmm5, 48(%rdi)
        movups  %xmm7, -64(%rdi,%rdx)
        movups  %xmm6, -48(%rdi,%rdx)
        movups  %xmm3, -32(%rdi,%rdx)
        movups  %xmm1, -16(%rdi,%rdx)
        ret
129:    movq    %rdi, %rcx
        subq    %rsi, %rcx
        je      0b
        cmpq    %rdx, %rcx
        jb      200f
        # From the first byte on, to places that begin at multiples of 16.
        movaps  %xmm0, %xmm8
        leaq    16(%rdi), %r9
        andq    $-16, %r9
        movq    %r9, %rsi
        subq    %rcx, %rsi
        leaq    -64(%rdi,%rdx), %r10
        cmpq    $2048, %rdx
        jb      130f
        leaq    64(%rcx), %r8
        cmpq    $64, %r8
        ja      150f
130:    movups  (%rsi), %xmm0
        movups  16(%rsi), %xmm2
        movups  32(%rsi), %xmm4
        movups  48(%rsi), %xmm5
        movaps  %xmm0, (%r9)
        movaps  %xmm2, 16(%r9)
        movaps  %xmm4, 32(%r9)
        movaps  %xmm5, 48(%r9)
        addq    $64, %rsi
        addq    $64, %r9
        cmpq    %r10, %r9
        jb      130b
        movups  %xmm8, (%rax)
        movups  %xmm7, (%r10)
        movups  %xmm6, 16(%r10)
        movups  %xmm3, 32(%r10)
        movups  %xmm1, 48(%r10)
        ret
150:    # Many bytes, and not to a place just before them.
        movq    %r10, %rcx
        subq    %r9, %rcx
        addq    $7, %rcx
        shrq    $3, %rcx
        movq    %r9, %rdi
        rep movsq
        movups  %xmm8, (%rax)
        movups  %xmm7, (%r10)
        movups  %xmm6, 16(%r10)
        movups  %xmm3, 32(%r10)
        movups  %xmm1, 48(%r10)
        ret
200:    # From the last byte on, to places that end at multiples of 16.
        movaps  %xmm1, %xmm8
        movaps  %xmm0, %xmm9
        movaps  %xmm2, %xmm10
        movaps  %xmm4, %xmm11
        movaps  %xmm5, %xmm12
        leaq    -1(%rdi,%rdx), %r9
        andq    $-16, %r9
        movq    %r9, %rsi
        subq    %rcx, %rsi
        leaq    64(%rdi), %r10
210:    movups  -16(%rsi), %xmm0
        movups  -32(%rsi), %xmm2
        movups  -48(%rsi), %xmm4
        movups  -64(%rsi), %xmm5
        movaps  %xmm0, -16(%r9)
        movaps  %xmm2, -32(%r9)
        movaps  %xmm4, -48(%r9)
        movaps  %xmm5, -64(%r9)
        subq    $64, %rsi
        subq    $64, %r9
        cmpq    %r10, %r9
        ja      210b
        movups  %xmm9, (%rdi)
        movups  %xmm10, 16(%rdi)
        movups  %xmm11, 32(%rdi)
        movups  %xmm12, 48(%rdi)
        movups  %xmm8, -16(%rdi,%rdx)
        ret
        .endm

        .p2align 4
        .globl  "memmove"
"memmove":
        MOVE

        .p2align 4
        .globl  "memcpy"
"memcpy":
        MOVE

# func(p unsafe.Pointer, value int32, n uintptr) unsafe.Pointer, as memset of C
        .p2align 4
        .globl  "memset"
"memset":
        movq    %rdi, %rax
        movzbl  %sil, %ecx
        movabsq $0x0101010101010101, %rsi
        imulq   %rcx, %rsi
        cmpq    $16, %rdx
        jae     16f
        cmpq    $8, %rdx
        jae     8f
        cmpq    $4, %rdx
        jae     4f
        testq   %rdx, %rdx
        je      0f
        movb    %sil, (%rdi)
        movb    %sil, -1(%rdi,%rdx)
        shrq    %rdx
        movb    %sil, (%rdi,%rdx)
0:      ret
4:      movl    %esi, (%rdi)
        movl    %esi, -4(%rdi,%rdx)
        ret
8:      movq    %rsi, (%rdi)
        movq    %rsi, -8(%rdi,%rdx)
        ret
16:     movq    %rsi, %xmm0
        punpcklqdq %xmm0, %xmm0
        movups  %xmm0, (%rdi)
        movups  %xmm0, -16(%rdi,%rdx)
        cmpq    $32, %rdx
        ja      33f
        ret
33:     movups  %xmm0, 16(%rdi)
        movups  %xmm0, -32(%rdi,%rdx)
        cmpq    $64, %rdx
        ja      65f
        ret
65:     movups  %xmm0, -48(%rdi,%rdx)
        movups  %xmm0, -64(%rdi,%rdx)
        leaq    16(%rdi), %r9
        andq    $-16, %r9
        leaq    -64(%rdi,%rdx), %r10
        cmpq    $2048, %rdx
        jae     150f
        cmpq    %r10, %r9
        jae     0b
130:    movaps  %xmm0, (%r9)
        movaps  %xmm0, 16(%r9)
        movaps  %xmm0, 32(%r9)
        movaps  %xmm0, 48(%r9)
        addq    $64, %r9
        cmpq    %r10, %r9
        jb      130b
        ret
150:    movq    %rax, %r8
        movq    %r10, %rcx
        subq    %r9, %rcx
        addq    $7, %rcx
        shrq    $3, %rcx
        movq    %r9, %rdi
        movq    %rsi, %rax
        rep stosq
        movq    %r8, %rax
        ret

# func(p, q unsafe.Pointer, n uintptr) int32, as bcmp of C: 0 if the bytes are the same
        .p2align 4
        .globl  "bcmp"
"bcmp":
        cmpq    $16, %rdx
        ja      17f
        cmpq    $8, %rdx
        jae     8f
        cmpq    $4, %rdx
        jae     4f
        xorl    %eax, %eax
        testq   %rdx, %rdx
        je      0f
        movq    %rdx, %r9
        shrq    %r9
        movzbl  (%rdi), %eax
        movzbl  (%rdi,%r9), %ecx
        movzbl  -1(%rdi,%rdx), %r8d
        xorb    (%rsi), %al
        xorb    (%rsi,%r9), %cl
        xorb    -1(%rsi,%rdx), %r8b
        orl     %ecx, %eax
        orl     %r8d, %eax
0:      ret
4:      movl    (%rdi), %eax
        movl    -4(%rdi,%rdx), %ecx
        xorl    (%rsi), %eax
        xorl    -4(%rsi,%rdx), %ecx
        orl     %ecx, %eax
        ret
8:      movq    (%rdi), %rcx
        movq    -8(%rdi,%rdx), %r8
        xorq    (%rsi), %rcx
        xorq    -8(%rsi,%rdx), %r8
        xorl    %eax, %eax
        orq     %r8, %rcx
        setne   %al
        ret
17:     xorl    %eax, %eax
        cmpq    %rdi, %rsi
        je      0b
        subq    $32, %rdx
        ja      32f
        movups  (%rdi), %xmm0
        movups  (%rsi), %xmm2
        jmp     33f
32:     movups  (%rdi), %xmm0
        movups  16(%rdi), %xmm1
        movups  (%rsi), %xmm2
        movups  16(%rsi), %xmm3
        pcmpeqb %xmm2, %xmm0
        pcmpeqb %xmm3, %xmm1
        pand    %xmm1, %xmm0
        pmovmskb %xmm0, %eax
        xorl    $0xffff, %eax
        jne     0b
        addq    $32, %rdi
        addq    $32, %rsi
        subq    $32, %rdx
        ja      32b
        movups  (%rdi,%rdx), %xmm0
        movups  (%rsi,%rdx), %xmm2
33:     # 32 + rdx bytes are left.
        movups  16(%rdi,%rdx), %xmm1
        movups  16(%rsi,%rdx), %xmm3
        pcmpeqb %xmm2, %xmm0
        pcmpeqb %xmm3, %xmm1
        pand    %xmm1, %xmm0
        pmovmskb %xmm0, %eax
        xorl    $0xffff, %eax
        ret

# func cmpstring(a, b string) int
        .p2align 4
        .globl  "runtime.cmpstring"
"runtime.cmpstring":
        movq    %rsi, %r8
        movq    %rcx, %r9
        cmpq    %rcx, %rsi
        cmovaq  %rcx, %rsi
        # rdi and rdx: the bytes; rsi: how many both have.
        cmpq    %rdi, %rdx
        je      100f
        cmpq    $8, %rsi
        jb      3f
        leaq    -16(%rsi), %r10
        cmpq    $16, %rsi
        jb      8f
        xorl    %ecx, %ecx
16:     movups  (%rdi,%rcx), %xmm0
        movups  (%rdx,%rcx), %xmm1
        pcmpeqb %xmm1, %xmm0
        pmovmskb %xmm0, %eax
        xorl    $0xffff, %eax
        jne     17f
        cmpq    %r10, %rcx
        jae     100f
        addq    $16, %rcx
        cmpq    %r10, %rcx
        cmovaq  %r10, %rcx
        jmp     16b
17:     bsfl    %eax, %eax
        addq    %rcx, %rdi
        addq    %rcx, %rdx
        movzbl  (%rdi,%rax), %ecx
        movzbl  (%rdx,%rax), %r8d
        xorl    %eax, %eax
        cmpl    %r8d, %ecx
        seta    %al
        leaq    -1(%rax,%rax), %rax
        ret
8:      # 8 to 15 bytes: the first 8, then the last 8.
        movq    (%rdi), %rax
        movq    (%rdx), %rcx
        cmpq    %rcx, %rax
        jne     50f
        movq    -8(%rdi,%rsi), %rax
        movq    -8(%rdx,%rsi), %rcx
        cmpq    %rcx, %rax
        je      100f
50:     bswapq  %rax
        bswapq  %rcx
        cmpq    %rcx, %rax
        seta    %al
        movzbl  %al, %eax
        leaq    -1(%rax,%rax), %rax
        ret
3:      testq   %rsi, %rsi
        je      100f
        cmpq    $4, %rsi
        jb      1f
        movl    (%rdi), %eax
        movl    (%rdx), %ecx
        bswapl  %eax
        bswapl  %ecx
        cmpl    %ecx, %eax
        jne     60f
        movl    -4(%rdi,%rsi), %eax
        movl    -4(%rdx,%rsi), %ecx
        bswapl  %eax
        bswapl  %ecx
        jmp     59f
1:      # 1 to 3 bytes: the first, one in the middle, the last.
        movq    %rsi, %r10
        shrq    %r10
        movzbl  (%rdi), %eax
        movzbl  (%rdx), %ecx
        cmpl    %ecx, %eax
        jne     60f
        movzbl  (%rdi,%r10), %eax
        movzbl  (%rdx,%r10), %ecx
        cmpl    %ecx, %eax
        jne     60f
        movzbl  -1(%rdi,%rsi), %eax
        movzbl  -1(%rdx,%rsi), %ecx
59:     cmpl    %ecx, %eax
        je      100f
60:     seta    %al
        movzbl  %al, %eax
        leaq    -1(%rax,%rax), %rax
        ret
100:    # One is the beginning of the other.
        xorl    %eax, %eax
        xorl    %ecx, %ecx
        cmpq    %r9, %r8
        seta    %al
        setb    %cl
        subq    %rcx, %rax
        ret

# rdi: bytes; rsi: how many; edx: the byte that is looked for. Reads of fewer than 16 bytes go beyond them, but not into
# another page.
        .macro  INDEX
        movzbl  %dl, %edx
        imull   $0x01010101, %edx, %edx
        movd    %edx, %xmm0
        pshufd  $0, %xmm0, %xmm0
        cmpq    $16, %rsi
        jb      1f
        movq    %rdi, %r8
        leaq    -16(%rdi,%rsi), %r9
        leaq    -64(%rdi,%rsi), %r10
        cmpq    $64, %rsi
        jb      16f
64:     movups  (%r8), %xmm1
        movups  16(%r8), %xmm2
        movups  32(%r8), %xmm3
        movups  48(%r8), %xmm4
        pcmpeqb %xmm0, %xmm1
        pcmpeqb %xmm0, %xmm2
        pcmpeqb %xmm0, %xmm3
        pcmpeqb %xmm0, %xmm4
        movaps  %xmm1, %xmm5
        por     %xmm2, %xmm5
        movaps  %xmm3, %xmm6
        por     %xmm4, %xmm6
        por     %xmm6, %xmm5
        pmovmskb %xmm5, %eax
        testl   %eax, %eax
        jne     65f
        addq    $64, %r8
        cmpq    %r10, %r8
        jbe     64b
        cmpq    %r9, %r8
        jbe     16f
        movq    %r9, %r8
        jmp     16f
65:     pmovmskb %xmm1, %eax
        pmovmskb %xmm2, %ecx
        pmovmskb %xmm3, %edx
        pmovmskb %xmm4, %esi
        shlq    $16, %rcx
        shlq    $32, %rdx
        shlq    $48, %rsi
        orq     %rcx, %rax
        orq     %rsi, %rdx
        orq     %rdx, %rax
        bsfq    %rax, %rax
        subq    %rdi, %r8
        addq    %r8, %rax
        ret
16:     movups  (%r8), %xmm1
        pcmpeqb %xmm0, %xmm1
        pmovmskb %xmm1, %eax
        testl   %eax, %eax
        jne     17f
        cmpq    %r9, %r8
        jae     100f
        addq    $16, %r8
        cmpq    %r9, %r8
        cmovaq  %r9, %r8
        jmp     16b
17:     bsfl    %eax, %eax
        subq    %rdi, %r8
        addq    %r8, %rax
        ret
1:      testq   %rsi, %rsi
        je      100f
        leaq    16(%rdi), %rax
        testl   $0xff0, %eax
        je      2f
        movups  (%rdi), %xmm1
        pcmpeqb %xmm0, %xmm1
        pmovmskb %xmm1, %eax
        testl   %eax, %eax
        je      100f
        bsfl    %eax, %eax
        cmpq    %rsi, %rax
        jae     100f
        ret
2:      movups  -16(%rdi,%rsi), %xmm1
        pcmpeqb %xmm0, %xmm1
        pmovmskb %xmm1, %eax
        movl    $16, %ecx
        subl    %esi, %ecx
        shrl    %cl, %eax
        testl   %eax, %eax
        je      100f
        bsfl    %eax, %eax
        ret
100:    movq    $-1, %rax
        ret
        .endm

# func IndexByte(b []byte, c byte) int
        .p2align 4
        .globl  "internal/bytealg.IndexByte"
"internal/bytealg.IndexByte":
        movl    %ecx, %edx
        INDEX

# func IndexByteString(s string, c byte) int
        .p2align 4
        .globl  "internal/bytealg.IndexByteString"
"internal/bytealg.IndexByteString":
        INDEX

# Operands as of INDEX. Four comparisons, each with -1 where a byte is the same, are added up before the bytes of the sum.
        .macro  COUNT
        movzbl  %dl, %edx
        movl    %edx, %r8d
        imull   $0x01010101, %edx, %edx
        movd    %edx, %xmm0
        pshufd  $0, %xmm0, %xmm0
        pxor    %xmm6, %xmm6
        pxor    %xmm7, %xmm7
        xorl    %eax, %eax
        subq    $64, %rsi
        jb      16f
64:     movups  (%rdi), %xmm1
        movups  16(%rdi), %xmm2
        movups  32(%rdi), %xmm3
        movups  48(%rdi), %xmm4
        pcmpeqb %xmm0, %xmm1
        pcmpeqb %xmm0, %xmm2
        pcmpeqb %xmm0, %xmm3
        pcmpeqb %xmm0, %xmm4
        paddb   %xmm2, %xmm1
        paddb   %xmm4, %xmm3
        paddb   %xmm3, %xmm1
        pxor    %xmm5, %xmm5
        psubb   %xmm1, %xmm5
        psadbw  %xmm6, %xmm5
        paddq   %xmm5, %xmm7
        addq    $64, %rdi
        subq    $64, %rsi
        jae     64b
16:     addq    $48, %rsi
        js      2f
1:      movups  (%rdi), %xmm1
        pcmpeqb %xmm0, %xmm1
        pxor    %xmm5, %xmm5
        psubb   %xmm1, %xmm5
        psadbw  %xmm6, %xmm5
        paddq   %xmm5, %xmm7
        addq    $16, %rdi
        subq    $16, %rsi
        jns     1b
2:      movq    %xmm7, %rax
        punpckhqdq %xmm7, %xmm7
        movq    %xmm7, %rcx
        addq    %rcx, %rax
        addq    $16, %rsi
        je      4f
3:      xorl    %ecx, %ecx
        cmpb    %r8b, (%rdi)
        sete    %cl
        addq    %rcx, %rax
        incq    %rdi
        decq    %rsi
        jne     3b
4:      ret
        .endm

# func Count(b []byte, c byte) int
        .p2align 4
        .globl  "internal/bytealg.Count"
"internal/bytealg.Count":
        movl    %ecx, %edx
        COUNT

# func CountString(s string, c byte) int
        .p2align 4
        .globl  "internal/bytealg.CountString"
"internal/bytealg.CountString":
        COUNT
