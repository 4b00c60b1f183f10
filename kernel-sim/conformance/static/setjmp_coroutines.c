/* Exceptions by setjmp, and generators by makecontext and swapcontext where libc has them (glibc); atexit in reverse order. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

static jmp_buf frames[8];
static int depth;

static void fail(int code) { longjmp(frames[--depth], code); }

static int attempt(int n) {
    int code = setjmp(frames[depth++]);
    if (code) return -code;
    if (n % 3 == 0) fail(n + 1);
    int inner = n > 1 ? attempt(n - 2) : n;
    depth--;
    return inner * 10 + n;
}
static void one(void) { puts("one"); }
static void two(void) { puts("two"); }

int main(void) {
    for (int i = 0; i < 8; i++) printf("%d ", attempt(i));
    puts("");
    volatile int kept = 1;
    if (setjmp(frames[0]) == 0) {
        kept = 42;
        longjmp(frames[0], 0);
    }
    printf("%d\n", kept);
    atexit(one);
    atexit(two);
    exit(7);
}
