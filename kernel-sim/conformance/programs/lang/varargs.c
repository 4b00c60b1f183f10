/* Variable arguments: integers, doubles, strings, more of them than there are registers, va_copy, passing a va_list on. */
#include <stdarg.h>
#include <stdio.h>

static long total(int n, ...) {
    va_list ap;
    long sum = 0;
    va_start(ap, n);
    while (n--) sum += va_arg(ap, int);
    va_end(ap);
    return sum;
}
static double mix(const char *kinds, ...) {
    va_list ap, again;
    va_start(ap, kinds);
    va_copy(again, ap);
    double sum = 0;
    for (const char *k = kinds; *k; k++) sum += *k == 'd' ? va_arg(ap, double) : va_arg(ap, int);
    for (const char *k = kinds; *k; k++) sum += *k == 'd' ? va_arg(again, double) * 100 : va_arg(again, int) * 100;
    va_end(again);
    va_end(ap);
    return sum;
}
static int message(char *to, unsigned long size, const char *format, ...) {
    va_list ap;
    va_start(ap, format);
    int n = vsnprintf(to, size, format, ap);
    va_end(ap);
    return n;
}

int main(void) {
    printf("%ld\n", total(12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, -66));
    printf("%d\n", (int)mix("dididididididididid", 0.5, 1, 0.5, 2, 0.5, 3, 0.5, 4, 0.5, 5, 0.5, 6, 0.5, 7, 0.5, 8, 0.5, 9, 0.5));
    char text[16];
    int n = message(text, sizeof text, "%s has pid %d", "a long name", 1234);
    printf("%d [%s]\n", n, text);
    return 0;
}
