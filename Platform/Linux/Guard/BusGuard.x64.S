# The SIGBUS handler of BusGuard for x64: position-independent, and calling nothing but the kernel. BusGuardCode.cs has
# its bytes; a test assembles this file and compares.
#
# On entry: rdi signal, rsi siginfo_t*, rdx ucontext_t*, which are kept for the handler that was there before. So are the
# registers that any function keeps: whoever was interrupted gets all of them back from the kernel, but a handler that was
# installed later may call this one.

        .intel_syntax noprefix

        # BusGuardState
        .equ    STATE_RANGES,   0
        .equ    STATE_PREVIOUS, 8
        .equ    STATE_PAGES,    16              # mask that leaves the start of a page
        .equ    STATE_FAULTS,   24
        .equ    STATE_DEFAULT,  32              # a sigaction of zeros: SIG_DFL

        # GuardedRange
        .equ    RANGE_BASE,      0
        .equ    RANGE_LENGTH,    8
        .equ    RANGE_SHIFT,     16
        .equ    RANGE_LINES,     24
        .equ    RANGE_ATTENTION, 32
        .equ    RANGE_LIGHT_KEY, 40
        .equ    RANGE_NEXT,      48

        # Slot, SlotState, WaiterQueue, ThreadRecords
        .equ    LINE_SHIFT,     6
        .equ    LINE_WORD,      0
        .equ    LINE_FAULTS,    8
        .equ    PHASE_MASK,     7 << 22
        .equ    PHASE_READY,    2 << 22
        .equ    PHASE_DYING,    3 << 22
        .equ    PHASE_POISONED, 7 << 22
        .equ    CLAIMED_MARK,   1
        .equ    POISON,         1 << 28
        .equ    NO_KEY,         -1

        # Linux
        .equ    SI_CODE,           8
        .equ    SI_ADDR,           16
        .equ    BUS_ADRERR,        2
        .equ    SYS_MMAP,          9
        .equ    SYS_RT_SIGACTION,  13
        .equ    PROT_READ,         1
        .equ    FRESH_PAGES,       0x4032       # MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS | MAP_NORESERVE
        .equ    SIGNAL_SET_SIZE,   8

        .text
handler:
        endbr64
        push    rbx
        push    rbp
        push    r12
        push    r13
        push    r14
        push    r15
        mov     rbx, [rip + state]
        cmp     dword ptr [rsi + SI_CODE], BUS_ADRERR
        jne     previous
        mov     r12, [rsi + SI_ADDR]

        # Whose address is it? Ranges are only ever added, at the head.
        mov     r13, [rbx + STATE_RANGES]
whose:  test    r13, r13
        jz      previous
        mov     r14, r12
        sub     r14, [r13 + RANGE_BASE]
        cmp     r14, [r13 + RANGE_LENGTH]
        jb      ours
        mov     r13, [r13 + RANGE_NEXT]
        jmp     whose

        # The slot is told before zeros can be read: faults + 1, and Ready -> Poisoned, which takes no more pins. One that
        # is being claimed gets a mark, for its claimant to give it back as Poisoned.
ours:   mov     rcx, [r13 + RANGE_SHIFT]
        shr     r14, cl
        mov     rbp, r14
        shl     rbp, LINE_SHIFT
        add     rbp, [r13 + RANGE_LINES]
        lock inc dword ptr [rbp + LINE_FAULTS]
        mov     rax, [rbp + LINE_WORD]
mark:   mov     r8d, eax
        and     r8d, PHASE_MASK
        mov     r9, rax
        or      r9, PHASE_POISONED
        cmp     r8d, PHASE_READY
        je      swap
        mov     r9, rax
        or      r9, CLAIMED_MARK
        cmp     r8d, PHASE_DYING
        jne     tell
swap:   lock cmpxchg [rbp + LINE_WORD], r9
        jne     mark

        # And the cache: the next release looks for poison, and no light window is had without looking.
tell:   mov     r8, [r13 + RANGE_ATTENTION]
        lock or dword ptr [r8], POISON
        mov     r8, [r13 + RANGE_LIGHT_KEY]
        mov     qword ptr [r8], NO_KEY
        lock inc qword ptr [rbx + STATE_FAULTS]

        # Zeros from the page that is not there to the end of the slot, or, where map areas have run out and a slot may
        # not be parted, over the whole slot.
        mov     r15, rdi
        push    rsi
        push    rdx
        lea     rsi, [r14 + 1]
        shl     rsi, cl
        add     rsi, [r13 + RANGE_BASE]
        mov     rdi, r12
        and     rdi, [rbx + STATE_PAGES]
        sub     rsi, rdi
        call    zeros
        test    rax, rax
        jns     done
        mov     rcx, [r13 + RANGE_SHIFT]
        mov     rdi, r14
        shl     rdi, cl
        add     rdi, [r13 + RANGE_BASE]
        mov     esi, 1
        shl     rsi, cl
        call    zeros
        test    rax, rax
        jns     done
        pop     rdx
        pop     rsi
        mov     rdi, r15

        # Not ours, or past help: whoever was there before, as if called by the kernel; SIG_DFL and SIG_IGN are 0 and 1.
previous:
        mov     rax, [rbx + STATE_PREVIOUS]
        cmp     rax, 1
        jbe     default
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        jmp     rax
default:
        lea     rsi, [rbx + STATE_DEFAULT]
        xor     edx, edx
        mov     r10d, SIGNAL_SET_SIZE
        mov     eax, SYS_RT_SIGACTION
        syscall
        jmp     return

done:   add     rsp, 16
return:
        pop     r15
        pop     r14
        pop     r13
        pop     r12
        pop     rbp
        pop     rbx
        ret

        # rdi address, rsi length -> rax, negative if it failed
zeros:  mov     edx, PROT_READ
        mov     r10d, FRESH_PAGES
        mov     r8, -1
        xor     r9d, r9d
        mov     eax, SYS_MMAP
        syscall
        ret

        .balign 8
state:  .quad   0                               # BusGuardState*, filled in when it is installed
