// Runs the SIGBUS handler of BusGuard without the library: for a processor that the tests do not run on, under qemu-user.
// Argument: the handler's bytes. Prints what it did to the slots and the words of the cache, also when another handler, which
// was installed later, calls it; then touches a page outside the range, which has to reach the handler that was there before.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { slot_pages = 4, slots = 4, line_size = 64 };

struct range { char *base; size_t length; uint64_t shift; char *lines; uint32_t *attention; uint64_t *light_key; struct range *next; };
struct state { struct range *ranges; void *previous; uint64_t page_mask; int64_t faults; uint64_t zeros[4]; };

// Numbers that the compiler cannot know: whoever has them across a call keeps them in registers that the call must not change.
static volatile uint64_t numbers[10] = { 3, 5, 7, 11, 13, 17, 19, 23, 29, 31 };
static void (*guard)(int, siginfo_t *, void *);
static int kept;

static void later(int signal, siginfo_t *info, void *context)
{
    uint64_t a = numbers[0], b = numbers[1], c = numbers[2], d = numbers[3], e = numbers[4];
    uint64_t f = numbers[5], g = numbers[6], h = numbers[7], i = numbers[8], j = numbers[9];
    guard(signal, info, context);
    kept = a == numbers[0] && b == numbers[1] && c == numbers[2] && d == numbers[3] && e == numbers[4]
        && f == numbers[5] && g == numbers[6] && h == numbers[7] && i == numbers[8] && j == numbers[9];
}

static void before(int signal, siginfo_t *info, void *context)
{
    int complete = signal == SIGBUS && info->si_signo == SIGBUS && info->si_code == BUS_ADRERR && context != NULL;
    puts(complete ? "passed on" : "passed on, but not as it came");
    fflush(stdout);
    _exit(complete ? 0 : 1);
}

int main(int count, char **arguments)
{
    unsigned char code[4096];
    FILE *from = fopen(arguments[count - 1], "rb");
    size_t size = fread(code, 1, sizeof code, from);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t length = slots * slot_pages * page;

    int file = memfd_create("file", 0);
    if (ftruncate(file, (off_t)length) != 0) return 2;
    char *mine = mmap(NULL, length, PROT_READ, MAP_SHARED, file, 0);
    char *other = mmap(NULL, length, PROT_READ, MAP_SHARED, file, 0);
    char *lines = aligned_alloc(line_size, slots * line_size);
    memset(lines, 0, slots * line_size);
    for (int slot = 0; slot < slots; slot++)
        *(uint64_t *)(lines + slot * line_size) = 5ull << 25 | 2ull << 22 | 1; // generation 5, Ready, one pin
    *(uint64_t *)(lines + 2 * line_size) = 5ull << 25 | 3ull << 22;            // Dying

    uint32_t attention = 1;
    uint64_t light_key = 42;
    struct range elsewhere = { mine + length, 0, 0, NULL, NULL, NULL, NULL };
    struct range range = { mine, length, (uint64_t)__builtin_ctzl(slot_pages * page), lines, &attention, &light_key, NULL };
    elsewhere.next = &range;
    struct state state = { &elsewhere, (void *)before, ~(uint64_t)(page - 1), 0, { 0 } };

    uint64_t address = (uint64_t)&state;
    memcpy(code + size - sizeof address, &address, sizeof address);
    int executable = memfd_create("code", 0);
    if (write(executable, code, size) != (ssize_t)size) return 2;
    void *handler = mmap(NULL, size, PROT_READ | PROT_EXEC, MAP_PRIVATE, executable, 0);
    guard = (void (*)(int, siginfo_t *, void *))handler;
    struct sigaction action = { .sa_sigaction = guard, .sa_flags = SA_SIGINFO };
    sigaction(SIGBUS, &action, NULL);

    if (ftruncate(file, (off_t)(2 * page)) != 0) return 2;
    int sum = mine[page] + mine[3 * page] + mine[2 * page] + mine[2 * slot_pages * page] + mine[(2 * slot_pages + 1) * page];
    action.sa_sigaction = later;
    sigaction(SIGBUS, &action, NULL);
    sum += mine[3 * slot_pages * page];
    printf("sum %d, faults %lld, attention %x, key %llx, %s\n", sum, (long long)state.faults, attention, (unsigned long long)light_key, kept ? "registers kept" : "registers lost");
    for (int slot = 0; slot < slots; slot++)
        printf("slot %d: phase %d, pins %d, faults %d\n", slot, (int)(*(uint64_t *)(lines + slot * line_size) >> 22 & 7), (int)(*(uint64_t *)(lines + slot * line_size) & 1), *(int *)(lines + slot * line_size + 8));
    fflush(stdout);
    return other[5 * page];
}
