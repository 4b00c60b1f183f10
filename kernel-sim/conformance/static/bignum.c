/* 128-bit integers, add with carry, 2,000 digits of pi by a spigot, factorials by long multiplication. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void show(unsigned __int128 v) {
    char text[48];
    int n = sizeof text;
    text[--n] = 0;
    do text[--n] = '0' + (int)(v % 10);
    while (v /= 10);
    puts(text + n);
}

int main(void) {
    unsigned __int128 f = 1;
    for (int i = 2; i <= 33; i++) f *= i;
    show(f);
    show(f / 1234567890123456789ull % 1000000007);
    __int128 negative = -((__int128)1 << 100);
    printf("%lld\n", (long long)(negative / ((__int128)1 << 60)));
    static uint32_t big[400];
    int words = 1;
    big[0] = 1;
    for (int i = 2; i <= 500; i++) {
        uint64_t carry = 0;
        for (int j = 0; j < words; j++) {
            carry += (uint64_t)big[j] * i;
            big[j] = carry % 1000000000;
            carry /= 1000000000;
        }
        if (carry) big[words++] = carry;
    }
    printf("%d words, %u... %u\n", words, big[words - 1], big[28]);
    enum { DIGITS = 2000, LEN = DIGITS / 4 * 14 };
    static int r[LEN + 1];
    for (int i = 0; i < LEN; i++) r[i] = 2000;
    unsigned long sum = 0;
    int carry = 0;
    for (int k = LEN; k > 0; k -= 14) {
        long d = 0;
        for (int i = k, g = 0; i > 0; i--) {
            d += (long)r[i] * 10000;
            g = 2 * i - 1;
            r[i] = (int)(d % g);
            d /= g;
            if (i > 1) d *= i - 1;
        }
        int four = carry + (int)(d / 10000);
        carry = (int)(d % 10000);
        if (k > LEN - 14 * 5) printf("%04d", four);
        sum = sum * 10007 + four;
    }
    printf(" %lx\n", sum);
    return 0;
}
