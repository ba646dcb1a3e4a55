/*
 * A machine that fails on request. Preloaded into the program (LD_PRELOAD), it stands between the program and the C library.
 * What fails is written into a file that both sides have mapped (FAULTS_CONTROL, see Shim.cs); only files under FAULTS_FOLDER are touched.
 *
 * What was written to the database and not flushed yet is kept in FAULTS_UNFLUSHED, so that a test can take it away again: kill -9
 * alone loses nothing of what the kernel has, and a power cut does.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* The same as Shim.cs has it. */
struct control {
    volatile int64_t clock_seconds;   /* added to the time of day */
    volatile int32_t write_error;     /* an errno, 0 for none */
    volatile int32_t sync_error;
    volatile int32_t write_delay;     /* microseconds */
    volatile int32_t sync_delay;
    volatile int64_t writes_left;     /* how many still succeed before write_error counts */
    volatile int64_t syncs_left;
    volatile int64_t failed;          /* how many calls have failed on request */
    volatile int64_t slowed;
    volatile int64_t syncs;
};

static struct control nothing;
static struct control *control = &nothing;
static char folder[4096];
static size_t folder_length;
static int unflushed = -1;
/* A planted bug: the program never asks for a flush of files whose name ends so. */
static const char *never_flushed;
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

#define REAL(name) ((__typeof__(&name))real(#name))

static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

__attribute__((constructor)) static void begin(void)
{
    const char *file = getenv("FAULTS_CONTROL"), *data = getenv("FAULTS_FOLDER"), *kept = getenv("FAULTS_UNFLUSHED");
    if (!file || !data)
        return;
    int fd = REAL(open64)(file, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return;
    void *shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (shared == MAP_FAILED)
        return;
    folder_length = strlen(data);
    memcpy(folder, data, folder_length + 1);
    if (kept)
        unflushed = REAL(open64)(kept, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    never_flushed = getenv("FAULTS_NEVER_FLUSHED");
    control = shared;
}

static int is_ours(const char *path) { return control != &nothing && path && strncmp(path, folder, folder_length) == 0; }

/* The path behind a descriptor, if it is one of ours. */
static int ours(int fd, char *path, size_t most)
{
    if (control == &nothing)
        return 0;
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, most - 1);
    if (length <= 0)
        return 0;
    path[length] = 0;
    return is_ours(path);
}

static int ends_with(const char *path, const char *end)
{
    size_t length = strlen(path), last = strlen(end);
    return length >= last && strcmp(path + length - last, end) == 0;
}

static int is_database(const char *path) { return ends_with(path, ".db") || ends_with(path, ".db-wal"); }

static void wait_for(int32_t microseconds)
{
    if (microseconds <= 0)
        return;
    __atomic_add_fetch(&control->slowed, 1, __ATOMIC_RELAXED);
    struct timespec pause = { microseconds / 1000000, (microseconds % 1000000) * 1000L };
    nanosleep(&pause, NULL);
}

static int fails(volatile int32_t *error, volatile int64_t *left)
{
    int32_t now = *error;
    if (now == 0 || __atomic_sub_fetch(left, 1, __ATOMIC_RELAXED) >= 0)
        return 0;
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_RELAXED);
    errno = now;
    return 1;
}

/* One record: what kind, which file, where, how long the file was, what stood there, what stands there now. */
static void keep(char kind, int fd, const char *path, off64_t at, const void *after, size_t count)
{
    if (unflushed < 0 || !is_database(path))
        return;
    struct stat64 file;
    int64_t size = fd >= 0 && fstat64(fd, &file) == 0 ? file.st_size : 0;
    int64_t left = at < size ? size - at : 0;
    int64_t before = kind == 'T' ? left : kind != 'W' ? 0 : left < (int64_t)count ? left : (int64_t)count;
    size_t name = strlen(path), head = 1 + 4 + 8 + 8 + 4 + 4;
    char *record = malloc(head + name + before + count);
    char *next = record;
    int32_t lengths[3] = { (int32_t)name, (int32_t)before, (int32_t)count };
    *next++ = kind;
    memcpy(next, &lengths[0], 4); next += 4;
    memcpy(next, &at, 8); next += 8;
    memcpy(next, &size, 8); next += 8;
    memcpy(next, &lengths[1], 4); next += 4;
    memcpy(next, &lengths[2], 4); next += 4;
    memcpy(next, path, name); next += name;
    if (before > 0 && pread64(fd, next, before, at) != before)
        abort();
    next += before;
    if (count > 0)
        memcpy(next, after, count);
    next += count;
    if (REAL(write)(unflushed, record, next - record) != next - record)
        abort();
    free(record);
}

static ssize_t put(int fd, const void *bytes, size_t count, off64_t at, int is_at)
{
    char path[4096];
    if (!ours(fd, path, sizeof path))
        return is_at ? REAL(pwrite64)(fd, bytes, count, at) : REAL(write)(fd, bytes, count);
    wait_for(control->write_delay);
    int64_t left = control->writes_left;
    if (fails(&control->write_error, &control->writes_left)) {
        /* A disk that fills up takes what there is room for first. */
        if (errno != ENOSPC || left != 0 || count <= 512)
            return -1;
        count = count / 2 / 512 * 512 > 0 ? count / 2 / 512 * 512 : 512;
    }
    pthread_mutex_lock(&one_at_a_time);
    keep('W', fd, path, is_at ? at : lseek64(fd, 0, SEEK_CUR), bytes, count);
    ssize_t done = is_at ? REAL(pwrite64)(fd, bytes, count, at) : REAL(write)(fd, bytes, count);
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

ssize_t write(int fd, const void *bytes, size_t count) { return put(fd, bytes, count, 0, 0); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return put(fd, bytes, count, at, 1); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) { return put(fd, bytes, count, at, 1); }

static int flush(int fd, int (*way)(int))
{
    char path[4096];
    if (!ours(fd, path, sizeof path))
        return way(fd);
    if (never_flushed && *never_flushed && ends_with(path, never_flushed))
        return 0;
    wait_for(control->sync_delay);
    if (fails(&control->sync_error, &control->syncs_left))
        return -1;
    int done = way(fd);
    if (done == 0) {
        __atomic_add_fetch(&control->syncs, 1, __ATOMIC_RELAXED);
        pthread_mutex_lock(&one_at_a_time);
        keep('S', -1, path, 0, NULL, 0);
        pthread_mutex_unlock(&one_at_a_time);
    }
    return done;
}

int fsync(int fd) { return flush(fd, REAL(fsync)); }
int fdatasync(int fd) { return flush(fd, REAL(fdatasync)); }

static int cut(int fd, off64_t length)
{
    char path[4096];
    if (!ours(fd, path, sizeof path))
        return REAL(ftruncate64)(fd, length);
    if (fails(&control->write_error, &control->writes_left))
        return -1;
    pthread_mutex_lock(&one_at_a_time);
    keep('T', fd, path, length, NULL, 0);
    int done = REAL(ftruncate64)(fd, length);
    pthread_mutex_unlock(&one_at_a_time);
    return done;
}

int ftruncate(int fd, off_t length) { return cut(fd, length); }
int ftruncate64(int fd, off64_t length) { return cut(fd, length); }

int fallocate64(int fd, int mode, off64_t at, off64_t length)
{
    char path[4096];
    return ours(fd, path, sizeof path) && fails(&control->write_error, &control->writes_left) ? -1
        : REAL(fallocate64)(fd, mode, at, length);
}

/* A read-only file system makes, changes and removes nothing. */
static int is_read_only(const char *path)
{
    if (control->write_error != EROFS || !is_ours(path))
        return 0;
    __atomic_add_fetch(&control->failed, 1, __ATOMIC_RELAXED);
    errno = EROFS;
    return 1;
}

int unlink(const char *path)
{
    if (is_read_only(path))
        return -1;
    int done = REAL(unlink)(path);
    if (done == 0 && is_ours(path)) {
        pthread_mutex_lock(&one_at_a_time);
        keep('S', -1, path, 0, NULL, 0);
        pthread_mutex_unlock(&one_at_a_time);
    }
    return done;
}

int rename(const char *from, const char *to) { return is_read_only(to) ? -1 : REAL(rename)(from, to); }
int mkdir(const char *path, mode_t mode) { return is_read_only(path) ? -1 : REAL(mkdir)(path, mode); }

int open64(const char *path, int flags, ...)
{
    va_list rest;
    va_start(rest, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(rest, mode_t) : 0;
    va_end(rest);
    if ((flags & (O_WRONLY | O_RDWR | O_CREAT)) && is_read_only(path))
        return -1;
    return REAL(open64)(path, flags, mode);
}

/* The time of day alone: pauses go by another clock, which never jumps. */
int clock_gettime(clockid_t which, struct timespec *now)
{
    static __typeof__(&clock_gettime) next;
    if (!next)
        next = REAL(clock_gettime);
    int done = next(which, now);
    if (done == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        now->tv_sec += control->clock_seconds;
    return done;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    int done = REAL(gettimeofday)(now, zone);
    if (done == 0)
        now->tv_sec += control->clock_seconds;
    return done;
}

time_t time(time_t *now)
{
    time_t said = REAL(time)(NULL) + control->clock_seconds;
    if (now)
        *now = said;
    return said;
}
