#include "CMalloc.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static const char *sentence;
static int status;
static struct sigaction before;

static void take_abort(int number) {
    // The allocator set it when it refused; calls that succeed leave it as it is.
    if (errno == ENOMEM) {
        const ssize_t written = write(STDERR_FILENO, sentence, strlen(sentence));
        (void)written;
        _exit(status);
    }
    // Delivered when this handler returns.
    sigaction(number, &before, NULL);
    raise(number);
}

void cmalloc_report_exhaustion(const char *line, int exit_status) {
    sentence = line;
    status = exit_status;
    struct sigaction action = {.sa_handler = take_abort};
    sigemptyset(&action.sa_mask);
    sigaction(SIGABRT, &action, &before);
}
