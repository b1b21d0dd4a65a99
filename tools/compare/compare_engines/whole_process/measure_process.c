// Runs a command and writes its peak memory, as getrusage gives it, to a file.
// `measure_process RESULT COMMAND ARGUMENT...`
//
// A program of its own, because the peak that Linux reports for a child is never below that of
// the process that started it: measured from Python, small programs would look large.

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count < 3)
        return EXIT_FAILURE;
    const pid_t child = fork();
    if (child < 0)
        return EXIT_FAILURE;
    if (child == 0) {
        execvp(arguments[2], arguments + 2);
        _exit(127);
    }
    int status;
    struct rusage usage;
    if (wait4(child, &status, 0, &usage) != child)
        return EXIT_FAILURE;
    FILE *result = fopen(arguments[1], "w");
    if (result == NULL)
        return EXIT_FAILURE;
    fprintf(result, "%ld\n", usage.ru_maxrss);
    if (fclose(result) != 0)
        return EXIT_FAILURE;
    return WIFEXITED(status) ? WEXITSTATUS(status) : EXIT_FAILURE;
}
