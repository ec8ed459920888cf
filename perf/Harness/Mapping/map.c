/* Maps windows of a file over one another in C, to be set beside what the cache does when it evicts one for another.
 *
 * map PATH SLOTS WINDOW WINDOWS THREADS
 *
 * Each thread has SLOTS slots of WINDOW bytes and walks WINDOWS windows of the file, from where the one before it ends. It
 * fills all slots, prints "ready", and then reads commands:
 *   run N    N remaps of each thread; prints how long a thread took on average, in nanoseconds
 * Whatever fails ends it with a message. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#ifndef MADV_POPULATE_READ
#define MADV_POPULATE_READ 22
#endif

enum { STRIDE = 7, MAX_THREADS = 64 };

struct job {
    char *base;
    long first, next, count;
    int64_t time;
};

static int file;
static long slots, window, windows;

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static void *run(void *argument) {
    struct job *job = argument;
    int64_t start = now();
    for (long i = 0; i < job->count; i++, job->next++) {
        char *address = job->base + job->next % slots * window;
        off_t offset = (job->first + job->next * STRIDE % windows) * window;
        if (mmap(address, window, PROT_READ, MAP_SHARED | MAP_FIXED, file, offset) == MAP_FAILED) fail("mmap");
        if (madvise(address, window, MADV_POPULATE_READ) != 0) fail("madvise");
    }
    job->time = now() - start;
    return NULL;
}

static void run_all(struct job *jobs, long threads) {
    pthread_t others[MAX_THREADS];
    for (long i = 1; i < threads; i++)
        if ((errno = pthread_create(&others[i], NULL, run, &jobs[i])) != 0) fail("pthread_create");
    run(&jobs[0]);
    for (long i = 1; i < threads; i++) pthread_join(others[i], NULL);
}

int main(int count, char **arguments) {
    if (count != 6) { fprintf(stderr, "usage: map PATH SLOTS WINDOW WINDOWS THREADS\n"); return 2; }
    slots = atol(arguments[2]);
    window = atol(arguments[3]);
    windows = atol(arguments[4]);
    long threads = atol(arguments[5]);
    if (slots < 1 || window < 1 || windows < 1 || threads < 1 || threads > MAX_THREADS) { fprintf(stderr, "a number is out of its range\n"); return 2; }
    if ((file = open(arguments[1], O_RDONLY | O_CLOEXEC)) < 0) fail(arguments[1]);
    char *base = mmap(NULL, (threads * slots + 1) * window, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) fail("mmap");
    base = (char *)(((uintptr_t)base + window - 1) / window * window);
    struct job jobs[MAX_THREADS] = { 0 };
    for (long i = 0; i < threads; i++) {
        jobs[i].base = base + i * slots * window;
        jobs[i].first = i * windows;
        jobs[i].count = windows;
    }
    run_all(jobs, threads);
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("ready");
    long remaps;
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (sscanf(line, "run %ld", &remaps) != 1) { fprintf(stderr, "no command: %s", line); return 2; }
        int64_t sum = 0;
        for (long i = 0; i < threads; i++) jobs[i].count = remaps;
        run_all(jobs, threads);
        for (long i = 0; i < threads; i++) sum += jobs[i].time;
        printf("%lld\n", (long long)(sum / threads));
    }
    return 0;
}
