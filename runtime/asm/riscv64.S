# Assembly stubs of linux/riscv64.
#
# They are called in LLVM's C convention: arguments in a0 to a7, results in a0 and a1; t2 holds a closure context that no
# stub needs, tp is the goroutine. A frame pointer points to the end of its frame: the return address stands
# 8 bytes below, the caller's frame pointer 16. Between `.globl` of one stub and that of the next stands the code of the
# first. `assemble.py` turns this file into a table of machine words; no relocation may remain.

        .option norelax

# func syscall6(number, a1, a2, a3, a4, a5, a6 uintptr) uintptr
# The kernel's result as it is: errors are -4095 to -1.
        .globl  "runtime.syscall6"
"runtime.syscall6":
        mv      a7, a0
        mv      a0, a1
        mv      a1, a2
        mv      a2, a3
        mv      a3, a4
        mv      a4, a5
        mv      a5, a6
        ecall
        ret

# func sigreturn()
# Where a signal handler could return to. The kernel has code of its own for that here.
        .globl  "runtime.sigreturn"
"runtime.sigreturn":
        li      a7, 139
        ecall
        unimp

# func callOnStack(top uintptr, code unsafe.Pointer)
# Calls code, which must not return, on another stack. A zero frame pointer ends the chain of frames.
        .globl  "runtime.callOnStack"
"runtime.callOnStack":
        mv      sp, a0
        li      s0, 0
        li      ra, 0
        jalr    a1
        unimp

# func setjmp(list *deferList) int
# Keeps the registers that survive calls, the stack pointer and the return address, and gives 0; longjmp makes it
# return again, with 1.
        .globl  "runtime.setjmp"
"runtime.setjmp":
        sd      ra, 0(a0)
        sd      sp, 8(a0)
        sd      s0, 16(a0)
        sd      s1, 24(a0)
        sd      s2, 32(a0)
        sd      s3, 40(a0)
        sd      s4, 48(a0)
        sd      s5, 56(a0)
        sd      s6, 64(a0)
        sd      s7, 72(a0)
        sd      s8, 80(a0)
        sd      s9, 88(a0)
        sd      s10, 96(a0)
        sd      s11, 104(a0)
        fsd     fs0, 112(a0)
        fsd     fs1, 120(a0)
        fsd     fs2, 128(a0)
        fsd     fs3, 136(a0)
        fsd     fs4, 144(a0)
        fsd     fs5, 152(a0)
        fsd     fs6, 160(a0)
        fsd     fs7, 168(a0)
        fsd     fs8, 176(a0)
        fsd     fs9, 184(a0)
        fsd     fs10, 192(a0)
        fsd     fs11, 200(a0)
        li      a0, 0
        ret

# func longjmp(list *deferList)
        .globl  "runtime.longjmp"
"runtime.longjmp":
        ld      ra, 0(a0)
        ld      sp, 8(a0)
        ld      s0, 16(a0)
        ld      s1, 24(a0)
        ld      s2, 32(a0)
        ld      s3, 40(a0)
        ld      s4, 48(a0)
        ld      s5, 56(a0)
        ld      s6, 64(a0)
        ld      s7, 72(a0)
        ld      s8, 80(a0)
        ld      s9, 88(a0)
        ld      s10, 96(a0)
        ld      s11, 104(a0)
        fld     fs0, 112(a0)
        fld     fs1, 120(a0)
        fld     fs2, 128(a0)
        fld     fs3, 136(a0)
        fld     fs4, 144(a0)
        fld     fs5, 152(a0)
        fld     fs6, 160(a0)
        fld     fs7, 168(a0)
        fld     fs8, 176(a0)
        fld     fs9, 184(a0)
        fld     fs10, 192(a0)
        fld     fs11, 200(a0)
        li      a0, 1
        ret

# func setThreadPointer(p uintptr)
# p is the goroutine: tp holds it from now on.
        .globl  "runtime.setThreadPointer"
"runtime.setThreadPointer":
        mv      tp, a0
        ret

# func setStackLimit(limit uintptr)
        .globl  "runtime.setStackLimit"
"runtime.setStackLimit":
        sd      a0, 8(tp)
        ret

# func clone(flags, stack, tls uintptr, code unsafe.Pointer) uintptr
# Starts a thread that calls code, which must not return, on its own stack; tls is its first goroutine.
        .globl  "runtime.clone"
"runtime.clone":
        mv      t0, a3
        mv      t1, a2
        li      a2, 0
        li      a3, 0
        li      a4, 0
        li      a7, 220
        ecall
        beqz    a0, 0f
        ret
0:      mv      tp, t1
        li      s0, 0
        li      ra, 0
        jalr    t0
        unimp

# func gswitch(from, to *g)
# Leaves one goroutine and goes on with another: registers that survive calls stay on the stack of the one that is left,
# where they are found by who scans it. Of a g is known: 16 stack pointer.
        .globl  "runtime.gswitch"
"runtime.gswitch":
        addi    sp, sp, -208
        sd      s0, 0(sp)
        sd      ra, 8(sp)
        sd      s1, 16(sp)
        sd      s2, 24(sp)
        sd      s3, 32(sp)
        sd      s4, 40(sp)
        sd      s5, 48(sp)
        sd      s6, 56(sp)
        sd      s7, 64(sp)
        sd      s8, 72(sp)
        sd      s9, 80(sp)
        sd      s10, 88(sp)
        sd      s11, 96(sp)
        fsd     fs0, 104(sp)
        fsd     fs1, 112(sp)
        fsd     fs2, 120(sp)
        fsd     fs3, 128(sp)
        fsd     fs4, 136(sp)
        fsd     fs5, 144(sp)
        fsd     fs6, 152(sp)
        fsd     fs7, 160(sp)
        fsd     fs8, 168(sp)
        fsd     fs9, 176(sp)
        fsd     fs10, 184(sp)
        fsd     fs11, 192(sp)
        sd      sp, 16(a0)
        ld      sp, 16(a1)
        mv      tp, a1
        ld      s0, 0(sp)
        ld      ra, 8(sp)
        ld      s1, 16(sp)
        ld      s2, 24(sp)
        ld      s3, 32(sp)
        ld      s4, 40(sp)
        ld      s5, 48(sp)
        ld      s6, 56(sp)
        ld      s7, 64(sp)
        ld      s8, 72(sp)
        ld      s9, 80(sp)
        ld      s10, 88(sp)
        ld      s11, 96(sp)
        fld     fs0, 104(sp)
        fld     fs1, 112(sp)
        fld     fs2, 120(sp)
        fld     fs3, 128(sp)
        fld     fs4, 136(sp)
        fld     fs5, 144(sp)
        fld     fs6, 152(sp)
        fld     fs7, 160(sp)
        fld     fs8, 168(sp)
        fld     fs9, 176(sp)
        fld     fs10, 184(sp)
        fld     fs11, 192(sp)
        addi    sp, sp, 208
        ret

# func morestack()
# Called by a function whose frame ends below the limit of the stack. The stack cannot grow: the report is written on
# the stack of the scheduler; it gets the stack pointer, the frame and an address of the function. Of a g are known:
# 16 stack pointer, 24 m; of an m: 0 its g0, 8 the code that reports.
        .globl  "runtime.morestack"
"runtime.morestack":
        mv      a0, sp
        mv      a1, s0
        mv      a2, ra
        ld      a5, 24(tp)
        ld      a3, 0(a5)
        ld      a3, 16(a3)
        andi    sp, a3, -16
        sd      zero, 8(tp)
        li      s0, 0
        li      ra, 0
        ld      a4, 8(a5)
        jalr    a4
        unimp

# func sigresume(frame uintptr)
# Goes on where a signal interrupted: frame is what the kernel has put on the signal stack.
        .globl  "runtime.sigresume"
"runtime.sigresume":
        mv      sp, a0
        li      a7, 139
        ecall
        unimp

# func rawVforkSyscall(trap, a1, a2, a3 uintptr) (r1, err uintptr)
# The child runs on the stack of the parent, which waits.
        .globl  "syscall.rawVforkSyscall"
"syscall.rawVforkSyscall":
        mv      a7, a0
        mv      a0, a1
        mv      a1, a2
        mv      a2, a3
        li      a3, 0
        li      a4, 0
        li      a5, 0
        ecall
        li      a1, 0
        li      t0, -4095
        bltu    a0, t0, 0f
        neg     a1, a0
        li      a0, -1
0:      ret

# func pause()
# Tells the processor that this is a loop that waits: the instruction is an empty fence to those that do not know it.
        .globl  "runtime.pause"
"runtime.pause":
        .4byte  0x0100000f
        ret

# func callRegisters(call *machineCall)
# Calls a function with given registers and words on the stack, and keeps the registers in which results come back. Of
# a machineCall are known: 0 code, 8 context, 16 stack, 24 words, 32 frame, 40 registers.
        .globl  "runtime.callRegisters"
"runtime.callRegisters":
        addi    sp, sp, -32
        sd      ra, 24(sp)
        sd      s0, 16(sp)
        sd      s1, 8(sp)
        addi    s0, sp, 32
        mv      s1, a0
        ld      a1, 32(s1)
        sd      s0, 0(a1)
        ld      a2, 24(s1)
        addi    a3, a2, 1
        andi    a3, a3, -2
        slli    a3, a3, 3
        sub     sp, sp, a3
        ld      a4, 16(s1)
        mv      a5, sp
        beqz    a2, 1f
0:      ld      a6, 0(a4)
        sd      a6, 0(a5)
        addi    a4, a4, 8
        addi    a5, a5, 8
        addi    a2, a2, -1
        bnez    a2, 0b
1:      ld      t0, 0(s1)
        ld      t2, 8(s1)
        ld      a0, 40(s1)
        ld      a1, 48(s1)
        ld      a2, 56(s1)
        ld      a3, 64(s1)
        ld      a4, 72(s1)
        ld      a5, 80(s1)
        ld      a6, 88(s1)
        ld      a7, 96(s1)
        fld     fa0, 104(s1)
        fld     fa1, 112(s1)
        fld     fa2, 120(s1)
        fld     fa3, 128(s1)
        fld     fa4, 136(s1)
        fld     fa5, 144(s1)
        fld     fa6, 152(s1)
        fld     fa7, 160(s1)
        jalr    t0
        sd      a0, 40(s1)
        sd      a1, 48(s1)
        fsd     fa0, 104(s1)
        fsd     fa1, 112(s1)
        addi    sp, s0, -32
        ld      ra, 24(sp)
        ld      s0, 16(sp)
        ld      s1, 8(sp)
        addi    sp, sp, 32
        ret

# func loadResults(registers *machineRegisters)
# Returns with the registers in which results go.
        .globl  "runtime.loadResults"
"runtime.loadResults":
        fld     fa0, 64(a0)
        fld     fa1, 72(a0)
        ld      a1, 8(a0)
        ld      a0, 0(a0)
        ret

# func callWithRoom(size uintptr, f func(room unsafe.Pointer))
# Calls f with the address of memory on the stack. The caller has made sure that there is enough.
        .globl  "runtime.callWithRoom"
"runtime.callWithRoom":
        addi    sp, sp, -16
        sd      ra, 8(sp)
        sd      s0, 0(sp)
        addi    s0, sp, 16
        addi    a0, a0, 15
        andi    a0, a0, -16
        sub     sp, sp, a0
        mv      a0, sp
        mv      t2, a1
        ld      t0, 0(a1)
        jalr    t0
        addi    sp, s0, -16
        ld      ra, 8(sp)
        ld      s0, 0(sp)
        addi    sp, sp, 16
        ret

# func Breakpoint()
# Stops the program in a debugger, which steps over the instruction; without one, SIGTRAP ends it.
        .globl  "runtime.Breakpoint"
"runtime.Breakpoint":
        ebreak
        ret

# Memory and bytes. The baseline may trap on accesses that are not aligned, so words are used where both sides can be
# aligned, and bytes elsewhere. Words that may hold pointers are aligned and moved whole: the collector reads them
# meanwhile.

# func(to, from unsafe.Pointer, n uintptr) unsafe.Pointer, as memmove of C. The two ranges may overlap: when `to` lies in
# `from`, the last byte goes first.
        .macro  MOVE
        sub     t1, a0, a1
        xor     t3, a0, a1
        andi    t3, t3, 7
        bltu    t1, a2, 50f
        mv      t0, a0
        bnez    t3, 30f
10:     andi    t4, t0, 7
        beqz    t4, 11f
        beqz    a2, 49f
        lbu     t5, 0(a1)
        sb      t5, 0(t0)
        addi    a1, a1, 1
        addi    t0, t0, 1
        addi    a2, a2, -1
        j       10b
11:     li      t4, 32
        bltu    a2, t4, 13f
12:     ld      t3, 0(a1)
        ld      t5, 8(a1)
        ld      t6, 16(a1)
        ld      a3, 24(a1)
        sd      t3, 0(t0)
        sd      t5, 8(t0)
        sd      t6, 16(t0)
        sd      a3, 24(t0)
        addi    a1, a1, 32
        addi    t0, t0, 32
        addi    a2, a2, -32
        bgeu    a2, t4, 12b
13:     li      t4, 8
        bltu    a2, t4, 40f
14:     ld      t3, 0(a1)
        sd      t3, 0(t0)
        addi    a1, a1, 8
        addi    t0, t0, 8
        addi    a2, a2, -8
        bgeu    a2, t4, 14b
        j       40f
30:     li      t4, 4
        bltu    a2, t4, 40f
31:     lbu     t3, 0(a1)
        lbu     t5, 1(a1)
        lbu     t6, 2(a1)
        lbu     a3, 3(a1)
        sb      t3, 0(t0)
        sb      t5, 1(t0)
        sb      t6, 2(t0)
        sb      a3, 3(t0)
        addi    a1, a1, 4
        addi    t0, t0, 4
        addi    a2, a2, -4
        bgeu    a2, t4, 31b
40:     beqz    a2, 49f
        lbu     t3, 0(a1)
        sb      t3, 0(t0)
        addi    a1, a1, 1
        addi    t0, t0, 1
        addi    a2, a2, -1
        j       40b
49:     ret
50:     beqz    t1, 49b
        add     t0, a0, a2
        add     a1, a1, a2
        bnez    t3, 70f
51:     andi    t4, t0, 7
        beqz    t4, 52f
        beqz    a2, 49b
        lbu     t5, -1(a1)
        sb      t5, -1(t0)
        addi    a1, a1, -1
        addi    t0, t0, -1
        addi    a2, a2, -1
        j       51b
52:     li      t4, 32
        bltu    a2, t4, 54f
53:     ld      t3, -8(a1)
        ld      t5, -16(a1)
        ld      t6, -24(a1)
        ld      a3, -32(a1)
        sd      t3, -8(t0)
        sd      t5, -16(t0)
        sd      t6, -24(t0)
        sd      a3, -32(t0)
        addi    a1, a1, -32
        addi    t0, t0, -32
        addi    a2, a2, -32
        bgeu    a2, t4, 53b
54:     li      t4, 8
        bltu    a2, t4, 70f
55:     ld      t3, -8(a1)
        sd      t3, -8(t0)
        addi    a1, a1, -8
        addi    t0, t0, -8
        addi    a2, a2, -8
        bgeu    a2, t4, 55b
70:     beqz    a2, 49b
        lbu     t3, -1(a1)
        sb      t3, -1(t0)
        addi    a1, a1, -1
        addi    t0, t0, -1
        addi    a2, a2, -1
        j       70b
        .endm

        .globl  "memmove"
"memmove":
        MOVE

        .globl  "memcpy"
"memcpy":
        MOVE

# func(p unsafe.Pointer, value int32, n uintptr) unsafe.Pointer, as memset of C
        .globl  "memset"
"memset":
        andi    a1, a1, 255
        slli    t0, a1, 8
        or      a1, a1, t0
        slli    t0, a1, 16
        or      a1, a1, t0
        slli    t0, a1, 32
        or      a1, a1, t0
        mv      t0, a0
1:      andi    t1, t0, 7
        beqz    t1, 2f
        beqz    a2, 9f
        sb      a1, 0(t0)
        addi    t0, t0, 1
        addi    a2, a2, -1
        j       1b
2:      li      t1, 64
        bltu    a2, t1, 4f
3:      sd      a1, 0(t0)
        sd      a1, 8(t0)
        sd      a1, 16(t0)
        sd      a1, 24(t0)
        sd      a1, 32(t0)
        sd      a1, 40(t0)
        sd      a1, 48(t0)
        sd      a1, 56(t0)
        addi    t0, t0, 64
        addi    a2, a2, -64
        bgeu    a2, t1, 3b
4:      li      t1, 8
        bltu    a2, t1, 6f
5:      sd      a1, 0(t0)
        addi    t0, t0, 8
        addi    a2, a2, -8
        bgeu    a2, t1, 5b
6:      beqz    a2, 9f
        sb      a1, 0(t0)
        addi    t0, t0, 1
        addi    a2, a2, -1
        j       6b
9:      ret

# func(p, q unsafe.Pointer, n uintptr) int32, as bcmp of C: 0 if the bytes are the same
        .globl  "bcmp"
"bcmp":
        xor     t0, a0, a1
        andi    t0, t0, 7
        bnez    t0, 4f
1:      andi    t0, a0, 7
        beqz    t0, 2f
        beqz    a2, 8f
        lbu     t1, 0(a0)
        lbu     t3, 0(a1)
        bne     t1, t3, 9f
        addi    a0, a0, 1
        addi    a1, a1, 1
        addi    a2, a2, -1
        j       1b
2:      li      t0, 8
        bltu    a2, t0, 4f
3:      ld      t1, 0(a0)
        ld      t3, 0(a1)
        bne     t1, t3, 9f
        addi    a0, a0, 8
        addi    a1, a1, 8
        addi    a2, a2, -8
        bgeu    a2, t0, 3b
4:      beqz    a2, 8f
        lbu     t1, 0(a0)
        lbu     t3, 0(a1)
        bne     t1, t3, 9f
        addi    a0, a0, 1
        addi    a1, a1, 1
        addi    a2, a2, -1
        j       4b
8:      li      a0, 0
        ret
9:      li      a0, 1
        ret

# func cmpstring(a, b string) int
        .globl  "runtime.cmpstring"
"runtime.cmpstring":
        mv      t0, a1
        bleu    a1, a3, 1f
        mv      t0, a3
1:      beq     a0, a2, 8f
        xor     t1, a0, a2
        andi    t1, t1, 7
        bnez    t1, 5f
2:      andi    t1, a0, 7
        beqz    t1, 3f
        beqz    t0, 8f
        lbu     t3, 0(a0)
        lbu     t4, 0(a2)
        bne     t3, t4, 9f
        addi    a0, a0, 1
        addi    a2, a2, 1
        addi    t0, t0, -1
        j       2b
3:      li      t1, 8
        bltu    t0, t1, 5f
4:      ld      t3, 0(a0)
        ld      t4, 0(a2)
        bne     t3, t4, 5f
        addi    a0, a0, 8
        addi    a2, a2, 8
        addi    t0, t0, -8
        bgeu    t0, t1, 4b
5:      beqz    t0, 8f
        lbu     t3, 0(a0)
        lbu     t4, 0(a2)
        bne     t3, t4, 9f
        addi    a0, a0, 1
        addi    a2, a2, 1
        addi    t0, t0, -1
        j       5b
8:      # One is the beginning of the other.
        mv      t3, a1
        mv      t4, a3
9:      sltu    t5, t4, t3
        sltu    t6, t3, t4
        sub     a0, t5, t6
        ret

# a0: bytes; a1: how many; a2: the byte that is looked for. A word holds the byte if, each byte being zero where it does,
# subtracting one from each borrows at the lowest of those first.
        .macro  INDEX
        andi    a2, a2, 255
        mv      t0, a0
1:      andi    t1, t0, 7
        beqz    t1, 2f
        beqz    a1, 9f
        lbu     t1, 0(t0)
        beq     t1, a2, 8f
        addi    t0, t0, 1
        addi    a1, a1, -1
        j       1b
2:      li      t1, 8
        bltu    a1, t1, 4f
        li      t3, 0x0101010101010101
        slli    t4, t3, 7
        mul     t5, a2, t3
3:      ld      t6, 0(t0)
        xor     t6, t6, t5
        sub     a3, t6, t3
        not     t6, t6
        and     a3, a3, t6
        and     a3, a3, t4
        bnez    a3, 4f
        addi    t0, t0, 8
        addi    a1, a1, -8
        bgeu    a1, t1, 3b
4:      beqz    a1, 9f
        lbu     t1, 0(t0)
        beq     t1, a2, 8f
        addi    t0, t0, 1
        addi    a1, a1, -1
        j       4b
8:      sub     a0, t0, a0
        ret
9:      li      a0, -1
        ret
        .endm

# func IndexByte(b []byte, c byte) int
        .globl  "internal/bytealg.IndexByte"
"internal/bytealg.IndexByte":
        mv      a2, a3
        INDEX

# func IndexByteString(s string, c byte) int
        .globl  "internal/bytealg.IndexByteString"
"internal/bytealg.IndexByteString":
        INDEX

# Operands as of INDEX. In a word whose bytes are zero where they count, adding 127 to the low seven bits of each byte
# sets the top bit of all others; what is left is counted by a multiplication.
        .macro  COUNT
        andi    a2, a2, 255
        li      t0, 0
1:      andi    t1, a0, 7
        beqz    t1, 2f
        beqz    a1, 9f
        lbu     t1, 0(a0)
        addi    a0, a0, 1
        addi    a1, a1, -1
        xor     t1, t1, a2
        seqz    t1, t1
        add     t0, t0, t1
        j       1b
2:      li      t1, 8
        bltu    a1, t1, 4f
        li      t3, 0x0101010101010101
        li      t4, 0x7f7f7f7f7f7f7f7f
        mul     t5, a2, t3
3:      ld      t6, 0(a0)
        xor     t6, t6, t5
        and     a3, t6, t4
        add     a3, a3, t4
        or      a3, a3, t6
        or      a3, a3, t4
        not     a3, a3
        srli    a3, a3, 7
        mul     a3, a3, t3
        srli    a3, a3, 56
        add     t0, t0, a3
        addi    a0, a0, 8
        addi    a1, a1, -8
        bgeu    a1, t1, 3b
4:      beqz    a1, 9f
        lbu     t1, 0(a0)
        addi    a0, a0, 1
        addi    a1, a1, -1
        xor     t1, t1, a2
        seqz    t1, t1
        add     t0, t0, t1
        j       4b
9:      mv      a0, t0
        ret
        .endm

# func Count(b []byte, c byte) int
        .globl  "internal/bytealg.Count"
"internal/bytealg.Count":
        mv      a2, a3
        COUNT

# func CountString(s string, c byte) int
        .globl  "internal/bytealg.CountString"
"internal/bytealg.CountString":
        COUNT
