/* strtol, strtoul, strtod, sscanf, atoi: bases, ends, overflow, rounding. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned long bits(double d) { unsigned long u; memcpy(&u, &d, 8); return u; }

int main(void) {
    const char *texts[] = {"42", "  -17rest", "0x1fz", "0777", "99999999999999999999", "", "z"};
    for (int i = 0; i < 7; i++) {
        char *end;
        errno = 0;
        long v = strtol(texts[i], &end, 0);
        printf("%ld [%s] %d\n", v, end, errno == ERANGE);
    }
    printf("%ld %lu\n", strtol("zz", NULL, 36), strtoul("-1", NULL, 10));
    const char *reals[] = {"1.5", "1e3x", "-0x1.8p3", ".5", "1e400", "inf", "0.1", "123456789012345678901234567890", "4.9e-324"};
    for (int i = 0; i < 9; i++) {
        char *end;
        double d = strtod(reals[i], &end);
        printf("%016lx [%s]\n", bits(d), end);
    }
    int a, b, n;
    char word[10];
    n = sscanf("10 -0x20 hello 3", "%d %i %9s", &a, &b, word);
    printf("%d %d %d %s %d\n", n, a, b, word, atoi("12abc"));
    return 0;
}
