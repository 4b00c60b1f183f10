/* Doubles without printing one: comparison, conversion, NaN, infinity, accumulation, Newton's square root. */
#include <stdio.h>
#include <string.h>

static unsigned long bits(double d) { unsigned long u; memcpy(&u, &d, 8); return u; }
static double root(double x) { double g = x; for (int i = 0; i < 40; i++) g = (g + x / g) / 2; return g; }

int main(void) {
    volatile double zero = 0, one = 1;
    double nan = zero / zero, inf = one / zero;
    printf("%d %d %d %d\n", nan == nan, nan != nan, nan < 1, inf > 1e308);
    printf("%016lx %016lx %016lx\n", bits(nan), bits(inf), bits(-zero));
    printf("%016lx\n", bits(root(2)));
    double sum = 0;
    for (int i = 1; i <= 1000; i++) sum += one / i;
    printf("%016lx\n", bits(sum));
    printf("%d %ld %u %lu\n", (int)-3.99, (long)1e15, (unsigned)3e9, (unsigned long)1.8e19);
    printf("%016lx %016lx\n", bits((double)18446744073709551615ul), bits((double)-5));
    float f = 0.1f;
    printf("%016lx %d\n", bits(f), f == 0.1);
    printf("%016lx\n", bits((float)16777217));
    printf("%d %d\n", (int)(0.1 + 0.2 == 0.3), (int)(0.5 + 0.25 == 0.75));
    return 0;
}
