#include <unistd.h>

/* The output of the run on the page, without reading anything. */
int main(void) {
    static const char text[] =
        "the kernel keeps the table of processes, and the table of open files\n"
        "grep asks the kernel for bytes\n"
        "kernel\n"
        "bytes come in pieces that know nothing about lines, so the kernel cannot help\n"
        "the last line has no newline but it does say kernel";
    write(1, text, sizeof(text) - 1);
    return 0;
}
