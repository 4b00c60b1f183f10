/* Control flow: switch with fall-through and ranges, goto, nested loops with break and continue, do, comma, conditional. */
#include <stdio.h>

static const char *kind(int c) {
    switch (c) {
    case '0' ... '9': return "digit";
    case ' ': case '\t': case '\n': return "space";
    case 'a' ... 'z': c -= 32; /* fall through */
    case 'A' ... 'Z': return c == 'Q' ? "q" : "letter";
    default: return "other";
    }
}
static int collatz(long n) { int steps = 0; do { n = n % 2 ? 3 * n + 1 : n / 2; steps++; } while (n != 1); return steps; }

int main(void) {
    for (const char *p = "7 qZ!"; *p; p++) printf("%s ", kind(*p));
    printf("\n%d\n", collatz(27));
    for (int i = 0, j = 10; i < j; i++, j--) {
        if (i == 2) continue;
        for (int k = 0;; k++) {
            if (k * (i + 1) > 6) break;
            if (i == 4) goto out;
        }
        printf("%d-%d ", i, j);
    }
out:
    printf("out\n");
    int n = 0;
    switch (3) { while (n < 5) { case 3: n++; case 4: n += 2; } }
    printf("%d\n", n);
    static void *labels[] = {&&first, &&second, &&done};
    int at = 0;
    goto *labels[at];
first: at += 1; goto *labels[at];
second: at += 1; goto *labels[at];
done:
    printf("%d %d\n", at, (at++, at * 10));
    long big = 1l << 40;
    switch (big) { case 1l << 40: printf("long case\n"); break; case 0: printf("zero\n"); }
    return 0;
}
