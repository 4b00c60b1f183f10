/* Longer computations: matrix product, prime sieve, CRC-32, a hash table with chains. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct entry { struct entry *next; char key[12]; int value; };
static struct entry *buckets[64];
static unsigned hash(const char *s) { unsigned h = 5381; while (*s) h = h * 33 ^ (unsigned char)*s++; return h; }
static int *slot(const char *key) {
    struct entry **e = &buckets[hash(key) % 64];
    while (*e && strcmp((*e)->key, key)) e = &(*e)->next;
    if (!*e) { *e = calloc(1, sizeof **e); strcpy((*e)->key, key); }
    return &(*e)->value;
}
static uint32_t crc(const void *p, size_t n) {
    uint32_t c = ~0u;
    for (const uint8_t *b = p; n--; b++) { c ^= *b; for (int k = 0; k < 8; k++) c = c & 1 ? c >> 1 ^ 0xedb88320u : c >> 1; }
    return ~c;
}

int main(void) {
    static long a[24][24], b[24][24], c[24][24];
    for (int i = 0; i < 24; i++) for (int j = 0; j < 24; j++) a[i][j] = i - j, b[i][j] = i * j % 7;
    for (int i = 0; i < 24; i++) for (int j = 0; j < 24; j++) for (int k = 0; k < 24; k++) c[i][j] += a[i][k] * b[k][j];
    printf("%ld %08x\n", c[5][6], crc(c, sizeof c));
    static char composite[10000];
    int primes = 0;
    for (int i = 2; i < 10000; i++) { if (composite[i]) continue; primes++; for (int j = i * 2; j < 10000; j += i) composite[j] = 1; }
    printf("%d %08x\n", primes, crc("123456789", 9));
    for (int i = 0; i < 1000; i++) { char key[12]; sprintf(key, "k%d", i * i % 97); ++*slot(key); }
    printf("%d %d %d\n", *slot("k1"), *slot("k4"), *slot("k0"));
    return 0;
}
