/* Sends a header and files in C, to be set beside what .NET does.
 *
 * send METHOD PORT THREADS SIZE BUNDLE FILES HEADER FOLDER
 *
 * METHOD is "sendfile" (open descriptors, the header with MSG_MORE, one sendfile a file) or "sendmsg" (the header and the
 * files' cached mappings in one sendmsg). It connects once for each thread and prints "ready"; then it reads commands:
 *   run N       N sends; prints the process's CPU time and the wall time, in nanoseconds
 *   latency N   N sends, each timed; prints the median and the 99th percentile, in nanoseconds
 *   forget      gives up the mappings; prints "ok"
 * Whatever fails ends it with a message. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { HEADER_SIZE = 200, STRIDE = 7919, MAX_BUNDLE = 64, MAX_THREADS = 64 };

struct job {
    int socket;
    long first, step, count;
    int64_t *times;
};

static long size, bundle, files;
static int *descriptors;
static void **maps;
static char header[HEADER_SIZE];
static void (*send_one)(int socket, long which);

static void fail(const char *what) {
    perror(what);
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

static int64_t cpu(void) {
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * INT64_C(1000000000) + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * INT64_C(1000);
}

static long file_of(long which, long place) { return (which * bundle + place) * STRIDE % files; }

static void send_by_sendfile(int socket, long which) {
    for (long sent = 0; sent < HEADER_SIZE;) {
        ssize_t bytes = send(socket, header + sent, HEADER_SIZE - sent, MSG_MORE);
        if (bytes < 0 && errno != EINTR) fail("send");
        if (bytes > 0) sent += bytes;
    }
    for (long place = 0; place < bundle; place++) {
        for (off_t offset = 0; offset < size;) {
            ssize_t bytes = sendfile(socket, descriptors[file_of(which, place)], &offset, size - offset);
            if (bytes < 0 && errno != EINTR) fail("sendfile");
            if (bytes == 0) { fprintf(stderr, "sendfile: the file is too short\n"); exit(1); }
        }
    }
}

static void *map_of(long file) {
    if (maps[file] == NULL) {
        /* To read exactly the file ahead is much faster than to let populating find it cold. */
        readahead(descriptors[file], 0, size);
        void *map = mmap(NULL, size, PROT_READ, MAP_SHARED | MAP_POPULATE, descriptors[file], 0);
        if (map == MAP_FAILED) fail("mmap");
        maps[file] = map;
    }
    return maps[file];
}

static void send_by_sendmsg(int socket, long which) {
    struct iovec parts[1 + MAX_BUNDLE];
    struct msghdr message = { .msg_iov = parts, .msg_iovlen = 1 + bundle };
    parts[0] = (struct iovec){ header, HEADER_SIZE };
    for (long place = 0; place < bundle; place++) parts[1 + place] = (struct iovec){ map_of(file_of(which, place)), size };
    while (message.msg_iovlen > 0) {
        ssize_t bytes = sendmsg(socket, &message, 0);
        if (bytes < 0 && errno != EINTR) fail("sendmsg");
        for (; bytes > 0 && message.msg_iovlen > 0 && (size_t)bytes >= message.msg_iov->iov_len; message.msg_iovlen--) bytes -= message.msg_iov++->iov_len;
        if (bytes > 0) {
            message.msg_iov->iov_base = (char *)message.msg_iov->iov_base + bytes;
            message.msg_iov->iov_len -= bytes;
        }
    }
}

static void *run(void *argument) {
    struct job *job = argument;
    for (long i = 0; i < job->count; i++) {
        int64_t start = job->times == NULL ? 0 : now();
        send_one(job->socket, job->first + i * job->step);
        if (job->times != NULL) job->times[i] = now() - start;
    }
    return NULL;
}

static void run_all(struct job *jobs, long threads) {
    pthread_t others[MAX_THREADS];
    for (long i = 1; i < threads; i++)
        if ((errno = pthread_create(&others[i], NULL, run, &jobs[i])) != 0) fail("pthread_create");
    run(&jobs[0]);
    for (long i = 1; i < threads; i++) pthread_join(others[i], NULL);
}

static int compare(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static int connect_to(long port) {
    int result = socket(AF_INET, SOCK_STREAM, 0), one = 1;
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    if (result < 0 || connect(result, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
    if (setsockopt(result, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one) != 0) fail("setsockopt");
    return result;
}

static void open_all(const char *header_path, const char *folder) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) fail("getrlimit");
    limit.rlim_cur = limit.rlim_max;
    if (setrlimit(RLIMIT_NOFILE, &limit) != 0) fail("setrlimit");
    int file = open(header_path, O_RDONLY | O_CLOEXEC);
    if (file < 0 || read(file, header, HEADER_SIZE) != HEADER_SIZE) fail(header_path);
    close(file);
    descriptors = calloc(files, sizeof *descriptors);
    maps = calloc(files, sizeof *maps);
    if (descriptors == NULL || maps == NULL) fail("calloc");
    for (long i = 0; i < files; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%06ld", folder, i);
        if ((descriptors[i] = open(path, O_RDONLY | O_CLOEXEC)) < 0) fail(path);
    }
}

int main(int count, char **arguments) {
    if (count != 9) { fprintf(stderr, "usage: send METHOD PORT THREADS SIZE BUNDLE FILES HEADER FOLDER\n"); return 2; }
    int gathers = strcmp(arguments[1], "sendmsg") == 0;
    send_one = gathers ? send_by_sendmsg : send_by_sendfile;
    long port = atol(arguments[2]), threads = atol(arguments[3]);
    size = atol(arguments[4]);
    bundle = atol(arguments[5]);
    files = atol(arguments[6]);
    if (threads < 1 || threads > MAX_THREADS || bundle < 1 || bundle > MAX_BUNDLE) { fprintf(stderr, "too many threads or files\n"); return 2; }
    open_all(arguments[7], arguments[8]);
    struct job jobs[MAX_THREADS] = { 0 };
    for (long i = 0; i < threads; i++) jobs[i].socket = connect_to(port);
    /* Before there are threads, which then find them all. */
    for (long i = 0; gathers && i < files; i++) map_of(i);
    setvbuf(stdout, NULL, _IOLBF, 0);
    puts("ready");
    long next = 0;
    char line[64];
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (strcmp(line, "forget\n") == 0) {
            for (long i = 0; i < files; i++) {
                if (maps[i] != NULL) munmap(maps[i], size);
                maps[i] = NULL;
            }
            puts("ok");
            continue;
        }
        long sends;
        int times = sscanf(line, "latency %ld", &sends) == 1;
        if (!times && sscanf(line, "run %ld", &sends) != 1) { fprintf(stderr, "no command: %s", line); return 2; }
        int64_t *array = times ? malloc(sends * sizeof *array) : NULL, *rest = array;
        if (times) {
            if (array == NULL) fail("malloc");
            memset(array, 0, sends * sizeof *array);
        }
        for (long i = 0; i < threads; i++) {
            jobs[i].first = next + i;
            jobs[i].step = threads;
            jobs[i].count = (sends - i + threads - 1) / threads;
            jobs[i].times = rest;
            if (times) rest += jobs[i].count;
        }
        int64_t cpu_start = cpu(), start = now();
        run_all(jobs, threads);
        int64_t end = now(), cpu_end = cpu();
        next = (next + sends) % files;
        if (times) {
            qsort(array, sends, sizeof *array, compare);
            printf("%lld %lld\n", (long long)array[(sends - 1) / 2], (long long)array[(sends - 1) * 99 / 100]);
            free(array);
        } else {
            printf("%lld %lld\n", (long long)(cpu_end - cpu_start), (long long)(end - start));
        }
    }
    return 0;
}
