/* Scopes, linkage and storage: shadowing, static locals, extern, tentative definitions, inline, const, volatile. */
#include <stdio.h>

int tentative;
int tentative;
extern int later;
static inline int square(int x) { return x * x; }
static int counter(void) { static int n = 100; return n++; }
_Static_assert(sizeof(long) == 8, "LP64");

int main(void) {
    int x = 1;
    {
        int x = 2;
        for (int x = 3; x < 4; x++) printf("%d ", x);
        printf("%d ", x);
        extern int tentative;
        tentative = x;
    }
    printf("%d %d %d\n", x, tentative, later);
    counter();
    int first = counter();
    printf("%d %d\n", first, square(counter()));
    const int c = 5;
    volatile int v = c;
    v += v;
    printf("%d %d\n", v, (int){c + 1});
    typedef int number;
    { number number = 9; printf("%d\n", number); }
    printf("%d\n", _Generic(1.0f, int: 1, float: 2, default: 3));
    enum e { A = -1, B, C = B + 10 } e = C;
    printf("%d %zu\n", e, sizeof(enum e));
    return later - 77;
}
int later = 77;
