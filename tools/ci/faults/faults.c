// Preloaded into a command, fails one call of the system in its turn: FAULT_CALL is its name and
// FAULT_AT its number, counted from 1. When it has failed, the file FAULT_MARK is made. The name
// `allocation` stands for all calls that ask for a MiB of memory or more.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *call;
static long turn;
static atomic_long calls;

__attribute__((constructor)) static void start(void) {
    const char *at = getenv("FAULT_AT");
    call = getenv("FAULT_CALL");
    turn = at ? atol(at) : 0;
}

/// Whether this call of `name` is the one to fail.
static int fails(const char *name) {
    if (!call || strcmp(call, name) != 0 || atomic_fetch_add(&calls, 1) + 1 != turn)
        return 0;
    const char *mark = getenv("FAULT_MARK");
    const long file = syscall(SYS_openat, AT_FDCWD, mark ? mark : "/dev/null",
                              O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (file >= 0)
        syscall(SYS_close, file);
    return 1;
}

#define REAL(name) ((typeof(&name))dlsym(RTLD_NEXT, #name))

#define FAULT(type, name, parameters, arguments, code, failure)                                    \
    type name parameters {                                                                         \
        static typeof(&name) real;                                                                 \
        if (!real)                                                                                 \
            real = REAL(name);                                                                     \
        if (fails(#name)) {                                                                        \
            errno = code;                                                                          \
            return failure;                                                                        \
        }                                                                                          \
        return real arguments;                                                                     \
    }

#define FAULT_OPEN(name, parameters, ...)                                                          \
    int name parameters {                                                                          \
        va_list more;                                                                              \
        va_start(more, flags);                                                                     \
        const mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;              \
        va_end(more);                                                                              \
        if (fails("open")) {                                                                       \
            errno = EMFILE;                                                                        \
            return -1;                                                                             \
        }                                                                                          \
        return (int)syscall(SYS_openat, __VA_ARGS__, flags, mode);                                 \
    }

FAULT_OPEN(open, (const char *path, int flags, ...), AT_FDCWD, path)
FAULT_OPEN(open64, (const char *path, int flags, ...), AT_FDCWD, path)
FAULT_OPEN(openat, (int folder, const char *path, int flags, ...), folder, path)

FAULT(ssize_t, read, (int file, void *bytes, size_t count), (file, bytes, count), EIO, -1)
FAULT(ssize_t, pread, (int file, void *bytes, size_t count, off_t offset),
      (file, bytes, count, offset), EIO, -1)
FAULT(ssize_t, write, (int file, const void *bytes, size_t count), (file, bytes, count), ENOSPC, -1)
FAULT(int, fsync, (int file), (file), EIO, -1)
FAULT(int, rename, (const char *from, const char *to), (from, to), EIO, -1)
FAULT(int, linkat, (int from, const char *path, int to, const char *name, int flags),
      (from, path, to, name, flags), EIO, -1)
FAULT(int, close, (int file), (file), EIO, -1)
FAULT(void *, mmap, (void *place, size_t size, int access, int flags, int file, off_t offset),
      (place, size, access, flags, file, offset), ENOMEM, MAP_FAILED)

int pthread_create(pthread_t *thread, const pthread_attr_t *attributes, void *(*body)(void *),
                   void *argument) {
    static typeof(&pthread_create) real;
    if (!real)
        real = REAL(pthread_create);
    return fails("pthread_create") ? EAGAIN : real(thread, attributes, body, argument);
}

enum { large = 1 << 20 };

// The allocator under the names that it has for itself: dlsym allocates.
extern void *__libc_malloc(size_t size);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *memory, size_t size);
extern void *__libc_memalign(size_t alignment, size_t size);

static int refuses(size_t size) {
    if (size < large || !fails("allocation"))
        return 0;
    errno = ENOMEM;
    return 1;
}

void *malloc(size_t size) {
    return refuses(size) ? NULL : __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
    return refuses(count * size) ? NULL : __libc_calloc(count, size);
}

void *realloc(void *memory, size_t size) {
    return refuses(size) ? NULL : __libc_realloc(memory, size);
}

void *memalign(size_t alignment, size_t size) {
    return refuses(size) ? NULL : __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
    return memalign(alignment, size);
}

int posix_memalign(void **memory, size_t alignment, size_t size) {
    void *const found = memalign(alignment, size);
    if (!found)
        return ENOMEM;
    *memory = found;
    return 0;
}
