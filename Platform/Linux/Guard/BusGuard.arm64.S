// The SIGBUS handler of BusGuard for arm64: position-independent, and calling nothing but the kernel. BusGuardCode.cs has
// its bytes; a test assembles this file and compares. BusGuard.x64.S says why each step is taken.
//
// On entry: x0 signal, x1 siginfo_t*, x2 ucontext_t*. Whoever was interrupted gets all its registers back from the
// kernel, so any may be used; those three, and the link register, are kept for the handler that was there before.

        // BusGuardState
        .equ    STATE_RANGES,   0
        .equ    STATE_PREVIOUS, 8
        .equ    STATE_PAGES,    16
        .equ    STATE_FAULTS,   24
        .equ    STATE_DEFAULT,  32

        // GuardedRange
        .equ    RANGE_BASE,      0
        .equ    RANGE_LENGTH,    8
        .equ    RANGE_SHIFT,     16
        .equ    RANGE_LINES,     24
        .equ    RANGE_ATTENTION, 32
        .equ    RANGE_LIGHT_KEY, 40
        .equ    RANGE_NEXT,      48

        // Slot, SlotState, WaiterQueue, ThreadRecords
        .equ    LINE_SHIFT,     6
        .equ    LINE_FAULTS,    8
        .equ    PHASE_MASK,     7 << 22
        .equ    PHASE_READY,    2 << 22
        .equ    PHASE_DYING,    3 << 22
        .equ    PHASE_POISONED, 7 << 22
        .equ    CLAIMED_MARK,   1
        .equ    POISON,         1 << 28

        // Linux
        .equ    SI_CODE,           8
        .equ    SI_ADDR,           16
        .equ    BUS_ADRERR,        2
        .equ    SYS_MMAP,          222
        .equ    SYS_RT_SIGACTION,  134
        .equ    PROT_READ,         1
        .equ    FRESH_PAGES,       0x4032
        .equ    SIGNAL_SET_SIZE,   8

        .text
handler:
        hint    #34                             // bti c
        stp     x19, x20, [sp, #-80]!
        stp     x21, x22, [sp, #16]
        stp     x23, x24, [sp, #32]
        stp     x25, x26, [sp, #48]
        str     x27, [sp, #64]
        ldr     x19, state
        ldr     w9, [x1, #SI_CODE]
        cmp     w9, #BUS_ADRERR
        b.ne    previous
        ldr     x20, [x1, #SI_ADDR]

        // Acquire: a range is complete before it is added.
        ldar    x21, [x19]                      // STATE_RANGES
whose:  cbz     x21, previous
        ldr     x9, [x21, #RANGE_BASE]
        ldr     x10, [x21, #RANGE_LENGTH]
        sub     x22, x20, x9
        cmp     x22, x10
        b.lo    ours
        ldr     x21, [x21, #RANGE_NEXT]
        b       whose

ours:   ldr     x23, [x21, #RANGE_SHIFT]
        lsr     x22, x22, x23
        ldr     x24, [x21, #RANGE_LINES]
        add     x24, x24, x22, lsl #LINE_SHIFT
        add     x10, x24, #LINE_FAULTS
1:      ldaxr   w9, [x10]
        add     w9, w9, #1
        stlxr   w11, w9, [x10]
        cbnz    w11, 1b

        // The exclusive accesses are ordered behind the count by their acquire, and before what follows by the barrier.
mark:   ldaxr   x9, [x24]
        and     x10, x9, #PHASE_MASK
        orr     x12, x9, #PHASE_POISONED
        cmp     x10, #PHASE_READY
        b.eq    swap
        orr     x12, x9, #CLAIMED_MARK
        cmp     x10, #PHASE_DYING
        b.ne    tell
swap:   stlxr   w11, x12, [x24]
        cbnz    w11, mark

tell:   dmb     ish
        ldr     x10, [x21, #RANGE_ATTENTION]
2:      ldaxr   w9, [x10]
        orr     w9, w9, #POISON
        stlxr   w11, w9, [x10]
        cbnz    w11, 2b
        mov     x9, #-1                         // no key
        ldr     x10, [x21, #RANGE_LIGHT_KEY]
        stlr    x9, [x10]
        add     x10, x19, #STATE_FAULTS
3:      ldaxr   x9, [x10]
        add     x9, x9, #1
        stlxr   w11, x9, [x10]
        cbnz    w11, 3b
        dmb     ish

        mov     x25, x0
        mov     x26, x1
        mov     x27, x2
        ldr     x24, [x21, #RANGE_BASE]
        add     x1, x22, #1
        lsl     x1, x1, x23
        add     x1, x1, x24
        ldr     x9, [x19, #STATE_PAGES]
        and     x0, x20, x9
        sub     x1, x1, x0
        mov     x2, #PROT_READ
        mov     x3, #FRESH_PAGES
        mov     x4, #-1
        mov     x5, #0
        mov     x8, #SYS_MMAP
        svc     #0
        tbz     x0, #63, done
        lsl     x0, x22, x23
        add     x0, x0, x24
        mov     x1, #1
        lsl     x1, x1, x23
        svc     #0
        tbz     x0, #63, done
        mov     x0, x25
        mov     x1, x26
        mov     x2, x27

previous:
        ldr     x16, [x19, #STATE_PREVIOUS]
        cmp     x16, #1
        b.ls    default
        ldp     x21, x22, [sp, #16]
        ldp     x23, x24, [sp, #32]
        ldp     x25, x26, [sp, #48]
        ldr     x27, [sp, #64]
        ldp     x19, x20, [sp], #80
        br      x16
default:
        add     x1, x19, #STATE_DEFAULT
        mov     x2, #0
        mov     x3, #SIGNAL_SET_SIZE
        mov     x8, #SYS_RT_SIGACTION
        svc     #0
done:
        ldp     x21, x22, [sp, #16]
        ldp     x23, x24, [sp, #32]
        ldp     x25, x26, [sp, #48]
        ldr     x27, [sp, #64]
        ldp     x19, x20, [sp], #80
        ret

        .balign 8
state:  .quad   0                               // BusGuardState*, filled in when it is installed
