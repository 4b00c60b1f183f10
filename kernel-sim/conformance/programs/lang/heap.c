/* malloc, calloc, realloc, free: many sizes, contents kept, zeroed memory, a failing request. */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(void) {
    enum { N = 200 };
    static unsigned char *block[N];
    static size_t size[N];
    unsigned seed = 7, bad = 0;
    for (int round = 0; round < 3000; round++) {
        seed = seed * 1103515245u + 12345u;
        int i = seed >> 16 & 127;
        size_t want = (seed >> 8) % (round % 50 ? 600 : 60000);
        for (size_t k = 0; k < size[i]; k++) if (block[i][k] != (unsigned char)(i + k)) { bad++; break; }
        block[i] = realloc(block[i], want ? want : 1);
        size[i] = want;
        for (size_t k = 0; k < want; k++) block[i][k] = i + k;
        if ((uintptr_t)block[i] % 16) bad++;
    }
    printf("bad %u\n", bad);
    int *zeros = calloc(10000, sizeof *zeros), sum = 0;
    for (int i = 0; i < 10000; i++) sum |= zeros[i];
    printf("calloc %d\n", sum);
    free(zeros);
    for (int i = 0; i < N; i++) free(block[i]);
    errno = 0;
    volatile size_t huge = SIZE_MAX / 2;
    void *none = malloc(huge);
    printf("huge %d %d\n", none == NULL, errno == ENOMEM);
    volatile size_t many = (size_t)1 << 33;
    printf("overflow %d\n", calloc(many, many) == NULL);
    free(NULL);
    return 0;
}
