/* printf's integer conversions: flags, widths, precisions, lengths, and what it returns. */
#include <limits.h>
#include <stdio.h>

int main(void) {
    printf("[%5d][%-5d][%05d][%+d][% d][%.4d][%8.3d]\n", 42, 42, 42, 42, 42, 42, 42);
    printf("[%x][%#x][%X][%#o][%u][%08x]\n", 255, 255, 255, 8, -1, 0xbeef);
    printf("[%hhd][%hd][%ld][%lld][%zu][%jd]\n", 300, 70000, LONG_MIN, LLONG_MAX, sizeof(int), (long)-9);
    printf("[%c][%-3c][%3c][%%][%s][%10s][%-10s][%.2s]\n", 'a', 'b', 'c', "text", "right", "left", "cut");
    printf("[%*d][%-*d][%.*s]\n", 6, 7, 6, 7, 3, "abcdef");
    printf("[%p][%s][%.0d][%5.0d]\n", (void *)0x1234, "", 0, 0);
    int n = printf("%d%s\n", 12345, "xyz");
    printf("%d\n", n);
    char small[5];
    n = snprintf(small, sizeof small, "%d", 1234567);
    printf("%d %s\n", n, small);
    printf("%i %+5i|%-+6i|% 05d\n", INT_MIN, 7, 7, 7);
    return 0;
}
