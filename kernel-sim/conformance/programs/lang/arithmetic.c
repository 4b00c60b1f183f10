/* Integer arithmetic of every width and sign: wrap-around, division, shifts, conversions. */
#include <limits.h>
#include <stdio.h>

#define SHOW(type, format, expression) do { type v = (expression); printf("%-28s " format "\n", #expression, v); } while (0)

int main(void) {
    unsigned char c = 250;
    short s = -32768;
    int i = -7;
    unsigned u = 4000000000u;
    long l = LONG_MIN;
    unsigned long ul = ULONG_MAX;
    SHOW(int, "%d", (unsigned char)(c + 10));
    SHOW(int, "%d", (short)(s - 1));
    SHOW(int, "%d", i / 2);
    SHOW(int, "%d", i % 2);
    SHOW(int, "%d", i >> 1);
    SHOW(unsigned, "%u", (unsigned)i >> 28);
    SHOW(unsigned, "%u", u + 500000000u);
    SHOW(unsigned, "%u", u / 7 * 7 + u % 7);
    SHOW(long, "%ld", l + 1);
    SHOW(unsigned long, "%lu", ul * ul);
    SHOW(long, "%ld", (long)i * u);
    SHOW(int, "%d", -1 < 1u);
    SHOW(int, "%d", (signed char)200);
    SHOW(long, "%ld", (int)3000000000u);
    SHOW(int, "%d", 'a' + 1);
    SHOW(unsigned long, "%lx", ~0ul << 60 >> 8);
    SHOW(long, "%ld", 1000000007l * 1000000009l % 998244353l);
    SHOW(int, "%d", !i + !!i * 2 + ~i);
    return i & 0xff;
}
