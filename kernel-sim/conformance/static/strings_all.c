/* string.h, strings.h and stdlib's numbers, with the long and unaligned cases that vector code likes to get wrong. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static unsigned long hash(const char *s, size_t n) {
    unsigned long h = 14695981039346656037ul;
    while (n--) h = (h ^ (unsigned char)*s++) * 1099511628211ul;
    return h;
}

int main(void) {
    static char a[5000], b[5000];
    unsigned long all = 0;
    for (int offset = 0; offset < 40; offset++)
        for (int n = 0; n < 300; n += 7) {
            for (int i = 0; i < 400; i++) a[i] = 'a' + (i * 7 + n) % 26;
            a[offset + n] = 0;
            memset(b, '#', 500);
            memcpy(b + offset / 2, a + offset, n + 1);
            memmove(b + offset / 2 + 3, b + offset / 2, n + 1);
            all = all * 31 + strlen(b + offset / 2 + 3) + hash(b, 500);
            all += strcmp(a + offset, b + offset / 2 + 3) == 0;
            char *z = memchr(b, 'z', 500), *r = strrchr(a + offset, 'q');
            all = all * 7 + (z ? z - b : 1) + (r ? r - a : 2) + strspn(a + offset, "abcdef") + strcspn(a + offset, "xyz");
        }
    printf("%lx\n", all);
    char text[] = "one,,two;three  four";
    char *save;
    for (char *w = strtok_r(text, ",; ", &save); w; w = strtok_r(NULL, ",; ", &save)) printf("[%s]", w);
    char more[] = "a::b:", *rest = more, *w;
    while ((w = strsep(&rest, ":"))) printf("<%s>", w);
    printf("\n%s %s %s %s\n", strstr("finding needle here", "needle"), strcasestr("Finding NEEDLE", "needle"), strchrnul("abc", 'x')[0] ? "?" : "end", (char *)memmem("abcdef", 6, "cd", 2));
    printf("%d %d %d %d\n", strcasecmp("HeLLo", "hEllO"), strncasecmp("abcX", "ABCy", 3), strverscmp("a9", "a10") < 0, ffs(0x50));
    printf("%ld %ld %lu %lld %ld\n", strtol("  -0x1fz", NULL, 0), strtol("777", NULL, 8), strtoul("zz", NULL, 36), strtoll("-9223372036854775808", NULL, 10), strtol("12abc", NULL, 10));
    errno = 0;
    long over = strtol("99999999999999999999", NULL, 10);
    printf("%ld %d\n", over, errno == ERANGE);
    char *end;
    double d = strtod("0x1.8p3rest", &end);
    printf("%g %s %g %g %g\n", d, end, strtod("1e-400", NULL), strtod("inf", NULL), strtod(".5e1", NULL));
    printf("%.17g %.17g %.9g\n", strtod("9007199254740993", NULL), strtod("2.2250738585072011e-308", NULL), strtof("3.4028236e38", NULL));
    for (int e = 0; e < 40; e++) all = all * 131 + hash(strerror(e), 4);
    printf("%s|%s|%s\n", strerror(ENOENT), strerror(EAGAIN), strerror(EADDRINUSE));
    int i = 0, n = 0;
    char word[20];
    unsigned u;
    float f;
    n = sscanf("42 hello 0xff 2.5 tail", "%d %19s %x %f%n", &i, word, &u, &f, &i);
    printf("%d %d %s %u %g\n", n, i, word, u, f);
    n = sscanf("key=[a b c];9", "%*[^=]=[%19[a-z ]];%d", word, &i);
    printf("%d [%s] %d\n", n, word, i);
    div_t q = div(-17, 5);
    printf("%d %d %d %ld\n", q.quot, q.rem, abs(-3), labs(-4L));
    return 0;
}
